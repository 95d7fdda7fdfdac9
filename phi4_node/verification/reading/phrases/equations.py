"""Equations, their roots, and rewriting an expression into another form."""

from __future__ import annotations

from phi4_node.verification.claims import Domain
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskRewrite, AskSolve, AskValue, Assume, Form, Given
from phi4_node.verification.reading.trees import (
    HOLE,
    call,
    free_names,
    is_condition,
    number,
    relation,
    renamed,
    symbol,
)

_EQUATION = (
    "[the] [following] [given] [quadratic|linear|cubic|polynomial|simultaneous|differential] "
    "[system of|pair of] [linear] [equation|equations|inequality|inequalities|system]"
).replace("|differential", "")
_FIND = "(find|determine|calculate|compute|give|list|state|what (is|are))"


def _solve(c: tuple[Node, ...], u: tuple[str, ...] = (), d: Domain | None = None) -> tuple[AskSolve]:
    return (AskSolve(c, u, d),)


def _zero(of: Node) -> tuple[Node, ...]:
    """The roots of an equation are its solutions; the roots of an expression are where it is zero."""
    if is_condition(of):
        return (of,)
    return (relation(of, "=", number(0)),)


def _roots(of: Node, d: Domain | None = None) -> tuple[AskSolve]:
    return (AskSolve(_zero(of), (), d),)


def _values(u: tuple[str, ...], c: tuple[Node, ...]) -> Node | None:
    """All values of one unknown that satisfy one condition."""
    return call("solutions", c[0], symbol(u[0])) if len(u) == len(c) == 1 else None


def _both_roots(u: tuple[str, ...], of: Node) -> tuple[Given | Assume, ...] | None:
    """`a` and `b` are the roots of an equation: both satisfy it, and they are different."""
    names = free_names(of) - {"e", "i", "pi"}
    equations = _zero(of)
    if len(u) != 2 or len(names) != 1 or names & set(u) or not is_condition(equations[0]):
        return None
    unknown = names.pop()
    both = tuple(renamed(equations[0], unknown, name) for name in u)
    return (Given((*both, relation(symbol(u[0]), "!=", symbol(u[1])))), Assume(u, "complex"))


def _rewrite(form: Form) -> Builder:
    return lambda a: (AskRewrite(a, form),)


def _simplify_under(a: Node, c: tuple[Node, ...]) -> tuple[AskRewrite | Given, ...]:
    return (AskRewrite(a, "simplified"), Given(c))


def _coefficient(a: Node, f: Node, c: Node) -> tuple[AskValue] | None:
    """Write an expression in a form with letters for its coefficients; what is this letter?"""
    return (AskValue((call("matching", a, f, c),)),) if c.op == "sym" else None


RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"solve {_EQUATION} [for [all] [real]] [:] {{c:conditions}} [for {{u:names}}]",
            f"solve for {{u:names}} [in|if|given|given that|from|using] {_EQUATION} [:] {{c:conditions}}",
            "(find|determine|calculate|compute) {u:names} (such that|so that|in|satisfying|from) [the"
            " equation]"
            " {c:conditions}",
            "what is {u:names} in {c:conditions}",
            "for (what|which) [real] (value|values) of {u:names} (is|does) [it true that] {c:conditions}"
            " [true|hold]",
            f"{_FIND} [all] [the] [possible] (value|values) of {{u:names}} (in|that satisfies|that"
            f" satisfy|satisfying"
            f"|for which|such that|so that|from) {_EQUATION} [:] {{c:conditions}}",
            "(find|determine) [all] {u:names} (such that|satisfying|for which|so that) {c:conditions}",
            "解[关于{u:names}的](方程|方程组|不等式|不等式组|下列方程|下列方程组)[:]{c:conditions}",
            "求[解](方程|方程组|不等式)[:]{c:conditions}的(解|根|所有解|实数解|实数根)",
            "(求|解出)[未知数]{u:names}[:]{c:conditions}",
        ],
        _solve,
    ),
    *rules(
        "statement",
        [
            f"solve {_EQUATION} [:] {{c:conditions}} [for {{u:names}}] (over|in) the {{d:domain}}"
            f" (numbers|integers)",
            f"solve {_EQUATION} [:] {{c:conditions}} [for {{u:names}}] (over|in) (the|all) {{d:domain}}s",
            f"{_FIND} [all] [the] {{d:domain}} solutions (of|to|for) {_EQUATION} [:] {{c:conditions}}",
            "(find|determine) all {d:domain} [numbers|values of|values|number] {u:names} (such"
            " that|satisfying|for which)"
            " {c:conditions}",
            "在{d:domain}范围内解方程[:]{c:conditions}",
        ],
        _solve,
    ),
    *rules(
        "statement",
        [
            "solve [this|the|the following] (equation|equations|system)",
            "solve for {u:names}",
            "解[这个|该|下列](方程|方程组)",
        ],
        lambda u=(): (AskSolve((), u),),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [all] [the] (solution|solutions) (of|to|for) {_EQUATION} [:] {{c:conditions}} [for"
            f" {{u:names}}]",
            "求{c:conditions}的(解|所有解)",
        ],
        _solve,
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [all] [the] (root|roots|zeros|zeroes|zero) of {_EQUATION} [the polynomial|the"
            f" function|the expression]"
            " [:] {of:math}",
            "求{of:math}的(根|所有根|零点)",
        ],
        _roots,
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [all] [the] {{d:domain}} (roots|zeros) of {_EQUATION} [the polynomial|the function]"
            f" [:] {{of:math}}"
        ],
        _roots,
    ),
    rule(
        "root_set",
        "[the] (roots|solutions|zeros) of [the equation|the polynomial|the quadratic|the quadratic"
        " equation] {of:math}",
        lambda of: call("roots", *_zero(of), HOLE),
    ),
    rule("root_set", "[方程]{of:math}的(所有根|根|两根|解)", lambda of: call("roots", *_zero(of), HOLE)),
    rule(
        "root_set",
        "[possible] [real] values of {u:names} (such that|for which|that satisfy|satisfying|if|in) [the"
        " equation]"
        " {c:conditions}",
        _values,
    ),
    rule(
        "root_set",
        "real (roots|solutions|zeros) of [the equation] {of:math}",
        lambda of: call("solutions", *_zero(of), HOLE),
    ),
    *rules(
        "statement",
        [
            "(let|if|suppose|given|given that|where|assume) {u:names} (are|be) the [two] [distinct]"
            " (roots|solutions|zeros)"
            f" (of|to) {_EQUATION} [the] [quadratic] [polynomial|expression] {{of:math}}",
            f"[let|if|suppose|given that] {_EQUATION} {{of:math}} has [two] [distinct] (roots|solutions)"
            " [,] {u:names}",
            "the quadratic {of:math} has [two] [distinct] (roots|solutions) [,] {u:names}",
            "(设|若|已知){u:names}是[方程]{of:math}的(两个根|两根|两个解)",
        ],
        _both_roots,
    ),
    *rules("term", ["[the] (least|smallest|minimum) [possible] {s:extreme}"], lambda s: call("least", s)),
    *rules(
        "term",
        ["[the] (greatest|largest|maximum|biggest) [possible] {s:extreme}"],
        lambda s: call("greatest", s),
    ),
    *rules(
        "term", ["[the] [positive] difference between the [two] {s:root_set}"], lambda s: call("spread", s)
    ),
    rule(
        "extreme",
        "[real] value of {u:names} (such that|for which|that satisfies|satisfying|if|in) [the equation]"
        " {c:conditions}",
        _values,
    ),
    rule(
        "extreme",
        "(root|solution|zero) of [the equation] {of:math}",
        lambda of: call("solutions", *_zero(of), HOLE),
    ),
    rule("extreme", "prime (factor|divisor) of {a:term}", lambda a: call("primes", a)),
    *rules(
        "term",
        ["[the] sum of [all] [the] {s:root_set}", "{s:root_set}(之和|的和)"],
        lambda s: call("sum_of", s),
    ),
    *rules(
        "term",
        ["[the] product of [all] [the] {s:root_set}", "{s:root_set}(之积|的积)"],
        lambda s: call("product_of", s),
    ),
    *rules(
        "statement",
        [
            "simplify [the expression|the following|the following expression] [:] {a:term}",
            "(化简|化简下式)[:]{a:term}",
            "(write|express) {a:term} in [its] simplest form",
        ],
        _rewrite("simplified"),
    ),
    *rules("statement", ["simplify {a:term} assuming {c:conditions}"], _simplify_under),
    rule(
        "statement",
        "simplify {a:term} (assuming|if|where) {u:names} (is|are) {d:domain}",
        lambda a, u, d: (AskRewrite(a, "simplified"), Assume(u, d)),
    ),
    *rules(
        "statement",
        [
            "expand [and simplify] [the expression|the product|the following] [:] {a:term}",
            "multiply out {a:term}",
            "(展开|展开并化简)[:]{a:term}",
        ],
        _rewrite("expanded"),
    ),
    *rules(
        "statement",
        [
            "(collect|combine) [the] [like] terms in {a:term}",
            "(collect|combine) like terms [in] [:] {a:term}",
            "合并同类项[:]{a:term}",
        ],
        _rewrite("collected"),
    ),
    *rules(
        "statement",
        [
            "(factor|factorise|factorize) [completely|fully] [the expression|the polynomial|the"
            " following] [:] {a:term}"
            " [completely]",
            "(因式分解|分解因式)[:]{a:term}",
            "将{a:term}(因式分解|分解因式)",
        ],
        _rewrite("factored"),
    ),
    *rules(
        "statement",
        [
            "simplify [the fraction] {a:term} to [its] (lowest terms|simplest form)",
            "reduce [the fraction] {a:term} to [its] (lowest terms|simplest form)",
            "(write|express) [the fraction] {a:term} in [its] lowest terms",
            "simplify the fraction {a:term}",
            "(约分|化为最简分数|化成最简分数)[:]{a:term}",
            "将{a:term}(约分|化为最简分数|化成最简分数)",
            "把{a:term}(约分|化为最简分数|化成最简分数)",
        ],
        _rewrite("lowest_terms"),
    ),
    *rules(
        "statement",
        [
            "(rearrange|express|write) {a:term} (to|in|as|into) [the form] {f:math} and (give|find|state)"
            " {c:math}",
            "(rearrange|express|write) {a:term} (to|in|into) the form {f:math} [,] [and] what is {c:math}",
        ],
        _coefficient,
    ),
]
