"""An Ollama server: where it is, which models it has, and what it knows of one of them."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from phi4_node.engines.connections import Endpoint, requested
from phi4_node.engines.discovery import Call, Question
from phi4_node.engines.errors import (
    BadEngineError,
    EngineError,
    ModelNotPulledError,
    RequestRefusedError,
)
from phi4_node.engines.gguf_tokenizer import GgufTokenizer
from phi4_node.engines.openai_wire import http_errors, refusal
from phi4_node.profiles import all_profiles

DEFAULT_PORT = 11434
REMEDY = "Start it with `ollama serve`, or set OLLAMA_HOST to where it runs."

_PROBE_SECONDS = 1.0
"""How long the server may take to answer when nobody asked for it: it is one of several engines then."""

_LEAST_PARAMETERS = 1.0
"""Billions; smaller models are for tests and never picked."""

_REFUSES = (0, 12, 6)
"""The first version that refuses what does not fit if it is told to (`truncate` and `shift` of /api/chat).
Earlier ones drop the beginning without a word; a server built from source calls itself 0.0.0."""


_CALLERS_MISTAKE = re.compile(r"option .* must be|invalid format|invalid JSON schema")


def server_url(host: str = "") -> str:
    """The address of the server, from whatever OLLAMA_HOST may hold.

    Args:
        host: `HOST`, `HOST:PORT`, `:PORT` or a URL; OLLAMA_HOST if empty, and if that is empty too, this
            machine. An address that means "all interfaces" to the server means this machine to its client.

    Raises:
        BadEngineError: It is no address.
    """
    given = (host or os.environ.get("OLLAMA_HOST", "")).strip().strip("\"'")
    scheme, mark, rest = given.partition("://")
    if not mark:
        scheme, rest = "http", f"[{given}]" if _is_bare_ipv6(given) else given
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port
    except ValueError as error:
        raise BadEngineError(_no_address(given)) from error
    if scheme not in ("http", "https") or re.search(r"\s", given):
        raise BadEngineError(_no_address(given))
    usual = {"http": 80, "https": 443}[scheme] if mark else DEFAULT_PORT
    user, at, _ = parts.netloc.rpartition("@")
    path = parts.path.rstrip("/")
    return (
        f"{scheme}://{user}{at}{_reachable(parts.hostname or '')}:{port if port is not None else usual}{path}"
    )


def server_headers() -> dict[str, str]:
    """What is sent along with each request: the key in OLLAMA_API_KEY, for a server behind a gateway."""
    key = os.environ.get("OLLAMA_API_KEY", "")
    return {"Authorization": f"Bearer {key}"} if key else {}


def without_password(url: str) -> str:
    """An address as it may be shown."""
    return re.sub(r"//[^/@]*@", "//", url)


def _no_address(given: str) -> str:
    return (
        f"{without_password(given)[:120]!r} is no address of Ollama. Write HOST:PORT or http://HOST:PORT, in "
        "OLLAMA_HOST or as ollama:MODEL@http://HOST:PORT"
    )


def _is_bare_ipv6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False


def _reachable(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "127.0.0.1"
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return f"[{host}]" if address.version == 6 else host


@dataclass(frozen=True)
class ModelFacts:
    """What the server knows of a model.

    Attributes:
        capabilities: `completion`, `tools`, `thinking`, `vision`, ... by the model's chat template.
        context: Tokens that the model was trained for; None if the server does not say.
        template: Its chat template, in Ollama's own language.
        system: The system prompt that the server adds where the messages have none.
    """

    capabilities: frozenset[str] = frozenset()
    context: int | None = None
    template: str = ""
    system: str = ""


def facts_of(model: str) -> Question[ModelFacts | None]:
    """What the server knows of a model; None if it does not say: the request itself will tell why."""
    shown = yield Call("api/show", {"model": model})
    if not isinstance(shown, dict):
        return None
    info = shown.get("model_info")
    context = (
        info.get(f"{info.get('general.architecture')}.context_length") if isinstance(info, dict) else None
    )
    capabilities = shown.get("capabilities")
    return ModelFacts(
        capabilities=frozenset(map(str, capabilities)) if isinstance(capabilities, list) else frozenset(),
        context=context if isinstance(context, int) and context > 0 else None,
        template=str(shown.get("template") or ""),
        system=str(shown.get("system") or ""),
    )


def tokenizer_of(model: str) -> Question[GgufTokenizer | None]:
    """The model's tokenizer, from some megabytes of its file; None if it is of a kind not known here."""
    shown = yield Call("api/show", {"model": model, "verbose": True})
    info = shown.get("model_info") if isinstance(shown, dict) else None
    return GgufTokenizer.from_metadata(info) if isinstance(info, dict) else None


def refuses_what_does_not_fit() -> Question[bool]:
    """Whether the server is new enough to refuse what does not fit, if it is told to."""
    answer = yield Call("api/version")
    version = str(answer.get("version", "")) if isinstance(answer, dict) else ""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3]) >= _REFUSES


def ollama_refusal(status: int, body: object, url: str, model: str) -> EngineError:
    """The error for an answer of Ollama that is none."""
    where = f"Ollama at {without_password(url)}"
    text = str(body.get("error", body)) if isinstance(body, Mapping) else str(body)
    if _CALLERS_MISTAKE.search(text):
        status = 400  # Ollama calls these an error of its own
    if "model" in text and "not found" in text:
        return ModelNotPulledError(f'{where} does not have {model}. Run "ollama pull {model}"')
    if status == 403:
        return RequestRefusedError(
            f"{where} refuses requests to it under this name. Ask it as 127.0.0.1, or start it with "
            "OLLAMA_HOST=0.0.0.0, which lets the whole network in; behind a gateway, check OLLAMA_API_KEY."
        )
    return refusal(status, {"error": text}, where)


@dataclass(frozen=True)
class FoundOllama:
    """An Ollama server that answers.

    Attributes:
        url: Where it is.
        models: What was pulled.
    """

    url: str
    models: tuple[str, ...]

    def best_model(self) -> str:
        """The model whose profile comes first, leaving out what is unknown or too small; empty if none."""
        for profile in all_profiles():
            if not profile.is_known or (profile.parameters or 0) < _LEAST_PARAMETERS:
                continue
            for model in self.models:
                if profile.matches(model):
                    return model
        return ""


def find_ollama() -> FoundOllama | None:
    """The server at OLLAMA_HOST if it answers within a second, otherwise None."""
    try:
        url = server_url()
        with http_errors("Ollama", REMEDY, probing=True):
            endpoint = Endpoint("Ollama", REMEDY, url, server_headers())
            with requested(endpoint, "api/tags", timeout=_PROBE_SECONDS) as response:
                response.read()
            listed = response.raise_for_status().json()
        models = tuple(str(entry["model"]) for entry in listed["models"])
    except (EngineError, httpx.HTTPError, httpx.InvalidURL, LookupError, TypeError, ValueError):
        return None  # down, slow, no such address, or something that is no Ollama
    return FoundOllama(without_password(url), models)
