"""Vectors and matrices: operations, and answers that are vectors, points or matrices."""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, compare, unnamed
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.checks.roots import roots_of
from phi4_node.verification.expressions.bounds import limit_expansion
from phi4_node.verification.expressions.expression import column, is_vector, vector_product
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import walk
from phi4_node.verification.zero.zero import are_equal, is_zero

_METHOD = "exact evaluation, part by part"
_MAX_SIZE = 4


def check_matrix(case: Case, value: Any, names: set[str], *, is_ambiguous: bool = False) -> Check:
    """The answer is this vector or matrix."""
    claim = case.claim
    answer = unnamed(case, names)
    if answer.kind not in ("matrix", "tuple", "expression", "number") or answer.unit or answer.rounded:
        raise UndecidedError(f"the answer is a {answer.kind} where a vector or matrix is asked for")
    given = case.plain().evaluate(answer.node)
    if isinstance(given, sympy.Tuple) and is_vector(given) and is_vector(value):
        given = column(given)
    if not isinstance(given, sympy.MatrixBase):
        raise UndecidedError("the answer is not a vector or matrix")
    if given.shape != value.shape:
        if is_vector(given) and is_vector(value) and len(given) == len(value):
            raise UndecidedError("the answer is a row where a column is asked for")
        return fails(
            claim, _METHOD, f"The value is {_shown(value)}.", "it has other numbers of rows or columns"
        )
    for place, (right, part) in enumerate(zip(value, given, strict=True)):
        if not compare(right, part, _entry(answer.node, place)):
            if is_ambiguous:
                raise UndecidedError("other coordinates than the usual ones may name the same point")
            where = divmod(place, value.cols)
            shown = (
                f"in row {where[0] + 1}, column {where[1] + 1} stands {written(part)}, not {written(right)}"
            )
            return fails(claim, _METHOD, f"The value is {_shown(value)}.", shown)
    why = unfinished(answer.node)
    if why or not _is_worked_out(answer.node):
        raise UndecidedError(why or "the answer is a calculation that was not carried out")
    for side in answer.also:
        other = case.plain().evaluate(side)
        same = isinstance(other, sympy.MatrixBase) and other.shape == given.shape
        if not same or not all(are_equal(*pair) for pair in zip(other, given, strict=True)):
            raise UndecidedError("the answer contradicts itself: its sides are not equal")
    return holds(claim, _METHOD, f"The value is {_shown(value)}.")


_PARTS = frozenset(("matrix", "tuple", "pair", "list"))


def _is_worked_out(node: Node) -> bool:
    """Whether it is a matrix, with a number in front at most; `A^2` and `A + B` are still to be done."""
    if node.op in _PARTS or not any(part.op in _PARTS for part in walk(node)):
        return True
    if node.op in ("neg", "pos", "mul", "div"):
        inner = [part for part in node.args if any(piece.op in _PARTS for piece in walk(part))]
        return len(inner) == 1 and _is_worked_out(inner[0])
    return node.op == "pow" and node.args[1] == Node("sym", name="T") and _is_worked_out(node.args[0])


def _shown(value: Any) -> str:
    return (
        written(list(value)) if is_vector(value) else written([list(value.row(i)) for i in range(value.rows)])
    )


def _entry(node: Node, place: int) -> Node:
    """What stands at a place of the answer, so that a rounded part is seen."""
    entries = [part for row in node.args for part in row.args] if node.op == "matrix" else list(node.args)
    return entries[place] if place < len(entries) else node


# Operations ---------------------------------------------------------------------------------------


def _vectors(*values: Any) -> list[Any]:
    if not all(is_vector(value) for value in values):
        raise UndecidedError("this is not a vector")
    columns = [column(value) for value in values]
    if len({len(part) for part in columns}) != 1:
        raise UndecidedError("vectors of different lengths")
    return columns


def _square(value: Any) -> Any:
    if not isinstance(value, sympy.MatrixBase) or not value.is_square or value.rows > _MAX_SIZE:
        raise UndecidedError("this is not a small square matrix")
    return value


