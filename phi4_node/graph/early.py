"""Checking answers while the model still speaks, so that it can stop once one of them is proven.

A model that thinks aloud often states the answer and then doubts it for two thousand tokens. Only a claim
that was read from the asker's own words can stop it; everything else runs to its end.
"""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from phi4_node import verification
from phi4_node.parsing.answer import read_answer_text
from phi4_node.schema import Problem, Status, Verdict

if TYPE_CHECKING:
    from phi4_node.verification import WorkerPool

MOST_CANDIDATES = 24
"""Answers that are looked at in one reply; each costs a worker some milliseconds."""
LONGEST_CHECK = 5.0
_LONGEST_LINE = 400
_PLACES = ("\n", "}", "。", ". ", "$")
_BOX = re.compile(r"\\boxed\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_STATES = re.compile(
    r"\b(?:answers?|solutions?|roots?|results?|therefore|thus|hence|so|equals?|conclu\w+|is|are|boxed)\b|="
    r"|答案|解|根|结果|所以|因此|得",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[\s*#>]*(?:final |the )?answers?\b|[\s*#>]*(?:最终)?答案|.*\\boxed", re.IGNORECASE)
_TELLS = re.compile(r"\d|[=∞]|\b(?:yes|no|true|false)\b|是|否", re.IGNORECASE)


class EarlyCheck:
    """Feed a reply piece by piece; `answer` is there as soon as one of its candidates was verified.

    Args:
        problem: The problem, whose words must be readable.
        pool: The workers; None for the shared default.
    """

    def __init__(self, problem: Problem, pool: WorkerPool | None) -> None:
        self.answer = ""
        self._problem = problem
        self._pool = pool
        self._rest = {"text": "", "thinking": ""}
        self._waiting: dict[str, Future[Verdict]] = {}
        self._tried: set[str] = set()
        self._threads: ThreadPoolExecutor | None = None
        self._is_hopeless = False

    def feed(self, kind: str, piece: str) -> None:
        """Take the next piece of the `text` or the `thinking`."""
        if self._is_hopeless or self.answer:
            return
        rest = self._rest[kind] + piece
        if any(place in piece for place in _PLACES):
            for candidate in _candidates(rest, marked_only=kind == "text"):
                self._try(candidate)
            rest = rest[rest.rfind("\n") + 1 :]
        # A line without end is cut from the front, but for a box that is still open.
        self._rest[kind] = rest[-_LONGEST_LINE:]

    def is_proven(self) -> bool:
        """Whether a candidate was verified by now; this does not wait."""
        for candidate, future in list(self._waiting.items()):
            if not future.done():
                continue
            del self._waiting[candidate]
            if future.cancelled() or future.exception() is not None:
                # Told by the node that checks the whole reply, which meets the same error.
                self._is_hopeless = True
                continue
            verdict = future.result()
            if verdict.status is Status.VERIFIED:
                self.answer = candidate
                return True
            if not any(check.claim for check in verdict.checks):
                self._is_hopeless = True  # the problem cannot be read
        return False

    def close(self) -> None:
        """Look at nothing any more."""
        self._is_hopeless = True
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _try(self, candidate: str) -> None:
        if candidate in self._tried or len(self._tried) >= MOST_CANDIDATES:
            return
        self._tried.add(candidate)
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1, thread_name_prefix="phi4-node-early")
        self._waiting[candidate] = self._threads.submit(
            verification.verify, self._problem, candidate, seconds=LONGEST_CHECK, pool=self._pool
        )


def _candidates(text: str, *, marked_only: bool) -> list[str]:
    """What may be an answer in the lines of a text that are complete, and in its boxes.

    In the reply itself only lines that mark their answer count, and only whole ones: its steps are worth
    reading to the end, and a model may go on behind a box.
    """
    found = [] if marked_only else [box.strip() for box in _BOX.findall(text)]
    for line in text.split("\n")[:-1]:
        line = line.strip()
        if len(line) > _LONGEST_LINE or (marked_only and not _MARKED.match(line)):
            continue
        if _STATES.search(line) and _TELLS.search(line):
            stated = read_answer_text(line)
            if stated:
                found.append(stated)
    return found
