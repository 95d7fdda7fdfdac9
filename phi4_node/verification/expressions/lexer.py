"""Text to tokens: plain text, Unicode and LaTeX become one stream, so that there is one grammar.

Positions are always positions in the text as given. Every character becomes part of a token, is known
to be mere spacing, or is an error; invisible characters are errors.
"""

from __future__ import annotations

import re
from fractions import Fraction

from phi4_node.verification.expressions import numerals
from phi4_node.verification.expressions.syntax import Names, ReadError, TooLargeError
from phi4_node.verification.expressions.tokens import Token
from phi4_node.verification.expressions.units import PREFIX_CURRENCIES, find_unit
from phi4_node.verification.expressions.vocabulary import (
    APPLIED,
    BOLD,
    CALLS,
    COMMAND_NAMES,
    COMMAND_SIGNS,
    CONSTANTS,
    DOUBLE_STRUCK,
    FORMS,
    FUNCTION_SPELLINGS,
    GREEK,
    LETTERS,
    PRODUCTS,
    SIGNS,
    SPACES,
    STYLE_COMMANDS,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    TEXT_COMMANDS,
    VULGAR,
)

MAX_CHARACTERS = 20_000
MAX_TOKENS = 6_000
MAX_PROSE_TOKENS = 300

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: ord("."), 0xFFE5: ord("¥")}
_SPACE = " \t\n\r\u00a0\u3000\u2009\u202f\u2002\u2003"
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True)))
_WORD = re.compile(r"[A-Za-z]+")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SURE_PAIR = re.compile(r"(\d{1,3}),(\d{3})\s*(?:\\right)?([\])])")
_SET_OPERATION = re.compile(r"\s*(?:∪|∩|\\cup|\\cap)")
_SENTENCE_END = re.compile(r"\.[\s$}]*(?:\\(?:end|\\|\]|\)|right).*)?", re.DOTALL)
_BEFORE_BRACKET = re.compile(r"\s*(?:\\,|\\left)?\s*\(")
_TEMPERATURE = re.compile(r"°[CF](?![A-Za-z])")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_SUBSCRIPT = re.compile(r"_(?:\{([A-Za-z0-9]+)\}|(\d+)|([A-Za-z]+))")
_SUBSCRIPT_SPACED = re.compile(r"\s*" + _SUBSCRIPT.pattern)
_SUBSCRIPT_SIGNS = re.compile(f"[{''.join(SUBSCRIPTS)}]+")
_SUPERSCRIPT_SIGNS = re.compile(f"[{''.join(SUPERSCRIPTS)}]+")
_LETTERS_IN_BRACES = re.compile(r"\s*\{\s*([A-Za-z]+)\s*\}")
_DOUBLE_STRUCK = re.compile(r"\s*(?:\{\s*([RZNQC])\s*\}|([RZNQC]))")
_OPENING = frozenset(("(", "[", "\\{", "⟨"))
_CLOSING = frozenset((")", "]", "\\}", "⟩", "}"))
_NAMED_SUBSCRIPTS = frozenset("max min avg new old tot total in out".split())


