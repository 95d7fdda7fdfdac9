"""The formula language in which a model writes an argument down; read here, never evaluated.

One thing a line, numbered or not, in whatever words models use for it:

    premise: all x (Dog(x) -> Animal(x))      also ∀x, forall x; ¬ ~ not, ∧ & and, ∨ | or, ⊕ xor, ↔ <-> iff
    premise: Dog(rex)
    conclusion: exists x Animal(x)
    Ann says: not Knight(Bob)                 whoever speaks always tells the truth or always lies

What can be read in two ways is refused, as everywhere in the verifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from phi4_node.verification.expressions.syntax import ReadError

MAX_CHARACTERS = 8_000
MAX_LINES = 80
MAX_TOKENS = 300
MAX_DEPTH = 40
MAX_ARGUMENTS = 3


class ArgumentError(ReadError):
    """This is not an argument in the language; the message says why."""


@dataclass(frozen=True, slots=True)
class Logic:
    """A formula.

    Attributes:
        op: `atom`, `equal`, `not`, `and`, `or`, `xor`, `implies`, `iff`, `all` or `exists`.
        args: The parts.
        name: Predicate of an atom, variable of a quantifier.
        terms: What an atom or an equation speaks of; variables begin with `?`.
    """

    op: str
    args: tuple[Logic, ...] = ()
    name: str = ""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Argument:
    """What a text says.

    Attributes:
        premises: What is given.
        conclusion: What is asked about; None in a puzzle about who is what.
        sayings: Who said what.
        names: Every predicate and constant as it was written first, by its plain form.
    """

    premises: tuple[Logic, ...]
    conclusion: Logic | None
    sayings: tuple[tuple[str, Logic], ...]
    names: dict[str, str] = field(default_factory=dict)


_LABEL = re.compile(
    r"[\s*#>-]*(?:\(?\d{1,2}[.):]\s*)?(?:"
    r"(?P<premise>premises?|given|facts?|rules?|前提|已知|条件)(?:\s*\d+)?"
    r"|(?P<conclusion>conclusion|question|statement|goal|therefore|结论|问题)"
    r"|(?P<speaker>[^\W\d_][\w ]{0,30}?)\s*(?:says?|said|claims?|说)"
    r")\**\s*[:：]\**",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\s*>-]*(?:\(?\d{1,2}[.):]\s+|[-*•]\s+)?")
_THEREFORE = re.compile(r"^\s*(?:∴|⊢|\|-|therefore,?|so,?)\s*", re.IGNORECASE)
_COMMENT = re.compile(r"(?:#|//|%%).*$")


def read_argument(text: str) -> Argument:
    """The argument that a text formalises.

    Raises:
        ArgumentError: something in it is not understood.
    """
    if len(text) > MAX_CHARACTERS:
        raise ArgumentError(f"it has more than {MAX_CHARACTERS} characters")
    premises: list[Logic] = []
    conclusions: list[Logic] = []
    sayings: list[tuple[str, Logic]] = []
    names: dict[str, str] = {}
    place = "premise"
    for kind, speaker, written in _lines(text):
        place = kind or place
        if not written:
            continue
        formula = _Reader(written, names).whole()
        if speaker:
            sayings.append((_plain(speaker, names), formula))
        elif place == "conclusion":
            conclusions.append(formula)
        else:
            premises.append(formula)
    if len(conclusions) > 1:
        raise ArgumentError("there are several conclusions")
    if not conclusions and not sayings:
        raise ArgumentError("there is no conclusion")
    argument = Argument(tuple(premises), conclusions[0] if conclusions else None, tuple(sayings), names)
    _check_arities(argument)
    _check_terms(argument)
    return argument


def formulas_of(argument: Argument) -> tuple[Logic, ...]:
    """All formulas of an argument."""
    last = (argument.conclusion,) if argument.conclusion else ()
    return (*argument.premises, *(said for _, said in argument.sayings), *last)


def walk(formula: Logic) -> Iterator[Logic]:
    """The formula and its parts."""
    yield formula
    for part in formula.args:
        yield from walk(part)


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """For each line what it is, who speaks, and the formula in it."""
    fenced = re.search(r"```\w*\n(.*?)(?:```|\Z)", text, re.DOTALL)
    lines = (fenced.group(1) if fenced else text).split("\n")
    if len(lines) > MAX_LINES:
        raise ArgumentError(f"it has more than {MAX_LINES} lines")
    for line in lines:
        line = _COMMENT.sub("", line).strip().strip("`$")
        if not line or not line.strip("-=_* "):
            continue
        label = _LABEL.match(line)
        if label:
            speaker = (label["speaker"] or "").strip()
            kind = "conclusion" if label["conclusion"] else "premise" if label["premise"] else ""
            yield kind, speaker, line[label.end() :].strip().rstrip(".。;")
            continue
        therefore = _THEREFORE.match(line)
        bare = line[therefore.end() :] if therefore else line[_end_of_number(line) :]
        yield "conclusion" if therefore else "", "", bare.strip().rstrip(".。;")


def _end_of_number(line: str) -> int:
    match = _NUMBER.match(line)
    return match.end() if match else 0


def _plain(name: str, names: dict[str, str]) -> str:
    """A name without case and with one sign for spaces, so that `Rex` and `rex` are one."""
    plain = re.sub(r"\W+", "_", name.strip().casefold())
    names.setdefault(plain, name.strip())
    return plain


def _check_arities(argument: Argument) -> None:
    known: dict[str, int] = {}
    for formula in formulas_of(argument):
        for part in walk(formula):
            if part.op == "atom" and known.setdefault(part.name, len(part.terms)) != len(part.terms):
                raise ArgumentError(
                    f"{argument.names[part.name]} is used with different numbers of arguments"
                )


def _check_terms(argument: Argument) -> None:
    """No statement is equal to something, and no variable is without its quantifier."""
    parts = [part for formula in formulas_of(argument) for part in walk(formula)]
    statements = {part.name for part in parts if part.op == "atom"}
    for part in parts:
        if part.op == "equal" and statements & set(part.terms):
            raise ArgumentError("= between statements; it is written <->")
        if not argument.sayings and {"x", "y", "z"} & set(part.terms):
            raise ArgumentError("a variable belongs to no quantifier")


# Formulas -----------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"(?P<space>\s+|\\[,;! ])"
    r"|(?P<iff><-+>|<=+>|↔|⇔|≡|\\leftrightarrow\b|\biff\b|\bif and only if\b|当且仅当)"
    r"|(?P<implies>-+>|=+>|→|⇒|⊃|\\(?:to|rightarrow|implies)\b|\bimplies\b|蕴含)"
    r"|(?P<xor>⊕|⊻|\\oplus\b|\bxor\b)"
    r"|(?P<and>∧|&&?|/\\|\\(?:land|wedge)\b|\band\b|并且)"
    r"|(?P<or>∨|\|\|?|\\/|\\(?:lor|vee)\b|\bor\b|或者)"
    r"|(?P<unequal>≠|!=|\\neq?\b)"
    r"|(?P<not>¬|~|!|\\(?:neg|lnot)\b|\bnot\b|并非)"
    r"|(?P<all>∀|\\forall\b|\b(?:for[ _]?all|for each|for every|all|every)\b|所有|任意)"
    r"|(?P<exists>∃|\\exists\b|\b(?:there exists?|exists?|some)\b|存在)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,|，)|(?P<colon>[:：.])|(?P<equal>==?)"
    r"|(?P<name>[^\W\d]\w*)",
    re.IGNORECASE,
)
_JOINTS = ("iff", "implies", "xor", "or", "and")


class _Reader:
    """Descent over the tokens of one formula."""

    def __init__(self, text: str, names: dict[str, str]) -> None:
        self.names = names
        self.tokens = list(self._scan(text))
        self.index = 0
        self.depth = 0
        self.bound: list[str] = []

    @staticmethod
    def _scan(text: str) -> Iterator[tuple[str, str]]:
        position = count = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ArgumentError(f'"{text[position : position + 12]}" is not part of a formula')
            position = match.end()
            if match.lastgroup != "space":
                count += 1
                if count > MAX_TOKENS:
                    raise ArgumentError(f"a formula has more than {MAX_TOKENS} signs")
                yield match.lastgroup or "", match.group()

    def kind(self, ahead: int = 0) -> str:
        place = self.index + ahead
        return self.tokens[place][0] if place < len(self.tokens) else "end"

    def take(self, *kinds: str) -> str:
        if self.kind() not in kinds:
            return ""
        self.index += 1
        return self.tokens[self.index - 1][1]

    def whole(self) -> Logic:
        formula = self.formula()
        if self.kind() != "end":
            raise ArgumentError(f'"{self.tokens[self.index][1]}" comes after the end of a formula')
        return formula

    def formula(self) -> Logic:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ArgumentError("a formula is nested too deeply")
        operands, joints = [self.unary()], []
        while self.kind() in _JOINTS:
            joints.append(self.kind())
            self.index += 1
            operands.append(self.unary())
        self.depth -= 1
        return _joined(operands, joints)

    def unary(self) -> Logic:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ArgumentError("a formula is nested too deeply")
        try:
            if self.take("not"):
                return Logic("not", (self.unary(),))
            if self.kind() in ("all", "exists") and self.kind(1) in ("name", "open"):
                return self._quantified()
            if self.take("open"):
                inner = self.formula()
                if not self.take("close"):
                    raise ArgumentError("a bracket is not closed")
                return inner
            return self._atom()
        finally:
            self.depth -= 1

    def _quantified(self) -> Logic:
        op, start = self.kind(), self.index
        self.index += 1
        in_brackets = bool(self.kind() == "open" and self.kind(1) == "name" and self.kind(2) == "close")
        self.index += in_brackets
        variables = [self.take("name").casefold()]
        while self.kind() == "comma" and self.kind(1) == "name":
            self.index += 1
            variables.append(self.take("name").casefold())
        self.index += in_brackets
        if not all(variables) or set(variables) & set(self.bound):
            raise ArgumentError("a quantifier needs a variable of its own")
        self.bound += variables
        # `all x (...)` reaches to its bracket; `all x: ...` and `all x P(x) -> ...` to the end.
        is_marked = bool(self.take("colon", "comma"))
        narrow = not is_marked and self.kind() in ("open", "all", "exists", "not")
        begin = self.index
        inner = self.unary() if narrow else self.formula()
        if not is_marked and not narrow and self._may_end_before(variables, start, begin):
            raise ArgumentError("how far a quantifier reaches is not clear without brackets")
        del self.bound[-len(variables) :]
        for variable in reversed(variables):
            inner = Logic(op, (inner,), name=variable)
        return inner

    def _may_end_before(self, variables: list[str], start: int, begin: int) -> bool:
        """Whether it can mean two things, as `all x P(x) -> Q(a)`: no variable is behind the first part."""
        tokens, depth = self.tokens[begin : self.index], 0
        for place, (kind, _) in enumerate(tokens):
            depth += (kind == "open") - (kind == "close")
            if depth == 0 and kind in _JOINTS:
                rest = tokens[place:]
                # `all x P(x) or Q(a)` is the same either way, where nothing stands before it.
                matters = any(kind in ("iff", "implies", "xor") for kind, _ in rest) or self._is_inside(start)
                return matters and not any(word.casefold() in variables for _, word in rest)
        return False

    def _is_inside(self, start: int) -> bool:
        """Whether a denial or a connective stands before a place, in the same brackets."""
        depth = 0
        for kind, _ in reversed(self.tokens[:start]):
            depth += (kind == "close") - (kind == "open")
            if depth < 0:
                return False
            if depth == 0 and (kind == "not" or kind in _JOINTS):
                return True
        return False

    def _atom(self) -> Logic:
        word = self.take("name")
        if not word:
            raise ArgumentError("a statement is missing")
        if self.kind() in ("equal", "unequal"):
            differs = self.kind() == "unequal"
            self.index += 1
            other = self.take("name")
            if not other:
                raise ArgumentError("an equation has no right side")
            equation = Logic("equal", terms=(self._term(word), self._term(other)))
            return Logic("not", (equation,)) if differs else equation
        if not self.take("open"):
            if word.casefold() in self.bound:
                raise ArgumentError(f"the variable {word} is no statement")
            if word.casefold() in ("true", "false"):
                raise ArgumentError(f"{word} is a truth value and no statement")
            return Logic("atom", name=_plain(word, self.names))
        terms = [self._term(self.take("name"))]
        while self.take("comma"):
            terms.append(self._term(self.take("name")))
        if not self.take("close"):
            raise ArgumentError(f"what {word} speaks of must be names")
        if len(terms) > MAX_ARGUMENTS:
            raise ArgumentError(f"{word} has more than {MAX_ARGUMENTS} arguments")
        return Logic("atom", name=_plain(word, self.names), terms=tuple(terms))

    def _term(self, word: str) -> str:
        if not word:
            raise ArgumentError("a name is missing")
        if word.casefold() in self.bound:
            return f"?{word.casefold()}"
        if len(word) == 1 and word in "xyzuvw":
            raise ArgumentError(f"the variable {word} belongs to no quantifier")
        return _plain(word, self.names)


def _joined(operands: list[Logic], joints: list[str]) -> Logic:
    """The operands under their connectives: `and` binds before `or`, both before the arrows."""
    if not joints:
        return operands[0]
    if sum(joint in ("iff", "implies", "xor") for joint in joints) > 1:
        raise ArgumentError("several arrows need brackets")
    if "xor" in joints and len(set(joints)) > 1:
        raise ArgumentError("⊕ beside other connectives needs brackets")
    loosest = next(joint for joint in _JOINTS if joint in joints)
    place = max(index for index, joint in enumerate(joints) if joint == loosest)
    left = _joined(operands[: place + 1], joints[:place])
    right = _joined(operands[place + 1 :], joints[place + 1 :])
    return Logic(loosest, (left, right))
