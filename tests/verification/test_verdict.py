"""What a set of checks may be summed up to."""

from __future__ import annotations

import itertools

import pytest

from phi4_node.schema import Check, Outcome, Status
from phi4_node.verification import verdict_of

OUTCOMES = {"+": Outcome.HOLDS, "-": Outcome.FAILS, "?": Outcome.UNDECIDED}
BASES = {"p": "problem", "m": "model", "s": "step"}


def make_check(word: str) -> Check:
    """A check from a word like `p+a` (problem, holds, claim a) or `s-!` (step, fails, counterexample)."""
    basis, outcome, claim = word[0], word[1], word[2:].rstrip("!")
    against = outcome == "-" and (basis == "p" or word.endswith("!"))
    return Check(
        outcome=OUTCOMES[outcome],
        basis=BASES[basis],  # type: ignore[arg-type]
        method="substitution",
        claim={"kind": claim} if claim else {},
        reason="" if basis == "s" else f"reason {word}.",
        counterexample=f"counterexample {word}." if against else "",
        step=2 if basis == "s" else None,
    )


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("", Status.UNCHECKED, "Nothing in the problem"),
        # The asker's words
        ("p+a", Status.VERIFIED, "reason p+a"),
        ("p-a", Status.REFUTED, "reason p-a"),
        ("p?", Status.UNCHECKED, "reason p?"),
        ("p+a p+b", Status.VERIFIED, "reason p+a"),
        ("p+a p-b", Status.REFUTED, "reason p-b"),
        ("p-a p?", Status.REFUTED, "reason p-a"),
        ("p+a p-a", Status.REFUTED, "reason p-a"),
        # Proven in part is not proven, but two methods for one claim need not both succeed
        ("p+a p?b", Status.UNCHECKED, "not all: reason p?b"),
        ("p+a p?", Status.UNCHECKED, "not all"),
        ("p?a p+a", Status.VERIFIED, "reason p+a"),
        ("p+ p?", Status.UNCHECKED, "not all"),
        # The model's own formalisation never verifies or refutes
        ("m+", Status.SUPPORTED, "reason m+"),
        ("m-", Status.UNCHECKED, "does not agree"),
        ("m?", Status.UNCHECKED, "reason m?"),
        ("m+ m-", Status.UNCHECKED, "does not agree"),
        ("m+ m?", Status.SUPPORTED, "reason m+"),
        ("p? m+", Status.SUPPORTED, "reason m+"),
        ("p? m-", Status.UNCHECKED, "does not agree"),
        ("p+a p?b m+", Status.SUPPORTED, "reason m+"),
        ("p+a m-", Status.VERIFIED, "reason p+a"),
        ("p-a m+", Status.REFUTED, "reason p-a"),
        # Steps only ever lower
        ("s+", Status.UNCHECKED, "Nothing in the problem"),
        ("s?", Status.UNCHECKED, "Nothing in the problem"),
        ("s-", Status.UNCHECKED, "Step 3 is false"),
        ("s-!", Status.REFUTED, "Step 3 is false: counterexample s-!"),
        ("s- s-!", Status.REFUTED, "counterexample s-!"),
        ("p? s-!", Status.REFUTED, "Step 3 is false"),
        ("m+ s-!", Status.UNCHECKED, "Step 3 is false"),
        ("m+ s-", Status.UNCHECKED, "Step 3 is false"),
        ("m+ s+", Status.SUPPORTED, "reason m+"),
        ("p+a s-!", Status.VERIFIED, "reason p+a. Step 3 is false"),
        ("p+a s+", Status.VERIFIED, "reason p+a"),
        ("p-a s-!", Status.REFUTED, "reason p-a"),
    ],
)
def test_rules(words: str, status: Status, says: str) -> None:
    checks = [make_check(word) for word in words.split()]
    verdict = verdict_of(checks)
    assert verdict.status is status
    assert says in verdict.reason
    assert verdict.reason.endswith(".")
    assert verdict.checks == tuple(checks)


WORDS = ("p+a", "p-a", "p?a", "p?", "p+b", "m+", "m-", "m?", "s+", "s-", "s-!", "s?")


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_no_combination_claims_too_much(count: int) -> None:
    for words in itertools.combinations(WORDS, count):
        status = verdict_of(make_check(word) for word in words).status
        if status is Status.VERIFIED:
            assert any(word.startswith("p+") for word in words), words
            assert not any(word.startswith("p-") for word in words), words
            assert "p?" not in words, words
        if status is Status.SUPPORTED:
            assert "m+" in words, words
            assert not {"m-", "s-", "s-!"} & set(words), words
        if status is Status.REFUTED:
            assert {"p-a", "s-!"} & set(words), words


@pytest.mark.parametrize("count", [2, 3])
def test_the_order_of_checks_does_not_matter(count: int) -> None:
    for words in itertools.combinations(WORDS, count):
        found = {
            verdict_of(make_check(word) for word in order).status for order in itertools.permutations(words)
        }
        assert len(found) == 1, words


def test_the_counterexample_of_a_refutation_is_at_hand() -> None:
    assert verdict_of([make_check("p+a"), make_check("p-b")]).counterexample == "counterexample p-b."
