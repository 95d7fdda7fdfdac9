"""Operators by how tightly they bind: connectives, relations, sets, sums, products, powers."""

from __future__ import annotations

from phi4_node.verification.expressions import quantities
from phi4_node.verification.expressions.calculus import at_differential
from phi4_node.verification.expressions.nodes import may_be_vector
from phi4_node.verification.expressions.operands import Operands
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.expressions.tokens import Token
from phi4_node.verification.expressions.vocabulary import APPLIED

LOGIC_LEVELS = {"<->": 1, "->": 2, "∨": 3, "⊕": 4, "∧": 5, "&": 5}
NEGATION, RELATION, RATIO, SETS, SUM, PRODUCT, POWER = 6, 7, 8, 9, 10, 11, 12
_LEVELS = {
    **LOGIC_LEVELS,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "~", "in", "notin", "subset", "≡", "mid"), RELATION),
    ":": RATIO,
    **dict.fromkeys("∪∩\\", SETS),
    **dict.fromkeys("+-±∓", SUM),
    **dict.fromkeys("*/÷", PRODUCT),
}
_WORD_LEVELS = {"xor": ("⊕", 4), "in": ("in", RELATION), "mod": ("mod", PRODUCT)}
_CONNECTIVES = {"<->": "iff", "->": "implies", "∨": "or", "⊕": "xor", "∧": "and", "&": "and"}
_SET_OPS = {"∪": "union", "∩": "intersection", "\\": "difference"}
_NOT_JUXTAPOSED = frozenset(
    ("pair", "tuple", "interval", "set", "rel", "chain", "and", "or", "not", "implies", "iff")
)
_FACTOR_SIGNS = frozenset(("(", "[", "{", "\\{", "√", "∛", "∜", "⌊", "⌈", "∑", "∏", "∫"))
_SPOKEN = APPLIED - {"sec", "lg"}
"""Functions that multiply what stands before them in a sentence too: `the derivative of x sin x`."""

_BEFORE_FACTORS = frozenset("+-=(")
JOINERS = frozenset(("and", "or", "not", "in", "mod", "xor", "choose", "per"))


