"""The checker of code: what the examples of the problem say about it once they were run."""

from __future__ import annotations

import asyncio
import math
import re
import threading
from collections.abc import Sequence

from phi4_node.domains.coding.examples import NO_LITERAL, Example, asked_function, literal, read_examples
from phi4_node.domains.coding.jail import Run, run_jailed, why_no_jail
from phi4_node.domains.coding.reply import Code, code_in, with_askers_code
from phi4_node.schema import Check, JsonObject, Outcome, Problem, Solution, Status, Verdict

METHOD = "running the examples of the problem"
LONGEST_RUN = 10.0
_NO_EXAMPLES = (
    "The problem gives no example or test that could be run, so nothing can be said about the code."
)
_OURS = re.compile(
    r"(MemoryError|PermissionError|OSError|FileNotFoundError|ModuleNotFoundError|BlockingIOError)\b"
)
"""Errors that may come from the jail's limits rather than from the code."""
_SHOWN = 200


class CodeChecker:
    """Runs the reply's code on the problem's own examples, in bubblewrap; without it nothing is run.

    Examples that come out as they should are evidence, so they support the code; one that does not refutes
    it.
    """

    def check(self, problem: Problem, solution: Solution, seconds: float) -> Verdict:
        """Judge the code in a reply within so many seconds."""
        return _judge(problem, solution, seconds, None)

    async def acheck(self, problem: Problem, solution: Solution, seconds: float) -> Verdict:
        """`check` without blocking the event loop; cancelling it kills what runs."""
        stop = threading.Event()
        try:
            return await asyncio.to_thread(_judge, problem, solution, seconds, stop)
        finally:
            stop.set()


def _judge(problem: Problem, solution: Solution, seconds: float, stop: threading.Event | None) -> Verdict:
    examples = read_examples(problem.text)
    if not any(example.kind != "run" for example in examples):
        return _unchecked(_NO_EXAMPLES)
    code = code_in(solution, problem.text)
    if not code.text:
        return _unchecked(code.why_not)
    nothing = why_no_jail()
    if nothing:
        return _unchecked(f"{nothing[0].upper()}{nothing[1:]}. Code is never run without one.")
    function = _function(problem.text, examples, code)
    if not function and any(example.kind == "arguments" for example in examples):
        return _unchecked("It is not clear which function the examples are about.")
    request: JsonObject = {
        "code": with_askers_code(code, problem.text),
        "function": function,
        "examples": [example.as_json() for example in examples],
    }
    seconds = min(seconds, LONGEST_RUN)
    return _verdict(examples, run_jailed(request, seconds, stop), seconds, function)


def _function(problem: str, examples: Sequence[Example], code: Code) -> str:
    """The function that examples without a name are about."""
    asked = asked_function(problem)
    if asked in code.functions:
        return asked
    called = [name for name in code.functions if any(f"{name}(" in example.source for example in examples)]
    if called:
        return called[0]
    return code.functions[0] if len(code.functions) == 1 else ""


def _verdict(examples: Sequence[Example], run: Run, seconds: float, function: str) -> Verdict:
    checks = _checks(examples, run, seconds, function)
    failed = next((check for check in checks if check.outcome is Outcome.FAILS), None)
    if failed:
        return Verdict(status=Status.REFUTED, reason=failed.reason, checks=tuple(checks))
    passed = sum(check.outcome is Outcome.HOLDS for check in checks)
    if passed < len(checks) or not passed:
        open_one = next((check.reason for check in checks if check.outcome is Outcome.UNDECIDED), "")
        reason = f"{passed} of {len(checks)} examples came out as they should. {open_one}".strip()
        return Verdict(status=Status.UNCHECKED, reason=reason, checks=tuple(checks))
    many = "The example" if passed == 1 else f"All {passed} examples"
    reason = f"{many} of the problem came out right when the code was run; that is evidence, no proof."
    return Verdict(status=Status.SUPPORTED, reason=reason, checks=tuple(checks))


def _checks(examples: Sequence[Example], run: Run, seconds: float, function: str) -> list[Check]:
    """One check for each example; if the code did not even load, one for that."""
    found: dict[int, JsonObject] = {}
    begun = -1
    for finding in run.findings:
        index = finding.get("index")
        if not isinstance(index, int):
            continue
        if finding.get("begun"):
            begun = index
        else:
            found.setdefault(index, finding)
    if -1 in found:
        return [_of_error(str(found[-1].get("error", "")), "The code", Example("run", ""))]
    checks = []
    for index, example in enumerate(examples):
        if example.kind == "run" and "error" not in found.get(index, {}):
            continue
        if index in found:
            checks.append(_of_example(example, found[index], function))
        else:
            checks.append(_unfinished(example, run, seconds, was_begun=index == begun, function=function))
    return checks


