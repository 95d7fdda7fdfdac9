"""Which form the answer of an exercise is to have, and rewriting into it."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskRewrite, Note
from phi4_node.verification.reading.trees import free_names, number, relation, symbol

_UNIT = relation(Node("pow", (symbol("i"), number(2))), "=", Node("neg", (number(1),)))


def _rewrite(form: str) -> Builder:
    return lambda a: (AskRewrite(a, form),)  # type: ignore[arg-type]  # forms are written below


def _names(node: Node) -> set[str]:
    return free_names(node) - {"e", "i", "pi"}


RULES: list[Rule] = [
    *rules(
        "statement",
        [
            "(completely|fully) (simplify|simplify and rationalize the denominator) [:] [of] {a:term}",
            "[simplify and] (rationalize|rationalise) the denominator (of|:|in) [the expression] {a:term}",
            "simplify {a:term} (,|and) [and] (rationalize|rationalise) the denominator",
            "simplify completely [:] {a:term}",
        ],
        _rewrite("simplified"),
    ),
    *rules(
        "statement",
        [
            "[completely] (expand|multiply out) [and simplify] [completely] [:] {a:term}",
            "(find|compute|calculate) the product [of] {a:math}",
        ],
        lambda a: (
            (AskRewrite(a, "expanded"),)
            if a.op in ("mul", "pow", "neg", "sub", "add") and _names(a)
            else None
        ),
    ),
    *rules(
        "statement",
        [
            "(factor|factorise|factorize) [completely] over the set of polynomials with integer"
            " coefficients [:] {a:term}",
            "[completely] (factor|factorise|factorize) [completely] [the] [following]"
            " [quadratic|polynomial|expression] [:] {a:term} [over the integers|completely]",
            "factor {a:term} as (far|completely) as possible",
        ],
        _rewrite("factored"),
    ),
    *rules(
        "statement",
        [
            "(express|write) [the] [value|sum|product|difference|quotient] [of] {a:term} as a"
            " [single|simplified|reduced] (common fraction|fraction) [in (lowest terms|simplest"
            " form|reduced form|its lowest terms|simplest terms)]",
            "(express|write) as a [simplified] common fraction [:] {a:term}",
            "(express|write) as a fraction in (lowest terms|simplest form) [:] {a:term}",
        ],
        _rewrite("lowest_terms"),
    ),
    *rules(
        "note",
        [
            "(express|give|write|leave) (your|the) answer (in|using) (interval notation|exact form)",
            "(express|give|write) (your|the) answer as an interval or [as] a union of intervals",
            "(enter|express|give) your answer using interval notation",
            "(express|give|write) your answer as an interval",
            "enter all [the] [possible] (values|solutions|roots|answers) [of {names}] [,]"
            " separated by commas",
            "enter your answer as a list [of numbers] separated by commas",
            "(enter|give|express|write) your answer as an ordered (pair|triple)",
            "if there (is|are) more than one [correct] [answer|solution] , (enter|list|give) (them|all of"
            " them|all solutions|them all) separated by commas",
            "(enter|write|give|express) your answer as a polynomial [in {names}]",
            "(enter|give|write|express) your (answer|equation) in the form {math}",
            '(enter|give|write|express) your (answer|equation) in the form " {math} "',
            "give the endpoints in your answer as common fractions [\\( not mixed numbers or decimals \\)]",
            "order does not matter in this problem",
            "for example , {math}",
        ],
        lambda: Note(),
    ),
    *rules(
        "note",
        [
            "(express|write|give|leave) (your|the) answer in (simplest|simplified|simplest"
            " radical|simplified radical|simple radical|reduced radical) form [in terms of {names}]"
        ],
        lambda: Note(form="simplified"),
    ),
    *rules(
        "note",
        [
            "(express|write|give|leave) (your|the) answer (as|in) (a|an) [simplified|irreducible] improper"
            " fraction"
        ],
        lambda: Note(form="lowest_terms"),
    ),
    rule("note", "note [:|that] {c:math}", lambda c: Note() if c == _UNIT else None),
]