def _magnitude(value: Any) -> sympy.Expr:
    """The length of a vector, or the absolute value of a number."""
    if not is_vector(value):
        if isinstance(value, sympy.MatrixBase) or not isinstance(value, sympy.Expr):
            raise UndecidedError("this has no length")
        return sympy.Abs(value)
    (vector,) = _vectors(value)
    return sympy.sqrt(vector.dot(vector))


def _projection(vector: Any, onto: Any) -> Any:
    first, second = _vectors(vector, onto)
    length = second.dot(second)
    if is_zero(length) is not False:
        raise UndecidedError("the vector that is projected onto may be zero")
    return (first.dot(second) / length) * second


def _cosine(left: Any, right: Any) -> sympy.Expr:
    first, second = _vectors(left, right)
    lengths = first.dot(first) * second.dot(second)
    if is_zero(lengths) is not False:
        raise UndecidedError("a vector may be zero")
    return first.dot(second) / sympy.sqrt(lengths)


def _angle(left: Any, right: Any) -> sympy.Expr:
    """The angle between two vectors."""
    return sympy.acos(sympy.sqrtdenest(sympy.radsimp(_cosine(left, right))))


def _line_angle(left: Any, right: Any) -> sympy.Expr:
    """The acute angle between two lines with these directions."""
    return sympy.acos(sympy.Abs(sympy.radsimp(_cosine(left, right))))


def _spanned_area(left: Any, right: Any) -> sympy.Expr:
    """The area of the parallelogram between two vectors."""
    first, second = _vectors(left, right)
    square = first.dot(first) * second.dot(second) - first.dot(second) ** 2
    return sympy.sqrt(sympy.expand(square))


def _triangle_area(*points: Any) -> sympy.Expr:
    first, second, third = _vectors(*points)
    return _spanned_area(second - first, third - first) / 2


def _spanned_volume(*vectors: Any) -> sympy.Expr:
    columns = _vectors(*vectors)
    if len(columns) != 3 or len(columns[0]) != 3:
        raise UndecidedError("a volume needs three vectors in space")
    return sympy.Abs(sympy.Matrix.hstack(*columns).det())


def _point_distance(left: Any, right: Any) -> sympy.Expr:
    first, second = _vectors(left, right)
    return _magnitude(first - second)


def _line_distance(point: Any, start: Any, end: Any) -> sympy.Expr:
    """From a point to the line through two points."""
    first, second, third = _vectors(point, start, end)
    along = _magnitude(third - second)
    if is_zero(along) is not False:
        raise UndecidedError("the two points of a line may be the same")
    return _spanned_area(first - second, third - second) / along


def _foot(point: Any, start: Any, end: Any) -> Any:
    """The foot of the perpendicular from a point to the line through two points."""
    first, second, third = _vectors(point, start, end)
    return second + _projection(first - second, third - second)


def _midpoint(left: Any, right: Any) -> Any:
    first, second = _vectors(left, right)
    return (first + second) / 2


def _unit(value: Any) -> Any:
    (vector,) = _vectors(value)
    length = _magnitude(vector)
    if is_zero(length) is not False:
        raise UndecidedError("the vector may be zero")
    return vector / length


def _inverse_matrix(value: Any) -> Any:
    matrix = _square(value)
    determinant = limit_expansion(matrix.det())
    if is_zero(determinant) is not False:
        raise UndecidedError("the matrix may have no inverse")
    return matrix.inv()


def _eigenvalues(value: Any) -> sympy.FiniteSet:
    matrix = _square(value)
    unknown = sympy.Dummy("lambda")
    poly = sympy.Poly(matrix.charpoly(unknown).all_coeffs(), unknown)
    if not (poly.domain.is_ZZ or poly.domain.is_QQ):
        raise UndecidedError("the eigenvalues of a matrix that is not rational")
    if not poly.is_sqf:
        raise UndecidedError("whether a double eigenvalue is listed twice is not said")
    return sympy.FiniteSet(*roots_of(poly, real=False))


def _rotation(angle: Any) -> Any:
    """The matrix of a counter-clockwise rotation about the origin."""
    if isinstance(angle, sympy.MatrixBase) or not isinstance(angle, sympy.Expr):
        raise UndecidedError("a rotation needs an angle")
    return sympy.ImmutableMatrix(
        [[sympy.cos(angle), -sympy.sin(angle)], [sympy.sin(angle), sympy.cos(angle)]]
    )


