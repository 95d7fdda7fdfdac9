"""Figures without letters: the lengths of a cube, a circle, a cylinder follow from what is said of it.

Every kind has its own unknown lengths (`W_0101` and so on), so that two sentences about `the cube` speak of
the same one; a problem with two figures of a kind is refused by the words that tell them apart. What is
measured has a unit, or none has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import Unit, find_unit
from phi4_node.verification.reading import figures
from phi4_node.verification.reading.figures import Figure, power, times
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.statements import AskClaim, AskValue, Assume, Given, Statement
from phi4_node.verification.reading.trees import call, number, rebuild, symbol, walk
from phi4_node.verification.reading.vectors import mapped, trees_of_statement

_KINDS = (
    "circle",
    "sphere",
    "cube",
    "square",
    "rectangle",
    "cylinder",
    "cone",
    "equilateral triangle",
    "hexagon",
    "box",
    "tetrahedron",
    "square pyramid",
    "right triangle",
)


def lengths_of(kind: str) -> tuple[Node, Node, Node]:
    """The unknown lengths of a figure."""
    place = _KINDS.index(kind) + 1
    first, second, third = (symbol(f"W_{place:02d}{index:02d}") for index in (1, 2, 3))
    return first, second, third


def measures_of(kind: str) -> Figure:
    """What can be measured of a figure, by its unknown lengths."""
    a, b, c = lengths_of(kind)
    if kind in ("circle", "sphere"):
        build = figures.circle if kind == "circle" else figures.sphere
        return {**build(a), "radius": (a, 1), "diameter": (times(2, a), 1)}
    if kind in ("cylinder", "cone"):
        build_solid = figures.cylinder if kind == "cylinder" else figures.cone
        circular = {"radius": (a, 1), "diameter": (times(2, a), 1), "height": (b, 1)}
        base = {"base area": (times(symbol("pi"), power(a, 2)), 2)}
        return {**build_solid(a, b), **circular, **base, "circumference": (times(2, symbol("pi"), a), 1)}
    if kind == "cube":
        return {**figures.cube(a), "side": (a, 1), "face area": (power(a, 2), 2)}
    if kind == "square":
        return {**figures.square(a), "side": (a, 1)}
    if kind == "equilateral triangle":
        return {**figures.equilateral(a), "side": (a, 1)}
    if kind == "hexagon":
        return {**figures.hexagon(a), "side": (a, 1)}
    if kind == "rectangle":
        return {**figures.rectangle(a, b), "length": (a, 1), "width": (b, 1)}
    if kind == "box":
        return {**figures.box(a, b, c), "length": (a, 1), "width": (b, 1), "height": (c, 1)}
    if kind == "right triangle":
        return figures.right_triangle(a, b)
    if kind == "tetrahedron":
        return _tetrahedron(a)
    return _square_pyramid(a, b)


def _tetrahedron(edge: Node) -> Figure:
    return {
        "side": (edge, 1),
        "height": (times(edge, call("sqrt", number(Fraction(2, 3)))), 1),
        "volume": (times(Fraction(1, 12), call("sqrt", number(2)), power(edge, 3)), 3),
        "surface area": (times(call("sqrt", number(3)), power(edge, 2)), 2),
    }


def _square_pyramid(side: Node, height: Node) -> Figure:
    return {
        "height": (height, 1),
        "base area": (power(side, 2), 2),
        "base perimeter": (times(4, side), 1),
        "base side": (side, 1),
        "volume": (times(Fraction(1, 3), power(side, 2), height), 3),
    }


# Units --------------------------------------------------------------------------------------------


def measured(term: Node, dimension: int) -> Node:
    """A term that counts units of length, area or volume."""
    return call("measured", term, number(dimension))


def amount(value: Node, unit: str) -> Node | None:
    """A value with a unit of length, area or volume; None for other units."""
    if not unit:
        return value
    found = find_unit(unit)
    power_of = _power(found)
    return (
        None if found is None or not power_of else call("amount", value, number(power_of), symbol(found.name))
    )


def _power(unit: Unit | None) -> int:
    if unit is None or len(unit.dimension) != 1 or unit.dimension[0][0] != "length":
        return 0
    return unit.dimension[0][1]


def has_measures(said: Sequence[Statement]) -> bool:
    """Whether figures without letters occur."""
    return any(
        node.op == "call" and node.name in ("measured", "amount", "its")
        for statement in said
        for tree in trees_of_statement(statement)
        for node in walk(tree)
    )


def settle_measures(said: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with plain terms for measures; all amounts are in one unit, in which the answer is too.

    Raises:
        WordsError: amounts are in different units, or of different powers, or only some have a unit.
    """
    if not has_measures(said):
        return tuple(said)
    said = _without_pronouns(said)
    _examine_order(said)
    base = _base(list(_amounts(said)))
    names = {
        node.name
        for statement in said
        for tree in trees_of_statement(statement)
        for node in walk(tree)
        if node.op == "sym" and re.fullmatch(r"W_\d{4}", node.name)
    }
    found: list[Statement] = [Assume(tuple(sorted(names)), "positive")] if names else []
    for statement in said:
        if isinstance(statement, Given):
            found.append(Given(tuple(_plain_condition(tree, base) for tree in statement.conditions)))
        elif isinstance(statement, AskValue):
            found.append(_asked(statement, base))
        elif has_measures([statement]):
            raise WordsError("what is asked of a figure is not understood")
        else:
            found.append(statement)
    return tuple(found)


