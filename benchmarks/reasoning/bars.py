"""What the graph must reach, and whether it did: the bars of the project's plan as a table."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.reasoning.report import Line

OURS = "phi4_node"
BASE, SAMPLES = "greedy", "majority of 3"
POINTS_OVER_BASE = 12.0
TRUSTED_RIGHT, TRUSTED_SHARE = 96.0, 45.0
_TRUSTED = frozenset({"verified", "supported"})


def bars_table(lines: Sequence[Line]) -> list[str]:
    """Rows of Markdown, one for each bar; none for what was not measured."""
    methods = {line.method for line in lines}
    if not {OURS, BASE, SAMPLES} <= methods:
        return ["Not all of the methods that the bars speak of were run."]
    rows = ["| measure | bar | measured | met |", "|---|---|---|---|"]
    for source in dict.fromkeys(line.task.source for line in lines):
        here = [line for line in lines if line.task.source == source]
        if source == "gsm8k":
            points = _right(here, OURS) - _right(here, BASE)
            bar = f"{POINTS_OVER_BASE:g} points over one greedy sample"
            rows.append(_row(f"{source}: right", bar, f"{points:+.1f} points", points >= POINTS_OVER_BASE))
        rivals = sorted(method for method in methods if not method.startswith(OURS))
        best = max(rivals, key=lambda method: _right(here, method))
        told = f"{_right(here, OURS):.1f} %; the best rival, {best}, {_right(here, best):.1f} %"
        rows.append(
            _row(f"{source}: right", "above each rival", told, _right(here, OURS) > _right(here, best))
        )
        ours, theirs = _tokens(here, OURS), _tokens(here, SAMPLES)
        told = f"{ours:.0f}, {SAMPLES} {theirs:.0f}"
        rows.append(_row(f"{source}: tokens a problem", f"no more than {SAMPLES}", told, ours <= theirs))
    own = [line for line in lines if line.method == OURS]
    trusted = [line for line in own if line.outcome.trust in _TRUSTED]
    verified = [line for line in own if line.outcome.trust == "verified"]
    share = 100 * len(trusted) / len(own)
    told = _rate(trusted)
    is_met = bool(trusted) and 100 * sum(line.right for line in trusted) >= TRUSTED_RIGHT * len(trusted)
    rows.append(_row("`supported` or better: right", f"{TRUSTED_RIGHT:g} %", told, is_met))
    told = f"{share:.1f} % ({len(trusted)}/{len(own)})"
    rows.append(
        _row("`supported` or better: share of problems", f"{TRUSTED_SHARE:g} %", told, share >= TRUSTED_SHARE)
    )
    rows.append(
        _row("`verified`: right", "100 %", _rate(verified), bool(verified) and all(x.right for x in verified))
    )
    return rows


def _row(measure: str, bar: str, measured: str, is_met: bool) -> str:
    return f"| {measure} | {bar} | {measured} | {'yes' if is_met else '**no**'} |"


def _right(lines: Sequence[Line], method: str) -> float:
    own = [line.right for line in lines if line.method == method]
    return 100 * sum(own) / len(own)


def _tokens(lines: Sequence[Line], method: str) -> float:
    return statistics.mean(line.output_tokens for line in lines if line.method == method)


def _rate(lines: Sequence[Line]) -> str:
    right = sum(line.right for line in lines)
    return f"{100 * right / len(lines):.1f} % ({right}/{len(lines)})" if lines else "there is none"
