"""llama.cpp servers inside this process: started once for each model, shared, stopped when the process ends.

The server listens on a loopback port that the system picks and wants a key that only this process knows, so
that nobody else on the machine can use it.
"""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from phi4_node.engines.errors import MissingExtraError, ModelLoadError
from phi4_node.engines.machine import available_memory, usable_cores

LEAST_CONTEXT = 1024
"""Tokens below which a context is of no use; a machine with too little memory for it is told so."""

_PROMPT_CACHE_MIB = 256
# Side by side, requests share the reading of the weights, which is most of the work; each takes memory.
_LEAST_SLOTS = 2
_MOST_SLOTS = 4
_STOP_SECONDS = 15.0
_FIRST_TOKEN_SECONDS = 120.0
_SILENT = -1
_EVERYTHING = 4


@dataclass(frozen=True)
class LlamaServer:
    """A running server.

    Attributes:
        path: The weights.
        url: Where it listens.
        key: What requests must show.
        context: Tokens of context for each request.
        slots: Requests that are answered side by side; more wait their turn.
    """

    path: Path
    url: str
    key: str = field(repr=False)
    context: int
    slots: int
    handle: Any = field(repr=False)


_servers: dict[tuple[Path, int], LlamaServer] = {}
_lock = threading.Lock()
_is_fork = False


def llama_server(path: Path, *, context: int, kv_bytes: int, verbose: bool = False) -> LlamaServer:
    """The server for these weights and this context; started if it does not run yet.

    Args:
        path: A GGUF file.
        context: Tokens of context wanted for each request; less is given if memory is short.
        kv_bytes: Memory that one token of context takes.
        verbose: Let llama.cpp write its log to standard error.

    Raises:
        MissingExtraError: llama.cpp is not installed.
        ModelLoadError: It cannot load this file, or there is not enough memory for it.
    """
    key = (path, context)
    with _lock:
        if key not in _servers:
            _servers[key] = _start(path, context, kv_bytes, verbose)
        return _servers[key]


def stop_llama_servers() -> None:
    """Stop all servers of this process and free their memory; the next request starts one anew."""
    with _lock:
        servers = list(_servers.values())
        _servers.clear()
    if not servers:
        return
    # The last reference to a server stops it, and now and then llama.cpp waits for itself without end: nobody
    # else shall wait with it.
    stopping = threading.Thread(target=servers.clear, name="stop llama.cpp", daemon=True)
    stopping.start()
    stopping.join(_STOP_SECONDS)
    if stopping.is_alive():
        logging.getLogger(__name__).warning("llama.cpp did not stop within %s s", _STOP_SECONDS)


atexit.register(stop_llama_servers)


def _forget_servers() -> None:
    """In a forked child: its parent's servers are not its own; a request there starts one anew.

    The parent's threads are not here, neither one that may hold the lock nor those that llama.cpp would wait
    for when a server is freed or the process ends. So nothing of it is freed in the child, not even a server
    of the child's own, and the child leaves without that clean-up, as the children of `multiprocessing` do.
    """
    global _lock, _is_fork
    _lock = threading.Lock()
    if not _servers:
        return
    _is_fork = True
    for server in _servers.values():
        _never_free(server.handle)
    _servers.clear()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "on_exit"):  # glibc; called with the exit status, before what was registered earlier
        libc.on_exit(libc._exit, None)


def _never_free(handle: object) -> None:
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(handle))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_servers)


def _start(path: Path, context: int, kv_bytes: int, verbose: bool) -> LlamaServer:
    try:
        import xllamacpp
    except ImportError as error:
        raise MissingExtraError(
            'The embedded engine is not installed. Run: pip install "phi4-node[embedded]"'
        ) from error
    if not path.is_file():
        raise ModelLoadError(
            f"There is no file {path}; give the path of a GGUF file or the name of known weights."
        )
    context, slots = _fit(path, context, kv_bytes)
    cores = usable_cores()
    key = secrets.token_urlsafe(24)

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context * slots  # slots share it evenly
    params.n_parallel = slots
    params.cpuparams.n_threads = cores
    params.cpuparams_batch.n_threads = cores
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    params.use_jinja = True
    params.api_keys = [key]
    params.ui = False
    # A stream that nobody reads any more is noticed at the next sign of life, and stopping waits for it.
    params.sse_ping_interval = 1
    params.verbosity = _EVERYTHING if verbose else _SILENT
    try:
        handle = xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelLoadError(
            f"llama.cpp cannot load {path}: the file is damaged, no GGUF file, or of a kind that this "
            "version does not know. Fetch it anew with `phi4-node pull`, or see why with PHI4_NODE_VERBOSE=1."
        ) from error
    if _is_fork:
        _never_free(handle)
    logging.getLogger(__name__).debug("llama.cpp serves %s at %s", path, handle.listening_address)
    _answer_once(path, handle.listening_address, key)
    return LlamaServer(path, handle.listening_address, key, context, slots, handle)


def _answer_once(path: Path, url: str, key: str) -> None:
    """Have one token written: a server that is stopped before its loop runs would never stop."""
    try:
        httpx.post(
            f"{url}/v1/completions",
            json={"prompt": "1", "max_tokens": 1},
            headers={"Authorization": f"Bearer {key}"},
            timeout=_FIRST_TOKEN_SECONDS,
            trust_env=False,
        ).raise_for_status()
    except httpx.HTTPError as error:
        raise ModelLoadError(f"llama.cpp loaded {path.name}, but it does not answer: {error}.") from error


def _fit(path: Path, context: int, kv_bytes: int) -> tuple[int, int]:
    """Context and number of slots that memory allows.

    The weights are mapped, so they take page cache rather than memory of our own, but they must fit too or
    every token reads the disk.
    """
    room = available_memory() - path.stat().st_size - _PROMPT_CACHE_MIB * 2**20
    largest = room // 2 // kv_bytes  # the other half is for working buffers and for everybody else
    if largest < LEAST_CONTEXT:
        raise ModelLoadError(
            f"Not enough memory for {path.name}: it needs about "
            f"{(path.stat().st_size + 2 * LEAST_CONTEXT * kv_bytes) / 2**30:.1f} GiB free and there are "
            f"{available_memory() / 2**30:.1f} GiB. Close something, or choose a smaller model."
        )
    context = min(context, largest)
    wanted = min(max(_LEAST_SLOTS, usable_cores() // 2), _MOST_SLOTS)
    return context, max(1, min(wanted, largest // context))
