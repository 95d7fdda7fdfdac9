"""The time between two moments.

Times of day without AM or PM are read if they are certainly counted up to 24 hours, and only forward within
one day. Where two places with local times may be meant (a flight), offsets to UTC have to be said. Both
moments say the day, or neither does.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.moments import Moment, settled
from phi4_node.verification.reading.statements import AskClaim
from phi4_node.verification.reading.trees import call, number

_DAY = 86_400_000


def _milliseconds(moment: Moment) -> Node:
    total: Node = number(max(moment.clock, 0) - (moment.offset or 0) * 60_000)
    if moment.day is None:
        return total
    days = call("day_number", *map(number, (moment.day.year, moment.day.month, moment.day.day)))
    return Node("add", (Node("mul", (days, number(_DAY)), "*"), total))


def _between(s: Moment, e: Moment, f: str = "", places: bool = False) -> tuple[AskClaim] | None:
    """The duration, if both moments can be compared."""
    ends = settled(s, e)
    if ends is None or (ends[0].day is None) != (ends[1].day is None):
        return None
    first, last = ends
    if (first.clock < 0) != (last.clock < 0) or (first.offset is None) != (last.offset is None):
        return None
    if first.day is None and (not (first.is_whole_day or last.is_whole_day) or last.clock <= first.clock):
        return None
    if places and first.offset is None:
        return None
    if not f and first.clock < 0:
        f = "days"
    term = Node("sub", (_milliseconds(last), _milliseconds(first)))
    return (AskClaim("notation", (term,), (("notation", "duration"), ("detail", f))),)


def _counted(s: Moment, e: Moment, u: str) -> tuple[AskClaim] | None:
    """The duration in one unit."""
    found = _between(s, e)
    unit = find_unit(u)
    if found is None or unit is None or unit.dimension != (("time", 1),) or s.clock < 0:
        return None
    term = Node("div", (found[0].terms[0], number(unit.factor * 1000)))
    return (AskClaim("notation", (term,), (("notation", "unit"), ("detail", u))),)


_THING = (
    "(meeting|system operation|operation|database query|query|video call|call|system backup|backup|conference"
    " call|conference|lesson|class|race|movie|film|concert|game|party|exam|test|job|process|task|download|"
    "lecture|show|session|event|project|journey|walk)"
)
_STARTED = "(started|began|starts|begins|was started)"
_ENDED = "(ended|completed|finished|ends|finishes|was completed|was finished)"
_LONG = (
    f"(how long (was|did|is|does) the {_THING} [take|last|be]|how long did it (take|last)|how long was it|"
    f"what (was|is) the [total] [{_THING}] duration [of the {_THING}]|what was the total {_THING} duration)"
)
_IN = "([please] answer|[please] give your answer|express the result|express your answer|give the result) in"
_ASK = (
    "(what is|calculate|find|compute|determine|work out) the"
    " (duration|time difference|difference|time|elapsed time)"
)

RULES: list[Rule] = [
    *[
        rule("span_format", pattern, lambda name=name: name)
        for pattern, name in (
            ("HH:MM", "minutes"),
            ("HH:MM:SS", "seconds"),
            ("HH:MM:SS.mmm", "milliseconds"),
            ("D days", "days"),
            ("D days , HH:MM", "days, minutes"),
            ("D days , HH:MM:SS", "days, seconds"),
        )
    ],
    *rules(
        "statement",
        [
            f"{_ASK} between {{s:moment}} and {{e:moment}} [?|.] [{_IN} {{f:span_format}}]",
            "how much time (elapsed|passed|elapses|passes|is there) (from|between) {s:moment} (to|and)"
            f" {{e:moment}} [?|.] [{_IN} {{f:span_format}}]",
            "how long is it from {s:moment} (to|until) {e:moment} [?|.]" + f" [{_IN} {{f:span_format}}]",
            f"(a|an|the) {_THING} {_STARTED} at {{s:moment}} and {_ENDED} at {{e:moment}} [.] {_LONG} [?|.]"
            f" [{_IN} {{f:span_format}}]",
            "从{s:moment}到{e:moment}[一共|共](经过|过)[了](多长时间|多久)",
        ],
        _between,
    ),
    *rules(
        "statement",
        ["how many {u:unit} (are there|are|pass|elapse) (from|between) {s:moment} (to|and|until) {e:moment}"],
        _counted,
    ),
    *rules(
        "statement",
        [
            "a flight (departed|left|departs) at {s:moment} and (arrived|arrives|landed) at {e:moment} [.]"
            f" how long was the flight [?] [{_IN} {{f:span_format}}]"
        ],
        lambda s, e, f="": _between(s, e, f, True),
    ),
]
