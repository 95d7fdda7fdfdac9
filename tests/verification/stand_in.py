"""A judge for the tests of everything around the judge: it knows sums of two integers."""

from __future__ import annotations

import re
import time
from typing import Any

SUM = re.compile(r"What is (-?\d+) \+ (-?\d+)\?")
EQUATION = re.compile(r"(-?\d+) \+ (-?\d+) = (-?\d+)")
NUMBER = re.compile(r"-?\d+")

JsonObject = dict[str, Any]


def judge(request: JsonObject) -> JsonObject:
    problem, answer = request["problem"], request["answer"]
    if problem == "hang":
        time.sleep(3600)
    if problem == "crash":
        raise ZeroDivisionError("a bug in a check")
    assert request["steps"] == []
    return {"checks": [_answer(problem, answer)]}


def steps(request: JsonObject) -> JsonObject:
    checks: list[JsonObject] = []
    for index, step in enumerate(request["steps"]):
        if step == "hang":
            time.sleep(3600)
        checks += [_step(index, match) for match in EQUATION.finditer(step)]
    return {"checks": checks}


def check_calculation(request: JsonObject) -> JsonObject:
    """A calculation is one sum, such as `2 + 2`."""
    if request["program"] == "hang":
        time.sleep(3600)
    first, _, second = request["program"].partition(" + ")
    value = int(first) + int(second)
    holds = str(value) == request["answer"].strip()
    check = {
        "outcome": "holds" if holds else "fails",
        "basis": "model",
        "method": "calculation",
        "reason": f"The calculation gives {value}.",
        "evidence": {"calculation": request["program"], "value": str(value)},
    }
    return {"checks": [check]}


def _answer(problem: str, answer: str) -> JsonObject:
    asked = SUM.fullmatch(problem)
    if asked is None or not NUMBER.fullmatch(answer.strip()):
        return {"outcome": "undecided", "basis": "problem", "method": "reading", "reason": "Not read."}
    value = int(asked[1]) + int(asked[2])
    holds = value == int(answer)
    return {
        "outcome": "holds" if holds else "fails",
        "basis": "problem",
        "method": "addition",
        "claim": {"kind": "value", "term": f"{asked[1]} + {asked[2]}"},
        "reason": f"The sum is {value}.",
        "counterexample": "" if holds else f"{asked[1]} + {asked[2]} = {value}",
        "evidence": {"value": str(value)},
    }


def _step(index: int, match: re.Match[str]) -> JsonObject:
    holds = int(match[1]) + int(match[2]) == int(match[3])
    return {
        "outcome": "holds" if holds else "fails",
        "basis": "step",
        "method": "addition",
        "claim": {"kind": "step", "text": match[0]},
        "counterexample": "" if holds else f"{match[1]} + {match[2]} is not {match[3]}",
        "step": index,
    }


def find_wrong(request: JsonObject) -> JsonObject:
    """A finder that is wrong."""
    return {"answer": "5", "reason": ""}


def find_nothing_ever(request: JsonObject) -> JsonObject:
    """A finder that comes to no end."""
    time.sleep(3600)
    return {}
