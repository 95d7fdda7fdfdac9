"""Partial solutions while a reply arrives."""

from __future__ import annotations

from phi4_node.parsing.answer import read_answer_text
from phi4_node.parsing.fields import read_fields
from phi4_node.parsing.outline import Outline
from phi4_node.parsing.solution import parse_solution
from phi4_node.parsing.thinking import CLOSE_TAG, OPEN_TAG, ThinkingSplitter
from phi4_node.schema import Solution

_GROWTH = 16
"""What costs a pass over the reply waits until the reply has grown by this fraction: linear together."""


class SolutionStream:
    """Feed a reply piece by piece and see the steps as they are completed.

    A partial solution holds the steps that are complete, the analysis and the answer as far as they can be
    read. Its `text` and `thinking` are empty: copying them for every token would cost more than
    the model does. `finish()` gives what `parse_solution` gives for the whole reply.

    Attributes:
        solution: The solution so far; the same object as long as nothing new can be read.
    """

    def __init__(self, open_tag: str = OPEN_TAG, close_tag: str = CLOSE_TAG) -> None:
        self.solution = Solution()
        self._splitter = ThinkingSplitter(open_tag, close_tag)
        self._tags = (open_tag, close_tag)
        self._outline = Outline()
        self._raw: list[str] = []
        self._line: list[str] = []
        self._is_json: bool | None = None
        self._json: list[str] = []
        self._length = 0
        self._read_at = 0

    def feed(self, chunk: str) -> Solution:
        """Take the next piece; give the solution so far."""
        self._raw.append(chunk)
        for kind, text in self._splitter.feed(chunk):
            if kind == "text":
                self._take(text)
        return self.solution

    def finish(self) -> Solution:
        """End the reply; give the whole solution."""
        self.solution = parse_solution("".join(self._raw), open_tag=self._tags[0], close_tag=self._tags[1])
        return self.solution

    def _take(self, text: str) -> None:
        if self._is_json is None and text.strip():
            self._is_json = text.lstrip().startswith(("{", "```json", "```\n{"))
        if self._is_json:
            self._take_json(text)
            return
        *complete, rest = text.replace("\r\n", "\n").split("\n")
        for part in complete:
            self._line.append(part)
            self._outline.feed("".join(self._line))
            self._line.clear()
        self._line.append(rest)
        if complete:
            self._update()

    def _update(self) -> None:
        outline = self._outline
        known = self.solution
        if (
            0 < len(outline.steps) - len(known.steps) <= len(known.steps) // _GROWTH
            and outline.answer is None
        ):
            return  # hundreds of steps: a copy for each of them would add up
        if (
            len(outline.steps) == len(known.steps)
            and outline.analysis == known.analysis
            and outline.answer is None
        ):
            return
        answer = read_answer_text(outline.answer, outline.answer) if outline.answer else known.answer
        self.solution = Solution(analysis=outline.analysis, steps=tuple(outline.steps), answer=answer)

    def _take_json(self, text: str) -> None:
        self._json.append(text)
        self._length += len(text)
        if self._length - self._read_at < max(32, self._read_at // _GROWTH):
            return
        self._read_at = self._length
        fields = read_fields("".join(self._json))
        if fields is None:
            return
        # The last step of an unfinished list may still grow.
        steps = fields.steps if fields.answer else fields.steps[:-1]
        if steps != self.solution.steps or fields.answer != self.solution.answer:
            self.solution = Solution(analysis=fields.analysis, steps=steps, answer=fields.answer)
