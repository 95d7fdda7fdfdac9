"""Three-valued answers to "is it the same?", and how they combine over several parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Sameness:
    """Whether two things are the same.

    Attributes:
        value: True and False are proven; None is undecided.
        reason: One sentence for a person.
    """

    value: bool | None
    reason: str


def sameness(equal: bool | None, what: str) -> Sameness:
    """A sentence about `what`, which is in the plural."""
    if equal is None:
        return Sameness(None, f"it was not proven whether {what} are equal")
    return Sameness(equal, f"{what} are equal" if equal else f"{what} differ")


def all_of(parts: Iterable[Sameness]) -> Sameness:
    """All parts must be the same; one that certainly differs decides."""
    undecided: Sameness | None = None
    for part in parts:
        if part.value is False:
            return part
        if part.value is None:
            undecided = undecided or part
    return undecided or Sameness(True, "all parts are equal")


def match_unordered(
    first: Sequence[Item],
    second: Sequence[Item],
    compare: Callable[[Item, Item], Sameness],
    *,
    repeats_matter: bool = True,
) -> Sameness:
    """Whether the members can be paired off so that each pair is the same."""
    table = [[compare(one, other).value for other in second] for one in first]
    if len(first) == len(second) and _can_pair(table, (True,)):
        return Sameness(True, "the members are the same")
    if not repeats_matter and _is_covered(table):
        return Sameness(True, "the same values")
    if _is_covered(table) and len(first) != len(second):
        return Sameness(None, "the same values, but not equally often")
    if len(first) != len(second) and not any(None in row for row in table):
        return Sameness(False, "a different number of members")
    if not _could_be_same_set(table):
        return Sameness(False, "a member of one is not in the other")
    return Sameness(None, "whether the members are the same was not proven")


def _could_be_same_set(table: list[list[bool | None]]) -> bool:
    """Whether every member has a possible partner on the other side."""
    columns = zip(*table, strict=True)
    return all(any(value is not False for value in row) for row in table) and all(
        any(value is not False for value in column) for column in columns
    )


def _is_covered(table: list[list[bool | None]]) -> bool:
    columns = zip(*table, strict=True)
    return all(True in row for row in table) and all(True in column for column in columns)


def _can_pair(table: list[list[bool | None]], allowed: tuple[bool | None, ...]) -> bool:
    """Whether a perfect matching over the allowed pairs exists (augmenting paths)."""
    partner: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column, value in enumerate(table[row]):
            if value not in allowed or column in tried:
                continue
            tried.add(column)
            if column not in partner or place(partner[column], tried):
                partner[column] = row
                return True
        return False

    return all(place(row, set()) for row in range(len(table)))
