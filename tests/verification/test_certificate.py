"""Certificates: what is written can be replayed, and nothing in it can be changed unnoticed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phi4_node.errors import BadInputError, ExitCode
from phi4_node.schema import Certificate, Check, Outcome, Solution, Status, Verdict
from phi4_node.verification import (
    CertificateError,
    WorkerPool,
    areplay,
    certificate_schema,
    certify,
    check_calculation,
    read_certificate,
    replay,
    verdict_of,
    verify,
)
from phi4_node.verification.certificate import SCHEMA_FILE, canonical_json, digest_of
from tests.verification import stand_in

TASKS = {name: f"{stand_in.__name__}:{name}" for name in ("judge", "steps", "check_calculation")}
SUM = "What is 2 + 2?"
UNREAD = "How many legs do two people have?"

JsonObject = dict[str, Any]


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, tasks=TASKS) as pool:
        yield pool


def make_certificate(
    pool: WorkerPool, problem: str, answer: str, steps: tuple[str, ...] = (), programs: tuple[str, ...] = ()
) -> Certificate:
    solution = Solution(answer=answer, steps=steps)
    checks = [*verify(problem, solution, pool=pool).checks]
    checks += [check_calculation(problem, solution, program, pool=pool) for program in programs]
    return certify(problem, solution, verdict_of(checks))


CASES: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...], Status]] = {
    "verified": (SUM, "4", (), (), Status.VERIFIED),
    "refuted": (SUM, "5", (), (), Status.REFUTED),
    "unchecked": (UNREAD, "4", (), (), Status.UNCHECKED),
    "supported": (UNREAD, "4", (), ("2 + 2", "1 + 3"), Status.SUPPORTED),
    "false step": (UNREAD, "4", ("so 1 + 1 = 2", "and 2 + 2 = 5"), (), Status.REFUTED),
    "all kinds": (SUM, "4", ("2 + 2 = 4",), ("2 + 2",), Status.VERIFIED),
}


@pytest.mark.parametrize("case", CASES)
async def test_what_was_written_is_found_again(pool: WorkerPool, case: str) -> None:
    problem, answer, steps, programs, status = CASES[case]
    certificate = make_certificate(pool, problem, answer, steps, programs)
    assert certificate.status is status
    read = read_certificate(certificate.model_dump_json())
    assert read == certificate
    replayed = replay(read, pool=pool)
    assert replayed.ok, replayed.reason
    assert replayed.verdict is not None
    assert replayed.verdict.status is status
    assert status.value in replayed.reason
    assert await areplay(read, pool=pool) == replayed


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all values inside a JSON object."""
    parts = list(
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    yield from ((*path, key) for key, part in parts if not isinstance(part, dict | list) or not part)
    for key, part in parts:
        yield from leaves(part, (*path, key))


def changed(value: object) -> object:
    """Another value of the same kind, as somebody who tampers would choose it."""
    if isinstance(value, str):
        swapped = {
            "holds": "fails",
            "fails": "holds",
            "undecided": "holds",
            "problem": "model",
            "step": "problem",
        }
        swapped |= {
            "verified": "refuted",
            "refuted": "verified",
            "supported": "verified",
            "unchecked": "verified",
        }
        return swapped.get(value, value.replace("2", "3") if "2" in value else f"{value}7")
    if isinstance(value, bool):
        return not value
    if value is None:
        return 0
    if isinstance(value, int):
        return value + 1
    return {"forged": True} if isinstance(value, dict) else ["forged"]


def forgeries(original: JsonObject) -> Iterator[tuple[tuple[str | int, ...], JsonObject]]:
    """The certificate with one value changed, for every value but digest, layout and versions."""
    for place in leaves(original):
        if place[0] in ("digest", "format", "versions"):
            continue
        forged = copy.deepcopy(original)
        part: Any = forged
        for key in place[:-1]:
            part = part[key]
        part[place[-1]] = changed(part[place[-1]])
        assert forged != original
        yield place, forged


@pytest.mark.parametrize("case", CASES)
def test_no_value_can_be_changed_unnoticed(pool: WorkerPool, case: str) -> None:
    problem, answer, steps, programs, _ = CASES[case]
    original = make_certificate(pool, problem, answer, steps, programs).model_dump(mode="json")
    found = list(forgeries(original))
    assert len(found) > 8
    for place, forged in found:
        assert not accepted(forged, pool, recompute_digest=False), place


@pytest.mark.parametrize("case", CASES)
def test_who_also_recomputes_the_digest_gets_nothing_but_what_is_true(pool: WorkerPool, case: str) -> None:
    problem, answer, steps, programs, _ = CASES[case]
    original = make_certificate(pool, problem, answer, steps, programs).model_dump(mode="json")
    noticed = 0
    for place, forged in forgeries(original):
        if not accepted(forged, pool, recompute_digest=True):
            noticed += 1
            continue
        # 5 is not 2 + 2, and neither is 57: this is an honest certificate, if about another answer.
        assert place[0] in ("problem", "answer", "steps"), place
        honest = make_certificate(pool, forged["problem"], forged["answer"], tuple(forged["steps"]), programs)
        assert honest.model_dump(mode="json", exclude={"digest"}) == {
            key: value for key, value in forged.items() if key != "digest"
        }
    assert noticed > 8


def accepted(content: JsonObject, pool: WorkerPool, recompute_digest: bool) -> bool:
    """Whether a certificate is read and replayed without complaint."""
    try:
        certificate = read_certificate(json.dumps(content))
    except CertificateError:
        return False
    if recompute_digest:
        certificate = certificate.model_copy(update={"digest": digest_of(certificate)})
    return replay(certificate, pool=pool).ok


TAMPERING: dict[str, Callable[[JsonObject], object]] = {
    "another problem": lambda c: c.update(problem="What is 1 + 3?"),
    "another answer": lambda c: c.update(answer="5"),
    "the same answer written otherwise": lambda c: c["checks"][0]["evidence"].update(value="04"),
    "no checks": lambda c: c["checks"].clear(),
    "a check twice": lambda c: c["checks"].append(c["checks"][0]),
    "a check from the model's point of view": lambda c: c["checks"][0].update(basis="model"),
    "another claim": lambda c: c["checks"][0]["claim"].update(term="3 + 1"),
    "more evidence": lambda c: c["checks"][0]["evidence"].update(also="this"),
    "less evidence": lambda c: c["checks"][0]["evidence"].clear(),
    "a step from nowhere": lambda c: c.update(steps=["1 + 1 = 2"]),
    "no problem": lambda c: c.update(problem=" "),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_noticed_in_spite_of_a_fitting_digest(pool: WorkerPool, how: str) -> None:
    content = make_certificate(pool, SUM, "4").model_dump(mode="json")
    assert accepted(content, pool, recompute_digest=True)
    TAMPERING[how](content)
    assert not accepted(content, pool, recompute_digest=True)


def test_a_difference_is_named(pool: WorkerPool) -> None:
    certificate = make_certificate(pool, SUM, "4")
    check = certificate.checks[0].model_copy(update={"evidence": {"value": "5"}})
    forged = certificate.model_copy(update={"checks": (check,)})
    assert "digest" in replay(forged, pool=pool).reason
    forged = forged.model_copy(update={"digest": digest_of(forged)})
    assert "differs in its evidence" in replay(forged, pool=pool).reason
    lying = certificate.model_copy(update={"status": Status.SUPPORTED})
    lying = lying.model_copy(update={"digest": digest_of(lying)})
    assert "says supported, but replaying gives verified" in replay(lying, pool=pool).reason


def test_an_invented_calculation_is_worked_out_again(pool: WorkerPool) -> None:
    lie = Check(
        outcome=Outcome.HOLDS,
        basis="model",
        method="calculation",
        reason="The calculation gives 5.",
        evidence={"calculation": "2 + 2", "value": "5"},
    )
    undecided = verify(UNREAD, "5", pool=pool).checks
    forged = certify(UNREAD, "5", verdict_of([*undecided, lie]))
    assert forged.status is Status.SUPPORTED
    assert not replay(forged, pool=pool).ok


def test_what_needs_a_model_is_not_confirmed(pool: WorkerPool) -> None:
    opinion = Check(outcome=Outcome.HOLDS, basis="model", method="second sample", reason="It says so too.")
    certificate = certify(UNREAD, "4", verdict_of([*verify(UNREAD, "4", pool=pool).checks, opinion]))
    replayed = replay(certificate, pool=pool)
    assert not replayed.ok
    assert "without a model" in replayed.reason


def test_other_versions_are_named(pool: WorkerPool) -> None:
    certificate = make_certificate(pool, SUM, "4")
    assert "written with" not in replay(certificate, pool=pool).reason
    older = certificate.model_copy(update={"versions": certificate.versions | {"sympy": "0.7.1"}})
    older = older.model_copy(update={"digest": digest_of(older)})
    replayed = replay(older, pool=pool)
    assert replayed.ok
    assert "It was written with sympy 0.7.1 (here" in replayed.reason


def test_a_replay_that_takes_too_long_confirms_nothing(pool: WorkerPool) -> None:
    certificate = certify("hang", "4", verdict_of(verify(SUM, "4", pool=pool).checks))
    replayed = replay(certificate, seconds=0.2, pool=pool)
    assert not replayed.ok
    assert replayed.verdict is not None
    assert replayed.verdict.status is Status.UNCHECKED


def test_isolation_is_about_the_machine_and_not_the_proof(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(pool, SUM, "4")
    monkeypatch.setattr(WorkerPool, "isolation", ("the network is not closed off",))
    assert replay(certificate, pool=pool).ok


def test_steps_are_kept_only_where_they_were_checked(pool: WorkerPool) -> None:
    assert make_certificate(pool, SUM, "4", ("two and two", "make four")).steps == ()
    assert make_certificate(pool, SUM, "4", ("1 + 1 = 2", "make four")).steps == ("1 + 1 = 2", "make four")


def test_a_verdict_about_steps_needs_the_steps(pool: WorkerPool) -> None:
    verdict = verify(SUM, Solution(answer="4", steps=("2 + 2 = 4",)), pool=pool)
    with pytest.raises(CertificateError, match="whole solution"):
        certify(SUM, "4", verdict)


@pytest.mark.parametrize("problem", ["", "\x00", "\ud800"])
def test_no_certificate_for_what_is_no_problem(problem: str) -> None:
    with pytest.raises(BadInputError):
        certify(problem, "4", Verdict(status=Status.UNCHECKED, reason="."))


def test_no_certificate_for_what_is_no_text() -> None:
    with pytest.raises(CertificateError, match="cannot be certified"):
        certify(SUM, "\ud800", Verdict(status=Status.UNCHECKED, reason="."))


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"format": "phi4-node/certificate/2"}',
        b"[" * 100_000,
        b"1" * 100_000,
        b"NaN",
        b" " * (5 << 20),
        "证书",
        "\ud800",
        json.dumps({"problem": SUM, "answer": "4", "status": "proven", "checks": [], "versions": {}}),
        json.dumps({"problem": SUM, "answer": 4, "status": "verified", "checks": [], "versions": {}}),
        json.dumps(
            {"problem": SUM, "answer": "4", "status": "verified", "checks": [], "versions": {}, "x": 1}
        ),
    ],
    ids=range(15),
)
def test_what_is_no_certificate_is_said_to_be_none(data: bytes | str, tmp_path: Path) -> None:
    with pytest.raises(CertificateError) as caught:
        read_certificate(data)
    assert "certificate" in str(caught.value)
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    path = tmp_path / "proof.json"
    path.write_bytes(data if isinstance(data, bytes) else data.encode(errors="surrogatepass"))
    with pytest.raises(CertificateError):
        read_certificate(path)


