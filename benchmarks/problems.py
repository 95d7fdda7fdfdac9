"""The problems with known answers that benchmarks run on, in one shape whatever their source."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(os.environ.get("PHI4_NODE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


@dataclass(frozen=True)
class Row:
    """One problem: where it is from, which kind, its text and its right answer."""

    source: str
    module: str
    problem: str
    gold: str


def rows_of(path: str) -> list[dict[str, Any]]:
    """The JSON lines of one data file."""
    return [json.loads(line) for line in (DATA / path).read_text(encoding="utf-8").splitlines() if line]


def last_boxed(text: str) -> str:
    r"""What the last \boxed{...} holds; the text's own answer in MATH solutions."""
    start = text.rfind("\\boxed")
    if start < 0:
        return ""
    rest = text[start + len("\\boxed") :].lstrip()
    if not rest.startswith("{"):
        return rest.split("$")[0].strip()
    depth = 0
    for index, character in enumerate(rest):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return rest[1:index]
    return ""


def load() -> Iterator[Row]:
    """Every row that has a gold answer, in the order of the files."""
    for row in rows_of("math/deepmind_dev.jsonl"):
        yield Row("deepmind_dev", row["module"], row["question"], row["answer"])
    for row in rows_of("math/reasoning_gym_dev.jsonl"):
        yield Row("reasoning_gym_math", row["dataset"], row["question"], row["answer"])
    for row in rows_of("math/math_dev.jsonl"):
        yield Row("math_dev", row["type"], row["problem"], last_boxed(row["solution"]))
    for row in rows_of("logic/reasoning_gym_dev.jsonl"):
        yield Row(
            "logic", row["dataset"], row["question"], row["answer"] or row["metadata"]["example_answer"]
        )
    for row in rows_of("logic/knights_knaves_3.jsonl"):
        yield Row("logic", "knights_knaves", row["quiz"], row["solution_text"])
    for row in rows_of("logic/prontoqa_dev.jsonl"):
        gold = {"A": "True", "B": "False"}[row["answer"]]
        yield Row("prontoqa", "prontoqa", f"{row['context']} {row['question']}", gold)
    for row in rows_of("math/gsm8k_train.jsonl"):
        yield Row("gsm8k", "gsm8k", row["question"], row["answer"].rsplit("####", 1)[1].strip())
    for row in rows_of("zh/cmath_dev.jsonl"):
        yield Row("cmath", f"grade {row['grade']}", row["input"], row["golden"])
