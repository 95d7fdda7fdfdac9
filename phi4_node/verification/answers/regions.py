"""Intervals, unions and inequalities in one variable as sets of real numbers."""

from __future__ import annotations

import sympy
from sympy import Interval, S

from phi4_node.verification.answers.answer import Answer, symbols_of, walk
from phi4_node.verification.answers.values import value_of
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.enclosure import Encloser, NoEnclosureError, OutsideDomainError
from phi4_node.verification.zero.zero import are_equal

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!=", "=": "="}


class NoRegionError(ValueError):
    """It is not a set of real numbers that can be described by intervals with known ends."""


def variable_of(answer: Answer) -> str:
    """The variable that an answer about a region is about; empty if none is named."""
    if answer.variable:
        return answer.variable
    names = symbols_of(answer.node)
    return next(iter(names)) if len(names) == 1 and answer.kind == "inequality" else ""


def region_of(answer: Answer) -> sympy.Set:
    """The set of real numbers that an answer describes.

    Raises:
        NoRegionError: it describes none, or not one that can be decided.
    """
    if answer.kind == "all":
        return S.Reals
    if answer.kind == "none":
        return S.EmptySet
    if answer.kind in ("set", "list"):
        return sympy.FiniteSet(*[_end(item.node) for item in answer.items])
    if answer.kind == "inequality":
        return _inequality(answer.node, variable_of(answer))
    return region_of_node(answer.node)


def region_of_node(node: Node) -> sympy.Set:
    """The set of real numbers that a tree of intervals describes; see `region_of`."""
    if node.op == "interval" or node.op == "pair":
        return _interval(node)
    if node.op == "set":
        return sympy.FiniteSet(*[_end(arg) for arg in node.args])
    if node.op == "sym" and node.name == "ℝ":
        return S.Reals
    if node.op == "union":
        return sympy.Union(*[region_of_node(arg) for arg in node.args])
    if node.op == "intersection":
        return sympy.Intersection(*[region_of_node(arg) for arg in node.args])
    if node.op == "difference":
        first, second = (region_of_node(arg) for arg in node.args)
        return first - second
    raise NoRegionError(f"a {node.op} is not an interval")


def _interval(node: Node) -> sympy.Set:
    brackets = node.name or "()"
    low, high = (_end(arg) for arg in node.args)
    return _between(low, high, brackets[0] == "(", brackets[1] == ")")


def _between(low: sympy.Expr, high: sympy.Expr, left_open: bool, right_open: bool) -> sympy.Set:
    region = Interval(low, high, left_open or low == -sympy.oo, right_open or high == sympy.oo)
    if not isinstance(region, (Interval, sympy.FiniteSet)):
        raise NoRegionError("the ends cannot be ordered, or are in the wrong order")
    return region


def _end(node: Node) -> sympy.Expr:
    value = value_of(node)
    is_open = symbols_of(node) or any(part.op == "sym" and part.name == "i" for part in walk(node))
    if is_open or not isinstance(value, sympy.Expr):
        raise NoRegionError("an end is not a number")
    if value in (sympy.oo, -sympy.oo):
        return value
    try:
        Encloser(80, real=True).enclose(value)
    except (NoEnclosureError, OutsideDomainError) as error:
        raise NoRegionError("an end is not a real number") from error
    return value


def _inequality(node: Node, variable: str) -> sympy.Set:
    if not variable:
        raise NoRegionError("it has more than one variable")
    if node.op in ("chain", "and"):
        region = sympy.Intersection(*[_inequality(arg, variable) for arg in node.args])
        if region is S.EmptySet:
            raise NoRegionError("nothing fulfils it, which is hardly meant")
        return region
    if node.op == "or":
        return sympy.Union(*[_inequality(arg, variable) for arg in node.args])
    if node.op != "rel" or node.name not in _FLIPPED:
        raise NoRegionError("it is not made of inequalities")
    left, right = node.args
    if _is_variable(left, variable):
        return _half_line(node.name, _end(right))
    if _is_variable(right, variable):
        return _half_line(_FLIPPED[node.name], _end(left))
    raise NoRegionError("the variable does not stand alone")


