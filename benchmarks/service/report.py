"""The figures as Markdown, bar by bar, and the soak as a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.service.crashes import CLIENTS as CRASH_CLIENTS
from benchmarks.service.crashes import Crash
from benchmarks.service.floor import Floor
from benchmarks.service.judging import middle
from benchmarks.service.latency import RATE, Latencies
from benchmarks.service.soak import CONCURRENCY, WAITING, Soak
from benchmarks.service.stub import LATENCY
from benchmarks.service.throughput import CLIENTS, Rounds, Throughput


@dataclass
class Figures:
    """All that was measured; None for what was left out.

    Attributes:
        machine: What it ran on.
        loads: The machine's load average when each part began.
        throughput: Both services, one process each.
        several: The same with several processes each, and how many.
        floor: What the libraries alone take.
        costs: Shares of the serving process's time, by library.
        cached: The service from its cache.
        latency: What is added to the model's time.
        soak: Minutes of overload.
        crashes: Kills under load.
    """

    machine: str
    loads: dict[str, float] = field(default_factory=dict)
    throughput: Throughput | None = None
    several: tuple[int, Throughput] | None = None
    floor: Sequence[Floor] = ()
    costs: dict[str, float] | None = None
    cached: Rounds | None = None
    latency: Latencies | None = None
    soak: Soak | None = None
    crashes: Sequence[Crash] = ()


def report(figures: Figures, picture: str) -> str:
    """The report.

    Args:
        figures: What was measured.
        picture: Name of the soak's picture.
    """
    parts = [_HEAD.format(machine=figures.machine, latency=1000 * LATENCY), _bars(figures), _loads(figures)]
    if figures.throughput:
        parts.append(_throughput("One process each", figures.throughput))
    if figures.several:
        parts.append(_throughput(f"{figures.several[0]} processes each", figures.several[1]))
    if figures.floor:
        parts.append(_floor(figures.floor))
    if figures.costs:
        parts.append(_costs(figures.costs, figures.throughput))
    if figures.cached:
        parts.append(_cached(figures.cached))
    if figures.latency:
        parts.append(_latency(figures.latency))
    if figures.soak:
        parts.append(_soak(figures.soak, picture))
    if figures.crashes:
        parts.append(_crashes(figures.crashes))
    return "\n".join(parts)


_HEAD = """\
# The service under load

`python -m benchmarks.service` on {machine}. The model is a server that answers every request after {latency:.0f} ms, on
Ollama's wire; the rival is the document's own FastAPI service (its section 3 with the connection pool of 4.1), rebuilt
word for word. Stub, service, rival and clients are processes of their own on the same machine; services take turns.

