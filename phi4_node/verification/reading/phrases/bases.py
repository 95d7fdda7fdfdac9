"""Numerals of other bases, and answers that are to be written in a base.

`3 + 12 in base 5` does not say in which base 12 is written, and is not read: every numeral needs its base, or
there is only one numeral and it is plainly decimal. `110 in base ten` is not read either, as its writer can
hardly mean the decimal 110.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskClaim, AskValue, Given, Note
from phi4_node.verification.reading.trees import call, number, walk

MAX_BASE = 36
_NAMED = {2: "binary", 3: "ternary", 8: "octal", 16: "(hexadecimal|hex)"}

Said = tuple[AskClaim]


def _base(b: int) -> int | None:
    return b if 2 <= b <= MAX_BASE else None


def _numeral(d: str, a: int) -> Node | None:
    """A numeral of a base from its digits."""
    sign, digits = (-1, d[1:]) if d.startswith("-") else (1, d)
    try:
        int(digits, a)
    except ValueError:
        return None
    if not digits[0].isdigit():
        digits = f"0{digits}"  # canonical text: a numeral begins with a digit, a name with a letter
    node = Node("based", (number(a),), digits.upper())
    return node if sign > 0 else Node("neg", (node,))


def has_bases(term: Node) -> bool:
    """Whether every numeral in a term says its base."""
    if term.op == "based":
        return True
    return term.op != "num" and all(has_bases(part) for part in term.args)


def _written(v: Node, b: int) -> Said | None:
    plain = v.args[0] if v.op == "neg" else v
    single = plain.op == "num" and not plain.places and b != 10
    if not single and not (has_bases(v) and any(part.op == "based" for part in walk(v))):
        return None
    return (AskClaim("notation", (v,), (("notation", "base"), ("detail", str(b)))),)


def _decimal(v: Node, b: int) -> Said | None:
    """`the base-10 integer 340`, to be written in base b."""
    plain = v.args[0] if v.op == "neg" else v
    if plain.op != "num" or plain.places:
        return None
    return (AskClaim("notation", (v,), (("notation", "base"), ("detail", str(b)))),)


def _from(d: str, a: int, b: int) -> Said | None:
    node = _numeral(d, a)
    return None if node is None else _written(node, b)


def _in_base(op: str) -> Builder:
    """`In base 12, what is 1a4 + b3?`: the numerals and the answer are all of that base."""

    def build(b: int, d: str, e: str) -> Said | None:
        left, right = _numeral(d, b), _numeral(e, b)
        return None if left is None or right is None else _written(Node(op, (left, right)), b)

    return build


def _said_in_base(b: int, c: tuple[Node, ...]) -> tuple[Given] | None:
    """`In base 7, 23_7 + x = 41_7`; a numeral without its base would be one of that base, and is not read."""
    numerals = [part for condition in c for part in _outermost(condition)]
    known = all(
        part.op == "based" or (part.value is not None and part.value < min(b, 10)) for part in numerals
    )
    return (Given(c),) if known and any(part.op == "based" for part in numerals) else None


def _outermost(node: Node) -> list[Node]:
    """Numerals in a tree, without those that say a base."""
    if node.op in ("num", "based"):
        return [node]
    return [part for inner in node.args for part in _outermost(inner)]


_OPERATIONS = {
    "sum": "add",
    "product": "mul",
    "difference": "sub",
    "add": "add",
    "multiply": "mul",
    "subtract": "sub",
}


def _carried_out(op: str) -> Builder:
    """`Find the product of $a b$`, `Add $a + b$`: the words name the operation that the signs show."""
    return lambda m: (AskValue((m,)),) if m.op == op else None


_SYSTEM = "[number|numeral] [system|notation|form|representation]"
_WHEN = "[when] (expressed|written|represented|converted)"
_CALCULATE = "(what is|what's|calculate|compute|evaluate|find|work out)"
_VERB = "(convert|express|write|change|rewrite|represent|what is|what's|what is the number|please convert)"

RULES: list[Rule] = [
    *rules("base", [f"(base|base-) {{b:whole}} {_SYSTEM}", f"the base- {{b:whole}} {_SYSTEM}"], _base),
    *[rule("base", f"[the] {word} {_SYSTEM}", lambda base=base: base) for base, word in _NAMED.items()],
    # `decimal form` is a number with a point, which says nothing about a base.
    rule("base", "[the] decimal [system|number system]", lambda: 10),
    rule("base", "{b:whole}进制[数]", _base),
    *rules(
        "numeral",
        [
            "[the] [number|integer] {d:digits} (in|from|of) {a:base}",
            "[the] {a:base} (number|numeral|integer|) {d:digits}",
            "{a:base}{d:digits}",
            "{d:digits} \\( {a:base} \\)",
        ],
        lambda d, a: _numeral(d, a) if a != 10 or d.lstrip("-").isdigit() else None,
    ),
    *rules(
        "term",
        ["[the] (base|base-) {a:whole} (number|numeral|integer) {d:digits}"],
        lambda d, a: _numeral(d, a) if 2 <= a <= MAX_BASE else None,
    ),
    *rules(
        "statement",
        [
            f"[{_VERB}] {{v:term}} (in|to|into|as) {{b:base}}",
            f"{_VERB} {{v:term}} {_WHEN} in {{b:base}}",
            f"{_VERB} the {{b:base}} (equivalent|representation|expansion|form) of {{v:term}}",
            "how (is|do you write) {v:term} [written|expressed|represented] in {b:base}",
            "[将|把]{v:term}(转换成|转换为|转化为|化为|化成|写成|用){b:base}[表示]",
            "{v:term}(转换成|转换为|化为|的){b:base}[表示][是多少|是什么]",
        ],
        _written,
    ),
    *rules(
        "statement",
        [
            f"[{_VERB}] {{n:numeral}} (in|to|into|as) {{b:base}}",
            f"{_VERB} {{n:numeral}} {_WHEN} in {{b:base}}",
            f"{_VERB} the {{b:base}} (equivalent|representation|expansion|form) of {{n:numeral}}",
            "[将|把]{n:numeral}(转换成|转换为|转化为|化为|化成|写成){b:base}[是多少]",
        ],
        lambda n, b: _written(n, b),
    ),
    rule("statement", "convert {d:digits} from {a:base} to {b:base}", _from),
    *rules(
        "statement",
        [
            f"[{_VERB}] the (base|base-) (10|ten) (number|integer) {{v:math}} (in|to|into) {{b:base}}",
            f"[{_VERB}] the (base|base-) (10|ten) (number|integer) {{v:math}} {_WHEN} in {{b:base}}",
        ],
        _decimal,
    ),
    *[
        rule(
            "statement",
            f"(find|compute|calculate|what is|evaluate) the {word} [of] {{m:math}}"
            if word in ("sum", "product", "difference")
            else f"{word} {{m:math}}",
            _carried_out(op),
        )
        for word, op in _OPERATIONS.items()
    ],
    *[
        rule(
            "statement",
            f"(in|working in) {{b:base}} [,] {_CALCULATE} {{d:anydigits}} {sign} {{e:anydigits}}",
            _in_base(op),
        )
        for sign, op in (
            ("+", "add"),
            ("-", "sub"),
            ("*", "mul"),
            ("plus", "add"),
            ("minus", "sub"),
            ("times", "mul"),
        )
    ],
    *rules("statement", ["in {b:base} , {c:conditions}"], _said_in_base),
    *rules(
        "note",
        [
            "(express|give|write|state|leave|report) (your|the) [final]"
            " (answer|result|sum|product|difference)"
            " in {b:base}",
            "(your|the) answer should be (in|written in|expressed in|given in) {b:base}",
            f"{_WHEN} in {{b:base}}",
            "(结果|答案)用{b:base}表示",
        ],
        lambda b: Note(base=b),
    ),
    *rules(
        "term",
        ["[the] sum of the {b:base} digits of {v:math}", "[the] sum of the digits of {v:math} in {b:base}"],
        lambda b, v: call("digitsum_in", v, number(b)),
    ),
    *rules(
        "term",
        [
            "[the] (last|units|unit) digit of the {b:base} (representation|expansion) of [the (base"
            " ten|base 10|decimal)"
            " (number|integer)] {v:math}",
            "[the] (last|units|unit) digit (when|of) {v:math} is (written|expressed) in {b:base}",
        ],
        lambda b, v: call("remainder", v, number(b)),
    ),
]
