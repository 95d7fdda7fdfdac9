"""What all tests share: `needs`, the shared data, real weights, bad servers, and a planted wrong reply.

Use `from tests.conftest import needs` in a test module; everything else here is a fixture.
"""

from __future__ import annotations

import importlib.util
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.planted import WrongFirstModel
from tests.servers import Handler, Misbehaviour, misbehave, serving

REPOSITORY = Path(__file__).resolve().parent.parent
TEST_ALL = "PHI4_NODE_TEST_ALL"


def test_all() -> bool:
    """Whether everything must run: then something missing is a failure, not a skip."""
    return os.environ.get(TEST_ALL, "") == "1"


test_all.__test__ = False  # type: ignore[attr-defined]  # a helper, not a test

# What decides over a change must not be a draw of lots: under CI the examples are the same each time.
# `python -m benchmarks.fuzz` looks for new ones.
hypothesis.settings.register_profile("everything", derandomize=True, deadline=None)
if test_all():
    hypothesis.settings.load_profile("everything")


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs the tests in the background has this ignored, and the processes that tests start and
    # interrupt would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def needs(what: str, available: bool, install: str) -> None:
    """Go on if `available`; otherwise skip with the install hint, or fail where everything must run.

    Args:
        what: What the test needs, for example `Ollama at OLLAMA_HOST`.
        available: Whether it is there.
        install: The command or sentence that gets it.
    """
    if available:
        return
    message = f"needs {what}; to get it: {install}"
    if test_all():
        pytest.fail(f"{message} ({TEST_ALL}=1 lets nothing be skipped)", pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of shared test data: PHI4_NODE_DATA, or `../shared/data` beside the repository."""
    path = Path(os.environ.get("PHI4_NODE_DATA") or REPOSITORY.parent / "shared" / "data")
    if not path.is_dir():
        pytest.skip(f"no shared data at {path}; set PHI4_NODE_DATA to the folder that has it")
    return path


def _engine_with_weights(name: str) -> str:
    """The spec of the embedded engine with the weights `name`, once they are in the cache."""
    found = importlib.util.find_spec("xllamacpp") is not None
    needs("the embedded engine", found, 'pip install -e ".[embedded]"')
    from phi4_node import weights

    if weights.find(name) is None:
        needs(f"the weights of {name}", test_all(), f"phi4-node pull {name}")
        weights.fetch(name)
    return f"embedded:{name}"


@pytest.fixture(scope="session")
def smollm2() -> str:
    """Engine spec of the tiny model: real tokens for tests of the wire; it cannot reason."""
    return _engine_with_weights("smollm2-135m")


@pytest.fixture(scope="session")
def qwen_coder() -> str:
    """Engine spec of the small model that can reason a little."""
    return _engine_with_weights("qwen2.5-coder-1.5b")


@pytest.fixture
def http_server() -> Iterator[Callable[[Handler], str]]:
    """Factory: give it a handler of one request, get the address of a local server that runs it."""
    with serving() as start:
        yield start


@pytest.fixture
def bad_server(http_server: Callable[[Handler], str]) -> Callable[[Misbehaviour], str]:
    """Factory of servers that misbehave: `hang`, `reset`, `500`, `garbage`, `empty`, `cut` (mid-stream)."""
    return lambda kind: http_server(misbehave(kind))


@pytest.fixture
def wrong_first_model() -> type[WrongFirstModel]:
    """The wrapper `WrongFirstModel(inner=chat_model, wrong=text)`: first `text`, then what `inner` says."""
    return WrongFirstModel
