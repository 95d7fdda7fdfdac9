"""Algebra in steps: expressions that are rewritten, and equations that are solved line by line.

`a = b` with an unknown may be an identity or an equation to solve, and only the first is a claim. It is taken
for an identity where a chain goes on rewriting one expression; even then a difference counts only if the left
side was left to simplify and both sides agree in their highest term, which no equation that somebody wants to
solve would do. An equation that follows from another must have its solution.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from phi4_node.schema import Check, Outcome
from phi4_node.verification.steps.numbers import Around, doubt_in_words
from phi4_node.verification.steps.polynomials import Polynomial, is_collected, polynomial_of
from phi4_node.verification.steps.sides import Chain

_REWRITES = re.compile(
    r"\bsimplif|\bexpand|\bcombin|\bcollect|\bdistribut|\bmultiply(?:ing)? out|化简|合并|展开", re.IGNORECASE
)
_SOLVES = re.compile(r"\bsolv|\bboth sides\b|\bequation|\bset(?:ting)?\b|解得|方程", re.IGNORECASE)
_SEAM = re.compile(r"(?:\\[\[\]()]|\$+|\\\\|[\s.,;:*&])*")
_SO = re.compile(r"[\W\d]*\b(?:so|therefore|thus|hence)\b[^.=;:]{0,60}", re.IGNORECASE)
_DERIVES = re.compile(
    r"\b(?:so|therefore|thus|hence|then|gives?|get|becomes|yields|simplif\w*|combin\w*|subtract\w*|add\w*|"
    r"divid\w*|multipl\w*|solv\w*|isolat\w*|expand\w*|distribut\w*|implies|which means)\b"
    r"|→|⇒|\\(?:implies|Rightarrow|rightarrow)|所以|因此|得",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(
    r"\b(?:or|cases?|other|another|second|third|similarly|likewise|also|alternatively|instead|however|but|new|"
    r"if|suppose|assume|let|when|where|either|both (?:of|are)|first|next|finally|substitut\w*|"
    r"plug\w*|from (?!both)|problem|given|know|mistake|"
    r"wrong|incorrect|should|not|mod(?:ulo)?|round\w*|about|approximately|"
    r"respectively|and (?:the|we also))\b|n't|≈|\\approx|\\equiv|\\pm|±|\\text\{\s*or|或|若|如果|设|又|另",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(
    r"\bor\b|\beither\b|\bcases?\b|\bpossib|\bvalues\b|\broots\b|\bsolutions\b|\bdiscard|\breject|\bpositive\b|"
    r"\bnegative\b|\\pm|±|\\text\{\s*or|或",
    re.IGNORECASE,
)
_MOST_BETWEEN = 250


def check_identities(chain: Chain, around: Around, index: int) -> Iterator[Check]:
    """Check the rewriting of an expression with one unknown within a chain."""
    two = len(chain.sides) == 2
    if two and (not _REWRITES.search(around.before) or _SOLVES.search(around.step)):
        return
    if any(relation != "=" for relation in chain.relations):
        return
    sides = [polynomial_of(side) for side in chain.sides]
    if sides[0] is None or not sides[0].variable:
        sides = sides[1:]
    known = [side for side in sides if side is not None and side.degree > 0]
    if len(known) != len(sides) or len({side.variable for side in known}) != 1:
        return  # `= 0` at the end: an equation
    for left, right in itertools.pairwise(known):
        if is_collected(left.node) or (two and not is_collected(right.node)):
            continue
        yield identity(left, right, around, index)


def identity(
    left: Polynomial, right: Polynomial, around: Around, index: int, *, claimed: bool = False
) -> Check:
    """The check that two polynomials are the same.

    Args:
        left: The side that was left to simplify.
        right: What it is said to be.
        around: What stands around them.
        index: The step.
        claimed: Whether it is certain that no equation to solve is meant.
    """
    text = f"{left.side.text} = {right.side.text}"
    if left.coefficients == right.coefficients:
        return _finding(Outcome.HOLDS, text, index, "both sides are the same polynomial", left, right)
    doubt = doubt_in_words(around)
    if left.has_decimals or right.has_decimals:
        doubt = "the decimals may be rounded"
    leading = [(side.degree, side.coefficients.get(side.degree)) for side in (left, right)]
    if leading[0] != leading[1] and not claimed:
        doubt = "it may be an equation to solve"
    if doubt:
        return _finding(Outcome.UNDECIDED, text, index, doubt, left, right)
    place = next(Fraction(n) for n in range(1, 100) if left.at(Fraction(n)) != right.at(Fraction(n)))
    counterexample = (
        f"for {left.variable} = {place}, {left.side.text} is {left.at(place)}, not {right.at(place)}"
    )
    return _finding(Outcome.FAILS, text, index, "the sides differ", left, right, counterexample)


def check_transformation(
    before: Chain, after: Chain, between: str, around_before: Around, around: Around, index: int
) -> Iterator[Check]:
    """Check that an equation with one unknown has the solution of the one that it follows from."""
    if len(between) > _MOST_BETWEEN or _BREAKS_OFF.search(between):
        return
    if _ALTERNATIVES.search(around_before.sentence) or _ALTERNATIVES.search(around.sentence):
        return
    if len(before.sides) != 2 or before.relations[0] != "=" or after.relations[0] != "=":
        return
    first, second = _linear(before), _linear(after)
    if first is None or second is None or first[0].variable != second[0].variable:
        return
    derives = _DERIVES.search(between) is not None
    nearer = (derives or _SEAM.fullmatch(between)) and _is_nearer(before, after, second, between)
    if not nearer and not _uses_value(before, second, between):
        return
    yield _transformed(first, second, around, index)


_Linear = tuple[Polynomial, Polynomial, Fraction]
"""The sides of an equation, the one with the unknown first, and its solution."""


def _linear(chain: Chain) -> _Linear | None:
    """An equation with one unknown, if it is linear and has exactly one solution."""
    left, right = polynomial_of(chain.sides[0]), polynomial_of(chain.sides[1])
    if left is None or right is None or left.side.words or right.side.words:
        return None
    if not left.variable:
        left, right = right, left
    if not left.variable or right.variable not in ("", left.variable):
        return None
    slope = left.coefficients.get(1, Fraction(0)) - right.coefficients.get(1, Fraction(0))
    if max(left.degree, right.degree) > 1 or not slope:
        return None
    offset = left.coefficients.get(0, Fraction(0)) - right.coefficients.get(0, Fraction(0))
    return left, right, -offset / slope


def _is_nearer(before: Chain, after: Chain, second: _Linear, between: str) -> bool:
    """Whether the second equation looks like what is left of the first, and not like another one beside it.

    `x - 2 = 5` and `x - 2 = -5` stand beside each other; `2x + 6 = 28` and `2x = 22` after each other.
    """
    if before.sides[0].text == after.sides[0].text:
        return False
    if _REWRITES.search(between):
        return True
    left, right, _ = second
    return not right.variable and set(left.coefficients) == {1} and not _is_isolated(before)


def _uses_value(before: Chain, second: _Linear, between: str) -> bool:
    """`x = 5, so 3x = 18`: what follows at once from the value of the unknown."""
    return _is_isolated(before) and not second[1].variable and _SO.fullmatch(between) is not None


def _is_isolated(chain: Chain) -> bool:
    """Whether an equation says what the unknown is: `x = 5`; what comes then may be about another x."""
    return any(re.fullmatch(r"\s*[A-Za-z]\s*", side.text) is not None for side in chain.sides)


def _transformed(first: _Linear, second: _Linear, around: Around, index: int) -> Check:
    left, right, solution = second
    was = first[2]
    text = f"{left.side.text} = {right.side.text}"
    before = f"{first[0].side.text} = {first[1].side.text}"
    if was == solution:
        reason = f"it has the solution of {before}"
        return _finding(Outcome.HOLDS, text, index, reason, left, right)
    doubt = doubt_in_words(around)
    if any(side.has_decimals for side in (*first[:2], left, right)):
        doubt = "the decimals may be rounded"
    if solution.denominator == 1 and abs(was - solution) < 1:
        doubt = "a result may have been rounded to a whole number"
    if doubt:
        return _finding(Outcome.UNDECIDED, text, index, doubt, left, right)
    counterexample = f"{before} has the solution {left.variable} = {was}, but {text} has {solution}"
    reason = "it does not follow from the equation before it"
    return _finding(Outcome.FAILS, text, index, reason, left, right, counterexample)


def _finding(
    outcome: Outcome,
    text: str,
    index: int,
    reason: str,
    left: Polynomial,
    right: Polynomial,
    counterexample: str = "",
) -> Check:
    return Check(
        outcome=outcome,
        basis="step",
        method="exact algebra",
        claim={"kind": "step", "left": left.side.text, "relation": "=", "right": right.side.text},
        reason=f"step {index + 1}: {text}: {reason}",
        counterexample=counterexample,
        evidence={"variable": left.variable, "numeric": False},
        step=index,
    )
