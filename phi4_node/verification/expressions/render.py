"""Tree to canonical plain text; `parse` reads it back to an equal tree."""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import SINGLE_LETTER

_RELATIONS = {"~": "≈", "in": "∈", "notin": "∉", "subset": "⊆"}
_ATOM, _POSTFIX, _POWER, _FACTOR, _TERM, _OPERAND, _NEGATION, _SUM, _SETS, _RELATION = (
    14,
    13,
    12,
    11,
    10,
    9,
    8,
    7,
    6,
    5,
)
_LOGIC = {"iff": (0, " <-> "), "implies": (1, " -> "), "or": (2, " ∨ "), "xor": (3, " ⊕ "), "and": (4, " ∧ ")}
_SET_SIGNS = {"union": " ∪ ", "intersection": " ∩ ", "difference": " ∖ "}
_POSTFIX_SIGNS = {"factorial": "!", "percent": "%", "degree": "°"}
_BY_NAME = {
    "abs": "abs",
    "norm": "norm",
    "floor": "floor",
    "ceiling": "ceiling",
    "list": "list",
    "tuple": "tuple",
}


def render(node: Node) -> str:
    """Write a tree as canonical plain text."""
    text = _statement(node, "{}")
    return _statement(node, ("\\{", "\\}")) if "\\" in text else text


def _statement(node: Node, braces: tuple[str, str] | str) -> str:
    writer = _Writer(braces[0], braces[1])
    if node.op == "list" and len(node.args) > 1:
        return ", ".join(writer.write(part, 0) for part in node.args)
    return writer.write(node, 0)


class _Writer:
    """Writes with one pair of braces for sets: in a text with LaTeX commands plain braces would group."""

    def __init__(self, opening: str, closing: str) -> None:
        self.opening = opening
        self.closing = closing

    def write(self, node: Node, level: int) -> str:
        """Write a node, in brackets if it binds looser than `level`."""
        text, own = self._written(node)
        return text if own >= level else f"({text})"

    def _parts(self, node: Node) -> str:
        return ", ".join(self.write(part, 0) for part in node.args)

    def _written(self, node: Node) -> tuple[str, int]:
        op = node.op
        if op in _LOGIC:
            return self._logical(node)
        if op in ("num", "sym", "text", "based", "repeat", "time", "hole"):
            return _atom(node), _ATOM
        if op in _POSTFIX_SIGNS:
            level = _ATOM if op == "factorial" else _POSTFIX
            return self.write(node.args[0], level) + _POSTFIX_SIGNS[op], _POSTFIX
        if op in _SET_SIGNS:
            return _SET_SIGNS[op].join(self.write(part, _SUM) for part in node.args), _SETS
        if op in _BY_NAME:
            if op == "tuple" and len(node.args) > 2:
                return f"({self._parts(node)})", _ATOM
            return f"{_BY_NAME[op]}({self._parts(node)})", _ATOM
        if op == "call":
            return f"{node.name}({self._parts(node)})", _ATOM
        return self._arithmetic(node)

    def _logical(self, node: Node) -> tuple[str, int]:
        level, sign = _LOGIC[node.op]
        if node.op == "implies":
            left, right = node.args
            return f"{self.write(left, level + 1)}{sign}{self.write(right, level)}", level
        return sign.join(self.write(part, level + 1) for part in node.args), level

    def _arithmetic(self, node: Node) -> tuple[str, int]:
        op, args = node.op, node.args
        if op in ("add", "sub") or (op == "pm" and len(args) == 2):
            sign = {"add": "+", "sub": "-"}.get(op, node.name)
            return f"{self.write(args[0], _SUM)} {sign} {self.write(args[1], _OPERAND)}", _SUM
        if op in ("neg", "pos", "pm"):
            sign = {"neg": "-", "pos": "+"}.get(op, node.name)
            return sign + self.write(args[0], _OPERAND), _NEGATION
        if op == "mul":
            if node.name == "":
                return self._juxtaposed(*args), _TERM
            sign = node.name if node.name in "×·" else "*"
            return f"{self.write(args[0], _TERM)}{sign}{self.write(args[1], _FACTOR)}", _TERM
        if op == "div":
            return f"{self.write(args[0], _TERM)}/{self.write(args[1], _FACTOR)}", _TERM
        if op == "pow":
            return f"{self.write(args[0], _POSTFIX)}^{self.write(args[1], _ATOM)}", _POWER
        if op == "mixed":
            above, below = args[1].args
            return f"{_atom(args[0])} {_atom(above)}/{_atom(below)}", _OPERAND
        if op == "quantity":
            number = args[0]
            amount = _atom(number) if number.op == "num" else f"({self.write(number, 0)})"
            return f"{amount} {_unit(node.name)}", _OPERAND
        return self._enclosed(node)

    def _juxtaposed(self, left: Node, right: Node) -> str:
        letter = right.args[0] if right.op == "pow" else right
        if (
            left.op == "num"
            and letter.op == "sym"
            and len(letter.name) == 1
            and letter.name.isascii()
            and letter.name not in "eE"
            and letter.name not in SINGLE_LETTER
        ):
            return f"{_atom(left)}{self.write(right, _POWER)}"
        return f"({self.write(left, 0)})({self.write(right, 0)})"

    def _enclosed(self, node: Node) -> tuple[str, int]:
        op, args = node.op, node.args
        if op == "not":
            return "¬" + self.write(args[0], _ATOM), _RELATION
        if op == "rel":
            sign = _RELATIONS.get(node.name, node.name)
            return f"{self.write(args[0], _SETS)} {sign} {self.write(args[1], _SETS)}", _RELATION
        if op == "chain":
            first = self.write(args[0].args[0], _SETS)
            rest = (f" {_RELATIONS.get(rel.name, rel.name)} {self.write(rel.args[1], _SETS)}" for rel in args)
            return first + "".join(rest), _RELATION
        if op == "set":
            return f"{self.opening}{self._parts(node)}{self.closing}", _ATOM
        if op == "pair":
            return f"({self._parts(node)})", _ATOM
        if op == "interval":
            if node.name == "()":
                return f"interval({self._parts(node)})", _ATOM
            return f"{node.name[0]}{self._parts(node)}{node.name[1]}", _ATOM
        if op == "matrix":
            return "[" + ", ".join(f"[{self._parts(row)}]" for row in args) + "]", _ATOM
        raise ValueError(f"a node with the unknown op {op!r}")


def _atom(node: Node) -> str:
    if node.op == "num":
        return _decimal(node.value or Fraction(0), node.places)
    if node.op == "text":
        return f"\\text{{{node.name}}}"
    if node.op == "based":
        return f"{node.name}_{node.args[0].value}"
    if node.op == "time":
        return _time(int(node.value or 0), node.name)
    return node.name


def _decimal(value: Fraction, places: int | None) -> str:
    if places is None:
        return str(value)
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def _time(minutes: int, half: str) -> str:
    hour, minute = divmod(minutes, 60)
    if half:
        return f"{(hour - 1) % 12 + 1}:{minute:02} {half}"
    return f"{hour}:{minute:02}"


def _unit(name: str) -> str:
    if name == "$":
        return "dollars"
    if name.isalpha() and (len(name) > 1 or not name.isascii()):
        return name
    return f"\\text{{{name}}}"
