"""Propositional formulas: text to tree, tree to canonical text, and truth tables as integers.

Signs (`¬ ∧ ∨ → ↔ ⊕`, their ASCII and LaTeX spellings) bind as usual: ¬ before ∧ before ∨ before → before
↔. Whatever people read in two ways is refused: several arrows side by side, `and` beside `or`, words
beside signs.

A truth table over n letters is an integer of 2^n bits, so that connectives are bit operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from phi4_node.verification.expressions.syntax import ReadError

MAX_LETTERS = 12
MAX_DEPTH = 60
MAX_CHARACTERS = 2_000
MAX_TOKENS = 400


class FormulaError(ReadError):
    """This is not one formula; the message says why."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A tree of connectives over letters.

    Attributes:
        op: `atom`, `not`, `and`, `or`, `implies`, `iff` or `xor`.
        args: The parts; two for every connective but `not`.
        name: The letter of an atom.
    """

    op: str
    args: tuple[Formula, ...] = ()
    name: str = ""


def _sign(characters: str, *commands: str) -> str:
    """A pattern for a sign and the LaTeX commands for it."""
    return "|".join([characters, *(rf"\\{command}(?![A-Za-z])" for command in commands)])


_SIGNS = {
    "not": _sign(r"¬|~|∼|!", "sim", "neg", "lnot"),
    "iff": _sign(r"↔|⇔|⟺|⟷|≡|<-+>|<=+>", "leftrightarrow", "Leftrightarrow", "iff", "equiv"),
    "implies": _sign(r"→|⇒|⟹|⟶|⊃|-+>|=+>", "to", "rightarrow", "Rightarrow", "implies"),
    "and": _sign(r"∧|⋀|&&?|/\\", "land", "wedge"),
    "or": _sign(r"∨|⋁|\|\|?|\\/", "lor", "vee"),
    "xor": _sign(r"⊕|⊻", "oplus"),
    "open": r"\\left\s*[(\[]|[(\[]",
    "close": r"\\right\s*[)\]]|[)\]]",
    "space": _sign(r"\s+|\$|\\[(),;]", "quad"),
}
_WORDS = {
    "iff": r"if\s+and\s+only\s+if\b|iff\b|当且仅当",
    "only_if": r"only\s+if\b",
    "if": r"if\b|如果|若",
    "then": r"then\b|那么|则",
    "not": r"not\b|并非|非",
    "and": r"and\b|并且|且",
    "or": r"or\b|或者|或",
    "xor": r"xor\b",
    "implies": r"implies\b|蕴含|蕴涵",
    "comma": r"[,，]",
}
_LETTER = r"[A-Za-z](?:_?\{?\d{1,2}\}?)?(?![A-Za-z0-9_])"
_NAME = r"[^\W\d_]\w*"


def _scanner(atom: str) -> re.Pattern[str]:
    signs = [
        f"(?P<sign_{name}>{pattern})" for name, pattern in _SIGNS.items() if name not in ("iff", "implies")
    ]
    # `<->` and `\to` before `\(`-like spaces and single signs that they begin with
    arrows = [f"(?P<sign_{name}>{_SIGNS[name]})" for name in ("iff", "implies")]
    words = [f"(?P<word_{name}>{pattern})" for name, pattern in _WORDS.items()]
    return re.compile("|".join([*arrows, *signs, *words, f"(?P<atom>{atom})"]), re.IGNORECASE)


_ASKED = _scanner(_LETTER)
_CANONICAL = re.compile(
    "|".join([*(f"(?P<sign_{name}>{pattern})" for name, pattern in _SIGNS.items()), f"(?P<atom>{_NAME})"])
)
_RENDERED = {"and": "∧", "or": "∨", "implies": "→", "iff": "↔", "xor": "⊕"}
_BINDING = {"and": 4, "or": 3, "xor": 3, "implies": 2, "iff": 1}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    word: bool = False
    name: str = ""


def atom(name: str) -> Formula:
    """A letter."""
    return Formula("atom", name=name)


def negation(part: Formula) -> Formula:
    """Not `part`."""
    return Formula("not", (part,))


def join(op: str, parts: Sequence[Formula]) -> Formula:
    """The parts joined by one connective, from left to right."""
    whole = parts[0]
    for part in parts[1:]:
        whole = Formula(op, (whole, part))
    return whole


def parse_formula(text: str) -> Formula:
    """The formula that a person or model wrote, over letters such as `P`, `q`, `p_1`.

    Raises:
        FormulaError: something is not understood or could be read in two ways.
    """
    return _Reader(_tokens(text, _ASKED)).whole()


def parse_canonical(text: str) -> Formula:
    """The formula behind text that `render_formula` made; its letters may be names of any length.

    Raises:
        FormulaError: it is no such text.
    """
    return _Reader(_tokens(text, _CANONICAL)).whole()


def render_formula(formula: Formula) -> str:
    """Canonical text: `parse_canonical(render_formula(f)) == f`."""
    if formula.op == "atom":
        return formula.name
    if formula.op == "not":
        return f"¬{render_formula(formula.args[0])}"
    left, right = (render_formula(part) for part in formula.args)
    return f"({left} {_RENDERED[formula.op]} {right})"


def canonical(formula: Formula) -> str:
    """Canonical text that is sure to be read back.

    Raises:
        FormulaError: it would be too long or too deep for that.
    """
    text = render_formula(formula)
    parse_canonical(text)
    return text


def letters_of(formulas: Sequence[Formula]) -> list[str]:
    """All letters, sorted."""
    return sorted({part.name for formula in formulas for part in _walk(formula) if part.op == "atom"})


def doubtful_letters(letters: Sequence[str]) -> bool:
    """Whether T or F may stand for true or false; beside S or E they are letters like all others."""
    known = set(letters)
    return ("T" in known and not known & {"S", "U"}) or ("F" in known and not known & {"E", "G"})


def _walk(formula: Formula) -> Iterator[Formula]:
    yield formula
    for part in formula.args:
        yield from _walk(part)


# Truth tables -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tables:
    """Truth tables over some letters; row r gives letter i the truth of bit i of r."""

    letters: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many assignments there are."""
        return 1 << len(self.letters)

    @property
    def always(self) -> int:
        """The table of what is always true."""
        return (1 << self.rows) - 1

    def of(self, formula: Formula) -> int:
        """The table of a formula over these letters."""
        if formula.op == "atom":
            return self._letter(self.letters.index(formula.name))
        tables = [self.of(part) for part in formula.args]
        if formula.op == "not":
            return self.always & ~tables[0]
        left, right = tables
        if formula.op == "and":
            return left & right
        if formula.op == "or":
            return left | right
        if formula.op == "xor":
            return left ^ right
        if formula.op == "implies":
            return (self.always & ~left) | right
        return self.always & ~(left ^ right)

    def _letter(self, index: int) -> int:
        block = ((1 << (1 << index)) - 1) << (1 << index)
        width = 2 << index
        table = block
        while width < self.rows:
            table |= table << width
            width *= 2
        return table

    def row(self, table: int) -> dict[str, bool]:
        """The first assignment at which a table is true; the table must not be empty."""
        number = (table & -table).bit_length() - 1
        return {letter: bool(number >> index & 1) for index, letter in enumerate(self.letters)}

    def count(self, table: int) -> int:
        """At how many assignments a table is true."""
        return table.bit_count()


