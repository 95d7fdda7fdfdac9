r"""Vectors and matrices with names: `\mathbf{v}` becomes a bold letter; one that is sought becomes its parts.

How long an unknown vector is follows from the vectors that are written out; if they do not agree, or there
are none, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.vocabulary import BOLD
from phi4_node.verification.reading.gram import without_vectors
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.statements import (
    AskChoice,
    AskClaim,
    AskOrder,
    AskRewrite,
    AskSolve,
    AskTruth,
    AskValue,
    Define,
    Given,
    Statement,
)
from phi4_node.verification.reading.trees import number, rebuild, relation, symbol, walk

_STYLED = re.compile(
    r"\\(?:mathbf|bold|boldsymbol|bm|vec|overrightarrow|textbf)\s*(?:\{\s*([A-Za-z0])\s*\}|([A-Za-z0])(?![A-Za-z])"
    r")"
    r"|\{\s*\\bf\s+([A-Za-z0])\s*\}"
)
_PROJECTION = re.compile(
    r"\\(?:operatorname\*?|text|mathrm|textrm)\s*\{\s*proj\s*\}\s*_\s*(?:\{([^{}]*)\}|(\S))\s*"
    r"(?:\\left)?(\{[^{}]*\}|\([^()]*\)|\\begin\{pmatrix\}.*?\\end\{pmatrix\}|[^\s\\{}()])",
    re.DOTALL,
)
_STRETCH = re.compile(r"\\renewcommand\s*\{?\s*\\arraystretch\s*\}?\s*\{[\d.]*\}")
_ZERO = chr(0x1D40E)  # bold O; a bold digit is no letter
_IDENTITY = chr(0x1D408)
_UNIT = {chr(0x1D422): 0, chr(0x1D423): 1, chr(0x1D424): 2}


def bold(text: str) -> str:
    """The text with bold letters for letters that LaTeX sets as vectors or matrices."""
    text = _STYLED.sub(lambda match: _letter(match.group(1) or match.group(2) or match.group(3)), text)
    text = _PROJECTION.sub(
        lambda match: rf"\projection({match.group(3).strip('{}()')}, {match.group(1) or match.group(2)})",
        text,
    ).replace(r"\projection", " projection")
    return _STRETCH.sub(" ", text)


def _letter(letter: str) -> str:
    if letter == "0":
        return _ZERO
    return chr((0x1D400 if letter.isupper() else 0x1D41A) + ord(letter.lower()) - ord("a"))


def plain_name(name: str) -> str:
    """The ordinary letter of a bold one."""
    code = ord(name[0])
    if name[0] not in BOLD:
        return name
    return chr(code - 0x1D400 + ord("A") if code < 0x1D41A else code - 0x1D41A + ord("a")) + name[1:]


# Parts of unknown vectors -------------------------------------------------------------------------


def settle(said: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with parts in the place of vectors and matrices that are not defined.

    Raises:
        WordsError: how many parts there are is not known.
    """
    said = [part for statement in said for part in _definitions(statement)]
    trees = [tree for statement in said for tree in trees_of_statement(statement)]
    nodes = [node for tree in trees for node in walk(tree)]
    names = {node.name for node in nodes if node.op == "sym" and node.name[:1] in BOLD}
    if not names:
        return tuple(said)
    defined = {name for statement in said for name in _defined(statement)}
    told = {
        node.name
        for part in said
        if isinstance(part, Given)
        for tree in trees_of_statement(part)
        for node in walk(tree)
    }
    unknown = names - defined - told - {_ZERO, _IDENTITY, *_UNIT}
    if unknown:
        raise WordsError(f"nothing is said about {plain_name(sorted(unknown)[0])}")
    sizes = _Sizes(nodes)
    if not sizes.vectors and not sizes.squares and not defined & names and not names & {_ZERO, *_UNIT}:
        return _by_products(said)
    parts = {name: _parts(name, sizes, nodes) for name in sorted(names - defined)}
    return tuple(_replaced(statement, parts) for statement in said)


def _by_products(said: Sequence[Statement]) -> tuple[Statement, ...]:
    """Numbers for all lengths and scalar products; something must be said about each that is asked for."""
    found = tuple(mapped(statement, without_vectors) for statement in said)
    told: set[str] = set()
    asked: set[str] = set()
    for statement in found:
        names = {
            node.name for tree in trees_of_statement(statement) for node in walk(tree) if node.op == "sym"
        }
        (told if isinstance(statement, (Given, Define)) else asked).update(names)
    if any(name.startswith("G_") for name in asked - told):
        raise WordsError("what is said of the vectors does not determine it")
    return found


