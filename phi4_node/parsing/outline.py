"""The lines of a reply, one after the other, into analysis, steps, answer and conclusion.

The same machine serves whole replies and streams: every line is looked at once, and a step is complete as
soon as the next one begins, so what a stream has shown is the beginning of what the whole text gives.
"""

from __future__ import annotations

import re

from phi4_node.parsing.headings import Item, Section, read_heading, read_item

_CONCLUDES = re.compile(
    r"\s*(?:[*_#]{0,3}\s*)(?:therefore|thus|hence|so\b|in conclusion|in summary|finally|"
    r"the (?:final |correct )?answer|"
    r"the solutions?\b|final answer|answer:|\\boxed|\$+\\boxed|\\[\[(]\s*\\boxed|####|"
    r"因此|所以|故|综上|答|最终|最后|于是)",
    re.IGNORECASE,
)
_LONGEST_LEAD = 3
"""More paragraphs than this before a list are steps themselves, not its introduction."""
_FENCE = re.compile(r"\s*(?:```|~~~)")


class Outline:
    """Sections and steps of a text that is fed line by line.

    Attributes:
        steps: The steps that are complete.
        analysis: What came under a heading such as "Analysis", and the words that introduce a list of steps.
        answer: The text under the last "Answer" heading; None if there was no such heading.
        conclusion: What stands behind the last step, or under a heading such as "Conclusion".
        headed: Whether any section heading was seen.
    """

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.analysis = ""
        self.answer: str | None = None
        self.conclusion = ""
        self.headed = False
        self._section: Section | None = None
        self._block: list[str] = []
        self._lead: list[str] = []  # the first paragraphs, until it shows whether a list follows
        self._preamble: list[str] = []  # paragraphs before the first heading
        self._item: Item | None = None  # the first item of this list: later ones must look like it
        self._number = 0
        self._concluding: int | None = None  # where in the block a conclusion began
        self._gap = False
        self._in_fence = False
        self._in_display = False

    def feed(self, line: str) -> None:
        """Take one line without its line break."""
        fenced = self._in_fence
        if _FENCE.match(line):
            self._in_fence = not self._in_fence
            fenced = True
        heading = None if fenced else read_heading(line)
        if heading is not None:
            self._end_section()
            self.headed = True
            self._section = heading.section
            self._in_display = False
            if heading.rest:
                self._content(heading.rest, closed=False)
            return
        self._content(line, closed=fenced)

    def finish(self) -> None:
        """End the text."""
        self._end_section()
        if self.steps and not self.analysis:
            self._add_analysis(self._preamble)
        elif not self.steps:
            self.steps.extend(_as_steps(self._preamble))
        self._preamble = []

    def _content(self, line: str, *, closed: bool) -> None:
        inside = closed or self._in_display
        self._follow_display(line)
        if self._section not in (None, "steps"):
            self._block.append(line)
            return
        item = None if inside else read_item(line)
        if item is not None and self._is_step(item):
            self._end_block()
            self._add_analysis(self._lead)
            self._lead = []
            self._concluding = None
            self._item = self._item or item
            self._number = item.number
            self._block = [item.rest] if item.rest else []
            self._gap = False
            return
        if not line.strip():
            self._gap = bool(self._block)
            self._block.append("")
            return
        if self._gap and not inside:
            self._paragraph(line)
        self._gap = False
        self._block.append(line)

    def _paragraph(self, line: str) -> None:
        """A new paragraph begins: in a list it belongs to the item, elsewhere it is a step of its own."""
        if self._item is not None:
            if self._concluding is None and _CONCLUDES.match(line):
                self._concluding = len(self._block)
            return
        previous = next((text for text in reversed(self._block) if text.strip()), "").rstrip()
        if previous.endswith((":", "：", ",", "，")) or line.lstrip().startswith(("\\[", "$$", "|", "=")):
            return
        self._end_block()

    def _is_step(self, item: Item) -> bool:
        first = self._item
        if first is None:
            return item.number <= 1 or item.kind == "step"
        if item.kind != first.kind or item.indent > first.indent + 1:
            return False
        return (
            item.kind in ("heading", "bullet", "bold")
            or item.number == 1
            or 0 < item.number - self._number <= 3
        )

    def _follow_display(self, line: str) -> None:
        opened = line.rfind("\\[")
        closed = line.rfind("\\]")
        if opened != closed:
            self._in_display = opened > closed
        if line.count("$$") % 2:
            self._in_display = not self._in_display

    def _end_block(self) -> None:
        text = "\n".join(self._block).strip()
        self._block = []
        if not text:
            return
        if self._item is None and not self.steps and len(self._lead) < _LONGEST_LEAD:
            self._lead.append(text)
            return
        self.steps.extend(self._lead)
        self._lead = []
        self.steps.append(text)

    def _add_analysis(self, paragraphs: list[str]) -> None:
        self.analysis = "\n\n".join(part for part in (self.analysis, *paragraphs) if part)

    def _end_section(self) -> None:
        if self._section in (None, "steps"):
            if self._concluding is not None:
                self.conclusion = "\n".join(self._block[self._concluding :]).strip()
                del self._block[self._concluding :]
            self._end_block()
            if self._section is None:
                self._preamble = self._lead
            else:
                self.steps.extend(_as_steps(self._lead))
            self._lead = []
        else:
            text = "\n".join(self._block).strip()
            self._block = []
            if self._section == "analysis" and text:
                self._add_analysis([text])
            elif self._section == "answer":
                self.answer = text or self.answer
            elif self._section == "conclusion":
                self.conclusion = text
        self._item = None
        self._number = 0
        self._concluding = None
        self._gap = False


def _as_steps(paragraphs: list[str]) -> list[str]:
    """Paragraphs as steps; a single paragraph of plain lines gives one step a line."""
    if len(paragraphs) != 1 or any(mark in paragraphs[0] for mark in ("\\[", "$$", "```")):
        return paragraphs
    return [line.strip() for line in paragraphs[0].split("\n") if line.strip()]
