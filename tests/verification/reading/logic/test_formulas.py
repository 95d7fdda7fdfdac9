"""Formulas: what is read, what is refused, and their truth tables."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.reading.logic.formulas import (
    Formula,
    FormulaError,
    Tables,
    atom,
    canonical,
    parse_canonical,
    parse_formula,
    render_formula,
    tables_over,
)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("(¬R → (R ∨ P))", "(¬R → (R ∨ P))"),
        ("P & Q -> R", "((P ∧ Q) → R)"),
        ("~P <-> !Q", "(¬P ↔ ¬Q)"),
        ("P || Q && R", "(P ∨ (Q ∧ R))"),
        (r"\lnot P \land (Q \to R)", "(¬P ∧ (Q → R))"),
        (r"$p_1 \iff p_{2}$", "(p1 ↔ p2)"),
        ("if P and Q then R", "((P ∧ Q) → R)"),
        ("if P, Q", "(P → Q)"),
        ("P only if not Q", "(P → ¬Q)"),
        ("P if and only if Q", "(P ↔ Q)"),
        ("P → Q ↔ ¬Q → ¬P", "((P → Q) ↔ (¬Q → ¬P))"),
        ("若P则Q", "(P → Q)"),
        ("P且Q", "(P ∧ Q)"),
    ],
)
def test_reads(text: str, rendered: str) -> None:
    assert render_formula(parse_formula(text)) == rendered


@pytest.mark.parametrize(
    "text",
    ["", "P → Q → R",
     "P and Q or R", "P ∧ Q or R", "P + Q", "PQ", "P Q", "(P", "P)", "[P)", "it rains", "P ∨", "¬",
     "if P",      "(" * 5000, "¬" * 500 + "P", "P ∧ " * 600 + "P", "P ∨ Q ⊕ R", "verified: true"],
)  # fmt: skip
def test_refuses(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(text)


def formulas() -> st.SearchStrategy[Formula]:
    return st.recursive(
        st.sampled_from("PQRS").map(atom),
        lambda inner: st.one_of(
            st.builds(lambda part: Formula("not", (part,)), inner),
            st.builds(
                lambda op, a, b: Formula(op, (a, b)),
                st.sampled_from(["and", "or", "implies", "iff", "xor"]),
                inner,
                inner,
            ),
        ),
        max_leaves=8,
    )


@given(formulas())
def test_canonical_text_is_read_back(formula: Formula) -> None:
    assert parse_canonical(canonical(formula)) == formula
    assert parse_formula(canonical(formula)) == formula


def value(formula: Formula, row: dict[str, bool]) -> bool:
    if formula.op == "atom":
        return row[formula.name]
    parts = [value(part, row) for part in formula.args]
    return {
        "not": lambda: not parts[0],
        "and": lambda: all(parts),
        "or": lambda: any(parts),
        "implies": lambda: not parts[0] or parts[1],
        "iff": lambda: parts[0] == parts[1],
        "xor": lambda: parts[0] != parts[1],
    }[formula.op]()


@given(formulas())
def test_tables_agree_with_evaluation_row_by_row(formula: Formula) -> None:
    tables = Tables(("P", "Q", "R", "S"))
    table = tables.of(formula)
    rows = [dict(zip("PQRS", row[::-1], strict=True)) for row in itertools.product((False, True), repeat=4)]
    assert [bool(table >> index & 1) for index in range(16)] == [value(formula, row) for row in rows]


def test_the_first_row_of_a_table() -> None:
    tables = tables_over([parse_formula("P ∧ ¬Q")])
    assert tables.row(tables.of(parse_formula("P ∧ ¬Q"))) == {"P": True, "Q": False}


def test_too_many_letters_are_refused() -> None:
    with pytest.raises(FormulaError, match="letters"):
        tables_over([parse_formula(" ∧ ".join("ABCDEFGHIJKLM"))])


@given(st.text(alphabet="PQ()¬∧∨→↔ andorifthen,$\\", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError:
        return
    assert parse_canonical(render_formula(formula)) == formula
