"""Arguments over letters: which texts are read, and as what."""

import pytest

from phi4_node.verification.reading.logic.propositional import read_argument

GYM = """The following question is a propositional logic reasoning question.

In the question we provide a list of premises. The task is to infer a correct conclusion from the premise.

FORMAT INSTRUCTIONS:
- Return the conclusion logic statement, as your final answer.
- Use the following notation to denote symbols
    - OR = ∨
    - NOT = ¬

Here is the question:
Given:
1. (P ∨ Q)
.2. ¬P
.What can we conclude from the above statements?"""


def test_a_list_of_premises_with_its_instructions() -> None:
    claim = read_argument(GYM)
    assert claim is not None
    assert (claim.kind, claim.premises) == ("conclusion", ("(P ∨ Q)", "¬P"))


@pytest.mark.parametrize(
    ("text", "question", "premises", "statements"),
    [
        ("Given P → Q and P. Does Q follow?", "follows", ("(P → Q)", "P"), ("Q",)),
        ("Premises: P -> Q, P. Conclusion: Q. Is the argument valid?", "follows", ("(P → Q)", "P"), ("Q",)),
        (
            "Premise 1: P or Q\nPremise 2: not P\nTherefore, Q\nIs this argument valid?",
            "follows",
            ("(P ∨ Q)", "¬P"),
            ("Q",),
        ),
        ("From P → Q and P, can we conclude Q?", "follows", ("(P → Q)", "P"), ("Q",)),
        ("Is Q a logical consequence of P → Q and P?", "follows", ("(P → Q)", "P"), ("Q",)),
        ("P → Q, P ⊢ Q?", "follows", ("(P → Q)", "P"), ("Q",)),
        ("Is (P → Q) ∨ P a tautology?", "tautology", (), ("((P → Q) ∨ P)",)),
        ("Determine whether the formula P ∧ ¬P is a contradiction.", "contradiction", (), ("(P ∧ ¬P)",)),
        ("Is P ∧ Q satisfiable?", "satisfiable", (), ("(P ∧ Q)",)),
        ("Are P → Q and ¬P ∨ Q logically equivalent?", "equivalent", (), ("(P → Q)", "(¬P ∨ Q)")),
        ("Are the statements P, ¬P consistent?", "consistent", ("P", "¬P"), ()),
        ("已知：P→Q，P。能否推出Q？", "follows", ("(P → Q)", "P"), ("Q",)),
        ("P→Q与¬P∨Q等价吗？", "equivalent", (), ("(P → Q)", "(¬P ∨ Q)")),
    ],
)
def test_questions(text: str, question: str, premises: tuple[str, ...], statements: tuple[str, ...]) -> None:
    claim = read_argument(text)
    assert claim is not None and claim.kind == "validity"
    assert (claim.question, claim.premises, claim.statements) == (question, premises, statements)


@pytest.mark.parametrize(
    "text",
    [
        "Given P → Q and P. Does Q probably follow?",
        "Given P → Q, unless R. Does Q follow?",
        "From P and Q or R, can we conclude P?",
        "Does Q follow?",
        "Is P ∨ T a tautology?",
        "Is P ∧ F satisfiable?",
        "Given P. Does Q follow? Does R follow?",
        "Given: P. What can we conclude from the above statements? Use AND = ∨",
        GYM.replace("OR = ∨", "OR = ∧"),
        GYM.replace("¬P\n", "¬P or so\n"),
        "What can we conclude?",
        "",
    ],
)
def test_what_is_not_understood_is_not_read(text: str) -> None:
    assert read_argument(text) is None
