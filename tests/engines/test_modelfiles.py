"""The Modelfiles of deploy/modelfiles: what they set, and that a real Ollama makes models of them."""

from __future__ import annotations

import re

import httpx
import pytest

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.profiles import find_profile
from tests.engines.conftest import MODELFILES, ONE_THREAD, modelfile
from tests.ollama_server import OllamaServer

NAMES = {
    "phi4-mini-reasoning": ("phi4-mini-reasoning:phi4-node", None),
    "phi4-mini-coder": ("phi4-mini-coder", "code"),
    "qwen2.5-coder-1.5b": ("qwen2.5-coder:1.5b", None),
}
"""What each file is made into, and the domain that it is for."""


def parameters(name: str) -> dict[str, float]:
    text = (MODELFILES / f"{name}.Modelfile").read_text("utf-8")
    return {key: float(value) for key, value in re.findall(r"(?m)^PARAMETER (\S+) (\S+)$", text)}


def test_all_of_them_are_looked_at() -> None:
    assert {path.stem for path in MODELFILES.glob("*.Modelfile")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_are_those_of_the_profile(name: str) -> None:
    model, domain = NAMES[name]
    profile = find_profile(model)
    assert profile.is_known
    sampling = profile.sampling_for(domain).model_dump(exclude_none=True)
    expected = {"num_ctx": profile.request_context, "num_predict": sampling.pop("max_tokens"), **sampling}
    assert parameters(name) == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_has_the_command(name: str) -> None:
    readme = (MODELFILES / "README.md").read_text("utf-8")
    model, _ = NAMES[name]
    assert f"ollama create {model} -f" in readme
    assert f"{name}.Modelfile" in readme


@pytest.mark.model
@pytest.mark.parametrize("name", ["phi4-mini-reasoning", "phi4-mini-coder"])
def test_ollama_makes_a_model_of_it(ollama: OllamaServer, ollama_qwen: str, name: str) -> None:
    """On the weights that can be had here; the base keeps its own chat template."""
    model, _ = NAMES[name]
    ollama.create(model, modelfile(name, "qwen2.5-coder:1.5b") + ONE_THREAD)
    shown = httpx.post(f"{ollama.url}/api/show", json={"model": model}, timeout=60).json()
    told = {key: float(value) for key, value in re.findall(r"(?m)^(\w+) +([\d.]+)$", shown["parameters"])}
    assert parameters(name).items() <= told.items()
    assert shown["system"] in (MODELFILES / f"{name}.Modelfile").read_text("utf-8")
    assert "tools" in shown["capabilities"]
    reply = ChatPhi4Mini(f"ollama:{model}@{ollama.url}", max_tokens=4).invoke("Say hello.")
    assert reply.text
    assert reply.usage_metadata is not None
    assert reply.usage_metadata["input_tokens"] > 20  # the system prompt is in it, and the marks of the roles
