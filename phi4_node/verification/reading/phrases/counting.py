"""In how many ways: orders, choices, offices, words, subsets, handshakes.

Things in a row are told apart if the words say `different` or `distinct`, or if they are people. Letters of a
word that are alike are not told apart. Offices are only read if the words say that nobody holds two.
"""

from __future__ import annotations

from collections import Counter

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.trees import call, number

_MOST = 10_000


def _orders(n: int) -> Node | None:
    return Node("factorial", (number(n),)) if 0 < n <= _MOST else None


def _choose(n: int, k: int) -> Node | None:
    return call("binomial", number(n), number(k)) if 0 <= k <= n <= _MOST else None


def _permute(n: int, k: int) -> Node | None:
    return call("permutations", number(n), number(k)) if 0 <= k <= n <= _MOST else None


def _letters(w: str) -> Node:
    """Orders of the letters of a word; capital and small letters are the same letter."""
    counts = sorted(Counter(w.lower()).values(), reverse=True)
    if counts[0] == 1:
        return Node("factorial", (number(len(w)),))
    return call("arrangements", *map(number, counts))


def _letters_all(n: int, w: str) -> Node | None:
    return _letters(w) if n == len(w) else None


def _power(base: int, exponent: int, less: int = 0) -> Node | None:
    if not 0 <= exponent <= 1_000:
        return None
    power = Node("pow", (number(base), number(exponent)))
    return Node("sub", (power, number(less))) if less else power


def _set_size(m: Node) -> int | None:
    if m.op != "set" or len(set(m.args)) < len(m.args) or any(part.op == "hole" for part in m.args):
        return None
    return len(m.args)


def _numbers_of(n: int) -> Node | None:
    """How many numbers have so many digits, of which the first is not 0."""
    if not 1 < n <= 30:
        return None
    return Node("mul", (number(9), Node("pow", (number(10), number(n - 1)))), "*")


_HOW = (
    "(in how many [different|distinct|possible] ways (can|could)"
    "|how many [different|distinct|possible] ways can)"
)
_WAYS = "how many [different|distinct|possible] (ways|arrangements) are there to"
_WHO = "(you|we|i|one|he|she|they|{person})"
_ORDER = "(arrange|order|line up|stack|place|put|display|arranged|ordered|stacked|lined up|placed)"
_DISTINCT = "(different|distinct|distinguishable|different colored|differently colored)"
_PEOPLE = (
    "(people|persons|students|children|boys|girls|men|women|kids|friends|players|runners|members|dogs|cars)"
)
_THINGS = (
    "(books|hats|balls|marbles|letters|cards|objects|items|things|beads|flags|paintings|toys|cups|plants|songs"
    "|trophies|pictures|dresses|shirts|coins|pens|tiles)"
)
_IN_A_ROW = "(in a row|in a line|on a shelf|on a bookshelf|on my shelf|in order|in a single row|in a stack)"
_ROTATED = (
    r"[,|?] [if] [\(] (two seatings are [considered] (equivalent|the same) if one is a rotation of the other"
    r"|rotations are considered the same|seatings that are rotations of each other are considered the"
    r" same) [.] [\)]"
)
_GROUP = "(a|an|the|my|our|your|his|her) (group|class|club|team|set|list|pool|collection)"
_MATTER = "(does not matter|doesn't matter|is not important|isn't important|is irrelevant)"
_UNORDERED = (
    rf"(if [the] order {_MATTER}|if the order in which (i|we|you) (draw|choose|select|pick) them {_MATTER}"
    rf"|\( where the order in which we choose the {{k2:whole}} people {_MATTER} \)|\( order {_MATTER} \))"
)
_COMMITTEE = "(committee|team|group|subcommittee|delegation)"
_THE_LETTERS = '[all] [of] the letters (of|in) [the word] ["] {w:letters} ["]'
_ONE_OFFICE = (
    "(if no member can hold more than one office|if individual members can only hold at most one office"
    "|if no (one|person) (can|may) hold more than one (office|position)|if each person can hold at most"
    " one (office|position)"
    "|if no person is allowed to hold more than one office|if no member may hold more than one office"
    "|if we have no restrictions other than the same person can't hold both offices)"
)
_OFFICES = (
    "president vice-president secretary treasurer captain co-captain chairman chair chairperson chairwoman "
    "historian manager leader webmaster"
).split()

