"""Words with one meaning: ordinals, numerals, relations, places; words of politeness and notation."""

from __future__ import annotations

from collections.abc import Mapping

from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import Note

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_CHINESE_DIGITS = "零一二三四五六七八九十"


def _table(category: str, words: Mapping[str, object]) -> list[Rule]:
    return [rule(category, pattern, lambda value=value: value) for pattern, value in words.items()]


def _suffix(number: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")


ORDINALS = _table(
    "ordinal",
    {word: index for index, word in enumerate(_ORDINALS, start=1)}
    | {f"{index}{_suffix(index)}": index for index in range(1, 31)}
    | {f"第{_CHINESE_DIGITS[index]}": index for index in range(1, 11)},
)

CARDINALS = _table(
    "cardinal",
    {word: index for index, word in enumerate(_CARDINALS)}
    | {str(index): index for index in range(31)}
    | {_CHINESE_DIGITS[index]: index for index in range(11)}
    | {"两": 2},
)

RELATIONS = _table(
    "relation",
    {
        "(less|smaller|lower) than": "<",
        "(greater|bigger|larger|more|higher) than": ">",
        "(less|smaller|lower) than or equal to": "<=",
        "(greater|bigger|larger|more) than or equal to": ">=",
        "at most [as (big|large|great) as]": "<=",
        "no (more|greater|bigger|larger) than": "<=",
        "at least [as (big|large|great) as]": ">=",
        "no (less|smaller) than": ">=",
        "[exactly] equal to": "=",
        "the same as": "=",
        "not equal to": "!=",
        "(unequal|nonequal|non-equal) to": "!=",
        "different (from|to)": "!=",
        "(小于|少于)": "<",
        "(大于|多于)": ">",
        "(小于等于|小于或等于|不大于|不超过)": "<=",
        "(大于等于|大于或等于|不小于)": ">=",
        "等于": "=",
        "不等于": "!=",
    },
)

DOMAINS = _table(
    "domain",
    {
        "real": "real",
        "complex": "complex",
        "rational": "rational",
        "integer": "integer",
        "integral": "integer",
        "natural": "natural",
        "positive integer": "natural",
        "positive": "positive",
        "positive real": "positive",
        "negative": "negative",
        "nonnegative": "nonnegative",
        "non-negative": "nonnegative",
        "nonzero": "nonzero",
        "non-zero": "nonzero",
        "实数": "real",
        "复数": "complex",
        "有理数": "rational",
        "整数": "integer",
        "正整数": "natural",
        "正数": "positive",
        "正实数": "positive",
        "负数": "negative",
    },
)

PLACES = _table(
    "place",
    {
        "(units|unit|ones)": 0,
        "(tens|ten)": 1,
        "(hundreds|hundred)": 2,
        "(thousands|thousand|one thousand)": 3,
        "(ten thousands|ten thousand|ten-thousands)": 4,
        "(hundred thousands|hundred thousand|one hundred thousand|hundred-thousands)": 5,
        "(millions|million|one million)": 6,
        "(ten millions|ten million)": 7,
        "(hundred millions|hundred million|one hundred million)": 8,
        "(billions|billion|one billion)": 9,
        "(ten billions|ten billion)": 10,
        "(hundred billions|hundred billion|one hundred billion)": 11,
        "(integer|whole number)": 0,
        "(one ten)": 1,
        "one hundred": 2,
        "(tenths|tenth)": -1,
        "(hundredths|hundredth)": -2,
        "(thousandths|thousandth)": -3,
        "(个位|整数)": 0,
        "十位": 1,
        "百位": 2,
        "千位": 3,
        "万位": 4,
        "十分位": -1,
        "百分位": -2,
        "千分位": -3,
    },
)

_ASK = "(give|write|state|provide|return|report|express|present|leave|show|put|simplify)"
_ANSWER = "([only] (your|the|a) [final|exact] (answer|result|solution|response|value)[s]|it|only the answer)"

SAMPLES = [
    rule("sample", "{math}", lambda: ()),
    rule("sample", "{quoted}", lambda: ()),
    *[rule("sign", sign, lambda: ()) for sign in ("×", "*", ",", "x")],
]

NOTES: list[Rule] = [
    *rules(
        "note",
        [
            "please",
            "请",
            "hint",
            "show [all|me] [of] [your|the] (work|working|steps|reasoning|solution)",
            "explain [your] (answer|reasoning|work|steps)",
            "explain each step",
            "[when performing calculations ,] [please] follow these (guidelines|instructions|rules)",
            "[{cardinal} .] [please] use ** instead of ^ (to represent|for) exponents",
            "[{cardinal} .] [please] [always] include the * symbol for all multiplication operations [in"
            " your reasoning steps]",
            "[{cardinal} .] [please] always include the * symbol for all multiplication operations in"
            " your reasoning steps",
            "for example , write {sample} instead of {sample}",
            "write the factors separated by {sign} [\\( example : for {math} the answer would be : {math}"
            " \\)]",
            "(think|reason|work|solve it) step by step",
            "let's think step by step",
            "step by step",
            "justify your answer",
            "(give|write|state|provide|return) only (your|the) (final"
            " answer|answer|result|number|value|gcd|lcm)"
            " [as your final answer]",
            f"{_ASK} {_ANSWER} [only|clearly|at the end]",
            f"{_ASK} {_ANSWER} (in|inside|within) (a|the) box",
            f"{_ASK} [only] the (gcd|lcm) as your final answer",
            f"{_ASK} (your|the) answer as a[n] [single] (number|integer|whole"
            f" number|expression|list|polynomial)",
            f"{_ASK} (your|the) answer as a polynomial with terms [arranged] [in order] [in] [decreasing"
            f" order]"
            " of [decreasing] degree",
            "(enter|list|give|write) [all] [your] [the] (roots|solutions|answers|values) [,]"
            " separated by commas",
            r"(express|enter|list|give|write) your (answer|answers|answer\(s\)) [,] separated by commas",
            f"{_ASK} (your|the) answer in terms of {{names}}",
            f"{_ASK} (your|the) answer as an exact value",
            f"{_ASK} (your|the) answer (with|in|using) exact (form|values)",
            "answer with (a|the|just a|just the|only a|only the) (number|integer|result)",
            "answer with (true or false|yes or no)",
            "put your final answer (in|within) (a box|boxed)",
            "(请)写出(过程|步骤|计算过程|解题过程|答案|结果)",
            "请(写出|给出)(过程|步骤|答案|结果)",
            "写出(过程|步骤)",
        ],
        lambda: Note(),
    ),
    *[
        rule(
            "note",
            f"(enter|list|give|write) [all] [your] [the] [possible] {domain}"
            " (roots|solutions|values|zeros|answers) [of {names}] [,] separated by commas",
            lambda domain=domain: Note(domain=domain),
        )
        for domain in ("real", "integer", "complex")
    ],
    *rules(
        "note",
        [
            "(give|return|provide|write) only the simplified fraction as your final answer",
            f"{_ASK} (your|the) answer as a [simplified|reduced] [common|proper] fraction"
            " [in (simplest form|lowest terms|its lowest terms)]",
            f"{_ASK} (your|the) answer (in|to) [its] (lowest terms|simplest form)",
            "express (as a common fraction|your answer as a common fraction|the answer as a common fraction)",
            "结果用(最简分数|分数)表示",
        ],
        lambda: Note(form="lowest_terms"),
    ),
    *rules(
        "note",
        [
            "(round|give|express|write|state) (your|the) [final] (answer|result)"
            " [rounded|correct|accurate] to"
            " {n:cardinal} (decimal places|decimal place|decimals|dp|dps|d.p.)",
            "(rounded|correct) to {n:cardinal} (decimal places|decimal place|decimals|dp|dps)",
            "(round|give) (your|the) answer to {n:cardinal} decimal (places|place)",
            "(结果|答案)(保留|精确到){n:cardinal}位小数",
            "保留{n:cardinal}位小数",
        ],
        lambda n: Note(places=n),
    ),
    *rules(
        "note",
        ["round (your|the) answer to the nearest (integer|whole number)", "结果取整数"],
        lambda: Note(places=0),
    ),
]

RULES: list[Rule] = [*ORDINALS, *CARDINALS, *RELATIONS, *DOMAINS, *PLACES, *SAMPLES, *NOTES]
