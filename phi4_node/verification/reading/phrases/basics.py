"""What every other phrase is built from: values, lists of values, conditions, unknowns.

Categories:
    term        one thing with a value, without a final "rounded to ..."
    value       a term, perhaps rounded
    operand, divisor, tight, grouped: terms that may stand beside a word that is an operator (`operands.py`)
    terms       several terms: `1, x and the square root of 4`
    conditions  equations and inequalities, in signs or in words
    names       variables: `x`, `x and y`
    heads       what a definition defines: `y`, `f(x)`
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.trees import call, is_condition, is_value, items_of, number, relation


def _term(m: Node) -> Node | None:
    return m if is_value(m) else None


def _terms(m: Node) -> tuple[Node, ...] | None:
    return m.args if m.op == "list" and all(is_value(part) for part in m.args) else None


def _conditions(m: Node) -> tuple[Node, ...] | None:
    items = items_of(m)
    return items if all(is_condition(item) for item in items) else None


def _names(m: Node) -> tuple[str, ...] | None:
    items = m.args if m.op in ("list", "pair", "tuple") else (m,)
    return tuple(item.name for item in items) if items and all(item.op == "sym" for item in items) else None


def _head(m: Node) -> tuple[str, tuple[str, ...]] | None:
    if m.op == "sym":
        return m.name, ()
    if m.op == "call" and m.args and all(part.op == "sym" for part in m.args):
        return m.name, tuple(part.name for part in m.args)
    return None


def rounded(a: Node, places: int) -> Node:
    """`a` rounded to decimal places, half away from zero as schools do."""
    return call("round", a, number(places))


def _nearest(a: Node, unit: Node) -> Node:
    return call("round_to", a, unit)


def _place(a: Node, p: int) -> Node:
    return rounded(a, -p)


RULES: list[Rule] = [
    rule("term", "{m:math}", _term),
    rule("terms", "{m:math}", _terms),
    rule("terms", "{a:term}", lambda a: (a,)),
    *rules(
        "terms",
        ["{a:terms} [,] and {b:terms}", "{a:terms} , {b:terms}", "{a:terms}(和|与|及){b:terms}"],
        lambda a, b: a + b,
    ),
    rule("value", "{a:term}", lambda a: a),
    *rules(
        "value",
        [
            "{a:term} [rounded|correct|approximated] to {n:cardinal} (dp|dps|d.p.|decimal places|decimal"
            " place|decimals)",
            "{a:term}(保留|精确到){n:cardinal}位小数",
        ],
        lambda a, n: rounded(a, n),
    ),
    *rules(
        "value",
        [
            "{a:term} [,] [rounded|correct] to the nearest {p:place}",
            "{a:term}(四舍五入到|精确到){p:place}",
        ],
        _place,
    ),
    *rules(
        "value",
        ["{a:term} , in decimal form to the nearest {p:place}"],
        _place,
    ),
    rule("value", "{a:term} [,] [rounded] to the nearest {unit:math}", lambda a, unit: _nearest(a, unit)),
    rule("conditions", "{m:math}", _conditions),
    *rules(
        "conditions",
        [
            "{a:conditions} [,] and {b:conditions}",
            "{a:conditions} , {b:conditions}",
            "{a:conditions}(且|和){b:conditions}",
        ],
        lambda a, b: a + b,
    ),
    *rules(
        "conditions",
        ["{a:term} (is|be|are) {r:relation} {b:term}", "{a:term}{r:relation}{b:term}"],
        lambda a, r, b: (relation(a, r, b),),
    ),
    *rules("conditions", ["{a:term} (equals|is|=) {b:term}"], lambda a, b: (relation(a, "=", b),)),
    rule("names", "{m:math}", _names),
    *rules("names", ["{a:names} [,] and {b:names}", "{a:names}(和|与|,){b:names}"], lambda a, b: a + b),
    rule("head", "{m:math}", _head),
    rule("head", "the function {m:math}", _head),
    rule("head", "函数{m:math}", _head),
]
