"""Is a verified answer ever wrong, and how many right answers are verified?

Run `python -m benchmarks.verifier` from the checkout: it writes `benchmarks/reports/verifier.md`. Gold answers are
checked as they are, then each is perturbed into wrong ones; a wrong one that comes out `verified` is the worst bug
this project can have and makes the command fail.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import track

from benchmarks.oracles import follows, gold_is_wrong
from benchmarks.perturb import Trial, perturb
from benchmarks.problems import Row, load, rows_of
from phi4_node.verification import WorkerPool, verify

REPORT = Path(__file__).parent / "reports" / "verifier.md"
PARTS = ("answers", "equivalence", "steps", "speed")
ORDERED = ("sort", "order")


@dataclass
class Tally:
    """What came out for one kind of problem."""

    rows: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    refuted: list[tuple[Row, str]] = field(default_factory=list)
    trials: int = 0
    wrong_verified: list[tuple[Row, Trial]] = field(default_factory=list)
    wrong_statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


def differs(row: Row, trial: Trial) -> bool:
    """Whether a trial is wrong: by construction, or because an independent judge does not find it right."""
    gold = row.gold
    if row.module == "propositional_logic":  # many formulas follow from the same premises
        return follows(row.problem, trial.text) is not True
    if trial.certain:
        return True
    from math_verify import parse
    from math_verify import verify as equal

    return not equal(parse(f"${gold}$"), parse(f"${trial.text}$"))


def judge_row(
    row: Row, neighbours: list[str], pool: WorkerPool, trials: bool
) -> tuple[Row, str, str, float, list[tuple[Trial, str]]]:
    """The status of the gold answer, and of each wrong one made from it."""
    start = time.perf_counter()
    verdict = verify(row.problem, row.gold, pool=pool)
    seconds = time.perf_counter() - start
    outcomes = []
    if trials:
        ordered = any(word in row.module or word in row.problem.lower() for word in ORDERED)
        for trial in perturb(row.gold, neighbours, ordered=ordered):
            outcomes.append((trial, verify(row.problem, trial.text, pool=pool).status.value))
    return row, verdict.status.value, verdict.reason, seconds, outcomes


def run(rows: list[Row], pool: WorkerPool, trials: bool, workers: int) -> dict[tuple[str, str], Tally]:
    """Judge all rows with `workers` threads."""
    chance = random.Random(20261120)
    by_module: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        by_module[row.source, row.module].append(row.gold)
    neighbours = {
        row: chance.sample(by_module[row.source, row.module], min(3, len(by_module[row.source, row.module])))
        for row in rows
    }
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    with ThreadPoolExecutor(workers) as threads:
        judged = threads.map(lambda row: judge_row(row, neighbours[row], pool, trials), rows)
        for row, status, reason, seconds, outcomes in track(
            judged, "judging", total=len(rows), disable=not sys.stderr.isatty()
        ):
            tally = tallies[row.source, row.module]
            tally.rows += 1
            tally.statuses[status] += 1
            tally.seconds.append(seconds)
            if status == "refuted":
                tally.refuted.append((row, reason))
            for trial, outcome in outcomes:
                if outcome == "verified" and not differs(row, trial):
                    continue
                tally.trials += 1
                tally.wrong_statuses[outcome] += 1
                if outcome == "verified":
                    tally.wrong_verified.append((row, trial))
    return tallies


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def table(tallies: dict[tuple[str, str], Tally]) -> Iterable[str]:
    """One line per kind of problem and one per source."""
    yield "| source | kind | rows | right: verified | right: refuted | wrong answers tried | wrong: verified | wrong: refuted | median ms |"
    yield "|---|---|---|---|---|---|---|---|---|"
    by_source: dict[str, list[Tally]] = defaultdict(list)
    for (source, module), tally in tallies.items():
        by_source[source].append(tally)
        yield line(source, module, [tally])
    for source, members in by_source.items():
        yield line(f"**{source}**", "**all**", members)
    yield line("**everything**", "**all**", list(tallies.values()))


def line(source: str, module: str, members: list[Tally]) -> str:
    rows = sum(tally.rows for tally in members)
    trials = sum(tally.trials for tally in members)
    seconds = [value for tally in members for value in tally.seconds]
    cells = [
        source,
        module,
        str(rows),
        percent(sum(tally.statuses["verified"] for tally in members), rows),
        str(sum(tally.statuses["refuted"] for tally in members)),
        f"{trials:,}",
        str(sum(len(tally.wrong_verified) for tally in members)),
        percent(sum(tally.wrong_statuses["refuted"] for tally in members), trials),
        f"{1000 * statistics.median(seconds):.1f}" if seconds else "-",
    ]
    return "| " + " | ".join(cells) + " |"


def equivalence_table() -> Iterable[str]:
    """How often two answers are rightly told equal or different."""
    from phi4_node.verification.answers.extraction import equivalent_texts

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows_of("equivalence/cases_dev.jsonl"):
        value = equivalent_texts(row["gold"], row["pred"]).value
        outcome = "undecided" if value is None else "right" if value == row["expected"] else "wrong"
        counts[row.get("review", "OlympiadBench")][outcome] += 1
    yield "| reviewed as | rows | right | undecided | wrong |"
    yield "|---|---|---|---|---|"
    for review, outcomes in counts.items():
        yield f"| {review} | {outcomes.total()} | {outcomes['right']} | {outcomes['undecided']} | {outcomes['wrong']} |"


READ_BY_HAND = (
    "Read by hand, 29 of the 207 first wrong steps contain something false that is written down as an equality or an "
    "equation; the others set the calculation up wrongly, or misread the problem, and then calculate correctly. Of "
    "the data's own solutions, each one that is flagged was read as well: 192 * 100 = 1920, 6 * 2.5 = 18 and the like."
)
RESULT = re.compile(
    r"[-+*/×÷]\s*\\?\$?[\d.,]*\d[^=\n]{0,40}=\s*(?:\\boxed\{)?\\?\$?(\d[\d,]*)(?![\d.,]*\s*(?:[-+*/×÷^.]|\\times|\\div))"
)


def steps_table(pool: WorkerPool) -> Iterable[str]:
    """First wrong steps found, and right solutions falsely flagged (ProcessBench)."""
    outcomes: Counter[str] = Counter()
    for row in rows_of("steps/processbench_gsm8k.jsonl"):
        flagged = flagged_steps(row["steps"], row["problem"], pool)
        if row["label"] == -1:
            outcomes["right solutions"] += 1
            outcomes["right solutions flagged"] += bool(flagged)
        else:
            outcomes["wrong solutions"] += 1
            outcomes["first wrong step named first"] += flagged[:1] == [row["label"]]
            outcomes["a step before the first wrong one flagged"] += bool(
                flagged and flagged[0] < row["label"]
            )
    yield "| measure | count | of |"
    yield "|---|---|---|"
    yield f"| right solutions falsely flagged | {outcomes['right solutions flagged']} | {outcomes['right solutions']} |"
    yield f"| first wrong step found | {outcomes['first wrong step named first']} | {outcomes['wrong solutions']} |"
    yield f"| a step before it flagged | {outcomes['a step before the first wrong one flagged']} | {outcomes['wrong solutions']} |"
    yield from worked_solutions(pool)
    yield ""
    yield READ_BY_HAND


def flagged_steps(steps: list[str], problem: str, pool: WorkerPool) -> list[int]:
    """Indexes of the steps in which something fails."""
    checks = pool.run("steps", {"steps": steps, "problem": problem})["checks"]
    return sorted({check["step"] for check in checks if check["outcome"] == "fails"})


def worked_solutions(pool: WorkerPool) -> Iterable[str]:
    """The data's own solutions, flagged as they are, and found out when one result in them is falsified."""
    chance = random.Random(20261120)
    solutions = {
        "GSM8K": [
            (row["question"], re.sub(r"<<.*?>>", "", row["answer"].split("####")[0]).strip().split("\n"))
            for row in rows_of("math/gsm8k_train.jsonl")
        ],
        "MATH": [
            (row["problem"], [part for part in re.split(r"\n\s*\n", row["solution"]) if part.strip()])
            for row in rows_of("math/math_dev.jsonl")
        ],
    }
    for name, rows in solutions.items():
        flagged = sum(bool(flagged_steps(steps, problem, pool)) for problem, steps in rows)
        yield f"| solutions of {name} in the data, flagged as they are | {flagged} | {len(rows)} |"
    tried = found = 0
    for problem, steps in solutions["GSM8K"]:
        places = [(index, match) for index, step in enumerate(steps) for match in RESULT.finditer(step)]
        if not places:
            continue
        index, match = chance.choice(places)
        wrong = str(int(match.group(1).replace(",", "")) + chance.choice((1, 2, 10)))
        falsified = steps[index][: match.start(1)] + wrong + steps[index][match.end(1) :]
        tried += 1
        found += index in flagged_steps([*steps[:index], falsified, *steps[index + 1 :]], problem, pool)
    yield f"| one result in a solution of GSM8K falsified, and its step found | {found} | {tried} |"


