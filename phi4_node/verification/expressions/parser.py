r"""Tokens to tree: one grammar for plain text, Unicode and LaTeX.

What is ambiguous is decided by these rules or refused:

- `-2^2` is -(2^2); `2^3^2` is 2^(3^2); `x^2y` is (x^2)y; `x^10` is the tenth power even in LaTeX; `a/b/c` and
  `a/b*c` go from left to right.
- `1/2x` (a division, then a product without a sign) is refused, and so is a numeral after a factor (`x 2`).
- `log x` keeps its one argument: whether the base is e or 10 is decided where it is evaluated. `log(x,
  b)` has base b.
- `sin 2x` applies to the product of numeral and letters; a bracket or a tight `/` after that is refused;
  `sin(x)^2` is (sin(x))^2; `sin^{-1}` is the inverse function.
- A letter right before a bracket multiplies it, unless the letter is a known function or one of f g h
  F G H P, or the bracket has several parts: `Phi(x, y)`. `C(n, k)` is a binomial coefficient.
- `1 1/2`, `1½` and `8\frac47` are mixed numbers; with an improper fraction they are refused.
- `[a, b]` is an interval, `(a, b)` a pair (point or open interval), `<a, b>` a vector, `[[..],[..]]` a
  matrix.
- `{..}` groups where the text has LaTeX commands and is a set elsewhere; `\{..\}` is always a set.
- `a and b` is a list if a part is a value, and a conjunction if all are relations or letters. Beside a
  sign that binds looser (`p and q -> r`) the words are refused.
- A single letter after a number is a unit only if that is the whole text and the variables are not known.
- A run of letters is a product if every letter is a known variable; if variables are not known, if
  every letter also stands alone in the text, or up to three small letters right after a number or in
  LaTeX, and never an English word or a unit.
- A sum, a product sign, a limit or a derivative reaches to the next + or -; an integral to its differential.
- A text of nothing but words is an answer in words (`odd`, `no solution`).

Numerals have rules of their own, see `numerals`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_node.verification.expressions.lexer import MAX_PROSE_TOKENS, has_commands, tokens_of
from phi4_node.verification.expressions.operators import JOINERS, Operators
from phi4_node.verification.expressions.syntax import Names, Node, ReadError, TooLargeError, check_size
from phi4_node.verification.expressions.tokens import Token

NO_NAMES = Names()
_LOGICAL = frozenset(("rel", "chain", "and", "or", "not", "implies", "iff", "xor", "sym"))
_WORDS_ONLY = re.compile(
    r"[A-Za-z]{2,}(?:[ '-][A-Za-z]+)*\.?|-?[0-9A-Za-z]*[A-Za-z][0-9A-Za-z]*|[\u4e00-\u9fff]+"
)


class Parser(Operators):
    """Lists, and the words between their parts, over operators."""

    def whole(self) -> Node:
        """Read the whole text; every token must be consumed."""
        node = self.statement()
        if self.token.kind != "end":
            raise self.error("the expression should end here")
        return node

    # -- lists and words between values

    def statement(self) -> Node:
        """Read alternatives (`or`) of lists."""
        parts = [self._sequence()]
        while self.at_word("or"):
            self._refuse_looser("iff", "implies", "xor")
            self.index += 1
            parts.append(self._sequence())
            self._refuse_looser("iff", "implies", "xor")
        if len(parts) == 2 and _goes_on(*parts):
            return Node("or", (*parts[0].args, parts[1]))
        return parts[0] if len(parts) == 1 else Node("or", tuple(parts))

    def _sequence(self) -> Node:
        items = [self._conjunction()]
        op = "list"
        while self.take(",", ";"):
            if self.at_word("and"):
                self.index += 1
            elif self.at_word("or"):
                self.index += 1
                op = "or"
            items.append(self._conjunction())
        return items[0] if len(items) == 1 else Node(op, tuple(items))

    def element(self) -> Node:
        """Read one part between brackets."""
        parts = [self._conjunction()]
        while self.at_word("or"):
            self._refuse_looser("iff", "implies", "xor")
            self.index += 1
            parts.append(self._conjunction())
            self._refuse_looser("iff", "implies", "xor")
        return parts[0] if len(parts) == 1 else Node("or", tuple(parts))

    def _conjunction(self) -> Node:
        first = self.expression()
        if not self.at_word("and"):
            return first
        parts = [first]
        while self.at_word("and"):
            self._refuse_looser("iff", "implies", "or", "xor")
            self.index += 1
            parts.append(self.expression())
            self._refuse_looser("iff", "implies", "or", "xor")
        return Node("and" if all(part.op in _LOGICAL for part in parts) else "list", tuple(parts))

    def _refuse_looser(self, *ops: str) -> None:
        """Refuse the words `and` and `or` beside a sign that binds looser."""
        if self.connective_end == self.index and self.connective in ops:
            raise self.error("connectives in words beside connectives in signs need brackets")


def _goes_on(first: Node, last: Node) -> bool:
    """Whether `1, 2 or 3` is one list of alternatives, and not two lists (`x = 1, y = 2 or x = 3, y = 4`)."""
    return first.op == "list" and all(
        part.op not in _LOGICAL or part.op == "sym" for part in (*first.args[1:], last)
    )


def parse(text: str, names: Names = NO_NAMES) -> Node:
    """Read a whole text as one expression.

    Raises:
        ReadError: With the reason and the position; every character is consumed or this is raised.
    """
    try:
        tokens = tokens_of(text, 0, names, prose=False)
        if tokens[0].kind == "end":
            raise ReadError("there is nothing to read")
        node = Parser(tokens, names, prose=False, latex_text=has_commands(text)).whole()
    except TooLargeError:
        raise
    except RecursionError as error:  # the caller's own stack was nearly full
        raise TooLargeError("nested too deep for the stack that is left") from error
    except ReadError:
        words = text.strip(" $\n\t\r")
        if len(words) <= 100 and words not in JOINERS and _WORDS_ONLY.fullmatch(words):
            return Node("text", name=words.rstrip("."))
        raise
    check_size(node)
    return node


def prefixes(
    text: str, start: int = 0, names: Names = NO_NAMES, *, prose: bool = True
) -> list[tuple[Node, int]]:
    """All expressions that begin at `start`, the longest first, each with the position after it.

    At most `MAX_PROSE_TOKENS` tokens are tried; a failed try rules out longer texts that fail the same way.
    """
    return list(_prefixes(text, start, names, prose=prose))


def parse_prefix(
    text: str, start: int = 0, names: Names = NO_NAMES, *, prose: bool = True
) -> tuple[Node, int]:
    """Read the longest expression that begins at `start`.

    In prose a space is not a multiplication sign ("22 a factor" reads 22), and a word ends the expression.

    Raises:
        ReadError: If no expression begins there.
    """
    found = next(_prefixes(text, start, names, prose=prose), None)
    if found is None:
        raise ReadError("no expression begins here", start)
    return found


def _prefixes(text: str, start: int, names: Names, *, prose: bool) -> Iterator[tuple[Node, int]]:
    try:
        tokens = tokens_of(text, start, names, prose=prose)
    except ReadError:
        return
    latex_text = has_commands(text)
    count = min(len(tokens) - 1, MAX_PROSE_TOKENS)
    while count > 0:
        end = tokens[count - 1].end
        parser = Parser(
            [*tokens[:count], Token("end", "", end, end)], names, prose=prose, latex_text=latex_text
        )
        try:
            node = parser.whole()
            check_size(node)
        except (ReadError, RecursionError):
            count = max(min(count - 1, parser.index), 0)
            continue
        yield node, end
        count -= 1
