"""Certificates: a verdict as JSON that anyone can replay without a model.

The digest shows accidental changes at once. It does not protect against forgery, since anybody can compute
it; what does is that `replay` believes nothing that is written in the certificate and works everything out
again from the problem, the answer, the steps and the calculations.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema

from phi4_node.errors import BadInputError, ExitCode
from phi4_node.schema import Certificate, Check, JsonObject, Problem, Solution, Status, Verdict, Word
from phi4_node.verification.facade import (
    acheck_calculation,
    acheck_formalisation,
    as_problem,
    averify,
    check_calculation,
    check_formalisation,
    verify,
)
from phi4_node.verification.sandbox.pool import WorkerPool
from phi4_node.verification.verdict import verdict_of

MAX_BYTES = 4 << 20
SCHEMA_FILE = Path(__file__).parent.parent / "certificate.schema.json"
_KINDS = ("calculation", "formalisation")
NOT_REPLAYABLE = "rests on something that cannot be replayed without a model"


class _WholeSchema(GenerateJsonSchema):
    """Every field is there in a certificate that was written, also where it has its default."""

    def field_is_required(self, field: object, total: bool) -> bool:
        return True


class CertificateError(BadInputError):
    """This is not a certificate, or none can be written; it says nothing about the answer."""

    exit_code = ExitCode.BAD_INPUT


class Replay(Word):
    """What replaying a certificate gave.

    Attributes:
        ok: Whether everything in the certificate was found again.
        reason: One sentence: what was confirmed, or the first thing that differs.
        verdict: What was found now; None if the certificate could be dismissed without looking.
        versions: What decided now.
    """

    ok: bool
    reason: str
    verdict: Verdict | None = None
    versions: dict[str, str]


def certify(problem: str | Problem, answer: str | Solution, verdict: Verdict) -> Certificate:
    """Write down a verdict so that it can be replayed.

    Args:
        problem: The problem that was checked.
        answer: The answer that was checked; the whole solution if its steps were checked.
        verdict: The verdict on it.

    Raises:
        BadInputError: The problem is empty, too long or not text.
        CertificateError: The verdict is about steps and the steps are not given, or the answer is not text.
    """
    text, steps = (answer.answer, answer.steps) if isinstance(answer, Solution) else (answer, ())
    of_steps = [check.step or 0 for check in verdict.checks if check.basis == "step"]
    if of_steps and max(of_steps) >= len(steps):
        raise CertificateError("The verdict is also about steps; give the whole solution, not its answer.")
    asked = as_problem(problem)
    try:
        certificate = Certificate(
            problem=asked.text,
            answer=text,
            steps=steps if of_steps else (),
            status=verdict.status,
            checks=verdict.checks,
            versions=versions(),
        )
        certificate = certificate.model_copy(update={"digest": digest_of(certificate)})
        # Whatever is written can be read: text and numbers exist in Python that JSON cannot hold.
        return Certificate.model_validate_json(canonical_json(certificate.model_dump(mode="json")))
    except ValidationError as error:
        raise CertificateError(f"This cannot be certified: {_first(error)}.") from error


def replay(certificate: Certificate, *, seconds: float = 30.0, pool: WorkerPool | None = None) -> Replay:
    """Work everything in a certificate out again, without a model, and compare.

    Args:
        certificate: The certificate, from wherever it came.
        seconds: Deadline of each check.
        pool: The workers to use; by default one pool for the whole program.

    Raises:
        WorkerStartError: No worker can be started on this system.
        PoolClosedError: The pool was closed.
    """
    changed = _changed(certificate)
    if changed:
        return changed
    judged = verify(certificate.problem, _solution(certificate), seconds=seconds, pool=pool)
    worked_out = {"calculation": check_calculation, "formalisation": check_formalisation}
    found = [
        worked_out[kind](certificate.problem, certificate.answer, text, seconds=seconds, pool=pool)
        for kind, text in _written_by_the_model(certificate)
    ]
    return _compared(certificate, judged, found)


async def areplay(
    certificate: Certificate, *, seconds: float = 30.0, pool: WorkerPool | None = None
) -> Replay:
    """`replay` without blocking the event loop."""
    changed = _changed(certificate)
    if changed:
        return changed
    judged = await averify(certificate.problem, _solution(certificate), seconds=seconds, pool=pool)
    worked_out = {"calculation": acheck_calculation, "formalisation": acheck_formalisation}
    found = [
        await worked_out[kind](certificate.problem, certificate.answer, text, seconds=seconds, pool=pool)
        for kind, text in _written_by_the_model(certificate)
    ]
    return _compared(certificate, judged, found)


def read_certificate(source: Path | bytes | str) -> Certificate:
    """The certificate in a file (a `Path`) or in text.

    Raises:
        CertificateError: It cannot be read, is too long, or is no certificate.
    """
    if isinstance(source, Path):
        source = _read(source)
    data = source.encode(errors="surrogatepass") if isinstance(source, str) else source
    if len(data) > MAX_BYTES:
        raise CertificateError(f"This is longer than {MAX_BYTES >> 20} MB and no certificate.")
    try:
        return Certificate.model_validate_json(data)
    except ValidationError as error:
        raise CertificateError(f"This is not a certificate of phi4-node: {_first(error)}.") from error


def canonical_json(value: JsonObject) -> str:
    """JSON with sorted keys, no spaces and ASCII only: the same bytes wherever it is written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(certificate: Certificate) -> str:
    """SHA-256 over everything but the digest."""
    content = canonical_json(certificate.model_dump(mode="json", exclude={"digest"}))
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def certificate_schema() -> JsonObject:
    """The JSON Schema of certificates; `certificate.schema.json` beside the package's modules is this."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:phi4-node:certificate:1"}
    return head | Certificate.model_json_schema(schema_generator=_WholeSchema, mode="serialization")


def versions() -> dict[str, str]:
    """The versions of what decides."""
    return {
        "phi4_node": _version("phi4-node"),
        "sympy": _version("sympy"),
        "python": platform.python_version(),
    }


@functools.cache
def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:  # run from a copy of the source that was never installed
        return "unknown"


def _changed(certificate: Certificate) -> Replay | None:
    """What can be said against a certificate without working anything out."""
    if certificate.digest != digest_of(certificate):
        reason = "The digest does not fit: the certificate was changed after it was written."
        return Replay(ok=False, reason=reason, versions=versions())
    if certificate.steps and all(check.basis != "step" for check in certificate.checks):
        reason = "The certificate has steps that no check is about."
        return Replay(ok=False, reason=reason, versions=versions())
    try:
        as_problem(certificate.problem)
    except BadInputError as error:
        return Replay(ok=False, reason=str(error), versions=versions())
    return None


def _solution(certificate: Certificate) -> Solution:
    return Solution(answer=certificate.answer, steps=certificate.steps)


def _written_by_the_model(certificate: Certificate) -> list[tuple[str, str]]:
    """What is behind the checks that rest on the model's own reading: calculations and formalisations."""
    evidence = [check.evidence for check in certificate.checks if check.basis == "model"]
    return [(kind, found[kind]) for found in evidence for kind in _KINDS if isinstance(found.get(kind), str)]


