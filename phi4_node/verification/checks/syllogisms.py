"""Checks of arguments about classes, decided exactly.

Premises are satisfiable if each individual, and each thing that a `some` promises, can be placed in
classes without a contradiction; the universal premises only ever add classes or exclude them, so placing
is following them to the end, and what is never forced stays outside. A conclusion follows if its opposite
is not satisfiable with the premises.

Do the classes have members? Modern logic lets "all A are B" be true of no A at all; traditional
syllogistic, and everyday English, speaks only of classes that have some. Where both agree, that is
decided. Where only the traditional reading makes the conclusion follow, the convention of the syllogism
is taken for an argument that consists of nothing but all/no/some sentences: "yes" holds and the reason
names the convention, while "no", which modern logic would say, is undecided rather than refuted. Words
that say the classes have members leave nothing open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.said import said_status, said_yes
from phi4_node.verification.claims import Categorical, SyllogismClaim

_METHOD = "search for a countermodel"
_CONVENTION = "The classes named in the premises are taken to have members, as in traditional syllogistic."
_OPPOSITE = {"all": "some_not", "some_not": "all", "no": "some", "some": "no", "is": "is_not", "is_not": "is"}
_PHRASES = {
    "all": "all {s} are {p}",
    "no": "no {s} are {p}",
    "some": "some {s} are {p}",
    "some_not": "some {s} are not {p}",
    "is": "{s} is {p}",
    "is_not": "{s} is not {p}",
}

Placed = dict[str, bool]
Model = dict[str, list[str]]


def check_syllogism(case: Case) -> Check:
    """The answer says whether the conclusion follows, or whether it is true."""
    claim = case.claim
    assert isinstance(claim, SyllogismClaim)
    if claim.question == "status":
        return _status(claim, said_status(case.text))
    said = said_yes(case.text, claim.labels)
    everything = [*claim.premises, claim.conclusion]
    inhabited = _inhabited(claim.premises) if claim.inhabited else []
    if model_of([*claim.premises, *inhabited]) is None:
        raise UndecidedError("the premises contradict each other, so everything follows from them")
    counter = model_of([*claim.premises, *inhabited, _opposite(claim.conclusion)])
    shown = phrase(claim.conclusion)
    if counter is None:
        return _answered(
            claim, said, True, f"It follows that {shown}: the opposite contradicts the premises.", {}
        )
    if claim.question == "truth":
        return _truth(claim, said, inhabited, shown)
    is_traditional = all(part.form not in ("is", "is_not") for part in everything)
    if not claim.inhabited and _follows_if_inhabited(claim):
        if said and is_traditional:
            return holds(
                claim,
                _METHOD,
                f"It follows that {shown}. {_CONVENTION}",
                convention=_CONVENTION,
                countermodel=counter,
            )
        raise UndecidedError(
            f"it follows that {shown} only if classes have members, which the words leave open"
        )
    return _answered(claim, said, False, f"It does not follow that {shown}.", counter)


def _truth(claim: SyllogismClaim, said: bool, inhabited: list[Categorical], shown: str) -> Check:
    """True was ruled out as certain; false is certain if the statement contradicts the premises."""
    model = model_of([*claim.premises, *inhabited, claim.conclusion])
    if model is not None:
        raise UndecidedError(f"the premises leave open whether {shown}")
    return _answered(claim, said, False, f"It is false that {shown}: that contradicts the premises.", {})


_STATUSES = {True: "true", False: "false", None: "unknown"}


def _status(claim: SyllogismClaim, said: bool | None) -> Check:
    """True, false or unknown; undecided where it depends on whether classes have members."""
    readings = [[], _inhabited(claim.premises)] if not claim.inhabited else [_inhabited(claim.premises)]
    found: list[bool | None] = []
    for inhabited in readings:
        premises = [*claim.premises, *inhabited]
        if model_of(premises) is None:
            raise UndecidedError("the premises contradict each other, so everything follows from them")
        is_possible = model_of([*premises, claim.conclusion]) is not None
        is_deniable = model_of([*premises, _opposite(claim.conclusion)]) is not None
        found.append(None if is_possible and is_deniable else is_possible)
    if len(set(found)) != 1:
        raise UndecidedError("it depends on whether classes have members, which the words leave open")
    reason = f"Given the premises it is {_STATUSES[found[0]]} that {phrase(claim.conclusion)}."
    if said is found[0]:
        return holds(claim, _METHOD, reason, answer=_STATUSES[found[0]])
    return fails(claim, _METHOD, reason, reason, answer=_STATUSES[found[0]])


def _answered(claim: SyllogismClaim, said: bool, right: bool, reason: str, counter: Model) -> Check:
    evidence = {"answer": "yes" if right else "no", "countermodel": counter}
    if said == right:
        return holds(claim, _METHOD, reason, **evidence)
    if not counter:
        return fails(claim, _METHOD, reason, reason, **evidence)
    things = "; ".join(
        f"{name} is {', '.join(classes) or 'in none of the classes'}" for name, classes in counter.items()
    )
    said_of = (
        f"If there is nothing but this, the premises are true and the conclusion is not: {things}"
        if things
        else ("If there is nothing at all in the classes, the premises are true and the conclusion is not")
    )
    return fails(claim, _METHOD, reason, said_of, **evidence)


def _follows_if_inhabited(claim: SyllogismClaim) -> bool:
    premises = [*claim.premises, *_inhabited(claim.premises)]
    return model_of(premises) is not None and model_of([*premises, _opposite(claim.conclusion)]) is None


def _inhabited(premises: Iterable[Categorical]) -> list[Categorical]:
    """That each class that the premises name has a member."""
    names = sorted({name for part in premises for name in _classes(part)})
    return [Categorical(form="some", subject=name, predicate=name) for name in names]


def _classes(part: Categorical) -> tuple[str, ...]:
    return (part.predicate,) if part.form in ("is", "is_not") else (part.subject, part.predicate)


def _opposite(part: Categorical) -> Categorical:
    return Categorical.model_validate({**part.model_dump(), "form": _OPPOSITE[part.form]})


def phrase(part: Categorical) -> str:
    """A statement in words."""
    return _PHRASES[part.form].format(s=part.subject, p=part.predicate)


# Satisfiability -----------------------------------------------------------------------------------


def model_of(statements: Sequence[Categorical]) -> Model | None:
    """Things with the classes they are in, such that all statements are true; None if there are none."""
    things: dict[str, Placed] = {}
    for number, part in enumerate(statements, start=1):
        if part.form in ("is", "is_not"):
            placed = things.setdefault(part.subject, {})
            if not _put(placed, part.predicate, part.form == "is"):
                return None
        elif part.form in ("some", "some_not"):
            placed = things.setdefault(f"thing {number}", {})
            if not _put(placed, part.subject, True) or not _put(placed, part.predicate, part.form == "some"):
                return None
    rules = [part for part in statements if part.form in ("all", "no")]
    for placed in things.values():
        if not _follow(placed, rules):
            return None
    return {name: sorted(key for key, inside in placed.items() if inside) for name, placed in things.items()}


def _put(placed: Placed, name: str, inside: bool) -> bool:
    """Note that a thing is in a class or not; False if the opposite was noted."""
    return placed.setdefault(name, inside) == inside


def _follow(placed: Placed, rules: Sequence[Categorical]) -> bool:
    """Apply the universal statements until nothing changes; False if they contradict each other."""
    while True:
        before = len(placed)
        for rule in rules:
            inside = rule.form == "all"
            if placed.get(rule.subject) is True and not _put(placed, rule.predicate, inside):
                return False
            if placed.get(rule.predicate) is (not inside) and not _put(placed, rule.subject, False):
                return False
        if len(placed) == before:
            return True


OPERATIONS: dict[str, object] = {}
CHECKS = {"syllogism": check_syllogism}
