"""Results as strangers may see them: what a crash left and what the model's server said stays inside."""

from __future__ import annotations

from phi4_node import verification
from phi4_node.graph.events import CheckEvent, ResultEvent, SolveEvent, VerdictEvent
from phi4_node.schema import Check, Result, Solution, Verdict

_INSIDE = frozenset(("trace", "stopped"))
"""Evidence for whoever mends the verifier: a stack trace, and what the symbolic engine said."""
_CRASHED = "sandbox"
"""The method of a check whose worker crashed; its reason names the error."""
_SAID = "The check crashed, so it decided nothing."
_STOPPED = "The model failed before it had used up its attempts; this is the best attempt so far."


def public_verdict(verdict: Verdict) -> Verdict:
    """The verdict without it."""
    if not any(map(_tells, verdict.checks)):
        return verdict
    reason = verdict.reason
    for check in verdict.checks:
        if check.method == _CRASHED:
            reason = reason.replace(check.reason, _SAID)
    return verdict.model_copy(update={"checks": tuple(map(public_check, verdict.checks)), "reason": reason})


def public_check(check: Check) -> Check:
    """The check without it."""
    if not _tells(check):
        return check
    evidence = {name: value for name, value in check.evidence.items() if name not in _INSIDE}
    reason = _SAID if check.method == _CRASHED else check.reason
    return check.model_copy(update={"evidence": evidence, "reason": reason})


def public_result(result: Result) -> Result:
    """The result without it, in all attempts and in the certificate."""
    if result.error:
        result = result.model_copy(update={"error": _STOPPED})
    verdicts = [result.verdict, *(attempt.verdict for attempt in result.attempts)]
    if not any(_tells(check) for verdict in verdicts for check in verdict.checks):
        return result
    attempts = tuple(
        attempt.model_copy(update={"verdict": public_verdict(attempt.verdict)}) for attempt in result.attempts
    )
    verdict = public_verdict(result.verdict)
    certificate = None
    if result.certificate is not None:
        certificate = verification.certify(result.problem, result.solution or Solution(), verdict)
    return result.model_copy(update={"verdict": verdict, "attempts": attempts, "certificate": certificate})


def public_event(event: SolveEvent) -> SolveEvent:
    """The event of a run without it."""
    if isinstance(event, CheckEvent):
        return event.model_copy(update={"check": public_check(event.check)})
    if isinstance(event, VerdictEvent):
        return event.model_copy(update={"verdict": public_verdict(event.verdict)})
    if isinstance(event, ResultEvent):
        return event.model_copy(update={"result": public_result(event.result)})
    return event


def _tells(check: Check) -> bool:
    return check.method == _CRASHED or not _INSIDE.isdisjoint(check.evidence)
