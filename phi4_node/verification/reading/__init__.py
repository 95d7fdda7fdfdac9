"""The asker's words -> claims: a small grammar over sentences, noun phrases and bindings.

`read(text)` returns a `Reading`: the claims that the text makes (several if it is ambiguous; the judge then
demands that all of them agree), or the reason why it makes none. Every character is understood or nothing
is read.

How it works: `text.uniform` marks delimited mathematics; `grammar.scan.Scan` applies the rules;
`sentences.statements` gives every reading of the text as a sequence of statements; `resolve.resolve` turns
one reading into one claim.

How to add a phrase
-------------------
1. Take the file of its family in `phrases/`, or add `phrases/<family>.py` with a list `RULES` and name it
   in `FAMILIES` of `phrases/__init__.py`.
2. Say what it looks like and what it means. A noun phrase denotes a term of the term language, so it
   composes with everything else and can be bound to a name::

       rule("term", "[the] {n:ordinal} triangular number", lambda n: call("triangular", number(n)))

   A yes/no property is a "proposition"; a new kind of question is a "statement" whose builder returns a
   tuple of statements (see `statements.py`). Words of politeness or notation are a "note" in `lexicon.py`:
   only if they cannot change what the right answer is.
3. Give the operation its meaning in `checks/` (see there). A phrase whose operation has none is refused.
4. Add a problem to `tests/verification/reading/`, with a wording that must *not* be read.

The pattern language is explained in `grammar/patterns.py`, the categories in `phrases/basics.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from phi4_node.verification.claims import Claim, SolutionsClaim
from phi4_node.verification.expressions.parser import parse, parse_prefix
from phi4_node.verification.expressions.syntax import Names, Node, ReadError
from phi4_node.verification.reading import lexicon, sentences
from phi4_node.verification.reading.grammar.scan import Builtin, Result, Scan, WordsError
from phi4_node.verification.reading.grammar.table import Grammar
from phi4_node.verification.reading.listings import LISTINGS
from phi4_node.verification.reading.logic import read_logic
from phi4_node.verification.reading.moments import MOMENTS
from phi4_node.verification.reading.operands import OPERANDS, remember
from phi4_node.verification.reading.phrases import FAMILIES
from phi4_node.verification.reading.phrases.ratios import RATIOS
from phi4_node.verification.reading.phrases.unknown_digits import BUILTINS as PATTERNS
from phi4_node.verification.reading.plane.measures import settle_measures
from phi4_node.verification.reading.plane.settle import place
from phi4_node.verification.reading.resolve.resolve import resolve
from phi4_node.verification.reading.statements import Statement
from phi4_node.verification.reading.text import (
    BEGIN,
    END,
    delimited,
    function_names,
    letters_of,
    refuse_doubtful_calls,
    refuse_doubtful_derivatives,
    refuse_doubtful_signs,
    refuse_two_definitions,
    uniform,
)
from phi4_node.verification.reading.tokens import TOKENS
from phi4_node.verification.reading.trees import walk
from phi4_node.verification.reading.vectors import settle


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text claims.

    Attributes:
        claims: One claim per reading of the text; they mean the same, or the text is ambiguous.
        reason: Why there is none.
    """

    claims: tuple[Claim, ...] = ()
    reason: str = ""


def _math_reader(names: Names) -> Builtin:
    def math(scan: Scan, position: int) -> list[Result]:
        try:
            return _mathematics(scan, position, names)
        except ReadError:
            return []

    return math


def _mathematics(scan: Scan, position: int, names: Names) -> list[Result]:
    marked = delimited(scan, position)
    if marked is not None:
        node, end = _without_false_calls(marked[0], names), marked[1]
    elif scan.text.startswith(_INTEGRALS, position):
        return _integral(scan.text, position, names)
    else:
        node, end = parse_prefix(scan.text, position, names, prose=not _is_operator(scan.text, position))
        if end > position and _false_calls(node, names):
            node, end = parse_prefix(scan.text, position, _with_letters(node, names))
    if end <= position:
        return []
    remember(scan, position, end, node, marked is not None)
    return [(end, node)]


_INTEGRALS = ("∫", "\\int")
_DIFFERENTIAL = re.compile(r"d\s?[A-Za-z](?![A-Za-z])")
_MAX_INTEGRAL = 400


def _integral(text: str, start: int, names: Names) -> list[Result]:
    """An integral in prose ends at its differential."""
    for match in _DIFFERENTIAL.finditer(text, start, start + _MAX_INTEGRAL):
        try:
            return [(match.end(), parse(text[start : match.end()], names))]
        except ReadError:
            continue
    return []


_OPERATOR = re.compile(r"\\d?frac\s*\{\s*d|d(?:\^\d)?[a-z]?/d[a-z](?![a-z])")


def _is_operator(text: str, position: int) -> bool:
    """`d/dx`, which applies to what follows after a space."""
    return _OPERATOR.match(text, position) is not None


def _without_false_calls(text: str, names: Names) -> Node:
    """Read a whole text in which f, g and h are functions only if the problem defines them."""
    node = parse(text, names)
    return parse(text, _with_letters(node, names)) if _false_calls(node, names) else node


