"""The white list of functions that a calculation may call, named as in Python, math and SymPy."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable
from fractions import Fraction

from phi4_node.verification.program.numbers import Numbers, integer, nonzero, rational
from phi4_node.verification.program.parser import ProgramError
from phi4_node.verification.program.values import (
    MAX_ITEMS,
    Budget,
    Function,
    Symbolic,
    Value,
    exact,
    hashable,
    is_number,
    items_of,
    kind_of,
    to_text,
)

_REALS = "Reals"
_CONSTANTS = {"pi": "pi", "e": "E", "E": "E", "I": "I", "oo": "oo", "inf": "oo", "tau": "pi"}
_SYMBOLIC = frozenset(
    "sqrt cbrt exp log ln log2 log10 sin cos tan asin acos atan sinh cosh tanh sec csc cot atan2 degrees "
    "radians simplify expand factor together cancel arcsin arccos arctan".split(" ")
)
_ALIASES = {
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "Abs": "abs",
    "fabs": "abs",
    "fsum": "sum",
    "ceiling": "ceil",
    "binomial": "comb",
    "nCr": "comb",
    "nPr": "perm",
    "Max": "max",
    "Min": "min",
    "igcd": "gcd",
    "ilcm": "lcm",
    "fmean": "mean",
    "fmod": "fmod",
    "Rational": "Fraction",
    "Integer": "int",
    "Float": "float",
    "S": "exact",
    "Decimal": "Decimal",
    "average": "mean",
    "Symbol": "symbols",
    "Derivative": "diff",
    "Integral": "integrate",
    "Sum": "summation",
    "Product": "product_of",
    "isprime": "is_prime",
}


class Library:
    """The functions, each charged to one program's budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        numbers = self._numbers = Numbers(budget)
        self.power = numbers.power
        self._table: dict[str, Callable[..., Value]] = {
            "abs": numbers.absolute,
            "min": self._min,
            "max": self._max,
            "sum": self._sum,
            "round": numbers.rounded,
            "int": numbers.whole,
            "float": numbers.decimal,
            "Decimal": numbers.decimal,
            "exact": numbers.decimal,
            "str": numbers.text,
            "bool": self.truth,
            "len": self._len,
            "range": self._range,
            "divmod": numbers.divided,
            "pow": numbers.powered,
            "sorted": self._sorted,
            "reversed": lambda items: self._items(items)[::-1],
            "list": lambda items=(): self._items(items),
            "tuple": lambda items=(): tuple(self._items(items)),
            "set": lambda items=(): {hashable(item) for item in self._items(items)},
            "dict": lambda pairs=(): self._dict(pairs),
            "enumerate": self._enumerate,
            "zip": self._zip,
            "any": lambda items: any(self.truth(item) for item in self._items(items)),
            "all": lambda items: all(self.truth(item) for item in self._items(items)),
            "gcd": numbers.gcd,
            "lcm": numbers.lcm,
            "factorial": numbers.factorial,
            "comb": numbers.comb,
            "perm": numbers.perm,
            "isqrt": numbers.isqrt,
            "floor": numbers.floor,
            "ceil": numbers.ceil,
            "trunc": numbers.whole,
            "prod": self._prod,
            "fmod": lambda a, b: a - b * numbers.whole(Fraction(rational(a)) / nonzero(b)),
            "hypot": lambda *sides: numbers.root(sum(rational(side) ** 2 for side in sides)),
            "isclose": lambda a, b, rel_tol=Fraction(1, 10**9), abs_tol=0: numbers.close(
                a, b, rel_tol, abs_tol
            ),
            "Fraction": numbers.fraction,
            "mean": self._mean,
            "median": self._median,
            "combinations": lambda items, size: self._arrangements(itertools.combinations, items, size),
            "permutations": lambda items, size=None: self._arrangements(itertools.permutations, items, size),
            "product": self._product,
            "is_prime": numbers.is_prime,
            "primerange": numbers.primerange,
            "divisors": numbers.divisors,
            "symbols": self._symbols,
            "Eq": self._eq,
            "solve": self._solve,
            "solveset": self._solve_set,
            "diff": self._diff,
            "integrate": self._integrate,
            "limit": self._limit,
            "summation": self._summation,
            "product_of": lambda expr, *limits: self._summation(expr, *limits, product=True),
            "N": self._numeric,
        }

    def find(self, name: str) -> Value:
        """The constant or function of this name; None if there is none."""
        if name in _CONSTANTS:
            return self._constant(name)
        if name == "Reals":
            return _REALS
        known = _ALIASES.get(name, name)
        if known in self._table:
            return Function(name, self._table[known])
        if known in _SYMBOLIC:
            return Function(name, lambda *arguments: self._apply(known, list(arguments)))
        return None

    def truth(self, value: Value = False) -> bool:
        """Whether a value counts as true."""
        if isinstance(value, Symbolic):
            raise ProgramError("a condition with unknowns cannot be decided")
        return bool(value)

    # Collections

    def _items(self, value: Value) -> list[Value]:
        return items_of(value, self._budget)

    def _len(self, value: Value) -> int:
        if isinstance(value, list | tuple | set | dict | str | range):
            return len(value)
        raise ProgramError(f"{kind_of(value)} has no length")

    def _range(self, *bounds: Value) -> range:
        if not 1 <= len(bounds) <= 3:
            raise ProgramError("range() takes one to three numbers")
        numbers = [integer(bound) for bound in bounds]
        if len(numbers) == 3 and numbers[2] == 0:
            raise ProgramError("the step of a range is zero")
        made = range(*numbers)
        if any(abs(number) > 10**15 for number in numbers):
            raise ProgramError("a range is too large")
        return made

    def _sorted(self, items: Value, *, key: Value = None, reverse: Value = False) -> list[Value]:
        values = self._items(items)
        keys = [key.call(value) for value in values] if isinstance(key, Function) else values
        by_size = functools.cmp_to_key(lambda one, other: less(other, one) - less(one, other))
        is_plain = not any(isinstance(one, Symbolic) for one in keys)
        places = [_sortable(one) if is_plain else by_size(one) for one in keys]
        order = sorted(range(len(values)), key=places.__getitem__, reverse=self.truth(reverse))
        return [values[index] for index in order]

    def _dict(self, pairs: Value) -> dict[Value, Value]:
        if isinstance(pairs, dict):
            return dict(pairs)
        made = {}
        for pair in self._items(pairs):
            key, value = _pair(pair)
            made[hashable(key)] = value
        return made

    def _enumerate(self, items: Value, start: Value = 0) -> list[Value]:
        return [(index, item) for index, item in enumerate(self._items(items), start=integer(start))]

    def _zip(self, *collections: Value) -> list[Value]:
        return list(zip(*(self._items(collection) for collection in collections), strict=False))

    def _arrangements(self, kind: Callable[..., Value], items: Value, size: Value) -> list[Value]:
        values = self._items(items)
        length = len(values) if size is None else integer(size)
        if length < 0:
            raise ProgramError("a size is negative")
        count = (
            math.comb(len(values), length)
            if kind is itertools.combinations
            else math.perm(len(values), length)
        )
        return self._listed(kind(values, length), count)

    def _product(self, *collections: Value, repeat: Value = 1) -> list[Value]:
        lists = [self._items(collection) for collection in collections] * min(integer(repeat), 20)
        return self._listed(itertools.product(*lists), math.prod(len(values) for values in lists))

    def _listed(self, values: Value, count: int) -> list[Value]:
        if count > MAX_ITEMS:
            raise ProgramError(f"an enumeration has more than {MAX_ITEMS:,} cases")
        self._budget.charge(count)
        return list(values)

    def _min(self, *values: Value) -> Value:
        return self._extreme(self._numbers.spread(values), "<")

    def _max(self, *values: Value) -> Value:
        return self._extreme(self._numbers.spread(values), ">")

    def _extreme(self, values: list[Value], symbol: str) -> Value:
        if not values:
            raise ProgramError("min() and max() need at least one value")
        best = values[0]
        for value in values[1:]:
            if less(value, best) if symbol == "<" else less(best, value):
                best = value
        return best

    def _sum(self, items: Value, start: Value = 0) -> Value:
        total = start
        for item in self._items(items):
            self._budget.charge()
            if is_number(total) and is_number(item):
                total = exact(total + item)
            else:
                total = self._numbers.operate("+", total, item)
        return total

    def _prod(self, items: Value, start: Value = 1) -> Value:
        total = start
        for item in self._items(items):
            if is_number(total) and is_number(item):
                self._budget.charge(1 + int(total).bit_length() // 64)
                total = exact(total * item)
            else:
                total = self._numbers.operate("*", total, item)
        return total

    def _mean(self, items: Value) -> Value:
        values = [rational(item) for item in self._items(items)]
        if not values:
            raise ProgramError("the mean of nothing is undefined")
        return exact(Fraction(sum(values)) / len(values))

    def _median(self, items: Value) -> Value:
        values = sorted(rational(item) for item in self._items(items))
        if not values:
            raise ProgramError("the median of nothing is undefined")
        middle = len(values) // 2
        return values[middle] if len(values) % 2 else exact(Fraction(values[middle - 1] + values[middle]) / 2)

    # Expressions and equations; these import SymPy

    def _constant(self, name: str) -> Value:
        from phi4_node.verification.program import algebra as algebra

        if name == "tau":
            return algebra.operate("*", 2, algebra.constant("pi"))
        return algebra.constant(_CONSTANTS[name])

    def _apply(self, name: str, arguments: list[Value]) -> Value:
        if name == "sqrt" and len(arguments) == 1:
            return self._numbers.root(arguments[0])
        return self._numbers.apply(_ALIASES.get(name, name), arguments)

    def _symbols(self, text: Value, **assumptions: Value) -> Value:
        from phi4_node.verification.program import algebra as algebra

        if isinstance(text, list | tuple):
            text = " ".join(part for part in text if isinstance(part, str))
        if not isinstance(text, str):
            raise ProgramError("symbols() needs names in quotation marks")
        return algebra.symbols(text, assumptions)

    def _eq(self, left: Value, right: Value = 0) -> Value:
        from phi4_node.verification.program import algebra as algebra

        return algebra.equation(left, right)

    def _solve(self, equations: Value, *unknowns: Value, dict: Value = False) -> Value:
        from phi4_node.verification.program import algebra as algebra

        self._budget.charge(1_000)
        return algebra.solve(equations, list(unknowns), as_dict=self.truth(dict))

    def _solve_set(self, equation: Value, unknown: Value, domain: Value = None) -> Value:
        from phi4_node.verification.program import algebra as algebra

        found = self._solve(equation, unknown)
        if not isinstance(found, list) or domain not in (None, _REALS):
            raise ProgramError("solveset() takes one equation, one unknown and no domain but Reals")
        kept = found if domain is None else [value for value in found if algebra.is_kind(value, "is_real")]
        return {hashable(value) for value in kept}

    def _diff(self, expr: Value, *variables: Value) -> Value:
        from phi4_node.verification.program import algebra as algebra

        return algebra.differentiate(expr, list(variables))

    def _integrate(self, expr: Value, *limits: Value) -> Value:
        from phi4_node.verification.program import algebra as algebra

        return algebra.integrate(expr, list(limits))

    def _limit(self, expr: Value, variable: Value, point: Value, side: Value = "+-") -> Value:
        from phi4_node.verification.program import algebra as algebra

        return algebra.limit(expr, variable, point, side)

    def _summation(self, expr: Value, *limits: Value, product: bool = False) -> Value:
        from phi4_node.verification.program import algebra as algebra

        return algebra.summation(expr, list(limits), product=product)

    def _numeric(self, value: Value, digits: Value = 15) -> Value:
        """A number stays exact; `N()` and `evalf()` ask only for another way to write it."""
        return value


def less(left: Value, right: Value) -> bool:
    """Whether one value is less than another."""
    if is_number(left) and is_number(right):
        return bool(left < right)
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    if isinstance(left, list | tuple) and type(left) is type(right):
        for first, second in zip(left, right, strict=False):
            if first != second:
                return less(first, second)
        return len(left) < len(right)
    from phi4_node.verification.program.algebra import compare

    return compare("<", left, right)


def _sortable(value: Value) -> Value:
    if is_number(value) or isinstance(value, str):
        return (isinstance(value, str), value)
    if isinstance(value, list | tuple):
        return (2, [_sortable(part) for part in value])
    return (True, to_text(value))


def _pair(value: Value) -> tuple[Value, Value]:
    if isinstance(value, list | tuple) and len(value) == 2:
        return value[0], value[1]
    raise ProgramError("a dict is made of pairs")
