"""What is lost in other words than the asker's: `python -m benchmarks.languages`.

Ten Chinese problems are put to a model whose profile asks for English, and five long ones to a model whose profile
has them condensed. The report, `benchmarks/reports/languages.md`, shows every text, what of its numbers and of its
question came through, and whether the answer is right and in the asker's language. About ten minutes on one core.
"""

from __future__ import annotations

import argparse
import datetime
import re
import shlex
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from benchmarks.language_tasks import CHINESE, LONG, Task
from phi4_node import ChatPhi4Mini, solve
from phi4_node.graph.tokens import estimate_tokens
from phi4_node.schema import Budget, Result
from phi4_node.translation import ANSWER_NOT_TRANSLATED, NOT_TRANSLATED

REPORT = Path(__file__).parent / "reports" / "languages.md"
BUDGET = Budget(attempts=1, tokens=6000, seconds=600)
CONDENSE_ABOVE = 200
"""Tokens; far below what a profile says, so that a long text need not be so long that it takes an hour."""

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_ASKS = re.compile(r"\?|\b(find|solve|calculate|compute|what|how|determine|evaluate)\b", re.IGNORECASE)


class Outcome(NamedTuple):
    """What became of one task."""

    task: Task
    result: Result
    seconds: float

    @property
    def asked(self) -> str:
        """The text that the model was asked; the asker's own if nothing was changed."""
        return self.result.asked or self.task.problem

    @property
    def was_changed(self) -> bool:
        return bool(self.result.asked)

    @property
    def keeps_numbers(self) -> bool:
        """Whether the model was asked with the numbers of the asker, all and no other, each as often."""
        return _numbers(self.asked) == _numbers(self.task.problem)

    @property
    def keeps_question(self) -> bool:
        """Whether the asker's last line is there, or in another language, whether anything is asked."""
        last = self.task.problem.splitlines()[-1]
        return (
            last in self.asked
            if _is_chinese(self.asked) == _is_chinese(last)
            else bool(_ASKS.search(self.asked))
        )

    @property
    def is_right(self) -> bool:
        found = _NUMBER.findall(_plain(self.result.answer))
        return bool(found) and _value(found[-1]) == _value(self.task.answer)

    @property
    def is_in_askers_language(self) -> bool:
        """Whether the solution that is shown is written in the language of the problem."""
        text = self.result.solution.text if self.result.solution else ""
        return bool(text) and _is_chinese(text) == _is_chinese(self.task.problem)

    @property
    def flags(self) -> tuple[str, ...]:
        return self.result.attempts[-1].flags if self.result.attempts else ()


def run(model: ChatPhi4Mini, tasks: tuple[Task, ...]) -> list[Outcome]:
    outcomes = []
    for task in tasks:
        begun = time.monotonic()
        outcome = Outcome(task, solve(task.problem, model, BUDGET), time.monotonic() - begun)
        outcomes.append(outcome)
        print(
            f"{outcome.seconds:5.0f} s  {outcome.flags}  {outcome.result.answer!r}",
            file=sys.stderr,
            flush=True,
        )
    return outcomes


