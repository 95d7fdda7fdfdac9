"""Equations, inequalities, other forms and functions, as Chinese textbooks word them.

A word such as 一元二次 says something of the equation; where the equation has other letters than the
unknown, that could be a condition on them, and nothing is read.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases.analysis import as_called, inside
from phi4_node.verification.reading.statements import AskRewrite, AskSolve, AskValue, Assume, Given, Statement
from phi4_node.verification.reading.trees import (
    HOLE,
    call,
    free_names,
    is_condition,
    number,
    relation,
    symbol,
)

Conditions = tuple[Node, ...]
_CONSTANTS = {"e", "i", "pi"}
_SORT = "(一元一次|一元二次|一元三次|二元一次|三元一次|二元二次|分式|无理|指数|对数|根式|整式)"
_NOUN = "(方程组|方程|不等式组|不等式)"
_METHOD = (
    "[(用|利用|运用)(配方法|公式法|求根公式|因式分解法|直接开平方法|代入法|代入消元法|加减法|加减消元法"
    "|十字相乘法|适当的方法|合适的方法)]"
)
_SOLUTIONS = (
    "(解|根|解集|所有解|所有根|全部解|所有的解|所有的根|实数解|实数根|所有实数解|所有实数根|实根|两个根|两根)"
)
_IS = "(是|为|=|是:|为:)(多少|什么|几)"


def _letters(trees: Conditions) -> set[str]:
    return set().union(*(free_names(tree) for tree in trees)) - _CONSTANTS


def _each(c: Conditions) -> Conditions:
    """The equations of a system one by one."""
    return tuple(
        part for condition in c for part in (condition.args if condition.op == "and" else (condition,))
    )


def _plain(c: Conditions, sorted_as: int = 0) -> Conditions | None:
    return c if sorted_as == 0 or len(_letters(c)) <= sorted_as else None


def _solve(c: Conditions, u: tuple[str, ...] = ()) -> tuple[AskSolve]:
    return (AskSolve(c, u),)


def _solve_in(domain: str, sign: str = "") -> Builder:
    """The solutions that are integers of a kind."""

    def build(c: Conditions) -> tuple[Statement, ...] | None:
        names = _letters(c)
        if len(names) != 1:
            return None
        name = names.pop()
        said: list[Statement] = [AskSolve(c, (name,)), Assume((name,), domain)]  # type: ignore[arg-type]  # a domain
        if sign:
            said.append(Given((relation(symbol(name), sign, number(0)),)))
        return tuple(said)

    return build


def function_term(m: Node) -> Node | None:
    """What a function is equal to: `y = x^2`, `f(x) = x^2` or the term itself."""
    if m.op == "rel" and m.name == "=":
        left, right = m.args
        is_head = left.op == "sym" or (
            left.op == "call" and bool(left.args) and all(p.op == "sym" for p in left.args)
        )
        return right if is_head and not is_condition(right) and left.name not in free_names(right) else None
    return None if is_condition(m) or m.op in ("list", "pair", "tuple", "text", "hole") else m


def _sorted_function(m: Node) -> Node | None:
    """`the quadratic function ax^2 + ...` says that a is not zero."""
    term = function_term(m)
    return term if term is not None and len(free_names(term) - _CONSTANTS) == 1 else None


def _closed(name: str) -> Builder:
    return lambda f: call(name, f) if free_names(f) - _CONSTANTS else None


def _extreme(kind: str) -> Builder:
    def build(f: Node, i: Node) -> tuple[Statement, ...] | None:
        names = free_names(f) - _CONSTANTS
        within = inside(i, next(iter(names))) if len(names) == 1 else None
        return None if within is None else (Given(within), AskValue((call(kind, f),)))

    return build


def _zeros(f: Node) -> tuple[AskSolve]:
    return (AskSolve((relation(f, "=", number(0)),)),)


def _discriminant(of: Node) -> Node | None:
    if of.op == "rel" and of.name == "=":
        return call("discriminant", Node("sub", of.args), HOLE)
    return None if is_condition(of) else call("discriminant", of, HOLE)


def _times(a: Node, b: Node) -> Node:
    return Node("mul", (b, a), "*")


def _slope(m: Node) -> Node | None:
    return call("slopeof", Node("sub", m.args)) if m.op == "rel" and m.name == "=" else None


def _vertex(m: Node) -> tuple[AskSolve] | None:
    if (
        m.op != "rel"
        or m.name != "="
        or not free_names(m) - _CONSTANTS <= {"x", "y"}
        or m.args[0] != symbol("y")
    ):
        return None
    zero = Node("sub", m.args)
    spot = (call("vertexx", zero), call("vertexy", zero))
    return (
        AskSolve(
            tuple(relation(symbol(name), "=", part) for name, part in zip("xy", spot, strict=True)),
            ("x", "y"),
        ),
    )


def _rewrite(form: str) -> Builder:
    return lambda a: (AskRewrite(a, form),)  # type: ignore[arg-type]  # forms are written below


_ON = "[,]在{i:zhinterval}(上|内|上的|内的)[的]"

RULES: list[Rule] = [
    rule("zhinterval", "[区间]{i:math}", lambda i: i),
    rule("zhinterval", "闭区间{i:math}", lambda i: as_called(i, closed=True)),
    rule("zhinterval", "开区间{i:math}", lambda i: as_called(i, closed=False)),
    rule("zhconditions", "{c:conditions}", lambda c: c),
    *rules(
        "zhequation",
        [f"[下列|下面的|以下]{_NOUN}[:]{{c:conditions}}", "[下列|下面的|以下]比例[:]{c:conditions}"],
        _each,
    ),
    rule(
        "zhequation", f"{_SORT}{_NOUN}[:]{{c:conditions}}", lambda c: _plain(_each(c), max(1, len(_each(c))))
    ),
    *rules(
        "statement",
        [f"{_METHOD}(解|求解){{c:zhequation}}", f"{_METHOD}求{{c:zhequation}}的{_SOLUTIONS}"],
        _solve,
    ),
    *rules(
        "statement",
        [f"{{c:zhequation}}的{_SOLUTIONS}{_IS}", "{c:zhequation}的解集{_IS}".replace("{_IS}", _IS)],
        _solve,
    ),
    *rules("statement", ["(解|求解){c:zhequation}\\( [在]实数(范围内|集内|域内) \\)"], _solve),
    *[
        entry
        for word, (domain, sign) in {
            "正整数解": ("natural", ""),
            "非负整数解": ("integer", ">="),
            "负整数解": ("integer", "<"),
            "整数解": ("integer", ""),
        }.items()
        for entry in rules(
            "statement",
            [
                f"求{{c:zhequation}}的[所有|全部]{word}",
                f"{{c:zhequation}}的[所有|全部]{word}{_IS}",
                f"{{c:zhequation}}的[所有|全部]{word}有哪些",
            ],
            _solve_in(domain, sign),
        )
    ],
    *rules(
        "statement",
        ["[当]{u:names}(为何值|取何值|等于多少|为多少|是多少|取什么值|是什么数)时[,]{c:conditions}"],
        _solve,
    ),
    *rules("term", ["{a:operand}的{b:operand}倍"], _times),
    # Other forms
    *rules(
        "statement",
        ["(化简|化简下列各式|化简下式|计算并化简)[:]{a:term}", "化简(代数式|分式|二次根式|根式)[:]{a:term}"],
        _rewrite("simplified"),
    ),
    *rules("statement", ["(展开|展开并化简|去括号)[:]{a:term}", "[将|把]{a:term}展开"], _rewrite("expanded")),
    *rules(
        "statement",
        [
            "[将|把][多项式]{a:term}(因式分解|分解因式|进行因式分解|分解为因式的积)",
            "(因式分解|分解因式)[:]{a:term}",
        ],
        _rewrite("factored"),
    ),
    *rules("statement", ["在实数范围内(因式分解|分解因式)[:]{a:term}"], _rewrite("real_factors")),
    *rules("statement", ["[将|把]{a:term}合并同类项"], _rewrite("collected")),
    *rules(
        "statement",
        ["(先化简|化简)[,][再|后|并]求值[:]{v:value}", "求代数式{v:value}的值"],
        lambda v: (AskValue((v,)),),
    ),
    # Functions
    rule("zhfunction", "函数{m:math}", function_term),
    rule("zhfunction", "{m:math}", function_term),
    rule(
        "zhfunction",
        "(一次函数|二次函数|正比例函数|反比例函数|指数函数|对数函数|幂函数|抛物线|三角函数){m:math}",
        _sorted_function,
    ),
    *[
        entry
        for name, word in {"maximum": "最大值", "minimum": "最小值"}.items()
        for entry in (
            rule("term", f"{{f:zhfunction}}的{word}", _closed(name)),
            *rules("statement", [f"[求]{{f:zhfunction}}{_ON}{word}[(是|为)多少]"], _extreme(name)),
        )
    ],
    rule("term", "{f:zhfunction}的定义域", _closed("domain")),
    rule("term", "{f:zhfunction}的值域", _closed("range")),
    *rules("statement", ["求{f:zhfunction}的[所有]零点", f"{{f:zhfunction}}的[所有]零点{_IS}"], _zeros),
    rule("term", "[一元二次方程|方程|二次三项式]{of:math}的(判别式|根的判别式)[的值]", _discriminant),
    rule("term", "[直线|一次函数]{m:math}的斜率", _slope),
    *rules(
        "statement",
        ["求(抛物线|二次函数){m:math}的顶点[坐标]", f"(抛物线|二次函数){{m:math}}的顶点[坐标]{_IS}"],
        _vertex,
    ),
]
