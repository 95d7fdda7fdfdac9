"""Words and phrases that are answers by themselves: `no solution`, `yes`, `(C)`, `odd`."""

from __future__ import annotations

import re

from phi4_node.verification.answers.answer import Answer, Kind
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Names, Node, ReadError

_PHRASES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        "none",
        (
            r"(?:there (?:is|are)\s+)?(?:no|has no|have no)\s+(?:(?:real|integer|such|valid|possible)\s+)?"
            r"(?:solutions?|roots?|values?|answers?)(?:\s+exists?)?",
            r"the equation has no (?:real )?(?:solutions?|roots?)",
            r"(?:the )?empty set|空集|∅|\\emptyset|\\varnothing|\{\s*\}|\\\{\s*\\\}",
            r"(?:(?:原|该|此)?(?:方程组|方程|不等式组|不等式))?(?:无|没有)(?:实数)?(?:解|实根|实数根)",
        ),
    ),
    (
        "all",
        (
            r"(?:all|any|every)\s+reals?(?:\s+numbers?)?",
            r"[a-z]\s+(?:is|can be)\s+any real number",
            r"all real values(?: of [a-z])?",
            r"(?:[a-z]\s*)?(?:为|是)?(?:任意|全体|一切|所有)实数",
            r"(?:[a-z]\s*(?:∈|\\in)\s*)?(?:ℝ|\\mathbb\s*\{?\s*R\s*\}?)",
        ),
    ),
    (
        "infinite",
        (
            r"(?:there are\s+)?(?:infinitely many|infinite(?: number of)?)(?:\s+solutions?)?",
            r"有?无(?:穷|数)多?(?:个|组)?解",
        ),
    ),
    ("undefined", (r"(?:it\s+)?does not exist", "DNE", "undefined", "不存在|无意义|未定义")),
)
_COMPILED = tuple(
    (kind, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))
    for kind, patterns in _PHRASES
)
_TRUE = re.compile(r"yes|true|是|是的|对|对的|正确|真|成立|能", re.IGNORECASE)
_FALSE = re.compile(r"no|false|不是|否|不对|错误|错|错的|不正确|假|不成立|不能", re.IGNORECASE)
_CHOICE = re.compile(
    r"(?:option\s+|choice\s+|选项?\s*)?(?:\(([A-Ja-j])\)|（([A-Ja-j])）|\\text\s*\{\s*\(?([A-Z])\)?\s*\}|([A-J])\)?)"
)
_LETTERS = re.compile(r"[A-Z](?:\s*,\s*(?:and\s+)?[A-Z])+")
_DATE = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december) "
    r"\d{1,2}(?:, \d{4})?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z]{3,12}\d{1,4}[A-Za-z]{1,8}")
_WORDS = re.compile(r"[A-Za-z]{2,20}(?:[ -][A-Za-z]{2,20}){0,4}")
NOT_NOUNS = frozenset(
    "false true no yes never invalid impossible minus negative only exactly not maybe perhaps "
    "possibly probably about approximately roughly around either neither unknown unsure pair pairs "
    "couple couples score remaining left fewer correct verified incorrect wrong right checked answer "
    "the it is are cannot or and if unless except none".split()
)
"""Words that say something about an answer, and are none."""


def fixed_answer(text: str, names: Names) -> Answer | None:
    """Phrases and words that are answers by themselves."""
    phrase = text
    wrapped = re.fullmatch(r"\\(?:text|textbf|mathrm|mbox|textrm)\s*\{([^{}$\\]*)\}", text)
    if wrapped:
        phrase = wrapped.group(1).strip()
    for kind, pattern in _COMPILED:
        if pattern.fullmatch(phrase):
            return Answer(kind, _word_node(phrase), word=phrase.lower())
    if _TRUE.fullmatch(phrase):
        return Answer("truth", _word_node("true"), word="true")
    if _FALSE.fullmatch(phrase):
        return Answer("truth", _word_node("false"), word="false")
    choice = _CHOICE.fullmatch(text)
    variables = names.variables or frozenset()
    if choice and not (choice.group(4) and choice.group(4) in variables):
        letter = next(group for group in choice.groups() if group)
        if letter.isupper() or (choice.group(1) or choice.group(2)):
            return Answer("choice", Node("sym", name=letter), word=letter.upper())
    if wrapped and _LETTERS.fullmatch(phrase):
        letters = [
            Answer("choice", Node("sym", name=letter), word=letter) for letter in re.findall(r"[A-Z]", phrase)
        ]
        return Answer("list", Node("list", tuple(letter.node for letter in letters)), items=tuple(letters))
    return _words(phrase, variables, is_text=wrapped is not None)


def _words(text: str, variables: frozenset[str], *, is_text: bool) -> Answer | None:
    if _CODE.fullmatch(text) or _DATE.fullmatch(text):
        return Answer("text", _word_node(text), word=text.lower())
    if not _WORDS.fullmatch(text) or set(text.lower().split()) & NOT_NOUNS:
        return None
    if text in variables or (not is_text and _is_mathematical(text)):
        return None
    article = re.sub(r"^(?:a|an|the)\s+", "", text.lower())
    return Answer("text", _word_node(text), word=article)


def _is_mathematical(text: str) -> bool:
    """A word that the parser gives a meaning: pi, alpha, xy."""
    try:
        node = parse(text, Names())
    except ReadError:
        return False
    return (node.op != "text" and len(text) <= 2) or node.op in ("sym", "num", "call")


def _word_node(word: str) -> Node:
    return Node("text", name=word)
