"""The tokens as a stream that a grammar reads, with the bookkeeping that every part of the grammar shares."""

from __future__ import annotations

from abc import ABC, abstractmethod

from phi4_node.verification.expressions.syntax import Names, Node, ReadError, TooLargeError
from phi4_node.verification.expressions.tokens import Token

MAX_DEPTH = 50
"""Brackets in brackets; one level costs at most ten frames of Python's stack."""

_NOTHING: frozenset[str] = frozenset()


class Stream(ABC):
    """One reading of one token stream."""

    def __init__(self, tokens: list[Token], names: Names, *, prose: bool, latex_text: bool) -> None:
        self.tokens = tokens
        self.names = names
        self.prose = prose
        self.latex_text = latex_text
        self.index = 0
        self.depth = 0
        self.closers = _NOTHING  # signs that end the expression here although they could go on elsewhere
        self.integrals = 0  # integrals whose differential is still to come
        self.differential: Node | None = None  # one that stood inside a fraction
        self.modulo_end = -1  # where the last unbracketed `a mod b` ended
        self.connective, self.connective_end = "", -1  # the same for connectives

    @abstractmethod
    def statement(self) -> Node:
        """Read lists and alternatives."""

    @abstractmethod
    def element(self) -> Node:
        """Read one part of a list."""

    @abstractmethod
    def expression(self, level: int = 0) -> Node:
        """Read operators that bind at least as tightly as `level`."""

    @abstractmethod
    def power(self) -> Node:
        """Read an operand with its exponent."""

    @abstractmethod
    def postfix(self) -> Node:
        """Read an operand with the signs after it."""

    @abstractmethod
    def exponent(self) -> Node:
        """Read what follows a caret."""

    @abstractmethod
    def starts_factor(self, left: Node) -> bool:
        """Whether the next token is multiplied with what was read, without a sign."""

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

    def peek(self, distance: int = 1) -> Token:
        """A later token; the end if there are fewer."""
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Take one token."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at(self, *signs: str) -> bool:
        """Whether the next token is one of these signs."""
        token = self.tokens[self.index]
        return token.kind == "sign" and token.text in signs

    def at_word(self, *words: str) -> bool:
        """Whether the next token is one of these words."""
        token = self.tokens[self.index]
        return token.kind in ("word", "text") and token.text in words

    def take(self, *signs: str) -> bool:
        """Take the next token if it is one of these signs."""
        if self.at(*signs):
            self.index += 1
            return True
        return False

    def expect(self, *signs: str) -> Token:
        """Take one of these signs or refuse."""
        if not self.at(*signs):
            raise self.error(f"expected {' or '.join(signs)}")
        return self.advance()

    def error(self, reason: str, token: Token | None = None) -> ReadError:
        """What to raise about a token, by default the next."""
        token = token or self.token
        shown = "" if token.kind == "end" or '"' in reason else f', before "{token.text}"'
        return ReadError(reason + shown, token.start)

    def enter(self, *closers: str) -> frozenset[str]:
        """Go one level deeper; gives what `leave` needs."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLargeError(f"nested more than {MAX_DEPTH} deep", self.token.start)
        outer, self.closers = self.closers, frozenset(closers) if closers else _NOTHING
        return outer

    def leave(self, outer: frozenset[str]) -> None:
        """Come back from `enter`."""
        self.depth -= 1
        self.closers = outer

    def items(self, *closers: str) -> list[Node]:
        """Read the parts between brackets, up to the closing sign."""
        found: list[Node] = []
        while not self.at(*closers):
            found.append(self.element())
            if not self.take(",", ";"):
                break
        return found

    def arguments(self) -> tuple[Node, ...]:
        """Read the arguments of a call, in their brackets."""
        self.expect("(")
        outer = self.enter()
        found = self.items(")")
        self.expect(")")
        self.leave(outer)
        return tuple(found)

    def plain(self, node: Node) -> Node:
        """A node as an operand: `[x + 1]` only groups there; a word, a time or a list is refused."""
        if node.op == "list" and len(node.args) == 1:
            return node.args[0]
        if node.op in ("text", "list", "time"):
            raise ReadError(f"a {node.op} cannot be calculated with", self.token.start)
        return node