def test_files_are_read(pool: WorkerPool, tmp_path: Path) -> None:
    certificate = make_certificate(pool, SUM, "4")
    path = tmp_path / "证书.json"
    path.write_text(certificate.model_dump_json(indent=2), encoding="utf-8")
    assert read_certificate(path) == certificate
    for unreadable in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(CertificateError, match="Cannot read"):
            read_certificate(unreadable)


# -- canonical JSON and the schema ----------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_canonical_json_depends_on_the_value_alone(value: JsonObject) -> None:
    text = canonical_json(value)
    assert text.isascii()
    assert json.loads(text) == value
    assert canonical_json(dict(reversed(value.items()))) == text


def test_canonical_json_has_no_numbers_outside_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"value": float("nan")})


def test_the_published_schema_is_current() -> None:
    published = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert published == certificate_schema(), (
        "write it anew: python -c 'import json; from phi4_node.verification import certificate as c; "
        'c.SCHEMA_FILE.write_text(json.dumps(c.certificate_schema(), indent=2) + "\\n")\''
    )


@pytest.mark.parametrize("case", CASES)
def test_certificates_fit_the_published_schema(pool: WorkerPool, case: str) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    problem, answer, steps, programs, _ = CASES[case]
    content = make_certificate(pool, problem, answer, steps, programs).model_dump(mode="json")
    jsonschema.validate(content, schema)
    for name in content:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in content.items() if key != name}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content | {"more": 1}, schema)


