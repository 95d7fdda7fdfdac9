"""Numbers without letters: two numbers with sum and product, consecutive integers, a number; percentages.

Two numbers get the names mu and nu, and xi is the one in the middle or `a number`. Of three and more, rho_0
is the least and tau_0 the greatest, and their sum and product have names: `their product` is one of all of
them, `the larger number` one of two. A phrase such as `their product` is only understood after the numbers
have been introduced: `resolve` refuses these names unless something says where they live.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases.solution_sets import Kind
from phi4_node.verification.reading.resolve.scope import PRONOUNS
from phi4_node.verification.reading.statements import AskClaim, AskSolve, Assume, Define, Given, Statement
from phi4_node.verification.reading.trees import call, free_names, number, relation, symbol

_FIRST, _LAST, _MIDDLE, _BASE = (symbol(name) for name in ("mu", "nu", "xi", "kappa"))


def _binary(op: str) -> Node:
    return Node(op, (_FIRST, _LAST), "*" if op == "mul" else "")


_SUM, _PRODUCT, _QUOTIENT = _binary("add"), _binary("mul"), _binary("div")
_DIFFERENCE = Node("abs", (_binary("sub"),))


def _each(build: Builder) -> Node:
    return Node("add", (build(_FIRST), build(_LAST)))


def _square(a: Node) -> Node:
    return Node("pow", (a, number(2)))


def _cube(a: Node) -> Node:
    return Node("pow", (a, number(3)))


def _reciprocal(a: Node) -> Node:
    return Node("div", (number(1), a))


def _pair(k: Kind, *equations: Node) -> tuple[Statement, ...]:
    said: list[Statement] = [Assume(("mu", "nu"), k[0])]  # type: ignore[arg-type]  # the kinds are domains
    if k[1]:
        said.append(Given(tuple(relation(part, k[1], number(0)) for part in (_FIRST, _LAST))))
    return (*said, Given(equations))


def _consecutive(
    n: int, parity: str, total: Builder, a: Node, k: Kind = ("integer", "")
) -> tuple[Statement, ...] | None:
    """`n` integers in a row, in steps of one or two."""
    if not 2 <= n <= 30:
        return None
    step = 2 if parity else 1
    start: Node = _BASE
    if parity:
        start = Node("mul", (number(2), _BASE), "*")
    if parity == "odd":
        start = Node("add", (start, number(1)))
    row = [Node("add", (start, number(step * index))) if index else start for index in range(n)]
    said: list[Statement] = [Assume(("kappa",), "integer"), *_called(row)]
    if n % 2:
        said.append(Define("xi", (), row[n // 2]))
    if k[0] == "natural" or k[1]:
        said.append(Given((relation(row[0], k[1] or ">", number(0)),)))
    return (*said, Given((relation(total(row), "=", a),)))


def _called(row: list[Node]) -> list[Statement]:
    """How consecutive numbers are spoken of: two as any other two, more by what tells their number."""
    if len(row) == 2:
        return [Define("mu", (), row[0]), Define("nu", (), row[1])]
    return [
        *(Define(name, (), row[0]) for name in ("rho_0", f"rho_{len(row)}")),
        *(Define(name, (), row[-1]) for name in ("tau_0", f"tau_{len(row)}")),
        Define("sigma_0", (), _total(row)),
        Define("omega_0", (), _times(row)),
    ]


def _extreme(name: str) -> Builder:
    """`the largest of the three integers` after as many have been introduced."""
    call_of_two = call("max" if name == "tau" else "min", _FIRST, _LAST)
    return lambda n: call_of_two if n == 2 else symbol(f"{name}_{n}")


def _total(row: list[Node]) -> Node:
    found = row[0]
    for part in row[1:]:
        found = Node("add", (found, part))
    return found


def _times(row: list[Node]) -> Node:
    found = row[0]
    for part in row[1:]:
        found = Node("mul", (found, part), "*")
    return found


def _mentioned(c: tuple[Node, ...]) -> tuple[Statement, ...] | None:
    """A sentence about numbers that have no letter says something that holds."""
    names = set().union(*(free_names(part) for part in c)) & PRONOUNS
    if not names:
        return None
    return (Given(c), Assume(("xi",), "real")) if names == {"xi"} else (Given(c),)


def _percent(a: Node, b: Node) -> tuple[AskClaim]:
    share = Node("mul", (number(100), Node("div", (a, b))), "*")
    return (AskClaim("notation", (share,), (("notation", "unit"), ("detail", "%"))),)


_TWO = "[the] two [distinct|different] {k:members_of}"
_NOUN = (
    "(number|integer|of the two numbers|of the numbers|of the two integers|of the integers|of"
    " these numbers|of the two)"
)
_NOUN_OF_SEVERAL = "(number|integer|of the numbers|of the integers|of these numbers)"
_ROW = "{n:cardinal} consecutive"
_INTEGERS = "(integers|numbers|whole numbers)"
_OF_ROW = f"of the {{n:cardinal}} [consecutive] [even|odd] {_INTEGERS}"
_OF_ALL = f"of the (consecutive|consecutive even|consecutive odd) {_INTEGERS}"

RULES: list[Rule] = [
    rule("members_of", "numbers", lambda: ("real", "")),
    rule("members_of", "{k:members}", lambda k: k),
    *rules("of_two", [f"sum of {_TWO}"], lambda k: (k, _SUM)),
    *rules("of_two", [f"product of {_TWO}"], lambda k: (k, _PRODUCT)),
    *rules("of_two", [f"[positive] difference (of|between) {_TWO}"], lambda k: (k, _DIFFERENCE)),
    *rules("of_two", [f"sum of the squares of {_TWO}"], lambda k: (k, _each(_square))),
    *rules("of_two", [f"sum of the reciprocals of {_TWO}"], lambda k: (k, _each(_reciprocal))),
    *rules(
        "of_two", [f"(average|mean|arithmetic mean) of {_TWO}"], lambda k: (k, Node("div", (_SUM, number(2))))
    ),
    *rules(
        "statement",
        ["[if|suppose|given that] the {t:of_two} is {a:term}"],
        lambda t, a: _pair(t[0], relation(t[1], "=", a)),
    ),
    *rules(
        "statement",
        [
            "[if|suppose|given that] {k:two_of} (have a sum of|sum to|add up to|whose sum is) {a:term}",
            "[if|suppose|given that] {k:two_of} have sum {a:term}",
        ],
        lambda k, a: _pair(k, relation(_SUM, "=", a)),
    ),
    *rules(
        "statement",
        ["[if|suppose|given that] {k:two_of} have a product of {a:term}"],
        lambda k, a: _pair(k, relation(_PRODUCT, "=", a)),
    ),
    *rules(
        "statement",
        [
            "[if|suppose|given that] {k:two_of} (differ by|have a difference of|have a positive difference"
            " of) {a:term}"
        ],
        lambda k, a: _pair(k, relation(_DIFFERENCE, "=", a)),
    ),
    rule("two_of", "two [distinct|different] {k:members_of}", lambda k: k),
    *rules("statement", ["[and] a product of {a:term}"], lambda a: (Given((relation(_PRODUCT, "=", a),)),)),
    *rules(
        "statement",
        ["[and] a (difference|positive difference) of {a:term}"],
        lambda a: (Given((relation(_DIFFERENCE, "=", a),)),),
    ),
    *rules(
        "statement",
        ["[and] (whose difference|their difference) is {a:term}"],
        lambda a: (Given((relation(_DIFFERENCE, "=", a),)),),
    ),
    *rules(
        "statement",
        ["[and] (whose product|their product) is {a:term}"],
        lambda a: (Given((relation(_PRODUCT, "=", a),)),),
    ),
    *rules("term", ["their sum", "the sum of the [two] (numbers|integers)"], lambda: _SUM),
    *rules("term", ["their sum", "the sum of the (numbers|integers)"], lambda: symbol("sigma_0")),
    *rules("term", ["their product", "the product of the [two] (numbers|integers)"], lambda: _PRODUCT),
    *rules("term", ["their product", "the product of the (numbers|integers)"], lambda: symbol("omega_0")),
    *rules(
        "term",
        [
            "their [positive] difference",
            "the [positive] difference (between|of) the [two] (numbers|integers)",
        ],
        lambda: _DIFFERENCE,
    ),
    *rules(
        "term",
        [
            "the (sum of their squares|sum of the squares of the [two] (numbers|integers)|sum of the"
            " squares of these [two] numbers)"
        ],
        lambda: _each(_square),
    ),
    *rules(
        "term",
        ["the (sum of their cubes|sum of the cubes of the [two] (numbers|integers))"],
        lambda: _each(_cube),
    ),
    *rules(
        "term",
        [
            "the (sum of their reciprocals|sum of the reciprocals of the [two] (numbers|integers)|sum of"
            " the reciprocals of these [two] numbers)"
        ],
        lambda: _each(_reciprocal),
    ),
    *rules("term", ["their (average|mean|arithmetic mean)"], lambda: Node("div", (_SUM, number(2)))),
    *rules("term", ["the (square|squares) of their difference"], lambda: _square(_binary("sub"))),
    *rules(
        "term", [f"the (larger|greater|bigger|largest|greatest|biggest) {_NOUN}"], lambda: _extreme("tau")(2)
    ),
    *rules("term", [f"the (smaller|lesser|smallest|least) {_NOUN}"], lambda: _extreme("rho")(2)),
    *rules("term", [f"the (larger|greater|largest|greatest) {_OF_ROW}"], _extreme("tau")),
    *rules("term", [f"the (smaller|lesser|smallest|least) {_OF_ROW}"], _extreme("rho")),
    *rules(
        "term",
        [f"the (largest|greatest|biggest) {_NOUN_OF_SEVERAL}", f"the (largest|greatest) {_OF_ALL}"],
        lambda: symbol("tau_0"),
    ),
    *rules(
        "term",
        [f"the (smallest|least) {_NOUN_OF_SEVERAL}", f"the (smallest|least) {_OF_ALL}"],
        lambda: symbol("rho_0"),
    ),
    *rules("term", [f"the (larger|greater|largest|greatest) {_OF_ALL}"], lambda: _extreme("tau")(2)),
    *rules("term", [f"the (smaller|smallest|least) {_OF_ALL}"], lambda: _extreme("rho")(2)),
    *rules(
        "term",
        ["the (middle|median) (number|integer|of the three [consecutive] integers|one)"],
        lambda: _MIDDLE,
    ),
    *rules(
        "statement",
        [f"[if|suppose] the sum of {_ROW} {_INTEGERS} is {{a:term}}"],
        lambda n, a: _consecutive(n, "", _total, a),
    ),
    *rules(
        "statement",
        [f"[if|suppose] the sum of {_ROW} even {_INTEGERS} is {{a:term}}"],
        lambda n, a: _consecutive(n, "even", _total, a),
    ),
    *rules(
        "statement",
        [f"[if|suppose] the sum of {_ROW} odd {_INTEGERS} is {{a:term}}"],
        lambda n, a: _consecutive(n, "odd", _total, a),
    ),
    *rules(
        "statement",
        [f"[if|suppose] the product of {_ROW} (positive integers|natural numbers) is {{a:term}}"],
        lambda n, a: _consecutive(n, "", _times, a, ("natural", "")),
    ),
    *rules(
        "statement",
        [f"[if|suppose] the product of {_ROW} whole numbers is {{a:term}}"],
        lambda n, a: _consecutive(n, "", _times, a, ("integer", ">=")),
    ),
    *rules(
        "statement",
        [f"[if|suppose] the product of {_ROW} positive even {_INTEGERS} is {{a:term}}"],
        lambda n, a: _consecutive(n, "even", _times, a, ("natural", "")),
    ),
    *rules(
        "statement",
        [f"[if|suppose] the product of {_ROW} positive odd {_INTEGERS} is {{a:term}}"],
        lambda n, a: _consecutive(n, "odd", _times, a, ("natural", "")),
    ),
    *rules(
        "statement",
        [f"[if|suppose] the product of {_ROW} odd whole numbers is {{a:term}}"],
        lambda n, a: _consecutive(n, "odd", _times, a, ("integer", ">=")),
    ),
    *rules("term", ["(a|a certain|some|the|this) number"], lambda: _MIDDLE),
    *rules("term", ["{n:number_word} times {a:operand}"], lambda n, a: Node("mul", (number(n), a), "*")),
    *[
        rule("number_word", word, lambda value=value: value)
        for value, word in enumerate(
            "two three four five six seven eight nine ten eleven twelve".split(), start=2
        )
    ],
    *rules("statement", ["[if|when|suppose] {c:conditions}"], _mentioned),
    rule("statement", "what is the number", lambda: (AskSolve((), ("xi",)),)),
    *rules(
        "statement",
        [
            "{a:term} is what (percent|percentage) of {b:term}",
            "what (percent|percentage) of {b:term} (is|are) {a:term}",
            "(express|find|what is) {a:term} as a percentage of {b:term}",
        ],
        _percent,
    ),
    *rules(
        "term",
        ["{a:math} (percent|%) (less than|smaller than) {b:operand}"],
        lambda a, b: _changed(a, b, "sub"),
    ),
    *rules(
        "term", ["{a:math} (percent|%) (more|greater) than {b:operand}"], lambda a, b: _changed(a, b, "add")
    ),
    *rules("term", ["{b:operand} (increased by) {a:math} (percent)"], lambda a, b: _changed(a, b, "add")),
    *rules(
        "term",
        ["{b:operand} (decreased by|reduced by) {a:math} (percent)"],
        lambda a, b: _changed(a, b, "sub"),
    ),
]


def _changed(a: Node, b: Node, op: str) -> Node | None:
    share = a if a.op == "percent" else Node("percent", (a,)) if a.op == "num" else None
    return None if share is None else Node(op, (b, Node("mul", (share, b), "*")))