def _false_calls(node: Node, names: Names) -> bool:
    """Whether a letter was taken for a function although it is a variable elsewhere: `h^(-1)*(h + 1)`."""
    letters = {part.name for part in walk(node) if part.op == "sym"}
    return any(
        part.op == "call"
        and part.name not in names.functions
        and (part.name in letters or (part.name == "inverse" and part.args[0].op == "sym"))
        for part in walk(node)
    )


def _with_letters(node: Node, names: Names) -> Names:
    """The names with the letters of a tree as variables."""
    found = {
        part.name for part in walk(node) if part.op == "sym" or (part.op == "call" and len(part.name) == 1)
    }
    return Names(
        functions=names.functions, variables=(names.variables or frozenset()) | found - names.functions
    )


_QUOTED = re.compile(r"`[^`]{0,400}`|\"[^\"]{0,400}\"")


def _quoted(scan: Scan, position: int) -> list[Result]:
    """Text in quotation marks, which only an example of notation may contain."""
    match = _QUOTED.match(scan.text, position)
    return [(match.end(), match.group())] if match else []


GRAMMAR = Grammar(
    [*lexicon.RULES, *sentences.RULES, *(entry for family in FAMILIES for entry in family.RULES)],
    frozenset({"math", "quoted", *TOKENS, *OPERANDS, *PATTERNS, *LISTINGS, *MOMENTS, *RATIOS}),
)


def read(text: str, operations: frozenset[str]) -> Reading:
    """The claims that `text` makes.

    Args:
        text: The asker's words.
        operations: Names of calls that can be evaluated (`checks.names()`).
    """
    logical = read_logic(text)
    if logical:
        return Reading(logical)
    try:
        marked = uniform(text)
        functions = function_names(marked)
        refuse_doubtful_calls(marked, functions)
        refuse_two_definitions(marked)
        refuse_doubtful_derivatives(marked)
        refuse_doubtful_signs(marked)
        letters = letters_of(marked)
        names = Names(functions=functions, variables=None if letters is None else letters - functions)
        builtins = {
            "math": _math_reader(names),
            "quoted": _quoted,
            **TOKENS,
            **OPERANDS,
            **PATTERNS,
            **LISTINGS,
            **MOMENTS,
            **RATIOS,
        }
        scan = Scan(GRAMMAR, marked, builtins)
        said = sentences.statements(scan)
        if not said:
            return Reading(reason=_not_understood(scan))
        found = _resolve_all(said, functions, operations)
        return _emphasised(found, real=bool(_REAL.search(text)), every=bool(_EVERY.search(text)))
    except WordsError as error:
        return Reading(reason=str(error))


def _resolve_all(
    said: list[tuple[Statement, ...]], functions: frozenset[str], operations: frozenset[str]
) -> Reading:
    claims: list[Claim] = []
    reasons: list[str] = []
    for statements, imaginary in product(said, (False, True)):
        try:
            claim = resolve(
                settle(settle_measures(place(statements))), functions, operations, imaginary=imaginary
            )
        except WordsError as error:
            reasons.append(str(error))
            continue
        if claim not in claims:
            claims.append(claim)
    return Reading(tuple(claims), "" if claims else reasons[0])


_REAL = re.compile(r"\breals?\b|实|ℝ|mathbb\s*\{?\s*R", re.IGNORECASE)


_EVERY = re.compile(
    r"\b(?:all|every|each|any|roots?|zeros?|zeroes)\b|\u6240\u6709|\u5168\u90e8", re.IGNORECASE
)


def _emphasised(found: Reading, *, real: bool, every: bool) -> Reading:
    """Note whether real numbers are named ("no solution" then needs no more words) and all are asked for."""
    if not real and not every:
        return found
    claims = [
        claim.model_copy(update={"domain_said": real, "all_said": every})
        if isinstance(claim, SolutionsClaim)
        else claim
        for claim in found.claims
    ]
    return Reading(tuple(claims), found.reason)


_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,}|[^\x00-\x7f\W\d_]+")


def _not_understood(scan: Scan) -> str:
    """The first word after the rules stopped that none of them knows; else the word at which they stopped."""
    for match in _WORD.finditer(scan.text, scan.furthest):
        word = match.group().lower()
        if (
            word.isascii()
            and word not in GRAMMAR.vocabulary.plain
            and not _in_mathematics(scan.text, match.start())
        ):
            return f'the word "{match.group()}" is not understood here'
    word = scan.word_at(scan.furthest)
    if word == BEGIN:
        content = scan.text[scan.text.index(BEGIN, scan.furthest) + 1 : scan.text.index(END, scan.furthest)]
        return f'the expression "{content.strip()[:80]}" is not understood here'
    return f'the word "{word}" is not understood here' if word else "the question ends too early to be read"


def _in_mathematics(text: str, position: int) -> bool:
    """Whether a position lies between the marks of delimited mathematics."""
    return text.count(BEGIN, 0, position) > text.count(END, 0, position)