# -- with the real judge --------------------------------------------------------------------------

REAL = [
    ("Solve x^2 + 2x - 3 = 0.", "x = 1 or x = -3", Status.VERIFIED),
    ("Solve x^2 + 2x - 3 = 0.", "x = 1 or x = 3", Status.REFUTED),
    ("What is the derivative of x^3*sin(x)?", "3x^2 sin(x) + x^3 cos(x)", Status.VERIFIED),
    ("Factor x^2 - 5x + 6.", "(x - 2)(x - 3)", Status.VERIFIED),
    ("What is the greatest common divisor of 12 and 18?", "6", Status.VERIFIED),
    ("Evaluate 3/4 + 1/8.", "7/8", Status.VERIFIED),
    ("Evaluate 3/4 + 1/8.", "0.5", Status.REFUTED),
    ("Who was the best of them?", "Ada", Status.UNCHECKED),
]


@pytest.fixture(scope="module")
def real_pool() -> Iterator[WorkerPool]:
    with WorkerPool(1) as pool:
        yield pool


@pytest.mark.parametrize(("problem", "answer", "status"), REAL)
def test_real_verdicts_replay_in_another_process(
    real_pool: WorkerPool, problem: str, answer: str, status: Status
) -> None:
    certificate = certify(problem, answer, verify(problem, answer, pool=real_pool))
    assert certificate.status is status, certificate.checks
    jsonschema.validate(certificate.model_dump(mode="json"), certificate_schema())
    with WorkerPool(1) as other:
        replayed = replay(read_certificate(certificate.model_dump_json()), pool=other)
    assert replayed.ok, replayed.reason


