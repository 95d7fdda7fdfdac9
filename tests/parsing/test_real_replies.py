"""What small models really wrote: the shared data, when it is there."""

import json
import re

import pytest

from phi4_node.parsing import parse_solution


def rows(folder, name):
    return [json.loads(line) for line in (folder / "outputs" / name).read_text().splitlines()]


def digits(text):
    return re.sub(r"[^\d./-]", "", text).rstrip(".")


@pytest.mark.data
def test_gsm8k_answers(shared_data):
    right = total = 0
    for row in rows(shared_data, "phi35_mini_gsm8k.jsonl"):
        stated = re.findall(r'"answer"\s*:\s*"([^"\n]*)"', row["output"])
        if len(set(stated)) != 1 or "=" in stated[0]:
            continue  # none, a correction or a calculation: what was meant takes a person
        total += 1
        right += digits(parse_solution(row["output"]).answer) == digits(stated[0])
    assert total > 300
    assert right == total


@pytest.mark.data
def test_no_reply_is_without_steps_or_answer(shared_data):
    replies = [
        row["output"]
        for name in (
            "phi35_mini_gsm8k.jsonl",
            "phi35_mini_math_level5.jsonl",
            "phi4_mini_reasoning_raw.jsonl",
        )
        for row in rows(shared_data, name)
    ]
    solutions = [parse_solution(reply) for reply in replies]
    assert sum(bool(solution.steps) for solution in solutions) / len(solutions) > 0.99
    assert sum(bool(solution.answer) for solution in solutions) / len(solutions) > 0.98
    assert not any(set("*`{") & set(solution.answer[:1]) for solution in solutions)


@pytest.mark.data
@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "The answer is {}.",
        "## Answer\n{}",
        "**Answer:** {}",
        "\\boxed{{{}}}",
        "So it is **{}**.",
        "答案:{}",
    ],
)
def test_short_answers_come_back_whole(shared_data, form):
    text = (shared_data / "math" / "deepmind_dev.jsonl").read_text()
    for row in map(json.loads, text.splitlines()):
        assert parse_solution(form.format(row["answer"])).answer.replace(" ", "") == row["answer"].replace(
            " ", ""
        )


@pytest.mark.data
def test_boxed_answers_after_thinking(shared_data):
    for row in rows(shared_data, "ollama_thinking_samples.jsonl"):
        solution = parse_solution(row["message_content"], row["message_thinking"])
        assert solution.answer == row["gtruth_answer"]
        assert solution.steps
    for row in rows(shared_data, "phi4_mini_reasoning_raw.jsonl"):
        solution = parse_solution(row["output"])
        assert solution.answer in ("green", "yellow")
        assert "think>" not in solution.text
        assert solution.thinking.startswith("Okay")
