"""Probabilities of drawing from a bag whose contents are listed: letters, marbles, balls.

Words must say whether what is drawn is put back, unless only one thing is drawn or all are drawn at once. The
counts that an event names must add up to the number that is drawn; `2 red` of three drawn is not read, as it
may mean exactly or at least two.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Statement
from phi4_node.verification.reading.trees import call, number

_MOST = 10_000

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Some things are drawn from a bag.

    Attributes:
        bag: What it holds, by kind.
        drawn: How many are drawn.
        replaced: Each is put back before the next is drawn.
    """

    bag: Counts
    drawn: int
    replaced: bool = False

    @property
    def total(self) -> int:
        """How many things the bag holds."""
        return sum(count for _, count in self.bag)

    def is_possible(self) -> bool:
        """Whether so many can be drawn."""
        names = [name for name, _ in self.bag]
        enough = self.replaced or self.drawn <= self.total
        return len(set(names)) == len(names) and self.drawn > 0 and enough and 0 < self.total <= _MOST


def _tally(letter: str, n: int) -> Counts | None:
    return ((letter, n),) if n <= _MOST else None


def _word(w: str) -> Counts | None:
    """A word of small letters is a bag of its letters."""
    return tuple(sorted(Counter(w).items())) if w.islower() and len(w) > 1 else None


# Probabilities ------------------------------------------------------------------------------------


def probability_of_counts(d: Drawing, wanted: Counts) -> Node | None:
    """That exactly so many of each kind are drawn, in any order."""
    names = [name for name, _ in wanted]
    if not d.is_possible() or len(set(names)) < len(names) or sum(n for _, n in wanted) != d.drawn:
        return None
    bag = dict(d.bag)
    if any(bag.get(name, 0) < (1 if d.replaced else n) for name, n in wanted if n):
        return number(0)
    if d.replaced:
        orders = factorial(d.drawn)
        for _, n in wanted:
            orders //= factorial(n)
        parts = [Node("pow", (number(Fraction(bag[name], d.total)), number(n))) for name, n in wanted if n]
        return _times([number(orders), *parts])
    above = _times([call("binomial", number(bag[name]), number(n)) for name, n in wanted if n])
    return Node("div", (above, call("binomial", number(d.total), number(d.drawn))))


def _sequence(d: Drawing, order: tuple[str, ...]) -> Node | None:
    """That these kinds are drawn in this order."""
    if not d.is_possible() or len(order) != d.drawn:
        return None
    bag, total = dict(d.bag), d.total
    parts: list[Node] = []
    for name in order:
        left = bag.get(name, 0)
        if left <= 0:
            return number(0)
        parts.append(Node("div", (number(left), number(total))))
        if not d.replaced:
            bag[name], total = left - 1, total - 1
    return _times(parts)


def _times(parts: list[Node]) -> Node:
    product = parts[0]
    for part in parts[1:]:
        product = Node("mul", (product, part), "*")
    return product


def _all_of(d: Drawing, colour: str) -> Node | None:
    return probability_of_counts(d, ((colour, d.drawn),)) if colour in dict(d.bag) else None


def _none_of(d: Drawing, colour: str) -> Node | None:
    others = d.total - dict(d.bag).get(colour, 0)
    if colour not in dict(d.bag):
        return None
    return probability_of_counts(
        Drawing((("other", others), (colour, d.total - others)), d.drawn, d.replaced), (("other", d.drawn),)
    )


def _at_least_one(d: Drawing, colour: str) -> Node | None:
    none = _none_of(d, colour)
    return None if none is None else Node("sub", (number(1), none))


def _same_colour(d: Drawing) -> Node | None:
    total: Node | None = None
    for name, _ in d.bag:
        part = probability_of_counts(d, ((name, d.drawn),))
        if part is None:
            return None
        total = part if total is None else Node("add", (total, part))
    return total if d.drawn > 1 else None


def _different_colours(d: Drawing) -> Node | None:
    same = _same_colour(d) if d.drawn == 2 else None
    return None if same is None else Node("sub", (number(1), same))


@dataclass(frozen=True, slots=True)
class Event:
    """What may be drawn.

    Attributes:
        kind: `counts`, `sequence`, `all`, `none`, `some`, `same`, `different` or `one`.
        counts: For `counts`.
        order: For `sequence`; the one colour for `all`, `none`, `some` and `one`.
        number: How many things the words say there are, 0 if they say nothing.
    """

    kind: str
    counts: Counts = ()
    order: tuple[str, ...] = ()
    number: int = 0