class Operators(Operands):
    """Reads operators over the operands."""

    def expression(self, level: int = 0) -> Node:
        """Read operators that bind at least as tightly as `level`."""
        left = self._prefix(level)
        divided = False  # whether the last operation among factors was a division
        last, is_product = "", True
        while True:
            sign, binds = self._infix()
            if sign:
                if binds < level:
                    return left
                if sign == "/" and last == "÷":  # 1/2 ÷ 1/4 is 2 to whoever writes fractions so
                    raise self.error('"/" after "÷" may be part of a fraction: write brackets')
                divided, last = sign in ("/", "÷", "mod"), sign
                left = self._operation(left, sign, binds)
                is_product = binds >= PRODUCT
                continue
            # what stands beside `3 + 4` belongs to the 4, which has refused it, and never to the sum
            if level > PRODUCT or not is_product:
                return left
            measured = quantities.read_unit(self, left)
            if measured is not None:
                left, divided = measured, True
            elif self.starts_factor(left):
                if divided:
                    raise self.error("a product without a sign after a division: write 1/(2x) or (1/2)x")
                left = self._juxtaposed(left)
            else:
                return left

    def _infix(self) -> tuple[str, int]:
        token = self.tokens[self.index]
        if token.kind == "sign":
            binds = _LEVELS.get(token.text)
            return (token.text, binds) if binds and token.text not in self.closers else ("", 0)
        if token.kind == "word" and token.text in _WORD_LEVELS and not (self.prose and token.text == "in"):
            return _WORD_LEVELS[token.text]
        return "", 0

    def _prefix(self, level: int) -> Node:
        if self.at("-", "+", "±", "∓"):
            sign = self.advance().text
            outer = self.enter(*self.closers)
            inner = self.plain(self.expression(PRODUCT if level <= PRODUCT else POWER))
            self.leave(outer)
            self._refuse_modulo()
            if sign in "±∓":
                return Node("pm", (inner,), sign)
            return Node("neg" if sign == "-" else "pos", (inner,))
        if self.at("¬") or self.at_word("not"):
            self.index += 1
            outer = self.enter(*self.closers)
            inner = self.expression(NEGATION)
            self.leave(outer)
            return Node("not", (inner,))
        return self.power()

    def _operation(self, left: Node, sign: str, binds: int) -> Node:
        if binds == SUM:
            return self._sum(left)
        if binds == PRODUCT:
            return self._product(left, sign)
        if binds == RELATION:
            return self._relation(left, sign)
        if binds == SETS:
            return self._sets(left)
        if binds == RATIO:
            return self._ratio(left)
        op = _CONNECTIVES[sign]
        if op == "implies":
            self.index += 1
            outer = self.enter(*self.closers)
            right = self.expression(binds)
            self.leave(outer)
            self.connective, self.connective_end = op, self.index
            return Node(op, (left, right))
        parts = [left]
        while self._infix()[1] == binds:
            self.index += 1
            parts.append(self.expression(binds + 1))
            if op in ("iff", "xor"):
                parts = [Node(op, tuple(parts))]
        self.connective, self.connective_end = op, self.index
        return parts[0] if len(parts) == 1 else Node(op, tuple(parts))

    def _sum(self, left: Node) -> Node:
        self._refuse_modulo()
        sign = self.advance().text
        right = self.plain(self.expression(PRODUCT))
        self._refuse_modulo()
        op = {"+": "add", "-": "sub"}.get(sign, "pm")
        return Node(op, (self.plain(left), right), sign if op == "pm" else "")

    def _refuse_modulo(self) -> None:
        if self.modulo_end == self.index:
            raise self.error('"mod" beside + or - needs brackets')

    def _product(self, left: Node, sign: str) -> Node:
        token = self.advance()
        left, right = self.plain(left), self.plain(self.expression(POWER))
        if sign == "*":
            differs = bool(token.name) and may_be_vector(left) and may_be_vector(right)
            return Node("mul", (left, right), token.name if differs else "*")
        if right.op == "num" and right.value == 0:
            raise ReadError("division by zero", token.start)
        if sign == "mod":
            self.modulo_end = self.index
            return Node("call", (left, right), "mod")
        return Node("div", (left, right))

    def _juxtaposed(self, left: Node) -> Node:
        token = self.token
        if left.op in ("percent", "quantity", "time", "text", "hole", "degree"):
            raise self.error("a sign is missing")
        right = self.plain(self.power())
        if left.op == "sym" and right.op in ("pair", "tuple") and token.text == "(":
            return Node("call", right.args, left.name)  # a letter before several things is a function
        if right.op in _NOT_JUXTAPOSED or left.op in _NOT_JUXTAPOSED:
            raise self.error("these cannot be multiplied without a sign", token)
        return Node("mul", (self.plain(left), right))

    def _relation(self, left: Node, sign: str) -> Node:
        if sign == "≡":
            return self._congruence(left)
        if sign == "mid":
            self.index += 1
            return Node("call", (left, self.expression(SETS)), "divides")
        parts, signs = [left], []
        while sign and _LEVELS.get(sign) == RELATION and sign not in ("≡", "mid"):
            self.index += 1
            signs.append(sign)
            parts.append(self.expression(RATIO))
            sign = self._infix()[0]
        rels = tuple(Node("rel", (a, b), sign) for a, sign, b in zip(parts, signs, parts[1:], strict=False))
        return rels[0] if len(rels) == 1 else Node("chain", rels)

    def _congruence(self, left: Node) -> Node:
        self.index += 1
        right = self.expression(SETS)
        if self.token.kind == "form" and self.token.text == "pmod":
            self.index += 1
            return Node("call", (left, right, self.argument()), "congruent")
        if self.at("(") and self.peek().text == "mod":
            self.index += 2
            modulus = self.expression(SUM)
            self.expect(")")
            return Node("call", (left, right, modulus), "congruent")
        if right.op == "call" and right.name == "mod" and self.modulo_end == self.index:
            return Node("call", (left, *right.args), "congruent")
        return Node("iff", (left, right))

    def _ratio(self, left: Node) -> Node:
        parts = [self.plain(left)]
        while self.at(":"):
            colon = self.advance()
            if colon.gap != self.token.gap:
                raise self.error("a colon here is not a ratio", colon)
            parts.append(self.plain(self.expression(SETS)))
        return Node("call", tuple(parts), "ratio")

    def _sets(self, left: Node) -> Node:
        last = ""
        while self.at("∪", "∩", "\\"):
            token = self.advance()
            if last and (last != token.text or last == "\\"):
                raise self.error("mixed set operations need brackets", token)
            last = token.text
            left = Node(_SET_OPS[last], (left, self.expression(SUM)))
        return left

    def starts_factor(self, left: Node) -> bool:
        """Whether the next token is multiplied with what was read, without a sign."""
        token = self.token
        kind = token.kind
        if kind == "end" or kind == "text" or kind == "unit":
            return False
        if (
            self.prose
            and token.gap
            and (kind == "num" or not (token.latex or self.tokens[self.index - 1].latex))
            and not (kind == "word" and token.text in _SPOKEN and self._is_factor(left))
        ):
            return False
        if kind in ("num", "literal"):
            raise self.error("two numbers beside each other, or a number after a factor: a sign is missing")
        if kind == "sign":
            if token.text == "|":
                return "|" not in self.closers
            if token.text == "(" and self.peek().text == "mod" and self.peek(2).text != "(":
                return False
            if token.text == "[" and left.op == "sym":
                raise self.error("square brackets after a name have no meaning here")
            return token.text in _FACTOR_SIGNS
        if kind == "word":
            return token.text not in JOINERS and not (self.integrals and at_differential(self))
        return kind == "form" and token.text not in ("end", "pmod")

    def _is_factor(self, left: Node) -> bool:
        """Whether what stands before a spoken function is no numeral of the sentence: `problem 4 sin x`."""
        before = self.tokens[self.index - 2] if self.index > 1 else None
        return left.op != "num" or (before is not None and before.text in _BEFORE_FACTORS)

    # -- powers

    def power(self) -> Node:
        """Read an operand with its exponent."""
        base = self.postfix()
        if not self.at("^") or self._one_sided():
            return base
        self.index += 1
        if self.take("∘", "°"):
            return Node("degree", (self.plain(base),))
        if self.at("{") and self.peek().text in ("∘", "°") and self.peek(2).text == "}":
            self.index += 3
            return Node("degree", (self.plain(base),))
        exponent = self.exponent()
        if self.tokens[self.index - 1].text in ("!", "%", "°"):
            raise self.error("a sign after an exponent: to what it belongs needs brackets")
        return Node("pow", (self.plain(base), self.plain(exponent)))

    def _one_sided(self) -> bool:
        """Whether the caret begins the mark of a one-sided limit: `0^+`."""
        if self.peek().text in ("+", "-"):
            return self.peek(2).text in ("}", ")")
        return self.peek().text == "{" and self.peek(2).text in ("+", "-") and self.peek(3).text == "}"

    def exponent(self) -> Node:
        """Read what follows a caret: braces, a signed power or one power."""
        outer = self.enter(*self.closers)
        if self.take("{"):
            self.closers = frozenset()
            exponent = self.statement()
            self.expect("}")
            if self.at("^"):
                raise self.error("two exponents need brackets")
        elif self.at("-", "+"):
            exponent = self._prefix(POWER)
        else:
            exponent = self.power()
        self.leave(outer)
        return exponent

    def postfix(self) -> Node:
        """Read an operand with the signs that follow it."""
        node = self.primary()
        while True:
            token = self.token
            if token.kind == "sup":
                self.index += 1
                node = Node("pow", (self.plain(node), quantities.superscript(token)))
            elif token.kind == "sign" and token.text in ("!", "%", "°", "∘", "_"):
                node = self._after(node, token)
            elif token.kind == "word" and token.text == "choose":
                self.index += 1
                node = Node("call", (self.plain(node), self.plain(self.primary())), "binomial")
            else:
                return node

    def _after(self, node: Node, token: Token) -> Node:
        if token.text == "_" and node.op == "sym" and self.peek().text == "{":
            self.index += 1
            return Node("call", (node, self.plain(self.argument())), "subscript")
        if token.text == "_":
            raise self.error("an underscore here has no meaning; it does not group digits")
        if token.text == "∘" and node.op != "num":
            raise self.error("compositions of functions are written f(g(x))")
        if self.at("!") and self.peek().text == "!":
            raise self.error("two factorial signs: write (n!)! with brackets")
        self.index += 1
        op = {"!": "factorial", "%": "percent"}.get(token.text, "degree")
        return Node(op, (self.plain(node),))
