"""When an answer is supported: how many independent routes lead to it, and what speaks against it.

A route is a sample in words or an opinion (a calculation, a formalisation) that the model wrote without
seeing the words. Samples in words alone never suffice: a model that misreads a problem misreads it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from phi4_node.schema import Check, Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    """The routes to one answer.

    Attributes:
        words: Samples in words that gave it.
        opinions: Opinions that gave it.
        dissent: Routes that gave another answer.
        doubts: What speaks against it all the same, each as half a sentence.
        needed: How many routes must agree if nothing speaks against it.
    """

    words: int = 0
    opinions: int = 0
    dissent: int = 0
    doubts: tuple[str, ...] = ()
    needed: int = 2

    @property
    def votes(self) -> int:
        """Routes that gave this answer."""
        return self.words + self.opinions

    @property
    def is_supported(self) -> bool:
        """Whether words and an opinion agree, with a vote to spare for each that differs and for doubts."""
        against = self.dissent + bool(self.doubts)
        return bool(self.words and self.opinions) and self.votes >= self.needed + against

    def may_be_supported(self, more: int) -> bool:
        """Whether it would be if so many further opinions gave this answer."""
        return replace(self, opinions=self.opinions + more).is_supported

    def told(self) -> str:
        """The tally as a sentence."""
        parts = [f"{self.votes} of {self.votes + self.dissent} routes gave this answer"]
        if self.doubts:
            parts.append("; ".join(self.doubts))
        return f"{', but '.join(parts)}."


def weighed(check: Check, tally: Tally) -> Check:
    """A check that holds, as far as the tally lets it count."""
    evidence = {
        **check.evidence,
        "routes": [tally.votes, tally.votes + tally.dissent],
        "doubts": list(tally.doubts),
    }
    if check.outcome is not Outcome.HOLDS:
        return check
    if tally.is_supported:
        return check
    reason = f"{check.reason} That is not enough: {tally.told()[0].lower()}{tally.told()[1:]}"
    return check.model_copy(update={"outcome": Outcome.UNDECIDED, "reason": reason, "evidence": evidence})
