from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.domains import DOMAINS, DomainSpec, can_be_calculated, cue, route, wants_explanation
from phi4_node.schema import Domain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Solve x^2 + 2x - 3 = 0", "math"),
        ("What is the derivative of sin(x)?", "math"),
        ("Please explain the Pythagorean theorem", "math"),
        ("A train travels 240 km in 3 hours. How fast is it?", "math"),
        ("Tom has 3 apples and buys 5 more. How many has he?", "math"),
        ("解方程 x² + 2x - 3 = 0", "math"),
        ("请解释什么是勾股定理", "math"),
        ("小明有5个苹果，吃了2个，还剩几个？", "math"),
        (
            "All cats are mammals. Some mammals eat meat. Can we conclude that some cats do?",
            "logic",
        ),
        ("You meet two people. A says: B is a knave. Who is a knight?", "logic"),
        (
            "If it rains then the street is wet. It is dry. Is it true, false or uncertain that it rains?",
            "logic",
        ),
        ("所有的猫都是哺乳动物，有些哺乳动物是食肉动物。能否推出有些猫是食肉动物？", "logic"),
        ("Write a Python function that returns the gcd of two numbers", "code"),
        ("def f(x):\n    return x + 1\nWhat does f(2) return?", "code"),
        ("写一个函数，判断一个数是不是质数", "code"),
        ("What is the capital of France?", "general"),
        ("Translate this sentence into German: good morning", "general"),
        ("把这句话翻译成英文：今天天气很好", "general"),
    ],
)
def test_clear_cases(text: str, name: str) -> None:
    routed = route(text, DOMAINS)
    assert (routed.spec.name, routed.sure) == (name, True), routed.scores


@pytest.mark.parametrize("text", ["Ahem?", "...", "嗯", "x"])
def test_unclear_cases_are_general_and_unsure(text: str) -> None:
    routed = route(text, DOMAINS)
    assert (routed.spec.name, routed.sure) == ("general", False)


def test_domain_of_ones_own() -> None:
    chemistry = DomainSpec(
        name="chemistry", domain=Domain.GENERAL, system={"en": "Balance."}, cues=(cue(9, r"\breagents?\b"),)
    )
    assert route("Which reagent gives 2 mol?", (chemistry, *DOMAINS)).spec is chemistry
    assert chemistry.system_prompt("zh") == "Balance."
    assert chemistry.other_way("en", 0) == ""


@pytest.mark.parametrize(
    "text", ["a " * 50_000, "all " * 20_000, "if " * 30_000, "1+" * 40_000, "所有" * 40_000]
)
def test_long_text_is_routed_quickly(text: str) -> None:
    started = time.process_time()
    route(text, DOMAINS)
    wants_explanation(text)
    can_be_calculated(text)
    assert time.process_time() - started < 5, "a cue backtracks"


@given(st.text(max_size=300))
def test_any_text_is_routed(text: str) -> None:
    assert route(text, DOMAINS).spec in DOMAINS


@pytest.mark.parametrize(
    ("text", "explanation", "calculable"),
    [
        ("Explain the Pythagorean theorem", True, False),
        ("请解释什么是勾股定理", True, False),
        ("Prove that there are infinitely many primes", True, False),
        ("Two bags hold half a dozen apples each. How many apples?", False, True),
        ("A train travels 240 km in 3 hours. How fast is it?", False, True),
        ("Explain how many apples 3 bags of 4 hold", False, True),
        ("小明有两个苹果，又买了三个，一共有多少个？", False, True),
        ("What is the capital of France?", False, False),
    ],
)
def test_what_is_wanted(text: str, explanation: bool, calculable: bool) -> None:
    assert (wants_explanation(text), can_be_calculated(text)) == (explanation, calculable)


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "fields", "name"),
    [
        ("math/gsm8k_train.jsonl", ("question",), "math"),
        ("math/math_dev.jsonl", ("problem",), "math"),
        ("zh/cmath_dev.jsonl", ("input",), "math"),
        ("logic/knights_knaves_3.jsonl", ("quiz",), "logic"),
        ("logic/prontoqa_dev.jsonl", ("context", "question"), "logic"),
        ("code/humaneval_dev.jsonl", ("prompt",), "code"),
    ],
)
def test_real_problems(shared_data: Path, file: str, fields: tuple[str, ...], name: str) -> None:
    rows = [json.loads(line) for line in (shared_data / file).read_text(encoding="utf-8").splitlines()]
    routed = [route(" ".join(row[field] for field in fields), DOMAINS) for row in rows]
    right = sum(one.spec.name == name and one.sure for one in routed)
    assert right / len(routed) >= 0.9