_DECK = (("card", 52),)
_CARDS = {
    "(aces|ace)": 4,
    "(kings|king)": 4,
    "(queens|queen)": 4,
    "(jacks|jack)": 4,
    "(hearts|heart)": 13,
    "(spades|spade)": 13,
    "(diamonds|diamond)": 13,
    "(clubs|club)": 13,
    r"face cards [\( jacks , queens , or kings \)]": 12,
    "(red|red cards)": 26,
    "(black|black cards)": 26,
}


def _of_deck(d: Drawing, kind: str) -> Drawing:
    """The drawing with the deck divided into one kind of cards and the others."""
    size = _CARDS[kind]
    return Drawing(((kind, size), ("other", 52 - size)), d.drawn, d.replaced)


def _probability(d: Drawing, e: Event) -> Node | None:
    if d.bag == _DECK:
        if len(e.order) != 1 or e.order[0] not in _CARDS:
            return None
        d = _of_deck(d, e.order[0])
    if not d.is_possible() or e.number not in (0, d.drawn):
        return None
    if e.kind == "counts":
        return probability_of_counts(d, e.counts)
    if e.kind == "sequence":
        return _sequence(d, e.order)
    if e.kind == "same":
        return _same_colour(d)
    if e.kind == "different":
        return _different_colours(d)
    (colour,) = e.order
    if e.kind == "one":
        return _all_of(d, colour) if d.drawn == 1 else None
    return {"all": _all_of, "none": _none_of, "some": _at_least_one}[e.kind](d, colour)


def _ask(d: Drawing, e: Event) -> tuple[Statement, ...] | None:
    term = _probability(d, e)
    return None if term is None else (AskValue((term,)),)


def _merged(a: Counts, b: Counts) -> Counts:
    return a + b


def _colours(c: str, n: int) -> Counts | None:
    return ((c, n),) if 0 < n <= _MOST else None


_COLOURS = "red blue green yellow white black orange purple pink brown gray grey gold silver clear".split()
_THING = (
    "(marble|marbles|ball|balls|bead|beads|chip|chips|jelly beans|candies|candy|counter|counters|sock|socks)"
)
_BAG = "(a|an|the) (bag|box|jar|urn|drawer|hat|container|bowl|basket)"
_TAKEN = "(drawn|selected|chosen|picked|taken|removed|pulled out)"
_OUT = "[from (the|this) (bag|box|jar|urn|drawer|hat|container|bowl|basket)]"
_WITHOUT = "[and] [,] without (replacement|replacing [them|it]|being replaced)"
_AT_ONCE = "(simultaneously|at the same time|at once)"
_PROBABILITY = "(prob|probability|chance)"
_WHAT = f"(what is|what's|find|calculate|compute|give|determine) the {_PROBABILITY}"