class _Sizes:
    """How many parts the vectors and matrices have that are written out."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.vectors: set[int] = set()
        self.squares: set[int] = set()
        for node in nodes:
            if node.op == "matrix":
                rows, columns = len(node.args), len(node.args[0].args)
                if columns == 1:
                    self.vectors.add(rows)
                elif rows == columns:
                    self.squares.add(rows)
            elif node.op == "mul" and node.name == "×":
                self.vectors.add(3)

    def only(self, *, square: bool) -> int:
        """The one size that there is."""
        sizes = (self.squares or self.vectors) if square else (self.vectors or self.squares)
        if len(sizes) != 1:
            raise WordsError("how many parts a vector has is not said")
        return next(iter(sizes))


def _definitions(statement: Statement) -> list[Statement]:
    """`Given v = (1, 2)` defines v."""
    if not isinstance(statement, Given):
        return [statement]
    found: list[Statement] = []
    for condition in statement.conditions:
        if (
            condition.op == "rel"
            and condition.name == "="
            and condition.args[0].op == "sym"
            and condition.args[0].name[:1] in BOLD
            and not any(node.name[:1] in BOLD for node in walk(condition.args[1]))
        ):
            found.append(Define(condition.args[0].name, (), condition.args[1]))
        else:
            found.append(Given((condition,)))
    return found


def _defined(statement: Statement) -> set[str]:
    return {statement.name} if isinstance(statement, Define) else set()


def _parts(name: str, sizes: _Sizes, nodes: Sequence[Node]) -> Node:
    if name in _UNIT:
        size = max(sizes.vectors | {3 if any(node.name == chr(0x1D424) for node in nodes) else 2})
        if sizes.vectors - {size}:
            raise WordsError("how many parts a vector has is not said")
        return _column([number(int(place == _UNIT[name])) for place in range(size)])
    letter = plain_name(name)
    if name == _ZERO:
        if sizes.squares and sizes.vectors:
            raise WordsError("whether 0 is a vector or a matrix is not said")
        size = sizes.only(square=bool(sizes.squares))
        if sizes.squares:
            return _matrix([[number(0)] * size for _ in range(size)])
        return _column([number(0)] * size)
    if letter[0].isupper():
        size = sizes.only(square=True)
        if name == _IDENTITY:
            return _matrix([[number(int(row == place)) for place in range(size)] for row in range(size)])
        return _matrix(
            [[symbol(f"{letter}_{row}{place}") for place in range(1, size + 1)] for row in range(1, size + 1)]
        )
    return _column([symbol(f"{letter}_{place}") for place in range(1, sizes.only(square=False) + 1)])


def _column(parts: Sequence[Node]) -> Node:
    return _matrix([[part] for part in parts])


def _matrix(rows: Sequence[Sequence[Node]]) -> Node:
    return Node("matrix", tuple(Node("list", tuple(row)) for row in rows))


def trees_of_statement(statement: Statement) -> tuple[Node, ...]:
    """The trees in a statement."""
    if isinstance(statement, Define):
        return (statement.term,)
    if isinstance(statement, (Given, AskSolve)):
        return statement.conditions
    if isinstance(statement, (AskValue, AskClaim)):
        return statement.terms
    if isinstance(statement, AskRewrite):
        return (statement.term,)
    if isinstance(statement, AskOrder):
        return statement.items
    if isinstance(statement, AskChoice):
        return tuple(term for _, term in statement.options)
    return (statement.statement,) if isinstance(statement, AskTruth) else ()


def _replaced(statement: Statement, parts: dict[str, Node]) -> Statement:
    def put(tree: Node) -> Node:
        if tree.op == "sym" and tree.name in parts:
            return parts[tree.name]
        return rebuild(tree, tuple(put(part) for part in tree.args))

    if isinstance(statement, AskSolve):
        statement = _solved(statement, parts)
    return mapped(statement, put)


def mapped(statement: Statement, put: Callable[[Node], Node]) -> Statement:
    """The statement with something else in the place of each of its trees."""
    if isinstance(statement, Define):
        return replace(statement, term=put(statement.term))
    if isinstance(statement, (Given, AskSolve)):
        return replace(statement, conditions=tuple(map(put, statement.conditions)))
    if isinstance(statement, (AskValue, AskClaim)):
        return replace(statement, terms=tuple(map(put, statement.terms)))
    if isinstance(statement, AskRewrite):
        return replace(statement, term=put(statement.term))
    if isinstance(statement, AskOrder):
        return replace(statement, items=tuple(map(put, statement.items)))
    if isinstance(statement, AskChoice):
        return replace(statement, options=tuple((label, put(term)) for label, term in statement.options))
    if isinstance(statement, AskTruth):
        return replace(statement, statement=put(statement.statement))
    return statement


def _solved(statement: AskSolve, parts: dict[str, Node]) -> AskSolve:
    if any(name in parts for name in statement.unknowns):
        raise WordsError("a vector is sought among numbers")
    return statement


def sought(u: tuple[str, ...], c: tuple[Node, ...]) -> tuple[Statement, ...] | None:
    """`Find the vector v such that ...`."""
    if len(u) != 1 or u[0][:1] not in BOLD:
        return None
    return (Given(c), AskValue((symbol(u[0]),)))


def orthogonal(a: Node, b: Node) -> tuple[Node, ...]:
    """Two vectors at a right angle."""
    return (relation(Node("mul", (a, b), "·"), "=", number(0)),)


__all__ = ["bold", "mapped", "orthogonal", "plain_name", "settle", "sought", "trees_of_statement"]
