"""Tokens to tree: one descent grammar for plain text, Unicode and LaTeX.

What is ambiguous is decided by these rules or refused:
- `-2^2` is -(2^2); `2^3^2` is 2^(3^2); `x^2y` is (x^2)*y; `a/b/c` and `a/b*c` go from left to right.
- `1/2x` (division, then a product without a sign) is refused; so is a numeral after a factor (`x 2`).
- `log x` keeps its one argument: whether the base is e or 10 is decided where it is evaluated.
- `sin 2x` applies to the product of numeral and letters; a bracket or a tight `/` after that is refused.
- A letter before a bracket is a product unless the letter is a known function, f, g, h, F, G, H or P.
- `1 1/2` and `8\\frac47` are mixed numbers if the fraction is proper.
- `[a, b]` is an interval, `(a, b)` a pair (point or open interval), `<a, b>` a vector, `[[..],[..]]` a matrix.
- `{..}` groups where the text has LaTeX commands, and is a set elsewhere and as `\\{..\\}`.
- `a and b` is a list if the parts are values, a conjunction if they are relations or letters.
- A single letter after a number is a unit only if that is the whole text and the letter is not a known variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from phi4_node.verification import latex
from phi4_node.verification.lexer import Token, tokens_of
from phi4_node.verification.syntax import Names, Node, ReadError, TooLargeError
from phi4_node.verification.units import PREFIX_CURRENCIES, SINGLE_LETTER, find_unit
from phi4_node.verification.vocabulary import APPLIED, CALLS, CONSTANTS, FUNCTION_SPELLINGS, GREEK

MAX_DEPTH = 60
_RELATIONS = frozenset(("=", "!=", "<", "<=", ">", ">=", "~", "in", "notin", "subset"))
_CLOSERS = {"(": (")", "]"), "[": ("]", ")"), "\\{": ("\\}",), "{": ("}",), "⟨": ("⟩",), "⌊": ("⌋",), "⌈": ("⌉",)}
_LIKELY_FUNCTIONS = frozenset("fghFGHP")
_LOGICAL = frozenset(("rel", "chain", "and", "or", "not", "implies", "iff", "xor", "sym"))


class Parser:
    """One reading of one token stream."""

    def __init__(self, tokens: list[Token], names: Names, *, prose: bool, latex_text: bool) -> None:
        self.tokens = tokens
        self.names = names
        self.prose = prose
        self.latex_text = latex_text
        self.index = 0
        self.depth = 0
        self.bars = 0
        self.angles = 0
        self.integrals = 0
        self.differential: Node | None = None

    # -- the stream

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

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
            raise self.error(f'expected "{signs[0]}"')
        return self.advance()

    def error(self, reason: str, token: Token | None = None) -> ReadError:
        """What to raise about a token, by default the next."""
        token = token or self.token
        shown = "" if token.kind == "end" or '"' in reason else f' before "{token.text}"'
        return ReadError(reason + shown, token.start)

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Count nesting, so that the depth of the text never becomes the depth of Python's stack."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLargeError(f"nested more than {MAX_DEPTH} deep", self.token.start)
        bars, angles, self.bars, self.angles = self.bars, self.angles, 0, 0
        yield
        self.bars, self.angles = bars, angles
        self.depth -= 1

    # -- lists and words between values

    def whole(self) -> Node:
        """The whole text; every token must be consumed."""
        node = self.statement()
        if self.token.kind != "end":
            raise self.error("the expression should end")
        return node

    def statement(self) -> Node:
        """Alternatives (`or`) of lists."""
        parts = [self.sequence()]
        while self.at_word("or"):
            self.advance()
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else _joined("or", parts)

    def sequence(self) -> Node:
        """Things with commas between them."""
        items = [self.conjunction()]
        op = "list"
        while self.take(",", ";"):
            if self.at_word("and"):
                self.advance()
            elif self.at_word("or"):
                self.advance()
                op = "or"
            items.append(self.conjunction())
        return items[0] if len(items) == 1 else Node(op, tuple(items))

    def items(self, *closers: str) -> list[Node]:
        """The parts between brackets."""
        found: list[Node] = []
        while not self.at(*closers):
            found.append(self.element())
            if not self.take(",", ";"):
                break
        return found

    def element(self) -> Node:
        """One part between brackets."""
        parts = [self.conjunction()]
        while self.at_word("or"):
            self.advance()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else _joined("or", parts)

    def conjunction(self) -> Node:
        """Things with the word `and` between them."""
        parts = [self.logic()]
        while self.at_word("and"):
            self.advance()
            parts.append(self.logic())
        if len(parts) == 1:
            return parts[0]
        return _joined("and" if all(part.op in _LOGICAL for part in parts) else "list", parts)

    # -- logic and relations

    def logic(self, level: int = 0) -> Node:
        """Connectives, loosest first."""
        if level == 5:
            return self.negation()
        signs, op = _CONNECTIVES[level]
        parts = [self.logic(level + 1)]
        while self.at(*signs) or (op == "xor" and self.at_word("xor")):
            self.advance()
            if op == "implies":
                with self.nested():
                    return Node(op, (parts[0], self.logic(level)))
            parts.append(self.logic(level + 1))
            if op in ("iff", "xor"):
                parts = [Node(op, tuple(parts))]
        return parts[0] if len(parts) == 1 else Node(op, tuple(parts))

    def negation(self) -> Node:
        """`not` and what it negates."""
        if self.at("¬") or self.at_word("not"):
            self.advance()
            with self.nested():
                return Node("not", (self.negation(),))
        return self.relation()

    def relation(self) -> Node:
        """`a = b`, `a < b <= c`, `x in A`."""
        parts = [self.sets()]
        signs: list[str] = []
        while True:
            sign = self.token.text
            if self.token.kind != "sign" or sign not in _RELATIONS or (self.angles and sign == ">"):
                if self.at_word("in") and signs == [] and not self.prose:
                    sign = "in"
                else:
                    break
            self.advance()
            signs.append(sign)
            parts.append(self.sets())
        if self.at("≡"):
            return self._congruence(parts[0])
        rels = [Node("rel", (a, b), sign) for a, sign, b in zip(parts, signs, parts[1:], strict=False)]
        if not rels:
            return parts[0]
        return rels[0] if len(rels) == 1 else Node("chain", tuple(rels))

    def _congruence(self, left: Node) -> Node:
        self.advance()
        right = self.sets()
        if self.token.kind == "form" and self.token.text == "pmod":
            self.advance()
            return Node("call", (left, right, self.argument()), "congruent")
        if self.at("(") and self.tokens[self.index + 1].text == "mod":
            self.index += 2
            modulus = self.sum()
            self.expect(")")
            return Node("call", (left, right, modulus), "congruent")
        if self.at_word("mod"):
            self.advance()
            return Node("call", (left, right, self.sum()), "congruent")
        return Node("iff", (left, right))

    def sets(self) -> Node:
        """Unions, intersections and differences of sets."""
        left = self.sum()
        last = ""
        while self.at("∪", "∩", "\\"):
            token = self.advance()
            if last and (last != token.text or last == "\\"):
                raise self.error("mixed set operations need brackets", token)
            last = token.text
            left = Node(_SET_OPS[last], (left, self.sum()))
        return left

    # -- arithmetic

    def sum(self) -> Node:
        """Terms with + and - between them."""
        if self.at("-", "+", "±", "∓"):
            left = self._signed(self.term)
        else:
            left = self.term()
        while self.at("+", "-", "±", "∓"):
            sign = self.advance().text
            if self.prose and self.token.kind == "end":
                raise self.error("something is missing after the sign")
            right = self._signed(self.term) if self.at("-", "+", "±", "∓") else self.term()
            left, right = self.plain(left), self.plain(right)
            if _is_mod(left) or _is_mod(right):
                raise self.error('"mod" in a sum needs brackets')
            op = {"+": "add", "-": "sub"}.get(sign, "pm")
            left = Node(op, (left, right), sign if op == "pm" else "")
        return left

    def _signed(self, operand: object) -> Node:
        sign = self.advance().text
        with self.nested():
            bars = self.bars
            if self.at("-", "+", "±", "∓"):
                inner = self._signed(operand)
            else:
                self.bars = bars
                inner = operand()  # type: ignore[operator]
        inner = self.plain(inner)
        if sign in "±∓":
            return Node("pm", (inner,), sign)
        return Node("neg" if sign == "-" else "pos", (inner,))

    def term(self) -> Node:
        """Factors with signs of multiplication or division between them, or none."""
        left = self.power()
        divided = False
        while True:
            if self.at("*"):
                self.advance()
                left, divided = Node("mul", (self.plain(left), self.plain(self.factor())), "*"), False
            elif self.at("/", "÷"):
                token = self.advance()
                right = self.plain(self.factor())
                left, divided = _quotient(self.plain(left), right, token), True
            elif self.at_word("mod"):
                self.advance()
                left, divided = Node("call", (self.plain(left), self.plain(self.power())), "mod"), True
            elif (unit := self._unit()) is not None:
                left = Node("quantity", (self.plain(left),), unit) if unit != "°" else Node("degree", (left,))
                divided = True
            elif self._starts_factor():
                if divided:
                    raise self.error("a product without a sign after a division: write 1/(2x) or (1/2)x")
                if left.op in ("percent", "quantity", "time", "text"):
                    raise self.error("a sign is missing between the two")
                left = Node("mul", (self.plain(left), self.plain(self.power())))
            else:
                return left

    def factor(self) -> Node:
        """A factor that may have a sign: `2*-3`."""
        if self.at("-", "+", "±"):
            return self._signed(self.power)
        return self.power()

    def _starts_factor(self) -> bool:
        token = self.token
        if self.prose and token.gap and not (token.latex or self.tokens[self.index - 1].latex):
            return False
        if token.kind == "num":
            if self.prose and token.gap:
                return False
            raise self.error("two numbers beside each other, or a number after a factor: a sign is missing")
        if token.kind == "sign":
            if token.text == "|":
                return not self.bars
            return token.text in ("(", "[", "{", "√", "∛", "∜", "⌊", "⌈", "∑", "∏", "∫", "\\{")
        if token.kind == "word":
            if self._is_differential():
                return False
            return token.text not in _JOINERS
        return token.kind == "form" and token.text not in ("end", "pmod", "begin") or (
            token.kind == "form" and token.text == "begin"
        )

    def power(self) -> Node:
        """A factor with its exponent."""
        base = self.postfix()
        if self.at("^"):
            caret = self.advance()
            if self.at("°"):
                self.advance()
                return Node("degree", (base,))
            exponent = self.exponent()
            if exponent.op == "hole" and exponent.name == "°":
                return Node("degree", (base,))
            if self.at("!"):
                raise self.error("a factorial after a power: write brackets", caret)
            return Node("pow", (self.plain(base), exponent))
        return base

    def exponent(self) -> Node:
        """What is raised to; a braces group, a signed power or one operand."""
        with self.nested():
            if self.at("{"):
                self.advance()
                if self.at("°"):
                    self.advance()
                    self.expect("}")
                    return Node("hole", name="°")
                inner = self.statement()
                self.expect("}")
                if self.at("^"):
                    raise self.error("two exponents: write brackets")
                return inner
            if self.at("-", "+"):
                return self._signed(self.power)
            return self.plain(self.power())

    def postfix(self) -> Node:
        """An operand with the signs that follow it."""
        node = self.primary()
        while True:
            token = self.token
            if token.kind == "sup":
                self.advance()
                node = Node("pow", (self.plain(node), _superscript(token)))
            elif self.at("!"):
                self.advance()
                if self.at("!"):
                    raise self.error("two factorial signs: write (n!)! with brackets")
                node = Node("factorial", (self.plain(node),))
            elif self.at("%"):
                self.advance()
                node = Node("percent", (self.plain(node),))
            elif self.at("°"):
                self.advance()
                node = Node("degree", (self.plain(node),))
            elif self.at_word("choose"):
                self.advance()
                node = Node("call", (node, self.primary()), "binomial")
            elif self.at("_"):
                raise self.error("an underscore here has no meaning; digits are not grouped by underscores")
            else:
                return node

    def plain(self, node: Node) -> Node:
        """A node as an operand: `[x + 1]` only groups there, lists and texts are refused."""
        if node.op == "list" and len(node.args) == 1:
            return node.args[0]
        if node.op in ("text", "list", "hole", "time"):
            raise ReadError(f"a {node.op} is not an operand", self.token.start)
        return node

    # -- operands

    def primary(self) -> Node:
        """One operand."""
        token = self.token
        if token.kind == "num":
            self.advance()
            return self._mixed(Node("num", value=token.value, places=token.places), token)
        if token.kind == "literal":
            self.advance()
            return self._literal(token)
        if token.kind == "word":
            return self._word()
        if token.kind == "sign":
            return self._bracketed_or_sign(token)
        if token.kind == "form":
            self.advance()
            with self.nested():
                return latex.read_form(self, token)
        if token.kind == "unit" and token.text in PREFIX_CURRENCIES:
            self.advance()
            with self.nested():
                amount = self._signed(self.postfix) if self.at("-") else self.postfix()
            return Node("quantity", (amount,), token.text)
        if token.kind == "text":
            self.advance()
            return Node("text", name=token.text)
        raise self.error("an operand is missing")

    def _mixed(self, whole: Node, token: Token) -> Node:
        following = self.token
        if whole.places is not None or whole.value is None:
            return whole
        if following.kind == "literal" and following.name == "vulgar":
            self.advance()
            assert following.value is not None
            return Node("mixed", (whole, _fraction(following.value)))
        if following.kind == "form" and following.text in ("frac", "dfrac", "tfrac"):
            start = self.index
            self.advance()
            fraction = latex.read_form(self, following)
            if fraction.op == "div" and all(part.op == "num" for part in fraction.args):
                return _mixed(whole, fraction, token)
            self.index = start
            return whole
        if following.kind != "num" or not following.gap or self.tokens[self.index + 1].text != "/":
            return whole
        below = self.tokens[self.index + 2]
        if below.kind != "num" or below.gap or self.tokens[self.index + 1].gap:
            return whole
        self.index += 3
        parts = tuple(Node("num", value=part.value, places=part.places) for part in (following, below))
        return _mixed(whole, Node("div", parts), token)

    def _literal(self, token: Token) -> Node:
        assert token.value is not None
        if token.name in ("vulgar", "fraction"):
            return _fraction(token.value)
        if token.name == "percentage":
            return Node("percent", (Node("num", value=token.value),))
        if token.name == "based":
            return Node("based", (Node("num", value=token.value),), token.text)
        if token.name == "scientific":
            mantissa, _, power = token.text.partition("e")
            decimals = mantissa.partition(".")[2]
            number = Node("num", value=Fraction(mantissa), places=len(decimals) or None)
            exponent = Node("num", value=Fraction(abs(int(power))))
            ten = Node("num", value=Fraction(10))
            return Node(
                "mul", (number, Node("pow", (ten, Node("neg", (exponent,)) if power.startswith("-") else exponent))), "*"
            )
        return Node(token.name, name=token.text, value=token.value)

    def _word(self) -> Node:
        token = self.advance()
        word, names = token.text, self.names
        word = FUNCTION_SPELLINGS.get(word, word)
        if word in names.functions:
            return self._function(token)
        known = names.variables is not None and word in names.variables
        if not known and word in APPLIED:
            with self.nested():
                return latex.read_applied(self, word, token)
        if not known and word in CALLS and self.at("("):
            return _called(word, self.arguments())
        if word in ("sqrt", "cbrt") and not known:
            with self.nested():
                return Node("call", (self.plain(self.postfix()),), word)
        if word in CONSTANTS and not known:
            return Node("sym", name=CONSTANTS[word])
        if word == "∅":
            return Node("set")
        base = word.partition("_")[0]
        if known or len(base) == 1 or base in GREEK or base in ("pi", "hbar", "ell"):
            if self.at("(") and not self.token.gap and base in _LIKELY_FUNCTIONS and not known:
                return self._function(token)
            if self.at("'"):
                return Node("sym", name=word + self._primes())
            return Node("sym", name=word)
        return self._run(token)

    def _run(self, token: Token) -> Node:
        word = token.text
        variables = self.names.variables
        if variables is not None and all(letter in variables for letter in word):
            return _product(word)
        if self.index == 1 and self.token.kind == "end" and not self.prose:
            return Node("text", name=word)
        if variables is None and len(word) <= 3 and word.islower() and not self.prose and word not in _SHORT_WORDS:
            return _product(word)
        raise ReadError(f'"{word}" is not a known name; put * between letters if it is a product', token.start)

    def _function(self, token: Token) -> Node:
        name = token.text
        primes = len(self._primes()) if self.at("'") else 0
        inverse = False
        if self.at("^"):
            inverse, primes = latex.read_function_power(self, primes)
        if not self.at("("):
            if inverse:
                return Node("call", (Node("sym", name=name),), "inverse")
            return Node("sym", name=name + "'" * primes)
        arguments = self.arguments()
        if inverse:
            return Node("call", (Node("sym", name=name), *arguments), "inverse")
        return latex.derived(name, primes, arguments)

    def _primes(self) -> str:
        count = ""
        while self.at("'", "''"):
            count += "'" * len(self.advance().text)
        return count

    def arguments(self) -> tuple[Node, ...]:
        """The arguments of a call, in their brackets."""
        self.expect("(")
        with self.nested():
            found = self.items(")")
            self.expect(")")
        return tuple(found)

    def _bracketed_or_sign(self, token: Token) -> Node:
        sign = token.text
        if sign in ("√", "∛", "∜"):
            self.advance()
            with self.nested():
                inner = self.plain(self.postfix())
            if sign == "∜":
                return Node("call", (inner, Node("num", value=Fraction(4))), "root")
            return Node("call", (inner,), "sqrt" if sign == "√" else "cbrt")
        if sign in ("∑", "∏", "∫"):
            self.advance()
            with self.nested():
                return latex.read_big(self, sign)
        if sign in ("?", "..."):
            self.advance()
            return Node("hole", name=sign)
        if sign in ("|", "||"):
            return self._absolute(token)
        if sign == "<":
            sign = "⟨"
        if sign not in _CLOSERS:
            raise self.error("an operand is missing")
        self.advance()
        with self.nested():
            return self._bracket(sign, token)

    def _bracket(self, sign: str, token: Token) -> Node:
        if sign in "⌊⌈":
            inner = self.sum()
            self.expect(*_CLOSERS[sign], "⌉")
            closed = self.tokens[self.index - 1].text
            if (sign, closed) == ("⌊", "⌉"):
                return Node("call", (inner,), "round")
            return Node("floor" if sign == "⌊" else "ceiling", (inner,))
        if sign == "⟨":
            self.angles = 1
            found = self.items(">", "⟩")
            self.expect("⟩", ">")
            return Node("tuple", tuple(found))
        if sign == "{" and self.latex_text:
            inner = self.statement()
            self.expect("}")
            return inner
        found = self.items(*_CLOSERS[sign])
        if sign in ("{", "\\{") and self.at("|", "mid", ":") and len(found) == 1:
            self.advance()
            found.append(self.element())
            self.expect(*_CLOSERS[sign])
            return Node("call", tuple(found), "setbuilder")
        closer = self.expect(*_CLOSERS[sign]).text
        return _enclosed(sign + closer, found, token)

    def _absolute(self, token: Token) -> Node:
        double = token.text == "||"
        first = self.advance()
        if not double and self.at("|") and self.token.start == first.end:
            closing = next((i for i in range(self.index + 1, len(self.tokens)) if self.tokens[i].text == "|"), None)
            double = closing is not None and self.tokens[closing + 1].text == "|"
            if double:
                self.advance()
        with self.nested():
            self.bars = 1
            inner = self.sum()
            if token.text == "||":
                self.expect("||")
            else:
                self.expect("|")
                if double:
                    self.expect("|")
        if inner.op == "matrix":
            return Node("call", (inner,), "det")
        return Node("norm" if double else "abs", (self.plain(inner),))

    def argument(self) -> Node:
        """The argument of a LaTeX command: braces, or one digit or sign."""
        token = self.token
        if self.at("{"):
            self.advance()
            with self.nested():
                inner = self.statement()
                self.expect("}")
            return inner
        if token.kind == "num" and len(token.text) == 0 or token.kind == "num":
            return self._one_digit(token)
        with self.nested():
            return self.primary()

    def _one_digit(self, token: Token) -> Node:
        assert token.value is not None
        length = token.end - token.start
        if token.places is not None or length != len(str(token.value)):
            raise self.error("the argument of a LaTeX command needs braces")
        digits = str(token.value)
        if length == 1:
            self.advance()
        else:
            rest = replace(token, start=token.start + 1, value=Fraction(digits[1:]), gap=False)
            self.tokens[self.index] = rest
        return Node("num", value=Fraction(digits[0]))

    def _is_differential(self) -> bool:
        if not self.integrals:
            return False
        word = self.token.text
        if word == "d":
            following = self.tokens[self.index + 1]
            return following.kind == "word"
        return len(word) == 2 and word[0] == "d"

    def _unit(self) -> str | None:
        """Take a unit, if one stands here."""
        token = self.token
        if token.kind == "unit":
            self.advance()
            return token.text
        if token.kind == "text":
            words = token.text.rstrip(".").strip()
            if words in ("degrees", "degree", "percent"):
                self.advance()
                return "°" if words != "percent" else None
            unit = find_unit(words)
            if unit is None:
                if self.tokens[self.index + 1].kind == "end" and words.replace(" ", "").isalpha():
                    self.advance()
                    return words
                return None
            self.advance()
            return self._unit_power(unit.name)
        if token.kind != "word":
            return None
        return self._plain_unit(token)

    def _plain_unit(self, token: Token) -> str | None:
        word = token.text
        variables = self.names.variables
        if (variables is not None and word in variables) or find_unit(word) is None:
            if word in ("degrees", "degree") and not self.at_word(*CONSTANTS):
                self.advance()
                return "°"
            return None
        if word in SINGLE_LETTER and (self.prose or not self._alone() or variables is not None):
            return None
        self.advance()
        return self._unit_power(word)

    def _alone(self) -> bool:
        """Whether the text is nothing but numbers before this token and nothing but unit signs after it."""
        after = self.tokens[self.index :]
        before = self.tokens[: self.index]
        return all(token.kind in ("num", "literal") or token.text in ("-", "+") for token in before) and all(
            token.kind in ("word", "end", "num", "sup") or token.text in ("^", "/", "*", "{", "}") for token in after
        )

    def _unit_power(self, text: str) -> str:
        while True:
            if self.at("^") and self.tokens[self.index + 1].kind == "num":
                text += f"^{self.tokens[self.index + 1].value}"
                self.index += 2
            elif self.at("^") and [t.text for t in self.tokens[self.index + 1 : self.index + 4 : 2]] == ["{", "}"]:
                text += f"^{self.tokens[self.index + 2].value}"
                self.index += 4
            elif self.token.kind == "sup":
                text += f"^{self.advance().text}"
            elif (self.at("/", "*") or self.at_word("per")) and find_unit(self.tokens[self.index + 1].text):
                text += "/" if self.token.text != "*" else "*"
                self.advance()
                text += self.advance().text
            else:
                break
        unit = find_unit(text)
        if unit is None:
            raise self.error(f'"{text}" is not a unit')
        return unit.name


_CONNECTIVES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("<->",), "iff"),
    (("->",), "implies"),
    (("∨",), "or"),
    (("⊕",), "xor"),
    (("∧",), "and"),
)
_SET_OPS = {"∪": "union", "∩": "intersection", "\\": "difference"}
_JOINERS = frozenset("and or not in mod xor choose per if".split())
_SHORT_WORDS = frozenset("a an the of to is if it or and not no yes at on by in as be we so for all are any odd".split())


def _joined(op: str, parts: list[Node]) -> Node:
    return Node(op, tuple(parts))


def _called(name: str, arguments: tuple[Node, ...]) -> Node:
    """A call, or the node that this name is another way to write."""
    if name in ("abs", "norm", "floor", "ceiling", "factorial") and len(arguments) == 1:
        return Node(name, arguments)
    if name in ("list", "tuple"):
        return Node(name, arguments)
    if name == "interval" and len(arguments) == 2:
        return Node(name, arguments, "()")
    return Node("call", arguments, name)


def _is_mod(node: Node) -> bool:
    return False


def _quotient(above: Node, below: Node, token: Token) -> Node:
    if below.op == "num" and below.value == 0:
        raise ReadError("division by zero", token.start)
    return Node("div", (above, below))


def _mixed(whole: Node, fraction: Node, token: Token) -> Node:
    above, below = fraction.args
    assert above.value is not None and below.value is not None
    if above.value >= below.value or above.places is not None or below.places is not None:
        raise ReadError("a number beside an improper fraction: mixed number or product? write a sign", token.start)
    return Node("mixed", (whole, fraction))


def _fraction(value: Fraction) -> Node:
    if value.denominator == 1:
        return Node("num", value=value)
    return Node("div", (Node("num", value=Fraction(value.numerator)), Node("num", value=Fraction(value.denominator))))


def _product(word: str) -> Node:
    node = Node("sym", name=word[0])
    for letter in word[1:]:
        node = Node("mul", (node, Node("sym", name=letter)))
    return node


def _superscript(token: Token) -> Node:
    text = token.text
    if text == "n":
        return Node("sym", name="n")
    digits = text.lstrip("+-")
    if not digits.isdecimal() or len(text) - len(digits) > 1:
        raise ReadError("this exponent is not a number", token.start)
    number = Node("num", value=Fraction(digits))
    return Node("neg", (number,)) if text[0] == "-" else number


def _enclosed(brackets: str, found: list[Node], token: Token) -> Node:
    parts = tuple(found)
    if brackets in ("{}", "\\{\\}"):
        return Node("set", parts)
    if brackets == "()":
        if len(parts) == 1:
            return parts[0]
        return Node("pair" if len(parts) == 2 else "tuple", parts)
    if brackets == "[]":
        rows = [part for part in parts if part.op == "list" or (part.op, part.name) == ("interval", "[]")]
        if parts and len(rows) == len(parts) and len({len(row.args) for row in rows}) == 1 and rows[0].args:
            return Node("matrix", tuple(Node("list", row.args) for row in rows))
        return Node("interval", parts, "[]") if len(parts) == 2 else Node("list", parts)
    if len(parts) != 2:
        raise ReadError("brackets that do not match", token.start)
    return Node("interval", parts, brackets)


def parse(text: str, names: Names = Names()) -> Node:  # noqa: B008 - immutable
    """Read a whole text as one expression.

    Raises:
        ReadError: With the reason and the position; every character is consumed or this is raised.
    """
    tokens = tokens_of(text, 0, names, False)
    if tokens[0].kind == "end":
        raise ReadError("there is nothing to read")
    return Parser(tokens, names, prose=False, latex_text="\\" in text).whole()


def prefixes(text: str, start: int = 0, names: Names = Names(), *, prose: bool = True) -> list[tuple[Node, int]]:  # noqa: B008
    """All expressions that begin at `start`, the longest first, each with the position after it."""
    try:
        tokens = tokens_of(text, start, names, prose)
    except ReadError as error:
        if error.position <= start:
            return []
        tokens = tokens_of(text[: error.position], start, names, prose)
    found: list[tuple[Node, int]] = []
    count = min(len(tokens) - 1, 400)
    while count > 0:
        end = tokens[count - 1].end
        head = [*(replace(token) for token in tokens[:count]), Token("end", "", end, end)]
        parser = Parser(head, names, prose=prose, latex_text="\\" in text)
        try:
            node = parser.whole()
        except ReadError:
            count = min(count - 1, max(parser.index, 0))
            continue
        found.append((node, end))
        count -= 1
    return found


def parse_prefix(text: str, start: int = 0, names: Names = Names(), *, prose: bool = True) -> tuple[Node, int]:  # noqa: B008
    """Read the longest expression that begins at `start`.

    In prose a space is not a multiplication sign ("22 a factor" reads 22), and a word ends the expression.

    Raises:
        ReadError: If no expression begins there.
    """
    found = prefixes(text, start, names, prose=prose)
    if not found:
        raise ReadError("no expression begins here", start)
    return found[0]
