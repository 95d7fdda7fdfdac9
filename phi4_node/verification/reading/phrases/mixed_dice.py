"""Dice of several kinds thrown together, as players write them: `1d20, 2d6`.

What is rolled with several dice is their sum. `Odds` are read as a probability only where the words say that
a probability is to be given; odds are otherwise a ratio.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Note, Statement
from phi4_node.verification.reading.trees import call, number

Dice = tuple[tuple[int, int], ...]
Said = tuple[Statement, ...]

_MOST_DICE = 60
_MOST_FACES = 1_000


def _probability(d: Dice, r: tuple[int, int], *, reduced: bool = False) -> Said | None:
    """The share of the equally likely throws whose sum lies in the range."""
    if sum(count for count, _ in d) > _MOST_DICE or not all(2 <= faces <= _MOST_FACES for _, faces in d):
        return None
    low, high = r
    top = sum(count * faces for count, faces in d)
    sizes = [number(part) for pair in d for part in pair]
    ways = call("mixed_dice_sums", number(low), number(high if high >= 0 else top), *sizes)
    every: Node | None = None
    for count, faces in d:
        power = Node("pow", (number(faces), number(count)))
        every = power if every is None else Node("mul", (every, power), "*")
    if every is None:
        return None
    asked = AskValue((Node("div", (ways, every)),))
    return (asked, Note(form="lowest_terms")) if reduced else (asked,)


_ROLLING = "(rolling|getting|throwing) [a (sum|total) of|(a total|a sum)|in total]"
_HAVE = "(i have|you have|we have|given|with) [these|the following|the] dice : {d:dice_set} [.|,]"
_TOGETHER = (
    r"[\( assume that all dice are rolled at once , and that '1d6' represents one roll of a 6-sided"
    r" (dice|die)"
    r" [.] \)]"
)
_FRACTION = (
    r"[please] (respond with|give|answer with|express it as|write) a [reduced|simplified] fraction"
    r" (representing|for|as)"
    r" the probability [\[ ex. , {math} \]]"
)

RULES: list[Rule] = [
    rule("dice_set", "{d:dice_notation}", lambda d: (d,)),
    *rules("dice_set", ["{a:dice_set} [,] [and] {d:dice_notation}"], lambda a, d: (*a, d)),
    *rules(
        "statement",
        [
            f"{_HAVE} (what are the odds|what is the probability|what is the chance) of {_ROLLING}"
            f" {{r:total}} [?]"
            f" {_TOGETHER} {_FRACTION}",
        ],
        lambda d, r: _probability(d, r, reduced=True),
    ),
    *rules(
        "statement",
        [
            f"{_HAVE} (what is the probability|what is the chance) of {_ROLLING} {{r:total}} [?] {_TOGETHER}",
            f"(what is|what's|find|calculate) the (probability|chance) of {_ROLLING} {{r:total}}"
            f" (with|on|when"
            f" rolling|by"
            " rolling) {d:dice_set}",
        ],
        _probability,
    ),
]
