"""Questions of logic in many wordings: the right answer is verified, the wrong one is not."""

from __future__ import annotations

import pytest

from phi4_node.verification.judge import check_problem

QUESTIONS = [
    ("Premises: P → Q, P. Conclusion: Q. Is the argument valid?", "Yes", "No"),
    (
        "Premise 1: p -> q\nPremise 2: ~q\nConclusion: ~p\nIs this argument valid or invalid?",
        "Valid",
        "Invalid",
    ),
    ("If P then Q. P. Therefore Q. Is this argument valid?", "Valid", "Invalid"),
    ("P implies Q. Q implies R. P is true. Is R true?", "Yes", "No"),
    ("Suppose p → q and p are true. Is q true?", "Yes", "No"),
    ("Given p or q, and not p, what follows?", "q", "¬q"),
    ("Given (A AND B) OR C, NOT C. What can we conclude?", "A AND B", "¬A"),
    ("Given (A & B) | C, !C. What can we conclude?", "A & B", "¬B"),
    ("From $p \\to q$ and $\\neg q$, deduce a conclusion.", "\\neg p", "p"),
    ("Is (p ∧ q) → p a tautology?", "Yes", "No"),
    (
        "Determine whether the formula (p → q) ∧ p ∧ ¬q is satisfiable.",
        "No, it is unsatisfiable",
        "It is satisfiable",
    ),
    ("Is p → q logically equivalent to ¬p ∨ q?", "Yes", "No"),
    ("Find the truth value of (p ∨ q) → r if p = true, q = false, r = false.", "False", "True"),
    ("If p is true and q is false, what is the truth value of p → q?", "False", "True"),
    ("已知 p→q 和 p，可以推出什么？", "q", "¬q"),
    ("已知：1. p∨q 2. ¬p。结论是什么？", "q", "¬q"),
    ("p→q 与 ¬p∨q 是否等价？", "是", "否"),
    ("判断公式 p∨¬p 是否为重言式。", "是", "否"),
    ("All men are mortal. Socrates is a man. Is Socrates mortal?", "Yes", "No"),
    (
        "Every dog is an animal. Rex is a dog. Therefore, Rex is an animal. Is this reasoning valid?",
        "Yes",
        "No",
    ),
    (
        "No reptiles are mammals. All snakes are reptiles. Does it follow that no snakes are mammals?",
        "Yes",
        "No",
    ),
    ("All A are B. All B are C. Therefore all A are C. Valid or invalid?", "Valid", "Invalid"),
    (
        "If all bloops are razzies and all razzies are lazzies, are all bloops definitely lazzies?",
        "Yes",
        "No",
    ),
    (
        "Given that all squares are rectangles and all rectangles are polygons, are all squares polygons?",
        "Yes",
        "No",
    ),
    ("所有的猫都是动物。汤姆是猫。汤姆是动物吗？", "是", "否"),
    ("没有鱼是哺乳动物。所有鲨鱼都是鱼。能否推出没有鲨鱼是哺乳动物？", "能", "不能"),
    (
        'On an island, knights always tell the truth and knaves always lie. A says: "B is a '
        'knave." B says: "We are both knights." What are A and B?',
        "A is a knight, B is a knave",
        "A is a knave, B is a knight",
    ),
    (
        "There are two people, A and B. Knights always tell the truth, knaves always lie. A says "
        "'At least one of us is a knave'. What are A and B?",
        "A is a knight and B is a knave",
        "A is a knave and B is a knight",
    ),
    (
        "A和B住在一个岛上，岛上只有骑士和无赖，骑士总是说真话，无赖总是说谎。A说：“B是无赖”。B说：“我们都是骑士”。谁是骑士，谁是无赖？",
        "A是骑士，B是无赖",
        "A是无赖，B是骑士",
    ),
    (
        'Truth-tellers always tell the truth and liars always lie. Tom says, "Jim is a liar." Jim '
        'says, "Tom and I are both truth-tellers." Is Tom a truth-teller or a liar?',
        "truth-teller",
        "liar",
    ),
    ("Given p = true and q = false, is p ∧ q true?", "No", "Yes"),
    ("If p and q are true, what is the truth value of p ∧ q?", "True", "False"),
]
OPEN = [
    ("P → Q. Is Q true?", "No"),
    ("P → Q. Is Q true?", "Yes"),
    ("P is true and Q is false or R. Is P true?", "Yes"),
    ("P is true and P is false. Is Q true?", "Yes"),
    ('Knights always tell the truth and knaves always lie. A says: "C is a knave." B says: "A is a knave." '
     "What are A and B?", "A is a knight, B is a knave"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "right", "wrong"), QUESTIONS)
def test_wordings(problem: str, right: str, wrong: str) -> None:
    assert check_problem(problem, right).outcome == "holds"
    assert check_problem(problem, wrong).outcome == "fails"


@pytest.mark.parametrize(("problem", "answer"), OPEN)
def test_what_is_left_open_is_not_verified(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome != "holds"


def test_what_is_left_open_may_be_said_to_be() -> None:
    assert check_problem("P → Q. Is Q true?", "It cannot be determined").outcome == "holds"
    assert check_problem("P → Q. P. Is Q true?", "unknown").outcome == "fails"


def test_statements_in_brackets() -> None:
    island = (
        "A very special island is inhabited only by angels and devils. Angels always tell the truth, and"
        " devils always lie. You meet 2 inhabitants: Emily, and Mia. {} So who is an angel and who "
        "is a devil?"
        ' (Format your answer like: "Emily is a angel/devil, and Mia is a angel/devil")'
    )
    said = (
        "Emily said that it is not the case that (Mia is an angel and (if Emily is a devil then Mia is a"
        ' devil)). "(Emily is an angel or Mia is an angel) if and only if (Mia is an angel)," Mia claimed.'
    )
    problem = island.format(said)
    assert check_problem(problem, "Emily is an angel, and Mia is a devil.").outcome == "holds"
    outcomes = [
        check_problem(problem, f"Emily is {one}, and Mia is {other}.").outcome.value
        for one in ("an angel", "a devil")
        for other in ("an angel", "a devil")
    ]
    assert outcomes == ["fails", "holds", "fails", "fails"]
    unbalanced = island.format('Emily said, "(Mia is an angel". Mia said, "Emily is a devil".')
    assert check_problem(unbalanced, "Emily is an angel, and Mia is a devil.").outcome == "undecided"
