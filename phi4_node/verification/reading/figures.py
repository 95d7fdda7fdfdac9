"""What is known of plane figures and solids that a few lengths determine: their measures as terms."""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import call, number, symbol

Figure = dict[str, tuple[Node, int]]
"""What is known of a figure: a measure with the power of the unit of length in it."""


def times(*factors: Node | int | Fraction) -> Node:
    """A product."""
    nodes = [factor if isinstance(factor, Node) else number(factor) for factor in factors]
    product = nodes[0]
    for factor in nodes[1:]:
        product = Node("mul", (product, factor), "*")
    return product


def power(base: Node, exponent: int) -> Node:
    """A power."""
    return Node("pow", (base, number(exponent)))


def plus(*terms: Node) -> Node:
    """A sum."""
    total = terms[0]
    for term in terms[1:]:
        total = Node("add", (total, term))
    return total


def _root(value: Node) -> Node:
    return call("sqrt", value)


_PI = symbol("pi")


def circle(radius: Node) -> Figure:
    """A circle, by its radius."""
    return {
        "area": (times(_PI, power(radius, 2)), 2),
        "circumference": (times(2, _PI, radius), 1),
        "diameter": (times(2, radius), 1),
    }


def sphere(radius: Node) -> Figure:
    """A sphere, by its radius."""
    return {
        "volume": (times(Fraction(4, 3), _PI, power(radius, 3)), 3),
        "surface area": (times(4, _PI, power(radius, 2)), 2),
    }


def cylinder(radius: Node, height: Node) -> Figure:
    """A right circular cylinder."""
    return {
        "volume": (times(_PI, power(radius, 2), height), 3),
        "lateral": (times(2, _PI, radius, height), 2),
        "surface area": (plus(times(2, _PI, power(radius, 2)), times(2, _PI, radius, height)), 2),
    }


def cone(radius: Node, height: Node) -> Figure:
    """A right circular cone."""
    slant = _root(plus(power(radius, 2), power(height, 2)))
    return {
        "volume": (times(Fraction(1, 3), _PI, power(radius, 2), height), 3),
        "slant height": (slant, 1),
        "lateral": (times(_PI, radius, slant), 2),
        "surface area": (plus(times(_PI, power(radius, 2)), times(_PI, radius, slant)), 2),
    }


def cube(side: Node) -> Figure:
    """A cube, by its edge."""
    return {
        "volume": (power(side, 3), 3),
        "surface area": (times(6, power(side, 2)), 2),
        "space diagonal": (times(side, _root(number(3))), 1),
    }


def box(a: Node, b: Node, c: Node) -> Figure:
    """A rectangular box, by its edges."""
    return {
        "volume": (times(a, b, c), 3),
        "surface area": (times(2, plus(times(a, b), times(b, c), times(a, c))), 2),
        "space diagonal": (_root(plus(power(a, 2), power(b, 2), power(c, 2))), 1),
    }


def rectangle(a: Node, b: Node) -> Figure:
    """A rectangle, by its sides."""
    return {
        "area": (times(a, b), 2),
        "perimeter": (times(2, plus(a, b)), 1),
        "diagonal": (_root(plus(power(a, 2), power(b, 2))), 1),
    }


def square(side: Node) -> Figure:
    """A square, by its side."""
    return {
        "area": (power(side, 2), 2),
        "perimeter": (times(4, side), 1),
        "diagonal": (times(side, _root(number(2))), 1),
    }


def equilateral(side: Node) -> Figure:
    """An equilateral triangle, by its side."""
    return {
        "area": (times(Fraction(1, 4), _root(number(3)), power(side, 2)), 2),
        "perimeter": (times(3, side), 1),
        "height": (times(Fraction(1, 2), _root(number(3)), side), 1),
    }


def hexagon(side: Node) -> Figure:
    """A regular hexagon, by its side."""
    return {
        "area": (times(Fraction(3, 2), _root(number(3)), power(side, 2)), 2),
        "perimeter": (times(6, side), 1),
    }


def triangle(a: Node, b: Node, c: Node) -> Figure:
    """A triangle, by its three sides."""
    return {"area": (call("heron", a, b, c), 2), "perimeter": (call("triangle_perimeter", a, b, c), 1)}


def right_triangle(a: Node, b: Node) -> Figure:
    """A right triangle, by its legs."""
    hypotenuse = _root(plus(power(a, 2), power(b, 2)))
    return {
        "area": (times(Fraction(1, 2), a, b), 2),
        "hypotenuse": (hypotenuse, 1),
        "perimeter": (plus(a, b, hypotenuse), 1),
    }


def based_triangle(base: Node, height: Node) -> Figure:
    """A triangle, by a side and the height on it."""
    return {"area": (times(Fraction(1, 2), base, height), 2)}


def rhombus(first: Node, second: Node) -> Figure:
    """A rhombus, by its diagonals."""
    side = _root(plus(power(first, 2), power(second, 2)))
    return {"area": (times(Fraction(1, 2), first, second), 2), "perimeter": (times(2, side), 1)}


def parallelogram(base: Node, height: Node) -> Figure:
    """A parallelogram, by a side and the height on it."""
    return {"area": (times(base, height), 2)}


def trapezoid(a: Node, b: Node, height: Node) -> Figure:
    """A trapezoid, by its parallel sides and its height."""
    return {"area": (times(Fraction(1, 2), plus(a, b), height), 2)}
