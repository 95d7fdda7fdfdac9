"""One name with two values: `Total = 52 + 24 + 44. Total = 140.` is two values.

Models write a calculation line by line and repeat what it is of. Two neighbouring lines with one name speak
of the same value only if the first was left unfinished and nothing between them begins something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_node.schema import Check
from phi4_node.verification.steps.algebra import identity
from phi4_node.verification.steps.numbers import Around, check_relation
from phi4_node.verification.steps.polynomials import is_collected, polynomial_of
from phi4_node.verification.steps.sides import Chain
from phi4_node.verification.steps.values import Value

_SEAM = re.compile(
    r"(?:\\[\[\]()]|\$+|\\\\|[\s.,;:*&-]|\d\.\s|\b(?:so|therefore|thus|hence|then|and|that is|which is|the|"
    r"we get|we have|this gives|this is)\b)*",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"\b(?:or|case|other|another|second|similarly|likewise|alternatively|instead|however|but|new|not|mistake|"
    r"wrong|incorrect|correct\w*|wait|should|if|suppose|assume|next|round\w*|about|approximately)\b|n't|错|或|若|如果",
    re.IGNORECASE,
)
_MOST_BETWEEN = 200


def check_repeated(
    before: Chain,
    before_values: list[Value | None],
    after: Chain,
    after_values: list[Value | None],
    between: str,
    around: Around,
    index: int,
) -> Iterator[Check]:
    """Compare what two neighbouring chains say of one name."""
    name = _same_name(after.sides[0].label)
    if not name or _same_name(before.sides[0].label) != name:
        return
    if any(relation != "=" for relation in (*before.relations, *after.relations)):
        return
    if len(name) > 2 and _SEAM.fullmatch(between):
        left, right = polynomial_of(before.sides[-1]), polynomial_of(after.sides[1])
        if (
            left
            and right
            and left.variable
            and left.variable == right.variable
            and not is_collected(left.node)
        ):
            yield identity(left, right, around, index, claimed=True)
    unfinished, value = before_values[-1], after_values[1]
    if unfinished is None or value is None or not unfinished.calculates:
        return
    if not _is_one_subject(name, value, between) or _are_alternatives(unfinished, value):
        return
    check = check_relation(
        unfinished, value, "=", Around(between, between, "", around.following, around.step), index
    )
    if check is not None:
        yield check


def _same_name(label: str) -> str:
    return " ".join(word for word in re.findall(r"\w+", label) if word.lower() != "the")


def _is_one_subject(name: str, value: Value, between: str) -> bool:
    """Whether the second line goes on with the first; a letter or a new calculation needs more certainty."""
    if len(between) > _MOST_BETWEEN or _NEW_SUBJECT.search(between):
        return False
    if len(name) > 2 and value.decimal is not None:
        return True
    return _SEAM.fullmatch(between) is not None


def _are_alternatives(first: Value, second: Value) -> bool:
    """`(5 + 1)/2` and `(5 - 1)/2`, or a root and its opposite: two solutions, one below the other."""
    plain = [re.sub(r"[-+−\s]|\\pm", "", value.side.text) for value in (first, second)]
    irrational = not (first.exact.is_rational and second.exact.is_rational)
    return plain[0] == plain[1] or bool(first.exact == -second.exact) or irrational