class Lexer:
    """Reads one text; in prose mode it stops quietly where the sentence goes on."""

    def __init__(self, text: str, start: int, names: Names, prose: bool) -> None:
        if len(text) - start > MAX_CHARACTERS and not prose:
            raise TooLargeError(f"The expression has more than {MAX_CHARACTERS:,} characters", start)
        self.text = text.translate(_FULL_WIDTH)
        self.names = names
        self.prose = prose
        self.latex = has_commands(text)
        self.position = start
        self.limit = min(len(text), start + MAX_CHARACTERS)
        self.tokens: list[Token] = []
        self.brackets: list[bool] = []  # for each open bracket: may a comma inside separate things?
        self.dollar: int | None = None
        self._gap = False

    def run(self) -> list[Token]:
        """Read to the end of the text, or in prose to the end of what can be an expression."""
        while self.position < self.limit:
            if self.prose and len(self.tokens) > MAX_PROSE_TOKENS:
                break
            if len(self.tokens) > MAX_TOKENS:
                raise TooLargeError(f"The expression has more than {MAX_TOKENS:,} signs", self.position)
            try:
                if not self._step():
                    break
            except ReadError:
                if not self.prose or not self.tokens:
                    raise
                break
        end = self.tokens[-1].end if self.tokens and self.prose else self.position
        self.tokens.append(Token("end", "", end, end, self._gap))
        return self.tokens

    def _step(self) -> bool:
        text, at = self.text, self.position
        character = text[at]
        if character in _SPACE:
            self.position += 1
            self._gap = True
            return True
        if (character.isdecimal() and character.isascii()) or (
            character == "." and text[at + 1 : at + 2].isdecimal()
        ):
            return self._number(at)
        if character == "(" and (found := numerals.read_bracketed_base(text, at)):
            return self._add_literal(found, at)
        if character == ".":
            return self._point(at)
        if character == "," and self.prose and not self.brackets and text[at + 1 : at + 2] in ("", *_SPACE):
            return False
        if character == "?" and self.prose:
            return False
        if character == "\\":
            return self._command(at)
        if character == "$":
            return self._dollar(at)
        if character.isascii() and character.isalpha():
            return self._word(at)
        return self._other(at, character)

    def _other(self, at: int, character: str) -> bool:
        text = self.text
        if character in LETTERS:
            return self._name(at, at + 1, LETTERS[character], latex=True)
        if character in BOLD:
            return self._name(at, at + 1, character, latex=True)
        degrees = _TEMPERATURE.match(text, at)
        if degrees:
            return self._add("unit", degrees.group(), at, degrees.end())
        sign = _SIGN.match(text, at)
        if sign:
            return self._sign(at, sign.end(), SIGNS[sign.group()])
        if character in VULGAR:
            above, below = VULGAR[character]
            return self._add("literal", "vulgar", at, at + 1, value=Fraction(above, below), name="vulgar")
        if character in SUPERSCRIPTS:
            match = _SUPERSCRIPT_SIGNS.match(text, at)
            assert match
            plain = "".join(SUPERSCRIPTS[sign] for sign in match.group())
            return self._add("sup", plain, at, match.end())
        if character in PREFIX_CURRENCIES or character in "℃℉¢":
            unit = find_unit(character)
            assert unit
            return self._add("unit", unit.name, at, at + 1)
        if character == "~":
            if self.latex:
                self.position, self._gap = at + 1, True
                return True
            raise ReadError('"~" may mean "not" or "approximately"; write ¬ or ≈', at)
        if self.prose and self.tokens:
            return False
        found = numerals.read_chinese(text, at)
        if found:
            return self._add_literal(found, at)
        if self.prose:
            return False
        for length in (4, 3, 2, 1):
            unit = find_unit(text[at : at + length].strip())
            if unit:
                return self._add("unit", unit.name, at, at + length)
        shown = character if character.isprintable() else f"U+{ord(character):04X}"
        raise ReadError(f"the character {shown} is not part of an expression", at)

    def _add(
        self,
        kind: str,
        text: str,
        start: int,
        end: int,
        *,
        latex: bool = False,
        value: Fraction | None = None,
        places: int | None = None,
        name: str = "",
    ) -> bool:
        self.tokens.append(Token(kind, text, start, end, self._gap, latex, value, places, name))
        self._gap = False
        self.position = end
        return True

    def _add_literal(self, found: numerals.Numeral, at: int) -> bool:
        if found.op == "num":
            return self._add(
                "num", self.text[at : found.end], at, found.end, value=found.value, places=found.places
            )
        return self._add(
            "literal", found.name, at, found.end, value=found.value, places=found.places, name=found.op
        )

    def _number(self, at: int) -> bool:
        listy = bool(self.brackets) and self.brackets[-1]
        pair = _SURE_PAIR.match(self.text, at) if listy else None
        if pair and (
            self.tokens[-1].text + pair.group(3) in ("[)", "(]") or self._beside_set_operation(pair.end())
        ):
            whole = pair.group(1)
            return self._add("num", whole, at, pair.end(1), value=Fraction(whole))
        variables = self.names.variables or frozenset()
        raised = bool(self.tokens) and self.tokens[-1].text in ("^", "_")
        found = numerals.read(
            self.text, at, in_brackets=listy, spaced=not (self.prose or raised), variables=variables
        )
        return self._add_literal(found, at)

    def _beside_set_operation(self, end: int) -> bool:
        before = self.tokens[-2].text if len(self.tokens) > 1 else ""
        return before in ("∪", "∩") or _SET_OPERATION.match(self.text, end) is not None

    def _point(self, at: int) -> bool:
        rest = self.text[at:]
        if rest.startswith("..."):
            return self._add("sign", "...", at, at + 3)
        if self.prose:
            return False
        if self.tokens and _SENTENCE_END.fullmatch(rest[:40]):
            self.position = at + 1
            return True
        raise ReadError('a point must be followed by digits; attributes ("a.b") are not expressions', at)

    def _sign(self, start: int, end: int, sign: str, *, latex: bool = False) -> bool:
        if sign == "{":
            before = self.tokens[-1].text if self.tokens else ""
            self.brackets.append(not self.latex and before not in ("^", "_"))
        elif sign in _OPENING:
            self.brackets.append(True)
        elif sign in _CLOSING and self.brackets:
            self.brackets.pop()
        elif self.text.startswith("!=", start) and start and self.text[start - 1] not in _SPACE:
            raise ReadError(
                '"!=" right after a sign may be "not equal" or a factorial; write " != " or "! ="', start
            )
        return self._add("sign", sign, start, end, latex=latex, name=PRODUCTS.get(self.text[start:end], ""))

    def _dollar(self, at: int) -> bool:
        """A dollar sign delimits mathematics if it has a partner that no digit follows, else it is money."""
        width = 2 if self.text.startswith("$$", at) else 1
        if self.dollar == width or (self.dollar is not None and width == 2):
            self.dollar, self.position, self._gap = None, at + (self.dollar or 1), True
            return True
        if self.prose:
            if self.text[at + 1 : at + 2].isdecimal():
                return self._add("unit", "$", at, at + 1)
            return False
        partner = self.text.find("$" * width, at + width, self.limit)
        if partner >= 0 and not self.text[partner + width : partner + width + 1].isdecimal():
            self.dollar, self.position, self._gap = width, at + width, True
            return True
        if width == 2:
            raise ReadError('"$$" has no partner', at)
        return self._add("unit", "$", at, at + 1)

    def _word(self, at: int) -> bool:
        identifier = _IDENTIFIER.match(self.text, at)
        assert identifier
        known = self.names.functions | (self.names.variables or frozenset())
        subscript = self.text[identifier.end() : identifier.end() + 1] in SUBSCRIPTS
        if (identifier.group() in known or identifier.group() in CALLS) and not subscript:
            return self._add("word", identifier.group(), at, identifier.end())
        match = _WORD.match(self.text, at)
        assert match
        word = match.group()
        glued = self.text[match.end() : match.end() + 1].isdecimal()
        if glued and (word not in APPLIED or word in ("log", "lg")):
            shown, digit = identifier.group(), self.text[match.end()]
            raise ReadError(f'"{shown}" may be a name or a product; write {word}_{digit} or use *', at)
        if self.prose and len(word) > 1 and not self._means_something(word):
            return False
        return self._name(at, match.end(), word)

    def _means_something(self, word: str) -> bool:
        variables = self.names.variables
        return (
            word in CONSTANTS
            or word in APPLIED
            or word in GREEK
            or word in CALLS
            or word in FUNCTION_SPELLINGS
            or (variables is not None and all(letter in variables for letter in word))
        )

    def _name(self, start: int, end: int, word: str, *, latex: bool = False) -> bool:
        """A name with its subscript, if it can have one."""
        if word in APPLIED or word in CONSTANTS or word in CALLS or word in ("lim", "sum", "prod", "int"):
            return self._add("word", word, start, end, latex=latex)
        signs = _SUBSCRIPT_SIGNS.match(self.text, end)
        if signs:
            word += "_" + "".join(SUBSCRIPTS[sign] for sign in signs.group())
            return self._add("word", word, start, signs.end(), latex=latex)
        match = (_SUBSCRIPT_SPACED if latex else _SUBSCRIPT).match(self.text, end)
        if match:
            letters = match.group(3)
            if letters and len(letters) > 1 and letters not in _NAMED_SUBSCRIPTS:
                if not self.latex:
                    raise ReadError(
                        f'where the subscript "{letters}" ends is not clear: write braces', match.start(3)
                    )
                letters = letters[0]
                return self._add("word", f"{word}_{letters}", start, match.start(3) + 1, latex=latex)
            subscript = match.group(1) or match.group(2) or letters
            return self._add("word", f"{word}_{subscript}", start, match.end(), latex=latex)
        return self._add("word", word, start, end, latex=latex)

    def _command(self, at: int) -> bool:
        match = _COMMAND.match(self.text, at)
        if match is None:
            raise ReadError("a single backslash at the end", at)
        command, end = match.group(1), match.end()
        if command in ("left", "right") and self.text[end : end + 1] == ".":
            self.position = end + 1
            return True
        if command == " " and not self.latex:
            return self._add("sign", "\\", at, end)
        if command in SPACES:
            self.position, self._gap = end, True
            return True
        if command in COMMAND_SIGNS:
            return self._sign(at, end, COMMAND_SIGNS[command], latex=True)
        if command == "$":
            return self._add("unit", "$", at, end)
        if command in FORMS:
            return self._add("form", command, at, end, latex=True)
        if command in COMMAND_NAMES or command in GREEK:
            return self._name(at, end, COMMAND_NAMES.get(command, command), latex=True)
        if command in TEXT_COMMANDS:
            return self._text(at, end)
        if command in STYLE_COMMANDS:
            letters = _LETTERS_IN_BRACES.match(self.text, end)
            if letters:
                return self._name(at, letters.end(), letters.group(1), latex=True)
            self.position = end
            return True
        if command == "mathbb":
            letters = _DOUBLE_STRUCK.match(self.text, end)
            if letters:
                return self._add(
                    "word", DOUBLE_STRUCK[letters.group(1) or letters.group(2)], at, letters.end()
                )
        if command in APPLIED or command in CALLS or command in FUNCTION_SPELLINGS:
            return self._add("word", command, at, end, latex=True)
        raise ReadError(f"the LaTeX command \\{command} is not known here", at)

    def _text(self, at: int, end: int) -> bool:
        opening = end + len(self.text[end:]) - len(self.text[end:].lstrip(_SPACE))
        closing = self.text.find("}", opening)
        if self.text[opening : opening + 1] != "{" or closing < 0:
            raise ReadError("the command for text needs {...}", at)
        content = self.text[opening + 1 : closing]
        if "{" in content or "\\" in content or "$" in content:
            raise ReadError("the text in braces contains commands", at)
        stripped = " ".join(content.split())
        if not stripped:
            self.position, self._gap = closing + 1, True
            return True
        if stripped.strip(",") in ("and", "or"):
            for comma in range(content.count(",")):
                self._add("sign", ",", at + comma, at + comma)
            return self._add("word", stripped.strip(","), at, closing + 1)
        if (stripped in CALLS or stripped in APPLIED) and _BEFORE_BRACKET.match(self.text, closing + 1):
            return self._add("word", stripped, at, closing + 1, latex=True)
        if stripped.isdecimal() and len(stripped) <= numerals.MAX_DIGITS:
            return self._add("num", stripped, at, closing + 1, value=Fraction(stripped))
        return self._add("text", stripped, at, closing + 1)


def has_commands(text: str) -> bool:
    """Whether a text has LaTeX commands; a lone backslash with space is a difference of sets."""
    return "\\" in text and "\\" in text.replace("\\ ", "")


def tokens_of(text: str, start: int, names: Names, prose: bool) -> list[Token]:
    """Split a text into tokens; the last is always `end`."""
    return Lexer(text, start, names, prose).run()
