"""What workers do besides judging: steps, calculations, comparisons; JSON in and JSON out."""

from __future__ import annotations

import re
from fractions import Fraction

from phi4_node.schema import Check, JsonObject, Outcome
from phi4_node.verification.answers.equivalence import Rounding, same
from phi4_node.verification.answers.matching import Sameness
from phi4_node.verification.answers.reader import Answer, AnswerError, read_answer
from phi4_node.verification.program.program import calculate, extract_program
from phi4_node.verification.steps.steps import check_steps

METHOD = "calculation written by the model"
_ASKS_FOR_PERCENT = re.compile(r"percent|%|\u767e\u5206", re.IGNORECASE)
_ASKS_TO_ROUND = re.compile(
    r"\bround|\bnearest\b|\bdecimal place|\bsignificant (?:figure|digit)|\bapproximat|\bestimate"
    r"|四舍五入|保留|精确到|大约|约为|约等于|近似",
    re.IGNORECASE,
)


def steps(request: JsonObject) -> JsonObject:
    """Check what the steps of a solution claim by themselves.

    Args:
        request: `{"problem": str, "steps": [str, ...]}`

    Returns:
        `{"checks": [...]}`, each a `Check` as JSON.
    """
    found = check_steps(request["steps"], request["problem"])
    return {"checks": [check.model_dump(mode="json") for check in found]}


def check_calculation(request: JsonObject) -> JsonObject:
    """Compare an answer with the value of a calculation that the model wrote.

    Args:
        request: `{"problem": str, "answer": str, "program": str}`

    Returns:
        `{"checks": [check]}` with one `Check` as JSON, whose basis is `model`.
    """
    # A model's whole reply may be given: the program is taken out of it.
    program = extract_program(request["program"]) or request["program"]
    done = calculate({"program": program})
    evidence = {"calculation": program, "value": done["value"], "values": done["values"]}
    if done["error"]:
        evidence["error"] = done["error"]
        check = _check(Outcome.UNDECIDED, f"The calculation fails: {done['error']}.", evidence)
    else:
        check = _compared(request["problem"], request["answer"], done["value"], evidence)
    return {"checks": [check.model_dump(mode="json")]}


def calculated(request: JsonObject) -> JsonObject:
    """Work out a calculation; a model's whole reply may be given, the program is taken out of it.

    Args:
        request: `{"program": str}`

    Returns:
        See `program.calculate`.
    """
    return calculate({"program": extract_program(request["program"]) or request["program"]})


def compare(request: JsonObject) -> JsonObject:
    """Whether two answers are the same answer.

    Args:
        request: `{"first": str, "second": str}`

    Returns:
        `{"same": true | false | null, "reason": str}`; null is undecided.
    """
    try:
        first, second = read_answer(request["first"]), read_answer(request["second"])
    except AnswerError as error:
        return {"same": None, "reason": str(error)}
    found = same(first, second)
    return {"same": found.value, "reason": found.reason}


def _compared(problem: str, answer: str, value: str, evidence: JsonObject) -> Check:
    try:
        calculated, given = read_answer(value), read_answer(answer)
    except AnswerError as error:
        return _check(Outcome.UNDECIDED, f"The calculation gives {value}. {error}", evidence)
    found = same(calculated, given, unit_optional=True)
    if given.unit == "%":
        if not _ASKS_FOR_PERCENT.search(problem):
            return _check(Outcome.UNDECIDED, f"The calculation gives {value}, and no percentage.", evidence)
        if found.value and not _is_plainly_percent(value):
            reason = f"The calculation gives {value}, which may be a part of one and no percentage."
            return _check(Outcome.UNDECIDED, reason, evidence)
        if (
            not found.value and calculated.kind == "number"
        ):  # a program may work out 0.44 where the words ask for 44 %
            found = same(read_answer(f"100*({value})"), given, unit_optional=True)
    value = _with_decimals(value)
    if found.value:
        return _check(Outcome.HOLDS, f"The calculation gives {value}, which is the answer.", evidence)
    rounded = _rounded(calculated, given)
    if rounded.value and _ASKS_TO_ROUND.search(problem):
        return _check(Outcome.HOLDS, f"The calculation gives {value}, which rounds to the answer.", evidence)
    if found.value is False and not (rounded.value and _places(given)):
        return _check(Outcome.FAILS, f"The calculation gives {value}, not {answer.strip()}.", evidence)
    reason = "the answer may be rounded" if rounded.value else found.reason
    evidence = {**evidence, "rounds_to_answer": True} if rounded.value else evidence
    return _check(Outcome.UNDECIDED, f"The calculation gives {value}: {reason}.", evidence)


def _is_plainly_percent(value: str) -> bool:
    """Whether a value is hardly a part of one: 0.44 may stand for 44 %, and is then not 0.44 %."""
    try:
        exact = Fraction(value)
    except (ValueError, ZeroDivisionError):
        return True
    return exact == 0 or abs(exact) > 1


def _with_decimals(value: str) -> str:
    """`148877/25 (about 5955.08)`: what a person can compare with the answer."""
    try:
        exact = Fraction(value)
        return value if exact.denominator <= 12 else f"{value} (about {float(exact):.8g})"
    except (ValueError, ZeroDivisionError, OverflowError):
        return value


def _rounded(calculated: Answer, given: Answer) -> Sameness:
    """Whether the answer is the calculated value, rounded to as many places as the answer has."""
    if given.kind != "number":
        return Sameness(None, "the answer is not a number")
    rounding = Rounding(places=_places(given))
    return same(calculated, given, rounding=rounding, unit_optional=True)


def _places(answer: Answer) -> int:
    """Digits after the point in a numeral; 0 for everything else."""
    node = answer.node
    while node.op in ("neg", "pos"):
        node = node.args[0]
    return node.places or 0


def _check(outcome: Outcome, reason: str, evidence: JsonObject) -> Check:
    claim = {"kind": "calculation", "value": evidence["value"]}
    return Check(outcome=outcome, basis="model", method=METHOD, claim=claim, reason=reason, evidence=evidence)