def _is_variable(node: Node, variable: str) -> bool:
    return node.op == "sym" and node.name == variable


def _half_line(sign: str, end: sympy.Expr) -> sympy.Set:
    if sign == "=":
        return sympy.FiniteSet(end)
    if sign == "!=":
        return S.Reals - sympy.FiniteSet(end)
    if sign in ("<", "<="):
        return _between(-sympy.oo, end, True, sign == "<")
    return _between(end, sympy.oo, sign == ">", True)


def same_region(first: sympy.Set, second: sympy.Set) -> bool | None:
    """Whether two unions of intervals and points are the same set."""
    if first == second:
        return True
    one, other = _pieces(first), _pieces(second)
    if one is None or other is None:
        return None
    if len(one) != len(other):
        return False
    decided: list[bool | None] = []
    for (low, high, left, right), (low2, high2, left2, right2) in zip(one, other, strict=True):
        if (left, right) != (left2, right2):
            return False
        decided += [are_equal(low, low2), are_equal(high, high2)]
    if False in decided:
        return False
    return None if None in decided else True


def ends_of(node: Node) -> list[Node]:
    """The numbers with which a tree of intervals or inequalities says where a set ends."""
    if node.op in ("interval", "pair", "set", "union", "intersection", "difference"):
        return [end for arg in node.args for end in ends_of(arg)]
    if node.op in ("and", "or", "chain", "list", "rel"):
        return [end for arg in node.args for end in ends_of(arg)]
    return [] if node.op == "sym" and node.name not in ("pi", "e", "oo") else [node]


def has_only_ends_of(answer: Answer, region: sympy.Set) -> bool:
    """Whether an answer names no other numbers than the ends of a region, and no infinity as a member of it.

    `x > 3 and x > 2`, `(3, 9) ∪ [9, ∞)` and `(3, ∞]` are not the way to write that x is greater than 3.
    """
    if answer.kind in ("all", "none"):
        return True
    pieces = _pieces(region)
    if pieces is None or _is_closed_at_infinity(answer.node):
        return pieces is None
    ends = [end for low, high, _, _ in pieces for end in (low, high)]
    values = [value_of(end) for end in ends_of(answer.node)]
    return all(
        value in (sympy.oo, -sympy.oo) or any(are_equal(value, end) for end in ends) for value in values
    )


def _is_closed_at_infinity(node: Node) -> bool:
    if node.op == "interval":
        closed = [end for end, bracket in zip(node.args, node.name or "()", strict=True) if bracket in "[]"]
        return any(value_of(end) in (sympy.oo, -sympy.oo) for end in closed)
    if node.op == "rel" and node.name in ("<=", ">=", "=", "!="):
        return any(part == Node("sym", name="oo") for end in node.args for part in walk(end))
    return any(_is_closed_at_infinity(arg) for arg in node.args)


_Piece = tuple[sympy.Expr, sympy.Expr, bool, bool]


def _pieces(region: sympy.Set) -> list[_Piece] | None:
    """Ends and brackets from left to right; None if it is not made of intervals and points."""
    pieces: list[_Piece] = []
    for part in region.args if isinstance(region, sympy.Union) else (region,):
        if isinstance(part, Interval):
            pieces.append((part.start, part.end, bool(part.left_open), bool(part.right_open)))
        elif isinstance(part, sympy.FiniteSet):
            pieces += [(point, point, False, False) for point in part.args]
        elif part is S.Reals:
            pieces.append((-sympy.oo, sympy.oo, True, True))
        elif part is not S.EmptySet:
            return None
    return sorted(pieces, key=_place)


def _place(piece: _Piece) -> float:
    """Only for sorting disjoint pieces that SymPy has ordered already."""
    return float(piece[0])