def _examine_order(said: Sequence[Statement]) -> None:
    """A length that only area, perimeter or diagonal tell is one of two; which one is not said."""
    sides = {side for kind in ("rectangle", "box") for side in lengths_of(kind)}

    def are_in(kind: type[Statement]) -> bool:
        trees = [tree for part in said if isinstance(part, kind) for tree in trees_of_statement(part)]
        nodes = [node for tree in trees for node in walk(tree)]
        return any(node.op == "call" and node.name == "measured" and node.args[0] in sides for node in nodes)

    if are_in(AskValue) and not are_in(Given):
        raise WordsError("which side is the length and which the width is not said")


def _without_pronouns(said: Sequence[Statement]) -> list[Statement]:
    """`Its volume` is that of the only figure that there is."""
    nodes = [node for part in said for tree in trees_of_statement(part) for node in walk(tree)]
    if not any(node.op == "call" and node.name == "its" for node in nodes):
        return list(said)
    kinds = {node.name[2:4] for node in nodes if node.op == "sym" and re.fullmatch(r"W_\d{4}", node.name)}
    if len(kinds) != 1:
        raise WordsError("which figure is meant is not said")
    known = measures_of(_KINDS[int(kinds.pop()) - 1])

    def put(tree: Node) -> Node:
        if tree.op == "call" and tree.name == "its":
            if tree.args[0].name not in known:
                raise WordsError("the figure has no such measure")
            return measured(*known[tree.args[0].name])
        return rebuild(tree, tuple(map(put, tree.args)))

    return [mapped(statement, put) for statement in said]


def _amounts(said: Sequence[Statement]) -> Iterator[Node]:
    for statement in said:
        for tree in trees_of_statement(statement):
            yield from (node for node in walk(tree) if node.op == "call" and node.name == "amount")


def _base(amounts: list[Node]) -> str:
    """The unit of length behind all amounts; empty if there are none."""
    found = {_length_unit(node.args[2].name) for node in amounts}
    if len(found) > 1:
        raise WordsError("amounts in different units")
    return next(iter(found), "")


def _length_unit(name: str) -> str:
    return re.sub(r"\s*\^?\s*[23]$", "", name)


def _plain_condition(tree: Node, base: str) -> Node:
    """Both sides of a condition count units of the same kind, or one is a number without units."""
    if tree.op != "rel":
        if any(node.op == "call" and node.name in ("measured", "amount") for node in walk(tree)):
            raise WordsError("what is said of a figure is not understood")
        return tree
    left, right = (_side(part, base) for part in tree.args)
    if left[1] and right[1] and left[1] != right[1]:
        raise WordsError("a length is compared with an area or a volume")
    if base and not (left[1] and right[1]):
        raise WordsError("an amount has no unit where others have one")
    return rebuild(tree, (left[0], right[0]))


def _side(tree: Node, base: str) -> tuple[Node, int]:
    """A side of a condition without units, and the power of the unit; 0 if it is a plain number."""
    if tree.op == "call" and tree.name in ("measured", "amount"):
        return tree.args[0], int(tree.args[1].value or 0)
    parts = [_side(part, base) for part in tree.args]
    plain = rebuild(tree, tuple(part for part, _ in parts))
    powers = {power_of for _, power_of in parts if power_of}
    if not powers:
        return plain, 0
    if tree.op in ("add", "sub", "neg") and len(powers) == 1 and all(power_of for _, power_of in parts):
        return plain, powers.pop()
    if tree.op == "mul" and len(powers) == 1 and sum(bool(power_of) for _, power_of in parts) == 1:
        return plain, powers.pop()
    if tree.op == "div" and len(powers) == 1:
        return plain, 0 if all(power_of for _, power_of in parts) else powers.pop()
    raise WordsError("a calculation with measures of figures is not understood")


def _asked(statement: AskValue, base: str) -> Statement:
    if len(statement.terms) != 1:
        raise WordsError("more than one thing is asked")
    term = statement.terms[0]
    wanted = ""
    if term.op == "call" and term.name == "amount":  # asked for in a unit
        wanted = term.args[2].name
        term = term.args[0]
        if (
            term.op != "call"
            or term.name != "measured"
            or term.args[1].value != statement.terms[0].args[1].value
        ):
            raise WordsError("the answer is asked for in a unit that does not fit")
        if base and _length_unit(wanted) != base:
            raise WordsError("the answer is asked for in another unit")
        if not base:
            raise WordsError("the answer is asked for in a unit that nothing else is in")
    plain, power_of = _side(term, base)
    if not base or not power_of:
        return AskValue((plain,))
    name = wanted or base + {1: "", 2: "^2", 3: "^3"}[power_of]
    found = find_unit(name)
    if found is None:
        raise WordsError("there is no unit for the answer")
    return AskClaim("notation", (plain,), (("notation", "unit"), ("detail", found.name)))
