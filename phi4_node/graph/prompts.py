"""What the model is told: the problem, and after a failed attempt what exactly was wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from phi4_node.domains import CALCULATION, DomainSpec, Language, wants_explanation
from phi4_node.schema import Attempt, Check, Outcome, Problem, Status

_LONGEST_QUOTE = 300
_LONGEST_CODE = 4_000
_REMEMBERED = 3
"""Refuted answers that are named in the next prompt; each costs prefill time."""


class _Phrases(NamedTuple):
    wrong: str
    because: str
    step: str
    anew: str
    brief: str
    circles: str
    mark_answer: str
    unclear: str
    doubt: str
    code: str
    classify: str
    passages: str


_PHRASES: dict[Language, _Phrases] = {
    "en": _Phrases(
        wrong="The answer “{answer}” was given before. It is wrong.",
        because="Why: {reason}",
        step="Step {number} of an earlier attempt is false: {reason}",
        anew="Do not repeat it. Read the problem again, question how it was set up as well as the "
        "arithmetic, and solve it anew.",
        brief="Be brief: at most five short steps.",
        circles="An earlier attempt went round in circles and never came to an end. Say each thing once, in "
        "at most five short steps.",
        mark_answer="End with one line that begins with “Answer:” and gives the value alone, without words.",
        unclear="The answer “{answer}” was given before. {reason}",
        doubt="About an earlier solution: {doubt}. Decide from the problem's words whether that is right.",
        code="This code was given before:\n```python\n{code}\n```\nIt is wrong: {reason}",
        classify="Which kind of problem is this: {names}? Reply with that one word only.\n\n{problem}",
        passages="These passages were found; use what helps and leave out what does not:\n{passages}",
    ),
    "zh": _Phrases(
        wrong="之前给出的答案“{answer}”是错误的。",
        because="原因：{reason}",
        step="之前解答的第 {number} 步是错误的：{reason}",
        anew="不要重复它。请重新读题，既检查列式也检查计算，然后重新解答。",
        brief="请简短作答：最多五个简短步骤。",
        circles="之前的解答一直在重复同样的内容，没有结束。每句话只说一次，最多五个简短步骤。",
        mark_answer="最后一行以“答案：”开头，只写数值或式子，不写文字。",
        unclear="之前给出的答案是“{answer}”。{reason}",
        doubt="关于之前的解答：{doubt}。请根据题意判断这是否正确。",
        code="之前给出的代码：\n```python\n{code}\n```\n它是错误的：{reason}",
        classify="这是哪一类问题：{names}？只回答其中一个英文单词。\n\n{problem}",
        passages="查到以下资料，有用则用，无关则不用：\n{passages}",
    ),
}


def language_in(problem: Problem) -> Language:
    """The language to talk in; English for a problem that was not looked at."""
    return problem.language or "en"


def solution_prompt(
    spec: DomainSpec, problem: Problem, feedback: str, passages: Sequence[str] = ()
) -> list[BaseMessage]:
    """The messages that ask for a solution; passages go before the problem, where a server caches them."""
    asked = f"{problem.text}\n\n{feedback}" if feedback else problem.text
    if passages:
        listed = "\n".join(f"[{number}] {text}" for number, text in enumerate(passages, start=1))
        told = _PHRASES[language_in(problem)].passages.format(passages=listed)
        asked = f"{told}\n\n{asked}"
    system = spec.system_prompt(language_in(problem), explaining=wants_explanation(problem.text))
    return [SystemMessage(system), HumanMessage(asked)]


def calculation_prompt(problem: Problem) -> list[BaseMessage]:
    """The messages that ask for a calculation; they show nothing of the solution: it is a second opinion."""
    return [HumanMessage(CALCULATION.question(problem, 0))]


def routing_prompt(problem: Problem, specs: Sequence[DomainSpec], longest: int = 1000) -> list[BaseMessage]:
    """The messages that ask what kind of problem it is."""
    names = ", ".join(spec.name for spec in specs)
    return [
        HumanMessage(
            _PHRASES[language_in(problem)].classify.format(names=names, problem=problem.text[:longest])
        )
    ]


def feedback_on(spec: DomainSpec, problem: Problem, attempts: Sequence[Attempt]) -> str:
    """What the next attempt is told: what was wrong before and why, or how to go about it differently."""
    if not attempts:
        return ""
    language = language_in(problem)
    phrases = _PHRASES[language]
    refuted = [attempt for attempt in attempts if attempt.verdict.status is Status.REFUTED]
    lines = [line for attempt in refuted[-_REMEMBERED:] for line in _what_was_wrong(attempt, phrases)]
    if refuted and spec.quotes_code:
        lines = [_wrong_code(refuted[-1], phrases)]
    if refuted:
        lines.append(phrases.anew)
    last = attempts[-1]
    lines += [phrases.doubt.format(doubt=_quote(doubt)) for doubt in last.doubts]
    if last.verdict.status is not Status.REFUTED:
        lines.append(spec.other_way(language, len(attempts) - len(refuted) - 1))
    if "repeating" in last.flags:
        lines.append(phrases.circles)
    elif {"truncated", "out_of_time"} & set(last.flags):
        lines.append(phrases.brief)
    unclear = _what_was_unclear(last)
    if unclear:
        lines.append(phrases.unclear.format(answer=_quote(last.solution.answer), reason=_quote(unclear)))
    if not last.solution.answer or unclear:
        lines.append(phrases.mark_answer)
    return "\n".join(line for line in lines if line)


def _what_was_unclear(attempt: Attempt) -> str:
    """Why the answer could not be held against the asker's words; a hint, no verdict."""
    if attempt.verdict.status is not Status.UNCHECKED:
        return ""
    reasons = [
        check.reason
        for check in attempt.verdict.checks
        if check.basis == "problem" and check.step is None and check.outcome is Outcome.UNDECIDED
    ]
    return next((reason for reason in reasons if "the answer" in reason.lower()), "")


def _wrong_code(attempt: Attempt, phrases: _Phrases) -> str:
    """The code and what it does wrong; a model has to see what it is to mend."""
    fenced = re.findall(r"```\w*\n(.*?)```", attempt.solution.text, re.DOTALL)
    code = (fenced[-1] if fenced else attempt.solution.text).strip()[:_LONGEST_CODE]
    failed = [check.counterexample for check in attempt.verdict.checks if check.outcome is Outcome.FAILS]
    reasons = "; ".join(_quote(reason) for reason in failed[:_REMEMBERED] if reason)
    return phrases.code.format(code=code, reason=reasons or _quote(attempt.verdict.reason))


def _what_was_wrong(attempt: Attempt, phrases: _Phrases) -> list[str]:
    failed = [
        check for check in attempt.verdict.checks if check.outcome is Outcome.FAILS and check.basis != "model"
    ]
    about_answer = [check for check in failed if check.step is None]
    lines = []
    if about_answer or not failed:
        lines.append(phrases.wrong.format(answer=_quote(attempt.solution.answer)))
        reason = _reason(about_answer[0]) if about_answer else attempt.verdict.reason
        lines.append(phrases.because.format(reason=_quote(reason)))
    for check in failed:
        if check.step is not None:
            lines.append(phrases.step.format(number=check.step + 1, reason=_quote(_reason(check))))
            break  # what comes after the first false step follows from it
    return lines


def _reason(check: Check) -> str:
    if not check.counterexample or check.counterexample in check.reason:
        return check.reason
    return f"{check.reason.rstrip()} {check.counterexample}".strip()


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_QUOTE else f"{flat[: _LONGEST_QUOTE - 1]}…"
