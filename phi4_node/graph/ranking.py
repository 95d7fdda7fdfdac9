"""Which attempt is the best: by verdict first, then by how many attempts agree with it and by doubts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from phi4_node.schema import WORDS, Attempt, Status

_RANK = {Status.VERIFIED: 4, Status.SUPPORTED: 3, Status.UNCHECKED: 2, Status.REFUTED: 1}
"""An answer that is known to be wrong is worth less to the asker than one of which nothing is known."""

_DECORATION = re.compile(r"\\boxed|\\text|\\[,;! ]|[\s$*`{}。．.]+$|^[\s$*`{}]+|(?<=\d),(?=\d{3}\b)")


def best_attempt(attempts: Sequence[Attempt]) -> int:
    """Index of the best attempt; the earliest among equals. There must be one.

    Two opinions that agree go before two samples in words that do: they were asked for in different ways.
    """
    votes = [
        max(alike, attempt.votes) - bool(attempt.doubts)  # as in `graph.trust`: a doubt needs a vote more
        for alike, attempt in zip(agreement(attempts), attempts, strict=True)
    ]

    def worth(index: int) -> tuple[float, ...]:
        agrees_as_opinion = attempts[index].route != WORDS and votes[index] > 1
        return (*_worth(attempts[index]), votes[index], agrees_as_opinion, -index)

    return max(range(len(attempts)), key=worth)


def agreement(attempts: Sequence[Attempt]) -> list[int]:
    """For each attempt, how many attempts gave the same answer, itself included; 0 if it gave none.

    Only answers that are written alike count as the same: this is for choosing among unproven answers, not
    for believing one.
    """
    keys = [answer_key(attempt.solution.answer) for attempt in attempts]
    counts = Counter(key for key in keys if key)
    return [counts[key] if key else 0 for key in keys]


def answer_key(answer: str) -> str:
    """The answer without case, width, white space and decoration."""
    text = unicodedata.normalize("NFKC", answer).casefold().strip()
    previous = None
    while previous != text:
        previous, text = text, _DECORATION.sub("", text)
    return re.sub(r"\s+", "", text)


def _worth(attempt: Attempt) -> tuple[int, int]:
    rank = _RANK[attempt.verdict.status]
    if attempt.verdict.status is Status.UNCHECKED and not attempt.solution.answer:
        # Even a refuted answer says more than a reply without one, but an empty reply says nothing at all.
        rank = 0
    return rank, int(bool(attempt.solution.text.strip() or attempt.solution.answer))
