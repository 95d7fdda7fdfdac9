"""Checks of formulas by their truth tables.

Premises that contradict each other entail every formula and its opposite, so that they entail a formula tells
nothing: a conclusion from them must be argued for by premises that agree, and against by none. A conclusion
that is true whatever the premises say is undecided.
"""

from __future__ import annotations

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.contradictory import Argued, argued
from phi4_node.verification.checks.said import said_formula, said_status, said_yes
from phi4_node.verification.claims import ConclusionClaim, ValidityClaim
from phi4_node.verification.reading.logic.formulas import (
    Formula,
    FormulaError,
    Tables,
    doubtful_letters,
    letters_of,
    parse_canonical,
    render_formula,
    tables_over,
)

_METHOD = "truth table"
_CONTRADICTION = (
    "the premises contradict each other, so every formula follows from them and so does its opposite"
)

_WORDS = {
    "tautology": ("tautology", "tautological", "valid", "logically valid", "重言式"),
    "contradiction": ("contradiction", "contradictory", "unsatisfiable", "矛盾式"),
    "satisfiable": ("satisfiable", "可满足"),
    "contingent": ("contingent", "contingency"),
    "equivalent": ("equivalent", "等价", "等价的"),
    "consistent": ("consistent",),
    "follows": (),
}
_OPPOSITES = {
    "satisfiable": ("unsatisfiable", "not satisfiable", "a contradiction", "不可满足"),
    "consistent": ("inconsistent",),
}


def check_conclusion(case: Case) -> Check:
    """The answer is a formula that follows from the premises."""
    claim = case.claim
    assert isinstance(claim, ConclusionClaim)
    premises = [parse_canonical(text) for text in claim.premises]
    said = said_formula(case.text)
    known = set(letters_of(premises))
    strange = [letter for letter in letters_of([said]) if letter not in known and letter.swapcase() in known]
    if strange:
        raise UndecidedError(
            f"the answer writes {strange[0]} where the premises have {strange[0].swapcase()}"
        )
    if doubtful_letters(letters_of([said])) and not doubtful_letters(sorted(known)):
        raise UndecidedError("T and F in the answer may mean true and false")
    tables = _tables([*premises, said])
    given, table = _all(tables, premises), tables.of(said)
    shown = render_formula(said)
    if table == tables.always:
        raise UndecidedError(f"{shown} is true whatever the premises say, so nothing was concluded from them")
    if not given:
        reason, argument = _argument(tables, premises, table, shown)
        return holds(claim, "argued consequence", reason, letters=list(tables.letters), **argument)
    evidence = {
        "letters": list(tables.letters),
        "assignments": tables.rows,
        "models_of_premises": tables.count(given),
    }
    counter = given & ~table
    if not counter:
        return holds(claim, _METHOD, f"{shown} is true in every case in which the premises are.", **evidence)
    row = tables.row(counter)
    return fails(
        claim,
        _METHOD,
        f"{shown} does not follow from the premises.",
        _case_of(row, shown),
        **evidence,
        countermodel=row,
    )


def check_validity(case: Case) -> Check:
    """The answer says whether it is so."""
    claim = case.claim
    assert isinstance(claim, ValidityClaim)
    premises = [parse_canonical(text) for text in claim.premises]
    statements = [parse_canonical(text) for text in claim.statements]
    if claim.question == "true":
        return _check_truth(claim, case.text, premises, statements[0])
    said = said_yes(case.text, claim.labels, _WORDS[claim.question], _OPPOSITES.get(claim.question, ()))
    tables = _tables([*premises, *statements])
    given = _all(tables, premises)
    if claim.question == "follows" and not given:
        return _argued_validity(claim, said, tables, premises, statements)
    right, row = _decided(claim.question, tables, given, [tables.of(statement) for statement in statements])
    answer = "yes" if right else "no"
    evidence = {"letters": list(tables.letters), "assignments": tables.rows, "answer": answer, "row": row}
    about = ", ".join(claim.statements or claim.premises)
    reason = f"The truth table says {answer}: {about} ({claim.question})."
    if said == right:
        return holds(claim, _METHOD, reason, **evidence)
    return fails(claim, _METHOD, reason, _case_of(row, about) if row else reason, **evidence)


