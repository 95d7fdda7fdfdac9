"""From the tree of an answer to its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from phi4_node.verification.answers.answer import Answer, AnswerError, Kind, Row, is_name, symbols_of, walk
from phi4_node.verification.answers.phrases import NOT_NOUNS
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.steps.sides import MEANINGFUL, MEANINGFUL_CHINESE

_DIGITS = re.compile(r"-?(?=[0-9a-z]*[0-9])(?=[0-9a-z]*[a-z])[0-9a-z]{2,40}", re.IGNORECASE)
_NOT_SCALAR = frozenset(
    "set interval union intersection difference and or time rel chain text hole pair tuple".split()
)
_ORDER = frozenset(("<", "<=", ">", ">=", "!="))


def typed(node: Node) -> Answer:
    """The typed answer that a tree stands for.

    Raises:
        AnswerError: it is none, or not clearly one.
    """
    return _Reader().answer(node)


class _Reader:
    """Types a tree; the methods call each other for the parts."""

    def answer(self, node: Node) -> Answer:
        """The typed answer that a tree stands for."""
        if node.op == "text" and _DIGITS.fullmatch(node.name):
            return Answer("text", node, word=node.name.lower())
        if node.op == "text":
            raise AnswerError(f'the words "{node.name}" are not understood')
        if node.op == "rel":
            return self._relation(node)
        if node.op == "chain":
            return self._chain(node)
        if node.op in ("and", "or", "list"):
            return self._several(node)
        if node.op in ("set", "tuple", "pair"):
            return self._collection(node)
        if node.op in ("interval", "union", "intersection", "difference"):
            return Answer("interval", _known(node))
        if node.op == "matrix":
            return Answer("matrix", _known(node))
        if node.op == "time":
            return Answer("time", node)
        if node.op in ("not", "implies", "iff", "xor"):
            return self._logic(node)
        return self._scalar(node)

    def _scalar(self, node: Node) -> Answer:
        if node.op == "sym" and node.name in ("True", "False"):
            return Answer("truth", node, word=node.name.lower())
        if node.op == "sym" and node.name == "∅":
            return Answer("none", node)
        if node.op == "sym" and node.name == "ℝ":
            return Answer("all", node)
        if any(part.op == "pm" for part in walk(node)):
            values = tuple(self._scalar(value) for value in both_signs(node))
            return Answer("list", node, items=values)
        number, unit = _measured(node)
        for part in walk(number):
            if part.op in _NOT_SCALAR:
                raise AnswerError(f"a {part.op} stands inside a calculation")
        kind: Kind = "expression" if symbols_of(number) else "number"
        return Answer(kind, _known(number), unit=unit)

    def _collection(self, node: Node) -> Answer:
        if node.op == "set" and not node.args:
            return Answer("none", node)
        items = tuple(self.answer(arg) for arg in node.args)
        if node.op == "set":
            return Answer("set", node, items=_flat(items))
        if any(item.kind in ("assignment", "equation") for item in items):
            return self._assignments(node)
        return Answer("tuple", node, items=items)

    def _logic(self, node: Node) -> Answer:
        for part in walk(node):
            if part.op not in ("not", "implies", "iff", "xor", "and", "or", "sym"):
                raise AnswerError("a logical sign stands beside something that is not a statement")
        return Answer("logic", node)

    # Relations ------------------------------------------------------------------------------------

    def _relation(self, node: Node) -> Answer:
        left, right = node.args
        if node.name == "in":
            inner = self.answer(right)
            return replace(inner, variable=_name_of(left))
        if node.name in _ORDER:
            return Answer("inequality", _known(node))
        if node.name not in ("=", "~"):
            raise AnswerError(f'"{node.name}" is not a relation that an answer can have')
        if node.name == "~" and not symbols_of(left):
            return replace(_one_value(self.answer(left)), rounded=(_known(right),))
        if is_name(left):
            return self._named(node, left, right, is_rounded=node.name == "~")
        if node.name == "~":
            raise AnswerError("an approximation stands beside something that has no one value")
        if left.op in ("tuple", "pair", "list"):
            return self._assignments(node)
        return Answer("equation", _known(node))

    def _named(self, node: Node, left: Node, right: Node, *, is_rounded: bool) -> Answer:
        """`x = 5`, `y = 2x + 1`, `f(x) = 1`, `x ≈ 0.33`."""
        value = self.answer(right)
        if is_rounded:
            value = replace(_one_value(value), rounded=(right,))
        name = _name_of(left)
        if value.kind in ("inequality", "equation", "assignment", "logic"):
            raise AnswerError("an equation stands beside a statement")
        if value.kind in ("list", "set") and left.op == "sym":
            rows: tuple[Row, ...] = tuple(((name, item),) for item in value.items)
        else:
            rows = (((name, value),),)
        closed = not symbols_of(right) - symbols_of(left)
        return Answer("assignment" if closed else "equation", node, solutions=rows, variable=name)

    def _chain(self, node: Node) -> Answer:
        names = {rel.name for rel in node.args}
        if names <= {"=", "~"}:
            return self._chain_of_equals(node)
        if names <= {"<", "<="} or names <= {">", ">="}:
            return Answer("inequality", _known(node))
        if names <= {"=", "<", "<="} or names <= {"=", ">", ">="}:
            return Answer("inequality", _known(node))
        raise AnswerError("the relations of the chain point in different directions")

    def _chain_of_equals(self, node: Node) -> Answer:
        sides = [node.args[0].args[0], *[rel.args[1] for rel in node.args]]
        signs = ["=", *[rel.name for rel in node.args]]
        rounded = tuple(side for side, sign in zip(sides, signs, strict=True) if sign == "~")
        exact = [side for side, sign in zip(sides, signs, strict=True) if sign == "="]
        if not is_name(exact[0]):
            value = _one_value(self.answer(exact[-1]))
            return replace(value, also=tuple(exact[:-1]), rounded=rounded)
        if len(exact) == 1:
            raise AnswerError("only an approximation is given")
        value = replace(_one_value(self.answer(exact[-1])), also=tuple(exact[1:-1]), rounded=rounded)
        name = _name_of(exact[0])
        return Answer("assignment", node, solutions=(((name, value),),), variable=name)

    # Several things -------------------------------------------------------------------------------

    def _several(self, node: Node) -> Answer:
        parts = list(_flat_parts(node))
        if any(part.op in ("rel", "chain") for part in parts):
            if all(_is_order(part) for part in parts):
                return Answer("inequality", _known(node))
            return self._assignments(node)
        if node.op == "or" and any(part.op == "interval" for part in parts):
            return Answer("interval", Node("union", tuple(parts)))
        if any(part.op in ("not", "implies", "iff", "xor") for part in parts):
            return self._logic(node)
        items = _flat(tuple(self.answer(part) for part in parts))
        return Answer("list", node, items=items)

    def _assignments(self, node: Node) -> Answer:
        """`x = 1, y = 2`, `x = 1 or x = -3`, `n = 2, 3, 4`, `(x, y) = (1, 2) or (3, 4)`."""
        pairs: list[tuple[str, Answer]] = []
        names: list[str] = []
        for part in _flat_parts(node):
            if part.op in ("rel", "chain"):
                fresh = self._pairs(part)
                names = [name for name, _ in fresh] if len({name for name, _ in fresh}) > 1 else [fresh[0][0]]
                pairs += fresh
            elif part.op == "sym" and all(value.kind == "number" for _, value in pairs):
                raise AnswerError(f"{part.name} stands beside numbers without a value")
            else:
                pairs += self._more_values(names, part)
        distinct = {name for name, _ in pairs}
        if len(distinct) > 1:
            _refuse_alternatives(node)
        variable = names[0] if len(distinct) == 1 else ""
        return Answer("assignment", node, solutions=_rows(pairs), variable=variable)

    def _pairs(self, part: Node) -> list[tuple[str, Answer]]:
        if part.op == "rel" and part.name == "=" and part.args[0].op in ("tuple", "pair", "list"):
            names = [_name_of(arg) for arg in part.args[0].args]
            return self._more_values(names, part.args[1])
        read = self.answer(part)
        if not read.solutions:
            raise AnswerError("equations and values are mixed")
        return [pair for row in read.solutions for pair in row]

    def _more_values(self, names: list[str], part: Node) -> list[tuple[str, Answer]]:
        if not names:
            raise AnswerError("values stand beside equations")
        if len(names) == 1:
            value = self.answer(part)
            values = value.items if value.kind in ("list", "set") else (value,)
            return [(names[0], item) for item in values]
        if part.op not in ("tuple", "pair", "list") or len(part.args) != len(names):
            raise AnswerError("the values do not fit the names")
        return [(name, self.answer(arg)) for name, arg in zip(names, part.args, strict=True)]


def _one_value(answer: Answer) -> Answer:
    """The answer itself, if other sides of its equation can be compared with it; no list, no interval."""
    if answer.kind not in ("number", "expression", "matrix"):
        raise AnswerError(f"a {answer.kind} stands in a chain of equations")
    return answer


def _refuse_alternatives(node: Node) -> None:
    """`x = 2 or y = 1` leaves one of the two open; `x = 2, y = 1 or x = 3, y = 0` has whole solutions.

    Raises:
        AnswerError: an `or` joins values of different names that belong to one solution.
    """
    for part in walk(node):
        named = [inner for inner in _flat_parts(part) if inner.op == "rel" and is_name(inner.args[0])]
        names = [render(inner.args[0]) for inner in named]
        if part.op == "or" and len(set(names)) > 1 and len(names) < 2 * len(set(names)):
            raise AnswerError("it says that one or the other is so")


def _rows(pairs: list[tuple[str, Answer]]) -> tuple[Row, ...]:
    """Group names and values into solutions: a block of names that repeats is one row each time."""
    names = [name for name, _ in pairs]
    width = len(set(names))
    blocks = [tuple(pairs[start : start + width]) for start in range(0, len(pairs), width)]
    if any([name for name, _ in block] != names[:width] for block in blocks):
        raise AnswerError("which values belong together is not clear")
    return tuple(blocks)


def _flat_parts(node: Node) -> Iterator[Node]:
    """The parts of nested lists and connectors."""
    for arg in node.args if node.op in ("and", "or", "list", "tuple", "pair") else (node,):
        if arg.op in ("and", "or", "list") and arg is not node:
            yield from _flat_parts(arg)
        else:
            yield arg


def _flat(items: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """`±1, 3` is three values."""
    return tuple(inner for item in items for inner in (item.items if item.kind == "list" else (item,)))


def _is_order(part: Node) -> bool:
    return (part.op == "rel" and part.name in _ORDER) or (part.op == "chain" and part.args[0].name in _ORDER)


def _known(node: Node) -> Node:
    """The node itself, if nothing in it is a mere word or a gap."""
    for part in walk(node):
        if part.op in ("text", "hole"):
            raise AnswerError(f'"{part.name or "..."}" is not understood')
        if part.op == "not":
            raise AnswerError("it says what the answer is not")
    return node


def _name_of(node: Node) -> str:
    if not is_name(node):
        raise AnswerError("the left side of an equation is not a name")
    return node.name if node.op == "sym" else render(node)


def _measured(node: Node) -> tuple[Node, str]:
    """A number and its unit."""
    if node.op == "quantity":
        return _bare_number(node), node.name if find_unit(node.name) else counted_noun(node.name)
    if node.op == "percent":
        return _bare_number(node), "%"
    if node.op == "degree":
        return _bare_number(node), "°"
    if node.op == "based":
        return node, "base " + render(node.args[0])
    if node.op in ("neg", "pos"):
        inner, unit = _measured(node.args[0])
        return Node(node.op, (inner,)), unit
    if _has_unit(node):
        raise AnswerError("units stand inside a calculation")
    return node, ""


def _bare_number(node: Node) -> Node:
    """What stands before a unit; `720°°` and `50%°` have two."""
    (number, *_) = node.args
    if any(part.op in ("quantity", "percent", "degree") for part in walk(number)):
        raise AnswerError("a number has several units")
    return number


def counted_noun(words: str) -> str:
    """What is counted (`eggs`), as a unit; an AnswerError if the words may say something else (`maybe`)."""
    noun = words.lower()
    if set(noun.split()) & (NOT_NOUNS | MEANINGFUL) or MEANINGFUL_CHINESE.search(noun):
        raise AnswerError(f'the words "{words}" behind the number are not understood')
    return noun.removesuffix("s")


def _has_unit(node: Node) -> bool:
    """Whether a unit stands anywhere but in the argument of a function."""
    if node.op in ("quantity", "degree"):
        return True
    return node.op != "call" and any(_has_unit(arg) for arg in node.args)


def both_signs(node: Node) -> tuple[Node, Node]:
    """Resolve ±: the value with all upper signs, and the one with all lower signs."""
    return _resolved(node, upper=True), _resolved(node, upper=False)


def _resolved(node: Node, *, upper: bool) -> Node:
    args = tuple(_resolved(arg, upper=upper) for arg in node.args)
    if node.op != "pm":
        return replace(node, args=args)
    plus = upper == (node.name != "∓")
    if len(args) == 1:
        return args[0] if plus else Node("neg", args)
    return Node("add" if plus else "sub", args)