def tables_over(formulas: Sequence[Formula]) -> Tables:
    """Tables that can hold all these formulas.

    Raises:
        FormulaError: they have too many letters.
    """
    letters = letters_of(formulas)
    if len(letters) > MAX_LETTERS:
        raise FormulaError(f"there are more than {MAX_LETTERS} letters")
    return Tables(tuple(letters))


def renamed(formula: Formula, names: Mapping[str, str]) -> Formula:
    """The formula with other letters."""
    if formula.op == "atom":
        return replace(formula, name=names.get(formula.name, formula.name))
    return replace(formula, args=tuple(renamed(part, names) for part in formula.args))


# Reading ------------------------------------------------------------------------------------------


def _tokens(text: str, scanner: re.Pattern[str]) -> list[_Token]:
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(f"it has more than {MAX_CHARACTERS} characters")
    found: list[_Token] = []
    position = 0
    while position < len(text):
        match = scanner.match(text, position)
        if match is None:
            raise FormulaError(f'"{text[position : position + 12]}" is not part of a formula')
        position = match.end()
        style, _, kind = (match.lastgroup or "").partition("_")
        if kind == "space":
            continue
        if len(found) >= MAX_TOKENS:
            raise FormulaError(f"it has more than {MAX_TOKENS} signs")
        if style == "atom":
            found.append(
                _Token(
                    "atom", name=re.sub(r"[_{}]", "", match.group()) if scanner is _ASKED else match.group()
                )
            )
        else:
            bracket = match.group()[-1] if kind in ("open", "close") else ""
            found.append(_Token(kind, word=style == "word", name=bracket))
    return found


