"""Operands: numerals, names, calls, brackets and bars."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from phi4_node.verification.expressions import calculus, latex
from phi4_node.verification.expressions.nodes import called, enclosed, literal, mixed
from phi4_node.verification.expressions.stream import Stream
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.expressions.tokens import Token
from phi4_node.verification.expressions.units import PREFIX_CURRENCIES, find_unit
from phi4_node.verification.expressions.vocabulary import (
    APPLIED,
    CALLS,
    CONSTANTS,
    ENGLISH,
    FUNCTION_SPELLINGS,
    GREEK,
)

_CLOSERS = {"(": (")", "]"), "[": ("]", ")"), "\\{": ("\\}",), "{": ("}",)}
_LIKELY_FUNCTIONS = frozenset("fghFGHP")


class Operands(Stream):
    """Reads one operand at a time."""

    def primary(self) -> Node:
        """Read one operand without the signs after it."""
        token = self.token
        if token.kind == "num":
            self.index += 1
            return self._mixed(Node("num", value=token.value, places=token.places), token)
        if token.kind == "word":
            return self._word(token)
        if token.kind == "sign":
            return self._sign(token)
        if token.kind == "literal":
            self.index += 1
            return literal(token)
        if token.kind == "form":
            self.index += 1
            outer = self.enter(*self.closers)
            node = latex.read_form(self, token)
            self.leave(outer)
            return node
        if token.kind == "unit" and token.text in PREFIX_CURRENCIES:
            return self._money(token)
        if token.kind == "text":
            self.index += 1
            return Node("text", name=token.text)
        raise self.error("something to calculate with is missing")

    def _money(self, token: Token) -> Node:
        self.index += 1
        negative = self.take("-")
        if self.token.kind not in ("num", "literal"):
            raise self.error("an amount is missing after the currency sign")
        amount = self.primary()
        return Node("quantity", (Node("neg", (amount,)) if negative else amount,), token.text)

    # -- numerals

    def _mixed(self, whole: Node, token: Token) -> Node:
        r"""Read `1 1/2`, `1½` and `8\frac47`."""
        following = self.token
        if whole.places is not None or following.kind not in ("num", "literal", "form"):
            return whole
        if following.kind == "literal" and following.name == "vulgar":
            self.index += 1
            return Node("mixed", (whole, literal(following)))
        if following.kind == "form" and following.text in ("frac", "dfrac", "tfrac"):
            start, tokens = self.index, self.tokens
            self.tokens = list(tokens)
            self.index += 1
            fraction = latex.read_form(self, following)
            if fraction.op == "div" and all(part.op == "num" for part in fraction.args):
                return mixed(whole, fraction, token)
            self.index, self.tokens = start, tokens
            return whole
        slash, below = self.peek(), self.peek(2)
        if following.kind != "num" or slash.text != "/" or below.kind != "num" or slash.gap or below.gap:
            return whole
        self.index += 3
        parts = tuple(Node("num", value=part.value, places=part.places) for part in (following, below))
        return mixed(whole, Node("div", parts), token)

    def digit(self) -> Node:
        r"""Take the first digit of a numeral: in LaTeX `\frac12` is a half."""
        token = self.token
        digits = str(token.value)
        if token.places is not None or token.end - token.start != len(digits):
            raise self.error("the argument of a LaTeX command needs braces")
        if len(digits) == 1:
            self.index += 1
        else:
            rest = replace(token, start=token.start + 1, value=Fraction(digits[1:]), gap=False)
            self.tokens[self.index] = rest
        return Node("num", value=Fraction(digits[0]))

    def argument(self) -> Node:
        """Read the argument of a LaTeX command: braces, one digit, or one operand."""
        if not self.at("{"):
            return self.digit() if self.token.kind == "num" else self.primary()
        self.index += 1
        outer = self.enter()
        inner = self.statement()
        if self.integrals and calculus.at_differential(self):
            self.differential = calculus.take_differential(self)
        self.expect("}")
        self.leave(outer)
        return inner

    # -- names

    def _word(self, token: Token) -> Node:
        self.index += 1
        word = FUNCTION_SPELLINGS.get(token.text, token.text)
        names = self.names
        if token.text in names.functions:
            return self._function(token)
        known = names.variables is not None and token.text in names.variables
        if not known:
            node = self._named(word, token)
            if node is not None:
                return node
        base = word.partition("_")[0]
        if known or len(base) == 1 or base in GREEK or base in ("pi", "hbar", "ell"):
            return self._symbol(word, base, known, token)
        return self._run(token)

    def _named(self, word: str, token: Token) -> Node | None:
        """A function, an operation or a constant."""
        if self.integrals and calculus.is_differential(word) and self.differential is None:
            self.index -= 1
            self.differential = calculus.take_differential(self)
            return Node("num", value=Fraction(1))
        if word in APPLIED:
            outer = self.enter(*self.closers)
            node = calculus.read_applied(self, word, token)
            self.leave(outer)
            return node
        if word == "lim":
            return calculus.read_limit(self)
        if word in ("d", "dy") or (word[0] == "d" and len(word) == 2):
            derivative = calculus.read_plain_derivative(self)
            if derivative is not None:
                return derivative
        if word in CALLS and self.at("(") and not (self.prose and self.token.gap):
            return called(word, self.arguments())
        if word in ("sqrt", "cbrt"):
            outer = self.enter(*self.closers)
            node = Node("call", (self.plain(self.postfix()),), word)
            self.leave(outer)
            return node
        if word in CONSTANTS:
            return Node("sym", name=CONSTANTS[word])
        return Node("set") if word == "∅" else None

    def _symbol(self, word: str, base: str, known: bool, token: Token) -> Node:
        if self.at("(") and not self.token.gap and not known and len(base) == 1:
            if base in _LIKELY_FUNCTIONS:
                return self._function(token)
            if base == "C":
                arguments = self.arguments()
                if len(arguments) == 2:
                    return Node("call", arguments, "binomial")
                raise ReadError(
                    '"C(...)" is a binomial coefficient only with two numbers; write * to multiply',
                    token.start,
                )
        if self.at("^") and base in _LIKELY_FUNCTIONS and not known:
            return self._function(token)
        if self.at("'"):
            return (
                self._function(token)
                if self._call_after_primes()
                else Node("sym", name=word + self._primes())
            )
        return Node("sym", name=word)

    def _call_after_primes(self) -> bool:
        distance = 0
        while self.peek(distance).text in ("'", "''"):
            distance += 1
        return self.peek(distance).text == "("

    def _run(self, token: Token) -> Node:
        """Letters that are no known word: a product, if that is certain."""
        word, names = token.text, self.names
        head, underscore, subscript = word.partition("_")
        letters = [*head[:-1], head[-1] + underscore + subscript]
        if names.variables is not None and all(letter in names.variables for letter in letters):
            return self._split(token, letters)
        if self.prose:
            raise ReadError(f'"{word}" is not a known name', token.start)
        for name in (*APPLIED, "pi"):
            rest = word.removeprefix(name)
            if rest != word and (
                rest in ("x", "y", "z") or (name == "pi" and len(rest) == 1) or rest in GREEK
            ):
                return self._split(token, [name, rest])
            rest = word.removesuffix(name)
            if rest != word and len(rest) == 1 and name != "pi":
                return self._split(token, [rest, name])
        alone = {other.text for other in self.tokens if other.kind == "word"} - {word}
        if names.variables is None and alone.issuperset(letters):
            return self._split(token, letters)
        before = self.tokens[self.index - 2] if self.index > 1 else None
        beside = before is not None and before.kind == "num" and not token.gap
        beside = beside or (self.at("^") and not self.token.gap) or self.token.kind == "sup"
        if (
            names.variables is None
            and len(head) <= 3
            and head.isalpha()
            and head.islower()
            and (beside or self.latex_text)
            and word not in ENGLISH
            and find_unit(word) is None
            and "pi" not in word
        ):
            return self._split(token, letters)
        raise ReadError(
            f'"{word}" is not a known name; put * between letters if it is a product', token.start
        )

    def _split(self, token: Token, parts: list[str]) -> Node:
        """Go on as if the parts had been written apart, so that `xe^x` is x*(e^x)."""
        self.index -= 1
        pieces: list[Token] = []
        start = token.start
        for part in parts:
            pieces.append(Token("word", part, start, start + len(part), False, True))
            start += len(part)
        self.tokens = [*self.tokens[: self.index], *pieces, *self.tokens[self.index + 1 :]]
        return self.primary()

    def _function(self, token: Token) -> Node:
        name = token.text
        primes = len(self._primes())
        if self.at("^"):
            marked = latex.read_function_power(self, primes)
            if marked is None:
                return Node("sym", name=name)
            inverse, primes = marked
            if inverse:
                arguments = self.arguments() if self.at("(") else ()
                return Node("call", (Node("sym", name=name), *arguments), "inverse")
        if not self.at("(") or (self.prose and self.token.gap):
            return Node("sym", name=name + "'" * primes)
        if name in CALLS and not primes:
            return called(name, self.arguments())
        return calculus.derived(name, primes, self.arguments())

    def _primes(self) -> str:
        count = ""
        while self.at("'", "''"):
            count += "'" * len(self.advance().text)
        return count

    # -- brackets and signs

    def _sign(self, token: Token) -> Node:
        sign = token.text
        if sign in ("?", "..."):
            self.index += 1
            return Node("hole", name=sign)
        if sign in ("√", "∛", "∜", "∑", "∏", "∫"):
            self.index += 1
            outer = self.enter(*self.closers)
            node = self._root(sign) if sign in "√∛∜" else calculus.read_big(self, sign)
            self.leave(outer)
            return node
        if sign in ("|", "||"):
            return self._bars(token)
        if sign == "<":
            sign = "⟨"
        if sign not in ("(", "[", "{", "\\{", "⟨", "⌊", "⌈"):
            raise self.error("something to calculate with is missing")
        self.index += 1
        outer = self.enter()
        node = self._bracket(sign, token)
        self.leave(outer)
        return node

    def _root(self, sign: str) -> Node:
        inner = self.plain(self.postfix())
        if sign == "∜":
            return Node("call", (inner, Node("num", value=Fraction(4))), "root")
        return Node("call", (inner,), "sqrt" if sign == "√" else "cbrt")

    def _bracket(self, sign: str, token: Token) -> Node:
        if sign in "⌊⌈":
            inner = self.plain(self.expression())
            closed = self.expect("⌋" if sign == "⌊" else "⌉", "⌉").text
            if sign == "⌊" and closed == "⌉":
                return Node("call", (inner,), "round")
            return Node("floor" if sign == "⌊" else "ceiling", (inner,))
        if sign == "⟨":
            self.closers = frozenset(">")
            found = self.items(">", "⟩")
            self.expect("⟩", ">")
            return Node("tuple", tuple(found))
        if sign == "{" and self.latex_text:
            inner = self.statement()
            self.expect("}")
            return inner
        if sign in ("{", "\\{"):
            self.closers = frozenset((":", "|", "mid"))
        found = self.items(*_CLOSERS[sign])
        if sign in ("{", "\\{") and self.at("|", "mid", ":") and len(found) == 1:
            self.index += 1
            self.closers = frozenset()
            found.append(self.statement())
            self.expect(*_CLOSERS[sign])
            return Node("call", tuple(found), "setbuilder")
        closer = self.expect(*_CLOSERS[sign]).text
        return enclosed(sign + closer, tuple(found), token)

    def _bars(self, token: Token) -> Node:
        """`|x|` and `||x||`; `||x| - 1|` is told from a norm by what the next bar is followed by."""
        self.index += 1
        double = False
        if token.text == "|" and self.at("|") and self.token.start == token.end:
            distance = 1
            while self.peek(distance).kind != "end" and self.peek(distance).text != "|":
                distance += 1
            double = (
                self.peek(distance + 1).text == "|"
                and self.peek(distance + 1).start == self.peek(distance).end
            )
            self.index += double
        closing = token.text
        outer = self.enter(closing)
        inner = self.plain(self.expression())
        self.expect(closing)
        if double:
            self.expect(closing)
        self.leave(outer)
        if inner.op == "matrix":
            return Node("call", (inner,), "det")
        return Node("norm" if double or closing == "||" else "abs", (inner,))