def _compared(certificate: Certificate, judged: Verdict, calculated: list[Check]) -> Replay:
    """Whether what was worked out now is what is written."""
    now = verdict_of([*judged.checks, *calculated])
    written = [check for check in certificate.checks if check.basis != "model"]
    written_calculations = [check for check in certificate.checks if check.basis == "model"]
    difference = (
        _difference(written, judged.checks)
        or _difference(written_calculations, tuple(calculated))
        or _status_difference(certificate.status, now)
    )
    decided_by = versions()
    others = ", ".join(
        f"{name} {certificate.versions.get(name, 'unknown')} (here {version})"
        for name, version in decided_by.items()
        if certificate.versions.get(name) != version
    )
    note = f" It was written with {others}." if others else ""
    reason = difference or f"Everything was found again: {now.status.value}."
    return Replay(ok=not difference, reason=reason + note, verdict=now, versions=decided_by)


def _status_difference(written: Status, now: Verdict) -> str:
    if written is now.status:
        return ""
    return f"The certificate says {written.value}, but replaying gives {now.status.value}: {now.reason}"


def _difference(written: list[Check], found: tuple[Check, ...]) -> str:
    """The first thing in which the two differ; empty if nothing does."""
    for number, check in enumerate(written, start=1):
        if check.basis == "model" and not any(isinstance(check.evidence.get(kind), str) for kind in _KINDS):
            return f"Check {number} ({check.method}) {NOT_REPLAYABLE}."
    if len(written) != len(found):
        return f"The certificate has {len(written)} checks of this kind, but replaying makes {len(found)}."
    for number, (old, new) in enumerate(zip(written, found, strict=True), start=1):
        before, after = _comparable(old), _comparable(new)
        for name in before:
            if before[name] != after[name]:
                return (
                    f"Check {number} ({new.method}) differs in its {name}: the certificate has "
                    f"{_short(before[name])}, replaying gives {_short(after[name])}."
                )
    return ""


def _comparable(check: Check) -> dict[str, str]:
    """The fields of a check as text; how well the worker was isolated is about the machine, not the proof."""
    fields = check.model_dump(mode="json")
    fields["evidence"].pop("isolation", None)
    return {name: json.dumps(value, sort_keys=True, ensure_ascii=False) for name, value in fields.items()}


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117]}..."


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CertificateError(f"Cannot read {path}: {error.strerror}.") from error


def _first(error: ValidationError) -> str:
    """The first complaint, with the place it is about."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