RULES: list[Rule] = [
    # Orders
    *rules(
        "term",
        [
            f"{_HOW} {_WHO} {_ORDER} {{n:whole}} {_DISTINCT} {_THINGS} {_IN_A_ROW}",
            f"{_HOW} {{n:whole}} {_DISTINCT} {_THINGS} be {_ORDER} {_IN_A_ROW}",
            f"{_HOW} {{n:whole}} {_PEOPLE} (stand|line up|sit|be seated|be arranged|be lined up|form a"
            f" line|be ordered) [{_IN_A_ROW}]",
            f"{_HOW} {_WHO} (line up|seat|arrange|order) {{n:whole}} {_PEOPLE} [{_IN_A_ROW}]",
            f"{_WAYS} (arrange|order|line up|stack|place) {{n:whole}} {_DISTINCT} {_THINGS} {_IN_A_ROW}",
            f"{_WAYS} (arrange|line up|order|seat) {{n:whole}} {_PEOPLE} {_IN_A_ROW}",
            "{n:whole}(个人|名同学|名学生|人)(站成|排成)一(排|列|行)[,][共](有|一共有)(多少|几)种[不同的](排法|站法|方法)",
            "{n:whole}本不同的书(排成一排|放在书架上)[,][共]有(多少|几)种[不同的](排法|放法|方法)",
        ],
        _orders,
    ),
    *rules(
        "term",
        [
            f"{_HOW} {_WHO} seat {{n:whole}} {_PEOPLE} (around|at) a (round|circular) table {_ROTATED}",
            f"{_HOW} {{n:whole}} {_PEOPLE} (sit|be seated) (around|at) a (round|circular) table {_ROTATED}",
        ],
        lambda n: _orders(n - 1) if n > 1 else None,
    ),
    # Choices
    *rules(
        "term",
        [
            f"{_HOW} a {{k:whole}} (-person|person) {_COMMITTEE} be (chosen|formed|selected|picked)"
            " from (a group of|a class of|) {n:whole}"
            f" (people|students|members|persons) [{_UNORDERED}]",
            f"{_HOW} {_WHO} (choose|select|form|pick) a {{k:whole}} (-person|person) {_COMMITTEE} from"
            " (a group of|a class of|) {n:whole}"
            f" (people|students|members|persons) [{_UNORDERED}]",
            f"{_HOW} a {_COMMITTEE} of {{k:whole}} [people|students|members] be"
            " (chosen|formed|selected|picked) from"
            " (a group of|a class of|) {n:whole} (people|students|members|persons)",
            "how many (different|distinct|possible|) {k:whole} (-person|person|member|-member)"
            f" {_COMMITTEE}s can be (chosen|formed|selected)"
            " from (a group of|a class of|) {n:whole} (people|students|members|persons)",
            f"{_WAYS} (choose|select|pick) {{k:whole}} {_THINGS} from {{n:whole}} {_DISTINCT} {_THINGS}",
            f"{_WAYS} (choose|select|pick) {{k:whole}} {_THINGS} (from|out of) [a"
            " (set|group|collection) of] {n:whole}"
            f" {_DISTINCT} {_THINGS} {_UNORDERED}",
            f"{_WAYS} (choose|select|pick) {{k:whole}} (people|students|members) (from|out of) [a"
            " group of] {n:whole} [people|students|members]",
            f"{_HOW} {_WHO} (choose|select|pick) {{k:whole}} (people|students|members) (from|out of) [a"
            " group of] {n:whole}"
            " [people|students|members]",
            "从{n:whole}(个人|名同学|名学生|人)中(选|选出|任选){k:whole}(个人|名|人)[,][共]有(多少|几)种[不同的](选法|方法)",
        ],
        lambda n, k, k2=None: _choose(n, k) if k2 in (None, k) else None,
    ),
    *rules(
        "term",
        [
            f"{_WHO} have {{n:whole}} {_THINGS} numbered 1 (through|to) {{m:whole}} in a (bin|bag|box)"
            f" . {_HOW} {_WHO}"
            f" (select|choose|draw|pick) {{k:whole}} {_THINGS} , {_UNORDERED}",
        ],
        lambda n, m, k, k2=None: _choose(n, k) if n == m and k2 in (None, k) else None,
    ),
    # Offices
    *[rule("offices", f"[a|an|and a|and an] {name}", lambda: 1) for name in _OFFICES],
    *rules("offices", ["[a|an] vice president"], lambda: 1),
    *rules("offices", ["{a:offices} , {b:offices}", "{a:offices} [,] and {b:offices}"], lambda a, b: a + b),
    *rules(
        "term",
        [
            "(my|our|the|a) club has {n:whole} members [,|.] " + f"[and] {verb} [the officers] {tail}"
            for verb, tail in (
                (f"{_HOW} {_WHO} choose [a|an] {{k:offices}}", f"[,] {_ONE_OFFICE}"),
                (
                    f"wishes to (pick|choose|elect) [a|an] {{k:offices}} . {_HOW} we choose the officers",
                    f"[,] {_ONE_OFFICE}",
                ),
            )
        ],
        _permute,
    ),
    # Words
    *rules(
        "term",
        [
            "[the] number of [distinct|different] (ways to arrange|arrangements of|permutations"
            " of|rearrangements of)"
            ' [all] [of] the letters (of|in) [the word] ["] {w:letters} ["]',
            f"{_WAYS} (arrange|rearrange|order) {_THE_LETTERS}",
            f"{_HOW} {_THE_LETTERS} be (arranged|rearranged|ordered|permuted)",
            f"{_HOW} {_WHO} (arrange|rearrange|order) {_THE_LETTERS}",
            "how many (distinct|different) (arrangements|permutations|rearrangements) [are there] of"
            " [all] [of] the letters (of|in)"
            ' [the word] ["] {w:letters} ["] [are there]',
        ],
        _letters,
    ),
    *rules(
        "term",
        [
            "how many [distinct|different] {n:whole} -letter (rearrangements|arrangements|words) of"
            " [the letters of] the word"
            ' [``|"] {w:letters} ["] can (i|you|we|be) (form|make|formed|made)',
        ],
        _letters_all,
    ),
    # Sets, numbers, handshakes
    *rules("set_size", [r"[the set] {m:math}"], _set_size),
    *rules(
        "set_size",
        ["(a|the) set (with|of|containing|that has) {n:whole} [distinct] (elements|members)"],
        lambda n: n,
    ),
    *rules(
        "term",
        [
            "how many subsets (does {n:set_size} have|are there of {n:set_size}|can be formed from"
            " {n:set_size})",
            "[the] number of subsets of {n:set_size}",
        ],
        lambda n: _power(2, n),
    ),
    *rules(
        "term",
        [
            "how many (non-empty|nonempty|proper) subsets (does {n:set_size} have|are there of {n:set_size})",
            "[the] number of (non-empty|nonempty|proper) subsets of {n:set_size}",
        ],
        lambda n: _power(2, n, 1),
    ),
    *rules(
        "term",
        [
            f"how many [positive] {{n:whole}} {tail} are there"
            for tail in ("-digit (numbers|integers|positive integers)",)
        ],
        _numbers_of,
    ),
    *rules(
        "term",
        [
            "[if] {n:whole} people (are at a party|are in a room|meet) [,|.|and] [if] (each"
            " person|everyone|each) shakes hands"
            " [exactly once] with (every other person|everyone else|each other person) [exactly once]"
            " [,|.] how many"
            " handshakes (are there|take place|occur)",
        ],
        lambda n: _choose(n, 2),
    ),
]
