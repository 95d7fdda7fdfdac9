"""Properties as conditions: real roots of a quadratic, where an expression is defined; roots without letters.

A quadratic is one only where its leading coefficient is not zero; of an `equation` that is not said, so that
both readings must agree.
"""

from __future__ import annotations

from collections.abc import Callable

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases import degenerate
from phi4_node.verification.reading.phrases.equations import _both_roots as both_roots
from phi4_node.verification.reading.phrases.solution_sets import Kind, assume
from phi4_node.verification.reading.phrases.unknown_numbers import _FIRST as FIRST
from phi4_node.verification.reading.phrases.unknown_numbers import _LAST as LAST
from phi4_node.verification.reading.statements import AskRewrite, AskSolve, AskValue, Given, Note, Statement
from phi4_node.verification.reading.trees import call, free_names, is_condition, number, relation, symbol


def _as_zero(q: Node) -> Node | None:
    """What a quadratic equation makes zero."""
    if q.op == "rel" and q.name == "=":
        left, right = q.args
        if left.op in ("sym", "call") and left.name in ("y", "f", "g", "p", "q", "h"):
            return right
        return Node("sub", q.args)
    return None if is_condition(q) else q


def _roots(sign: str) -> Builder:
    """The roots of a quadratic, whose leading coefficient is not zero."""

    def build(q: Node) -> tuple[Node, ...] | None:
        value, letter = _about(q)
        if value is None:
            return None
        found = relation(call("quadraticdiscriminant", value, letter), sign, number(0))
        return found, relation(call("leading", value, letter), "!=", number(0))

    return build


def _about(q: Node) -> tuple[Node | None, Node]:
    """What an equation in one unknown makes zero, and the unknown."""
    value = _as_zero(q)
    names = [name for name in ("x", "y", "z", "t") if value is not None and name in free_names(value)]
    return (value, symbol(names[0])) if names else (None, symbol("x"))


def _perhaps(conditions: Callable[[Node, Node], tuple[Node, ...]]) -> Builder:
    """The conditions on an equation of which nobody says that it is quadratic, unless one sees it."""

    def build(q: Node) -> tuple[Node, ...] | None:
        value, letter = _about(q)
        if value is None or degenerate.is_quadratic(value, letter):
            return None
        return conditions(value, letter)

    return build


_QUADRATIC = "[the] (quadratic|quadratic equation|quadratic polynomial) {q:math}"
_EQUATION = "[the] [equation|graph of] {q:math}"
_ONE = "(exactly|only) one [distinct] [real] (root|solution|zero)"
_TWO = "two [distinct|different|unequal] real (roots|solutions|zeros)"
_SOME = "(real (roots|solutions|zeros)|at least one real (root|solution))"
_NONE = "no real (roots|solutions|zeros)"
_COUNTS: tuple[tuple[str, str, Builder | None], ...] = (
    (_ONE, "=", _perhaps(degenerate.one_solution)),
    ("a double root", "=", None),
    (_TWO, ">", None),
    ("two real (roots|solutions|zeros)", ">=", None),
    (_SOME, ">=", _perhaps(degenerate.solvable)),
    (_NONE, "<", _perhaps(degenerate.never_zero)),
    ("two [distinct] (non-real|nonreal|imaginary) (roots|solutions|zeros)", "<", None),
)
"""How many roots, the sign of the discriminant of a quadratic, and what an equation that may be none adds."""


def _defined(a: Node) -> tuple[Node, ...] | None:
    """An expression equals itself where it is defined."""
    return None if is_condition(a) else (relation(a, "=", a),)


def _undefined(a: Node) -> tuple[Node, ...] | None:
    """A quotient of polynomials is not defined where its divisor is zero, and nowhere else."""
    value = a.args[1] if a.op == "rel" and a.name == "=" else a
    if value.op != "div" or any(part.op in ("div", "call", "abs") for part in _inside(value)):
        return None
    if any(part.op == "pow" and not _is_natural(part.args[1]) for part in _inside(value)):
        return None  # x^(-1) has a divisor too
    return (relation(value.args[1], "=", number(0)),)


def _is_natural(node: Node) -> bool:
    return node.value is not None and node.value.denominator == 1 and node.value > 0


def _inside(node: Node) -> list[Node]:
    return [part for inner in node.args for part in (inner, *_inside(inner))]


def _everywhere(f: Node) -> tuple[Node, ...] | None:
    """A quotient with a divisor that is at most quadratic is defined everywhere if that is never zero."""
    value = f.args[1] if f.op == "rel" and f.name == "=" else f
    if value.op != "div" or "x" not in free_names(value.args[1]):
        return None
    divisor = value.args[1]
    if degenerate.is_quadratic(divisor, symbol("x")):
        return (relation(call("quadraticdiscriminant", divisor, symbol("x")), "<", number(0)),)
    return degenerate.never_zero(divisor, symbol("x"))


