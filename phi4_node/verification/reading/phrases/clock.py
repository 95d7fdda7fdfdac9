"""Times of day: later and earlier times, and the time between two.

Conventions: a time without AM or PM is only read if it can only mean one half of the day. `Between` two times
runs forward from the first to the second; if that takes more than half a day over midnight, it is not clear
and nothing is read.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.measures import Amount, in_unit
from phi4_node.verification.reading.statements import AskClaim, Statement
from phi4_node.verification.reading.trees import call, number

_HALF_DAY = 720
_DAY = 1440

Said = tuple[Statement, ...]


def _clock(m: Node) -> Node | None:
    return m if m.op == "time" and m.value is not None else None


def _minutes(time: Node) -> int:
    assert time.value is not None
    return int(time.value)


def _is_certain(*times: Node) -> bool:
    """Whether it is said for all of them which half of the day is meant."""
    return all(time.name for time in times) or all(
        not time.name and not 60 <= _minutes(time) < 780 for time in times
    )


def _moved(t: Node, a: Amount, sign: int) -> Said | None:
    if not _is_certain(t):
        return None
    minutes = in_unit(a, "min")
    if minutes is None:
        return None
    term = Node("add" if sign > 0 else "sub", (number(_minutes(t)), minutes))
    detail = ("detail", "half") if t.name else ("detail", "")
    return (AskClaim("notation", (call("remainder", term, number(_DAY)),), (("notation", "time"), detail)),)


def _span(t: Node, s: Node, u: str) -> Said | None:
    """From one time forward to the next."""
    first, last = _minutes(t), _minutes(s)
    ahead = (last - first) % _DAY
    if not _is_certain(t, s) or ahead == 0 or (last < first and ahead > _HALF_DAY):
        return None
    minutes: Amount = ((Node("sub", (number(last), number(first))), "min"),)
    if last < first:
        minutes = ((Node("sub", (number(last + _DAY), number(first))), "min"),)
    term = in_unit(minutes, u)
    return None if term is None else (AskClaim("notation", (term,), (("notation", "unit"), ("detail", u))),)


RULES: list[Rule] = [
    rule("clock", "{m:math}", _clock),
    *rules("clock", ["noon", "midday", "12 noon"], lambda: Node("time", name="PM", value=number(720).value)),
    *rules("clock", ["midnight", "12 midnight"], lambda: Node("time", name="AM", value=number(0).value)),
    *rules(
        "statement",
        [
            "(what is|what's|what time is|what time is it|what will be the time|what time will it be|give"
            " the time) {a:amount} (after|past|later than|from) {t:clock}",
            "it is [now] {t:clock} [.|,] what time will it be (in {a:amount}|{a:amount} (later|from now))",
            "if it is [now] {t:clock} , what time will it be (in {a:amount}|{a:amount} (later|from now))",
            "{t:clock}(过|后|再过){a:amount}[后](是几点|是什么时间|是几点几分)",
        ],
        lambda t, a: _moved(t, a, 1),
    ),
    *rules(
        "statement",
        [
            "(what is|what's|what time is|what time is it|what was the time|what time was it|give the time)"
            " {a:amount} (before|prior to|earlier than) {t:clock}",
            "(if it is|it is) [now] {t:clock} [.|,] what time was it {a:amount} ago",
            "{t:clock}前{a:amount}(是几点|是什么时间|是几点几分)",
        ],
        lambda t, a: _moved(t, a, -1),
    ),
    *rules(
        "statement",
        [
            "how many {u:unit} (are there|are) (between|from) {t:clock} (and|to|until) {s:clock}",
            "how many {u:unit} (pass|elapse) (between|from) {t:clock} (and|to|until) {s:clock}",
            "从{t:clock}到{s:clock}[一共|共](有|经过|过了)[多少|几]{u:unit}",
        ],
        _span,
    ),
]
