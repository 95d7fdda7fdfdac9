"""From the checks on one solution to one verdict; no check is ever counted for more than it is."""

from __future__ import annotations

import json
from collections.abc import Iterable

from phi4_node.schema import Check, Outcome, Status, Verdict


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """Sum up checks.

    Only claims that were read from the asker's own words can verify or refute an answer, and they verify
    it only when every one of them is decided. What the model formalised itself can support an answer,
    never refute it. A false step lowers what was reached, but for a proven answer, where it is only named.
    """
    checks = tuple(checks)
    from_problem = [check for check in checks if check.basis == "problem"]
    from_model = [check for check in checks if check.basis == "model"]
    status, reason = _of_answer(from_problem, from_model)
    false_step = _false_step(checks)
    if false_step and status is not Status.REFUTED:
        status, reason = _lowered(status, reason, false_step)
    return Verdict(status=status, reason=_sentence(reason), checks=checks)


def _of_answer(from_problem: list[Check], from_model: list[Check]) -> tuple[Status, str]:
    """What the checks of the answer say, the steps aside."""
    failed = [check for check in from_problem if check.outcome is Outcome.FAILS]
    if failed:
        shown = next((check for check in failed if check.counterexample), failed[0])
        return Status.REFUTED, shown.reason or _against(shown) or "A check of the answer fails."
    held = [check for check in from_problem if check.outcome is Outcome.HOLDS]
    open_ones = _undecided(from_problem)
    if held and not open_ones:
        return Status.VERIFIED, held[0].reason or "Every claim that was read from the problem holds."
    for_it = [check for check in from_model if check.outcome is Outcome.HOLDS]
    against_it = [check for check in from_model if check.outcome is Outcome.FAILS]
    if against_it:
        return Status.UNCHECKED, _disagreement(against_it[0])
    if for_it:
        reason = for_it[0].reason or "A calculation that the model wrote gives the same answer."
        return Status.SUPPORTED, reason
    if held:
        return Status.UNCHECKED, f"A part of the problem is proven, but not all: {_why(open_ones[0])}"
    undecided = open_ones + [check for check in from_model if check.outcome is Outcome.UNDECIDED]
    return Status.UNCHECKED, _why(undecided[0]) if undecided else "Nothing in the problem could be checked."


def _undecided(checks: list[Check]) -> list[Check]:
    """The checks of claims that no method decided; a claim that one method decided is decided."""
    decided = {_key(check) for check in checks if check.outcome is not Outcome.UNDECIDED and check.claim}
    return [check for check in checks if check.outcome is Outcome.UNDECIDED and _key(check) not in decided]


def _key(check: Check) -> str:
    return json.dumps(check.claim, sort_keys=True)


def _false_step(checks: tuple[Check, ...]) -> Check | None:
    """The first step that is false; one with a counterexample goes before others."""
    false = [check for check in checks if check.basis == "step" and check.outcome is Outcome.FAILS]
    return min(false, key=lambda check: (not check.counterexample, check.step or 0), default=None)


def _lowered(status: Status, reason: str, step: Check) -> tuple[Status, str]:
    name = "A step" if step.step is None else f"Step {step.step + 1}"
    why = f"{name} is false: {_against(step) or step.reason or 'it does not hold'}"
    if status is Status.VERIFIED:
        return status, f"{_sentence(reason)} {why}"
    if status is Status.UNCHECKED and step.counterexample:
        return Status.REFUTED, why
    return Status.UNCHECKED, why


def _against(check: Check) -> str:
    return check.counterexample


def _why(check: Check) -> str:
    return check.reason or f"The check by {check.method} could not decide."


def _disagreement(check: Check) -> str:
    detail = check.reason or check.counterexample or "it gives another value"
    return f"The model's own calculation does not agree with its answer: {detail}"


def _sentence(text: str) -> str:
    """The text as a sentence of its own."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "。", "…")) else f"{text}."
