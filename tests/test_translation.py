from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.domains import Language
from phi4_node.schema import Solution
from phi4_node.translation import (
    mask,
    masked_solution,
    restored,
    translated_solution,
    translation_prompt,
)


class TestMasking:
    @pytest.mark.parametrize(
        ("text", "language", "masked", "pieces"),
        [
            ("小明有24个苹果，吃了1/3。", "zh", "小明有⟦1⟧个苹果，吃了⟦2⟧。", ("24", "1/3")),
            ("解方程 x² + 2x - 3 = 0。", "zh", "解方程 ⟦1⟧。", ("x² + 2x - 3 = 0",)),
            ("已知AB=3cm，∠A=60°", "zh", "已知⟦1⟧，⟦2⟧", ("AB=3cm", "∠A=60°")),
            ("若 $\\frac{1}{2}$ 与 \\(x^2\\)", "zh", "若 ⟦1⟧ 与 ⟦2⟧", ("$\\frac{1}{2}$", "\\(x^2\\)")),
            ("共２４个", "zh", "共⟦1⟧个", ("２４",)),
            ("x + 3 = 10, so x = 7.", "en", "⟦1⟧, so ⟦2⟧.", ("x + 3 = 10", "x = 7")),
            ("It's I who ran a 3 km road.", "en", "It's I who ran a ⟦1⟧ km road.", ("3",)),
            ("$5 and then $7", "en", "$⟦1⟧ and then $⟦2⟧", ("5", "7")),
            ("(a + b)/2 = 4 (see step 2)", "en", "⟦1⟧ (see step ⟦2⟧)", ("(a + b)/2 = 4", "2")),
            ("Well-known - nothing.", "en", "Well-known - nothing.", ()),
            ("`x = 1` in ```\ncode\n```", "en", "⟦1⟧ in ⟦2⟧", ("`x = 1`", "```\ncode\n```")),
            ("标记⟦7⟧", "zh", "标记⟦1⟧", ("⟦7⟧",)),
        ],
    )
    def test_formulas_become_markers(
        self, text: str, language: Language, masked: str, pieces: tuple[str, ...]
    ) -> None:
        assert mask(text, language)[:2] == (masked, pieces)

    @given(st.text(alphabet="ab1+=( )。，苹果$\\⟦⟧`.-", max_size=60), st.sampled_from(["en", "zh"]))
    def test_nothing_is_lost(self, text: str, language: Language) -> None:
        masked = mask(text, language)
        back = masked.text
        for number, piece in enumerate(masked.pieces, 1):
            assert back.count(f"⟦{number}⟧") == 1 or "⟦" in text
            back = back.replace(f"⟦{number}⟧", piece, 1)
        if "⟦" not in text:
            assert back == text

    @pytest.mark.parametrize("text", ["1+" * 50_000, "(" * 50_000, "x " * 50_000, "$" * 50_000, "⟦" * 50_000])
    def test_no_text_takes_long(self, text: str) -> None:
        began = time.process_time()
        for language in ("en", "zh"):
            mask(text, language)
        assert time.process_time() - began < 30


class TestRestoring:
    MASKED = mask("小明有24个苹果，吃了1/3，还剩多少？", "zh")

    @pytest.mark.parametrize(
        "reply",
        [
            "Tom has {1} apples and ate {2}. How many are left?",
            "Translation: After eating {2} of ⟦1⟧ apples, how many are left?",
            'Here is the translation:\n\n"Tom has {1} apples and ate { 2 }."\n\nNote: {1} and {2} are kept.',
        ],
    )
    def test_every_formula_comes_back(self, reply: str) -> None:
        text = restored(reply, self.MASKED, "en")
        assert text is not None
        assert "24" in text
        assert "1/3" in text
        assert "⟦" not in text
        assert '"' not in text

    @pytest.mark.parametrize(
        "reply",
        [
            "",
            "Tom has ⟦1⟧ apples.",
            "Tom has ⟦1⟧ apples, ⟦1⟧ and ⟦2⟧.",
            "Tom has ⟦1⟧ apples, ⟦2⟧ and ⟦3⟧.",
            "Tom has {1} apples and ate {2}, so {3} are left.",
            "Tom has 24 apples and ate 1/3.",
            "Tom has ⟦1⟧ 苹果 and ate ⟦2⟧.",
            "Tom has ⟦1⟧ apples and ate ⟦2⟧. So 16 are left.",
            "Tom ⟦has ⟦1⟧ and ⟦2⟧",
            "⟦1⟧ ⟦2⟧",
            "⟦1⟧ ⟦2⟧ " + "very " * 500,
        ],
    )
    def test_or_there_is_no_translation(self, reply: str) -> None:
        assert restored(reply, self.MASKED, "en") is None

    def test_numerals_in_words_may_become_digits(self) -> None:
        assert restored("There are 3 cats.", mask("有三只猫。", "zh"), "en") == "There are 3 cats."

    @pytest.mark.parametrize(
        ("text", "reply", "kept"),
        [
            ("先打八折，再降价20元。", "It is reduced by {1} yuan.", False),
            ("先打八折，再降价20元。", "It is discounted by 80% and reduced by {1} yuan.", False),
            ("先打8.5折。", "It has a discount of {1}.", False),
            ("打了两个折。", "It has two folds.", True),
            ("宽是长的三分之二。", "The width is with both of the length.", True),  # as many, if not the same
            ("宽是长的三分之二。", "The width is the length.", False),
            ("宽是长的三分之二。", "The width is two thirds of the length.", True),
            ("卖出的比一半多。", "More is sold than before.", False),
            ("一辆车行了3千米。", "A car went {1} kilometres.", True),
        ],
    )
    def test_numbers_that_are_words_are_not_lost(self, text: str, reply: str, kept: bool) -> None:
        masked = mask(text, "zh")
        assert (restored(reply, masked, "en") is not None) == kept

    def test_back_into_chinese(self) -> None:
        masked = mask("So x = 7 apples are left.", "en")
        assert restored("所以剩下⟦1⟧个苹果。", masked, "zh") == "所以剩下x = 7个苹果。"
        assert restored("So ⟦1⟧ apples are left.", masked, "zh") is None


