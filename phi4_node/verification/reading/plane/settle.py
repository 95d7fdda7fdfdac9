"""Coordinates for the points of a problem: what is said of figures becomes equations and inequalities.

Nothing that is said of lengths, angles and areas depends on where a figure lies, so its first corner is put
at the origin, its second on the first axis, and its third above it. A fact that needs more than is said
(`right triangle` without a right angle, `isosceles` without equal sides, a quadrilateral of no known kind) is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.plane.angles import angle_relation, is_angle, trigonometric
from phi4_node.verification.reading.plane.facts import NEW_POINT, RULES
from phi4_node.verification.reading.plane.figure import (
    ZERO,
    Figure,
    goes_round,
    over,
    plus,
    square,
    times,
)
from phi4_node.verification.reading.plane.notation import code, is_named, letters_in
from phi4_node.verification.reading.statements import AskSolve, Define, Given, Statement
from phi4_node.verification.reading.trees import call, free_names, number, rebuild, relation, symbol, walk
from phi4_node.verification.reading.vectors import mapped, trees_of_statement

FACTS = frozenset(
    "shape_fact at_fact midpoint_fact on_fact line_fact parallel_fact perpendicular_fact altitude_fact"
    " median_fact"
    " bisector_fact centroid_fact orthocenter_fact circumcenter_fact incenter_fact".split()
)
"""Calls that say something of points, as conditions that are given."""
TERMS = frozenset("area_of perimeter_of abscissa ordinate inradius_of circumradius_of angle_of".split())
_SHAPES_OF_FOUR = frozenset(
    ("square", "rectangle", "parallelogram", "rhombus", "trapezoid", "kite", "quadrilateral")
)


def place(said: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with coordinates for points.

    Raises:
        WordsError: they name points of which too little is said.
    """
    trees = [tree for statement in said for tree in trees_of_statement(statement)]
    if not any(_is_geometric(node) for tree in trees for node in walk(tree)):
        return tuple(said)
    said = [_said_of_points(statement) for statement in said]
    facts = [node for tree in _given(said) for node in _parts(tree) if _is_fact(node)]
    facts += [_as_triangle(node) for tree in trees for node in walk(tree) if _is_of_triangle(node)]
    figure = Figure()
    _put_down(figure, facts)
    waiting = [fact for fact in facts if fact.name not in ("at_fact", "shape_fact")]
    _add_facts(figure, waiting)
    rest = [_without_facts(statement) for statement in said]
    rest = [statement for statement in rest if not isinstance(statement, Given) or statement.conditions]
    side_letters = _side_letters(figure, trees, rest)
    _examine_shapes(figure, facts, list(_given(rest)))

    def put(tree: Node) -> Node:
        return _in_coordinates(figure, tree)

    settled = [mapped(statement, put) for statement in rest]
    used = {
        name for statement in settled for tree in trees_of_statement(statement) for name in free_names(tree)
    }
    if used & figure.spots.keys():
        raise WordsError(f"whether {min(used & figure.spots.keys())} is a point or a number is not clear")
    return (
        (Given((*figure.facts, *side_letters)), *settled) if figure.facts or side_letters else tuple(settled)
    )


def _said_of_points(statement: Statement) -> Statement:
    """`Let AB = 5` gives a length, and `let A = (1, 2)` a place; they are no names."""
    if isinstance(statement, Define) and is_named(statement.name):
        return Given((relation(symbol(statement.name), "=", statement.term),))
    if isinstance(statement, Define) and statement.term.op in ("pair", "tuple") and statement.name.isupper():
        return Given((call("at_fact", symbol(statement.name), *statement.term.args),))
    if isinstance(statement, AskSolve) and any(map(is_named, statement.unknowns)):
        raise WordsError("a length is sought as an unknown")
    return statement


def _is_geometric(node: Node) -> bool:
    return (node.op == "sym" and is_named(node.name)) or (node.op == "call" and node.name in FACTS | TERMS)


def _is_of_triangle(node: Node) -> bool:
    """`the area of triangle ABC` names the triangle."""
    return node.op == "call" and node.name in TERMS and len(node.args) == 3 and node.name != "angle_of"


def _as_triangle(node: Node) -> Node:
    return call("shape_fact", symbol("triangle"), *node.args)


def _is_fact(node: Node) -> bool:
    return node.op == "call" and node.name in FACTS


def _given(said: Sequence[Statement]) -> Iterator[Node]:
    for statement in said:
        if isinstance(statement, Given):
            yield from statement.conditions


def _parts(tree: Node) -> Iterator[Node]:
    if tree.op == "and":
        for part in tree.args:
            yield from _parts(part)
    else:
        yield tree


def _without_facts(statement: Statement) -> Statement:
    if not isinstance(statement, Given):
        return statement
    return Given(tuple(part for tree in statement.conditions for part in _parts(tree) if not _is_fact(part)))


