"""Checks of formulas by their truth tables.

Premises that contradict each other entail every formula and its opposite, so what they entail tells
nothing: a conclusion from them is undecided. So is a conclusion that is true whatever the premises say.
"""

from __future__ import annotations

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.said import said_formula, said_yes
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
        raise UndecidedError(_CONTRADICTION)
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
    said = said_yes(case.text, claim.labels, _WORDS[claim.question])
    tables = _tables([*premises, *statements])
    given = _all(tables, premises)
    if claim.question == "follows" and not given:
        raise UndecidedError(_CONTRADICTION)
    right, row = _decided(claim.question, tables, given, [tables.of(statement) for statement in statements])
    answer = "yes" if right else "no"
    evidence = {"letters": list(tables.letters), "assignments": tables.rows, "answer": answer, "row": row}
    about = ", ".join(claim.statements or claim.premises)
    reason = f"The truth table says {answer}: {about} ({claim.question})."
    if said == right:
        return holds(claim, _METHOD, reason, **evidence)
    return fails(claim, _METHOD, reason, _case_of(row, about) if row else reason, **evidence)


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