RULES: list[Rule] = [
    # Letters
    rule("bag", "{w:letters}", _word),
    rule("tallies", "{letter:letter} : {n:whole}", _tally),
    rule("tallies", "{a:tallies} , {b:tallies}", _merged),
    rule("bag", r"\{ {t:tallies} \}", lambda t: t),
    rule("picks", "{n:whole} {c:letter}", _colours),
    *rules("picks", ["{a:picks} , {b:picks}", "{a:picks} [,] and {b:picks}"], _merged),
    *rules(
        "drawing",
        [
            f"{{n:whole}} letters [are|is] {_TAKEN} [at random] without replacement from {{b:bag}}",
            f"{{n:whole}} letters [are|is] {_TAKEN} from {{b:bag}} [at random] without replacement",
        ],
        lambda n, b: Drawing(b, n),
    ),
    *rules(
        "drawing",
        [f"{{n:whole}} letters [are|is] {_TAKEN} [at random] with replacement from {{b:bag}}"],
        lambda n, b: Drawing(b, n, True),
    ),
    rule("event", "(picking|drawing|choosing|selecting) {p:picks}", lambda p: Event("counts", p)),
    rule("event", "[the] sequence {s:letters}", lambda s: Event("sequence", order=tuple(s))),
    # Colours
    *[rule("colour", name, lambda name=name: name) for name in _COLOURS],
    rule("holding", f"{{n:whole}} {{c:colour}} [{_THING}|ones]", _colours),
    *rules("holding", ["{a:holding} , {b:holding}", "{a:holding} [,] and {b:holding}"], _merged),
    *rules(
        "contents",
        [
            f"{_BAG} (contains|has|holds) [only|exactly] {{h:holding}}",
            f"(there are|you have|i have) [exactly] {{h:holding}} in {_BAG}",
        ],
        lambda h: h,
    ),
    *rules(
        "drawing",
        [
            f"{{h:contents}} . {{n:whole}} {_THING} are {_TAKEN} {_OUT} [at random] {_OUT} {_WITHOUT}",
            f"{{h:contents}} . {{n:whole}} {_THING} are [randomly] {_TAKEN} {_OUT} [at random] {_AT_ONCE}",
            f"{{h:contents}} . {{n:whole}} {_THING} are randomly {_TAKEN} {_OUT} {_WITHOUT}",
        ],
        lambda h, n: Drawing(h, n) if n > 1 else None,
    ),
    *rules(
        "drawing",
        [f"{{h:contents}} . {{n:whole}} {_THING} are {_TAKEN} {_OUT} [at random] {_OUT} with replacement"],
        lambda h, n: Drawing(h, n, True) if n > 1 else None,
    ),
    *rules(
        "drawing",
        [
            f"{{h:contents}} . [a|one] {_THING} is [randomly] {_TAKEN} [at random] {_OUT} [at random]",
            f"{{h:contents}} . (if|) (you|i) (draw|pick|choose|select) one {_THING} at random",
        ],
        lambda h: Drawing(h, 1),
    ),
    *rules(
        "event",
        [
            f"(all|all of) {{n:whole}} [of] [the] [{_THING}] are {{c:colour}}",
        ],
        lambda n, c: Event("all", order=(c,), number=n),
    ),
    *rules(
        "event",
        [f"both [of] [the] [{_THING}] are {{c:colour}}"],
        lambda c: Event("all", order=(c,), number=2),
    ),
    *rules(
        "event",
        [f"neither [of] [the] [{_THING}] is {{c:colour}}"],
        lambda c: Event("none", order=(c,), number=2),
    ),
    *rules(
        "event", [f"none [of] [the] [{_THING}] (is|are) {{c:colour}}"], lambda c: Event("none", order=(c,))
    ),
    *rules(
        "event",
        [
            f"at least one [of] [the] [{_THING}] [drawn] is {{c:colour}}",
            f"at least one {{c:colour}} {_THING} is {_TAKEN}",
        ],
        lambda c: Event("some", order=(c,)),
    ),
    *rules(
        "event",
        [
            f"(they|the {_THING}) (are|have) [of] the same (color|colour)",
        ],
        lambda: Event("same"),
    ),
    *rules(
        "event",
        [f"(both {_THING}|the two {_THING}) (are|have) [of] the same (color|colour)"],
        lambda: Event("same", number=2),
    ),
    *rules(
        "event",
        [f"(they|both {_THING}|the two {_THING}|the {_THING}) (are|have) [of] different (colors|colours)"],
        lambda: Event("different"),
    ),
    *rules(
        "event",
        [f"one [{_THING}] is {{a:colour}} and (one|the other) [{_THING}] is {{b:colour}}"],
        lambda a, b: Event("counts", ((a, 1), (b, 1)), number=2) if a != b else None,
    ),
    *rules(
        "event",
        [
            f"(it|the {_THING}) is {{c:colour}}",
            f"(drawing|picking|choosing|selecting) a {{c:colour}} {_THING}",
        ],
        lambda c: Event("one", order=(c,), number=1),
    ),
    # Cards
    *[rule("cards", words, lambda words=words: words) for words in _CARDS],
    *rules(
        "drawing",
        [
            "{n:whole} cards are [randomly] (dealt|drawn|chosen|selected) [at random] [without"
            f" replacement] from {deck}"
            for deck in (
                "a [standard|regular|ordinary] [52] [-card] deck [of [52] [playing] cards]",
                r"a standard deck \( 13 clubs , 13 diamonds , 13 hearts , and 13 spades \) of 52 cards",
            )
        ],
        lambda n: Drawing(_DECK, n) if n > 1 else None,
    ),
    *rules(
        "event",
        ["(both|both of the|both of the two) [cards] are {c:cards}"],
        lambda c: Event("all", order=(c,), number=2),
    ),
    *rules(
        "event",
        ["(all|all of) [the] {n:whole} [of] [the] [cards] are {c:cards}"],
        lambda n, c: Event("all", order=(c,), number=n),
    ),
    *rules(
        "event", ["at least one [of] [the] [cards] is [a|an] {c:cards}"], lambda c: Event("some", order=(c,))
    ),
    *rules(
        "event",
        ["none of the [cards] (is|are) [a|an] {c:cards}"],
        lambda c: Event("none", order=(c,)),
    ),
    *rules(
        "event",
        ["neither [of the] [cards] (is|are) [a|an] {c:cards}"],
        lambda c: Event("none", order=(c,), number=2),
    ),
    # Questions
    *rules(
        "statement",
        [
            f"{{d:drawing}} [.] (what is|what's|give|find|calculate|compute) [the] {_PROBABILITY}"
            " (of|that) {e:event}",
            f"(what is|what's|give|find|calculate|compute) [the] {_PROBABILITY} (of|that) {{e:event}}"
            " (when|if) {d:drawing}",
        ],
        _ask,
    ),
]
