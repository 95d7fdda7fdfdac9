"""The white list of functions that a calculation may call, under the names that Python, math and SymPy give them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction

from phi4_node.verification.program_parser import ProgramError
from phi4_node.verification.program_values import (
    MAX_BITS,
    MAX_ITEMS,
    MAX_TEXT,
    Budget,
    Function,
    Symbolic,
    Value,
    check_bits,
    checked_items,
    exact,
    hashable,
    is_number,
    items_of,
    kind_of,
    read_decimal,
    to_text,
)

MAX_FACTORIAL = 3_000
MAX_PRIME_BITS = 128
_CONSTANTS = {"pi": "pi", "e": "E", "E": "E", "I": "I", "oo": "oo", "inf": "oo", "tau": "pi"}
_SYMBOLIC = frozenset(
    "sqrt cbrt exp log ln log2 log10 sin cos tan asin acos atan sinh cosh tanh sec csc cot atan2 degrees radians "
    "simplify expand factor together cancel arcsin arccos arctan".split(" ")
)
_ALIASES = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "Abs": "abs", "fabs": "abs", "fsum": "sum", "ceiling": "ceil",
    "binomial": "comb", "nCr": "comb", "nPr": "perm", "Max": "max", "Min": "min", "igcd": "gcd", "ilcm": "lcm",
    "fmean": "mean", "fmod": "fmod", "Rational": "Fraction", "Integer": "int", "Float": "float", "S": "exact",
    "Decimal": "Decimal", "average": "mean", "Symbol": "symbols", "Derivative": "diff", "Integral": "integrate",
    "Sum": "summation", "Product": "product_of", "solveset": "solve", "linsolve": "solve", "nonlinsolve": "solve",
    "isprime": "is_prime",
}  # fmt: skip


class Library:
    """The functions, each charged to one program's budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._table: dict[str, Callable[..., Value]] = {
            "abs": self._abs, "min": self._min, "max": self._max, "sum": self._sum, "round": self._round,
            "int": self._int, "float": self._float, "Decimal": self._float, "exact": self._float, "str": self._str,
            "bool": self.truth, "len": self._len, "range": self._range, "divmod": self._divmod, "pow": self._pow,
            "sorted": self._sorted, "reversed": lambda items: self._items(items)[::-1],
            "list": lambda items=(): self._items(items), "tuple": lambda items=(): tuple(self._items(items)),
            "set": lambda items=(): {hashable(item) for item in self._items(items)},
            "dict": lambda pairs=(): self._dict(pairs), "enumerate": self._enumerate, "zip": self._zip,
            "any": lambda items: any(self.truth(item) for item in self._items(items)),
            "all": lambda items: all(self.truth(item) for item in self._items(items)),
            "gcd": self._gcd, "lcm": self._lcm, "factorial": self._factorial, "comb": self._comb, "perm": self._perm,
            "isqrt": self._isqrt, "floor": self._floor, "ceil": self._ceil, "trunc": self._int, "prod": self._prod,
            "fmod": lambda a, b: a - b * self._int(Fraction(_rational(a)) / _nonzero(b)),
            "hypot": lambda *sides: self._root(sum(_rational(side) ** 2 for side in sides)),
            "isclose": lambda a, b, rel_tol=Fraction(1, 10**9), abs_tol=0: self._close(a, b, rel_tol, abs_tol),
            "Fraction": self._fraction, "mean": self._mean, "median": self._median,
            "combinations": lambda items, size: self._arrangements(itertools.combinations, items, size),
            "permutations": lambda items, size=None: self._arrangements(itertools.permutations, items, size),
            "product": self._product, "is_prime": self._is_prime, "primerange": self._primerange,
            "divisors": self._divisors, "symbols": self._symbols, "Eq": self._eq, "solve": self._solve,
            "diff": self._diff, "integrate": self._integrate, "limit": self._limit, "summation": self._summation,
            "product_of": lambda expr, *limits: self._summation(expr, *limits, product=True), "N": self._numeric,
        }  # fmt: skip

    def find(self, name: str) -> Value:
        """The constant or function of this name; None if there is none."""
        if name in _CONSTANTS:
            return self._constant(name)
        if name == "nan":
            return None
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

    def _spread(self, values: tuple[Value, ...]) -> list[Value]:
        return self._items(values[0]) if len(values) == 1 and not is_number(values[0]) else list(values)

    def _len(self, value: Value) -> int:
        if isinstance(value, list | tuple | set | dict | str | range):
            return len(value)
        raise ProgramError(f"{kind_of(value)} has no length")

    def _range(self, *bounds: Value) -> range:
        if not 1 <= len(bounds) <= 3:
            raise ProgramError("range() takes one to three numbers")
        numbers = [_integer(bound) for bound in bounds]
        if len(numbers) == 3 and numbers[2] == 0:
            raise ProgramError("the step of a range is zero")
        made = range(*numbers)
        if any(abs(number) > 10**15 for number in numbers):
            raise ProgramError("a range is too large")
        return made

    def _sorted(self, items: Value, *, key: Value = None, reverse: Value = False) -> list[Value]:
        values = self._items(items)
        keys = [key.call(value) for value in values] if isinstance(key, Function) else values
        order = sorted(
            range(len(values)), key=lambda index: _sortable(keys[index]), reverse=self.truth(reverse)
        )
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
        return [(index, item) for index, item in enumerate(self._items(items), start=_integer(start))]

    def _zip(self, *collections: Value) -> list[Value]:
        return list(zip(*(self._items(collection) for collection in collections), strict=False))

    def _arrangements(self, kind: Callable[..., Value], items: Value, size: Value) -> list[Value]:
        values = self._items(items)
        length = len(values) if size is None else _integer(size)
        if length < 0:
            raise ProgramError("a size is negative")
        count = (
            math.comb(len(values), length)
            if kind is itertools.combinations
            else math.perm(len(values), length)
        )
        return self._listed(kind(values, length), count)

    def _product(self, *collections: Value, repeat: Value = 1) -> list[Value]:
        lists = [self._items(collection) for collection in collections] * min(_integer(repeat), 20)
        return self._listed(itertools.product(*lists), math.prod(len(values) for values in lists))

    def _listed(self, values: Value, count: int) -> list[Value]:
        if count > MAX_ITEMS:
            raise ProgramError(f"an enumeration has more than {MAX_ITEMS:,} cases")
        self._budget.charge(count)
        return list(values)

    def _min(self, *values: Value) -> Value:
        return self._extreme(self._spread(values), "<")

    def _max(self, *values: Value) -> Value:
        return self._extreme(self._spread(values), ">")

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
                total = self._symbolic_operation("+", total, item)
        return total

    def _prod(self, items: Value, start: Value = 1) -> Value:
        total = start
        for item in self._items(items):
            if is_number(total) and is_number(item):
                self._budget.charge(1 + int(total).bit_length() // 64)
                total = exact(total * item)
            else:
                total = self._symbolic_operation("*", total, item)
        return total

    def _mean(self, items: Value) -> Value:
        values = [_rational(item) for item in self._items(items)]
        if not values:
            raise ProgramError("the mean of nothing is undefined")
        return exact(Fraction(sum(values)) / len(values))

    def _median(self, items: Value) -> Value:
        values = sorted(_rational(item) for item in self._items(items))
        if not values:
            raise ProgramError("the median of nothing is undefined")
        middle = len(values) // 2
        return values[middle] if len(values) % 2 else exact(Fraction(values[middle - 1] + values[middle]) / 2)

    # Numbers

    def _abs(self, value: Value) -> Value:
        return self._apply("Abs", [value]) if isinstance(value, Symbolic) else exact(abs(_rational(value)))

    def _round(self, value: Value, ndigits: Value = 0) -> Value:
        places = _integer(ndigits or 0)
        if abs(places) > 1_000:
            raise ProgramError("rounding to too many digits")
        if isinstance(value, Symbolic):
            from phi4_node.verification.program_algebra import rounded

            return rounded(value, places)
        return exact(round(Fraction(_rational(value)), places))

    def _int(self, value: Value = 0, base: Value = 10) -> int:
        if isinstance(value, str):
            return _read_integer(value, _integer(base))
        if isinstance(value, Symbolic):
            from phi4_node.verification.program_algebra import floor

            whole = floor(value)
            return whole + 1 if whole < 0 else whole
        return int(_rational(value))

    def _float(self, value: Value = 0) -> Value:
        if isinstance(value, str):
            return read_decimal(value)
        return value if isinstance(value, Symbolic) else _rational(value)

    def _str(self, value: Value = "") -> str:
        return to_text(value)[:MAX_TEXT]

    def _fraction(self, numerator: Value = 0, denominator: Value = 1) -> Value:
        if isinstance(numerator, str):
            above, _, below = numerator.partition("/")
            return exact(Fraction(read_decimal(above)) / _nonzero(read_decimal(below) if below else 1))
        return exact(Fraction(_rational(numerator)) / _nonzero(denominator))

    def _floor(self, value: Value) -> int:
        if isinstance(value, Symbolic):
            from phi4_node.verification.program_algebra import floor

            return floor(value)
        return math.floor(_rational(value))

    def _ceil(self, value: Value) -> int:
        if isinstance(value, Symbolic):
            from phi4_node.verification.program_algebra import floor, negate

            negative = negate(value)
            return -floor(negative) if isinstance(negative, Symbolic) else math.ceil(-negative)
        return math.ceil(_rational(value))

    def _divmod(self, value: Value, divisor: Value) -> tuple[Value, Value]:
        quotient, rest = divmod(Fraction(_rational(value)), _nonzero(divisor))
        return quotient, exact(rest)

    def _pow(self, base: Value, exponent: Value, modulus: Value = None) -> Value:
        if modulus is None:
            return self.power(base, exponent)
        whole = _integer(exponent)
        if whole.bit_length() > 10_000 or whole < 0:
            raise ProgramError("the exponent of a modular power must be a natural number of modest size")
        self._budget.charge(whole.bit_length())
        return pow(_integer(base), whole, _integer(_nonzero(modulus)))

    def power(self, base: Value, exponent: Value) -> Value:
        """base ** exponent, exact: a root stays a root."""
        from phi4_node.verification.program_values import power

        if is_number(base) and isinstance(exponent, int):
            return power(_rational(base), int(exponent), self._budget)
        if exponent == Fraction(1, 2):
            return self._root(base)
        return self._symbolic_operation("**", base, exponent)

    def _root(self, value: Value) -> Value:
        if is_number(value) and value >= 0:
            number = Fraction(value)
            above, below = math.isqrt(number.numerator), math.isqrt(number.denominator)
            if above**2 == number.numerator and below**2 == number.denominator:
                return exact(Fraction(above, below))
        return self._apply("sqrt", [value])

    def _isqrt(self, value: Value) -> int:
        number = _integer(value)
        if number < 0:
            raise ProgramError("the root of a negative number")
        return math.isqrt(number)

    def _gcd(self, *values: Value) -> int:
        return math.gcd(*(_integer(value) for value in self._spread(values)))

    def _lcm(self, *values: Value) -> int:
        result = 1
        for value in self._spread(values):
            result = math.lcm(result, _integer(value))
            check_bits(result)
        return result

    def _factorial(self, value: Value) -> int:
        number = _natural(value, MAX_FACTORIAL)
        self._budget.charge(number)
        return math.factorial(number)

    def _comb(self, items: Value, size: Value) -> int:
        count, chosen = _natural(items, 10**6), _natural(size, 10**6)
        return self._counted(math.comb, count, chosen, min(chosen, count - chosen))

    def _perm(self, items: Value, size: Value = None) -> int:
        count = _natural(items, 10**6)
        chosen = count if size is None else _natural(size, 10**6)
        return self._counted(math.perm, count, chosen, chosen)

    def _counted(self, count_of: Callable[[int, int], int], count: int, chosen: int, factors: int) -> int:
        if max(factors, 0) * count.bit_length() > MAX_BITS:
            raise ProgramError("a number has too many digits")
        self._budget.charge(1 + max(factors, 0))
        return count_of(count, chosen)

    def _close(self, first: Value, second: Value, relative: Value, absolute: Value) -> bool:
        a, b = _rational(first), _rational(second)
        return bool(abs(a - b) <= max(_rational(relative) * max(abs(a), abs(b)), _rational(absolute)))

    def _is_prime(self, value: Value) -> bool:
        number = _integer(value)
        if number.bit_length() > MAX_PRIME_BITS:
            raise ProgramError("the number is too large for a prime test")
        from sympy import isprime

        self._budget.charge(number.bit_length())
        return bool(isprime(number))

    def _primerange(self, first: Value, last: Value = None) -> list[Value]:
        low, high = (2, _integer(first)) if last is None else (_integer(first), _integer(last))
        if high > 1_000_000:
            raise ProgramError("a range of primes is too large")
        from sympy import primerange

        self._budget.charge(max(0, high - low) // 8)
        return checked_items(int(prime) for prime in primerange(low, high))

    def _divisors(self, value: Value) -> list[Value]:
        number = abs(_integer(value))
        if number > 10**12:
            raise ProgramError("the number is too large to list its divisors")
        from sympy import divisors

        return checked_items(int(divisor) for divisor in divisors(number))

    # Expressions and equations; these import SymPy

    def _constant(self, name: str) -> Value:
        from phi4_node.verification import program_algebra as algebra

        if name == "tau":
            return algebra.operate("*", 2, algebra.constant("pi"))
        return algebra.constant(_CONSTANTS[name])

    def _apply(self, name: str, arguments: list[Value]) -> Value:
        from phi4_node.verification import program_algebra as algebra

        if name == "sqrt" and len(arguments) == 1 and is_number(arguments[0]) and arguments[0] >= 0:
            number = Fraction(arguments[0])
            if all(math.isqrt(part) ** 2 == part for part in (number.numerator, number.denominator)):
                return self._root(arguments[0])
        self._budget.charge(50)
        return algebra.apply(_ALIASES.get(name, name) if name != "Abs" else name, arguments)

    def _symbolic_operation(self, symbol: str, left: Value, right: Value) -> Value:
        from phi4_node.verification import program_algebra as algebra

        self._budget.charge(50)
        return algebra.operate(symbol, left, right)

    def _symbols(self, text: Value, **assumptions: Value) -> Value:
        from phi4_node.verification import program_algebra as algebra

        if isinstance(text, list | tuple):
            text = " ".join(part for part in text if isinstance(part, str))
        if not isinstance(text, str):
            raise ProgramError("symbols() needs names in quotation marks")
        return algebra.symbols(text, assumptions)

    def _eq(self, left: Value, right: Value = 0) -> Value:
        from phi4_node.verification import program_algebra as algebra

        return algebra.equation(left, right)

    def _solve(self, equations: Value, *unknowns: Value, dict: Value = False, domain: Value = None) -> Value:
        from phi4_node.verification import program_algebra as algebra

        self._budget.charge(1_000)
        return algebra.solve(equations, list(unknowns), as_dict=self.truth(dict))

    def _diff(self, expr: Value, *variables: Value) -> Value:
        from phi4_node.verification import program_algebra as algebra

        return algebra.differentiate(expr, list(variables))

    def _integrate(self, expr: Value, *limits: Value) -> Value:
        from phi4_node.verification import program_algebra as algebra

        return algebra.integrate(expr, list(limits))

    def _limit(self, expr: Value, variable: Value, point: Value, side: Value = "+-") -> Value:
        from phi4_node.verification import program_algebra as algebra

        return algebra.limit(expr, variable, point, side)

    def _summation(self, expr: Value, *limits: Value, product: bool = False) -> Value:
        from phi4_node.verification import program_algebra as algebra

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
    from phi4_node.verification.program_algebra import compare

    return compare("<", left, right)


def _sortable(value: Value) -> Value:
    if is_number(value) or isinstance(value, str):
        return (isinstance(value, str), value)
    if isinstance(value, list | tuple):
        return (2, [_sortable(part) for part in value])
    return (True, to_text(value))


def _rational(value: Value) -> int | Fraction:
    if isinstance(value, int | Fraction):
        return value
    raise ProgramError(f"a number is needed, not {kind_of(value)}")


def _integer(value: Value) -> int:
    number = _rational(value)
    if isinstance(number, Fraction):
        raise ProgramError(f"a whole number is needed, not {to_text(number)[:40]}")
    return int(number)


def _natural(value: Value, most: int) -> int:
    number = _integer(value)
    if not 0 <= number <= most:
        raise ProgramError(f"a number between 0 and {most:,} is needed")
    return number


def _nonzero(value: Value) -> int | Fraction:
    number = _rational(value)
    if number == 0:
        raise ProgramError("division by zero")
    return number


def _pair(value: Value) -> tuple[Value, Value]:
    if isinstance(value, list | tuple) and len(value) == 2:
        return value[0], value[1]
    raise ProgramError("a dict is made of pairs")


def _read_integer(text: str, base: int) -> int:
    digits = text.strip()
    if (
        base not in (2, 8, 10, 16)
        or len(digits) > 1_000
        or not digits.isascii()
        or not digits.lstrip("+-").isalnum()
    ):
        raise ProgramError(f"{text[:40]!r} is not a whole number")
    try:
        return int(digits, base)
    except ValueError:
        raise ProgramError(f"{text[:40]!r} is not a whole number") from None
