from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.condensing import Piece, condensed, condensing_prompt, pieces_of

STORY = (
    "It was a beautiful and sunny morning in the little village, and the birds were singing in the old trees "
    "near the quiet river. Tom, who has always loved fruit more than anything else in the world, bought 12 "
    "apples for $3.50, but not the pears, at the friendly market. "
)


def words(text: str) -> int:
    return len(text.split())


class TestPieces:
    @given(st.text(alphabet="ab 1.?\n`。求$", max_size=200))
    def test_together_they_are_the_text(self, text: str) -> None:
        assert "".join(piece.text for piece in pieces_of(text, words)) == text

    def test_questions_and_the_end_stay(self) -> None:
        text = STORY * 30 + "How many apples has Tom? " + STORY * 30 + "Give a number."
        pieces = pieces_of(text, words)
        fixed = [piece.text for piece in pieces if piece.fixed]
        assert fixed == ["How many apples has Tom? ", "Give a number."]
        assert all(words(piece.text) <= 600 for piece in pieces)
        assert len(pieces) > 4

    @pytest.mark.parametrize(
        ("sentence", "asks"),
        [
            ("The bench, which was very old, stood in the room in which he used to sit.", False),
            ("Decide which is larger.", True),
            ("Which of them is larger", True),
            ("Tell me in words, please, what x is.", True),
        ],
    )
    def test_a_relative_clause_is_no_question(self, sentence: str, asks: bool) -> None:
        pieces = pieces_of(f"{sentence} {STORY * 5}", lambda text: 100 * words(text))
        assert pieces[0].fixed == asks

    def test_code_stays(self) -> None:
        code = "```python\n" + "x = 1\n" * 300 + "```"
        pieces = pieces_of(f"{STORY * 3}{code}{STORY * 3}", words)
        assert code in [piece.text for piece in pieces if piece.fixed]

    def test_chinese(self) -> None:
        text = "小明在一个阳光明媚的早晨去了市场，买了12个苹果。" * 20 + "问小明还剩多少个苹果？"
        pieces = pieces_of(text, len)
        assert pieces[-1] == Piece("问小明还剩多少个苹果？", fixed=True)

    @pytest.mark.parametrize(
        "text", ["a" * 100_000, "1 " * 50_000, "$" * 100_000, "\\" * 100_000, "a=" * 50_000]
    )
    def test_no_text_takes_long(self, text: str) -> None:
        began = time.process_time()
        for piece in pieces_of(text, words):
            condensed(piece, text[: len(text) // 2])
        assert time.process_time() - began < 30


class TestTheCheck:
    PIECE = Piece(f" {STORY}", fixed=False)

    def test_a_shorter_piece_that_keeps_everything(self) -> None:
        reply = "Tom has bought 12 apples for $3.50, more than all else in one world, but not the pears."
        short = condensed(Piece(STORY, fixed=False), reply)
        assert short == f"{reply} "

    @pytest.mark.parametrize(
        "reply",
        [
            "",
            STORY,
            STORY * 2,
            "Tom bought 12 apples for $3.50, not pears, and 4 more.",  # a number added
            "Tom bought 12 apples for $3, not pears, more.",
            "```\nTom bought 12 apples for $3.50, not pears, more.\n```",
        ],
    )
    def test_anything_else_is_refused(self, reply: str) -> None:
        assert condensed(self.PIECE, reply) is None

    @pytest.mark.parametrize(
        "reply",
        [
            "Tom bought apples, not pears, more.",  # numbers gone
            "Tom bought 12 apples for $3.50 and more.",  # a word that turns the meaning gone
        ],
    )
    def test_what_it_lost_is_put_back_as_it_was(self, reply: str) -> None:
        lost = STORY.strip().partition(". ")[2]
        assert condensed(self.PIECE, reply) == f" {reply} {lost} "

    def test_unless_nothing_is_gained_by_it(self) -> None:
        only = "Tom has bought 12 very big and very red apples, but not the pears. "
        assert condensed(Piece(only, fixed=False), "Tom has bought 12 very big and very red apples.") is None

    @pytest.mark.parametrize(
        ("text", "reply", "kept"),
        [
            ("We know very well indeed that x + 1 = 3 holds here.", "x + 1 = 3.", True),
            ("We know very well indeed that x + 1 = 3 holds here.", "x = 3 + 1.", False),
            (r"We know very well that $\frac{1}{2}$ is given.", r"$\frac{1}{2}$ given.", True),
            (r"We know very well that $\frac{1}{2}$ is given.", r"$\frac{2}{1}$ given.", False),
            ("他非常高兴地在市场上买了3个苹果，没有买梨。", "他买3个苹果，没买梨。", True),
            ("他非常高兴地在市场上买了3个苹果，没有买梨。", "他买3个苹果和梨。", False),
        ],
    )
    def test_formulas(self, text: str, reply: str, kept: bool) -> None:
        assert (condensed(Piece(text, fixed=False), reply) is not None) is kept


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_prompt_has_the_piece(language: str) -> None:
    prompt = condensing_prompt(Piece(" abc ", fixed=False), language)  # type: ignore[arg-type]
    assert prompt[-1].text.endswith("\n\nabc")
    passage, facts = prompt[0].text.rpartition("\n\n")[2], prompt[1].text
    assert condensed(Piece(passage, fixed=False), facts) is not None  # what is shown would count itself