The problems are real ones of five kinds (equations, derivatives, divisors, arithmetic), a new one for each request. One
in forty is answered wrongly until the graph says what is wrong, one in forty is answered wrongly for good. Every answer
is compared with the right one: a wrong one that is called verified, or a right one that is called refuted, ends the
benchmark without a report. The rival checks nothing, so it gives out every wrong answer, and gives it out once.
"""


def _bars(figures: Figures) -> str:
    rows = ["| measure | bar | measured | met |", "|---|---|---|---|"]
    both = figures.throughput
    if both:
        measured = f"{both.ours.rate:.0f}, rival {both.rival.rate:.0f}"
        rows.append(
            _row("requests per second", "at least the rival's", measured, both.ours.rate >= both.rival.rate)
        )
    if figures.latency:
        ours = figures.latency.ours
        measured = f"{1000 * ours.median:.1f} ms / {1000 * ours.p99:.1f} ms"
        met = ours.median < 0.010 and ours.p99 < 0.040
        rows.append(_row("added latency, median / p99", "under 10 ms / 40 ms", measured, met))
    if both and figures.cached:
        times = figures.cached.rate / both.rival.rate
        measured = f"{figures.cached.rate:.0f}, that is {times:.1f} x"
        rows.append(
            _row(
                "cached answers per second, one process",
                "10 x the rival's uncached rate",
                measured,
                times >= 10,
            )
        )
    if figures.soak:
        soak = figures.soak
        minutes = soak.judged.seconds / 60
        flat = soak.memory.growth
        slowest = max(window.p99 for window in soak.windows)
        measured = f"{soak.other_errors} other errors, memory x {flat:.3f}, p99 at most {slowest:.2f} s in any window"
        met = soak.other_errors == 0 and flat < 1.05 and slowest < 2 * soak.bound
        rows.append(
            _row(
                f"{minutes:.1f} minutes at twice the capacity",
                "no error but 429, memory flat, p99 bounded",
                measured,
                met,
            )
        )
    if figures.crashes:
        hung = sum(crash.hung for crash in figures.crashes)
        rows.append(
            _row(
                "kill -9 under load",
                "no wrong answer, no hung request",
                f"0 wrong, {hung} hung; see below",
                not hung,
            )
        )
    return "\n".join([*rows, ""])


def _loads(figures: Figures) -> str:
    told = ", ".join(f"{part} {load:.1f}" for part, load in figures.loads.items())
    return (
        f"Load average of the machine when each part began: {told}. More than what the benchmark itself makes of it, a\n"
        "few runnable processes, is other work on the same processors: it slows down the service and its rival alike,\n"
        "and what runs at a low priority, as the processes that check do, most of all.\n"
    )


def _row(measure: str, bar: str, measured: str, met: bool) -> str:
    return f"| {measure} | {bar} | {measured} | {'yes' if met else '**no**'} |"


def _throughput(title: str, both: Throughput) -> str:
    rows = [
        f"## Requests per second: {title.lower()}",
        "",
        f"{CLIENTS} clients, each asks as soon as it has its answer; {len(both.ours.rounds)} rounds in turn, cache off,",
        "verification on. Processor time is that of the service alone, for each answer.",
        "",
        "| service | per second, by round | median | p50 / p99 | processor: serving / checking | statuses |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in (("phi4-node", both.ours), ("rival", both.rival)):
        by_round = ", ".join(f"{each.rate:.0f}" for each in one.rounds)
        halfway, slow = (middle([each.latency(share) for each in one.rounds]) for share in (0.5, 0.99))
        serving, checking = (1000 * middle(each) for each in (one.first_seconds, one.other_seconds))
        rows.append(
            f"| {name} | {by_round} | **{one.rate:.0f}** | {halfway:.2f} s / {slow:.2f} s "
            f"| {serving:.1f} ms / {checking:.1f} ms | {_counted(one.statuses)} |"
        )
    wrong = both.rival.verdicts["", False]
    rows += [
        "",
        f"Verdicts: {_verdicts(both.ours.verdicts)}.",
        f"The rival gave out {wrong} wrong answers of {both.rival.verdicts.total()}, with nothing that tells them apart.",
        "",
    ]
    return "\n".join(rows)


def _floor(floor: Sequence[Floor]) -> str:
    rows = [
        "## What the libraries alone take",
        "",
        f"The same {CLIENTS} clients before apps that do nothing of their own (`benchmarks/service/floor.py`), one process.",
        "",
        "| app | per second, by round | median | processor |",
        "|---|---|---|---|",
    ]
    for one in floor:
        by_round = ", ".join(f"{each.rate:.0f}" for each in one.rounds.rounds)
        rows.append(
            f"| {one.what} | {by_round} | **{one.rounds.rate:.0f}** "
            f"| {1000 * middle(one.rounds.first_seconds):.2f} ms |"
        )
    return "\n".join([*rows, ""])


def _costs(costs: dict[str, float], both: Throughput | None) -> str:
    serving = 1000 * middle(both.ours.first_seconds) if both else 0.0
    rows = ["## Where the serving process's time goes", ""]
    rows += ["| part | share | of an answer's processor time |", "|---|---|---|"]
    for name, share in costs.items():
        rows.append(f"| {name} | {share:.0%} | {f'{share * serving:.1f} ms' if both else ''} |")
    if both:
        checking = 1000 * middle(both.ours.other_seconds)
        rows += ["", f"Beside it, the check of an answer takes {checking:.1f} ms in a process of its own."]
    return "\n".join([*rows, ""])


def _cached(rounds: Rounds) -> str:
    return "\n".join(
        [
            "## Cached answers",
            "",
            f"One process, {CLIENTS} clients, 200 problems that it has solved:",
            f"{', '.join(f'{each.rate:.0f}' for each in rounds.rounds)} per second by round;",
            f"{1000 * middle(rounds.first_seconds):.2f} ms of processor time for each.",
            f"Statuses: {_counted(rounds.statuses)}. Verdicts: {_verdicts(rounds.verdicts)}.",
            "",
        ]
    )


def _latency(one: Latencies) -> str:
    rows = [
        "## Added latency",
        "",
        f"{RATE:.0f} requests per second at random times, of the problems that one call of the model solves.",
        "",
        "| | median | p99 | requests |",
        "|---|---|---|---|",
        f"| the bare model | {1000 * one.bare[0]:.1f} ms | {1000 * one.bare[1]:.1f} ms | |",
    ]
    for name, added in (("phi4-node adds", one.ours), ("the rival adds", one.rival)):
        rows.append(
            f"| {name} | {1000 * added.median:.1f} ms | {1000 * added.p99:.1f} ms | {added.requests} |"
        )
    return "\n".join([*rows, ""])


def _soak(soak: Soak, picture: str) -> str:
    statuses = soak.judged.statuses
    half = len(soak.windows) // 2
    early, late = (
        middle([window.p99 for window in part]) for part in (soak.windows[:half], soak.windows[half:])
    )
    rows = [
        "## Twice the capacity",
        "",
        f"One process, {CONCURRENCY} at once and {WAITING} waiting. It gives {soak.capacity:.0f} answers per second where",
        f"it has just enough to do; it was asked {soak.rate:.0f} per second for {soak.judged.seconds / 60:.1f} minutes, whether or",
        "not earlier requests had ended.",
        "",
        f"- {statuses[200]} answered, {statuses[429]} told to come back (429); other statuses: "
        f"{_counted(Counter({key: count for key, count in statuses.items() if key not in (200, 429)}))}",
        f"- verdicts: {_verdicts(soak.judged.verdicts)}",
        f"- p99 of the answered: {soak.judged.latency(0.99):.2f} s; median of the windows' p99 in the first half "
        f"{early:.2f} s, in the second {late:.2f} s. A full waiting room takes {soak.bound:.2f} s",
        f"- memory of the serving process: {min(soak.memory.first):.0f} to {max(soak.memory.first):.0f} MB, at the end "
        f"{soak.memory.growth:.3f} times what it was after the first fifth",
        "",
        f"![Twice the capacity]({picture})",
        "",
    ]
    return "\n".join(rows)


def _crashes(crashes: Sequence[Crash]) -> str:
    rows = [
        "## kill -9 under load",
        "",
        f"{CRASH_CLIENTS} clients, each asks as soon as it has its answer. *Failed* are the requests after the kill that",
        "got no answer, by status (0 is a connection that broke); *without proof* are answers given as unchecked although",
        "the model was right. The outage lasts until the last of either.",
        "",
        "| killed | answered | failed | without proof | wrong | hung | outage | longest request | rate before / after |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in crashes:
        rows.append(
            f"| {one.what} | {one.judged.good} | {_counted(one.failed)} | {one.unproven} | 0 | {one.hung} "
            f"| {one.outage:.1f} s | {one.longest:.1f} s | {one.before:.0f} / {one.after:.0f} per s |"
        )
    return "\n".join([*rows, ""])


def _counted(statuses: Counter[int]) -> str:
    return ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()) if count) or "none"


def _verdicts(verdicts: Counter[tuple[str, bool]]) -> str:
    told = [
        f"{count} {status or 'without a verdict'} and {'right' if is_right else 'wrong'}"
        for (status, is_right), count in sorted(verdicts.items())
    ]
    return ", ".join(told) or "none"


def draw(soak: Soak, path: Path) -> None:
    """The soak as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (load, wait, memory) = pyplot.subplots(3, 1, figsize=(8, 8), sharex=True, layout="constrained")
    size = soak.windows[1].seconds
    at = [(window.seconds + size / 2) / 60 for window in soak.windows]
    load.plot(at, [window.admitted / size for window in soak.windows], label="answered (200)")
    load.plot(at, [window.refused / size for window in soak.windows], label="told to come back (429)")
    load.axhline(soak.rate, color="grey", linestyle=":", label="asked")
    load.set_ylabel("requests per second")
    wait.plot(at, [window.median for window in soak.windows], label="median")
    wait.plot(at, [window.p99 for window in soak.windows], label="p99")
    wait.axhline(soak.bound, color="grey", linestyle=":", label="a full waiting room")
    wait.set_ylabel("seconds, of the answered")
    minutes = [second / 60 for second in soak.memory.seconds]
    memory.plot(minutes, soak.memory.first, label="the serving process")
    memory.plot(minutes, soak.memory.others, label="the processes that check")
    memory.set_ylabel("resident MB")
    memory.set_xlabel("minutes at twice the capacity")
    for axes in (load, wait, memory):
        axes.set_ylim(bottom=0)
        axes.legend()
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
