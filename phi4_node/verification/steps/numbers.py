"""Whether a relation between two numbers in a step is true, and what may explain it if it is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from phi4_node.schema import Check, Outcome
from phi4_node.verification.steps.sides import Side
from phi4_node.verification.steps.units import may_be_converted
from phi4_node.verification.steps.values import Value, equal, is_rounding, may_be_equal

_DOUBT = re.compile(
    r"\b(?:wrong|incorrect|mistake|error|contradiction|contradicts|impossible|instead of|doesn't|does not|"
    r"do not|isn't|is not|aren't|not equal|cannot|can't|should be|should have|suppose|assume|hypothetical|"
    r"approximately|check|checks|test|testing|verify|plug|plugging|substitut\w*|equations?|about|roughly|"
    r"rounded?|rounding|nearest|approx|estimate[ds]?|try|trying|guess|false|untrue|invalid|might|"
    r"(?:think|believe|claim)(?:s|ed)?|thought|left to right)\b"
    r"|错|不对|矛盾|不等于|不是|并非|假设|大约|约|如果|若|检验|代入"
    r"|=[^=?？]{0,20}[?？]",  # `8 + 15 = 24? No`
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|when|whenever|unless)\b", re.IGNORECASE)
_THEN = re.compile(r",|，|\bthen\b", re.IGNORECASE)
_UNREAL = re.compile(
    r"\b(?:would|could|might|were|false|fails?|but|however)\b"
    r"|\b(?:is|are|do|does|did|was|can)\s*(?:not|n't)\s*(?:$|[.,;)]|equal|true|correct|hold|work|match|satisf|"
    r"possible|valid|an\b|enough)",
    re.IGNORECASE,
)
_TRIAL = re.compile(
    r"\b(?:for|test\w*|try\w*|when|at|let|setting|taking|suppose|assume|check\w*|plug\w*|consider|if|put\w*)\b"
    r"[^.=\n]{0,24}[\\($ ]*[a-zA-Z]\s*=\s*-?\d|当|令|取",
    re.IGNORECASE,
)
_DIVISION_WITH_REMAINDER = re.compile(r"remainder|quotient|余数|商", re.IGNORECASE)
_REVOKED = re.compile(
    r"not true|not correct|not right|not equal|not possible|contradict|inconsistent|no solution|incorrect"
    r"|mistake|wrong|\brecalculat|\brecomput|\bwait\s*[,.!—–-]"
    r"|不成立|矛盾|不对|错",
    re.IGNORECASE,
)
_NEAR = 200
_HUNDRED = (Fraction(100), Fraction(1, 100))


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a relation.

    Attributes:
        sentence: The sentence that it stands in.
        before: The part of the sentence before it.
        leading: The text before it, from the step before on.
        following: The text behind the sentence, into the next step.
        step: The whole step.
    """

    sentence: str
    before: str
    leading: str
    following: str
    step: str


def around(steps: Sequence[str], index: int, start: int, stop: int | None = None) -> Around:
    """What stands around a relation that begins (and stops) at a place in a step."""
    step = steps[index]
    before = max(step.rfind(mark, 0, start) for mark in (". ", "\n", "。", "; "))
    behind = start if stop is None else stop
    ends = [place for mark in (". ", "\n", "。") if (place := step.find(mark, behind)) >= 0]
    end = min(ends, default=len(step))
    leading = (steps[index - 1][-_NEAR:] if index else "") + "\n" + step[:start]
    following = step[end:] + "\n" + (steps[index + 1][:_NEAR] if index + 1 < len(steps) else "")
    return Around(step[before + 1 : end], step[before + 1 : start], leading[-_NEAR:], following[:_NEAR], step)


def check_relation(left: Value, right: Value, relation: str, around: Around, index: int) -> Check | None:
    """The check of one relation between two numbers; None if nothing is claimed."""
    if relation in ("=", "=="):
        return _check_equality(left, right, around, index)
    if relation in ("<", "<=", ">", ">="):
        return _check_order(left, right, relation, around, index)
    return None


def _check_equality(left: Value, right: Value, around: Around, index: int) -> Check | None:
    if not left.calculates and not right.calculates:
        return None  # `Day 2 = 150`, `1 hour = 60 minutes`: no calculation is claimed
    same = equal(left, right)
    if same:
        return finding(Outcome.HOLDS, left, right, "=", index, "both sides are equal")
    if is_rounding(left, right) or is_rounding(right, left):
        return finding(Outcome.HOLDS, left, right, "=", index, "one side is the other, rounded as written")
    doubt = doubt_about(left, right, around) if same is False else "it was not proven that the sides differ"
    if doubt:
        return finding(Outcome.UNDECIDED, left, right, "=", index, doubt)
    return finding(Outcome.FAILS, left, right, "=", index, "the sides differ")