def _both_are(q: Node, r: Node) -> tuple[Given] | None:
    """`the roots of 3x^2 + 5x + k are (-5 +- i*sqrt(11))/6`: sum and product of both."""
    poly = _as_zero(q)
    if poly is None or r.op in ("list", "rel") or not any(part.op == "pm" for part in (r, *_inside(r))):
        return None
    letters = [name for name in ("x", "y", "z", "t") if name in free_names(poly)]
    if len(letters) != 1:
        return None
    return (Given((call("vieta", poly, symbol(letters[0]), _signed(r, "add"), _signed(r, "sub")),)),)


def _signed(node: Node, op: str) -> Node:
    """The value with one sign; beside a root, i is the imaginary unit."""
    if node == symbol("i"):
        return call("sqrt", Node("neg", (number(1),)))
    args = tuple(_signed(part, op) for part in node.args)
    if node.op == "pm":
        return Node(op, args) if len(args) == 2 else (args[0] if op == "add" else Node("neg", args))
    return Node(node.op, args, node.name, node.value, node.places)


def _one_meeting(c: tuple[Node, ...]) -> tuple[Node, ...] | None:
    """A parabola and a line, both by y, touch; what may be no parabola may meet a line once as well."""
    if len(c) != 2 or any(part.op != "rel" or part.name != "=" or part.args[0] != symbol("y") for part in c):
        return None
    if any("y" in free_names(part.args[1]) for part in c):
        return None
    gap = Node("sub", (c[0].args[1], c[1].args[1]))
    if not degenerate.is_quadratic(gap, symbol("x")):
        return degenerate.one_solution(gap, symbol("x"))
    return (
        relation(call("quadraticdiscriminant", gap, symbol("x")), "=", number(0)),
        relation(call("leading", gap, symbol("x")), "!=", number(0)),
    )


def _two_roots(of: Node) -> tuple[Statement, ...] | None:
    return both_roots(("mu", "nu"), of)


def _with(u: tuple[str, ...], k: Kind, c: tuple[Node, ...]) -> tuple[Statement, ...]:
    return (*assume(u, k), Given(c))


def _tuples(u: tuple[str, ...], c: tuple[Node, ...]) -> tuple[AskValue] | None:
    if len(u) < 2:
        return None
    whole = c[0] if len(c) == 1 else Node("and", c)
    return (AskValue((call("count", call("tuples", whole, *map(symbol, u))),)),)


_TUPLE = "ordered (pair|pairs|triple|triples|quadruple|quadruples|quadruplet|tuple)"
_THESE = "(these|the|the two|these two) (solutions|roots|zeros)"

