"""Conditions in one unknown as sets of real numbers: inequalities, domains, and the integers in such sets.

The zeros of all differences, divisors, radicands and arguments of logarithms cut the real line; between two
neighbouring cuts every difference is continuous and has one sign, so one point of each piece decides it. The
list of cuts is complete (`roots.candidates`), and their order and every sign is proven.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.regions import (
    NoRegionError,
    ends_of,
    has_only_ends_of,
    region_of,
    same_region,
    variable_of,
)
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.comparison import sorted_indices
from phi4_node.verification.checks.evaluation import Guard
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.checks.roots import candidates
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.checks.solving import relation_holds, solve_conditions
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import is_zero

_METHOD = "signs between proven zeros"
_MAX_INTEGERS = 100_000
_SIGNS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Piece:
    """An interval or, with equal ends, a point."""

    low: sympy.Expr
    high: sympy.Expr
    left_open: bool
    right_open: bool


@dataclass(frozen=True)
class _Line:
    """Conditions over one unknown, with everything that decides them at a point."""

    unknown: sympy.Symbol
    trees: tuple[Node, ...]
    differences: dict[int, sympy.Expr]
    guards: tuple[Guard, ...]

    def holds_at(self, point: sympy.Expr) -> bool:
        """Whether everything is defined and true at a point."""
        return all(self._guard(guard, point) for guard in self.guards) and all(
            self._true(tree, point) for tree in self.trees
        )

    def _guard(self, guard: Guard, point: sympy.Expr) -> bool:
        value = guard.expr.xreplace({self.unknown: point})
        sign = {"nonzero": "!=", "zeroth": "!=", "nonnegative": ">="}.get(guard.kind, ">")
        return relation_holds(sign, value)

    def _true(self, tree: Node, point: sympy.Expr) -> bool:
        if tree.op in ("and", "chain"):
            return all(self._true(part, point) for part in tree.args)
        if tree.op == "or":
            return any(self._true(part, point) for part in tree.args)
        return relation_holds(tree.name, self.differences[id(tree)].xreplace({self.unknown: point}))


def region(
    scope: Scope, trees: Sequence[Node], name: str, terms: Sequence[Node] = (), domain: str = ""
) -> list[Piece]:
    """The real numbers for which all conditions hold and all terms are defined, from left to right.

    Raises:
        UndecidedError: the set is not known completely.
    """
    unknown = scope.symbol(name)
    guards: list[Guard] = []
    differences: dict[int, sympy.Expr] = {}
    for tree in trees:
        for part in _atoms(tree):
            left, right = (scope.evaluate(side, guards=guards) for side in part.args)
            if left.has(sympy.I) or right.has(sympy.I):
                raise UndecidedError("a condition with numbers that are not real")
            differences[id(part)] = _usable(left, unknown) - _usable(right, unknown)
    for term in terms:
        _usable(scope.evaluate(term, guards=guards), unknown)
    limit = _limit_of(domain or scope.source.domains.get(name, "real"), unknown)
    if limit:
        guards.append(limit)
    line = _Line(unknown, tuple(trees), differences, tuple(_known(guards, unknown)))
    return _merged(line, _cuts([*differences.values(), *(guard.expr for guard in line.guards)], unknown))


def _limit_of(domain: str, unknown: sympy.Symbol) -> Guard | None:
    kinds = {
        "positive": "positive",
        "nonnegative": "nonnegative",
        "nonzero": "nonzero",
        "natural": "positive",
    }
    if domain == "negative":
        return Guard("positive", -unknown)
    if domain in kinds:
        return Guard(kinds[domain], unknown)
    if domain in ("real", "integer"):
        return None
    raise UndecidedError(f"where a {domain} unknown lives is no part of the real line")


def _known(guards: Sequence[Guard], unknown: sympy.Symbol) -> list[Guard]:
    """Without what always holds; what has other letters is not known."""
    found = []
    for guard in guards:
        _usable(guard.expr, unknown)
        if guard not in found:
            found.append(guard)
    return found


def _atoms(tree: Node) -> list[Node]:
    if tree.op in ("and", "chain", "or"):
        return [atom for part in tree.args for atom in _atoms(part)]
    if tree.op != "rel" or tree.name not in _SIGNS:
        raise UndecidedError(f"a condition of the kind {tree.name or tree.op} is not solved")
    return [tree]


_CONTINUOUS = (sympy.Add, sympy.Mul, sympy.Abs, sympy.log, sympy.exp)


def _usable(value: Any, unknown: sympy.Symbol) -> sympy.Expr:
    """An expression in one unknown that is continuous wherever it is defined."""
    if not isinstance(value, sympy.Expr) or value.free_symbols - {unknown}:
        raise UndecidedError("the condition has other unknowns")
    if value.has(sympy.nan, sympy.zoo, sympy.I):
        raise UndecidedError("a side of a condition is not a real number")
    for part in sympy.preorder_traversal(value):
        if not part.has(unknown) or part == unknown or isinstance(part, _CONTINUOUS):
            continue
        if isinstance(part, sympy.Pow):
            base, exponent = part.args
            if isinstance(exponent, sympy.Rational) or (not base.has(unknown) and sign_of(base) == 1):
                continue
        raise UndecidedError(f"a condition with {type(part).__name__} of an unknown is not solved")
    return value


def _cuts(expressions: Sequence[sympy.Expr], unknown: sympy.Symbol) -> list[sympy.Expr]:
    found: list[sympy.Expr] = []
    for expr in expressions:
        if not expr.has(unknown):
            continue
        for value in candidates(expr, unknown, real=True):
            if not any(_equal(value, known) for known in found):
                found.append(value)
    return [found[index] for index in sorted_indices(found)]


def _equal(left: sympy.Expr, right: sympy.Expr) -> bool:
    if left == right:
        return True
    zero = is_zero(left - right)
    if zero is None:
        raise UndecidedError("two values could not be told apart")
    return zero


def _merged(line: _Line, cuts: list[sympy.Expr]) -> list[Piece]:
    """Pieces and cuts from left to right, joined where both belong to the set."""
    found: list[Piece] = []
    ends = [-sympy.oo, *cuts, sympy.oo]
    for index, (low, high) in enumerate(itertools.pairwise(ends)):
        if index and line.holds_at(low):
            _append(found, Piece(low, low, False, False))
        if line.holds_at(between(low, high)):
            _append(found, Piece(low, high, True, True))
    return found


def _append(found: list[Piece], piece: Piece) -> None:
    last = found[-1] if found else None
    if last is None or last.high != piece.low or (last.right_open and piece.left_open):
        found.append(piece)
        return
    found[-1] = Piece(last.low, piece.high, last.left_open, piece.right_open)


def between(low: sympy.Expr, high: sympy.Expr) -> sympy.Rational:
    """A rational number between two others, by proof."""
    if low == -sympy.oo and high == sympy.oo:
        return sympy.Integer(0)
    if low == -sympy.oo:
        return floor_of(high) - 1
    if high == sympy.oo:
        return floor_of(low) + 2
    middle = (low + high) / 2
    if not isinstance(middle, sympy.Rational):
        middle = sympy.Rational(str(middle.evalf(40)))
    if sign_of(middle - low) != 1 or sign_of(high - middle) != 1:
        raise UndecidedError("two zeros lie too close together")
    return middle


def floor_of(value: sympy.Expr) -> sympy.Integer:
    """The floor of a real constant, by proof."""
    guess = sympy.Integer(int(sympy.floor(value.evalf(60))))
    for candidate in (guess - 1, guess, guess + 1):
        below, above = sign_of(value - candidate), sign_of(value - candidate - 1)
        if below is not None and above is not None and below >= 0 and above < 0:
            return candidate
    raise UndecidedError("a floor is not known")


def as_set(pieces: Sequence[Piece]) -> sympy.Set:
    """The pieces as a SymPy set."""
    parts = [
        sympy.FiniteSet(piece.low)
        if piece.low == piece.high
        else sympy.Interval(piece.low, piece.high, piece.left_open, piece.right_open)
        for piece in pieces
    ]
    if not parts:
        return sympy.S.EmptySet
    if all(isinstance(part, sympy.FiniteSet) for part in parts):
        return sympy.FiniteSet(*[piece.low for piece in pieces])
    return parts[0] if len(parts) == 1 else sympy.Union(*parts, evaluate=False)


# Values that satisfy conditions -------------------------------------------------------------------


def values_where(scope: Scope, condition: Node, name: str, domain: str) -> sympy.Set:
    """All numbers of a domain that satisfy a condition, with what else is said about them."""
    own = scope.source.domains.get(name)
    if own is not None and own != domain and domain != "real" and own != "real":
        raise UndecidedError("the unknown is said to live in two places")
    if domain == "real" and own is not None:
        domain = own
    trees = [condition, *_about(scope, name)]
    if scope.unknowns(trees) not in ([name], []):
        raise UndecidedError("the condition has other unknowns")
    if _has_equation(condition):
        try:
            solved = solve_conditions(scope, trees, [name], domain)
            return sympy.FiniteSet(*[found[name] for found in solved])
        except UndecidedError:
            pass  # the line is cut instead
    pieces = region(scope, trees, name, domain=domain)
    if domain in ("integer", "natural"):
        return _integers(pieces, 1 if domain == "natural" else None)
    return as_set(pieces)


def _about(scope: Scope, name: str) -> list[Node]:
    """Further conditions about the unknown."""
    found = []
    for condition in scope.conditions:
        names = scope.unknowns([condition])
        if name in names:
            if names != [name]:
                raise UndecidedError("another condition connects the unknown with others")
            found.append(condition)
    return found


def _has_equation(tree: Node) -> bool:
    """Whether an equation must hold, so that solutions are single numbers."""
    if tree.op in ("and", "chain"):
        return any(_has_equation(part) for part in tree.args)
    return tree.op == "rel" and tree.name == "="


def _integers(pieces: Sequence[Piece], least: int | None) -> sympy.Set:
    """The integers in a set; a ray of them as a range."""
    found: list[sympy.Integer] = []
    rays: list[tuple[Any, Any]] = []
    for piece in pieces:
        low = -sympy.oo if piece.low == -sympy.oo else -floor_of(-piece.low)
        high = sympy.oo if piece.high == sympy.oo else floor_of(piece.high)
        if low.is_finite and piece.left_open and _equal(low, piece.low):
            low += 1
        if high.is_finite and piece.right_open and _equal(high, piece.high):
            high -= 1
        if least is not None and (low == -sympy.oo or low < least):
            low = sympy.Integer(least)
        if not low.is_finite or not high.is_finite:
            rays.append((low, high))
        elif high - low > _MAX_INTEGERS:
            raise UndecidedError("too many integers")
        else:
            found += [low + index for index in range(int(high - low) + 1)]
    if not rays:
        return sympy.FiniteSet(*found)
    parts = [*([sympy.FiniteSet(*found)] if found else []), *(_ray(*ray) for ray in rays)]
    return parts[0] if len(parts) == 1 else sympy.Union(*parts, evaluate=False)


def _ray(low: Any, high: Any) -> sympy.Set:
    if not low.is_finite and not high.is_finite:
        return sympy.S.Integers
    return sympy.Range(low, sympy.oo) if low.is_finite else sympy.Range(high, -sympy.oo, -1)


def end_of(values: sympy.Set, *, greatest: bool) -> sympy.Expr:
    """The least or greatest member of a set of numbers.

    Raises:
        UndecidedError: there is none, or it is not known.
    """
    ends = []
    for part in values.args if isinstance(values, sympy.Union) else (values,):
        if isinstance(part, sympy.FiniteSet):
            ends += list(part.args)
        elif isinstance(part, sympy.Interval):
            end, is_open = (part.end, part.right_open) if greatest else (part.start, part.left_open)
            if is_open:
                raise UndecidedError("the set has no such member")
            ends.append(end)
        elif isinstance(part, sympy.Range):
            end = part.sup if greatest else part.inf
            if not end.is_finite:
                raise UndecidedError("the set has no such member")
            ends.append(end)
        else:
            raise UndecidedError("the ends of the set are not known")
    if not ends:
        raise UndecidedError("there are no values")
    return ends[sorted_indices(ends)[-1 if greatest else 0]]


# Checks -------------------------------------------------------------------------------------------


def is_region(value: Any) -> bool:
    """Whether a value is a set of real numbers that is described by intervals."""
    if isinstance(value, sympy.Union):
        return all(is_region(part) or isinstance(part, sympy.FiniteSet) for part in value.args)
    return isinstance(value, sympy.Interval) or value in (sympy.S.Reals, sympy.S.EmptySet)


def check_region(case: Case, expected: sympy.Set, names: Sequence[str] = ()) -> Check:
    """The answer describes this set of numbers."""
    claim = case.claim
    answer = case.answer
    named = variable_of(answer)
    if names and named and named not in names:
        raise UndecidedError(f"the answer is about {named}")
    if answer.kind == "equation":
        raise UndecidedError("the answer is an equation")
    try:
        given = region_of(answer)
    except NoRegionError as error:
        raise UndecidedError(f"the answer is no set of numbers: {error}") from error
    if answer.kind not in ("all", "none") and any(unfinished(part) for part in ends_of(answer.node)):
        raise UndecidedError("the answer is a calculation that was not carried out")
    equal = same_region(expected, given)
    if equal is None:
        raise UndecidedError("two sets could not be told apart")
    evidence = {"expected": str(expected), "answer": str(given)}
    if equal and not has_only_ends_of(answer, expected):
        raise UndecidedError("the answer is the right set, but not worked out")
    if equal:
        return holds(claim, _METHOD, f"The set is {written(expected)}.", **evidence)
    return fails(
        claim,
        _METHOD,
        f"The set is {written(expected)}, not {written(given)}.",
        f"{written(given)} is not {written(expected)}",
        **evidence,
    )


def _by_scope(value: Any, *rest: Any) -> Any:
    raise UndecidedError("values are found from what was written")  # the scope does it


WHERE = {
    f"{domain}_where": domain
    for domain in ("real", "integer", "natural", "positive", "negative", "nonnegative", "nonzero")
}
OPERATIONS: dict[str, Any] = dict.fromkeys(WHERE, _by_scope)
CHECKS: dict[str, Any] = {}
