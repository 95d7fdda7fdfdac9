"""Whether two expressions are equal where inequalities of the problem hold: `|x|` and `-x` for x < 0.

An identity holds under every condition. What is none may still hold where the conditions do: for one letter
the conditions cut the real line into intervals, and on each of them an absolute value has one sign. That two
expressions differ is shown by a point at which the conditions hold.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.case import Case, compare
from phi4_node.verification.checks.comparison import sorted_indices
from phi4_node.verification.checks.inequalities import Piece, between, region
from phi4_node.verification.checks.roots import candidates
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.checks.solving import flattened, relation_holds
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import are_equal, is_zero

_ORDER = ("<", "<=", ">", ">=")
_TRIED = tuple(sympy.Rational(above, 2) for above in (4, -4, 1, -1, 6, -6, 8, 3, -3, 10, 2, 14, 22, 40))
_MOST_LETTERS = 3


def compare_under_conditions(case: Case, value: sympy.Expr, given: sympy.Expr, node: Node) -> bool:
    """Whether a given expression is the right one where the problem's inequalities hold.

    Raises:
        UndecidedError: that is not known, or the answer leaves open what the conditions settle.
    """
    letters = value.free_symbols | given.free_symbols
    conditions = _about(case.scope, {letter.name for letter in letters})
    if not conditions:
        return compare(value, given, node)
    if are_equal(value, given) is not True and not _agree(case.scope, value - given, conditions):
        return False
    if _plain(given).has(sympy.Abs):
        raise UndecidedError("the conditions may say which sign is inside of an absolute value")
    return True


def _about(scope: Scope, names: set[str]) -> list[Node]:
    """The conditions about these letters and what these bring in, if one of them is of more or less."""
    found: list[Node] = []
    known: set[str] = set()
    while names - known:
        known |= names
        found = [one for one in scope.conditions if known & set(scope.unknowns([one]))]
        names = set(scope.unknowns(found))
    is_ordered = any(part.op == "rel" and part.name in _ORDER for part in flattened(found))
    return found if is_ordered else []


def _agree(scope: Scope, difference: sympy.Expr, conditions: Sequence[Node]) -> bool:
    for point in _points(scope, difference, conditions):
        if is_zero(difference.xreplace(point)) is False:
            return False
    names = scope.unknowns(conditions)
    if len(names) == 1 and difference.free_symbols <= {scope.symbol(names[0])}:
        pieces = region(scope, conditions, names[0])
        if pieces and all(_vanishes(difference, scope.symbol(names[0]), piece) for piece in pieces):
            return True
    raise UndecidedError("whether the answer is equal under the conditions is not known")


def _points(
    scope: Scope, difference: sympy.Expr, conditions: Sequence[Node]
) -> Iterator[dict[sympy.Symbol, sympy.Rational]]:
    """Points at which all conditions hold for certain."""
    relations = []
    for part in flattened(conditions):
        sides = [scope.evaluate(side) for side in part.args] if part.op == "rel" else []
        if len(sides) != 2 or not all(isinstance(side, sympy.Expr) for side in sides):
            return
        relations.append((part.name, sides[0] - sides[1]))
    letters = sorted(difference.free_symbols.union(*(expr.free_symbols for _, expr in relations)), key=str)
    if len(letters) > _MOST_LETTERS:
        return
    for values in itertools.product(_TRIED, repeat=len(letters)):
        point = dict(zip(letters, values, strict=True))
        if all(_may_be(letter, value) for letter, value in point.items()) and _hold(relations, point):
            yield point


def _hold(relations: Iterable[tuple[str, sympy.Expr]], point: dict[sympy.Symbol, sympy.Rational]) -> bool:
    try:
        return all(relation_holds(sign, expr.xreplace(point)) for sign, expr in relations)
    except UndecidedError:
        return False


def _may_be(letter: sympy.Symbol, value: sympy.Rational) -> bool:
    """Whether a value does not contradict what is said of a letter."""
    return not (
        (letter.is_positive and value <= 0)
        or (letter.is_negative and value >= 0)
        or (letter.is_nonnegative and value < 0)
        or (letter.is_integer and value.q != 1)
    )


# One letter ---------------------------------------------------------------------------------------


def _vanishes(expr: sympy.Expr, x: sympy.Symbol, piece: Piece) -> bool:
    """Whether it is proven to be zero on an interval, or at a point."""
    if piece.low == piece.high:
        return is_zero(expr.xreplace({x: piece.low})) is True
    plain = _plain(expr)
    (letter,) = plain.free_symbols or {x}
    inside = {part.args[0] for part in plain.atoms(sympy.Abs)}
    cuts = [place for part in inside for place in candidates(part, letter, real=True)]
    cuts = [place for place in cuts if _is_between(place, piece)]
    cuts = [cuts[index] for index in sorted_indices(cuts)]
    for low, high in itertools.pairwise([piece.low, *cuts, piece.high]):
        if low != high and is_zero(_with_signs(plain, letter, between(low, high))) is not True:
            return False
    return True


def _is_between(place: sympy.Expr, piece: Piece) -> bool:
    above = piece.low == -sympy.oo or sign_of(place - piece.low) == 1
    return above and (piece.high == sympy.oo or sign_of(piece.high - place) == 1)


def _plain(expr: sympy.Expr) -> sympy.Expr:
    """The expression of real letters, with `|u|` for the square root of u^2."""
    real = {letter: sympy.Dummy(letter.name, real=True) for letter in expr.free_symbols if not letter.is_real}
    expr = expr.xreplace(real)
    for root in expr.atoms(sympy.Pow):
        if root.exp == sympy.Rational(1, 2) and root.base.is_polynomial(*root.base.free_symbols):
            expr = expr.xreplace({root: sympy.sqrt(sympy.factor(root.base))})
    return expr


def _with_signs(expr: sympy.Expr, x: sympy.Symbol, sample: sympy.Rational) -> sympy.Expr:
    """The expression on an interval where no absolute value changes its sign."""
    for part in expr.atoms(sympy.Abs):
        sign = sign_of(part.args[0].xreplace({x: sample}))
        if not sign:
            raise UndecidedError("the sign inside an absolute value is not known")
        expr = expr.xreplace({part: sign * part.args[0]})
    return expr
