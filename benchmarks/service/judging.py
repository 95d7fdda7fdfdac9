"""What the answers of a load are worth: each is compared with the right one, and a wrong one that was called verified
ends the benchmark.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.service.load import Sample
from benchmarks.service.questions import Manner, problem, solved


class WrongVerifiedError(Exception):
    """A wrong answer was given out as verified: no other figure matters."""


@dataclass(frozen=True)
class Judged:
    """A load, judged.

    Attributes:
        statuses: How often each status came; 0 for broken connections, -1 for requests that hung.
        verdicts: How often each verdict came with an answer that is right, and with one that is wrong.
        strange: Responses whose body is not what the service documents.
        seconds: From the first request to the end of the last.
        latencies: Seconds of each 200, in order of size.
        unverified: Answers of a model that is right which were not called verified.
    """

    statuses: Counter[int]
    verdicts: Counter[tuple[str, bool]]
    strange: int
    seconds: float
    latencies: tuple[float, ...]
    unverified: int

    @property
    def good(self) -> int:
        """Requests that were answered."""
        return sum(self.verdicts.values())

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.good / self.seconds if self.seconds else 0.0

    def latency(self, share: float) -> float:
        """Seconds within which that share of the answers came."""
        return quantile(self.latencies, share)

    def told(self) -> str:
        """The verdicts in one line."""
        parts = [
            f"{count} {status} ({'right' if is_right else 'wrong'})"
            for (status, is_right), count in sorted(self.verdicts.items())
        ]
        return ", ".join(parts) or "none"


def judged(samples: Sequence[Sample]) -> Judged:
    """Judge a load.

    Raises:
        WrongVerifiedError: A wrong answer was called verified or supported, or a right one refuted.
    """
    verdicts: Counter[tuple[str, bool]] = Counter()
    unverified = 0
    for sample in samples:
        if sample.status != 200 or not sample.is_whole:
            continue
        found = solved(problem(sample.asked))
        assert found is not None, "every problem can be solved"
        is_right = _numbers(sample.answer) == _numbers(found.right)
        verdicts[sample.verdict, is_right] += 1
        unverified += found.manner is not Manner.STUBBORN and sample.verdict != "verified"
        is_believed = sample.verdict in ("verified", "supported")
        if (is_believed and not is_right) or (sample.verdict == "refuted" and is_right):
            raise WrongVerifiedError(
                f"{problem(sample.asked)!r} was answered {sample.answer!r}: {sample.verdict}"
            )
    begun = [sample.begun for sample in samples]
    ended = [sample.begun + sample.took for sample in samples]
    return Judged(
        Counter(sample.status for sample in samples),
        verdicts,
        sum(not sample.is_whole for sample in samples),
        max(ended, default=0.0) - min(begun, default=0.0),
        tuple(sorted(sample.took for sample in samples if sample.status == 200)),
        unverified,
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies; 0 if there are none."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def middle(values: Sequence[float]) -> float:
    """The median; 0 if there are no values."""
    return statistics.median(values) if values else 0.0


def _numbers(answer: str) -> list[int]:
    """What tells the answers of these problems apart, however they are written."""
    return sorted(int(number) for number in re.findall(r"-?\d+", answer))
