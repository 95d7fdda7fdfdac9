"""Arguments about classes: which texts are read, and as what."""

import pytest

from phi4_node.verification.claims import Categorical
from phi4_node.verification.reading.logic.classes import read_classes


def forms(text: str) -> list[list[tuple[str, str, str]]]:
    return [[_form(part) for part in (*claim.premises, claim.conclusion)] for claim in read_classes(text)]


def _form(part: Categorical) -> tuple[str, str, str]:
    return part.form, part.subject, part.predicate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "All cats are mammals. Some mammals are carnivores. Can we conclude that some cats are "
            "carnivores?",
            [("all", "cats", "mammals"), ("some", "mammals", "carnivores"), ("some", "cats", "carnivores")],
        ),
        (
            "Consider these statements:\n1. No ants are tigers\n2. Some tigers are not cats\n\n"
            "Does it logically follow that:\nNo tigers are ants?\n(Answer Yes or No)",
            [("no", "ants", "tigers"), ("some_not", "tigers", "cats"), ("no", "tigers", "ants")],
        ),
        (
            "Each yumpus is a dumpus. Dumpuses are not wooden. Max is a yumpus. "
            "Is the following statement true or false? Max is wooden.",
            [
                ("all", "yumpus", "dumpus"),
                ("no", "dumpus", "wooden"),
                ("is", "Max", "yumpus"),
                ("is", "Max", "wooden"),
            ],
        ),
        (
            "Premise 1: All men are mortal.\nPremise 2: Socrates is a man.\nConclusion: Socrates is mortal.\n"
            "Is the argument valid?",
            [("all", "man", "mortal"), ("is", "Socrates", "man"), ("is", "Socrates", "mortal")],
        ),
        (
            "If all cats are mammals and no mammal is a fish, does it follow that no cat is a fish?",
            [("all", "cat", "mammal"), ("no", "mammal", "fish"), ("no", "cat", "fish")],
        ),
        (
            "All A are B. Not every B is a C. Must it be true that some A are C?",
            [("all", "A", "B"), ("some_not", "B", "C"), ("some", "A", "C")],
        ),
        (
            "所有猫都是动物。有些动物不是宠物。能否推出有些猫不是宠物？",
            [("all", "猫", "动物"), ("some_not", "动物", "宠物"), ("some_not", "猫", "宠物")],
        ),
        (
            "Max is a cat and not small. Every cat is a pet. Is Max a pet?",
            [("is", "Max", "cat"), ("is_not", "Max", "small"), ("all", "cat", "pet"), ("is", "Max", "pet")],
        ),
    ],
)
def test_reads(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert forms(text) == [expected]


def test_none_or_not_all() -> None:
    found = forms("All cats are not dogs. Some pets are dogs. Does it follow that no cats are dogs?")
    assert [reading[0][0] for reading in found] == ["no", "some_not"]


def test_letters_of_options() -> None:
    (claim,) = read_classes(
        "Every cat is a pet. Tom is a cat. True or false: Tom is a pet. Options: A) False B) True"
    )
    assert claim.labels == ("B", "A")


@pytest.mark.parametrize(
    "text",
    [
        "Most cats are pets. Tom is a cat. Does it follow that Tom is a pet?",
        "All cats are usually pets. Tom is a cat. Does it follow that Tom is a pet?",
        "All cats in town are pets. Tom is a cat. Does it follow that Tom is a pet?",
        "All cats are pets. Tom was a cat. Does it follow that Tom is a pet?",
        "All cats are pets. Tom is a cat. It is Monday. Does it follow that Tom is a pet?",
        "All cats are pets. Tom is a cat. Does it follow that Tom is a pet? Does it follow that Tom is a "
        "dog?",
        "All cats are pets. Some pets are quick. Does it follow that some cats are fast?",
        "All men are mortal. Some mortals are kings. Does it follow that some men are kings?",
        "All cats are happy. Some dogs are unhappy. Does it follow that some dogs are not cats?",
        "All cats are black cats. Some dogs are cats. Does it follow that some dogs are black cats?",
        "All cats are happy. Happy is a cat. Does it follow that Happy is happy?",
        "猫是动物。所有猫都是宠物。能否推出猫是宠物？",
        "",
    ],
)
def test_what_is_not_understood_is_not_read(text: str) -> None:
    assert read_classes(text) == ()