class _Reader:
    """Descent over the tokens; every token is used."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    def kind(self) -> str:
        return self.tokens[self.index].kind if self.index < len(self.tokens) else "end"

    def take(self, kind: str) -> bool:
        if self.kind() != kind:
            return False
        self.index += 1
        return True

    def whole(self) -> Formula:
        formula = self.level()
        if self.kind() != "end":
            raise FormulaError("the formula should end earlier")
        return formula

    def level(self) -> Formula:
        """What stands between two brackets, or the whole."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("it is nested too deeply")
        formula = self._conditional() if self.take("if") else self._chain()
        self.depth -= 1
        return formula

    def _conditional(self) -> Formula:
        condition = self._chain()
        comma = self.take("comma")
        if not self.take("then") and not comma:
            raise FormulaError('"if" needs a "then"')
        return Formula("implies", (condition, self._chain()))

    def _chain(self) -> Formula:
        operands = [self._unary()]
        joints: list[_Token] = []
        while self.kind() in ("and", "or", "xor", "implies", "iff", "only_if"):
            joints.append(self.tokens[self.index])
            self.index += 1
            operands.append(self._unary())
        if len({joint.word for joint in joints}) > 1:
            raise FormulaError("connectives in words beside connectives in signs need brackets")
        ops = ["implies" if joint.kind == "only_if" else joint.kind for joint in joints]
        if joints and joints[0].word and len(set(ops)) > 1:
            raise FormulaError("different connectives in words need brackets")
        if len([op for op in ops if op in ("implies", "iff", "xor")]) > 1 and not _is_nested(ops):
            raise FormulaError("several arrows need brackets")
        return _bound(operands, ops)

    def _unary(self) -> Formula:
        if self.take("not"):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise FormulaError("it is nested too deeply")
            part = negation(self._unary())
            self.depth -= 1
            return part
        if self.take("open"):
            closing = {"(": ")", "[": "]"}[self.tokens[self.index - 1].name]
            inner = self.level()
            if not self.take("close") or self.tokens[self.index - 1].name != closing:
                raise FormulaError("a bracket is not closed")
            return inner
        if self.kind() == "atom":
            self.index += 1
            return atom(self.tokens[self.index - 1].name)
        raise FormulaError("a letter is missing")


def _is_nested(ops: list[str]) -> bool:
    """Whether one ↔ stands between at most one → on each side, which everybody reads alike."""
    if ops.count("iff") != 1 or "xor" in ops:
        return False
    place = ops.index("iff")
    return ops[:place].count("implies") <= 1 and ops[place + 1 :].count("implies") <= 1


def _bound(operands: list[Formula], ops: list[str]) -> Formula:
    if not ops:
        return operands[0]
    loosest = min(_BINDING[op] for op in ops)
    place = max(index for index, op in enumerate(ops) if _BINDING[op] == loosest)
    if loosest == _BINDING["or"] and {"or", "xor"} <= set(ops):
        raise FormulaError("∨ beside ⊕ needs brackets")
    return Formula(
        ops[place],
        (_bound(operands[: place + 1], ops[:place]), _bound(operands[place + 1 :], ops[place + 1 :])),
    )
