"""Every equality, inequality and chain in the steps of a solution that can be checked without guessing.

A check fails only if both sides were read completely, nothing rounded explains the difference, and no unit,
percent sign or word does. Everything doubtful is left out or undecided: a false alarm costs more than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import sympy

from phi4_node.schema import Check, Outcome
from phi4_node.verification.steps.formulas import formula_chains
from phi4_node.verification.steps.prose import prose_chains
from phi4_node.verification.steps.sides import Chain, Side
from phi4_node.verification.steps.tokens import regions, tokens_of
from phi4_node.verification.steps.units import may_be_converted
from phi4_node.verification.steps.values import Value, equal, is_rounding, may_be_equal, value_of_side

MAX_STEP_CHARACTERS = 8_000
MAX_CHECKS = 400

_DOUBT = re.compile(
    r"\b(?:wrong|incorrect|mistake|error|contradiction|contradicts|impossible|instead of|doesn't|does not|"
    r"do not|isn't|is not|aren't|not equal|cannot|can't|should be|should have|suppose|assume|hypothetical|"
    r"approximately|check|checks|test|testing|verify|plug|plugging|substitut\w*|equations?|about|roughly|"
    r"rounded?|rounding|nearest|approx|estimate[ds]?|try|trying|guess|if)\b"
    r"|错|不对|矛盾|不等于|假设|大约|约|如果|若|检验|代入",
    re.IGNORECASE,
)
_DIVISION_WITH_REMAINDER = re.compile(r"remainder|quotient|余数|商", re.IGNORECASE)
_REVOKED = re.compile(
    r"not true|not correct|not equal|not possible|contradict|inconsistent|no solution|incorrect|mistake|wrong"
    r"|不成立|矛盾",
    re.IGNORECASE,
)
_OWN_SIGNS = re.compile(
    r"\boperat(?:ion|or)\b|\bdefined?\b|\bdenotes?\b|\bmeans\b|\\boxed|\bmod(?:ulo)?\b|\\p?b?mod|\bclock\b|\bbase\b"
    r"|[a-z]\s*(?:\*|\\ast|\\star|\\circ|@|#|&|\$)\s*[a-z]\s*=|定义|规定|运算|新运算|进制",
    re.IGNORECASE,
)
_BINDING = re.compile(r"^\s*([A-Za-z](?:_\{?\w+\}?)?)\s*$")
_HUNDRED = (Fraction(100), Fraction(1, 100))


@dataclass(slots=True)
class _Bindings:
    """What variables stand for; a variable with two values stands for nothing."""

    values: dict[str, Fraction] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def bind(self, name: str, value: Fraction) -> None:
        if name in self.lost or self.values.get(name, value) != value:
            self.lost.add(name)
            self.values.pop(name, None)
        else:
            self.values[name] = value


@dataclass(frozen=True, slots=True)
class _Around:
    """The sentence that a relation stands in, what follows, and the whole step."""

    sentence: str
    following: str
    step: str


def check_steps(steps: Sequence[str], problem: str = "") -> list[Check]:
    """Check what the steps claim by themselves.

    Args:
        steps: The steps in order, as written.
        problem: The asker's words; variables that they use are never taken for signs.

    Returns:
        One check for each relation whose two sides were read; `basis` is "step", `step` its index.
    """
    found: list[Check] = []
    bindings = _Bindings()
    own_signs = _OWN_SIGNS.search(problem) is not None
    for index, step in enumerate(steps):
        for chain, around in _chains(step[:MAX_STEP_CHARACTERS]):
            for check in _check_chain(chain, around, index, bindings):
                if own_signs and check.outcome is Outcome.FAILS:
                    continue  # the asker gave signs a meaning of their own
                found.append(check)
                if len(found) >= MAX_CHECKS:
                    return found
    return found


def _chains(step: str) -> Iterator[tuple[Chain, _Around]]:
    """Chains with the sentence around them, formulas first where they stand."""
    placed: list[tuple[int, Chain]] = []
    for start, content in regions(step):
        if _is_modular(content):
            continue
        chains = list(formula_chains(content, start))
        if chains:
            _mind_the_neighbours(step, start, content, chains)
        placed += [(start, chain) for chain in chains]
    for chain in prose_chains(tokens_of(step)):
        start = next((side.start for side in chain.sides if side.text), 0)
        placed.append((start, chain))
    for start, chain in sorted(placed, key=lambda pair: pair[0]):
        yield chain, _around(step, start)


def _mind_the_neighbours(step: str, start: int, content: str, chains: list[Chain]) -> None:
    """Forget the outermost sides if what stands beside the formula may belong to them."""
    before, after = step[:start], step[step.find(content, start) + len(content) :]
    is_display = step.startswith(("\\[", "$$", "\\begin"), start)
    if _WORD_BEFORE.search(before) or (not is_display and _TOUCHES_BEFORE.search(before)):
        chains[0].sides[0] = Side()
    if not is_display and _TOUCHES_AFTER.match(after):
        chains[-1].sides[-1] = Side()


_WORD_BEFORE = re.compile(r"\b(?:of|times|plus|minus|by|half|twice|per|than)\s+$", re.IGNORECASE)
_TOUCHES_BEFORE = re.compile(r"[\w.%)+*/^×÷·-]$|[+*/^×÷·]\s+$")
_TOUCHES_AFTER = re.compile(
    r"(?:\\\)|\$)(?:[\w%(^]|\s*[+*/×÷·^]|\s+-\s*\d|\s*(?:remainder|hundred|thousand|million|billion|dozen|"
    r"percent|and a half|rem\b|R\s*\d)|\s*[百千万亿余])",
    re.IGNORECASE,
)


def _is_modular(content: str) -> bool:
    return re.search(r"\\equiv|\\pmod|\\bmod|\bmod\b|\\pm\b|\\lim|\\int|\\sum|\\prod", content) is not None


def _around(step: str, start: int) -> _Around:
    before = max(step.rfind(mark, 0, start) for mark in (". ", "\n", "。", "; "))
    after = [place for mark in (". ", "\n", "。") if (place := step.find(mark, start)) >= 0]
    end = min(after, default=len(step))
    return _Around(step[before + 1 : end], step[end : end + 200], step)


def _check_chain(chain: Chain, around: _Around, index: int, bindings: _Bindings) -> Iterator[Check]:
    values = [value_of_side(side, bindings.values) for side in chain.sides]
    for place, relation in enumerate(chain.relations):
        left, right = values[place], values[place + 1]
        if left is not None and right is not None:
            check = _check(left, right, relation, around, index)
            if check is not None:
                yield check
    _bind(chain, values, around, bindings)


def _bind(chain: Chain, values: list[Value | None], around: _Around, bindings: _Bindings) -> None:
    """`x = 5`, `x = 10/2 = 5` give x a value for the steps that follow."""
    name = _BINDING.match(chain.sides[0].text)
    if not name or any(relation not in ("=", "==") for relation in chain.relations):
        return
    known = [value for value in values[1:] if value is not None]
    if not known or known[-1] is not values[-1] or not isinstance(known[-1].exact, sympy.Rational):
        bindings.lost.add(name.group(1))
        bindings.values.pop(name.group(1), None)
        return
    exact = known[-1].exact
    bindings.bind(name.group(1), Fraction(int(exact.p), int(exact.q)))


def _check(left: Value, right: Value, relation: str, around: _Around, index: int) -> Check | None:
    if relation in ("=", "=="):
        return _check_equality(left, right, around, index)
    if relation in ("<", "<=", ">", ">="):
        return _check_order(left, right, relation, around, index)
    return None


def _check_equality(left: Value, right: Value, around: _Around, index: int) -> Check | None:
    if not left.calculates and not right.calculates:
        return None  # `Day 2 = 150`, `1 hour = 60 minutes`: no calculation is claimed
    same = equal(left, right)
    if same:
        return _finding(Outcome.HOLDS, left, right, "=", index, "both sides are equal")
    if is_rounding(left, right) or is_rounding(right, left):
        return _finding(Outcome.HOLDS, left, right, "=", index, "one side is the other, rounded as written")
    doubt = _doubt(left, right, around) if same is False else "it was not proven that the sides differ"
    if doubt:
        return _finding(Outcome.UNDECIDED, left, right, "=", index, doubt)
    return _finding(Outcome.FAILS, left, right, "=", index, "the sides differ")


def _check_order(left: Value, right: Value, relation: str, around: _Around, index: int) -> Check | None:
    difference = left.exact - right.exact
    sign = (
        0 if equal(left, right) else 1 if difference.is_positive else -1 if difference.is_negative else None
    )
    if sign is None or not (difference.is_positive or difference.is_negative or sign == 0):
        return None
    holds = {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[relation]
    if holds:
        return _finding(Outcome.HOLDS, left, right, relation, index, "the order is right")
    doubt = _doubt(left, right, around)
    if not doubt and not (left.calculates or right.calculates):
        doubt = "two numbers compared in passing"
    outcome = Outcome.UNDECIDED if doubt else Outcome.FAILS
    return _finding(outcome, left, right, relation, index, doubt or "the order is the other way")


def _doubt(left: Value, right: Value, around: _Around) -> str:
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
    if _DOUBT.search(around.sentence) or _REVOKED.search(around.following):
        return "the sentence says that it is not a plain claim"
    if _DIVISION_WITH_REMAINDER.search(around.step):
        return "a division with remainder may be meant"
    return ""


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
    groups = {group for group in side.groups if group}
    return len(groups) > 1 and ("+" in side.text or "-" in side.text)


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


def _finding(outcome: Outcome, left: Value, right: Value, relation: str, index: int, reason: str) -> Check:
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
