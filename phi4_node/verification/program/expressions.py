"""The expressions of a calculation, computed by walking the checked tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from phi4_node.verification.program.functions import Library, less
from phi4_node.verification.program.methods import call_method, index_of, store_item
from phi4_node.verification.program.parser import MODULES, ProgramError
from phi4_node.verification.program.values import (
    MAX_ITEMS,
    MAX_TEXT,
    Budget,
    Formatted,
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
    parts_of,
    read_decimal,
    to_text,
)

MAX_CALLS = 40
"""Calls of a program's own functions inside each other."""
MAX_SIZE = 200_000
"""Parts of a collection, counted through everything inside it."""
_COMMON_ALIASES = {"sp": "sympy", "np": "math", "sym": "sympy", "m": "math"}
_FORMAT = re.compile(r"[<>^=]?[ +-]?0?\d{0,3}[,_]?(?:\.(\d{1,3}))?([fFdgGeE%]?)")
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
_ORDERS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


@dataclass(frozen=True, slots=True)
class Module:
    """The name of an imported module; only its names from the white list can be used."""

    name: str


Scopes = list[dict[str, Value]]


class Expressions:
    """Computes expressions for one run of one program.

    Attributes:
        printed: What was printed, one tuple of values for each print.
    """

    def __init__(self, steps: int) -> None:
        self.printed: list[tuple[Value, ...]] = []
        self._budget = Budget(steps)
        self._library = Library(self._budget)
        self._calls = 0
        self._imported: dict[str, str] = {}
        self._expressions: dict[type[ast.AST], Callable[..., Value]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._logical,
            ast.Compare: self._compare,
            ast.IfExp: self._choice,
            ast.Call: self._call,
            ast.List: lambda node, scopes: self._parts(node, scopes),
            ast.Tuple: lambda node, scopes: tuple(self._parts(node, scopes)),
            ast.Set: lambda node, scopes: {hashable(part) for part in self._parts(node, scopes)},
            ast.Dict: self._dict,
            ast.Subscript: self._subscript,
            ast.Attribute: self._attribute,
            ast.JoinedStr: self._joined,
            ast.ListComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.SetComp: lambda node, scopes: {hashable(part) for part in self._comprehension(node, scopes)},
            ast.DictComp: self._dict_comprehension,
        }

    def _value(self, node: ast.expr, scopes: Scopes) -> Value:
        self._budget.charge()
        return self._expressions[type(node)](node, scopes)

    def _truth(self, node: ast.expr, scopes: Scopes) -> bool:
        return self._library.truth(self._value(node, scopes))

    def _constant(self, node: ast.Constant, scopes: Scopes) -> Value:
        value = node.value
        if isinstance(value, float):
            return read_decimal(node.kind or repr(value))  # the parser left the numeral as it was written
        if isinstance(value, int):
            check_bits(value)
        return value

    def _name(self, node: ast.Name, scopes: Scopes) -> Value:
        for scope in reversed(scopes):
            if node.id in scope:
                return scope[node.id]
        found = self._library.find(self._imported.get(node.id, node.id))
        if found is not None:
            return found
        if node.id in MODULES or node.id in _COMMON_ALIASES:
            return Module(_COMMON_ALIASES.get(node.id, node.id))
        if node.id == "print":
            return Function("print", self._print)
        raise ProgramError(f"the name {node.id[:40]!r} is not defined")

    def _binary(self, node: ast.BinOp, scopes: Scopes) -> Value:
        left, right = self._value(node.left, scopes), self._value(node.right, scopes)
        return self._operate(OPERATORS[type(node.op)], left, right)

    def _operate(self, symbol: str, left: Value, right: Value) -> Value:
        if is_number(left) and is_number(right):
            return self._calculate(symbol, left, right)
        if symbol == "+" and isinstance(left, str) and isinstance(right, str):
            return Formatted.of(_label(left, right), parts_of(left) + parts_of(right))
        if symbol == "+" and isinstance(left, list | tuple) and type(left) is type(right):
            self._budget.charge(len(left) + len(right))
            joined = checked_items([*left, *right])
            return joined if isinstance(left, list) else tuple(joined)
        if symbol == "*" and isinstance(left, list) and isinstance(right, int):
            if len(left) * right > MAX_ITEMS:
                raise ProgramError(f"a list has more than {MAX_ITEMS:,} items")
            self._budget.charge(max(0, len(left) * right))
            return left * right
        if symbol == "-" and isinstance(left, set) and isinstance(right, set):
            return left - right
        if not all(is_number(value) or isinstance(value, Symbolic) for value in (left, right)):
            raise ProgramError(f"{symbol} cannot be used on {kind_of(left)} and {kind_of(right)}")
        if symbol == "**":
            return self._library.power(left, right)
        return self._symbolic(symbol, left, right)

    def _symbolic(self, symbol: str, left: Value, right: Value) -> Value:
        from phi4_node.verification.program.algebra import operate

        self._budget.charge(50)
        return operate(symbol, left, right)

    def _calculate(self, symbol: str, left: int | Fraction, right: int | Fraction) -> Value:
        if symbol == "**":
            return self._library.power(left, right)
        if symbol in ("/", "//", "%") and right == 0:
            raise ProgramError("division by zero")
        size = max(int(left).bit_length(), int(right).bit_length())
        self._budget.charge(size // 64)
        if symbol == "+":
            return exact(left + right)
        if symbol == "-":
            return exact(left - right)
        if symbol == "*":
            return exact(left * right)
        if symbol == "/":
            return exact(Fraction(left) / right)
        return left // right if symbol == "//" else exact(left % right)

    def _unary(self, node: ast.UnaryOp, scopes: Scopes) -> Value:
        value = self._value(node.operand, scopes)
        if isinstance(node.op, ast.Not):
            return not self._library.truth(value)
        if isinstance(node.op, ast.UAdd):
            return value
        return self._operate("*", -1, value) if isinstance(value, Symbolic) else self._operate("-", 0, value)

    def _logical(self, node: ast.BoolOp, scopes: Scopes) -> Value:
        stops_at = isinstance(node.op, ast.Or)
        value: Value = None
        for part in node.values:
            value = self._value(part, scopes)
            if self._library.truth(value) is stops_at:
                return value
        return value

    def _compare(self, node: ast.Compare, scopes: Scopes) -> Value:
        left = self._value(node.left, scopes)
        result: Value = True
        for operator, comparator in zip(node.ops, node.comparators, strict=True):
            right = self._value(comparator, scopes)
            if isinstance(result, Symbolic):
                raise ProgramError("a chain of inequalities with unknowns is written as several")
            result = self._holds(operator, left, right)
            if not isinstance(result, Symbolic) and not result:
                return False
            left = right
        return result

    def _holds(self, operator: ast.cmpop, left: Value, right: Value) -> Value:
        if isinstance(operator, ast.In | ast.NotIn):
            inside = (
                left in right if isinstance(right, range | str) else left in items_of(right, self._budget)
            )
            return inside if isinstance(operator, ast.In) else not inside
        if isinstance(operator, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
            equal = self._equal(left, right)
            return equal if isinstance(operator, ast.Eq | ast.Is) else not equal
        symbol = _ORDERS[type(operator)]
        if not any(isinstance(value, Symbolic) for value in (left, right)):
            first, second = (left, right) if symbol in ("<", ">=") else (right, left)
            return less(first, second) if symbol in ("<", ">") else not less(first, second)
        from phi4_node.verification.program import algebra as algebra

        self._budget.charge(50)
        if algebra.has_unknowns(left) or algebra.has_unknowns(right):
            return algebra.relation(symbol, left, right)
        return algebra.compare(symbol, left, right)

    def _equal(self, left: Value, right: Value) -> bool:
        if not any(isinstance(value, Symbolic) for value in (left, right)):
            return bool(left == right)
        if not all(isinstance(value, Symbolic) or is_number(value) for value in (left, right)):
            return False
        from phi4_node.verification.program.algebra import compare

        return compare("==", left, right)

    def _choice(self, node: ast.IfExp, scopes: Scopes) -> Value:
        return self._value(node.body if self._truth(node.test, scopes) else node.orelse, scopes)

    def _parts(self, node: ast.List | ast.Tuple | ast.Set, scopes: Scopes) -> list[Value]:
        values = [self._value(part, scopes) for part in node.elts]
        self._measure(values)
        return values

    def _measure(self, values: list[Value]) -> None:
        """Bound what is inside collections inside collections: `x = (x, x)` doubles with every line."""
        waiting = [value for value in values if isinstance(value, list | tuple | set | dict)]
        size = 0
        while waiting:
            container = waiting.pop()
            size += len(container)
            if size > MAX_SIZE:
                raise ProgramError("a collection gets too large")
            inside = container.values() if isinstance(container, dict) else container
            waiting.extend(value for value in inside if isinstance(value, list | tuple | set | dict))
        self._budget.charge(size // 16)

    def _dict(self, node: ast.Dict, scopes: Scopes) -> Value:
        made = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                raise ProgramError("`**` in a dict is not allowed")
            made[hashable(self._value(key, scopes))] = self._value(value, scopes)
        self._measure(list(made.values()))
        return made

    def _subscript(self, node: ast.Subscript, scopes: Scopes) -> Value:
        container = self._value(node.value, scopes)
        if isinstance(node.slice, ast.Slice):
            parts = (node.slice.lower, node.slice.upper, node.slice.step)
            bounds = [None if part is None else self._value(part, scopes) for part in parts]
            return index_of(container, slice(*bounds))
        return index_of(container, self._value(node.slice, scopes))

    def _attribute(self, node: ast.Attribute, scopes: Scopes) -> Value:
        value = self._value(node.value, scopes)
        if isinstance(value, Module):
            found = self._library.find(node.attr)
            if found is None:
                raise ProgramError(f"{value.name}.{node.attr} is not allowed")
            return found
        if isinstance(value, Function) and value.name == "S" and node.attr == "Reals":
            return self._library.find("Reals")
        if isinstance(value, Symbolic):
            from phi4_node.verification.program.algebra import attribute, is_kind

            if node.attr in ("is_real", "is_integer", "is_positive", "is_negative", "is_rational", "is_zero"):
                return is_kind(value, node.attr)
            return attribute(value, node.attr)
        if is_number(value) and node.attr in ("numerator", "denominator"):
            return getattr(Fraction(value), node.attr)
        if is_number(value) and node.attr in ("is_real", "is_rational", "is_integer"):
            return node.attr != "is_integer" or isinstance(value, int)
        if is_number(value) and node.attr in ("p", "q"):
            return Fraction(value).numerator if node.attr == "p" else Fraction(value).denominator
        raise ProgramError(f"the attribute {node.attr!r} of {kind_of(value)} is not allowed")

    def _call(self, node: ast.Call, scopes: Scopes) -> Value:
        if isinstance(node.func, ast.Attribute):
            owner = self._value(node.func.value, scopes)
            if not isinstance(owner, Module):
                arguments, named = self._arguments(node, scopes)
                self._measure(arguments)
                return call_method(owner, node.func.attr, arguments, named, self._library, self._budget)
        function = self._value(node.func, scopes)
        if not isinstance(function, Function):
            raise ProgramError(f"{kind_of(function)} cannot be called")
        return self._invoke(function, *self._arguments(node, scopes))

    def _arguments(self, node: ast.Call, scopes: Scopes) -> tuple[list[Value], dict[str, Value]]:
        arguments = [self._value(argument, scopes) for argument in node.args]
        named = {keyword.arg: self._value(keyword.value, scopes) for keyword in node.keywords if keyword.arg}
        return arguments, named

    def _invoke(self, function: Function, arguments: list[Value], named: dict[str, Value]) -> Value:
        self._calls += 1
        if self._calls > MAX_CALLS:
            raise ProgramError(f"functions call each other more than {MAX_CALLS} deep")
        try:
            return function.call(*arguments, **named)
        except TypeError as error:
            # Too many or too few arguments, or items that have no order: Python's own words say it well.
            raise ProgramError(f"{function.name}(): {str(error)[:120]}") from None
        finally:
            self._calls -= 1

    def _print(self, *values: Value, sep: Value = " ", end: Value = "\n") -> None:
        self._budget.charge(10)
        if len(self.printed) < 1_000:
            self.printed.append(values)
        else:
            self.printed[-1] = values

    def _joined(self, node: ast.JoinedStr, scopes: Scopes) -> Value:
        texts: list[str] = []
        parts: list[Value] = []
        for piece in node.values:
            if isinstance(piece, ast.FormattedValue):
                value = self._value(piece.value, scopes)
                if piece.format_spec is not None:
                    value = self._in_format(value, piece.format_spec)
                parts.append(value)
                texts.append(to_text(value))
            elif isinstance(piece, ast.Constant):
                texts.append(str(piece.value))
        return Formatted.of(_label(*texts), tuple(parts))

    def _in_format(self, value: Value, spec: ast.expr) -> Value:
        """The value as it would be shown: `{x:.2f}` shows two places."""
        text = "".join(
            str(part.value) for part in getattr(spec, "values", []) if isinstance(part, ast.Constant)
        )
        match = _FORMAT.fullmatch(text)
        if match is None or not (is_number(value) or isinstance(value, Symbolic)):
            return value
        kind, places = match.group(2).lower(), int(match.group(1) or 6)
        if kind in ("f", "%"):
            shown = places + (2 if kind == "%" else 0)
            return self._invoke(self._library.find("round"), [value, shown], {})
        return value

    def _store(self, target: ast.expr, value: Value, scopes: Scopes) -> None:
        if isinstance(target, ast.Name):
            scopes[-1].pop(target.id, None)  # the last assigned variable is the last one
            scopes[-1][target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            values = items_of(value, self._budget)
            if len(values) != len(target.elts):
                raise ProgramError(f"{len(target.elts)} values are needed here, not {len(values)}")
            for part, item in zip(target.elts, values, strict=True):
                self._store(part, item, scopes)
        elif isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
            self._measure([value])
            store_item(self._value(target.value, scopes), self._value(target.slice, scopes), value)
        else:
            raise ProgramError("only names and items can be assigned")

    def _comprehension(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scopes: Scopes
    ) -> list[Value]:
        return checked_items(
            self._value(node.elt, inner) for inner in self._generate(node.generators, scopes)
        )

    def _dict_comprehension(self, node: ast.DictComp, scopes: Scopes) -> Value:
        pairs = checked_items(
            (hashable(self._value(node.key, inner)), self._value(node.value, inner))
            for inner in self._generate(node.generators, scopes)
        )
        return dict(pairs)

    def _generate(self, generators: list[ast.comprehension], scopes: Scopes) -> Iterator[Scopes]:
        if not generators:
            yield scopes
            return
        first, *others = generators
        values = self._value(first.iter, scopes)
        for item in values if isinstance(values, range) else items_of(values, self._budget):
            self._budget.charge()
            inner = [*scopes, {}]
            self._store(first.target, item, inner)
            if all(self._truth(test, inner) for test in first.ifs):
                yield from self._generate(others, inner)


def _label(*texts: str) -> str:
    if sum(map(len, texts)) > MAX_TEXT:
        raise ProgramError("a text gets too long")
    return "".join(texts)