def _check_order(left: Value, right: Value, relation: str, around: Around, index: int) -> Check | None:
    difference = left.exact - right.exact
    sign = (
        0 if equal(left, right) else 1 if difference.is_positive else -1 if difference.is_negative else None
    )
    if sign is None or not (difference.is_positive or difference.is_negative or sign == 0):
        return None
    holds = {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[relation]
    if holds:
        return finding(Outcome.HOLDS, left, right, relation, index, "the order is right")
    doubt = doubt_about(left, right, around)
    if not doubt and _TRIAL.search(around.leading):
        doubt = "a value may be tried out"
    if not doubt and not (left.calculates or right.calculates):
        doubt = "two numbers compared in passing"
    outcome = Outcome.UNDECIDED if doubt else Outcome.FAILS
    return finding(outcome, left, right, relation, index, doubt or "the order is the other way")


def doubt_about(left: Value, right: Value, around: Around) -> str:
    """What may explain a difference; empty if nothing does."""
    if left.side.truncated or right.side.truncated or may_be_equal(left, right):
        return "the decimals may be rounded"
    if _is_whole_part(left, right) or _is_whole_part(right, left):
        return "a result may have been rounded to a whole number"
    if _differ_by_hundred(left, right):
        return "percent or cents may not have been written"
    if may_be_converted(left, right):
        return "units may have been converted"
    if _is_relative(left.side) or _is_relative(right.side):
        return "a percentage may be meant of what it is added to"
    if _runs_on(left, right):
        return "a calculation may have been carried on behind its result"
    if _names_things(left.side) or _names_things(right.side):
        return "the words may name prices or amounts that are added"
    if left.bound or right.bound:
        return "a variable may have been used again with another value"
    if right.calculates and _TRIAL.search(around.leading):
        return "a value may be tried out"
    if words := doubt_in_words(around):
        return words
    if _DIVISION_WITH_REMAINDER.search(around.step):
        return "a division with remainder may be meant"
    return ""


def doubt_in_words(around: Around) -> str:
    """What the words around a claim say against taking it for one; empty if nothing does."""
    if _DOUBT.search(around.sentence) or _REVOKED.search(around.following):
        return "the sentence says that it is not a plain claim"
    if _is_conditional(around):
        return "it may be said only of a case that is not the one at hand"
    return ""


def _is_conditional(around: Around) -> bool:
    """Whether the relation belongs to a condition, or to what would follow from an unreal one."""
    condition = _CONDITION.search(around.before)
    if condition is None:
        return _CONDITION.search(around.sentence) is not None and _UNREAL.search(around.sentence) is not None
    return not _THEN.search(around.before, condition.end()) or _UNREAL.search(around.sentence) is not None


def _is_relative(side: Side) -> bool:
    """`100 + 20%` may mean 120."""
    return side.has_percent and ("+" in side.text or "-" in side.text)


def _runs_on(left: Value, right: Value) -> bool:
    """`5 * 3 = 15 + 10 = 25` is written for two calculations."""
    node = right.node
    while node.op in ("add", "sub", "mul", "div") and node.args:
        node = node.args[0]
    return node is not right.node and node.value is not None and left.exact == sympy.Rational(node.value)


def _names_things(side: Side) -> bool:
    """`3 apples + 2 pears = 13` may be about prices: a sum whose terms count different things."""
    if "+" not in side.text and "-" not in side.text:
        return False
    heads = {re.sub(r"(?:(?<=[sxh])e)?s$", "", group[-1]) for group in side.groups if group}
    return len(heads) > 1


def _is_whole_part(exact: Value, whole: Value) -> bool:
    if whole.decimal is None or whole.decimal.value.denominator != 1 or exact.exact.is_integer:
        return False
    difference = exact.exact - sympy.Integer(int(whole.decimal.value))
    return bool(abs(difference) < 1)


def _differ_by_hundred(left: Value, right: Value) -> bool:
    if not isinstance(left.exact, sympy.Rational) or not isinstance(right.exact, sympy.Rational):
        return left.side.has_percent or right.side.has_percent
    if right.exact == 0 or left.exact == 0:
        return False
    ratio = Fraction(int(left.exact.p), int(left.exact.q)) / Fraction(int(right.exact.p), int(right.exact.q))
    return any(abs(ratio / factor - 1) < Fraction(1, 100) for factor in _HUNDRED)


def finding(outcome: Outcome, left: Value, right: Value, relation: str, index: int, reason: str) -> Check:
    """What came out for one relation between two numbers."""
    claim = {"kind": "step", "left": left.side.text, "relation": relation, "right": right.side.text}
    numeric = not (left.bound or right.bound)
    evidence = {"left": str(left.exact), "right": str(right.exact), "numeric": numeric}
    text = f"{left.side.text} {relation} {right.side.text}"
    counterexample = (
        f"{left.side.text} is {left.exact}, not {right.exact}" if outcome is Outcome.FAILS else ""
    )
    return Check(
        outcome=outcome,
        basis="step",
        method="exact arithmetic",
        claim=claim,
        reason=f"step {index + 1}: {text}: {reason}",
        counterexample=counterexample,
        evidence=evidence,
        step=index,
    )
