"""Put a problem to a model in the language in which it reasons best, and its answer back into the asker's.

The model translates; what must not change is taken out first. Formulas, numbers, code and names of quantities
become markers (⟦1⟧, ⟦2⟧, ...; the model sees {1}, {2}, ...), and a translation counts only if every marker
came back exactly once, nothing is left in the old language, no number was added, and there are as many
numbers in words as there were. Otherwise there is none, and the asker's own words are used. A translation can
still be wrong; so nothing of it is ever shown to the verifier except the answer, which is checked against the
asker's own words like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from phi4_node.domains import Language
from phi4_node.schema import Solution

TRANSLATED = "translated"
"""The problem was asked, and its answer given back, in translation."""
NOT_TRANSLATED = "not_translated"
"""The profile asks for another language, but no translation kept every formula: asked in the asker's own."""
ANSWER_NOT_TRANSLATED = "answer_not_translated"
"""The answer stays in the model's language: no translation of it kept every formula."""

_LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Chinese (中文)"}
_REQUEST = (
    "Translate the text below into {language}. Do not solve or explain anything. Keep placeholders such as "
    "{{1}} exactly as they are, each one once.{lines}\n\nText: {text}\n\nTranslation:"
)
_EXAMPLE: dict[Language, tuple[str, str]] = {
    "en": (
        "篮子里有{1}个苹果，吃掉了三分之一，又吃掉{2}个。还剩多少个？",
        "There are {1} apples in the basket. One third of them is eaten, then {2} more. How many are left?",
    ),
    "zh": (
        "A rope is {1} metres long and is cut in half. How long is each piece?",
        "一根绳子长{1}米，被剪成两半。每段长多少米？",
    ),
}
"""Shown as done before: without it, a model of 1.5 B parameters often solves what it is to translate."""
_LINES = " Keep the lines and the numbers at their beginning, such as “1)”."
_HEADINGS: dict[Language, tuple[str, str, str]] = {
    "en": ("Analysis: ", "Steps:", "Answer: "),
    "zh": ("分析：", "步骤：", "答案："),
}

_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_NUMERAL = re.compile(
    r"[零〇一二三四五六七八九十百千万亿两半双]"
    r"|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand|"
    r"million|half|twice|double|dozen|pair|first|second|third|\w+th)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?!千[米克瓦]|两个?数)[二三四五六七八九十百千万亿两半双][零〇一二三四五六七八九十百千万亿分之成折]*"
)
"""Numbers in Chinese words. 一 by itself is mostly an article, 千米 is a unit, 两数 just means 甲 and 乙."""
_DISCOUNT = re.compile(r"[一二三四五六七八九\d⟧]\s*折")
"""八折 is 20 % off; small models say 80 %."""
_COUNTS = re.compile(
    r"\d+|%|\b(?:percent|discount|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|billion|half|halves|halved|twice|"
    r"doubled?|tripled?|dozen|pairs?|both|(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)\b",
    re.IGNORECASE,
)
"""Numbers in English words, for comparison with those; "one" is too often none."""
# The bounds keep a text with many beginnings and no end from taking long.
_MATH = (
    r"```.{0,20000}?```|`[^`\n]{1,500}`|\$\$.{1,2000}?\$\$|\$(?![\s$])[^$\n]{0,1000}(?<![\s\\])\$(?!\d)"
    r"|\\\(.{1,2000}?\\\)|\\\[.{1,2000}?\\\]|\\begin\{(\w{1,20}\*?)\}.{0,4000}?\\end\{\1\}|⟦[^⟧]{0,50}⟧"
)
_SYMBOL = r"[-+*/^=<>≤≥≠≈×÷·√π∞∠△°%‰()\[\]{}|!_±∓∈∉⊂∪∩→²³¹⁰-₎′″.,:]"
# In Chinese whatever is not Chinese is a formula, a number, a name or a unit.
_OTHER = r"!-~\u00b0-\u03ff\u2010-\u22ff０-９Ａ-Ｚａ-ｚ＋－＝％"
_FOREIGN = rf"[{_OTHER}](?:[{_OTHER} ]*[{_OTHER}])?"
# In English a formula is a run of numbers, single letters, function names and signs.
_ATOM = (
    r"(?:\d[\d.,]*|(?<![A-Za-z'’])[A-Za-z](?![A-Za-z'’])|\\[A-Za-z]+|(?:sin|cos|tan|log|ln|sqrt|exp)\b"
    rf"|{_SYMBOL})"
)
_RUN = rf"{_ATOM}(?:[ ]?{_ATOM})*"
_IN: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(f"{_MATH}|{_FOREIGN}", re.DOTALL),
    "en": re.compile(f"{_MATH}|{_RUN}", re.DOTALL),
}
_MARKER = re.compile(r"⟦(\d+)⟧")
_SHOWN = re.compile(r"\{\s*(\d+)\s*\}")
"""A marker as the model sees it: one of 1.5 B parameters kept it in 3 of 4 problems, and ⟦1⟧ in none. A text
has no such thing of its own, as its numbers are masked."""
_LEAD = re.compile(r"\A(?:translation|english|chinese|translated text|翻译|译文)\s*[:：]\s*", re.IGNORECASE)
_LINE = re.compile(r"^\s*(\d+)\s*[)）.]\s*(.*)$")
_LONGEST_LEAD = 100
_LONGEST = 8
"""A translation is not more times as long as the text, some words aside."""