def speed_table(rows: list[Row], pool: WorkerPool) -> Iterable[str]:
    """One check each, same rows, same run, beside math-verify comparing the answer with the gold."""
    from math_verify import parse
    from math_verify import verify as equal

    from phi4_node.verification.answers.extraction import equivalent_texts

    def timed(work: Callable[[Row], object]) -> list[float]:
        seconds = []
        for row in rows:
            start = time.perf_counter()
            work(row)
            seconds.append(time.perf_counter() - start)
        return sorted(seconds)

    measured = {
        "math_verify: answer against a given gold": timed(
            lambda row: equal(parse(f"${row.gold}$"), parse(f"${row.gold}$"))
        ),
        "phi4_node, the same comparison in the same process": timed(
            lambda row: equivalent_texts(row.gold, row.gold)
        ),
        "phi4_node: problem read, answer checked, in a worker": timed(
            lambda row: verify(row.problem, row.gold, pool=pool)
        ),
    }
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda row: verify(row.problem, row.gold, pool=pool), rows))
    rate = len(rows) / (time.perf_counter() - start)
    base = statistics.median(next(iter(measured.values())))
    yield "| | median ms | p99 ms | median, as a ratio |"
    yield "|---|---|---|---|"
    for name, ranked in measured.items():
        median = statistics.median(ranked)
        yield f"| {name} | {1000 * median:.2f} | {1000 * ranked[int(0.99 * len(ranked))]:.1f} | {median / base:.2f} |"
    yield ""
    yield f"Whole checks per second on two workers: {rate:.0f}."


