"""Dice, coins, and numbers chosen at random.

Dice and coins are fair and dice have six sides unless the words say otherwise. `Exactly`, `at least` and `at
most` must be said, except of all of them; a plain `two heads` of three is not read. Dice are told apart, as
equally likely outcomes need.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Statement
from phi4_node.verification.reading.trees import call, number

_MOST = 200
_MOST_ADDED = 40

Said = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Throws:
    """Independent throws of fair things with the faces 1 to `faces`; a coin has two faces.

    Attributes:
        count: How many.
        faces: Of each.
    """

    count: int
    faces: int

    @property
    def is_coin(self) -> bool:
        """Whether heads and tails are thrown."""
        return self.faces == 2


@dataclass(frozen=True, slots=True)
class Happening:
    """What may happen.

    Attributes:
        kind: `sum`, `faces`, `same`, `different` or `repeat`.
        low: At least so much, or so many of them.
        high: At most; -1 if there is no limit.
        faces: Which faces are meant, for `faces`; -1 for heads or tails.
        number: How many things the words say there are, 0 if they do not.
    """

    kind: str
    low: int = 0
    high: int = -1
    faces: tuple[int, ...] = ()
    number: int = 0


Range = tuple[int, int]
"""From, to; -1 for no limit; (-2, -2) for all of them."""
_ALL = (-2, -2)


def _throws(n: int, k: int) -> Throws | None:
    return Throws(n, k) if 0 < n <= _MOST and 2 <= k <= 1_000 else None


def probability(t: Throws, e: Happening) -> Node | None:
    """The probability as a calculation; None if the words do not fit together."""
    if e.number not in (0, t.count):
        return None
    if e.kind == "sum":
        return _sum(t, e)
    if e.kind == "faces":
        return _faces(t, e)
    if t.count < 2:
        return None
    if e.kind == "same":
        return Node("div", (number(t.faces), _power(t.faces, t.count)))
    different = Node(
        "div", (call("permutations", number(t.faces), number(t.count)), _power(t.faces, t.count))
    )
    if t.count > t.faces:
        different = number(0)
    return different if e.kind == "different" else Node("sub", (number(1), different))


def _power(base: int, exponent: int) -> Node:
    return Node("pow", (number(base), number(exponent)))


def _sum(t: Throws, e: Happening) -> Node | None:
    if t.is_coin:
        return None
    high = e.high if e.high >= 0 else t.count * t.faces
    ways = call("dice_sums", number(t.count), number(t.faces), number(e.low), number(high))
    return Node("div", (ways, _power(t.faces, t.count)))


def _faces(t: Throws, e: Happening) -> Node | None:
    """How many of the throws show one of some faces: a binomial distribution."""
    faces = set(e.faces)
    if t.is_coin != (faces == {-1}) or len(faces) != len(e.faces):
        return None
    if not t.is_coin and not all(1 <= face <= t.faces for face in faces):
        return None
    if (e.low, e.high) == _ALL:
        low = high = t.count
    else:
        low, high = max(e.low, 0), e.high if e.high >= 0 else t.count
    if low > t.count or high > t.count or low > high:
        return None
    chance = Fraction(1, 2) if t.is_coin else Fraction(len(faces), t.faces)
    if low == high:
        return _exactly(t.count, number(low), chance)
    if low > 0 and high == t.count and low == 1:
        return Node("sub", (number(1), _exactly(t.count, number(0), chance)))
    if high - low >= _MOST_ADDED:
        return None
    total = _exactly(t.count, number(low), chance)
    for hits in range(low + 1, high + 1):
        total = Node("add", (total, _exactly(t.count, number(hits), chance)))
    return total


def _exactly(n: int, m: Node, chance: Fraction) -> Node:
    hit = Node("pow", (number(chance), m))
    miss = Node("pow", (number(1 - chance), Node("sub", (number(n), m))))
    return Node("mul", (Node("mul", (call("binomial", number(n), m), hit), "*"), miss), "*")


def _ask(t: Throws, e: Happening) -> Said | None:
    term = probability(t, e)
    return None if term is None else (AskValue((term,)),)


def _hits(q: Range, f: tuple[int, ...], n: int = 0) -> Happening:
    return Happening("faces", q[0], q[1], f, n)


# Numbers chosen at random -------------------------------------------------------------------------


def _chosen(p: Node, a: int, b: int) -> Node | None:
    """The share of the integers from a to b that have a property, which takes the range as arguments."""
    if not 0 < a <= b <= 10**7:
        return None
    good = call(p.name, *p.args, number(a), number(b))
    return Node("div", (good, number(b - a + 1)))


_PROBABILITY = "[the] (probability|chance|prob)"
_WHAT = f"(what is|what's|find|calculate|compute|give|determine) {_PROBABILITY}"
_WHO = "(you|we|i|he|she|they|{person})"
_ROLLED = "(rolled|tossed|thrown) [once|simultaneously|at the same time|at random]"
_ROLL = "(roll|rolls|rolled|toss|tosses|throw|throws|rolling)"
_FLIP = "(flip|flips|flipped|toss|tosses|tossed|flipping|tossing)"
_SHOWN = "(rolled|shown|showing|that come up|that are rolled|on the dice|on the top faces|obtained)"
_IS = f"[{_SHOWN}] (is|will be|equals|being)"
_SUM = f"[the] sum [of the (numbers|dice|rolls)] {_IS}"
_SUM_OF_TWO = f"[the] sum (of the two (dice|numbers|rolls)|[of the numbers] on the two dice) {_IS}"

RULES: list[Rule] = [
    # What is thrown
    *rules(
        "dice",
        [
            "{n:whole} [fair|standard] [,] [standard] dice",
            "(a|one) [fair|standard] die",
        ],
        lambda n=1: _throws(n, 6),
    ),
    *rules(
        "dice",
        [
            f"{{n:whole}} [fair|standard] [,] [fair|standard] {{k:whole}} {side} dice"
            for side in ("-sided", "sided", "-faced", "faced")
        ],
        _throws,
    ),
    *rules(
        "dice",
        [
            f"(a|one) [fair|standard] {{k:whole}} {side} die"
            for side in ("-sided", "sided", "-faced", "faced")
        ],
        lambda k: _throws(1, k),
    ),
    *rules("throws", [f"{{d:dice}} (are|is) {_ROLLED}"], lambda d: d),
    *rules("throws", [f"{_WHO} {_ROLL} {{d:dice}} [once|simultaneously]"], lambda d: d),
    *rules(
        "throws",
        ["{d:dice} is (rolled|tossed|thrown) {m:times}", f"{_WHO} {_ROLL} {{d:dice}} {{m:times}}"],
        lambda d, m: _throws(m, d.faces) if d.count == 1 else None,
    ),
    *rules(
        "throws",
        [
            "a [fair] coin is (flipped|tossed) {m:times}",
            f"{_WHO} {_FLIP} a [fair] coin {{m:times}}",
            "{m:whole} [fair] coins are (flipped|tossed) [simultaneously|at the same time|once]",
            f"{_WHO} {_FLIP} {{m:whole}} [fair] coins [simultaneously|at the same time|once]",
        ],
        lambda m: _throws(m, 2),
    ),
    *rules("times", ["{m:whole} times"], lambda m: m),
    *rules("times", ["twice"], lambda: 2),
    *rules("times", ["once"], lambda: 1),
    # How many
    *rules("range", ["exactly {n:whole}"], lambda n: (n, n)),
    *rules("range", ["at least {n:whole}", "{n:whole} or more"], lambda n: (n, -1)),
    *rules("range", ["at most {n:whole}", "no more than {n:whole}"], lambda n: (0, n)),
    *rules("range", ["more than {n:whole}"], lambda n: (n + 1, -1)),
    *rules("range", ["(fewer|less) than {n:whole}"], lambda n: (0, n - 1) if n > 0 else None),
    *rules("range", ["(no|none|none of)"], lambda: (0, 0)),
    *rules("total", ["{n:whole}", "exactly {n:whole}"], lambda n: (n, n)),
    *rules(
        "total",
        [
            "{n:whole} or (more|higher|greater|above)",
            "at least {n:whole}",
            "greater than or equal to {n:whole}",
        ],
        lambda n: (n, -1),
    ),
    *rules(
        "total",
        ["{n:whole} or (less|lower|fewer|below)", "at most {n:whole}", "less than or equal to {n:whole}"],
        lambda n: (0, n),
    ),
    *rules("total", ["(greater|more|larger|higher) than {n:whole}"], lambda n: (n + 1, -1)),
    *rules("total", ["(less|smaller|lower|fewer) than {n:whole}"], lambda n: (0, n - 1) if n > 0 else None),
    *rules(
        "total", ["between {a:whole} and {b:whole} [,] inclusive"], lambda a, b: (a, b) if a <= b else None
    ),
    # Faces
    rule("face", "[a|an] {n:whole} ['s|s]", lambda n: (n,)),
    rule("face", "{a:face} or {b:face}", lambda a, b: a + b),
    *rules("side", ["(heads|head|tails|tail)"], lambda: (-1,)),
    # What may happen
    *rules(
        "happening",
        [
            f"{_SUM} {{r:total}}",
            "(rolling|getting|obtaining|throwing) a (sum|total) of {r:total}",
            "a (sum|total) of {r:total}",
            "[the] (sum|total) rolled (is|will be) {r:total}",
            "[the] (sum|total) [of the numbers rolled] (is|will be) {r:total}",
        ],
        lambda r: Happening("sum", *r),
    ),
    *rules("happening", [f"{_SUM_OF_TWO} {{r:total}}"], lambda r: Happening("sum", r[0], r[1], number=2)),
    *rules(
        "happening",
        [
            "{q:range} of the dice (show|shows|land on|come up) {f:face}",
            "{q:range} of the {n:whole} dice (show|shows) {f:face}",
            f"{_WHO} will roll {{q:range}} {{f:face}}",
            "{q:range} of the rolls (are|is) {f:face}",
        ],
        lambda q, f, n=0: _hits(q, f, n),
    ),
    *rules(
        "happening",
        [
            "{f:face} is rolled on {q:range} of the {n:whole} dice",
            "{f:face} (is rolled on|appears on|shows on) {q:range} (die|of the dice)",
        ],
        lambda q, f, n=0: _hits(q, f, n),
    ),
    *rules(
        "happening",
        [
            "(all|all of) {n:whole} [of] [the] dice (show|land on) {f:face}",
            "(all|all of) the dice (show|land on) {f:face}",
        ],
        lambda f, n=0: _hits(_ALL, f, n),
    ),
    *rules("happening", ["both dice (show|land on) {f:face}"], lambda f: _hits(_ALL, f, 2)),
    *rules(
        "happening",
        ["(it|the die|the result) (shows|is|lands on|comes up) {f:face}", "(rolling|getting) {f:face}"],
        lambda f: _hits(_ALL, f, 1),
    ),
    *rules(
        "happening",
        [
            "{q:range} of the [dice|faces] (show|shows|match|have) [the] same (number|value)",
            "{q:range} dice (show|have) the same (number|value)",
            "{q:range} of the faces match",
        ],
        lambda q: Happening("repeat") if q == (2, -1) else None,
    ),
    *rules(
        "happening",
        [
            "rolling the same number on both dice",
            "[the] same number (is rolled|appears|shows) on both dice",
            "rolling doubles",
            "both dice show the same number",
            "the two dice show the same number",
        ],
        lambda: Happening("same", number=2),
    ),
    *rules(
        "happening",
        ["all [of] [the] dice show the same number", "all {n:whole} [of] [the] dice show the same number"],
        lambda n=0: Happening("same", number=n),
    ),
    *rules(
        "happening",
        [
            "(all|the) dice show different numbers",
            "no two dice show the same number",
            "all {n:whole} dice show different numbers",
            "the dice all show different numbers",
        ],
        lambda n=0: Happening("different", number=n),
    ),
    *rules(
        "happening",
        [
            "[getting] {q:range} [of the] {f:side}",
            f"{_WHO} (get|gets) {{q:range}} {{f:side}}",
            f"{_WHO} (get|gets) {{f:side}} (in|on) {{q:range}} of the {{n:whole}} (flips|tosses)",
            "{q:range} of the [{n:whole}] (flips|tosses|coins) (are|is|come up|land|lands|come up as)"
            " [on] {f:side}",
            "there (are|will be) {q:range} {f:side}",
        ],
        lambda q, f, n=0: _hits(q, f, n),
    ),
    *rules(
        "happening",
        [
            "(they|all|all of them|they all|all of the coins|all the coins) (come up|are|land) [on] {f:side}",
            "getting all {f:side}",
        ],
        lambda f: _hits(_ALL, f),
    ),
    # Questions
    *rules(
        "statement",
        [
            f"{{t:throws}} [.|,] {_WHAT} (of|that|) {{e:happening}}",
            f"{_WHAT} (of|that|) {{e:happening}} (when|if) {{t:throws}}",
            f"(if|when|suppose) {{t:throws}} [.|,] {_WHAT} (of|that|) {{e:happening}}",
            f"when rolling {{t:dice}} [,] {_WHAT} (of|that|) {{e:happening}}",
        ],
        _ask,
    ),
    *rules(
        "flips",
        ["{m:whole} [fair] coin (flips|tosses|flip|toss)", "{m:whole} (flips|tosses) of a [fair] coin"],
        lambda m: _throws(m, 2),
    ),
    *rules(
        "statement",
        [
            f"{_WHAT} (of|that|) {{e:happening}} in {{t:flips}}",
            f"in {{t:flips}} [,] {_WHAT} (of|that|) {{e:happening}}",
            f"{_WHAT} (of|that|) {{e:happening}} when (flipping|tossing) a [fair] coin {{m:times}}",
            f"{_WHAT} (of|that|) {{e:happening}} when (flipping|tossing) {{m:whole}} [fair] coins",
        ],
        lambda e, t=None, m=0: _ask(t or Throws(m, 2), e) if t or 0 < m <= _MOST else None,
    ),
    # A number chosen at random
    *rules(
        "property",
        ["(is|be) [a] multiple of {m:whole}", "is divisible by {m:whole}"],
        lambda m: call("count_multiples", number(m)) if m else None,
    ),
    *rules("property", ["is even"], lambda: call("count_multiples", number(2))),
    *rules(
        "property", ["is [a] (perfect square|square number|square)"], lambda: call("count_powers", number(2))
    ),
    *rules("property", ["is [a] (perfect cube|cube)"], lambda: call("count_powers", number(3))),
    *rules("property", ["is [a] prime [number]"], lambda: call("count_primes")),
    *rules(
        "property",
        ["is [a] (divisor|factor) of {m:whole}"],
        lambda m: call("divisors_between", number(m)) if m else None,
    ),
    *rules(
        "term",
        [
            "(a|an) [positive] [whole] (number|integer) is (selected|chosen|picked) [uniformly] at"
            f" random {span} [.]"
            f" {_WHAT} that [the] (number|integer|it) [selected|chosen] {{p:property}}"
            for span in (
                "(from|between) {a:whole} (to|through|and) {b:whole} [,] inclusive [,]",
                "from {a:whole} (to|through) {b:whole}",
                "from the [set of] (numbers|integers) [from] {a:whole} (to|through) {b:whole} [,]"
                " [inclusive]",
            )
        ],
        lambda p, a, b: _chosen(p, a, b),
    ),
]
