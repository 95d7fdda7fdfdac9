from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from phi4_node.domains import CODE
from phi4_node.domains.coding import CodeChecker, checker, jail, why_no_jail
from phi4_node.schema import Problem, Solution, Status, Verdict
from phi4_node.verification import verdict_of
from tests.conftest import needs

SECONDS = 60.0
DOUBLE = "Write a function `double(n)`. For example double(3) -> 6 and double(-2) -> -4."
RIGHT = "Answer:\n```python\ndef double(n):\n    return 2 * n\n```"


@pytest.fixture
def sandbox() -> None:
    needs("bubblewrap", shutil.which("bwrap") is not None, "apt-get install bubblewrap")
    needs("bubblewrap that may make a sandbox", not why_no_jail(), why_no_jail())


def judged(problem: str, reply: str) -> Verdict:
    return CodeChecker().check(Problem(text=problem), Solution(text=reply), SECONDS)


def test_examples_that_pass_support(sandbox: None) -> None:
    verdict = judged(DOUBLE, RIGHT)
    assert verdict.status is Status.SUPPORTED
    assert "All 2 examples" in verdict.reason and "no proof" in verdict.reason
    assert len(verdict.checks) == 2


def test_passing_examples_never_verify(sandbox: None) -> None:
    assert verdict_of(judged(DOUBLE, RIGHT).checks).status is Status.SUPPORTED


def test_the_failing_input_is_the_counterexample(sandbox: None) -> None:
    verdict = judged(DOUBLE, RIGHT.replace("2 * n", "n + 3"))
    assert verdict.status is Status.REFUTED
    assert verdict.counterexample == "double(-2) gives 1, expected -4"


async def test_the_async_twin_says_the_same(sandbox: None) -> None:
    given = Problem(text=DOUBLE), Solution(text=RIGHT), SECONDS
    assert await CodeChecker().acheck(*given) == CodeChecker().check(*given)


@pytest.mark.parametrize(
    ("problem", "code", "status"),
    [
        (DOUBLE, "def twice(n):\n    return 2 * n", Status.REFUTED),
        (DOUBLE, "def double(n):\n    return 2 * m", Status.REFUTED),
        (DOUBLE, "import numpy as np\ndef double(n):\n    return np.dot(2, n)", Status.UNCHECKED),
        (DOUBLE, "def double(n):\n    while True: n += 0", Status.UNCHECKED),
        (DOUBLE, "import os\ndef double(n):\n    os._exit(0)", Status.UNCHECKED),
        (DOUBLE, "class Solution:\n    def double(self, n):\n        return 2 * n", Status.SUPPORTED),
        ("Write f. f(1) -> 0.333", "def f(x):\n    return x / 3", Status.UNCHECKED),
        ("Write f. f(1) -> 0.3", "def f(x):\n    return 0.1 + 0.2", Status.SUPPORTED),
        ("Write f.\nassert f(1) == 0.3", "def f(x):\n    return 0.1 + 0.2", Status.REFUTED),
        ("Write f. f(1) -> [1, 2]", "def f(x):\n    return (1, 2)", Status.UNCHECKED),
        ("Write f. f(1) -> True", "def f(x):\n    return 1", Status.SUPPORTED),
        ("Write f.\nassert f(1) is True", "def f(x):\n    return 1", Status.REFUTED),
        ("Write f.\nassert f(1) is True", "def f(x):\n    return x == 1", Status.SUPPORTED),
        ("Write f.\nassert f(1) < 2", "def f(x):\n    return 5", Status.REFUTED),
        ("Write f.\n>>> f(1)\n6", "def f(x):\n    print(6)", Status.SUPPORTED),
        ("Write f.\nInput: 2, 3\nOutput: 5", "def add(a, b):\n    return a + b", Status.SUPPORTED),
        (
            "Read a number from standard input.\nInput: 2\nOutput: 4",
            "print(int(input()) * 2)",
            Status.SUPPORTED,
        ),
        (
            "Read a number from standard input.\nInput: 2\nOutput: 4",
            "print(int(input()) * 3)",
            Status.REFUTED,
        ),
        ("写一个函数 f，例如 f(2) 返回 4。", "def f(x):\n    return x * x", Status.SUPPORTED),
    ],
)
def test_verdicts(
    sandbox: None, monkeypatch: pytest.MonkeyPatch, problem: str, code: str, status: Status
) -> None:
    if "while True" in code:
        monkeypatch.setattr(checker, "LONGEST_RUN", 2.0)
    assert judged(problem, f"```python\n{code}\n```").status is status


