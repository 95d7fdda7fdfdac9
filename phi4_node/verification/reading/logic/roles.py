"""What people say about who tells the truth: "Bob is a knave or I am a knight", "we are the same kind".

The letters of the formulas are the people; a letter is true if that person tells the truth.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from phi4_node.verification.reading.logic.formulas import Formula, atom, join, negation


class StatementError(Exception):
    """The statement is not understood."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The two kinds of people.

    Attributes:
        honest: Words for those who always tell the truth, in lower case, singular and plural.
        liar: Words for those who always lie.
        people: Everybody's name.
    """

    honest: tuple[str, ...]
    liar: tuple[str, ...]
    people: tuple[str, ...]

    def role(self, word: str) -> bool | None:
        """True for the honest kind, False for the other, None for neither."""
        word = re.sub(r"^(?:(?:an?|the)\s+|(?:也|都|一个|个|名)\s*)", "", word.strip().lower())
        if word in self.honest:
            return True
        return False if word in self.liar else None

    @property
    def words(self) -> str:
        """A pattern for any word for a role."""
        known = sorted({*self.honest, *self.liar}, key=len, reverse=True)
        return "|".join(re.escape(word) for word in known)

    @property
    def names(self) -> str:
        """A pattern for any name."""
        return "|".join(re.escape(name) for name in sorted(self.people, key=len, reverse=True))


_MAX_DEPTH = 12
_WRAPPERS = (
    (re.compile(r"(?:it is|it's) (?:true|the case) that (.+)", re.IGNORECASE), False),
    (re.compile(r"(?:it is|it's) (?:not true|false|not the case) that (.+)", re.IGNORECASE), True),
)
_IF = re.compile(r"if (?P<a>.+?),? then (?P<b>.+)|如果(?P<c>.+?),?(?:那么|则)(?P<d>.+)", re.IGNORECASE)
_IF_COMMA = re.compile(r"if (?P<a>[^,]+), (?P<b>[^,]+)", re.IGNORECASE)
_IFF = re.compile(
    r"(?P<a>.+?),? (?:if and only if|iff|exactly if|precisely when|exactly when) (?P<b>.+)"
    r"|(?P<c>.+?)当且仅当(?P<d>.+)",
    re.IGNORECASE,
)
_ONLY_IF = re.compile(r"(?P<a>.+?) only if (?P<b>.+)", re.IGNORECASE)
_ONE_OF = re.compile(
    r"(?P<e>[Ee]ither )?(?P<a>[A-Z][a-z]*) or (?P<b>[A-Z][a-z]*) "
    r"(?P<p>(?:is|am|are) (?:not )?(?:an? |the )?[\w-]+)"
)
_TRUTHS = (
    r"(?:always )?tell(?:s|ing)? (?:only )?the truth|(?:is |are )?truthful|(?:is |are )?honest|(?:总是|永远"
    r"|只)?说真话"
)
_LIES = (
    r"(?:always )?(?:lie|lies|lying|tell lies|tells lies|telling lies)|(?:总是|永远|只)?(?:说谎|说假话|撒谎)"
)


class StatementReader:
    """Reads what one speaker says.

    Args:
        roles: The kinds of people and their names.
        speaker: Who `I` and `we` are.
        exclusive: Whether `either A or B` excludes both.
    """

    def __init__(self, roles: Roles, speaker: str, exclusive: bool = False) -> None:
        self.roles = roles
        self.speaker = speaker
        self.exclusive = exclusive
        self._enclosed: list[Formula] = []
        self.doubtful = False
        """Whether a word was met that some use exclusively."""

    def read(self, text: str, depth: int = 0) -> Formula:
        """The formula of a statement.

        Raises:
            StatementError: it is not understood or could be meant in two ways.
        """
        text = text.strip().rstrip(".,;!").strip()
        if depth > _MAX_DEPTH:
            raise StatementError("nested too deeply")
        text = self._without_brackets(text, depth)
        for pattern, denied in _WRAPPERS:
            match = pattern.fullmatch(text)
            if match and not re.search(r"\b(?:and|or|if)\b", match[1]):
                inner = self.read(match[1], depth + 1)
                return negation(inner) if denied else inner
        return self._joined(text, depth) or self._simple(text)

    def _without_brackets(self, text: str, depth: int) -> str:
        """The text with a mark in place of every statement in brackets, which is read by itself."""
        pieces: list[str] = []
        level = last = 0
        for place, character in enumerate(text):
            if character == "(":
                if not level:
                    pieces.append(text[last:place])
                    last = place + 1
                level += 1
            elif character == ")":
                level -= 1
                if level < 0:
                    raise StatementError("a bracket is not opened")
                if not level:
                    self._enclosed.append(self.read(text[last:place], depth + 1))
                    pieces.append(f"⟦{len(self._enclosed) - 1}⟧")
                    last = place + 1
        if level:
            raise StatementError("a bracket is not closed")
        return "".join(pieces) + text[last:]

    def _joined(self, text: str, depth: int) -> Formula | None:
        for pattern, op in ((_IFF, "iff"), (_IF, "implies"), (_ONLY_IF, "implies"), (_IF_COMMA, "implies")):
            match = pattern.fullmatch(text)
            if match is not None:
                first, second = [part for part in match.groups() if part is not None]
                if re.match(r"if\b", first, re.IGNORECASE) or re.search(
                    r"\bif\b|当且仅当", second, re.IGNORECASE
                ):
                    raise StatementError("several conditions")
                if pattern in (_IFF, _ONLY_IF):
                    return Formula(op, (self._simple(first), self._simple(second)))
                if re.search(r", (?:and|or|but) ", second):
                    raise StatementError("it is not clear where the condition ends")
                return Formula(op, (self.read(first, depth + 1), self.read(second, depth + 1)))
        counted = self._simple_or_none(text)
        if counted is not None:
            return counted
        one_of = _ONE_OF.fullmatch(text)
        if one_of:
            people, honest = (
                self._people(f"{one_of['a']} and {one_of['b']}") or [],
                self._predicate(one_of["p"]),
            )
            if len(people) != 2 or honest is None:
                raise StatementError("not two people")
            return self._either([_is(person, honest) for person in people], bool(one_of["e"]))
        either = re.match(r"either ", text, re.IGNORECASE)
        rest = text[either.end() :] if either else text
        for joint, separator in (
            ("or", r",? or |或者|或"),
            ("and", r",? and |,? but |并且|而且|且|,(?=[\u4e00-\u9fff])"),
        ):
            parts = [part for part in re.split(separator, rest) if part]
            if len(parts) < 2 or (either and joint == "and"):
                continue
            if joint == "or" and re.search(r"\band\b|且", rest) and not self._whole(parts):
                raise StatementError("and beside or")
            return self._combine(joint, parts, bool(either), depth)
        return None

    def _whole(self, parts: Sequence[str]) -> bool:
        """Whether each part is a plain statement by itself, so that its `and` joins names only."""
        return all(self._simple_or_none(part) is not None for part in parts)

    def _combine(self, op: str, parts: list[str], either: bool, depth: int) -> Formula:
        formulas: list[Formula] = []
        for index, part in enumerate(parts):
            if index and self.roles.role(part) is not None:
                raise StatementError("a role without a name")  # "Bob is a knight or a knave"
            formulas.append(self.read(part, depth + 1))
        return self._either(formulas, either) if op == "or" else join(op, formulas)

    def _either(self, formulas: list[Formula], either: bool) -> Formula:
        """At least one of them, or exactly one if there is an `either` and it is taken so."""
        self.doubtful |= either
        return _count(formulas, exactly=1) if either and self.exclusive else join("or", formulas)

    # One thing said of one or several people ------------------------------------------------------

    def _simple(self, text: str) -> Formula:
        found = self._simple_or_none(text)
        if found is None:
            raise StatementError(f'"{text[:60]}" is not understood')
        return found

    def _simple_or_none(self, text: str) -> Formula | None:
        enclosed = re.fullmatch(r"⟦(\d+)⟧", text.strip())
        if enclosed:
            return self._enclosed[int(enclosed[1])]
        for shape in (self._of_each, self._counted, self._compared):
            found = shape(text)
            if found is not None:
                return found
        return None

    def _predicate(self, text: str) -> bool | None:
        """`is a knight`, `are knaves`, `is lying`, `always tells the truth`: whether it means honest."""
        text = text.strip()
        match = re.fullmatch(
            rf"(?:is|are|am|'m|'s|was|是|都是|也是)\s*(not |definitely |both |all )?(?:an? |the "
            rf")?({self.roles.words})",
            text,
            re.IGNORECASE,
        )
        if match:
            honest = self.roles.role(match[2])
            return (not honest) if match[1] and match[1].strip().lower() == "not" else honest
        match = re.fullmatch(
            rf"(?:不是|都不是|is not|isn't|are not|aren't|am not)\s*(?:an? |the |一个)?({self.roles.words})",
            text,
            re.IGNORECASE,
        )
        if match:
            return not self.roles.role(match[1])
        if re.fullmatch(rf"(?:is |are |am )?(?:{_TRUTHS})", text, re.IGNORECASE):
            return True
        return False if re.fullmatch(rf"(?:is |are |am |在)?(?:{_LIES})", text, re.IGNORECASE) else None

    def _of_each(self, text: str) -> Formula | None:
        """`A is a knight`, `A and I are both knaves`, `neither A nor B is a knave`."""
        neither = re.fullmatch(
            r"neither (?P<a>.+?) nor (?P<b>.+?) (?P<p>(?:is|are|am) .+)", text, re.IGNORECASE
        )
        if neither:
            people = [*(self._people(neither["a"]) or []), *(self._people(neither["b"]) or [])]
            honest = self._predicate(neither["p"])
            if len(people) != 2 or honest is None:
                return None
            return join("and", [_is(person, not honest) for person in people])
        match = re.fullmatch(
            r"(?:both )?(?P<s>.+?)(?P<p> ?(?:\bis\b|\bare\b|\bam\b|'m\b|\bisn't|\baren't|都?不?是|(?:always "
            r")?\btell|(?:always )?\blie).*)",
            text,
            re.IGNORECASE,
        )
        if match is None:
            return None
        people, honest = self._people(match["s"]) or [], self._predicate(match["p"])
        if not people or honest is None:
            return None
        denied = re.match(r" ?(?:are not|aren't)", match["p"])
        if len(people) > 1 and denied:
            return None  # "A and B are not knights": none of them, or not both
        return join("and", [_is(person, honest) for person in people])

    def _counted(self, text: str) -> Formula | None:
        """`at least one of us is a knave`, `exactly two of A, B and C are knights`, `none of us is one`."""
        match = re.fullmatch(
            r"(?P<q>at least one|at least two|exactly one|exactly two|only one|none|neither|both|all|at "
            r"most one|just one|all three) "
            r"of (?P<s>.+?) (?P<p>(?:is|are|am|tells?|lies?) ?.*)",
            text,
            re.IGNORECASE,
        )
        if match is None:
            return None
        people, honest = self._people(match["s"]) or [], self._predicate(match["p"])
        if len(people) < 2 or honest is None:
            return None
        parts = [_is(person, honest) for person in people]
        quantity = match["q"].lower()
        if (quantity in ("neither", "both") and len(people) != 2) or (
            quantity == "all three" and len(people) != 3
        ):
            return None
        if quantity in ("all", "both", "all three") and re.match(r"\w+(?:n't| not)\b", match["p"]):
            return None  # "all of us are not knights": none of us, or not all
        if quantity in ("none", "neither"):
            return negation(join("or", parts))
        if quantity in ("all", "both", "all three"):
            return join("and", parts)
        if quantity == "at most one":
            return negation(_count(parts, at_least=2))
        number = 2 if quantity.endswith("two") else 1
        return (
            _count(parts, at_least=number)
            if quantity.startswith("at least")
            else _count(parts, exactly=number)
        )

    def _compared(self, text: str) -> Formula | None:
        """`A and I are the same kind`, `B is of a different type than C`."""
        kind = r"(?:kind|type|sort)s?(?: of (?:person|people|inhabitant))?"
        match = re.fullmatch(
            rf"(?P<a>.+?) (?:is|are|am) (?:of |both )?(?P<w>the same|(?:a |of )?different|opposite|not the "
            rf"same) {kind}"
            rf"(?: (?:as|than|from|to) (?P<b>.+))?",
            text,
            re.IGNORECASE,
        )
        if match is None:
            return None
        people = [
            *(self._people(match["a"]) or []),
            *((self._people(match["b"]) or []) if match["b"] else []),
        ]
        if len(people) != 2 or people[0] == people[1]:
            return None
        same = Formula("iff", (atom(people[0]), atom(people[1])))
        return same if match["w"].lower() == "the same" else negation(same)

    def _people(self, text: str) -> list[str] | None:
        """The people named by a list of names; None if a word is no name."""
        text = text.strip()
        if re.fullmatch(
            r"we(?: both| all)?|us|both of us|all of us|us both|我们(?:都|俩)?|我们两个|我们三个",
            text,
            re.IGNORECASE,
        ):
            if re.search(r"both|俩|两", text) and len(self.roles.people) != 2:
                return None
            return list(self.roles.people)
        found: list[str] = []
        for part in re.split(r",? and |, |和|与|,", text):
            if part in ("I", "i", "me", "myself", "我", "我自己"):
                found.append(self.speaker)
            elif part in self.roles.people:
                found.append(part)
            else:
                return None
        return found if len(set(found)) == len(found) else None


def _is(person: str, honest: bool) -> Formula:
    return atom(person) if honest else negation(atom(person))


def _count(parts: Sequence[Formula], *, at_least: int = 0, exactly: int = 0) -> Formula:
    """At least or exactly so many of the parts are true."""
    if exactly:
        enough = _count(parts, at_least=exactly)
        if exactly + 1 > len(parts):
            return enough
        return Formula("and", (enough, negation(_count(parts, at_least=exactly + 1))))
    if at_least > len(parts):
        raise StatementError("more than there are")
    groups = [join("and", group) for group in itertools.combinations(parts, at_least)]
    return join("or", groups)
