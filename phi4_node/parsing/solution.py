"""A model's reply as a `Solution`; any text gives one, and none raises."""

from __future__ import annotations

import re

from phi4_node.parsing.answer import last_mark, read_answer_text
from phi4_node.parsing.boxes import last_box
from phi4_node.parsing.clean import clean_answer
from phi4_node.parsing.fields import Fields, read_fields
from phi4_node.parsing.outline import Outline
from phi4_node.parsing.result import is_bare, without_chain
from phi4_node.parsing.thinking import CLOSE_TAG, OPEN_TAG, split_thinking
from phi4_node.schema import Solution

_NEXT_QUESTION = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}[ \t]*)?(?:\*\*)?(?:Question|Instruction|Problem|Task|Exercise|题目|问题)"
    r"[ \t]*\d{0,3}[ \t]*"
    r"(?:\*\*)?[:：]",
    re.MULTILINE,
)


def parse_solution(
    text: str, thinking: str = "", *, open_tag: str = OPEN_TAG, close_tag: str = CLOSE_TAG
) -> Solution:
    """Read analysis, steps and answer from a reply.

    Args:
        text: The reply. Think tags in it are split off.
        thinking: What came as thinking beside the text.
        open_tag: How the model's thinking begins.
        close_tag: How it ends.

    Returns:
        The solution. `answer` is empty if the reply states none; `text` is the reply without its thinking.
    """
    whole = text.strip()
    if not (whole.startswith("{") and whole.endswith("}")):
        split = split_thinking(text, open_tag, close_tag)
        if split.thinking or split.unclosed:
            thinking = "\n\n".join(part for part in (thinking, split.thinking) if part)
            text = split.text
    return _parse(text, thinking)


def parse_explanation(
    text: str, thinking: str = "", *, open_tag: str = OPEN_TAG, close_tag: str = CLOSE_TAG
) -> Solution:
    """Read a reply to somebody who asked for an explanation.

    As `parse_solution`, but the answer is what stands under the heading "Answer", whole: the last number of
    an example is not the answer to "Explain ...".
    """
    solution = parse_solution(text, thinking, open_tag=open_tag, close_tag=close_tag)
    body = solution.text.replace("\r\n", "\n").replace("\r", "\n")
    fields = read_fields(body) if '"' in body or "“" in body else None
    summary = fields.answer if fields and fields.answer else outline_of(body).answer or ""
    return solution.model_copy(update={"answer": clean_answer(summary.strip().partition("\n\n")[0])})


def _parse(text: str, thinking: str) -> Solution:
    body = _without_runaway(text.replace("\r\n", "\n").replace("\r", "\n"))
    fields = read_fields(body) if '"' in body or "“" in body else None
    if fields and (fields.answer or fields.steps or fields.reasoning):
        return _from_fields(fields, body, text, thinking)
    outline = outline_of(body)
    answer = read_answer_text(body, outline.answer, outline.conclusion)
    if not answer and not body.strip():
        # Some models box the answer while thinking and then say nothing.
        answer = last_box(thinking)[1]
    steps = tuple(outline.steps)
    if len(steps) == 1 and not outline.headed and is_bare(body.strip()):
        steps = ()  # the reply is nothing but an answer
    return Solution(analysis=outline.analysis, steps=steps, answer=answer, text=text, thinking=thinking)


def outline_of(body: str) -> Outline:
    """Read a text without thinking line by line."""
    outline = Outline()
    for line in body.split("\n"):
        outline.feed(line)
    outline.finish()
    return outline


def _from_fields(fields: Fields, body: str, text: str, thinking: str) -> Solution:
    analysis, steps, answer = fields.analysis, fields.steps, fields.answer
    if fields.reasoning:
        outline = outline_of(fields.reasoning)
        steps = (*steps, *outline.steps)
        analysis = "\n\n".join(part for part in (analysis, outline.analysis) if part)
    answer = last_mark(body[fields.end :]) or last_box(answer)[1] or _short(clean_answer(answer))
    if not answer:
        answer = read_answer_text(fields.reasoning) or read_answer_text(body[fields.end :])
    return Solution(analysis=analysis, steps=steps, answer=answer, text=text, thinking=thinking)


def _without_runaway(body: str) -> str:
    """Cut what a model goes on with after its answer: the next question of an exam that nobody gave it."""
    question = _NEXT_QUESTION.search(body)
    if question is None or not question.start():
        return body
    before = body[: question.start()]
    fields = read_fields(before) if '"' in before else None
    return before if (fields and fields.answer) or last_mark(before) else body


def _short(answer: str) -> str:
    """The result in an answer field that holds a calculation or a sentence."""
    shorter = without_chain(answer)
    if is_bare(shorter) or shorter != answer:
        return shorter
    return read_answer_text(answer) or answer
