from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.domains.coding.examples import Example, asked_function, leading_literal, read_examples


def read(text: str) -> list[tuple[str, str, str]]:
    return [(example.kind, example.source, example.want) for example in read_examples(text)]


@pytest.mark.parametrize(
    ("text", "source", "want"),
    [
        ("Example: f(3) -> 6", "f(3)", "6"),
        ("For example, `f(3)` should return `6`.", "f(3)", "6"),
        ("f([1, 2], k=3) => [2, 3]", "f([1, 2], k=3)", "[2, 3]"),
        ("f('a)b') returns 'x'", "f('a)b')", "'x'"),
        ("f(3) == 6 and so on", "f(3)", "6"),
        ("例如：f(3) 返回 6。", "f(3)", "6"),
        ("f(2) 的结果是 [1, 2]", "f(2)", "[1, 2]"),
        ("f(2) → true", "f(2)", "True"),
        ("f(2) evaluates to -1.5", "f(2)", "-1.5"),
    ],
)
def test_calls_in_prose(text: str, source: str, want: str) -> None:
    assert read(text) == [("call", source, want)]


@pytest.mark.parametrize(
    "text",
    [
        "def f(x: int) -> int:",
        "Let f(x) = 6 for all x.",
        "f(3) returns 5 instead of 6",
        "The function currently has f(3) -> 5, which is wrong",
        "f(3) -> 6 apples",
        "f(3) -> the sum",
        "It runs in O(3) = O(1) time",
        "print(f(3)) -> 6",
        "f(3) = 2 * 3",
        "f(n) -> 6",
        "f(3) -> 6 + 1",
        "f(__import__('os')) -> 6",
        "assert x == 3",
        "assert f(x) == 3",
        "    assert decode(encoded) == text",
    ],
)
def test_what_is_no_example_is_left_out(text: str) -> None:
    assert read(text) == []


def test_asserts_show_the_code_nothing_of_the_result() -> None:
    found = read_examples(
        "Your code should pass:\n- `assert f(1) == [2, 3]`\nassert abs(f(2) - 0.5) < 1e-6\n"
    )
    assert [(example.kind, example.source) for example in found] == [
        ("call", "f(1)"),
        ("assert", "assert abs(f(2) - 0.5) < 1e-6"),
    ]
    assert found[0].exact and "want" not in found[0].as_json()


def test_doctests_with_a_preparation_and_an_error() -> None:
    text = '''
def f(x):
    """
    >>> y = f(3)
    >>> y + 1
    7
    >>> f(0)
    Traceback (most recent call last):
        ...
    ValueError: no zero
    """
'''
    assert read(text) == [("run", "y = f(3)", ""), ("call", "y + 1", "7"), ("raises", "f(0)", "ValueError")]


@pytest.mark.parametrize(
    "text",
    [
        "Write a function `two`.\nInput: nums = [2, 7], target = 9\nOutput: [0, 1]\n\nExplanation: because.",
        "Write a function `two`. Example:\n**Input:** nums = [2, 7], target = 9, **Output:** [0, 1]",
        "写一个函数 two。\n输入：nums = [2, 7], target = 9\n输出：[0, 1]",
        "Example 1:\n\nInput: [2, 7], 9\nOutput: [0, 1]\nExplanation: 2 + 7",
    ],
)
def test_pairs_of_input_and_output(text: str) -> None:
    assert read(text) == [("arguments", "[2, 7], 9", "[0, 1]")]


def test_programs_read_their_input() -> None:
    text = (
        "Write a program that reads two integers from standard input.\n\n"
        "Sample Input:\n```\n3\n4 5\n```\nSample Output:\n```\n12\n```\nInput: 1\nOutput: 2"
    )
    assert read(text) == [("program", "3\n4 5", "12"), ("program", "1", "2")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Write a function called `add_two` that", "add_two"),
        ("def solve(x):\n    ...", "solve"),
        ("Implement the function max_gap(nums)", "max_gap"),
        ("实现函数 fib，", "fib"),
        ("Write a function that adds", ""),
    ],
)
def test_the_function_that_is_asked_for(text: str, name: str) -> None:
    assert asked_function(text) == name


@given(st.text(alphabet="f(3)->=[]{}'\"\\ \n:`Input输出utOpas>x.,", max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(isinstance(example, Example) for example in read_examples(text))
    leading_literal(text)


def test_huge_text_is_read_in_part() -> None:
    assert read("(" * 100_000) == []
    assert read("f(3) -> " + "[" * 50_000) == []
    assert len(read("\n".join(f"f({n}) -> {n}" for n in range(500)))) == 30
