from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from phi4_node.engines import (
    BadEngineError,
    EngineSpec,
    MissingExtraError,
    default_engine,
    open_engine,
    parse_spec,
)
from phi4_node.engines.ollama import OllamaChat
from phi4_node.engines.openai import OpenAIChat
from phi4_node.errors import ExitCode
from phi4_node.weights import UnknownWeightsError
from tests.servers import Handler, Misbehaviour, reply


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PHI4_NODE_CACHE", str(tmp_path))
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")  # nothing listens there
    return tmp_path


@pytest.mark.parametrize(
    ("spec", "parts"),
    [
        ("ollama:phi4-mini-reasoning", ("ollama", "phi4-mini-reasoning", "")),
        ("ollama:qwen3:4b@http://box:11434", ("ollama", "qwen3:4b", "http://box:11434")),
        (" embedded:smollm2-135m ", ("embedded", "smollm2-135m", "")),
        ("embedded:/models/a@b.gguf", ("embedded", "/models/a@b.gguf", "")),
        ("openai:org/name@https://host/v1/", ("openai", "org/name", "https://host/v1")),
    ],
)
def test_words_that_name_an_engine(spec: str, parts: tuple[str, str, str]) -> None:
    assert parse_spec(spec) == EngineSpec(*parts)


@pytest.mark.parametrize(
    "spec",
    ["", "gpt", "gpt:4", ":", "ollama", "ollama:", "embedded: ", "openai:model", "openai:@http://host/v1",
     "openai:model@host", "openai:model@ftp://host", "ollama:a\x00b", "embedded:\x1b[31m", "x" * 10_000],
)  # fmt: skip
def test_words_that_do_not(spec: str) -> None:
    with pytest.raises(BadEngineError) as caught:
        parse_spec(spec)
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    assert len(str(caught.value)) < 500


def test_a_name_that_does_not_exist_is_an_error_before_anything_is_started() -> None:
    with pytest.raises(UnknownWeightsError, match=r"qwen2\.5-coder-1\.5b"):
        open_engine("embedded:phi5-giant")


def test_settings_reach_the_engine_under_one_name() -> None:
    ollama = open_engine("ollama:phi4-mini-reasoning", max_tokens=7, temperature=0.25)
    assert isinstance(ollama, OllamaChat)
    assert (ollama.num_predict, ollama.max_tokens, ollama.temperature) == (7, 7, 0.25)
    openai = open_engine("openai:m@http://host/v1", max_tokens=7, temperature=0.25)
    assert isinstance(openai, OpenAIChat)
    assert (openai.max_tokens, openai.temperature) == (7, 0.25)


@pytest.mark.parametrize("spec", ["ollama:m", "openai:m@http://host/v1", "embedded:smollm2"])
def test_an_unknown_setting_is_an_error(spec: str) -> None:
    with pytest.raises(ValueError, match="warmth"):
        open_engine(spec, warmth=1)


def _tags(*names: str) -> Handler:
    def handler(request: BaseHTTPRequestHandler) -> None:
        body: dict[str, Any] = {"models": [{"model": name, "name": name} for name in names]}
        reply(request, json.dumps(body).encode())

    return handler


def test_ollama_is_picked_if_it_has_a_known_model(
    http_server: Callable[[Handler], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "OLLAMA_HOST", http_server(_tags("llama3:8b", "qwen3:4b", "phi4-mini-reasoning:latest"))
    )
    choice = default_engine()
    assert choice.spec == "ollama:phi4-mini-reasoning:latest"
    assert "--model" in choice.note
    assert "\n" not in choice.note


@pytest.mark.parametrize("names", [(), ("llama3:8b", "smollm2:135m")])
def test_ollama_without_a_fitting_model_is_passed_over(
    http_server: Callable[[Handler], str], monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", http_server(_tags(*names)))
    assert default_engine().spec == "embedded:qwen2.5-coder-1.5b"


@pytest.mark.parametrize("kind", ["hang", "reset", "500", "garbage", "empty", "cut"])
def test_an_ollama_that_misbehaves_is_passed_over(
    bad_server: Callable[[Misbehaviour], str], monkeypatch: pytest.MonkeyPatch, kind: Misbehaviour
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", bad_server(kind))
    assert default_engine().spec == "embedded:qwen2.5-coder-1.5b"


def test_weights_that_are_here_are_preferred(empty_cache: Path) -> None:
    assert "fetched" in default_engine().note
    folder = empty_cache / "models"
    folder.mkdir()
    (folder / "phi4-mini-reasoning.gguf").write_bytes(b"GGUF")
    choice = default_engine()
    assert choice.spec == "embedded:phi4-mini-reasoning"
    assert "fetched" not in choice.note


def test_with_no_engine_at_all_both_ways_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "xllamacpp" else find_spec(name, *rest),
    )
    with pytest.raises(MissingExtraError, match=r"pip install .*ollama pull") as caught:
        default_engine()
    assert caught.value.exit_code == ExitCode.NO_MODEL
