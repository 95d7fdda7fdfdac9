"""Answers about formulas, classes and people: right, wrong and undecidable ones, through the judge."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.checks.contradictory import argued
from phi4_node.verification.judge import check_problem

CONCLUDE = "Given:\n1. (P ∨ Q)\n2. ¬P\nWhat can we conclude from the above statements?"
CONTRADICTORY = "Given:\n1. R\n2. (¬Q ∧ (R ∨ R))\n3. (Q ∧ Q)\nWhat can we conclude from the above statements?"
FOLLOWS = "Given P → Q and {}. Does it follow that {}?"
UNDISTRIBUTED = (
    "All cats are mammals. Some mammals are carnivores. Can we conclude that some cats are carnivores?"
)
IMPORT = (
    "1. All artists are poets\n2. No poets are sheep\nDoes it logically follow that:\nSome artists are not "
    "sheep?"
)
CHAIN = (
    "Each cat is a pet. Pets are not wooden. Pets are kind. Tom is a cat. Is the following statement true "
    "or false? {}"
)
OPTIONS = "Each cat is a pet. Tom is a cat. True or false: Tom is a pet. A) False B) True"
STATUS = (
    "Each cat is a pet. Pets are not wooden. Pets are kind. Some dogs are pets. Tom is a cat. "
    "Is the following statement true, false, or uncertain? {}"
)
ISLAND = (
    "A very special island is inhabited only by knights and knaves. Knights always tell the truth, and "
    "knaves always "
    'lie. You meet 3 inhabitants: Ann, Bob, and Cal. Ann said, "Bob is a knave". Bob said Cal is a knight. '
    '"Ann is a knave and Bob is a knave," said Cal. So who is a knight and who is a knave?'
)


def outcome(problem: str, answer: str) -> str:
    check = check_problem(problem, answer)
    json.dumps(check.model_dump(mode="json"))
    assert check.claim or "several ways" in check.reason
    assert bool(check.counterexample) == (check.outcome == "fails")
    return check.outcome.value


@pytest.mark.parametrize(
    ("problem", "answer", "expected"),
    [
        (CONCLUDE, "Q", "holds"),
        (CONCLUDE, "(Q ∨ R)", "holds"),
        (CONCLUDE, r"\boxed{\lnot P \land Q}", "holds"),
        (CONCLUDE, "The answer is Q.", "holds"),
        (CONCLUDE, "P", "fails"),
        (CONCLUDE, "not Q", "fails"),
        (CONCLUDE, "R", "fails"),
        (CONCLUDE, "P ∨ ¬P", "undecided"),
        (CONCLUDE, "q", "undecided"),
        (CONCLUDE, "Q. verified: true", "undecided"),
        (CONCLUDE, "Q or maybe not", "undecided"),
        (CONCLUDE.replace("¬P", "(¬P ∧ ¬Q)"), "R", "undecided"),
        (CONCLUDE.replace("¬P", "(¬P ∧ ¬Q)"), "¬R", "undecided"),
        (FOLLOWS.format("P", "Q"), "Yes", "holds"),
        (FOLLOWS.format("P", "Q"), "No", "fails"),
        (FOLLOWS.format("Q", "P"), "No, it does not follow.", "holds"),
        (FOLLOWS.format("Q", "P"), "It follows.", "fails"),
        (FOLLOWS.format("Q", "P"), "yes and no", "undecided"),
        (FOLLOWS.format("P ∧ ¬P", "Q"), "Yes", "undecided"),
        (CONTRADICTORY, "R", "holds"),
        (CONTRADICTORY, "R ∨ P", "holds"),
        (CONTRADICTORY, "¬R", "undecided"),
        (CONTRADICTORY, "Q", "undecided"),
        (CONTRADICTORY, "¬Q", "undecided"),
        (CONTRADICTORY, "P", "undecided"),
        (CONTRADICTORY, "S", "undecided"),
        (CONTRADICTORY, "R ∨ ¬R", "undecided"),
        (CONTRADICTORY, "R ∧ ¬R", "undecided"),
        ("Given P → Q, P, ¬Q and R. Does it follow that R?", "Yes", "holds"),
        ("Given P → Q, P, ¬Q and R. Does it follow that R?", "No", "fails"),
        ("Given P → Q, P, ¬Q and R. Does it follow that Q?", "Yes", "undecided"),
        ("Given P → Q, P, ¬Q and R. Does it follow that ¬R?", "No", "undecided"),
        ("Is P ∨ ¬P a tautology?", "Yes, it is a tautology.", "holds"),
        ("Is P ∨ Q a tautology?", "not a tautology", "holds"),
        ("Is P ∨ Q a tautology?", "tautology", "fails"),
        ("Is P ∧ ¬P satisfiable?", "No", "holds"),
        ("Is P ∨ Q contingent?", "Yes", "holds"),
        ("Is P ∧ ¬P a contradiction?", "no", "fails"),
        ("Are P → Q and ¬Q → ¬P equivalent?", "They are equivalent", "holds"),
        ("Are P → Q and Q → P equivalent?", "Yes", "fails"),
        ("Are the statements P → Q, P, ¬Q consistent?", "No", "holds"),
        (UNDISTRIBUTED, "No", "holds"),
        (UNDISTRIBUTED, "Yes", "fails"),
        (UNDISTRIBUTED, "not Yes", "undecided"),
        (IMPORT, "Yes", "holds"),
        (IMPORT, "No", "undecided"),
        ("Assume that all classes are non-empty. " + IMPORT, "No", "fails"),
        ("No cats are dogs. Some cats are dogs. Does it follow that all cats are dogs?", "Yes", "undecided"),
        ("All cats are pets. Tom is a dog. Does it follow that some cats are pets?", "No", "undecided"),
        (CHAIN.format("Tom is not wooden."), "True", "holds"),
        (CHAIN.format("Tom is wooden."), "False", "holds"),
        (CHAIN.format("Tom is wooden."), "True", "fails"),
        (CHAIN.format("Tom is kind."), "False", "fails"),
        ("Each cat is a pet. Tom is a pet. True or false: Tom is a cat.", "False", "undecided"),
        (OPTIONS, "B", "holds"),
        (OPTIONS, "A", "fails"),
        (OPTIONS, "A) True", "undecided"),
        (STATUS.format("Tom is kind."), "True", "holds"),
        (STATUS.format("Tom is wooden."), "unknown", "fails"),
        (STATUS.format("Tom is a dog."), "Uncertain", "holds"),
        (STATUS.format("Tom is a dog."), "False", "fails"),
        (STATUS.format("Tom is a dog."), "True or unknown", "undecided"),
        ("Is P ∧ Q a contradiction?", "It is false.", "undecided"),
        (CONCLUDE, "Q ∧ T", "undecided"),
        ("A cat is black. Does it follow that some cats are black?", "No", "undecided"),
        ("A cat is a pet. Tom is a cat. Is Tom a pet?", "Yes", "holds"),
        ("What can be concluded from P → Q and P?", "Q", "holds"),
        ("Premise: All cats are pets. Therefore all pets are cats. Valid or invalid?", "invalid", "holds"),
        ("所有人都是动物。苏格拉底是人。能否推出苏格拉底是动物？", "能", "holds"),
        ("所有人都是动物。苏格拉底是人。能否推出苏格拉底是动物？", "否", "fails"),
    ],
)  # fmt: skip
def test_answers(problem: str, answer: str, expected: str) -> None:
    assert outcome(problem, answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Ann is a knight, Bob is a knave, and Cal is a knave.", "holds"),
        ("(1) Ann is a knight\n(2) Bob is a knave\n(3) Cal is a knave", "holds"),
        ("Ann: knight, Bob: knave, Cal: knave", "holds"),
        ("Ann is a knight; Bob and Cal are knaves", "holds"),
        ("So Cal is a knave, Bob is not a knight, and **Ann** is a knight.", "holds"),
        ("Ann is a knave, Bob is a knave, and Cal is a knave.", "fails"),
        ("Ann is a knight, Bob is a knight, and Cal is a knave.", "fails"),
        ("Ann is a knight, Bob is a knave, and Cal is a knight.", "fails"),
        ("Ann is a knave, Bob is a knight, and Cal is a knight.", "fails"),
        ("Ann is a knight and Bob is a knave", "undecided"),
        ("Ann is a knight, Bob is a knave, Cal is a knave, Dan is a knave", "undecided"),
        ("Ann is a knight, Bob is a knave, Cal is a knave, Cal is a knight", "undecided"),
        ("Ann is a knight, Bob is a knave, Cal is a spy", "undecided"),
        ("(2) Ann is a knight\n(1) Bob is a knave\n(3) Cal is a knave", "undecided"),
        ("not Ann is a knight, Bob is a knave, and Cal is a knave", "undecided"),
        ("Ann is a knight, Bob is a knave, and Cal is a knave or a knight", "undecided"),
        ("Ann might be a knight, Bob is a knave, and Cal is a knave", "undecided"),
        ("Ann and Bob", "undecided"),
        ("", "undecided"),
    ],
)
def test_who_is_what(answer: str, expected: str) -> None:
    assert outcome(ISLAND, answer) == expected


@pytest.mark.parametrize(
    ("sayings", "answer"),
    [
        ("Ann said that Ann is a knight.", "Ann is a knight, Bob is a knight, and Cal is a knight."),
        ("Ann said that Ann is a knave.", "Ann is a knave, Bob is a knight, and Cal is a knight."),
    ],
)
def test_no_solution_or_several_decide_nothing(sayings: str, answer: str) -> None:
    start, rest = ISLAND.split("Ann said")[0], "So who is a knight and who is a knave?"
    assert outcome(f"{start}{sayings} {rest}", answer) == "undecided"


def test_an_ambiguous_either_decides_only_what_both_readings_agree_on() -> None:
    text = ISLAND.split("Ann said")[0].replace(
        "3 inhabitants: Ann, Bob, and Cal", "2 inhabitants: Ann and Bob"
    ) + ('Ann said, "Either Ann is a knight or Bob is a knight". So who is a knight and who is a knave?')
    assert check_problem(text, "Ann is a knave and Bob is a knave").outcome == "undecided"


def test_the_counterexample_names_the_saying_that_does_not_fit() -> None:
    check = check_problem(ISLAND, "Ann is a knave, Bob is a knave, and Cal is a knave.")
    assert check.counterexample == "Then Ann would be a knave, but what Ann said would be true"
    assert check.evidence["solution"] == {"Ann": True, "Bob": False, "Cal": False}


def test_the_convention_about_empty_classes_is_named() -> None:
    check = check_problem(IMPORT, "Yes")
    assert "members" in check.reason and check.evidence["convention"]


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "kind", "least"),
    [
        ("reasoning_gym_dev.jsonl", "syllogism", 34),
        ("knights_knaves_3.jsonl", "", 95),
        ("prontoqa_dev.jsonl", "", 143),
    ],
)
def test_right_answers_of_the_data(shared_data: Path, file: str, kind: str, least: int) -> None:
    rows = [
        json.loads(line) for line in (shared_data / "logic" / file).read_text(encoding="utf-8").splitlines()
    ]
    verified = 0
    for row in rows:
        if kind and row["dataset"] != kind:
            continue
        if "quiz" in row:
            problem, gold = row["quiz"], row["solution_text_format"]
        elif "context" in row:
            problem, gold = f"{row['context']} {row['question']}", {"A": "True", "B": "False"}[row["answer"]]
        else:
            problem, gold = row["question"], row["answer"]
        verified += check_problem(problem, gold).outcome == "holds"
    assert verified >= least


def test_what_carries_a_conclusion_is_named() -> None:
    check = check_problem(CONTRADICTORY, "R")
    assert check.evidence["carried_by"] == [1]
    assert check.evidence["conflict"] == [2, 3]
    assert "(2) and (3) contradict each other" in check.reason


@given(st.lists(st.integers(0, 255), min_size=1, max_size=5), st.integers(0, 255))
def test_a_formula_and_its_opposite_are_never_both_argued(premises: list[int], conclusion: int) -> None:
    always = 255
    one, other = argued(premises, conclusion, always), argued(premises, always & ~conclusion, always)
    assert one is not None
    assert other is not None
    assert not (one.holds and other.holds)
    together = always
    for premise in premises:
        together &= premise
    if together and together & ~conclusion:
        assert not one.holds


def test_too_many_contradictory_premises_are_undecided() -> None:
    assert argued([1] * 13, 1, 3) is None
