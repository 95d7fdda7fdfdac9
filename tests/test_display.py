import pytest

from phi4_node.display import step_outcome, table_html
from phi4_node.schema import Check, Outcome, Problem, Result, Solution, Status, StopReason, Verdict

HOSTILE = '<script>alert(1)</script> & "x" $5 and $6\n<img src=x onerror=alert(1)>'


def check(outcome: Outcome, step: int | None = None, reason: str = "") -> Check:
    return Check(
        outcome=outcome,
        basis="step" if step is not None else "problem",
        method="<m>",
        reason=reason,
        step=step,
    )


def result(text: str) -> Result:
    checks = (check(Outcome.HOLDS, reason=text), check(Outcome.HOLDS, 0), check(Outcome.FAILS, 1))
    return Result(
        problem=Problem(text=text),
        solution=Solution(analysis=text, steps=(text, text, text), answer=text, text=text),
        verdict=Verdict(status=Status.VERIFIED, reason=text, checks=checks),
        stop=StopReason.VERIFIED,
        model=text,
    )


def test_whatever_a_model_writes_does_nothing() -> None:
    html = result(HOSTILE)._repr_html_()
    assert "<script" not in html and "<img" not in html
    assert html.count("$") == html.count("<span>$</span>"), "else it would begin a formula"
    assert html.count("&lt;script&gt;") == 9
    assert "<m>" not in html


def test_steps_have_marks() -> None:
    html = result("fine")._repr_html_()
    marks = [html.index(mark) for mark in ("✓</span> 1. fine", "✗</span> 2. fine", "·</span> 3. fine")]
    assert marks == sorted(marks)
    assert "VERIFIED" in html


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [((), "undecided"), (("holds", "fails"), "fails"), (("undecided", "holds"), "holds")],
)
def test_step_outcome(outcomes: tuple[str, ...], expected: str) -> None:
    checks = [check(Outcome(outcome), 4) for outcome in outcomes] + [check(Outcome.FAILS, 5)]
    assert step_outcome(checks, 4) == expected


def test_an_empty_result_and_a_huge_one() -> None:
    empty = Result(
        problem=Problem(text="?"),
        solution=None,
        verdict=Verdict(status=Status.UNCHECKED, reason="There is no answer."),
        stop=StopReason.ATTEMPTS,
    )
    assert "UNCHECKED" in empty._repr_html_()
    assert len(result("x" * 50_000)._repr_html_()) < 10_000


def test_tables_are_escaped_unless_told() -> None:
    assert "<b>" not in table_html(["<b>"], [["<b>"]])
    assert "<b>" in table_html([], [["<b>"]], escaped=True)
