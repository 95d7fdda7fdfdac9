"""Sentences: definitions, what is given, and plain questions for a value; the frame that all families share.

A problem is a sequence of statements. What stands between them is only punctuation and `and`, so "Find x"
" if 2x = 6"
is a question followed by something given, and nothing that is given can be lost.
"""

from __future__ import annotations

import re

from phi4_node.verification.claims import Domain
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.grammar.scan import Scan
from phi4_node.verification.reading.statements import (
    AskSolve,
    AskValue,
    Assume,
    Define,
    Given,
    Note,
    Question,
    Statement,
)
from phi4_node.verification.reading.trees import free_names, gives_meaning_to_a_sign, is_condition, items_of

Head = tuple[str, tuple[str, ...]]

_ASK = (
    "(what is|what's|what are|calculate|evaluate|compute|find|determine|give|work"
    " out|obtain|get|state|tell me|"
    "how much is|find the value of|please calculate)"
)


def _be(h: Head, v: Node) -> tuple[Define]:
    return (Define(h[0], h[1], v),)


def _given(c: tuple[Node, ...]) -> tuple[Given]:
    return (Given(c),)


def _let(c: tuple[Node, ...]) -> tuple[Statement, ...]:
    """`Let x = 3` defines x; any other condition is given."""
    said: list[Statement] = []
    for condition in c:
        left, right = (
            condition.args if condition.op == "rel" and condition.name == "=" else (condition, condition)
        )
        if left.op == "sym" and left.name not in free_names(right):
            said.append(Define(left.name, (), right))
        else:
            said.append(Given((condition,)))
    return tuple(said)


def _defined(d: tuple[Statement, ...]) -> tuple[Statement, ...] | None:
    """`Define a * b = a + 2b` gives a sign another meaning: it is no equation for a and b."""
    of_signs = any(
        gives_meaning_to_a_sign(part)
        for statement in d
        if isinstance(statement, Given)
        for part in statement.conditions
    )
    return None if of_signs else d


def _ask(v: Node) -> tuple[AskValue]:
    return (AskValue((v,)),)


def _ask_each(items: tuple[Node, ...]) -> tuple[AskValue]:
    return (AskValue(items),)


def _assume(u: tuple[str, ...], d: Domain) -> tuple[Assume]:
    return (Assume(u, d),)


def _bare(m: Node) -> tuple[Question] | None:
    """Nothing but an expression asks for its value, nothing but equations for their solutions."""
    items = items_of(m)
    if all(is_condition(item) for item in items):
        return (AskSolve(items),)
    return None


