"""The second opinion on arguments: premises and conclusion as formulas, decided without the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phi4_node import verification
from phi4_node.domains.base import Language
from phi4_node.schema import Check, Problem, Solution

if TYPE_CHECKING:
    from phi4_node.verification import WorkerPool

_QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Translate the problem below into formulas. Do not solve it. Write one line for every statement, "
        "in this form, and use the problem's own words as names:\n"
        "premise: all x (Dog(x) -> Animal(x))\n"
        "premise: exists x (Dog(x) and not Big(x))\n"
        "premise: Dog(rex)\n"
        "conclusion: Animal(rex)\n"
        "If people say things and always tell the truth or always lie, write instead for each saying:\n"
        "Ann says: Knave(Bob) and Knight(Carl)\n\nProblem: {problem}",
        "Write the problem below down in first-order logic, statement by statement and in the problem's "
        "order, leaving nothing out; do not answer it. Use ∀x, ∃x, ¬, ∧, ∨, → and the problem's own words "
        "as names. "
        "Each line begins with “premise:”; the statement that is asked about is the last line and begins "
        "with “conclusion:”. What somebody says goes on a line like “Ann says: ¬Knight(Bob)”.\n\n"
        "Problem: {problem}",
    ),
    "zh": (
        "把下面的题目翻译成逻辑公式，不要解答。题目的每个陈述写一行，格式如下，名称用题目中的词：\n"
        "前提：∀x (狗(x) → 动物(x))\n前提：∃x (狗(x) ∧ ¬大(x))\n前提：狗(小白)\n结论：动物(小白)\n"
        "如果题目中的人总说真话或总说假话，则每句话写一行：\n甲说：无赖(乙) ∧ 骑士(丙)\n\n题目：{problem}",
        "用一阶逻辑按原来的顺序逐句写出下面的题目，不要遗漏，也不要回答。使用 ∀x、∃x、¬、∧、∨、→，"
        "名称用题目中的词。每行以“前提：”开头，所问的陈述放在最后一行，以“结论：”开头。\n\n题目：{problem}",
    ),
}
_OPTION = r"\W*(?:[a-d][).:]\s*)?"
_STANCES = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r".*(?:unknown|uncertain|undetermined|can(?:not|'t) be|not enough|无法|不确定|未知)", "?"),
        (rf"{_OPTION}(?:(?:no|not|false|invalid|incorrect|it (?:does not|doesn't))\b|是?[不否假错])", "no"),
        (rf"{_OPTION}(?:(?:yes|true|valid|correct(?! \w)|it follows)\b|是|对|能|真|正确)", "yes"),
    )
)


class FormalisationOpinion:
    """See `Opinion`. Two routes agree on a yes by chance too often, so three must."""

    name = "formalisation"
    max_tokens = 500
    routes = 3
    ways = len(_QUESTIONS["en"])

    def wanted(self, problem: Problem, solution: Solution) -> bool:
        """Whether there is an answer to compare with."""
        return bool(solution.answer.strip())

    def question(self, problem: Problem, number: int) -> str:
        """What to ask the model; the solution in words is not shown."""
        ways = _QUESTIONS[problem.language or "en"]
        return ways[number % len(ways)].format(problem=problem.text)

    def compare(
        self, problem: Problem, answer: str, reply: str, seconds: float, pool: WorkerPool | None
    ) -> Check:
        """Compare an answer with what follows from the formulas in a reply."""
        return verification.check_formalisation(problem, answer, reply, seconds=seconds, pool=pool)

    async def acompare(
        self, problem: Problem, answer: str, reply: str, seconds: float, pool: WorkerPool | None
    ) -> Check:
        """Compare an answer with what follows from the formulas in a reply."""
        return await verification.acheck_formalisation(problem, answer, reply, seconds=seconds, pool=pool)

    def solution(self, problem: Problem, reply: str, seconds: float, pool: WorkerPool | None) -> Solution:
        """What follows from the formulas in a reply, as a solution."""
        found = verification.decide_formalisation(problem, reply, seconds=seconds, pool=pool)
        return Solution(answer=found, text=reply)

    async def asolution(
        self, problem: Problem, reply: str, seconds: float, pool: WorkerPool | None
    ) -> Solution:
        """What follows from the formulas in a reply, as a solution."""
        found = await verification.adecide_formalisation(problem, reply, seconds=seconds, pool=pool)
        return Solution(answer=found, text=reply)

    def key(self, answer: str) -> str:
        """`yes`, `no` or `?`; else the answer without case and spaces."""
        plain = " ".join(answer.split()).casefold()
        return next((name for pattern, name in _STANCES if pattern.match(plain)), plain)

    def strange(self, problem: Problem, answer: str) -> str:
        """Any answer may be the right one."""
        return ""

    def doubts(self, problem: Problem, solution: Solution, reply: str, check: Check) -> tuple[str, ...]:
        """Statements that the formulas leave out, and names that the problem does not have."""
        found = check.evidence.get("doubts")
        return tuple(map(str, found)) if isinstance(found, list) else ()


FORMALISATION = FormalisationOpinion()
