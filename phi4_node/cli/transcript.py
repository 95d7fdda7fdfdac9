"""What `solve` shows while it runs: steps as they come, each marked once checked, then the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phi4_node.cli.console import COLOURS, console, marks_for, plain
from phi4_node.cli.output import show_verdict
from phi4_node.schema import RULES

if TYPE_CHECKING:
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    from phi4_node.graph.events import AttemptEvent, SolveEvent
    from phi4_node.schema import Check, Result, Verdict

_STOPPED = {
    "attempts": "all attempts that were allowed are used up (--max-attempts)",
    "tokens": "all tokens that were allowed are used up (--tokens)",
    "seconds": "the time is up (--seconds)",
}

_IN_WORDS = {"holds": "holds", "fails": "is false", "undecided": "could not be decided"}


@contextmanager
def transcript(*, quiet: bool) -> Iterator[Callable[[SolveEvent], None]]:
    """What to call with each event; `quiet` shows nothing."""
    if quiet:
        yield lambda event: None
        return
    screen = console()
    if not screen.is_terminal:
        yield Transcript(screen).show
        return
    from rich.live import Live

    with Live(console=screen, transient=True, refresh_per_second=8) as live:
        yield Transcript(screen, live).show


@dataclass
class _Step:
    text: str
    checks: list[Check] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """A false equality in a step outweighs what holds in it."""
        outcomes = {check.outcome.value for check in self.checks}
        return next((outcome for outcome in ("fails", "holds") if outcome in outcomes), "undecided")


class Transcript:
    """Shows the steps of the current attempt as they come, and marks them once they are checked.

    On a terminal a step waits in the part that changes until it is checked, and is printed then, with its
    mark. In a pipe nothing can be changed: a step is printed at once, and its mark follows on another line.

    Args:
        screen: Where finished lines go.
        live: The part of the terminal below them that changes; None in a pipe.
    """

    def __init__(self, screen: Console, live: Live | None = None) -> None:
        self._screen = screen
        self._live = live
        self._marks = marks_for(screen.file)
        self._steps: dict[int, _Step] = {}
        self._verdict: Verdict | None = None
        self._answer = ""
        self._writing = ""
        self._thought = 0
        self._status = ""

    def show(self, event: SolveEvent) -> None:
        """Show one event."""
        match event.event:
            case "asked" if event.flags:
                done = ", ".join(flag.replace("_", " ") for flag in event.flags)
                self._print((f"The problem was {done}", "dim"), (f": {plain(event.text)}", "dim"))
            case "attempt":
                self._begin(event)
            case "thinking":
                self._thought += len(event.text)
                self._status = f"thinking, {self._thought:,} characters so far"
            case "text":
                self._writing = (self._writing + event.text)[-400:]
            case "step":
                self._steps[event.index] = _Step(event.text)
                if self._live is None:
                    self._screen.print(self._line(event.index, _Step(event.text), " "))
            case "answer":
                self._answer, self._writing, self._status = (
                    event.text,
                    "",
                    "checking the answer and the steps",
                )
            case "calculation":
                self._status = "comparing the answer with a calculation that the model wrote"
            case "check" if event.check.step is not None:
                self._checked(event.check.step, event.check)
            case "verdict":
                self._print_steps()
                self._verdict = event.verdict
            case "result":
                self._finish(event.result)
        if self._live is not None:
            self._live.update(self._unfinished())

    def _begin(self, event: AttemptEvent) -> None:
        self._print_steps()
        self._writing, self._thought, self._status = "", 0, "waiting for the model"
        if event.attempt == 1:
            return
        if self._verdict is not None:
            status = self._verdict.status.value
            answer = " ".join(plain(self._answer).split()) or "none could be read"
            self._print((f"Answer: {answer}", ""))
            self._print((status.upper(), COLOURS[status]), (f". {plain(self._verdict.reason)}\n", ""))
        by_rules = event.route == RULES
        heading = (
            "By rules, without the model" if by_rules else f"Attempt {event.attempt} of at most {event.of}"
        )
        self._print((heading, "bold"))

    def _checked(self, index: int, check: Check) -> None:
        if index in self._steps:
            self._steps[index].checks.append(check)
        self._print_steps(
            before=index
        )  # a step may have several checks; once a later one has its turn, it is done

    def _print_steps(self, before: int | None = None) -> None:
        for index in sorted(self._steps):
            if before is None or index < before:
                step = self._steps.pop(index)
                text = step.text if self._live is not None else _IN_WORDS[step.outcome]
                line = self._line(index, _Step(text, step.checks), self._marks.of(step.outcome))
                self._screen.print(line)

    def _line(self, index: int, step: _Step, mark: str) -> Text:
        from rich.text import Text

        lines = plain(step.text).strip().splitlines() or [""]
        text = ("\n" + " " * 6).join(line.strip() for line in lines)
        line = Text.assemble((mark, COLOURS[step.outcome]), f" {index + 1:>2}. {text}")
        for check in step.checks:
            if check.outcome.value == "fails":
                line.append(f"\n      {plain(check.counterexample or check.reason)}", style=COLOURS["fails"])
        return line

    def _unfinished(self) -> Group:
        """Steps that wait for their check, and the end of what is being written."""
        from rich.console import Group
        from rich.text import Text

        tail = (plain(self._writing).strip().splitlines() or [self._status])[-1]
        waiting = [
            Text(f"  {index + 1:>2}. {plain(step.text).strip()}") for index, step in self._steps.items()
        ]
        return Group(*waiting, Text(tail, style="dim", no_wrap=True, overflow="ellipsis"))

    def _finish(self, result: Result) -> None:
        from rich.text import Text

        self._print_steps()
        if self._live is not None:
            self._live.update(Text(""))
            self._live.stop()
            self._live = None
        answer = plain(result.answer).strip()
        self._screen.print(Text.assemble("\nAnswer: ", (answer or "none could be read", "bold")))
        show_verdict(self._screen, result.verdict)
        if result.stop.value in _STOPPED:
            self._screen.print(f"Stopped because {_STOPPED[result.stop.value]}.")
        count = len(result.attempts)
        self._print(
            (
                f"{plain(result.model) or 'model'}: {count} attempt{'s' * (count != 1)}, "
                f"{result.usage.total_tokens:,} tokens, {result.seconds:.1f} s",
                "dim",
            )
        )

    def _print(self, *parts: tuple[str, str]) -> None:
        from rich.text import Text

        self._screen.print(Text.assemble(*parts))
