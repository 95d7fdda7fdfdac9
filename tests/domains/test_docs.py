"""The domain in docs/domains.md does what the page says: its code is taken from there and used."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from phi4_node.domains import DOMAINS, Checker, route
from phi4_node.schema import Problem, Result, Solution, Status
from tests.conftest import REPOSITORY
from tests.graph.scripted import ScriptedModel

PAGE = REPOSITORY / "docs" / "domains.md"
ASKED = "Balance the equation H2 + O2 -> H2O"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path: Path = tmp_path_factory.mktemp("docs") / "chemistry.py"
    path.write_text("\n".join(code), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("docs_chemistry", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("2 H2 + O2 -> 2 H2O", Status.VERIFIED),
        ("2H2 + O2 = 2H2O", Status.VERIFIED),
        ("H2 + O2 -> H2O", Status.REFUTED),
        ("H2 + O2 -> H2O2", Status.REFUTED),
        ("4 H2 + 2 O2 -> 4 H2O", Status.UNCHECKED),
        ("water", Status.UNCHECKED),
    ],
)
def test_the_checker(page: ModuleType, answer: str, status: Status) -> None:
    checker = page.BalanceChecker()
    assert isinstance(checker, Checker)
    assert checker.check(Problem(text=ASKED), Solution(answer=answer), 5.0).status is status


@pytest.mark.parametrize("problem", [ASKED, "配平化学方程式 H2 + O2 → H2O"])
def test_its_problems_are_found_and_others_stay_where_they_were(page: ModuleType, problem: str) -> None:
    domains = (page.chemistry, *DOMAINS)
    assert route(problem, domains).spec is page.chemistry
    assert route("Solve x^2 = 4", domains).spec.name == "math"


async def test_a_refuted_answer_goes_back_with_the_count_of_atoms(page: ModuleType) -> None:
    model: Any = ScriptedModel(replies=["Answer: H2 + O2 -> H2O", "Answer: 2 H2 + O2 -> 2 H2O"])
    graph = page.chemistry_graph(model)
    result = Result.model_validate((await graph.ainvoke({"problem": ASKED}))["result"])
    assert result.verdict.status is Status.VERIFIED and result.answer == "2 H2 + O2 -> 2 H2O"
    assert "2 O on the left, 1 on the right" in model.prompts[1]


def test_every_field_that_the_page_names_exists(page: ModuleType) -> None:
    table = PAGE.read_text(encoding="utf-8").split("## What each part does")[1].split("##")[0]
    named = {
        name
        for row in re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert named and all(hasattr(page.chemistry, name) for name in named)