def _projector(onto: Any) -> Any:
    """The matrix that projects onto a vector."""
    (vector,) = _vectors(onto)
    length = vector.dot(vector)
    if is_zero(length) is not False:
        raise UndecidedError("the vector that is projected onto may be zero")
    return vector * vector.T / length


def _reflector(over: Any) -> Any:
    """The matrix that reflects over the line along a vector."""
    projector = _projector(over)
    return 2 * projector - sympy.eye(projector.rows)


def _polar(x: Any, y: Any) -> Any:
    """Distance and angle of a point, the angle from 0 to below 2*pi."""
    distance = sympy.sqrt(x**2 + y**2)
    if is_zero(distance) is not False:
        raise UndecidedError("the origin has no angle")
    angle = sympy.atan2(y, x)
    if not isinstance(angle, sympy.Expr) or angle.is_negative is None:
        raise UndecidedError("the angle is not known")
    return sympy.ImmutableMatrix([distance, angle + 2 * sympy.pi if angle.is_negative else angle])


def _to_polar(point: Any) -> Any:
    (vector,) = _vectors(point)
    if len(vector) == 2:
        return _polar(*vector)
    if len(vector) == 3:
        return sympy.ImmutableMatrix([*_polar(vector[0], vector[1]), vector[2]])
    raise UndecidedError("only points of the plane and of space have such coordinates")


def _from_polar(point: Any) -> Any:
    (vector,) = _vectors(point)
    rest = list(vector)[2:]
    distance, angle = vector[0], vector[1]
    return sympy.ImmutableMatrix([distance * sympy.cos(angle), distance * sympy.sin(angle), *rest])


def _to_spherical(point: Any) -> Any:
    (vector,) = _vectors(point)
    if len(vector) != 3:
        raise UndecidedError("only points of space have spherical coordinates")
    distance = _magnitude(vector)
    angle = _polar(vector[0], vector[1])[1]
    return sympy.ImmutableMatrix([distance, angle, sympy.acos(sympy.radsimp(vector[2] / distance))])


def _from_spherical(point: Any) -> Any:
    (vector,) = _vectors(point)
    if len(vector) != 3:
        raise UndecidedError("only points of space have spherical coordinates")
    distance, angle, pole = vector
    flat = distance * sympy.sin(pole)
    return sympy.ImmutableMatrix(
        [flat * sympy.cos(angle), flat * sympy.sin(angle), distance * sympy.cos(pole)]
    )


def _degrees(angle: Any) -> sympy.Expr:
    """An angle as a number of degrees."""
    if isinstance(angle, sympy.MatrixBase) or not isinstance(angle, sympy.Expr):
        raise UndecidedError("this is not an angle")
    return angle * 180 / sympy.pi


OPERATIONS: dict[str, Any] = {
    "degrees": _degrees,
    "dot_product": lambda left, right: vector_product("·", *_vectors(left, right)),
    "cross_product": lambda left, right: vector_product("×", *_vectors(left, right)),
    "magnitude": _magnitude,
    "projection": _projection,
    "angle_between": _angle,
    "line_angle": _line_angle,
    "spanned_area": _spanned_area,
    "vertices_area": _triangle_area,
    "spanned_volume": _spanned_volume,
    "point_distance": _point_distance,
    "line_distance": _line_distance,
    "foot": _foot,
    "midpoint_of": _midpoint,
    "unit_vector": _unit,
    "inverse_matrix": _inverse_matrix,
    "transpose_of": lambda value: value.T if isinstance(value, sympy.MatrixBase) else _square(value),
    "determinant_of": lambda value: limit_expansion(_square(value).det()),
    "trace_of": lambda value: _square(value).trace(),
    "eigenvalues_of": _eigenvalues,
    "rotation": _rotation,
    "projector": _projector,
    "reflector": _reflector,
    "to_polar": _to_polar,
    "from_polar": _from_polar,
    "to_spherical": _to_spherical,
    "from_spherical": _from_spherical,
}
CHECKS: dict[str, Any] = {}