def report(translated: list[Outcome], condensed: list[Outcome], model: str) -> str:
    changed = [one for one in translated if one.was_changed]
    shorter = [one for one in condensed if one.was_changed]
    back = [one for one in changed if ANSWER_NOT_TRANSLATED not in one.flags]
    seconds = sum(one.seconds for one in (*translated, *condensed))
    lines = [
        "# In other words than the asker's",
        "",
        f"{datetime.date.today():%Y-%m-%d}, `{model}`, one attempt for each problem, {seconds / 60:.0f} minutes. Command: "
        f"`{shlex.join(['python', '-m', 'benchmarks.languages', *sys.argv[1:]])}`",
        "",
        "Few problems: these are examples with a count, not a measurement of the model.",
        "",
        f"## {len(translated)} Chinese problems, by a profile that asks in English",
        "",
        f"- translated: {len(changed)}; {_count(translated, NOT_TRANSLATED)} were asked in Chinese, because no translation "
        "kept everything",
        f"- of those translated, all numbers and formulas kept: {sum(one.keeps_numbers for one in changed)}, "
        f"something is asked: {sum(one.keeps_question for one in changed)}",
        f"- answers in Chinese: {sum(one.is_in_askers_language for one in translated)} of {len(translated)} "
        f"(of those translated, {len(back)} were translated back; the others stay in English and say so)",
        f"- right: {sum(one.is_right for one in translated)} of {len(translated)}; right and in Chinese: "
        f"{sum(one.is_right and one.is_in_askers_language for one in translated)}; "
        f"verified or supported: {sum(_is_trusted(one) for one in translated)}; "
        f"wrong but so: {sum(_is_trusted(one) and not one.is_right for one in translated)}",
        "",
        "| asked by the user | asked of the model | answer | right | in Chinese | verdict |",
        "|---|---|---|---|---|---|",
        *(
            f"| {_cell(one.task.problem)} | {_cell(one.asked) if one.was_changed else '(the same)'} | "
            f"{_cell(one.result.answer)} | {_yes(one.is_right)} | {_yes(one.is_in_askers_language)} | "
            f"{one.result.verdict.status.value} |"
            for one in translated
        ),
        "",
        f"## {len(condensed)} long problems, condensed above {CONDENSE_ABOVE} tokens",
        "",
        f"- condensed: {len(shorter)} of {len(condensed)}, to {_share(shorter)} of their tokens",
        f"- of these, each number as often as before: {sum(one.keeps_numbers for one in shorter)} (none is lost and none new "
        "in any, but a sentence that is put back says some of them twice); the last line word for word: "
        f"{sum(one.keeps_question for one in shorter)}",
        f"- right: {sum(one.is_right for one in condensed)} of {len(condensed)}",
        "",
        "| tokens before | after | numbers as often | last line | answer | right | verdict |",
        "|---:|---:|---|---|---|---|---|",
        *(
            f"| {estimate_tokens(one.task.problem)} | {estimate_tokens(one.asked) if one.was_changed else 'the same'} | "
            f"{_yes(one.keeps_numbers)} | {_yes(one.keeps_question)} | {_cell(one.result.answer)} | "
            f"{_yes(one.is_right)} | {one.result.verdict.status.value} |"
            for one in condensed
        ),
        "",
        *(f"{number}. {_cell(one.asked)}" for number, one in enumerate(shorter, 1)),
        "",
    ]
    return "\n".join(lines)


def _numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(text))


def _plain(answer: str) -> str:
    """An answer with its fractions as a person types them, and without thousands' commas."""
    flat = re.sub(r"\\d?frac\{(\d+)\}\{(\d+)\}", r"\1/\2", answer)
    return re.sub(r"(?<=\d),(?=\d{3})", "", flat)


def _value(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", ""))
    except (ValueError, ZeroDivisionError):
        return None


def _is_chinese(text: str) -> bool:
    return len(_IDEOGRAPH.findall(text)) > len(re.findall(r"[A-Za-z]{3,}", text))


def _is_trusted(one: Outcome) -> bool:
    return one.result.verdict.status.value in ("verified", "supported")


def _count(outcomes: list[Outcome], flag: str) -> int:
    return sum(flag in one.flags for one in outcomes)


def _share(outcomes: list[Outcome]) -> str:
    before = sum(estimate_tokens(one.task.problem) for one in outcomes)
    after = sum(estimate_tokens(one.asked) for one in outcomes)
    return f"{after / before:.0%}" if before else "-"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="embedded:qwen2.5-coder-1.5b", help="which (default: %(default)s)")
    parser.add_argument("--limit", type=int, default=100, help="tasks of each kind at most")
    parser.add_argument("--report", type=Path, default=REPORT, help="where the report is written")
    options = parser.parse_args()
    plain = ChatPhi4Mini(options.model)
    plain.prepare()
    in_english = ChatPhi4Mini(options.model, about=plain.about.model_copy(update={"ask_in": "en"}))
    shortening = ChatPhi4Mini(
        options.model, about=plain.about.model_copy(update={"condense_above": CONDENSE_ABOVE})
    )
    translated = run(in_english, CHINESE[: options.limit])
    condensed = run(shortening, LONG[: options.limit])
    options.report.parent.mkdir(exist_ok=True)
    options.report.write_text(report(translated, condensed, options.model), "utf-8")
    print(f"Written: {options.report}", file=sys.stderr)


if __name__ == "__main__":
    main()
