"""Puzzles about who tells the truth: which texts are read, and as what."""

import pytest

from phi4_node.verification.reading.logic.knights import read_knights

ISLAND = (
    "A very special island is inhabited only by knights and knaves. Knights always tell the truth, and "
    "knaves always "
    "lie. You meet 2 inhabitants: Ann, and Bob. {} So who is a knight and who is a knave?"
)
THREE = ISLAND.replace("2 inhabitants: Ann, and Bob", "3 inhabitants: Ann, Bob, and Cal")


def sayings(text: str) -> list[list[tuple[str, str]]]:
    return [[(saying.speaker, saying.said) for saying in claim.sayings] for claim in read_knights(text)]


@pytest.mark.parametrize(
    "wording",
    [
        "Ann said that Bob is a knave.",
        'Ann said, "Bob is a knave."',
        '"Bob is a knave," Ann claimed.',
        '"Bob is a knave" - Ann.',
        'According to Ann, "Bob is a knave".',
        "In Ann's words: \"Bob is a knave\".",
        'Ann was heard saying, "Bob is a knave".',
        'As Ann put it, "Bob is a knave".',
        'In a statement by Ann: "Bob is a knave".',
        "Ann told you that Bob is not a knight.",
        "Ann says Bob is a knave.",
        'Ann: "Bob is a liar" ',
        'Ann expressed that it is not true that Bob is a knight.',
        "Ann says, 'Bob is a knave.'",
        "Ann remarked, “Bob always lies”.",
    ],
)  # fmt: skip
def test_who_said_what(wording: str) -> None:
    if "liar" in wording:
        assert sayings(ISLAND.format(wording)) == []  # nothing says what a liar is here
        return
    assert sayings(ISLAND.format(wording)) == [[("Ann", "¬Bob")]]


@pytest.mark.parametrize(
    ("statement", "formula"),
    [
        ("Bob is a knight and Cal is a knave", "(Bob ∧ ¬Cal)"),
        ("Bob is a knight or Cal is a knave", "(Bob ∨ ¬Cal)"),
        ("If Bob is a knight then Cal is a knave", "(Bob → ¬Cal)"),
        ("If Bob is a knight, Cal is a knave", "(Bob → ¬Cal)"),
        ("Bob is a knight if and only if Cal is a knave", "(Bob ↔ ¬Cal)"),
        ("Bob is a knight only if Cal is a knave", "(Bob → ¬Cal)"),
        ("I am a knave or Bob is a knight", "(¬Ann ∨ Bob)"),
        ("Bob and Cal are both knaves", "(¬Bob ∧ ¬Cal)"),
        ("neither Bob nor Cal is a knight", "(¬Bob ∧ ¬Cal)"),
        ("Bob or Cal is a knave", "(¬Bob ∨ ¬Cal)"),
        ("Bob and I are the same type", "(Bob ↔ Ann)"),
        ("Cal is of a different kind than Bob", "¬(Cal ↔ Bob)"),
        ("at least one of Bob and Cal is a knave", "(¬Bob ∨ ¬Cal)"),
        ("all of us are knaves", "((¬Ann ∧ ¬Bob) ∧ ¬Cal)"),
        ("none of us is a knight", "¬((Ann ∨ Bob) ∨ Cal)"),
        ("exactly one of Bob and Cal is a knight", "((Bob ∨ Cal) ∧ ¬(Bob ∧ Cal))"),
        ("Bob is lying and Cal tells the truth", "(¬Bob ∧ Cal)"),
    ],
)
def test_statements(statement: str, formula: str) -> None:
    assert sayings(THREE.format(f'Ann said, "{statement}".')) == [[("Ann", formula)]]


def test_either_has_two_readings() -> None:
    found = sayings(THREE.format('Ann said, "Either Bob is a knave or Cal is a knight".'))
    assert found == [[("Ann", "(¬Bob ∨ Cal)")], [("Ann", "((¬Bob ∨ Cal) ∧ ¬(¬Bob ∧ Cal))")]]