RULES: list[Rule] = [
    *[
        entry
        for words, sign, may_be_linear in _COUNTS
        for entry in (
            rule("conditions", f"{_QUADRATIC} (has|have) {words}", _roots(sign)),
            *(
                rule("conditions", pattern, build)
                for pattern in (
                    f"{_EQUATION} (has|have) {words}",
                    f"there (are|is) {words} (to|of) {_EQUATION}",
                )
                for build in (_roots(sign), may_be_linear)
                if build is not None
            ),
        )
    ],
    *rules(
        "statement",
        [
            "[if|suppose|given that] the [two] (roots|solutions|zeros) of [the] [quadratic]"
            " [equation|polynomial] {q:math} are {r:math}",
        ],
        _both_are,
    ),
    *rules(
        "conditions",
        [
            "there is exactly one [real] solution to the system of equations {c:conditions}",
            "the system of equations {c:conditions} has exactly one [real] solution",
        ],
        _one_meeting,
    ),
    rule(
        "truly", "there exactly one [real] solution to the system of equations {c:conditions}", _one_meeting
    ),
    *rules(
        "conditions",
        ["[the] [expression|function|value of] {a:math} is (defined|a real number|real)"],
        _defined,
    ),
    *rules("truly", ["[the] [expression|function] {a:math} defined"], _defined),
    *rules("conditions", ["[the] [expression|function] {a:math} is (undefined|not defined)"], _undefined),
    *rules("truly", ["[the] [expression|function] {a:math} (undefined|not defined)"], _undefined),
    *rules(
        "tail",
        [
            "(where|at which|for which|such that) [the] [expression|function] {a:math} is (undefined|not"
            " defined)"
        ],
        _undefined,
    ),
    *rules(
        "conditions",
        ["[the] [function|domain of] {f:math} (has a domain of|has domain|is defined for) all real numbers"],
        _everywhere,
    ),
    *rules(
        "conditions",
        ["the domain of [the] [function] {f:math} is (all|the set of [all]) real numbers"],
        _everywhere,
    ),
    *rules(
        "statement",
        [
            "(let|if|suppose|given that) [that] {u:names} denote the [two] (roots|solutions|zeros) (of|to)"
            " [the] [quadratic|equation] [equation] {of:math}",
            "[the] (equation|quadratic) [equation] {of:math} has two [real] [distinct] (solutions|roots)"
            " [,] {u:names}",
        ],
        both_roots,
    ),
    *rules(
        "statement",
        [
            "[the] (equation|quadratic|quadratic equation|polynomial) {of:math} has two"
            " [distinct|real|different] (solutions|roots|zeros)"
        ],
        _two_roots,
    ),
    *rules(
        "term",
        [f"the [positive] difference between {_THESE}", "the [positive] difference between them"],
        lambda: Node("abs", (Node("sub", (FIRST, LAST)),)),
    ),
    *rules("term", [f"the sum of {_THESE}"], lambda: Node("add", (FIRST, LAST))),
    *rules("term", [f"the product of {_THESE}"], lambda: Node("mul", (FIRST, LAST), "*")),
    *rules(
        "statement",
        ["[if|let|suppose|given that] {u:names} (are|be|is) [a|an] {k:members} [,] [and] {c:conditions}"],
        _with,
    ),
    *rules(
        "statement",
        [
            f"(find|enter|compute|determine|what is|give|state|evaluate) [all] [the] {_TUPLE} [of real"
            f" numbers] {{u:names}} [of real numbers]"
        ],
        lambda u: (AskSolve((), u),) if len(u) > 1 else None,
    ),
    *rules(
        "statement",
        [
            f"(find|enter|compute|determine|what is|give|what are) [all] [the] {_TUPLE} [of real numbers]"
            f" {{u:names}} [of real numbers] (such that|that satisfies|that satisfy|for"
            f" which|satisfying|which satisfies|solving) [the [system of] (equation|equations)] [both] [:]"
            f" {{c:conditions}}",
        ],
        lambda u, c: (AskSolve(c, u),) if len(u) > 1 else None,
    ),
    *rules(
        "statement",
        [
            f"(find|compute|determine|what is) the number of [real|ordered] {_TUPLE} {{u:names}} of real"
            f" numbers (such that|that satisfy|for which|satisfying) [the [system of]"
            f" (equation|equations)] {{c:conditions}}",
            f"how many {_TUPLE} {{u:names}} of real numbers (are there such that|satisfy|are solutions to)"
            f" [the [system of] (equation|equations)] {{c:conditions}}",
        ],
        _tuples,
    ),
    *rules(
        "statement",
        [
            "how many real solutions are there (for|to) {u:names} in [the] [following] [equation] [:]"
            " {c:conditions}"
        ],
        lambda u, c: (
            (AskValue((call("count", call("real_where", c[0], symbol(u[0]))),)),)
            if len(u) == len(c) == 1
            else None
        ),
    ),
    *rules(
        "term",
        [
            "[the] (minimum|least|smallest) [possible] value (of|for) {a:math} in [the]"
            " [equation|function] {c:math}"
        ],
        lambda a, c: call("minimum", c.args[1]) if _is_defined_by(a, c) else None,
    ),
    *rules(
        "term",
        [
            "[the] (maximum|largest|greatest) [possible] value (of|for) {a:math} in [the]"
            " [equation|function] {c:math}"
        ],
        lambda a, c: call("maximum", c.args[1]) if _is_defined_by(a, c) else None,
    ),
    *rules(
        "terms",
        ["[the] quotient and [the] remainder when {a:term} is divided by {b:term}"],
        lambda a, b: (call("quotient", a, b), call("remainder", a, b)),
    ),
    *rules(
        "term",
        [
            "[the] coefficient of {m:math} when {a:term} is multiplied by {b:term} [and the like terms are"
            " combined]"
        ],
        lambda m, a, b: _coefficient_of(m, Node("mul", (a, b), "*")),
    ),
    *rules("term", ["{n:number_word} more than {a:operand}"], lambda n, a: Node("add", (a, number(n)))),
    *rules("term", ["{n:number_word} less than {a:operand}"], lambda n, a: Node("sub", (a, number(n)))),
    *rules(
        "statement",
        ["(convert|express|write|change) {a:term} (to|as) a mixed number [in (lowest terms|simplest form)]"],
        lambda a: (AskRewrite(a, "mixed"),),
    ),
    *rules(
        "statement",
        ["(convert|express|write|change) {a:term} (to|as) a [terminating] decimal"],
        lambda a: (AskRewrite(a, "decimal"),),
    ),
    *rules(
        "note",
        ["(express|write|give) (your|the) answer as a [terminating] decimal"],
        lambda: Note(form="decimal"),
    ),
    *rules(
        "note",
        ["(express|write|give) (your|the) answer as a mixed number [in (lowest terms|simplest form)]"],
        lambda: Note(form="mixed"),
    ),
    *rules(
        "note",
        [
            "without (a|using a) calculator",
            "(enter|list|give|write) all [the] [possible]"
            " (roots|solutions|values|zeros) [of {names}] [,] separated by commas",
            "enter your answers as a comma-separated list",
        ],
        lambda: Note(),
    ),
]


def _is_defined_by(a: Node, c: Node) -> bool:
    return (
        c.op == "rel"
        and c.name == "="
        and c.args[0] == a
        and a.op == "sym"
        and a.name not in free_names(c.args[1])
    )


def _coefficient_of(m: Node, product: Node) -> Node | None:
    if m.op == "sym":
        return call("coefficient", product, m, number(1))
    if m.op == "pow" and m.args[0].op == "sym" and m.args[1].op == "num":
        return call("coefficient", product, *m.args)
    return None
