"""A real Ollama server with real models, for the tests of this folder."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from phi4_node import weights
from tests.conftest import REPOSITORY, needs, test_all
from tests.ollama_server import INSTALL, OllamaServer, ollama_program, serving_ollama

ONE_THREAD = "\nPARAMETER num_thread 1\n"
"""Two threads that wait for each other crawl as soon as something else runs on the machine."""

MODELFILES = REPOSITORY / "deploy" / "modelfiles"


def weights_file(name: str) -> Path:
    """The GGUF file of a known model."""
    found = weights.find(name)
    if found is None:
        needs(f"the weights of {name}", test_all(), f"phi4-node pull {name}")
        found = weights.fetch(name)
    return found


def modelfile(name: str, base: str) -> str:
    """A Modelfile of ours with another base; README.md beside them shows the same as a command."""
    text = (MODELFILES / f"{name}.Modelfile").read_text("utf-8")
    return re.sub(r"(?m)^FROM .*", f"FROM {base}", text)


@pytest.fixture(scope="session")
def ollama_folder() -> Iterator[Path]:
    """A folder for the homes and the models of the servers of this run, removed at its end."""
    needs("an Ollama to start", bool(ollama_program()), INSTALL)
    with tempfile.TemporaryDirectory(prefix="phi4-node-ollama-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def ollama(ollama_folder: Path) -> Iterator[OllamaServer]:
    """A server with SmolLM2 as `smollm2`."""
    with serving_ollama(ollama_folder / "home", ollama_folder / "models", OLLAMA_NUM_PARALLEL="1") as server:
        server.create("smollm2", f"FROM {weights_file('smollm2-135m')}\n{ONE_THREAD}")
        yield server


@pytest.fixture(scope="session")
def ollama_qwen(ollama: OllamaServer) -> str:
    """The engine's words for Qwen2.5-Coder-1.5B on that server, made from the Modelfile that we ship."""
    base = str(weights_file("qwen2.5-coder-1.5b"))
    ollama.create("qwen2.5-coder:1.5b", modelfile("qwen2.5-coder-1.5b", base) + ONE_THREAD)
    return f"ollama:qwen2.5-coder:1.5b@{ollama.url}"


@pytest.fixture
def own_ollama_of(ollama: OllamaServer, tmp_path: Path) -> Iterator[Callable[..., OllamaServer]]:
    """Factory of servers of a test's own, with settings such as OLLAMA_NUM_PARALLEL and the same models."""
    with ExitStack() as servers:
        homes = count()
        yield lambda **environment: servers.enter_context(
            serving_ollama(tmp_path / f"home-{next(homes)}", ollama.models, **environment)
        )


@pytest.fixture
def own_ollama(own_ollama_of: Callable[..., OllamaServer]) -> OllamaServer:
    """A server that a test may kill."""
    return own_ollama_of()
