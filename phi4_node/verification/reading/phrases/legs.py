"""How many legs animals have; only of animals about whose legs there is no dispute.

A starfish has arms, an octopus too, and a butterfly in a picture may show four legs: what the plain sense
does not settle is left out, except where the class settles it (insects have six legs, decapods ten).
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Note
from phi4_node.verification.reading.trees import number

_LEGS = {
    0: "snake worm earthworm jellyfish leech flatworm fish shark whale snail|sea slug",
    2: "chicken hen rooster duck goose bird human person ostrich penguin sparrow turkey pigeon",
    4: (
        "dog cat cow horse lion elephant giraffe tiger deer sheep goat pig rabbit mouse bear wolf zebra"
        " donkey camel lizard turtle frog"
    ),
    6: (
        "insect ant butterfly beetle bee wasp grasshopper cricket cockroach firefly fly mosquito"
        "|praying mantis"
    ),
    8: "spider scorpion tick",
    10: "crab lobster shrimp",
    14: "woodlouse",
}
_PLURALS = {
    "person": "people", "mouse": "mice", "wolf": "wolves", "goose": "geese", "butterfly": "butterflies",
    "firefly": "fireflies", "fly": "flies", "donkey": "donkeys", "woodlouse": "woodlice",
    "jellyfish": "jellyfishes", "praying mantis": "praying mantises",
}  # fmt: skip
_ZH = {
    "鸡": 2,
    "鸭": 2,
    "鹅": 2,
    "兔": 4,
    "兔子": 4,
    "狗": 4,
    "猫": 4,
    "牛": 4,
    "羊": 4,
    "马": 4,
    "猪": 4,
    "蜘蛛": 8,
}


def _animals() -> list[Rule]:
    found = []
    for legs, words in _LEGS.items():
        single, _, spaced = words.partition("|")
        for name in [*single.split(), *([spaced] if spaced else [])]:
            several = "|".join(dict.fromkeys((name, f"{name}s", f"{name}es", _PLURALS.get(name, name))))
            found.append(rule("animal", f"({several})", lambda legs=legs: legs))
    return found + [rule("zhanimal", word, lambda legs=legs: legs) for word, legs in _ZH.items()]


def _total(a: tuple[tuple[int, int], ...]) -> tuple[AskValue]:
    total: Node | None = None
    for count, legs in a:
        part = Node("mul", (number(count), number(legs)), "*")
        total = part if total is None else Node("add", (total, part))
    return (AskValue((total or number(0),)),)


RULES: list[Rule] = [
    *_animals(),
    rule("herd", "{n:whole} {a:animal}", lambda n, a: ((n, a),)),
    *rules("herd", ["{a:herd} [,] and {b:herd}", "{a:herd} , {b:herd}"], lambda a, b: a + b),
    rule("zhherd", "{n:whole}(只|头|匹|条){a:zhanimal}", lambda n, a: ((n, a),)),
    *rules("zhherd", ["{a:zhherd}(和|,|与){b:zhherd}"], lambda a, b: a + b),
    *rules(
        "statement",
        [
            "how many legs (are there|do you have|are there altogether) [in total|altogether] (if you"
            " have|for|in"
            " a group of|among) {a:herd}",
            "how many legs do {a:herd} have [in total|altogether|all together|in all]",
            "(find|calculate|compute|what is) the total number of legs (of|for|on) {a:herd}",
            "there are {a:herd} . how many legs are there [in total|altogether|in all]",
        ],
        _total,
    ),
    *rules("statement", ["{a:zhherd}[一共|共](有)(多少|几)(条|只)(腿|脚)"], _total),
    rule(
        "note",
        "your task is to count how many legs there are in total when given a list of animals",
        lambda: Note(),
    ),
]
