"""The test helpers themselves: skipping with a hint, or failing, and servers that misbehave."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import HumanMessage

from tests.conftest import needs
from tests.planted import WrongFirstModel
from tests.servers import Misbehaviour


def test_needs_skips_with_the_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHI4_NODE_TEST_ALL", raising=False)
    needs("nothing", True, "unused")
    with pytest.raises(pytest.skip.Exception, match="needs a moon; to get it: build one"):
        needs("a moon", False, "build one")


def test_needs_fails_where_everything_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHI4_NODE_TEST_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="needs a moon"):
        needs("a moon", False, "build one")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("hang", httpx.ReadTimeout),
        ("reset", httpx.ReadError),
        ("cut", httpx.RemoteProtocolError),
    ],
)
def test_bad_servers_break_the_wire(
    bad_server: Callable[[Misbehaviour], str], kind: Misbehaviour, error: type[Exception]
) -> None:
    with pytest.raises(error):
        httpx.post(bad_server(kind), json={}, timeout=1, trust_env=False)


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("garbage", 200), ("empty", 200)])
def test_bad_servers_answer_nonsense(
    bad_server: Callable[[Misbehaviour], str], kind: Misbehaviour, status: int
) -> None:
    assert httpx.post(bad_server(kind), json={}, timeout=5, trust_env=False).status_code == status


async def test_wrong_first_then_the_real_one(wrong_first_model: type[WrongFirstModel]) -> None:
    model = wrong_first_model(inner=FakeListChatModel(responses=["right"]), wrong="wrong, and long enough")
    first = "".join([str(chunk.content) async for chunk in model.astream("q")])
    second = model.invoke([HumanMessage("q again")])
    assert (first, second.content) == ("wrong, and long enough", "right")
    assert [messages[-1].content for messages in model.seen] == ["q", "q again"]
