"""Functions and polynomials in words: coefficients, roots by name, extremes, domains and ranges."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases.solution_sets import Kind, assume
from phi4_node.verification.reading.statements import AskSolve, AskValue, Assume, Given
from phi4_node.verification.reading.trees import (
    HOLE,
    call,
    free_names,
    gives_meaning_to_a_sign,
    is_condition,
    number,
    symbol,
)

_CONSTANTS = {"e", "i", "pi"}
_THING = (
    "[the] [following] [quadratic|cubic|linear|rational|real-valued]"
    " [polynomial|expression|function|product|quadratic|cubic]"
)
_REAL_NUMBERS = "[,] [over] [all] [real] [numbers|values] [of] [{names}]"


def _names(node: Node) -> set[str]:
    return free_names(node) - _CONSTANTS


# Given forms --------------------------------------------------------------------------------------


def _identity(a: Node, f: Node, u: tuple[str, ...] = ()) -> Node | None:
    """`a` and `f` are the same for every value of the letter that they share."""
    shared = _names(a) & _names(f) - set(u)
    if len(shared) != 1 or (not u and _names(a) != shared) or is_condition(a) or is_condition(f):
        return None
    return call("identical", Node("sub", (a, f)), symbol(shared.pop()))


def _is_form(a: Node, f: Node) -> tuple[Given] | None:
    found = _identity(a, f)
    return None if found is None else (Given((found,)),)


def _form_with(a: Node, f: Node, u: tuple[str, ...], k: Kind) -> tuple[Given | Assume, ...] | None:
    given = _is_form(a, f)
    if given is None or not set(u) <= free_names(f) - free_names(a):
        return None
    return (*given, *assume(u, k))


def _same(c: Node, u: tuple[str, ...]) -> Node | None:
    if c.op != "rel" or c.name != "=":
        return None
    names = _names(c)
    if len(names - set(u)) != 1 or not set(u) <= names:
        return None
    return call("identical", Node("sub", c.args), symbol((names - set(u)).pop()))


def _constants(u: tuple[str, ...], c: Node) -> tuple[Given, ...] | None:
    found = _same(c, u)
    return None if found is None else (Given((found,)),)


def _find_constants(u: tuple[str, ...], c: Node) -> tuple[AskSolve, ...] | None:
    found = _same(c, u)
    return None if found is None else (AskSolve((found,), u),)


def _equation_form(e: Node) -> tuple[Given, ...] | None:
    """`A/(x-2) + B/(x+2) = (7x-2)/(x^2-4)` by partial fractions: letters on one side only are constants."""
    if e.op != "rel" or e.name != "=":
        return None
    left, right = (_names(side) for side in e.args)
    shared = left & right
    if len(shared) != 1 or not left ^ right:
        return None
    return (Given((call("identical", Node("sub", e.args), symbol(shared.pop())),)),)


# Roots by name ------------------------------------------------------------------------------------


def _all_roots(u: tuple[str, ...], of: Node) -> tuple[Given | Assume, ...] | None:
    """Three or more letters are the roots of a polynomial of that degree, each as often as it occurs."""
    poly = Node("sub", of.args) if of.op == "rel" and of.name == "=" else of
    names = _names(poly)
    if len(u) < 3 or len(names) != 1 or names & set(u) or (is_condition(of) and of.op != "rel"):
        return None
    return (Given((call("vieta", poly, symbol(names.pop()), *map(symbol, u)),)), Assume(u, "complex"))


# Parts --------------------------------------------------------------------------------------------


def _coefficient(m: Node, a: Node) -> Node | None:
    if m.op == "sym":
        return call("coefficient", a, m, number(1))
    if m.op == "pow" and m.args[0].op == "sym" and m.args[1].op == "num":
        return call("coefficient", a, *m.args)
    if m.op == "mul":  # of x^2*y, the coefficient of y in that of x^2; of both letters only this power counts
        first = _coefficient(m.args[0], a)
        return None if first is None else _coefficient(m.args[1], first)
    return None


def _of_letter(name: str, *rest: Node) -> Builder:
    return lambda a: call(name, a, HOLE, *rest)


def _closed(name: str) -> Builder:
    def build(a: Node, c: tuple[Node, ...] = ()) -> Node | None:
        return None if is_condition(a) else call(name, a)

    return build


def _of_graph(name: str) -> Builder:
    """`the range of y = ...`."""

    def build(c: Node) -> Node | None:
        if c.op != "rel" or c.name != "=":
            return None
        left, right = c.args
        if left == symbol("x") and name in ("domain", "range"):
            return (
                None  # of the curve x = y^2 it is meant of x and y, of a function x of y the other way round
            )
        is_head = left.op == "sym" or (left.op == "call" and all(part.op == "sym" for part in left.args))
        return call(name, right) if is_head and left.name not in _names(right) else None

    return build


def _defined(d: tuple[Node, ...], c: tuple[Node, ...] = ()) -> tuple[Given, ...]:
    return (Given(d), *((Given(c),) if c else ()))


def _for_all(d: Node, u: tuple[str, ...], k: Kind = ("real", "")) -> tuple[Given | Assume, ...] | None:
    """A definition holds for all values of its own parameters, and for no other letter is that dropped.

    Where they are not all real numbers, that is said besides; `resolve/refusals.py` sees to what it means.
    """
    if d.op != "rel" or d.name != "=" or d.args[0].op != "call":
        return None
    parameters = d.args[0].args
    if (
        not parameters
        or {part.name for part in parameters} != set(u)
        or any(part.op != "sym" for part in parameters)
    ):
        return None
    if k == ("real", ""):
        return (Given((d,)),)
    return (Given((d,)), Assume(u, k[0]))  # type: ignore[arg-type]  # the kinds are domains


_FORM = "[in|as|into] [the] [form] [of]"
_WRITTEN = "(written|expressed|rewritten|factored|put|represented|expressed)"
_EXTREME = {
    "minimum": "(minimum|smallest|least|lowest) [possible] value",
    "maximum": "(maximum|largest|greatest|biggest|highest) [possible] value",
}

RULES: list[Rule] = [
    *rules(
        "term",
        ["the [quadratic|rational|linear|cubic] (polynomial|function|equation|quadratic) {a:math}"],
        lambda a: None if is_condition(a) else a,
    ),
    *rules(
        "statement",
        [
            f"{_THING} {{a:term}} (can|may) be {_WRITTEN} (in the form|as|in the form of|into) {{f:math}}",
            f"[when|if] {_THING} {{a:term}} is {_WRITTEN} (in the form|as|in the form of|into) {{f:math}}",
            f"(write|rewrite|express|factor) {_THING} {{a:term}} (in the form|as|in the form of|into)"
            f" {{f:math}}",
            "[if] {a:term} (factors|can be factored) (as|into) {f:math}",
        ],
        _is_form,
    ),
    *rules(
        "statement",
        [
            f"{_THING} {{a:term}} (can|may) be {_WRITTEN} (in the form|as|in the form of|into) {{f:math}}"
            f" [,] where {{u:names}} (are|is) {{k:constants}}",
            f"[when|if] {_THING} {{a:term}} is {_WRITTEN} (in the form|as|in the form of|into) {{f:math}}"
            f" [,] where {{u:names}} (are|is) {{k:constants}}",
            f"(write|rewrite|express) {_THING} {{a:term}} (in the form|as|in the form of) {{f:math}} [,]"
            f" where {{u:names}} (are|is) {{k:constants}}",
        ],
        _form_with,
    ),
    *rules(
        "constants",
        ["[some] [real] (constants|numbers|real numbers)", "[a] [real] (constant|number)"],
        lambda: ("real", ""),
    ),
    rule("constants", "{k:members}", lambda k: k),
    *rules(
        "statement",
        [
            "{u:names} are (constants|numbers|real numbers) (such that|for which|so that) {c:math}",
            "(there are|there exist|let) [real|unique] (constants|numbers|real numbers) {u:names} (such"
            " that|for which|so that) {c:math}",
            "(if|given that|suppose) {c:math} for (all|every) [real] [number|numbers|value of|values of]"
            " [{names}] [,] where {u:names} are constants",
            "{u:names} are constants and {c:math}",
        ],
        _constants,
    ),
    rule(
        "statement",
        "for (every|all) [real] (number|numbers|values of|value of) {c:conditions}",
        lambda c: () if all(part.op == "rel" and part.name == "!=" for part in c) else None,
    ),
    *rules(
        "statement",
        ["by partial fractions [,] {e:math}", "[the] partial fraction decomposition [of] {e:math}"],
        _equation_form,
    ),
    *rules(
        "statement",
        [
            "find [the] [real] (constants|constant|values of the constants) {u:names} (such that|so"
            " that|for which) {c:math}",
            "find [the] {u:names} (such that|so that|for which) {c:math} for all {names}",
        ],
        _find_constants,
    ),
    *rules(
        "statement",
        [
            "(let|if|suppose|given|given that|where|assume|assuming|and) [that] {u:names} (are|be|denote)"
            " [the] [three|four|five] [real|complex] [distinct] (roots|solutions|zeros|zeroes)"
            " (of|to) [the] [cubic|polynomial|quartic|given] [polynomial|equation|expression] {of:math}",
            "[let|if|suppose|given that] the [cubic|quartic] [polynomial|equation|cubic] {of:math} has"
            " [three|four] [distinct|real|complex] (roots|solutions|zeros) [,] {u:names}",
            "the roots of [the] [cubic|polynomial] [equation|polynomial] {of:math} are {u:names}",
        ],
        _all_roots,
    ),
    *rules(
        "term",
        [
            f"[the] coefficient of {{m:math}} (in|when|of) [the] [expansion|simplification|expanded"
            f" form|polynomial|product] [of] {_THING} {{a:term}} [is (expanded|simplified)] [and"
            f" simplified]",
            f"[the] coefficient of {{m:math}} in [the] expansion of {_THING} {{a:term}}",
        ],
        _coefficient,
    ),
    *rules(
        "term",
        [
            f"[the] constant term (in|of|when) [the expansion of] {_THING} {{a:term}}",
            f"[the] constant (in|of) [the expansion of] {_THING} {{a:term}}",
        ],
        _of_letter("coefficient", number(0)),
    ),
    *rules("term", [f"[the] degree of {_THING} {{a:term}}"], _of_letter("polynomial_degree")),
    *rules("term", [f"[the] leading coefficient of {_THING} {{a:term}}"], _of_letter("leading")),
    *rules("term", [f"[the] discriminant of {_THING} {{a:term}}"], _of_letter("discriminant")),
    *rules(
        "term",
        [
            f"[the] sum of [all] the coefficients (in|of) {_THING} {{a:term}} [when it is"
            f" (simplified|expanded)]",
            f"[the] sum of the coefficients in the expansion of {_THING} {{a:term}}",
        ],
        _of_letter("coefficient_sum"),
    ),
    *rules(
        "term",
        [f"[the] sum of the squares of the coefficients (in|of) {_THING} {{a:term}}"],
        _of_letter("coefficient_squares"),
    ),
    *[
        entry
        for name, words in _EXTREME.items()
        for entry in (
            *rules(
                "term",
                [f"[the] {words} (of|for|attained by|taken by) {_THING} {{a:term}} {_REAL_NUMBERS}"],
                _closed(name),
            ),
            rule("term", f"[the] {words} (of|for|attained by) {_THING} {{c:math}}", _of_graph(name)),
            rule("term", f"[the] {words} (of|for) {{a:math}} in [the] [equation|function]", _closed(name)),
        )
    ],
    *rules(
        "statement",
        [
            "(what|which|for what) [real] value of {x:math} (will"
            " give|gives|give|yields|produces|minimizes|results in) [the] (minimum|smallest|least)"
            " [possible] [value] [for|of] [the] [expression|function] {a:term}",
            "(at|for) what value of {x:math} (is|does) [the] [expression|function] {a:term}"
            " (minimized|have its minimum|at its minimum|attain its minimum)",
            "(find|determine) the value of {x:math} (that minimizes|which minimizes) {a:term}",
        ],
        lambda x, a: (AskValue((call("argmin", a),)),) if _names(a) == {x.name} else None,
    ),
    *rules(
        "statement",
        [
            "(what|which|for what) [real] value of {x:math} (will"
            " give|gives|give|yields|produces|maximizes|results in) [the] (maximum|largest|greatest)"
            " [possible] [value] [for|of] [the] [expression|function] {a:term}",
            "(at|for) what value of {x:math} (is|does) [the] [expression|function] {a:term}"
            " (maximized|have its maximum|at its maximum|attain its maximum)",
            "(find|determine) the value of {x:math} (that maximizes|which maximizes) {a:term}",
        ],
        lambda x, a: (AskValue((call("argmax", a),)),) if _names(a) == {x.name} else None,
    ),
    *[
        entry
        for name in ("domain", "range")
        for entry in (
            rule("term", f"[the] {name} of {_THING} {{c:math}}", _of_graph(name)),
            rule(
                "term",
                f"[the] {name} of {_THING} {{a:math}}",
                lambda a, name=name: (
                    None
                    if is_condition(a) or not _names(a) or (a.op == "call" and a.name == "vertex")
                    else call(name, a)
                ),
            ),
        )
    ],
    *rules(
        "statement",
        [
            "[let] [the] (function|functions|quadratic|polynomial|line|equation) {d:conditions}"
            " (satisfy|satisfies) {c:conditions}",
            "(the|a) (function|functions|quadratic|polynomial) [is|are] [defined by|given by|defined as]"
            " {d:conditions}",
            "[let] [the] functions {head} and {head} be defined by {d:conditions}",
            "(consider|given) [the] (function|functions|polynomials|polynomial|equation|equations)"
            " {d:conditions}",
        ],
        _defined,
    ),
    *rules(
        "defined_on",
        ["(numbers|number|values of)", "real [numbers|number|values of]"],
        lambda: ("real", ""),
    ),
    *rules("defined_on", ["nonzero [real] [numbers|number|values of]"], lambda: ("nonzero", "")),
    *rules("defined_on", ["positive [real] [numbers|number|values of]"], lambda: ("positive", "")),
    *rules("defined_on", ["[nonzero] (integer|integers)"], lambda: ("integer", "")),
    *rules("defined_on", ["positive (integer|integers)"], lambda: ("natural", "")),
    *rules(
        "statement",
        [
            "[let|if|suppose|define|we define] {d:math} for (all|any|every) {k:defined_on} {u:names}",
            "for (all|any|every) {k:defined_on} {u:names} [,] [let|define|we define] {d:math}",
            "[let|if|suppose|define|we define] {d:math} for (all|any|every) {u:names}",
            "for (all|any|every) {u:names} [,] [let|define|we define] {d:math}",
        ],
        _for_all,
    ),
    *rules(
        "statement",
        [
            "[if|suppose|given that] [the] [binary] (operation|symbol|relation|operator|function) {head}"
            " is defined (as|by|such that|so that|to be) {d:conditions}",
            "(let|suppose) [that] {head} (be|is) (a|an|the) [binary] (operation|relation|function) defined"
            " (by|as|such that|so that) {d:conditions}",
            "define the operation {head} (by|as|such that|to be) {d:conditions}",
        ],
        lambda d: (Given(d),),
    ),
    rule("statement", "also denote the inverses to these functions as {math} and {math}", lambda: ()),
    rule(
        "term",
        "[the] inverse of {h:math}",
        lambda h: (
            call("inverse", symbol(h.name), *h.args)
            if h.op == "call" and len(h.args) == 1 and h.args[0].op == "sym"
            else None
        ),
    ),
    rule("statement", "(for|when|at) {c:conditions}", lambda c: (Given(c),)),
    rule(
        "statement",
        "define {d:conditions}",
        lambda d: None if any(map(gives_meaning_to_a_sign, d)) else (Given(d),),
    ),
]
