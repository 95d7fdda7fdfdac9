"""Results and verdicts as HTML for notebooks; what a model wrote is escaped, so it shows and does nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phi4_node.schema import Check, Result, Verdict

COLOURS = {"verified": "#2e7d32", "supported": "#558b2f", "refuted": "#c62828", "unchecked": "#757575"}
MARKS = {"holds": "✓", "fails": "✗", "undecided": "·"}
_MARK_COLOURS = {"holds": "#2e7d32", "fails": "#c62828", "undecided": "#9e9e9e"}
_LONGEST = 600


def result_html(result: Result) -> str:
    """A result as a table: problem, steps with marks, answer, verdict, what it cost."""
    solution = result.solution
    steps = "".join(
        f"<div>{_mark(step_outcome(result.verdict.checks, index))} {index + 1}. {_text(step)}</div>"
        for index, step in enumerate(solution.steps if solution else ())
    )
    usage = result.usage
    cost = (
        f"{len(result.attempts)} attempt{'s' if len(result.attempts) != 1 else ''}, "
        f"{usage.total_tokens:,} tokens, {result.seconds:.1f} s, {_text(result.model)}"
    )
    rows = [
        ("Problem", _text(result.problem.text)),
        ("Analysis", _text(solution.analysis) if solution else ""),
        ("Steps", steps),
        ("Answer", f"<b>{_text(result.answer)}</b>"),
        ("Verdict", verdict_html(result.verdict)),
        ("Cost", cost),
    ]
    return table_html([], [row for row in rows if row[1]], escaped=True)


def verdict_html(verdict: Verdict) -> str:
    """A verdict in its colour, and under it each check of the answer."""
    status = verdict.status.value
    badge = f'<b style="color:{COLOURS[status]}">{status.upper()}</b> {_text(verdict.reason)}'
    about_answer = (check for check in verdict.checks if check.step is None)
    return badge + "".join(f"<div>{_check(check)}</div>" for check in about_answer)


def table_html(head: Sequence[str], rows: Iterable[Sequence[object]], *, escaped: bool = False) -> str:
    """A table.

    Args:
        head: Titles of the columns; none for no header.
        rows: What the cells hold.
        escaped: Whether the cells are HTML already.
    """
    style = 'style="text-align:left;vertical-align:top"'
    top = "".join(f"<th {style}>{escape(title)}</th>" for title in head)
    body = "".join(
        f"<tr>{''.join(f'<td {style}>{cell if escaped else _text(str(cell))}</td>' for cell in row)}</tr>"
        for row in rows
    )
    return f"<table>{f'<tr>{top}</tr>' if head else ''}{body}</table>"


def step_outcome(checks: Iterable[Check], step: int) -> str:
    """What became of a step: a false equality in it outweighs what holds in it."""
    outcomes = {check.outcome.value for check in checks if check.step == step}
    return next((outcome for outcome in ("fails", "holds") if outcome in outcomes), "undecided")


def _check(check: Check) -> str:
    what = check.reason
    if check.counterexample and check.counterexample not in what:
        what = f"{what} {check.counterexample}"
    return f"{_mark(check.outcome.value)} {_text(what)} <i>({_text(check.method)})</i>"


def _mark(outcome: str) -> str:
    return f'<span style="color:{_MARK_COLOURS[outcome]}">{MARKS[outcome]}</span>'


def _text(text: str) -> str:
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    # a dollar sign begins a formula in a notebook, which prices must not; in a span of its own it does not
    return escape(cut).replace("$", "<span>$</span>").replace("\n", "<br>")