RULES: list[Rule] = [
    *rules(
        "definition",
        [
            "{h:head} (be|denote|equal|represent) {v:value}",
            "{h:head}(为|是|表示){v:value}",
            "{h:head} be (a function|the function|a polynomial|the polynomial)"
            " [defined by|given by|such that] {v:math}",
        ],
        lambda h, v: None if is_condition(v) or v.op == "list" else _be(h, v),
    ),
    rule("definition", "{c:conditions}", _let),
    rule("definitions", "{a:definition}", lambda a: a),
    *rules(
        "definitions",
        ["{a:definitions} [,] and [let] {b:definition}", "{a:definitions} , [let] {b:definition}"],
        lambda a, b: a + b,
    ),
    *rules(
        "statement",
        [
            "let {d:definitions}",
            "consider [the] [function|functions] {d:definitions}",
            "(设|令|记|已知|若|如果|假设)[函数]{d:definitions}",
        ],
        lambda d: d,
    ),
    rule("statement", "define [the] [function|functions] {d:definitions}", _defined),
    *rules(
        "statement",
        [
            "(suppose|assume|given|if|when|where|with|since|knowing|such that|so that|provided) [that]"
            " [we have]"
            " [the] [equation|equations|system of equations|function|functions] [:] {c:conditions}",
            "(for which|satisfying|that satisfies|that satisfy) [the] [equation] {c:conditions}",
            "assuming [that] {c:conditions}",
            "给定{c:conditions}",
            "(其中|满足|当){c:conditions}[时]",
        ],
        _given,
    ),
    *rules(
        "statement",
        [
            "(if|where|suppose|assume|assuming|let|given|for) [that] {u:names} (is|are|be) [a|an] {d:domain}"
            " [number|numbers|integer]",
            "(if|where|suppose|assume|assuming|let|given|for) [that] {u:names} (is|are|be) {d:domain}s",
            "(其中|若|设|已知){u:names}(为|是){d:domain}",
        ],
        _assume,
    ),
    rule("statement", "[and] {u:names} (is|are) {d:domain}", _assume),
    rule("statement", "{n:note}", lambda n: (n,)),
    *rules(
        "statement",
        [
            f"{_ASK} [:] [the] [exact|simplified] [numerical] [value [of]] {{v:value}}",
            f"{_ASK} [the] value of the [following] expression [:|.] {{v:value}}",
            "(what|which) number is {v:value}",
            "(求|计算|求出|试求){v:value}[的值]",
            "{v:value}(是多少|等于多少|等于几|是什么|为多少|的值是多少)",
        ],
        _ask,
    ),
    rule(
        "statement",
        f"{_ASK} [the values of] {{items:terms}}",
        lambda items: _ask_each(items) if len(items) > 1 else None,
    ),
    *rules("bare", ["{v:value}"], _ask),
    rule("bare", "{v:value} =", _ask),
    rule("bare", "{m:math}", _bare),
]


def statements(scan: Scan) -> list[tuple[Statement, ...]]:
    """Every way to read the whole text as a sequence of statements."""
    found: list[tuple[Statement, ...]] = []
    _continue(scan, 0, True, (), found, set())
    return found


_MOST = 16


def _continue(
    scan: Scan,
    position: int,
    fresh: bool,
    done: tuple[Statement, ...],
    found: list[tuple[Statement, ...]],
    dead: set[tuple[int, bool]],
) -> bool:
    """Extend a reading from a position; True if the end of the text was reached."""
    position, ended = _separators(scan, position)
    fresh = fresh or ended
    if position >= len(scan.text):
        if done not in found:
            found.append(done)
        return True
    if len(found) >= _MOST or (position, fresh) in dead:
        return False
    reached = False
    for end, statement in list(scan.read("statement", position)):
        reached |= _continue(scan, end, False, (*done, *statement), found, dead)
    if fresh:
        for end, statement in list(scan.read("bare", position)):
            after, ended = _separators(scan, end)
            if ended or after >= len(scan.text):
                reached |= _continue(scan, end, False, (*done, *statement), found, dead)
    if not reached:
        dead.add((position, fresh))
    return reached


_MATHEMATICS = re.compile(r"\.\s?\.|(?<![^\W\d_]{2})(?<![\u3400-\u9fff])[!?,;:]*!")
"""Dots that say how something goes on, an exclamation mark that may be a factorial: no end of a sentence."""


def _separators(scan: Scan, position: int) -> tuple[int, bool]:
    """Past punctuation and `and`, and whether a sentence ended there."""
    ended = False
    while True:
        start = scan.skip(position)
        ended |= "\n" in scan.text[position:start]
        position = start
        at_sign = position < len(scan.text) and scan.text[position] in ".,;:?!"
        if at_sign and not _MATHEMATICS.match(scan.text, position):
            ended |= scan.text[position] != ","
            position += 1
            continue
        for word in ("and", "then", "并且", "并", "且", "则", "那么", "再"):
            after = scan.text[position + len(word) : position + len(word) + 1]
            if scan.lower.startswith(word, position) and not (word.isascii() and after.isalnum()):
                position += len(word)
                break
        else:
            return position, ended


__all__ = ["RULES", "Note", "statements"]