def _names(fact: Node) -> list[str]:
    return [part.name for part in fact.args if part.op == "sym"]


# Where the points are -----------------------------------------------------------------------------


def _put_down(figure: Figure, facts: list[Node]) -> None:
    for fact in facts:
        if fact.name == "at_fact":
            figure.put(fact.args[0].name, fact.args[1:])
    shapes = [fact for fact in facts if fact.name == "shape_fact"]
    placed = bool(figure.spots)
    for fact in shapes:
        kind, corners = fact.args[0].name.replace("_", " "), "".join(_names(fact)[1:])
        figure.polygons.append(corners)
        known = [corner for corner in corners if corner in figure.spots]
        if len(known) == len(corners):
            if kind not in ("triangle", "quadrilateral", "polygon", "rectangle", "square", "kite"):
                raise WordsError("a figure of whose corners it is said where they are")
            if len(corners) > 3 and not goes_round([figure.spots[corner] for corner in corners]):
                raise WordsError("whether the corners are named in their order is not said")
        elif known or placed:
            continue  # its corners are told by what else is said
        elif len(corners) == 3:
            _triangle(figure, kind, corners)
            placed = True
        elif len(corners) == 4:
            _of_four(figure, kind, corners)
            placed = True
        else:
            raise WordsError(f"a {kind} of which too little is said")


def _triangle(figure: Figure, kind: str, corners: str) -> None:
    side = figure.positive(symbol(f"X_{code(corners[1])}"))
    figure.spots[corners[0]] = (ZERO, ZERO)
    figure.spots[corners[1]] = (side, ZERO)
    if "equilateral" in kind:
        height = over(times(side, call("sqrt", number(3))), number(2))
        figure.spots[corners[2]] = (over(side, number(2)), height)
        return
    figure.free(corners[2])
    figure.positive(figure.spots[corners[2]][1])
    if "acute" in kind:
        for one, vertex, other in map(tuple, (corners, corners[1:] + corners[0], corners[2] + corners[:2])):
            product = figure.dot(figure.step(vertex, one), figure.step(vertex, other))
            figure.facts.append(relation(product, ">", ZERO))


def _of_four(figure: Figure, kind: str, corners: str) -> None:
    a, b, c, d = tuple(corners)
    side = figure.positive(symbol(f"X_{code(b)}"))
    figure.spots[a], figure.spots[b] = (ZERO, ZERO), (side, ZERO)
    if kind == "square":
        figure.spots[c], figure.spots[d] = (side, side), (ZERO, side)
        return
    height = figure.positive(symbol(f"Y_{code(d)}"))
    if kind == "rectangle":
        figure.spots[c], figure.spots[d] = (side, height), (ZERO, height)
        return
    shift = symbol(f"X_{code(d)}")
    figure.spots[d] = (shift, height)
    if kind in ("parallelogram", "rhombus"):
        figure.spots[c] = (plus(side, shift), height)
        if kind == "rhombus":
            figure.equal(plus(square(shift), square(height)), square(side))
        return
    raise WordsError(f"a {kind} of which too little is said")


# What holds of them -------------------------------------------------------------------------------


def _add_facts(figure: Figure, waiting: list[Node]) -> None:
    """Facts in an order in which each new point is said to be somewhere."""
    while waiting:
        ready = [fact for fact in waiting if _is_ready(figure, fact)]
        if not ready:
            raise WordsError("where a point lies is not said")
        for fact in ready:
            RULES[fact.name](figure, _names(fact))
        waiting = [fact for fact in waiting if fact not in ready]


def _is_ready(figure: Figure, fact: Node) -> bool:
    names = _names(fact)
    if fact.name == "midpoint_fact" and names[0] in figure.spots:
        return sum(name in figure.spots for name in names) >= 2
    return all(name in figure.spots for name in (names[1:] if fact.name in NEW_POINT else names))


def _examine_shapes(figure: Figure, facts: list[Node], given: list[Node]) -> None:
    """`right` and `isosceles` must be said in another way too; here they only repeat it."""
    for fact in facts:
        if fact.name != "shape_fact":
            continue
        kind, corners = fact.args[0].name.replace("_", " "), "".join(_names(fact)[1:])
        if "right" in kind and not any(_is_right_angle(tree, corners) for tree in given):
            raise WordsError("which angle is the right one is not said")
        if "isosceles" in kind and not any(_has_equal_sides(tree, corners) for tree in given):
            raise WordsError("which sides are equal is not said")


def _is_right_angle(tree: Node, corners: str) -> bool:
    right = Node("degree", (number(90),))
    return (
        tree.op == "rel"
        and right in tree.args
        and any(
            part.op == "sym" and is_named(part.name, "N") and set(letters_in(part.name)) <= set(corners)
            for part in tree.args
        )
    )


