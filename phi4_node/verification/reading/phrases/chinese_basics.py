"""How Chinese exercises ask: for a value, for an unknown, for right or wrong, and a number without a letter.

除 without 以 divides what follows by what comes before: 5除15 is 15 / 5. As not everybody keeps to that, it
is only read where the other division does not come out. What has no stated meaning here is not read.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.kinds import EVEN, IT, Conditions, about, divides
from phi4_node.verification.reading.statements import (
    AskSolve,
    AskTruth,
    AskValue,
    Assume,
    Given,
    Note,
    Statement,
)
from phi4_node.verification.reading.trees import call, free_names, is_condition, number, relation, symbol

_NAMELESS = symbol("xi")
"""`a number`; `unknown_numbers.py` explains the name."""
_COMPUTE = "(计算|求|求出|试求|算出|口算|列式计算|求解)"
_IS = "(是|为|等于|=|的值是|的值为|的值等于|的结果是|的结果为|的结果等于|结果是|结果为)"
_WHAT = "(多少|几|什么)"
_RIGHT = "(对吗|对不对|正确吗|是否正确|成立吗|是否成立|是真的吗|对还是错|吗)"
_JUDGE = "(判断|判断对错|判断正误|判断真假|判断下列说法是否正确|判断下列说法的对错)"


def _value(v: Node) -> tuple[AskValue]:
    return (AskValue((v,)),)


def _unknowns(u: tuple[str, ...]) -> tuple[AskSolve] | None:
    return (AskSolve((), u),) if len(u) > 1 else None


def _truth(p: Node) -> tuple[AskTruth]:
    return (AskTruth(p),)


def _all_true(c: tuple[Node, ...]) -> tuple[AskTruth]:
    return _truth(c[0] if len(c) == 1 else Node("and", c))


def _riddle(a: Node, b: Node) -> tuple[Statement, ...] | None:
    """An equation about the number without a name."""
    if _NAMELESS.name not in free_names(a) or _NAMELESS.name in free_names(b):
        return None
    return (Assume((_NAMELESS.name,), "real"), Given((relation(a, "=", b),)))


_PLAIN = frozenset(("sqrt", "root", "cbrt", "abs"))


def _said_equal(a: Node, b: Node) -> tuple[Node, ...] | None:
    """`x的3倍是12`: something unknown is a number, which no set of numbers may stand for."""
    if not free_names(a) - {"e", "i", "pi"} or a.op == b.op == "sym" or not (_is_plain(a) and _is_plain(b)):
        return None
    return (relation(a, "=", b),)


def _is_plain(node: Node) -> bool:
    is_known = node.op not in ("call", "list", "set", "interval", "quantity", "text") or node.name in _PLAIN
    return is_known and all(_is_plain(part) for part in node.args)


def _is_solution(c: Node, of: Node) -> Node | None:
    """The equation with the value in it."""
    if c.op == "rel" and c.name == "=" and c.args[0].op == "sym":
        unknown, value = c.args
    else:
        unknown, value = None, c
    names = free_names(of) - {"e", "i", "pi"}
    if not is_condition(of) or is_condition(value) or len(names) != 1 or free_names(value) & names:
        return None
    if unknown is not None and unknown.name not in names:
        return None
    return _put(of, names.pop(), value)


def _put(node: Node, name: str, value: Node) -> Node:
    if node.op == "sym":
        return value if node.name == name else node
    return Node(
        node.op, tuple(_put(part, name, value) for part in node.args), node.name, node.value, node.places
    )


RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"{_COMPUTE}[下列各式的值|下列各题|下列各式|下面各题|下式][:]{{v:value}}[=][{_WHAT}]",
            "(先|)计算{v:value}的(值|结果)",
            f"{{v:value}}{_IS}{_WHAT}",
            f"{{v:value}}={_WHAT}",
        ],
        _value,
    ),
    *rules(
        "statement",
        ["(求|求出|试求)[未知数]{u:names}[的值]", "{u:names}(各是|分别是|各为|分别为|的值是|的值分别是)多少"],
        _unknowns,
    ),
    *rules(
        "statement",
        [
            "{c:conditions}[,|.](求|求出|则|那么|问)[未知数]{u:names}[的值|等于几|等于多少|是多少|=多少|=几|的值是多少|为多少]"
        ],
        lambda c, u: (AskSolve(c, u),),
    ),
    *rules("conditions", ["{a:term}(是|得){b:term}"], _said_equal),
    *rules(
        "term",
        ["(代数式|多项式|单项式|整式|分式|式子|算式|表达式){a:math}"],
        lambda a: None if is_condition(a) else a,
    ),
    # Yes or no
    *rules("zhquality", ["[一个](质数|素数)"], lambda: (call("isprime", IT),)),
    *rules("zhquality", ["[一个]合数"], lambda: (call("iscomposite", IT),)),
    *rules("zhquality", ["[一个]偶数"], lambda: (EVEN,)),
    *rules("zhquality", ["[一个]奇数"], lambda: (Node("not", (EVEN,)),)),
    *rules("zhquality", ["[一个]完全平方数"], lambda: (call("ispower", IT, number(2)),)),
    *rules("zhquality", ["[一个]正数"], lambda: (relation(IT, ">", number(0)),)),
    *rules("zhquality", ["[一个]负数"], lambda: (relation(IT, "<", number(0)),)),
    rule("proposition", "{a:term}比{b:term}大", lambda a, b: relation(a, ">", b)),
    rule("proposition", "{a:term}比{b:term}小", lambda a, b: relation(a, "<", b)),
    *rules("zhquality", ["{a:term}的倍数"], lambda a: (divides(a, IT),)),
    *rules("zhquality", ["{a:term}的(因数|约数)"], lambda a: (divides(IT, a),)),
    rule("proposition", "{a:term}是{q:zhquality}", lambda a, q: about(q, a)),
    rule("proposition", "{c:math}是[方程]{of:math}的[一个](解|根)", _is_solution),
    rule(
        "statement",
        "{c:math}(是不是|是否是|是否为)[方程]{of:math}的[一个](解|根)",
        lambda c, of: _asked(c, of),
    ),
    *rules(
        "statement",
        ["[判断]{a:term}(是不是|是否是|是否为){q:zhquality}", "[判断]{a:term}是{q:zhquality}(还是|)不是"],
        lambda a, q: _truth(about(q, a)),
    ),
    rule(
        "statement",
        "[判断]{b:term}(能否|能不能|是否能|是否能够)被{a:term}整除",
        lambda a, b: _truth(call("divides", a, b)),
    ),
    *rules(
        "statement",
        [f"{_JUDGE}[:]{{p:proposition}}", f"{{p:proposition}}[,][这][句话|个说法]{_RIGHT}"],
        _truth,
    ),
    *rules("statement", [f"{_JUDGE}[:]{{c:conditions}}", f"{{c:conditions}}[,]{_RIGHT}"], _all_true),
    # A number without a letter
    *rules("term", ["(一个数|某数|这个数|该数)"], lambda: _NAMELESS),
    *rules("statement", ["[如果|若|已知|设]{a:term}(是|等于|得|得到|结果是|为|的结果是){b:term}"], _riddle),
    # Notes on how to write the answer
    *rules(
        "note",
        [
            "(请|)(直接|)(给出|写出|填写)(最终|最后|)(答案|结果)",
            "(请|)只(给出|写出|回答|输出)(最终|最后|)(答案|结果)[即可]",
            "(要求|请|)写出(计算|解题|解答|推理|必要的|)(过程|步骤)",
            "(请|)(一步一步|逐步)(思考|推理|解答|计算|地思考)",
            "(结果|答案|)(保留|用)(π|根号|{sample})[表示]",
        ],
        lambda: Note(),
    ),
]


def _asked(c: Node, of: Node) -> tuple[AskTruth] | None:
    found = _is_solution(c, of)
    return None if found is None else _truth(found)


__all__ = ["RULES", "Conditions"]