class Masked(NamedTuple):
    """A text whose formulas are markers.

    Attributes:
        text: With markers.
        pieces: What the markers stand for, in order.
        language: Of the text.
    """

    text: str
    pieces: tuple[str, ...]
    language: Language


def mask(text: str, language: Language) -> Masked:
    """Take out of a text what a translation must not change."""
    pieces: list[str] = []

    def marker(found: re.Match[str]) -> str:
        whole = found.group()
        before, piece, after = _trimmed(whole, language)
        if not piece:
            return whole
        pieces.append(piece)
        return f"{before}⟦{len(pieces)}⟧{after}"

    return Masked(_IN[language].sub(marker, text), tuple(pieces), language)


def restored(reply: str, masked: Masked, to: Language) -> str | None:
    """The translation with its formulas, or None if it cannot be trusted to say the same."""
    text = _SHOWN.sub(r"⟦\1⟧", _bare(reply))
    wanted = Counter(str(number) for number in range(1, len(masked.pieces) + 1))
    bare = _MARKER.sub(" ", text)
    if Counter(_MARKER.findall(text)) != wanted or "⟦" in bare or "⟧" in bare:
        return None
    if not bare.strip() and _IDEOGRAPH.search(masked.text):
        return None
    if len(text) > _LONGEST * len(masked.text) + 200 or not _is_in(bare, to):
        return None
    if masked.language == "zh" and _DISCOUNT.search(masked.text):
        return None
    if masked.language == "zh" and len(_COUNTED.findall(masked.text)) > len(_COUNTS.findall(bare)):
        return None
    if (
        re.search(r"\d", bare)
        and not _NUMERAL.search(masked.text)
        and not re.search(r"\d", _MARKER.sub("", masked.text))
    ):
        return None
    return _MARKER.sub(lambda found: masked.pieces[int(found.group(1)) - 1], text)


def translation_prompt(masked: Masked, to: Language, *, lines: bool = False) -> list[BaseMessage]:
    """The messages that ask for a translation."""
    shown = _MARKER.sub(r"{\1}", masked.text)
    if lines:
        return [HumanMessage(_REQUEST.format(language=_LANGUAGES[to], lines=_LINES, text=shown))]
    text, translation = _EXAMPLE[to]
    return [
        HumanMessage(_REQUEST.format(language=_LANGUAGES[to], lines="", text=text)),
        AIMessage(translation),
        HumanMessage(_REQUEST.format(language=_LANGUAGES[to], lines="", text=shown)),
    ]


def masked_solution(solution: Solution, language: Language) -> Masked | None:
    """What of a solution must be translated, a numbered line for each part; None if it has no words."""
    parts = [" ".join(part.split()) for part in _parts(solution, language)]
    if not any(_has_words(part, language) for part in parts):
        return None
    return mask_lines(parts, language)


def mask_lines(parts: list[str], language: Language) -> Masked:
    """Parts as numbered lines of one masked text; the numbers of the lines stay."""
    pieces: list[str] = []
    lines = []
    for number, part in enumerate(parts, 1):
        own = mask(part, language)
        shift = len(pieces)
        lines.append(f"{number}) " + _MARKER.sub(lambda found: f"⟦{int(found.group(1)) + shift}⟧", own.text))  # noqa: B023
        pieces += own.pieces
    return Masked("\n".join(lines), tuple(pieces), language)


