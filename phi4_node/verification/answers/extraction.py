"""The final answer in a long text, for comparing with a gold answer in benchmarks and tests.

Looser than `read_answer`: it picks the last box, what follows "Final Answer", or the last expression that a
sentence ends with. The verifier never uses it, because picking is guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_node.verification.answers.equivalence import same
from phi4_node.verification.answers.matching import Sameness
from phi4_node.verification.answers.peel import boxes, unbox
from phi4_node.verification.answers.reader import Answer, AnswerError, read_answer

_THINKING_END = re.compile(r"</think(?:ing)?>")
_CHAT_TOKENS = re.compile(r"<\|[a-z_]+\|>.*", re.DOTALL)
_HOPE = re.compile(r"\.?\s*I hope it is correct.*", re.DOTALL | re.IGNORECASE)
_FINAL = re.compile(
    r"(?:final answer\s*(?:is)?\s*[:：]?\s*(?:the final answer is)?|(?:the )?answer is|答案(?:是|为|：|:))"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_SEPARATES_BOXES = re.compile(
    r"(?:\s|,|;|\$|\\quad|\\qquad|\\[()\[\],; ]|\band\b|\bor\b|\\text\s*\{[^{}]{0,40}\}"
    r"|[A-Za-z](?:_\{?\w+\}?)?\s*=|=|\\)*"
)
_NAME_BEFORE = re.compile(r"[A-Za-z](?:_\{?\w+\}?)?\s*=\s*$")
_DELIMITERS = re.compile(r"\$|\\[()\[\]]")
_DOUBLED = re.compile(r"\\\\(?:left|right|[dt]?frac|boxed|text|sqrt|leq?|geq?)(?![A-Za-z])")
_GLUED_SPACE = re.compile(r"\\q?quad(?=[a-z](?![a-z]))")
_COPULA = re.compile(
    r"(?:\b(?:is|are|was|equals|gives|get|that|identity|matrix|fractions|answer)\b|it's|[:：=])\s*"
)
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$]+\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?![\w.])")


def equivalent_texts(gold: str, given: str) -> Sameness:
    """Compare the final answers of two texts.

    What the asker wanted is not known here: a unit that only the given text has is ignored, decimals that
    differ in their last place are undecided, and values listed twice count once.
    """
    expected, answer = final_answer(gold), final_answer(given)
    if expected is None:
        return Sameness(None, "the expected answer cannot be read")
    if answer is None:
        return Sameness(None, "the given answer cannot be read")
    return same(expected, answer, unit_optional=True, exact_decimals=False, repeats_matter=False)


def final_answer(text: str) -> Answer | None:
    """The final answer of a text, or None if no candidate can be read."""
    for candidate in candidates(text):
        try:
            return read_answer(candidate)
        except AnswerError:
            continue
    return None


def candidates(text: str) -> Iterator[str]:
    """What may be the final answer, best first; the whole text if it is nothing but an answer."""
    text = _HOPE.sub("", _CHAT_TOKENS.sub("", _THINKING_END.split(text)[-1])).strip()
    if _DOUBLED.search(text):
        text = re.sub(r"\\\\(?=[A-Za-z])", r"\\", text)
    text = _GLUED_SPACE.sub(" ", text).replace(r"\"", '"')
    if text.count("$") % 2 and text.startswith("$\\"):
        text = text[1:]  # a delimiter without partner
    yield text
    boxed, boxed_at = _last_boxes(text)
    final = list(_FINAL.finditer(text))
    if final and final[-1].start() > boxed_at:
        sentence = _first_sentence(text[final[-1].end() :])
        yield sentence
        yield from _endings(sentence)
    if boxed:
        yield boxed
        return
    yield from _endings(_last_sentence(text))


def _last_boxes(text: str) -> tuple[str, int]:
    """The last box and where it ends, with the boxes before it that only commas, `and` or names separate."""
    found = boxes(text)
    if not found:
        return "", -1
    group = [found[-1]]
    for box in reversed(found[:-1]):
        if not _SEPARATES_BOXES.fullmatch(text[box[1] : group[0][0]]):
            break
        group.insert(0, box)
    end = found[-1][1]
    if len(group) == 1 or "=" not in text[group[0][1] : group[-1][0]]:
        return ", ".join(content for _, _, content in group), end
    name = _NAME_BEFORE.search(text[: group[0][0]])
    start = name.start() if name else group[0][0]
    return _DELIMITERS.sub(" ", unbox(_DELIMITERS.sub(" ", text[start:end]))), end


def _first_sentence(text: str) -> str:
    return re.split(r"\.\s+(?=[A-Z])|\n\n", text.strip(), maxsplit=1)[0]


def _last_sentence(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return re.split(r"\.\s+(?=[A-Z])", lines[-1].strip().rstrip("."))[-1] if lines else ""


def _endings(line: str) -> Iterator[str]:
    """What the line ends with: after a copula, the last formula; or its only number."""
    prose = _MATH.sub(" ", line)
    for match in reversed(list(_COPULA.finditer(line))):
        if line.count("$", 0, match.end()) % 2 == 0:  # not within a formula
            yield line[match.end() :]
    formulas = _MATH.findall(line)
    if formulas:
        yield formulas[-1]
        return
    numbers = _NUMBER.findall(prose)
    if len(numbers) == 1:
        yield numbers[0]