def main() -> int:
    """Run everything that the arguments ask for and write the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", action="append", help="only these sources, for example deepmind_dev")
    parser.add_argument("--module", action="append", help="only these kinds of problem")
    parser.add_argument("--limit", type=int, help="at most this many rows of each kind")
    parser.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="only these parts of the report; written nowhere but with --report",
    )
    parser.add_argument("--no-trials", action="store_true", help="check gold answers only")
    parser.add_argument(
        "--report", type=Path, help=f"where to write; by default {REPORT.name} for a whole run, else nowhere"
    )
    options = parser.parse_args()
    rows, taken = [], Counter[str]()
    for row in load():
        taken[row.source + row.module] += 1
        if (options.source and row.source not in options.source) or (
            options.module and row.module not in options.module
        ):
            continue
        if row.gold and (not options.limit or taken[row.source + row.module] <= options.limit):
            rows.append(row)
    faulty = [row for row in rows if gold_is_wrong(row)]
    rows = [row for row in rows if row not in faulty]
    some = options.source or options.module or options.limit or options.no_trials
    parts = options.part or (("answers",) if some else PARTS)
    whole = not some and set(parts) == set(PARTS)
    command = f"python -m benchmarks.verifier {' '.join(sys.argv[1:])}".strip()
    tallies: dict[tuple[str, str], Tally] = {}
    with WorkerPool(size=2) as pool:
        lines = [
            "# The verifier, measured",
            "",
            f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {platform.machine()}, {platform.system()}, "
            f"Python {platform.python_version()}, two worker processes. Command: `{command}`.",
        ]
        if "answers" in parts:
            tallies = run(rows, pool, not options.no_trials, workers=2)
            lines += ["", "## Right answers and wrong ones", "", *table(tallies)]
        if "equivalence" in parts:
            lines += ["", "## Equivalence of answers", "", *equivalence_table()]
        if "steps" in parts:
            lines += ["", "## Steps (ProcessBench, GSM8K)", "", *steps_table(pool)]
        if "speed" in parts:
            timed = rows[:: max(1, len(rows) // 600)]
            lines += ["", f"## Speed ({len(timed)} rows)", "", *speed_table(timed, pool)]
    lines += [
        "",
        "## Rows whose answer in the data is wrong",
        "",
        "Proven by brute force in `benchmarks/oracles.py`, and left out above:",
        "",
    ]
    lines += [f"- {row.module}: {row.problem[-160:]!r} gold {row.gold!r}" for row in faulty] or ["None."]
    refuted = [pair for tally in tallies.values() for pair in tally.refuted]
    wrong = [pair for tally in tallies.values() for pair in tally.wrong_verified]
    lines += ["", "## Right answers that were refuted", ""]
    lines += [
        f"- {row.module}: {row.problem[:300]!r} gold {row.gold!r}: {reason}" for row, reason in refuted
    ] or ["None."]
    lines += ["", "## Wrong answers that were verified", ""]
    lines += [
        f"- {row.module}: {row.problem[:300]!r} gold {row.gold!r}, tried {trial.text!r} ({trial.kind})"
        for row, trial in wrong
    ] or ["None."]
    text = "\n".join(lines) + "\n"
    print(text)
    report = options.report or (REPORT if whole else None)
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(text, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
