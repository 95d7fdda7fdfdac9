"""Two or more numbers without names, all of which are asked for: `two numbers with sum 10 and difference 2`.

The answer is the set of them. Whoever finds them equal, or not whole where they have to be, finds that the
words fit no numbers, and nothing is read.
"""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rules
from phi4_node.verification.reading.statements import AskValue
from phi4_node.verification.reading.trees import number

Said = tuple[AskValue]


def _exact(node: Node) -> Fraction | None:
    if node.op == "neg":
        inner = _exact(node.args[0])
        return None if inner is None else -inner
    return node.value if node.op == "num" else None


def _of_sum_and_difference(s: Node, d: Node) -> Said | None:
    total, apart = _exact(s), _exact(d)
    if total is None or apart is None or apart <= 0:
        return None
    members = tuple(Node("div", (Node(op, (s, d)), number(2))) for op in ("add", "sub"))
    return (AskValue((Node("set", members),)),)


def _consecutive(n: int, s: Node, step: int = 1, parity: int = -1) -> Said | None:
    """`n` integers in a row with a sum; the first has a parity if that is said."""
    total = _exact(s)
    if total is None or not 2 <= n <= 12:
        return None
    first = (total - step * Fraction(n * (n - 1), 2)) / n
    if first.denominator != 1 or (parity >= 0 and first % 2 != parity):
        return None
    start = Node("sub", (Node("div", (s, number(n))), number(Fraction(step * (n - 1), 2))))
    members = tuple(Node("add", (start, number(step * index))) if index else start for index in range(n))
    return (AskValue((Node("set", members),)),)


_ASK = (
    "(what are|find|determine|what are the values of)"
    " (the|the two|these|both|these two|the three|all) (numbers|integers)"
)
_KINDS = (
    ("integers", "(整数|自然数)", 1, -1),
    ("even (integers|numbers)", "偶数", 2, 0),
    ("odd (integers|numbers)", "奇数", 2, 1),
)

RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"the sum of two numbers is {{s:math}} and their difference is {{d:math}} [.] {_ASK}",
            f"two numbers have [a] sum [of] {{s:math}} and [a] difference [of] {{d:math}} [.] {_ASK}",
            "(已知|)(两个数|两数|两个数字)的和(是|为|等于){s:math}[,](它们的|)差(是|为|等于){d:math}[,](求|这)"
            "(这两个数|两数|这两个数各是多少|两个数各是多少|两个数分别是多少|这两个数分别是多少)",
        ],
        _of_sum_and_difference,
    ),
    *[
        made
        for english, chinese, step, parity in _KINDS
        for made in rules(
            "statement",
            [
                f"the sum of {{n:cardinal}} consecutive {english} is {{s:math}} [.] {_ASK}",
                f"{{n:cardinal}}个连续[的]{chinese}(的和|之和)(是|为|等于){{s:math}}[,](求|)这(几|{{cardinal}})个数"
                "[各是多少|分别是多少]",
            ],
            lambda n, s, step=step, parity=parity: _consecutive(n, s, step, parity),
        )
    ],
]
