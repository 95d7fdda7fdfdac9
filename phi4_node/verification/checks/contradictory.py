"""What may be concluded from premises that contradict each other: argued consequence.

Classically everything follows from them, so that alone is no reason to believe an answer. An answer counts as
concluded if some premises that agree with each other entail it and none that agree entail the opposite (S.
Benferhat, D. Dubois, H. Prade: Argumentative inference in uncertain and inconsistent knowledge bases, UAI
1993). Such an answer follows classically too, and its opposite never counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_PREMISES = 12
"""All sets of premises are looked at: at most 4096."""


@dataclass(frozen=True, slots=True)
class Argued:
    """How a conclusion follows from premises that contradict each other; premises are counted from 1.

    Attributes:
        carried_by: The fewest premises that agree with each other and entail it; empty if there are none.
        opposed_by: The fewest that agree and entail the opposite; empty if there are none.
        conflict: The fewest that contradict each other.
    """

    carried_by: tuple[int, ...]
    opposed_by: tuple[int, ...]
    conflict: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether it is an argued consequence."""
        return bool(self.carried_by) and not self.opposed_by


def argued(premises: Sequence[int], conclusion: int, always: int) -> Argued | None:
    """Argue for and against a conclusion.

    Args:
        premises: The truth table of each premise.
        conclusion: Its truth table.
        always: The table of what is always true.

    Returns:
        None if there are too many premises to look at all sets of them.
    """
    if len(premises) > MAX_PREMISES:
        return None
    carried: tuple[int, ...] = ()
    opposed: tuple[int, ...] = ()
    conflict: tuple[int, ...] = ()
    for chosen, table in _sets(premises, always):
        if not table:
            conflict = conflict or chosen
        elif not table & ~conclusion:
            carried = carried or chosen
        elif not table & conclusion:
            opposed = opposed or chosen
    return Argued(carried, opposed, conflict)


def _sets(premises: Sequence[int], always: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """All sets of premises but the empty one, small ones first, with what they say together."""
    for size in range(1, len(premises) + 1):
        for chosen in itertools.combinations(range(len(premises)), size):
            table = always
            for index in chosen:
                table &= premises[index]
            yield tuple(index + 1 for index in chosen), table
