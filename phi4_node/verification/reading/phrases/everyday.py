"""Calculations in everyday words: fractions in words, percentages more or less, choices, conversions."""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases.measures import Amount
from phi4_node.verification.reading.statements import AskRewrite, AskSolve, AskValue, Statement
from phi4_node.verification.reading.trees import call, is_condition, number

Said = tuple[Statement, ...]

_SIDES = {
    "quadrilateral": 4, "pentagon": 5, "hexagon": 6, "heptagon": 7, "octagon": 8, "nonagon": 9, "decagon": 10,
    "dodecagon": 12,
}  # fmt: skip
_ASK = "(what is|what's|find|calculate|compute|evaluate|work out)"


def _changed(sign: str) -> Builder:
    """`Increase 80 by 25%`."""

    def build(a: Node, p: Node) -> Node | None:
        if p.op != "percent":
            return None
        return Node("mul", (a, Node(sign, (number(1), Node("div", (p.args[0], number(100)))))), "*")

    return build


def _diagonals(n: int) -> Node | None:
    return (
        Node("div", (Node("mul", (number(n), number(n - 3)), "*"), number(2))) if 3 <= n <= 10_000 else None
    )


def _chosen(n: int, k: int) -> Node | None:
    return call("binomial", number(n), number(k)) if 0 <= k <= n <= 1_000 else None


def _arranged(n: int, k: int) -> Node | None:
    return call("permutations", number(n), number(k)) if 0 <= k <= n <= 1_000 else None


def _asked(term: Node | None) -> Said | None:
    return None if term is None else (AskValue((term,)),)


def _fraction(a: Node) -> Said | None:
    is_numeral = a.op in ("num", "repeat") or (a.op == "neg" and a.args[0].op in ("num", "repeat"))
    return (AskRewrite(a, "lowest_terms"),) if is_numeral else None


def _feet_and_inches(a: Amount, n: int) -> Amount | None:
    is_plain = len(a) == 1 and a[0][1] == "ft" and a[0][0].op != "neg"
    return (*a, (number(n), "inch")) if is_plain and n < 12 else None


def _share(s: Fraction, b: Node) -> Node:
    return Node("mul", (number(s), b), "*")


_COUNTED = (
    "(books|people|students|cards|players|toppings|flavors|flavours|members|colors|colours|toys|movies|songs)"
)

RULES: list[Rule] = [
    rule("term", "{s:spoken}", lambda s: number(s)),
    rule("term", "{s:spoken} of {b:operand}", _share),
    *rules("term", ["{a:math} increased by {p:math}", "increase {a:math} by {p:math}"], _changed("add")),
    *rules(
        "term",
        ["{a:math} (decreased|reduced|diminished) by {p:math}", "(decrease|reduce) {a:math} by {p:math}"],
        _changed("sub"),
    ),
    *rules("statement", ["increase {a:math} by {p:math}"], lambda a, p: _asked(_changed("add")(a, p))),
    *rules(
        "statement", ["(decrease|reduce) {a:math} by {p:math}"], lambda a, p: _asked(_changed("sub")(a, p))
    ),
    *rules(
        "statement",
        [
            "(factor|factorize|factorise|decompose) {a:term} into (primes|prime factors|a product of primes)",
            "(write|express) {a:term} as a product of [its] (prime factors|primes|prime numbers)",
        ],
        lambda a: _asked(call("factorization", a)) if a.op == "num" else None,
    ),
    *rules(
        "statement",
        [
            "(convert|change|turn) [the decimal] {a:term} (to|into) a [simplified|reduced|common] fraction"
            " [in (lowest terms|simplest form|simplest terms|its lowest terms)]",
            "(express|write) [the] [repeating] [decimal] {a:term} as a [simplified|reduced|common] fraction"
            " [in (lowest terms|simplest form|simplest terms|its lowest terms)]",
        ],
        _fraction,
    ),
    *[
        rule(
            "term",
            f"[the number of] diagonals (of|in) (a|an) [convex|regular] {name}",
            lambda n=n: _diagonals(n),
        )
        for name, n in _SIDES.items()
    ],
    *[
        rule(
            "statement",
            f"how many diagonals (does (a|an) [convex|regular] {name} have|are there in (a|an)"
            f" [convex|regular] {name})",
            lambda n=n: _asked(_diagonals(n)),
        )
        for name, n in _SIDES.items()
    ],
    *rules("term", ["{n:whole} choose {k:whole}"], _chosen),
    *rules(
        "statement",
        [f"{_ASK} [the value of] C \\( {{n:whole}} , {{k:whole}} \\)", f"{_ASK} {{n:whole}} C {{k:whole}}"],
        lambda n, k: _asked(_chosen(n, k)),
    ),
    *rules(
        "statement",
        [f"{_ASK} [the value of] P \\( {{n:whole}} , {{k:whole}} \\)", f"{_ASK} {{n:whole}} P {{k:whole}}"],
        lambda n, k: _asked(_arranged(n, k)),
    ),
    *rules(
        "statement",
        [
            "(how many ways are there|in how many ways can you|how many ways can you|in how many ways"
            " can we) [to]"
            f" (choose|select|pick) {{k:whole}} {thing} (out of|from) [a (set|group) of] {{n:whole}}"
            f" [different|distinct]"
            f" [{thing}]"
            for thing in _COUNTED.strip("()").split("|")
        ],
        lambda n, k: _asked(_chosen(n, k)),
    ),
    *rules(
        "statement",
        ["(find|determine) all {d:domain} [numbers|values of] {u:names} with {c:conditions}"],
        lambda d, u, c: (AskSolve(c, u, d),),
    ),
    *[
        rule(
            "statement",
            f"(find|determine|what is|calculate|compute) the ({words}) [value] of {{f:math}}",
            lambda f, name=name: (
                None if is_condition(f) or f.op in ("list", "num", "set", "call") else _asked(call(name, f))
            ),
        )
        for name, words in (("maximum", "maximum"), ("minimum", "minimum"))
    ],
    *rules("amount", ["{a:amount} {n:whole} in"], _feet_and_inches),
]