def _check_truth(claim: ValidityClaim, text: str, premises: list[Formula], statement: Formula) -> Check:
    """Whether a formula is true, false or neither wherever the premises are true."""
    said = said_status(text)
    tables = _tables([*premises, statement])
    given, table = _all(tables, premises), tables.of(statement)
    if not given:
        raise UndecidedError(_CONTRADICTION)
    shown = render_formula(statement)
    right = True if not given & ~table else False if not given & table else None
    if right is None and said is False:
        raise UndecidedError(f"the premises leave it open whether {shown}, and no may mean that")
    word = {True: "true", False: "false", None: "left open"}[right]
    row = tables.row(given & ~table if said else given & table) if said != right and said is not None else {}
    evidence = {"letters": list(tables.letters), "assignments": tables.rows, "answer": word, "row": row}
    reason = f"Wherever the premises are true, {shown} is {word}."
    if said == right:
        return holds(claim, _METHOD, reason, **evidence)
    return fails(claim, _METHOD, reason, _case_of(row, shown) if row else reason, **evidence)


def _argued_validity(
    claim: ValidityClaim, said: bool, tables: Tables, premises: list[Formula], statements: list[Formula]
) -> Check:
    """Whether it follows from premises that contradict each other; decided only if it does."""
    table = _all(tables, statements)
    if table == tables.always:
        raise UndecidedError(_CONTRADICTION)
    shown = ", ".join(map(render_formula, statements))
    reason, argument = _argument(tables, premises, table, shown)
    if said:
        return holds(claim, "argued consequence", reason, answer="yes", **argument)
    return fails(claim, "argued consequence", reason, reason, answer="yes", **argument)


def _argument(
    tables: Tables, premises: list[Formula], table: int, shown: str
) -> tuple[str, dict[str, list[int]]]:
    """Why a formula may be concluded from premises that contradict each other, in words and numbers.

    Raises:
        UndecidedError: It may not.
    """
    found = argued([tables.of(premise) for premise in premises], table, tables.always)
    if found is None:
        raise UndecidedError(_CONTRADICTION)
    if not found.holds:
        raise UndecidedError(f"{_CONTRADICTION}; {_not_argued(found, shown)}")
    reason = (
        f"Premises {_numbers(found.conflict)} contradict each other, but {shown} follows from"
        f" {_numbers(found.carried_by)}, and nothing that agrees with itself speaks against it."
    )
    return reason, {"carried_by": list(found.carried_by), "conflict": list(found.conflict)}


def _not_argued(found: Argued, shown: str) -> str:
    if not found.carried_by:
        return f"no premises that agree with each other entail {shown}"
    carried, opposed = _numbers(found.carried_by), _numbers(found.opposed_by)
    return f"{shown} follows from {carried}, but its opposite from {opposed}"


def _numbers(places: tuple[int, ...]) -> str:
    return " and ".join(f"({place})" for place in places)


def _decided(
    question: str, tables: Tables, given: int, statements: list[int]
) -> tuple[bool, dict[str, bool]]:
    """Whether it is so, and an assignment that shows it if there is one."""
    if question == "consistent":
        return bool(given), tables.row(given) if given else {}
    if question == "equivalent":
        apart = statements[0] ^ statements[1]
        return not apart, tables.row(apart) if apart else {}
    if question == "follows":
        counter = given
        for index, statement in enumerate(statements):
            counter = given & statement if not index else counter & statement
        counter = given & ~counter
        return not counter, tables.row(counter) if counter else {}
    table = statements[0]
    false_somewhere = tables.always & ~table
    if question == "tautology":
        return not false_somewhere, tables.row(false_somewhere) if false_somewhere else {}
    if question == "contingent":
        return bool(table) and bool(false_somewhere), tables.row(table) if table else {}
    row = tables.row(table) if table else {}
    return (not table if question == "contradiction" else bool(table)), row


def _all(tables: Tables, premises: list[Formula]) -> int:
    given = tables.always
    for premise in premises:
        given &= tables.of(premise)
    return given


def _tables(formulas: list[Formula]) -> Tables:
    try:
        return tables_over(formulas)
    except FormulaError as error:
        raise UndecidedError(str(error)) from error


def _case_of(row: dict[str, bool], about: str) -> str:
    values = ", ".join(f"{letter} is {'true' if value else 'false'}" for letter, value in row.items())
    return f"{about}: look at the case in which {values}"


OPERATIONS: dict[str, object] = {}
CHECKS = {"conclusion": check_conclusion, "validity": check_validity}