def translated_solution(solution: Solution, reply: str, masked: Masked, to: Language) -> Solution | None:
    """The solution in the asker's language, or None if the translation cannot be trusted."""
    text = restored(reply, masked, to)
    if text is None:
        return None
    found = [match for line in text.splitlines() if line.strip() and (match := _LINE.match(line))]
    parts = _parts(solution, masked.language)
    numbers = [int(match.group(1)) for match in found]
    if numbers != list(range(1, len(parts) + 1)) or len(found) != sum(
        bool(line.strip()) for line in text.splitlines()
    ):
        return None
    told = [match.group(2).strip() for match in found]
    answer = told.pop() if _has_words(solution.answer, masked.language) else solution.answer
    analysis = told.pop(0) if solution.analysis else ""
    return solution.model_copy(
        update={
            "analysis": analysis,
            "steps": tuple(told),
            "answer": answer,
            "text": _written(analysis, told, answer, to),
        }
    )


def _parts(solution: Solution, language: Language) -> list[str]:
    """What is translated: analysis, steps, and the answer if it has words."""
    answer = [solution.answer] if _has_words(solution.answer, language) else []
    return [*([solution.analysis] if solution.analysis else []), *solution.steps, *answer]


def _written(analysis: str, steps: list[str], answer: str, language: Language) -> str:
    heads = _HEADINGS[language]
    lines = [f"{heads[0]}{analysis}"] if analysis else []
    if steps:
        lines += [heads[1], *(f"{number}. {step}" for number, step in enumerate(steps, 1))]
    return "\n".join([*lines, f"{heads[2]}{answer}"] if answer else lines)


def _has_words(text: str, language: Language) -> bool:
    """Whether there is anything to translate; `or` and `and` between values are understood anyway."""
    bare = _MARKER.sub(" ", mask(text, language).text)
    if language == "zh":
        return _IDEOGRAPH.search(bare) is not None
    return any(word.lower() not in ("or", "and", "a", "i") for word in re.findall(r"[A-Za-z]+", bare))


def _bare(reply: str) -> str:
    """The translation without what small models say around it."""
    parts = reply.strip().strip("`").strip().split("\n\n")
    if len(parts) > 1 and parts[0].rstrip().endswith((":", "：")) and len(parts[0]) < _LONGEST_LEAD:
        del parts[0]
    if len(parts) > 1 and parts[-1].lstrip("*( ").lower().startswith(("note", "注")):
        del parts[-1]
    text = _LEAD.sub("", "\n\n".join(parts).strip())
    return text[1:-1] if text[:1] == text[-1:] == '"' and text.count('"') == 2 else text


def _is_in(bare: str, language: Language) -> bool:
    """Whether the words of a text are of a language; a text without words is of any."""
    ideographs = len(_IDEOGRAPH.findall(bare))
    if language == "en":
        return ideographs == 0
    words = len(re.findall(r"[A-Za-z]{3,}", bare))
    return words <= ideographs or not bare.strip()


def _trimmed(found: str, language: Language) -> tuple[str, str, str]:
    """What stands before the formula in a run, the formula, and what stands after it."""
    if found.startswith(("`", "$", "\\", "⟦")):
        return "", found, ""
    core = found.rstrip(" .,:;!?" if language == "en" else ".,:;!? ")
    after = found[len(core) :]
    before = ""
    if language == "en":
        article = re.match(r"(?:[aAI] |[,.:!] ?)+", core)
        before, core = (core[: article.end()], core[article.end() :]) if article else ("", core)
        # a sign or letter by itself is part of the prose, such as a hyphen or a bracket
        if not re.search(r"[\dA-Za-z\\π∞]", core) or core in ("a", "A", "I"):
            return found, "", ""
        before, core, after = _balanced(before, core, after)
    elif not core:
        return found, "", ""
    return before, core, after


def _balanced(before: str, core: str, after: str) -> tuple[str, str, str]:
    """Brackets of the sentence do not belong to the formula that begins or ends at them."""
    bare = core.rstrip("( ")
    after, core = core[len(bare) :] + after, bare
    excess = core.count("(") - core.count(")")
    begin = end = 0
    while begin < min(excess, len(core)) and core[begin] == "(":
        begin += 1
    while end < min(-excess, len(core)) and core[-1 - end] == ")":
        end += 1
    return before + core[:begin], core[begin : len(core) - end], core[len(core) - end :] + after