def _unfinished(example: Example, run: Run, seconds: float, *, was_begun: bool, function: str) -> Check:
    shown = _shown(example, function)
    if not was_begun:
        return _check(Outcome.UNDECIDED, example, f"{shown} was not reached.")
    why = {
        "time": f"had not ended after {seconds:g} s",
        "output": "wrote more than may be read",
        "signal": "was stopped: it used too much time or memory, or did what is forbidden",
    }.get(run.ended, "ended the whole run")
    return _check(Outcome.UNDECIDED, example, f"{shown} {why}.")


def _of_example(example: Example, finding: JsonObject, function: str) -> Check:
    shown, error = _shown(example, function), finding.get("error")
    if example.kind == "raises":
        name = str(error or "").split(":")[0].split(" (")[0]
        if name == example.want:
            return _check(Outcome.HOLDS, example, f"{shown} raises {name}, as it should.")
        return _failed(example, shown, str(error) if error else _short(str(finding.get("got"))), example.want)
    if error is not None:
        return _of_error(str(error), shown, example)
    got, printed = str(finding.get("got", "")), str(finding.get("printed", ""))
    if example.kind in ("assert", "run"):
        return _check(Outcome.HOLDS, example, f"{shown} passes.")
    if example.kind == "program":
        same = printed.split() == example.want.split()
        return (
            _check(Outcome.HOLDS, example, f"{shown} prints {_short(printed.strip())}.")
            if same
            else _failed(example, shown, _short(printed.strip()) or "nothing", example.want)
        )
    outcome = _compared(example, got, printed)
    if outcome is Outcome.FAILS:
        return _failed(example, shown, _short(got), example.want)
    reason = f"{shown} gives {_short(got)}"
    if outcome is Outcome.UNDECIDED:
        return _check(outcome, example, f"{reason} where the problem has {_short(example.want)}.", got=got)
    return _check(outcome, example, f"{reason}, as it should.", got=got)


def _of_error(error: str, shown: str, example: Example) -> Check:
    if _OURS.match(error):
        return _check(
            Outcome.UNDECIDED, example, f"{shown} ends with {error}, perhaps because of the sandbox."
        )
    if error.startswith("AssertionError"):
        return _failed(example, shown, "False", "True")
    return _failed(example, shown, error, example.want)


def _compared(example: Example, got: str, printed: str) -> Outcome:
    """Whether what a call gave is what the problem says."""
    want, value = literal(example.want), literal(got)
    if want is NO_LITERAL or value is NO_LITERAL:
        texts = {" ".join(text.split()) for text in (got, printed, f"{printed} {got}")}
        return Outcome.HOLDS if " ".join(example.want.split()) in texts else Outcome.UNDECIDED
    if want == value:
        return Outcome.HOLDS
    if value is None and printed and " ".join(printed.split()) == " ".join(example.want.split()):
        return Outcome.HOLDS  # a doctest shows what is printed, too
    if example.exact:
        return Outcome.FAILS
    if _alike(want, value, close=1e-9):
        return Outcome.HOLDS
    loosely = _alike(want, value, close=_precision(example.want), loosely=True)
    return Outcome.UNDECIDED if loosely else Outcome.FAILS


def _alike(want: object, got: object, close: float, *, loosely: bool = False) -> bool:
    """Whether two values are the same but for rounding; loosely, a tuple may stand for a list."""
    if isinstance(want, list | tuple) and isinstance(got, list | tuple):
        return (
            (loosely or type(want) is type(got))
            and len(want) == len(got)
            and all(_alike(one, other, close, loosely=loosely) for one, other in zip(want, got, strict=True))
        )
    if isinstance(want, bool) or isinstance(got, bool):
        return want is got
    if isinstance(want, int | float) and isinstance(got, int | float):
        return math.isclose(want, got, rel_tol=1e-9, abs_tol=close)
    return want == got


def _precision(want: str) -> float:
    """Half of the last decimal place that the problem shows."""
    places = [len(digits) for digits in re.findall(r"\d\.(\d+)", want)]
    return 0.51 * 10.0 ** -max(places) if places else 1e-9


def _failed(example: Example, shown: str, got: str, want: str) -> Check:
    expected = f", expected {_short(want)}" if want else ""
    counterexample = f"{shown} gives {got}{expected}"
    return _check(Outcome.FAILS, example, f"{counterexample}.", counterexample, got=got)


def _check(outcome: Outcome, example: Example, reason: str, counterexample: str = "", got: str = "") -> Check:
    # An example that comes out right decides nothing about other inputs: its basis must not be `problem`, on
    # which alone a verdict can be verified.
    return Check(
        outcome=outcome,
        basis="model" if outcome is Outcome.HOLDS else "problem",
        method=METHOD,
        reason=reason,
        counterexample=counterexample,
        evidence={"example": example.source, "expected": example.want, "got": got[:_SHOWN]},
    )


def _unchecked(reason: str) -> Verdict:
    return Verdict(status=Status.UNCHECKED, reason=reason)


def _shown(example: Example, function: str) -> str:
    if example.kind == "program":
        return f"With the input {_short(example.source)!r} the program"
    if example.kind == "arguments":
        return f"{function}({_short(example.source)})"
    return _short(example.source)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"