def test_functions_of_the_asker_are_there_but_not_the_one_to_be_mended(sandbox: None) -> None:
    problem = (
        "Fix `area`:\n```python\nimport math\ndef square(x):\n    return x * x\n"
        "def area(r):\n    return math.pi + square(r)\n```\nassert area(0) == 0"
    )
    assert (
        judged(problem, "```python\ndef area(r):\n    return math.pi * square(r)\n```").status
        is Status.SUPPORTED
    )
    other = judged(problem, "```python\ndef fixed(r):\n    return 0\n```")
    assert other.status is Status.REFUTED and "area" in other.reason


def test_a_reply_that_is_only_the_body(sandbox: None) -> None:
    problem = 'def half(n):\n    """Half of n.\n\n    >>> half(4)\n    2\n    """\n'
    assert judged(problem, "    return n // 2").status is Status.SUPPORTED
    assert judged(problem, "```python\nreturn n // 3\n```").status is Status.REFUTED


@pytest.mark.parametrize(
    ("problem", "reply", "why"),
    [
        ("Write a function that doubles.", RIGHT, "no example"),
        (DOUBLE, "It doubles the number.", "no Python"),
        (DOUBLE, "```javascript\nconst double = n => 2 * n\n```", "javascript"),
        ("In Java: " + DOUBLE, "```\nint f\n```", "another language"),
    ],
)
def test_why_nothing_is_run(problem: str, reply: str, why: str) -> None:
    verdict = judged(problem, reply)
    assert verdict.status is Status.UNCHECKED and why in verdict.reason


def test_without_bubblewrap_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail.shutil, "which", lambda name: None)
    jail.why_no_jail.cache_clear()

    def never(*args: object, **more: object) -> object:
        raise AssertionError("it was run bare")

    monkeypatch.setattr(checker, "run_jailed", never)
    try:
        verdict = judged(DOUBLE, RIGHT)
    finally:
        jail.why_no_jail.cache_clear()
    assert verdict.status is Status.UNCHECKED
    assert "install bubblewrap" in verdict.reason


def test_a_bubblewrap_that_is_not_allowed_to_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refuses = tmp_path / "bwrap"
    refuses.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n")
    refuses.chmod(0o755)
    which = shutil.which
    monkeypatch.setattr(jail.shutil, "which", lambda name: str(refuses) if name == "bwrap" else which(name))
    monkeypatch.setattr(jail.sys, "platform", "linux")
    jail.why_no_jail.cache_clear()
    jail.command.cache_clear()
    try:
        verdict = judged(DOUBLE, RIGHT)
    finally:
        jail.why_no_jail.cache_clear()
        jail.command.cache_clear()
    assert verdict.status is Status.UNCHECKED
    assert "uid map" in verdict.reason and "namespaces" in verdict.reason


@pytest.mark.data
def test_humaneval(sandbox: None, shared_data: Path) -> None:
    rows = [json.loads(line) for line in (shared_data / "code/humaneval_dev.jsonl").read_text().splitlines()]
    right = [judged(row["prompt"], row["prompt"] + row["canonical_solution"]).status for row in rows]
    assert Status.REFUTED not in right
    assert right.count(Status.SUPPORTED) >= 36
    wrong = [judged(row["prompt"], row["prompt"] + "    return None").status for row in rows[:10]]
    assert Status.SUPPORTED not in wrong


def test_the_domain_uses_it() -> None:
    assert isinstance(CODE.checker, CodeChecker)
