"""How many, how sure, and of whom together: what was once read as part of a name or of the setting."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

_KNIGHTS = "Knights always tell the truth and knaves always lie. {} {} Who is a knight and who is a knave?"
_MEET = "You meet two inhabitants, Ann and Bob."
_SAID = 'Ann says "Bob is a knave". Bob says "We are both knights".'
_SOLVED = "Ann is a knight, Bob is a knave"

NEVER_HOLDS = [
    # A word for how many, or how sure, is no part of the class.
    ("Zero cats are dogs. All dogs are mammals. Does it follow that zero cats are mammals?", "Yes"),
    ("Hardly cats are dogs. All dogs are mammals. Does it follow that hardly cats are mammals?", "Yes"),
    ("很少猫是狗。所有的狗都是动物。能否推出很少猫是动物？", "能"),
    ("无猫是狗。所有的狗都是动物。能否推出无猫是动物？", "能"),
    ("仅猫是狗。所有的狗都是动物。能否推出仅猫是动物？", "能"),
    ("并非猫是狗。所有的狗都是动物。能否推出并非猫是动物？", "能"),
    # 大学生 are 学生, and 非猫 are not 猫.
    ("所有的学生都是人类。小明是大学生。能否推出小明是人类？", "不能"),
    ("所有的猫都是狗。所有的非猫都是狗。有些动物是猫。能否推出所有的动物都是狗？", "不能"),
    (
        "Assume none of the classes is inhabited. All A are B. All A are C."
        " Does it follow that some B are C?",
        "Yes",
    ),
    # Who is there, and what they can be.
    (
        _KNIGHTS.format(f"Everyone living here except Ann is a knight or a knave. {_MEET}", _SAID),
        _SOLVED,
    ),
    (_KNIGHTS.format(f"You are on an island of knaves. {_MEET}", _SAID), _SOLVED),
    (
        _KNIGHTS.format(
            f"{_MEET} You meet two inhabitants, Ann and Carl.", 'Ann says "Neither of us is a knight".'
        ),
        "Ann is a knave, Bob is a knight",
    ),
    # None of them, or not all of them.
    (_KNIGHTS.format(_MEET, 'Ann says "Both of us are not knights".'), "Ann is a knave, Bob is a knight"),
    (_KNIGHTS.format(_MEET, 'Ann says "All of us aren\'t knights".'), "Ann is a knave, Bob is a knight"),
    ("Suppose p and q are both false. Does it follow that not p?", "No"),
    ("p and q are false. Does it follow that not p?", "No"),
    ("p and q are not true. Does it follow that not p?", "No"),
    ("p or q are false. Does it follow that not p?", "No"),
]

HOLDS = [
    ("p and q are false. Does it follow that not p?", "Yes"),
    ("If p and q are both false, is p or q true?", "No"),
    ("p or q is false. Does it follow that not p?", "Yes"),
    ("Given that p -> q and q -> r are true, does p -> r follow?", "Yes"),
    ("所有的人都是动物。约翰是人。能否推出约翰是动物？", "能"),
    ("所有的大象都是动物。所有的动物都是生物。能否推出所有的大象都是生物？", "能"),
    (
        "Assume none of the classes is empty. All A are B. All A are C. Does it follow that some B are C?",
        "Yes",
    ),
    (_KNIGHTS.format(f"Everyone living on this island is a knight or a knave. {_MEET}", _SAID), _SOLVED),
    (_KNIGHTS.format(f"You are on an island of knights and knaves. {_MEET}", _SAID), _SOLVED),
    (_KNIGHTS.format(f"You are on an island. {_MEET} There are two people: Bob and Ann.", _SAID), _SOLVED),
]


@pytest.mark.parametrize(("problem", "answer"), NEVER_HOLDS)
def test_an_answer_to_another_question_does_not_hold(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS


@pytest.mark.parametrize(("problem", "answer"), HOLDS)
def test_what_is_right_still_holds(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.HOLDS
