"""Check of who tells the truth and who lies, by trying everybody as either."""

from __future__ import annotations

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.said import said_roles, said_yes
from phi4_node.verification.claims import RolesClaim
from phi4_node.verification.reading.logic.formulas import Tables, parse_canonical

_METHOD = "enumeration of all assignments"
MAX_PEOPLE = 10


def check_roles(case: Case) -> Check:
    """The answer gives everybody asked about the role that he or she must have."""
    claim = case.claim
    assert isinstance(claim, RolesClaim)
    if len(claim.people) > MAX_PEOPLE:
        raise UndecidedError(f"there are more than {MAX_PEOPLE} people")
    tables = Tables(claim.people)
    agreeing = tables.always
    for saying in claim.sayings:
        speaker = tables.of(parse_canonical(saying.speaker))
        agreeing &= tables.always & ~(speaker ^ tables.of(parse_canonical(saying.said)))
    if not agreeing:
        raise UndecidedError("whoever tells the truth, what was said contradicts itself")
    right = {person: _only(tables, agreeing, person) for person in claim.asked}
    shown = ", ".join(f"{person} is a {_word(claim, honest)}" for person, honest in right.items())
    evidence = {"assignments": tables.rows, "agreeing": tables.count(agreeing), "solution": right}
    if claim.role:
        return _yes_or_no(case, claim, right, shown, evidence)
    said = said_roles(case.text, claim)
    missing = [person for person in claim.asked if person not in said]
    if missing:
        raise UndecidedError(f"the answer says nothing about {missing[0]}")
    for person in said:
        if person not in right:
            right[person] = _only(tables, agreeing, person)
    wrong = [person for person, honest in said.items() if honest != right[person]]
    if not wrong:
        return holds(claim, _METHOD, f"What was said allows only this: {shown}.", **evidence)
    return fails(
        claim,
        _METHOD,
        f"What was said allows only this: {shown}.",
        _contradiction(claim, tables, said),
        **evidence,
    )


def _yes_or_no(
    case: Case, claim: RolesClaim, right: dict[str, bool], shown: str, evidence: dict[str, object]
) -> Check:
    truth = right[claim.asked[0]] == (claim.role == "honest")
    reason = f"What was said allows only this: {shown}."
    if said_yes(case.text) == truth:
        return holds(claim, _METHOD, reason, **evidence)
    return fails(claim, _METHOD, reason, reason, **evidence)


def _only(tables: Tables, agreeing: int, person: str) -> bool:
    """What a person is in all assignments that agree with what was said."""
    honest = agreeing & tables.of(parse_canonical(person))
    if honest and honest != agreeing:
        raise UndecidedError(f"what was said leaves open what {person} is")
    return bool(honest)


def _contradiction(claim: RolesClaim, tables: Tables, said: dict[str, bool]) -> str:
    """The first saying that does not fit its speaker if everybody is what the answer says."""
    given = tables.always
    for person, honest in said.items():
        table = tables.of(parse_canonical(person))
        given &= table if honest else tables.always & ~table
    for saying in claim.sayings:
        speaker, statement = (tables.of(parse_canonical(text)) for text in (saying.speaker, saying.said))
        if not given & ~(speaker ^ statement):
            row = tables.row(given)
            word, truth = _word(claim, row[saying.speaker]), "false" if row[saying.speaker] else "true"
            return f"Then {saying.speaker} would be a {word}, but what {saying.speaker} said would be {truth}"
    people = ", ".join(f"{person} is a {_word(claim, honest)}" for person, honest in said.items())
    return f"No assignment that agrees with all that was said has this: {people}"


def _word(claim: RolesClaim, honest: bool) -> str:
    return min(claim.honest if honest else claim.liar, key=lambda word: (len(word), word))


OPERATIONS: dict[str, object] = {}
CHECKS = {"roles": check_roles}
