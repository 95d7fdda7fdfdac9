from __future__ import annotations

from typing import Any

import pytest

from phi4_node import replay
from phi4_node.schema import Check, Outcome, Status
from phi4_node.verification import certify, check_formalisation, verdict_of
from phi4_node.verification.argument import decide as deciding
from phi4_node.verification.argument.decide import decide, decided_answer
from phi4_node.verification.argument.language import read_argument
from phi4_node.verification.checks.base import UndecidedError

SYLLOGISM = "premise: all x (Dog(x) -> Animal(x))\npremise: Dog(rex)\nconclusion: "
QUESTION = "Every dog is an animal. Rex is a dog. Is the following statement true, false or uncertain? "


def checked(problem: str, answer: str, text: str) -> Check:
    found = deciding.check_formalisation({"problem": problem, "answer": answer, "formalisation": text})
    return Check.model_validate(found["checks"][0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SYLLOGISM + "Animal(rex)", "follows"),
        (SYLLOGISM + "not Animal(rex)", "contradicts"),
        (SYLLOGISM + "exists x (Animal(x) and not Dog(x))", "open"),
        ("P -> Q\nP\nconclusion: Q", "follows"),
        ("P -> Q\nQ\nconclusion: P", "open"),
        ("1. P | Q\n2. ~P\ntherefore Q", "follows"),
        ("∀x (A(x) → B(x))\n∃x A(x)\n∴ ∃x B(x)", "follows"),
        ("all x: A(x) -> B(x)\nall x: B(x) -> C(x)\nconclusion: all x: A(x) -> C(x)", "follows"),
        ("all x all y (Loves(x, y) -> Loves(y, x))\nLoves(ann, bob)\nconclusion: Loves(Bob, Ann)", "follows"),
        ("all x (A(x) xor B(x))\nA(c)\nconclusion: B(c)", "contradicts"),
        ("前提：所有 x (人(x) -> 会死(x))\n前提：人(苏格拉底)\n结论：会死(苏格拉底)", "follows"),
        ("a = b\nP(a)\nconclusion: P(b)", "follows"),
        ("a != b\nconclusion: a = b", "contradicts"),
        ("```\npremise: P(a)\n```\nHere it is.\nconclusion", None),
    ],
)
def test_what_follows(text: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(ValueError, match="no conclusion"):
            read_argument(text)
        return
    assert decide(read_argument(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "conclusion: P -> Q -> R",
        "conclusion: all x (P(x)) -> Q(x)",
        "conclusion: P(x)",
        "conclusion: P(a) & P(a, b)",
        "conclusion: (P",
        "conclusion: __import__('os')",
        "conclusion: P; Q",
        "conclusion: all x all x P(x)",
        "conclusion: P or Q xor R",
        "P\nQ",
        "conclusion: P\nconclusion: Q",
        "",
        "conclusion: " + "(" * 5000,
        "conclusion: " + "¬" * 5000 + "P",
        "P\n" * 500,
        "P" * 20_000,
        "conclusion: P(a, b, c, d)",
        "conclusion: P(f(a))",
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_argument(text)


def test_contradicting_premises_decide_nothing() -> None:
    with pytest.raises(UndecidedError, match="contradict"):
        decide(read_argument("P\n¬P\nconclusion: Q"))
    with pytest.raises(UndecidedError, match="contradict"):
        decide(read_argument("all x P(x)\nexists x not P(x)\nconclusion: Q"))


@pytest.mark.parametrize(
    ("answer", "conclusion", "outcome"),
    [
        ("True", "Animal(rex)", Outcome.HOLDS),
        ("Yes, Rex is an animal.", "Animal(rex)", Outcome.HOLDS),
        ("B) False", "Animal(rex)", Outcome.FAILS),
        ("False", "not Animal(rex)", Outcome.HOLDS),
        ("Uncertain", "Dog(bob)", Outcome.HOLDS),
        ("It cannot be determined", "Dog(bob)", Outcome.HOLDS),
        ("True", "Dog(bob)", Outcome.FAILS),
        ("Rex", "Animal(rex)", Outcome.UNDECIDED),
        ("", "Animal(rex)", Outcome.UNDECIDED),
    ],
)
def test_answers_are_compared(answer: str, conclusion: str, outcome: Outcome) -> None:
    check = checked(QUESTION + "Rex is an animal.", answer, SYLLOGISM + conclusion)
    assert (check.outcome, check.basis) == (outcome, "model")


def test_no_means_that_it_does_not_follow() -> None:
    problem = "All cats are mammals. Some mammals fly. Can we conclude that some cats fly?"
    text = (
        "all x (Cat(x) -> Mammal(x))\nexists x (Mammal(x) & Fly(x))\nconclusion: exists x (Cat(x) & Fly(x))"
    )
    assert checked(problem, "No", text).outcome is Outcome.HOLDS
    assert checked(problem, "Yes", text).outcome is Outcome.FAILS
    assert decided_answer({"problem": problem, "formalisation": text})["answer"] == "No"


KNIGHTS = (
    "Knights tell the truth and knaves lie. Ann says that Bob is a knave. "
    "Bob says that both are knights. Who is what?"
)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Ann is a knight and Bob is a knave", Outcome.HOLDS),
        ("Ann is a knave and Bob is a knight", Outcome.FAILS),
        ("Nobody knows", Outcome.UNDECIDED),
    ],
)
def test_knights_and_knaves(answer: str, outcome: Outcome) -> None:
    text = "Ann says: Knave(Bob)\nBob says: Knight(Ann) and Knight(Bob)"
    assert checked(KNIGHTS, answer, text).outcome is outcome


def test_knights_and_knaves_as_an_answer() -> None:
    text = "Ann says: Knave(Bob)\nBob says: Knight(Ann) and Knight(Bob)"
    found = decided_answer({"problem": KNIGHTS, "formalisation": text})
    assert found == {"answer": "Ann is a knight, Bob is a knave", "error": ""}
    open_one = decided_answer({"problem": KNIGHTS, "formalisation": "Ann says: Knight(Bob)"})
    assert not open_one["answer"] and open_one["error"]


def test_doubts_name_what_was_left_out_or_made_up() -> None:
    problem = QUESTION + "Rex is an animal."
    assert checked(problem, "True", SYLLOGISM + "Animal(rex)").evidence["doubts"] == []
    made_up = checked(problem, "True", "Unicorn(rex)\nconclusion: Unicorn(rex)").evidence["doubts"]
    assert any("Unicorn" in doubt for doubt in made_up) and any("statements" in doubt for doubt in made_up)


def test_it_supports_and_never_more_and_its_certificate_replays() -> None:
    problem = QUESTION + "Rex is an animal."
    check = check_formalisation(problem, "True", SYLLOGISM + "Animal(rex)")
    verdict = verdict_of([check])
    assert verdict.status is Status.SUPPORTED
    judged = [one for one in _judged(problem) if one.basis != "model"]
    assert replay(certify(problem, "True", verdict_of([*judged, check]))).ok


def _judged(problem: str) -> Any:
    from phi4_node import verify

    return verify(problem, "True").checks
