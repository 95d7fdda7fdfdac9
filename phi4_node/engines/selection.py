"""Which engine: read the words that name one, or pick one when nobody named any."""

from __future__ import annotations

import importlib.util
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel

from phi4_node.engines.errors import BadEngineError, MissingExtraError
from phi4_node.profiles import Profile, find_profile
from phi4_node.weights import find

DEFAULT_WEIGHTS = "qwen2.5-coder-1.5b"
PREFERRED_WEIGHTS = "phi4-mini-reasoning"

ENGINES = (
    "ollama:MODEL, embedded:MODEL, embedded:/path/to/model.gguf, openai:MODEL@http://host:port/v1, "
    "onnx:FOLDER, transformers:FOLDER"
)
_NAMES = ("ollama", "embedded", "openai", "onnx", "transformers")


class EngineSpec(NamedTuple):
    """The parts of the words that name an engine: `ollama:MODEL`, `openai:MODEL@URL`, ..."""

    engine: str
    model: str
    url: str = ""


class Choice(NamedTuple):
    """What `default_engine` picked.

    Attributes:
        spec: The words that name it.
        note: One line that says what is used and how to choose otherwise.
    """

    spec: str
    note: str


def parse_spec(spec: str) -> EngineSpec:
    """Read the words that name an engine and a model.

    Raises:
        BadEngineError: They cannot be read; the message shows the forms that can.
    """
    engine, colon, rest = spec.strip().partition(":")
    model, _, url = rest.partition("@") if engine in ("ollama", "openai") else (rest, "", "")
    shown = spec.strip()[:120]
    if not colon or engine not in _NAMES:
        raise BadEngineError(f"There is no engine {shown!r}. Name one of: {ENGINES}")
    if not model.strip():
        raise BadEngineError(f"{shown!r} names no model. Write one of: {ENGINES}")
    if not spec.isprintable():
        raise BadEngineError(f"{shown!r} has characters that no name of a model has. Write one of: {ENGINES}")
    if url and not url.startswith(("http://", "https://")):
        raise BadEngineError(f"{url!r} is no address; it must begin with http:// or https://")
    if engine == "openai" and not url:
        raise BadEngineError(
            f"{shown!r} lacks the server's address. Write: openai:{model}@http://host:port/v1"
        )
    return EngineSpec(engine, model.strip(), url.rstrip("/"))


def open_engine(spec: str, profile: Profile | None = None, **sampling: Any) -> BaseChatModel:
    """The chat model that some words name; nothing is fetched, started or asked yet.

    Args:
        spec: `ollama:MODEL` (or `ollama:MODEL@URL`), `embedded:MODEL`, `embedded:/path/to/model.gguf`,
            `openai:MODEL@http://host:port/v1`, `onnx:FOLDER` (or a name that was converted), or
            `transformers:FOLDER` (or a repository of the model hub).
        profile: What is known of the model; found by its name if not given.
        sampling: Settings of the engine: `temperature`, `top_p`, `top_k`, `max_tokens`, `seed`, ...

    Raises:
        BadEngineError: The words cannot be read.
        MissingExtraError: The engine needs a package that is not installed.
    """
    engine, model, url = parse_spec(spec)
    profile = profile or find_profile(model)
    if engine == "embedded":
        from phi4_node.engines.embedded import EmbeddedChat, is_file_name
        from phi4_node.weights import known_model

        if not is_file_name(model):
            model = known_model(model).name  # an unknown name is an error now, not at the first call
        sampling.setdefault("context", profile.request_context)
        return EmbeddedChat(model=model, **sampling)
    if engine == "ollama":
        from phi4_node.engines.ollama import open_ollama

        sampling.setdefault("context", profile.request_context)
        return open_ollama(model, url, **sampling)
    if engine == "onnx":
        from phi4_node.engines.onnx import open_onnx

        sampling.setdefault("context", profile.request_context)
        return open_onnx(model, **sampling)
    if engine == "transformers":
        from phi4_node.engines.transformers import open_transformers

        sampling.setdefault("context", profile.request_context)
        return open_transformers(model, **sampling)
    from phi4_node.engines.openai import open_openai

    return open_openai(model, url, **sampling)


def default_engine() -> Choice:
    """Pick an engine when nobody named one.

    In this order: Ollama, if it answers at OLLAMA_HOST and has a model that a profile describes; the embedded
    engine with phi4-mini-reasoning, if its weights are already here; the embedded engine with
    Qwen2.5-Coder-1.5B, which is fetched on first use (1.1 GB) because it answers on any machine in seconds,
    where phi4-mini-reasoning would be 2.5 GB and minutes of thought on a CPU.

    Raises:
        MissingExtraError: There is neither.
    """
    from phi4_node.engines.ollama import find_ollama

    ollama = find_ollama()
    known = ollama.best_model() if ollama else ""
    if ollama and known:
        return Choice(f"ollama:{known}", f"Using {known} from Ollama at {ollama.url}; choose with --model.")
    if importlib.util.find_spec("xllamacpp") is None:
        raise MissingExtraError(_no_engine(ollama.url if ollama else ""))
    weights = PREFERRED_WEIGHTS if find(PREFERRED_WEIGHTS) else DEFAULT_WEIGHTS
    fetched = "" if find(weights) else ", fetched once"
    return Choice(
        f"embedded:{weights}",
        f"Using {weights} in this process{fetched}; choose with --model (see phi4-node models).",
    )


def _no_engine(ollama_url: str) -> str:
    pull = "ollama pull phi4-mini-reasoning"
    install = 'pip install "phi4-node[embedded]"'
    if ollama_url:
        return f"Ollama at {ollama_url} has no model that is known here. Run: {pull} (or: {install})"
    return f"There is no engine. Run: {install} (or start Ollama and run: {pull})"