@pytest.mark.parametrize(("problem", "answer", "status"), REAL)
def test_real_certificates_cannot_be_forged(
    real_pool: WorkerPool, problem: str, answer: str, status: Status
) -> None:
    original = certify(problem, answer, verify(problem, answer, pool=real_pool)).model_dump(mode="json")
    for place, forged in forgeries(original):
        assert not accepted(forged, real_pool, recompute_digest=False), place
        if accepted(forged, real_pool, recompute_digest=True):
            assert place in (("problem",), ("answer",)), place
            honest = verify(forged["problem"], forged["answer"], pool=real_pool)
            assert honest.status.value == forged["status"], place
            assert [check.model_dump(mode="json") for check in honest.checks] == forged["checks"], place


def test_a_proof_of_one_answer_is_none_of_another(real_pool: WorkerPool) -> None:
    problem, answer, _ = REAL[0]
    content = certify(problem, answer, verify(problem, answer, pool=real_pool)).model_dump(mode="json")
    for change in (
        {"answer": "x = 1"},
        {"answer": "x = 1 or x = 3"},
        {"answer": "x = 1 or x = -3 or x = 0"},
        {"problem": "Solve x^2 + 2x - 4 = 0."},
        {"problem": "Solve y^2 + 2y - 3 = 0."},
        {"problem": "Solve x^2 + 2x - 3 > 0."},
        {"problem": "What is the sum of the solutions of x^2 + 2x - 3 = 0?"},
    ):
        assert not accepted(content | change, real_pool, recompute_digest=True), change