def _has_equal_sides(tree: Node, corners: str) -> bool:
    parts = tree.args if tree.op in ("rel", "chain") else ()
    flat = [inner for part in parts for inner in (part.args if part.op == "rel" else (part,))]
    sides = [part for part in flat if part.op == "sym" and is_named(part.name, "D")]
    return len([side for side in sides if set(letters_in(side.name)) <= set(corners)]) >= 2


def _side_letters(figure: Figure, trees: list[Node], rest: list[Statement]) -> list[Node]:
    """In a triangle ABC, a, b and c are the sides opposite A, B and C, unless they are said to be else."""
    used = {name for part in rest for tree in trees_of_statement(part) for name in free_names(tree)}
    corners = next((polygon for polygon in figure.polygons if len(polygon) == 3), "")
    found = []
    if set(corners.lower()) & used and set(corners) == set("ABC"):
        defined = {statement.name for statement in rest if isinstance(statement, Define)}
        for index, corner in enumerate(corners):
            one, other = corners[index - 1], corners[index - 2]
            if corner.lower() in used:
                if corner.lower() in defined or _is_said_else(corner.lower(), {one, other}, trees):
                    raise WordsError(f"whether {corner.lower()} is the side opposite {corner} is not said")
                found.append(relation(symbol(corner.lower()), "=", figure.distance(one, other)))
    return found


def _is_said_else(letter: str, ends: set[str], trees: list[Node]) -> bool:
    """Whether a letter is a coordinate, or is compared with lengths that are not the side opposite."""
    for node in (node for tree in trees for node in walk(tree)):
        if node.op == "call" and node.name == "at_fact" and letter in free_names(node):
            return True
        if node.op not in ("rel", "chain") or letter not in free_names(node):
            continue
        lengths = [part for part in walk(node) if part.op == "sym" and is_named(part.name, "D")]
        if any(set(letters_in(part.name)) != ends for part in lengths):
            return True
    return False


# Terms --------------------------------------------------------------------------------------------


def _in_coordinates(figure: Figure, tree: Node) -> Node:
    if tree.op == "sym" and is_named(tree.name, "D"):
        return figure.distance(*letters_in(tree.name))
    if tree.op == "sym" and is_named(tree.name):
        raise WordsError("what is meant of an angle or a figure is not said")
    if tree.op == "call" and tree.name in TERMS:
        return _term(figure, tree)
    if tree.op == "call" and tree.name in FACTS:
        raise WordsError("a fact about points stands where a number is meant")
    if tree.op == "rel" and tree.name == "=":
        left, right = (_squared(figure, part) for part in tree.args)
        if left is not None and right is not None and any(is_named(part.name, "D") for part in tree.args):
            return relation(left, "=", right)
    turned = trigonometric(figure, tree)
    if turned is not None:
        return turned
    if tree.op == "rel" and any(is_angle(part) for part in tree.args):
        return angle_relation(figure, tree)
    return rebuild(tree, tuple(_in_coordinates(figure, part) for part in tree.args))


def _squared(figure: Figure, tree: Node) -> Node | None:
    """The square of a length or of a positive numeral, which needs no root."""
    if tree.op == "sym" and is_named(tree.name, "D"):
        return figure.squared_distance(*letters_in(tree.name))
    return square(tree) if tree.op == "num" and tree.value else None


def _term(figure: Figure, tree: Node) -> Node:
    names = "".join(_names(tree))
    if tree.name == "area_of":
        return figure.area(_corners(figure, names))
    if tree.name == "perimeter_of":
        return figure.perimeter(_corners(figure, names))
    if tree.name in ("abscissa", "ordinate"):
        return figure.spot(names)[tree.name == "ordinate"]
    if tree.name == "angle_of":
        return call("angle_with_cosine", figure.cosine(*_angle(figure, names)))
    corners = _corners(figure, names)
    if len(corners) != 3:
        raise WordsError("a circle of which too little is said")
    area = figure.area(corners)
    if tree.name == "inradius_of":
        return over(times(number(2), area), figure.perimeter(corners))
    product = ONE
    for one, other in figure.edges(corners):
        product = times(product, figure.distance(one, other))
    return over(product, times(number(4), area))


ONE = number(1)


def _corners(figure: Figure, names: str) -> str:
    """A polygon by its corners; `the triangle` is the only one that there is."""
    if names:
        if len(names) > 3 and names not in figure.polygons and not _same_turn(names, figure.polygons):
            raise WordsError("whether the corners are named in their order is not said")
        return names
    if len(figure.polygons) != 1:
        raise WordsError("which figure is meant is not said")
    return figure.polygons[0]


def _same_turn(names: str, polygons: Sequence[str]) -> bool:
    """The same polygon from another corner on, or the other way round."""
    return any(
        len(names) == len(known) and (names in known * 2 or names[::-1] in known * 2) for known in polygons
    )


def _angle(figure: Figure, names: str) -> str:
    from phi4_node.verification.reading.plane.angles import full_angle

    return full_angle(figure, names)