class TestSolutions:
    SOLUTION = Solution(
        analysis="Apples are eaten.",
        steps=("Eaten: 24 * 1/3 = 8", "Left: 24 - 8 = 16"),
        answer="16 apples",
        text="...",
    )

    def test_each_part_by_itself(self) -> None:
        masked = masked_solution(self.SOLUTION, "en")
        assert masked is not None
        assert masked.text.splitlines()[0] == "1) Apples are eaten."
        assert len(masked.text.splitlines()) == 4
        reply = "1) 吃了苹果。\n2) 吃掉：⟦1⟧\n\n3) 剩下：⟦2⟧\n4) ⟦3⟧个苹果"
        solution = translated_solution(self.SOLUTION, reply, masked, "zh")
        assert solution is not None
        assert solution.analysis == "吃了苹果。"
        assert solution.steps == ("吃掉：24 * 1/3 = 8", "剩下：24 - 8 = 16")
        assert solution.answer == "16个苹果"
        assert solution.text == (
            "分析：吃了苹果。\n步骤：\n1. 吃掉：24 * 1/3 = 8\n2. 剩下：24 - 8 = 16\n答案：16个苹果"
        )

    @pytest.mark.parametrize(
        "reply",
        [
            "1) 吃了苹果。\n2) 吃掉：⟦1⟧\n3) 剩下：⟦2⟧ ⟦3⟧个苹果",
            "1) 吃了苹果。\n2) 吃掉：⟦1⟧\n4) 剩下：⟦2⟧\n3) ⟦3⟧个苹果",
            "好的：\n1) 吃了苹果。\n2) 吃掉：⟦1⟧\n3) 剩下：⟦2⟧\n4) ⟦3⟧个苹果",
            "1) 吃了苹果。\n2) 吃掉：⟦1⟧\n3) 剩下：⟦2⟧\n4) 十六个苹果",
        ],
    )
    def test_or_not_at_all(self, reply: str) -> None:
        masked = masked_solution(self.SOLUTION, "en")
        assert masked is not None
        assert translated_solution(self.SOLUTION, reply, masked, "zh") is None

    def test_an_answer_without_words_is_never_touched(self) -> None:
        solution = Solution(steps=("Factor it.",), answer="x = 1 or x = -3")
        masked = masked_solution(solution, "en")
        assert masked is not None
        assert masked.text == "1) Factor it."
        told = translated_solution(solution, "1) 因式分解。", masked, "zh")
        assert told is not None
        assert told.answer == solution.answer

    def test_formulas_need_no_translation(self) -> None:
        assert masked_solution(Solution(steps=("x = 1",), answer="1"), "en") is None


def test_the_prompt() -> None:
    asked, shown, text = translation_prompt(mask("有24个", "zh"), "en")
    assert "into English" in text.text
    assert text.text.endswith("Text: 有{1}个\n\nTranslation:")
    assert (asked.type, shown.type) == ("human", "ai")  # an example that was done before
    (lines,) = translation_prompt(mask("有24个", "zh"), "en", lines=True)
    assert "the numbers at their beginning" in lines.text
