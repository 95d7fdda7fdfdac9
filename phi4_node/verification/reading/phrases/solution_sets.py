"""Sets of numbers that satisfy conditions, and what can be asked of them: how many, which is the largest.

Categories:
    zone, member, members  where the members of a set live: `positive integers`, `real values`
    tail       the condition behind `such that`, `that satisfy`, `for which`
    root_set   several numbers (shared with `equations.py`)
    extreme    one number of such a set, behind `the largest`
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskSolve, AskValue, Assume, Given
from phi4_node.verification.reading.trees import HOLE, call, free_names, number, relation, symbol

Kind = tuple[str, str]
"""A domain, and the relation to zero that its members have besides."""
_REAL: Kind = ("real", "")

_FIND = "(find|determine|calculate|compute|give|list|state|enter|what (is|are))"
_SOLVED = (
    "[the] [following] [given] [quadratic|linear|compound]"
    " [equation|inequality|equations|inequalities|system]"
)
_TRUE = "[true|satisfied|(hold|holds) [true]]"

KINDS: dict[str, Kind] = {
    "real": ("real", ""),
    "positive": ("positive", ""),
    "negative": ("negative", ""),
    "nonnegative": ("nonnegative", ""),
    "(nonnegative|non-negative) real": ("nonnegative", ""),
    "positive real": ("positive", ""),
    "negative real": ("negative", ""),
    "nonzero [real]": ("nonzero", ""),
    "(integer|integral)": ("integer", ""),
    "positive (integer|integral)": ("natural", ""),
    "negative (integer|integral)": ("integer", "<"),
    "(nonnegative|non-negative) (integer|integral)": ("integer", ">="),
    "nonzero (integer|integral)": ("integer", "!="),
}
_NOUNS: dict[str, Kind] = {
    "real numbers": ("real", ""),
    "integers": ("integer", ""),
    "positive integers": ("natural", ""),
    "natural numbers": ("natural", ""),
    "negative integers": ("integer", "<"),
    "(nonnegative|non-negative) integers": ("integer", ">="),
    "whole numbers": ("integer", ">="),
    "nonzero integers": ("integer", "!="),
    "(positive real numbers|positive numbers)": ("positive", ""),
    "(negative real numbers|negative numbers)": ("negative", ""),
    "(nonnegative|non-negative) real numbers": ("nonnegative", ""),
    "nonzero real numbers": ("nonzero", ""),
}
_NOUN: dict[str, Kind] = {
    "real number": ("real", ""),
    "integer": ("integer", ""),
    "positive integer": ("natural", ""),
    "natural number": ("natural", ""),
    "whole number": ("integer", ">="),
    "(nonnegative|non-negative) integer": ("integer", ">="),
    "negative integer": ("integer", "<"),
    "positive real number": ("positive", ""),
    "positive number": ("positive", ""),
}


def where(k: Kind, s: tuple[Node, ...], u: Node) -> Node | None:
    """The set of numbers of a kind that satisfy conditions."""
    conditions = list(s)
    if k[1]:
        if u == HOLE:
            names = {name for condition in s for name in free_names(condition)} - {"e", "pi", "i"}
            if len(names) != 1:
                return None
            u = symbol(names.pop())
        conditions.append(relation(u, k[1], number(0)))
    whole = conditions[0] if len(conditions) == 1 else Node("and", tuple(conditions))
    return call(f"{k[0]}_where", whole, u)


def _one(u: tuple[str, ...], s: tuple[Node, ...], k: Kind = _REAL) -> Node | None:
    return where(k, s, symbol(u[0])) if len(u) == 1 else None


def _ask(
    u: tuple[str, ...], s: tuple[Node, ...] = (), k: Kind = _REAL
) -> tuple[AskSolve | Assume | Given, ...]:
    """Find all x of a kind such that ..."""
    said: list[AskSolve | Assume | Given] = [AskSolve(s, u)]
    if k[0] != "real":
        said.append(Assume(u, k[0]))  # type: ignore[arg-type]  # the kinds are domains
    if k[1]:
        said.append(Given(tuple(relation(symbol(name), k[1], number(0)) for name in u)))
    return tuple(said)


def _between(a: Node, b: Node, t: Node, sign: str) -> tuple[Node, ...]:
    return (relation(b, sign, a), relation(a, sign, t))


def _count(s: Node) -> tuple[AskValue]:
    return (AskValue((call("count", s),)),)


def assume(u: tuple[str, ...], k: Kind) -> tuple[Assume | Given, ...]:
    """Where letters live."""
    said: list[Assume | Given] = [Assume(u, k[0])]  # type: ignore[arg-type]  # the kinds are domains
    if k[1]:
        said.append(Given(tuple(relation(symbol(name), k[1], number(0)) for name in u)))
    return tuple(said)


def _kinds(category: str, table: dict[str, Kind]) -> list[Rule]:
    return [rule(category, pattern, lambda value=value: value) for pattern, value in table.items()]


_ROOTS = "(solutions|roots|zeros|zeroes)"
_THAT = (
    "(such that|so that|for which|which satisfy|which satisfies|that satisfy|that"
    " satisfies|satisfying|satisfy|satisfies|that make|that makes|where)"
)

RULES: list[Rule] = [
    *_kinds("zone", KINDS),
    *_kinds("members", _NOUNS),
    *_kinds("member", _NOUN),
    *rules(
        "tail",
        [
            f"{_THAT} [both] [all] [of] {_SOLVED} [:] {{c:conditions}} {_TRUE}",
            "(in|to|of|from|for) (the|this|the following) [following] [given] (equation|inequality|system)"
            " [:] {c:conditions} [true]",
            f"for which {_SOLVED} {{c:conditions}} is (true|satisfied)",
            "(for which|such that|where) {c:truly}",
        ],
        lambda c: c,
    ),
    *rules("truly", ["{c:conditions}"], lambda c: c),
    *rules("truly", ["{a:term} [is] {r:relation} {b:term}"], lambda a, r, b: (relation(a, r, b),)),
    # "between 1 and 4" leaves open whether 1 and 4 belong to it: both are read, and must agree.
    *rules("truly", ["{a:term} [is] between {b:term} and {t:term}"], lambda a, b, t: _between(a, b, t, "<")),
    *rules(
        "truly",
        ["{a:term} [is] between {b:term} and {t:term} [,] [inclusive]"],
        lambda a, b, t: _between(a, b, t, "<="),
    ),
    *rules(
        "truly",
        ["{a:term} [is] strictly between {b:term} and {t:term}"],
        lambda a, b, t: _between(a, b, t, "<"),
    ),
    *rules("truly", ["{a:term} [is] positive"], lambda a: (relation(a, ">", number(0)),)),
    *rules("truly", ["{a:term} [is] negative"], lambda a: (relation(a, "<", number(0)),)),
    *rules(
        "root_set",
        [
            "[the] [possible|distinct|different] [{k:zone}] (values|values of) {u:names} {s:tail}",
            "[distinct] {k:members} {u:names} {s:tail}",
        ],
        _one,
    ),
    *rules(
        "root_set",
        [
            f"[the] [distinct|different] [{{k:zone}}] {_ROOTS} (to|of|for) {_SOLVED} [:] {{c:conditions}}",
            f"{{k:members}} (that satisfy|satisfying|which satisfy|that are solutions (to|of)) [both] [of]"
            f" {_SOLVED} [:] {{c:conditions}}",
        ],
        lambda c, k=None: where(k, c, HOLE) if k is not None else None,
    ),
    *rules(
        "extreme",
        [
            "[possible] [{k:zone}] value of {u:names} {s:tail}",
            "[possible] {k:member} {u:names} {s:tail}",
            "{k:member} value of {u:names} {s:tail}",
        ],
        _one,
    ),
    *rules(
        "extreme",
        [
            f"{{k:member}} (that satisfies|satisfying|which satisfies|in the solution [set] (to|of))"
            f" {_SOLVED} [:] {{c:conditions}}",
            f"{{k:member}} (solution|root) (to|of) {_SOLVED} [:] {{c:conditions}}",
            f"[{{k:zone}}] (solution|root|zero) (to|of) {_SOLVED} [:] {{c:conditions}}",
        ],
        lambda c, k=_REAL: where(k, c, HOLE),
    ),
    *rules(
        "term",
        ["[the] number of {s:root_set}", "[the] total number of {s:root_set}"],
        lambda s: call("count", s),
    ),
    *rules("term", ["[the] (average|mean) of [all] [the] {s:root_set}"], lambda s: call("mean_of", s)),
    *rules(
        "statement",
        [
            "how many {s:root_set} (are there|exist)",
            "how many {s:root_set}",
            "(find|determine|compute|calculate|what is) the number of {s:root_set}",
        ],
        _count,
    ),
    *rules(
        "statement",
        [
            "how many {k:members} {u:names} [are there that] {s:tail}",
            "how many {k:members} {u:names} are there {s:tail}",
            "how many [different|distinct|possible] [{k:zone}] values of {u:names} [are there that] {s:tail}",
            "how many [different|distinct|possible] [{k:zone}] values of {u:names} are there {s:tail}",
            "for how many {k:members} {u:names} (is|are|does|do) [it true that] {s:truly} [true|satisfied]",
            "for how many [different|distinct] [{k:zone}] values of {u:names} (is|are|does|do|do we have)"
            " [it true that] {s:truly} [true|satisfied]",
        ],
        lambda u, s, k=_REAL: _count(found) if (found := _one(u, s, k)) is not None else None,
    ),
    *rules(
        "statement",
        [
            f"how many {{k:members}} (satisfy|make|are in the solution [set] (of|to)|are solutions"
            f" (of|to)) [both] [all] [of] {_SOLVED} [:] {{c:conditions}} [true]",
            f"how many [distinct|different] {{k:zone}} {_ROOTS} (are there to|does|are there for)"
            f" {_SOLVED} {{c:conditions}} [have]",
        ],
        lambda c, k=_REAL: _count(found) if (found := where(k, c, HOLE)) is not None else None,
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [all] [the] [possible] [{{k:zone}}] (value|values) of {{u:names}} {{s:tail}}",
            f"{_FIND} [all] [the] [possible] {{k:member}} [value of] {{u:names}} {{s:tail}}",
            f"{_FIND} [all] [the] {{k:members}} {{u:names}} {{s:tail}}",
            f"(what|which) {{k:member}} {{u:names}} {_THAT} {_SOLVED} [:] {{s:conditions}}",
            f"(what|which) [{{k:zone}}] (value|values) of {{u:names}} (satisfies|satisfy|will"
            f" satisfy|makes|make) {_SOLVED} [:] {{s:conditions}} [true|a true statement]",
            "for (what|which) [{k:zone}] (value|values) of {u:names} (is|are|does|do|will) [it true that]"
            " {s:truly} [true|satisfied|hold]",
            f"for (what|which) [{{k:zone}}] (value|values) of {{u:names}} is {_SOLVED} {{s:conditions}} true",
            f"for (what|which) [{{k:zone}}] (value|values) of {{u:names}} is {_SOLVED} true [:]"
            f" {{s:conditions}}",
            "for (what|which) {k:member} {u:names} (is|does) [it true that] {s:truly} [true]",
        ],
        lambda u, s, k=_REAL: _ask(u, s, k),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [all] [the] [possible] {{k:zone}} (value|values) of {{u:names}}",
            f"{_FIND} [the] {{k:member}} {{u:names}}",
        ],
        lambda k, u: _ask(u, (), k),
    ),
    *rules("statement", [f"{_FIND} [all] [the] [possible] values of {{u:names}}"], lambda u: _ask(u)),
    *rules(
        "statement",
        [
            f"{_FIND} [all] [the] {{k:zone}} (solution|solutions|root|roots|zero|zeros) (to|of|for)"
            f" {_SOLVED} [the] [polynomial|function|expression] [:] {{c:conditions}}",
            f"{_FIND} [all] [the] {{k:members}} (satisfying|that satisfy) {_SOLVED} [:] {{c:conditions}}",
        ],
        lambda k, c: _sole(k, c),
    ),
    *rules(
        "statement",
        [
            "(let|if|suppose|given|given that|where|assume|assuming|for|and) [that] {u:names} (is|are|be)"
            " [a|an] [two|three] [fixed] {k:members}",
            "(let|if|suppose|given|given that|where|assume|assuming|for) [that] {u:names} (is|are|be)"
            " (a|an) {k:member}",
            "{u:names} (is|are) (a|an) {k:member}",
            "{u:names} are {k:members}",
            "for {k:members} {u:names}",
        ],
        assume,
    ),
    *rules(
        "statement",
        [
            "(let|suppose|assume|if) [that] {u:names} (is|are|be) [a|an] {k:member} (such that|so"
            " that|with|satisfying|that satisfies|for which) {c:conditions}",
            "(let|suppose|assume|if) [that] {u:names} (is|are|be) {k:members} (such that|so"
            " that|with|satisfying|that satisfy|for which) [the [equation|equations]] {c:conditions}",
            "{k:members} {u:names} satisfy [the] [equation|equations] {c:conditions}",
            "the {k:member} {u:names} satisfies [the] [equation|inequality] {c:conditions}",
        ],
        lambda u, k, c: (*assume(u, k), Given(c)),
    ),
    *rules(
        "statement",
        [
            "(let|suppose|assume|if) [that] {u:names} (be|are|is) [a|two] complex (number|numbers) [such"
            " that|satisfying|with] {c:conditions}",
            "[the] complex (number|numbers) {u:names} (satisfy|satisfies) {c:conditions}",
        ],
        lambda u, c: (Assume(u, "complex"), Given(c)),
    ),
    rule(
        "statement",
        "(let|suppose|if) [that] {u:names} (be|are|is) [a] complex (number|numbers)",
        lambda u: (Assume(u, "complex"),),
    ),
]


def _sole(k: Kind, c: tuple[Node, ...]) -> tuple[AskSolve | Assume | Given, ...] | None:
    names = {name for condition in c for name in free_names(condition)} - {"e", "pi", "i"}
    return _ask((names.pop(),), c, k) if len(names) == 1 else None