@pytest.mark.parametrize(
    ("honest", "liar"),
    [
        ("pioneer", "laggard"),
        ("saint", "sinner"),
        ("hero", "villain"),
        ("angel", "devil"),
        ("truth-teller", "liar"),
    ],
)
def test_other_names_for_the_kinds(honest: str, liar: str) -> None:
    many = "heroes" if honest == "hero" else f"{honest}s"
    text = (
        f"A very special island is inhabited only by {many} and {liar}s. {many.capitalize()} always tell "
        f"the truth, and "
        f'{liar}s always lie. You meet 2 inhabitants: Ann and Bob. Ann noted, "Bob is a {liar}". '
        f"So who is a {honest} and who is a {liar}?"
    )
    assert sayings(text) == [[("Ann", "¬Bob")]]


def test_liars_first() -> None:
    text = ISLAND.format('Ann says, "Bob is a knave."').replace(
        "Knights always tell the truth, and knaves always lie",
        "Knaves always tell the truth, and knights always lie",
    )
    assert sayings(text) == [[("Ann", "Bob")]]


@pytest.mark.parametrize(
    "text",
    [
        "On an island, every inhabitant is either a knight or a knave. Knights always tell the truth and "
        "knaves always "
        'lie. You meet two inhabitants, Ann and Bob. Ann says: "Bob is a knave." What are Ann and Bob?',
        "There is an island where all inhabitants are either knights, who always tell the truth, or knaves, "
        "who always "
        'lie. You encounter two people, Ann and Bob. Ann says: "Bob is a knave." Determine who is a knight '
        'and who is a knave.',
        "You are on an island of knights and knaves. Knaves always lie, and knights always tell the truth. "
        "You meet Ann and "
        'Bob. Ann claims, "Bob is a knave." Who is a knave and who is a knight?',
        "一个岛上只有骑士和无赖。骑士总是说真话，无赖总是说谎。你遇到了两个居民：Ann和Bob。Ann说：“Bob是无赖。”谁是骑士，谁是无赖？",
    ],
)  # fmt: skip
def test_settings(text: str) -> None:
    assert sayings(text) == [[("Ann", "¬Bob")]]


def test_a_question_about_one_person() -> None:
    text = ISLAND.format("Ann said that Bob is a knave.").replace(
        "So who is a knight and who is a knave?", "Is Bob a knave?"
    )
    (claim,) = read_knights(text)
    assert (claim.asked, claim.role) == (("Bob",), "liar")


@pytest.mark.parametrize(
    "middle",
    [
        "Ann denied that Bob is a knave.",
        "Ann said that Bob is a knave. Bob said nothing.",
        "Ann said that Bob would say that Ann is a knave.",
        "Ann said that Bob is a knave. Bob was a knave yesterday.",
        "Ann said that Bob is a knave or a knight.",
        "Ann said that Bob is a knave and Ann is a knight or Bob is a knight.",
        "Ann said that Cal is a knave.",
        "Ann said that Ann is a knight and Bob is a knave if and only if Bob is a knight.",
        "Ann said that if Ann is a knight then Bob is a knave, or Bob is a knight.",
        "Ann said that Ann and Bob are not knights.",
        "Ann probably said that Bob is a knave.",
        "Ann said that Bob is a knave. On Sundays everybody lies.",
        "",
    ],
)
def test_what_is_not_understood_is_not_read(middle: str) -> None:
    assert read_knights(ISLAND.format(middle)) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 inhabitants", "3 inhabitants"),
        ("knights and knaves.", "knights, knaves and spies."),
        ("knaves always lie.", "knaves always lie, but not on Sundays."),
        ("knaves always lie.", "knaves sometimes lie."),
        ("Knights always tell the truth, and knaves always lie. ", ""),
        ("Ann, and Bob", "Ann, and Ann"),
    ],
)
def test_another_setting_is_not_read(old: str, new: str) -> None:
    text = ISLAND.format("Ann said that Bob is a knave.")
    assert old in text
    assert read_knights(text.replace(old, new)) == ()
