"""Models for ONNX Runtime: each in a process of its own, started once, shared, stopped when this one ends."""

from __future__ import annotations

import atexit
import importlib.util
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from phi4_node.engines import onnx_child
from phi4_node.engines.errors import (
    EngineError,
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    RequestRefusedError,
    ServerBrokeOffError,
    ServerFailedError,
)
from phi4_node.engines.local_model import Json, Token, Wanted
from phi4_node.engines.machine import available_memory, usable_cores
from phi4_node.engines.worker import Outlet
from phi4_node.weights import converted_folder

CONFIG = "genai_config.json"
"""The file that makes a folder a model for ONNX Runtime."""

_SIDE_BY_SIDE = 4
"""Replies that take turns in one process; each has a key-value cache of its own."""

_LOOK_SECONDS = 0.1
_STOP_SECONDS = 10.0

_GONE: Json = {"gone": True}


class OnnxProcess:
    """A model in a process of its own.

    Attributes:
        context: Tokens that a request can have, reply included.
        turns: Requests that are worked on side by side.
    """

    def __init__(self, folder: Path, context: int) -> None:
        """Start the process and wait until the model is loaded.

        Raises:
            ModelLoadError: It cannot be loaded.
        """
        self.context = context
        self.turns = threading.Semaphore(_SIDE_BY_SIDE)
        self._folder = folder
        self._ids = itertools.count(1)
        self._waiting: dict[int, queue.SimpleQueue[Json]] = {}
        self._has_ended = False
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._process = subprocess.Popen(  # nosec B603  # our own module
            # -P: the modules beside that file are not to be taken for the libraries of the same names
            [sys.executable, "-P", onnx_child.__file__, str(folder), str(usable_cores())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("PHI4_NODE_VERBOSE") == "1" else subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for this process, which then stops the other
        )
        try:
            self._wait_until_ready()
        except BaseException:
            self.close()
            raise
        name = f"reader of {folder.name}"
        threading.Thread(target=self._hand_out, name=name, daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return not self._has_ended and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def render(self, messages: list[Json], tools: list[Json]) -> str:
        """The prompt in the words of the chat template that lies beside the model.

        Raises:
            RequestRefusedError: The template does not take these messages, or there is none.
        """
        answer = self._ask({"do": "render", "messages": messages, "tools": tools})
        if "error" in answer:
            raise RequestRefusedError(
                f"The chat template in {self._folder} does not take these messages: "
                f"{_gist(answer['error'])}. Begin with at most one system message and let user and assistant "
                "take turns; convert the model anew if it has no template."
            )
        return str(answer["text"])

    def encode(self, text: str) -> list[int]:
        """The tokens of a text."""
        answer = self._ask({"do": "encode", "text": text})
        if "error" in answer:
            raise self._failure(answer["error"])
        return list(answer["tokens"])

    def generate(self, prompt: list[int], wanted: Wanted, outlet: Outlet[Token]) -> None:
        """Put out one token after the other."""
        order = {
            "do": "generate",
            "prompt": prompt,
            "options": _options(len(prompt), wanted),
            "schema": wanted.schema,
        }
        with self._asked(order) as (id_, answers):
            try:
                while outlet.is_wanted():
                    try:
                        answer = answers.get(timeout=_LOOK_SECONDS)
                    except queue.Empty:
                        continue
                    if "token" not in answer:
                        self._must_be_well(answer)
                        return
                    outlet.put(Token(answer["token"], answer["end"]))
            finally:
                self._send({"do": "stop", "id": id_})

    def close(self) -> None:
        """End the process; requests that it works on are told."""
        if self._process.stdin:
            with suppress(BrokenPipeError):  # it is gone already
                self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"failed": f"it ended at once (code {self._process.wait()})"}
        if "failed" in answer:
            raise ModelLoadError(
                f"ONNX Runtime cannot load {self._folder}: {_gist(answer['failed'])}. Files are damaged or "
                "missing, made for another version, or memory is short: convert the model anew with "
                "phi4-node convert, or see more with PHI4_NODE_VERBOSE=1."
            )

    def _hand_out(self) -> None:
        """Give each answer to who waits for it, until the process ends."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            with self._lock:
                waiting = self._waiting.get(answer["id"])
            if waiting is not None:
                waiting.put(answer)
        with self._lock:
            self._has_ended = True
            for waiting in self._waiting.values():
                waiting.put(_GONE)

    @contextmanager
    def _asked(self, order: Json) -> Iterator[tuple[int, queue.SimpleQueue[Json]]]:
        id_ = next(self._ids)
        answers: queue.SimpleQueue[Json] = queue.SimpleQueue()
        with self._lock:
            self._waiting[id_] = answers
            has_ended = self._has_ended
        try:
            if has_ended or not self._send({**order, "id": id_}):
                answers.put(_GONE)
            yield id_, answers
        finally:
            with self._lock:
                del self._waiting[id_]

    def _ask(self, order: Json) -> Json:
        with self._asked(order) as (_, answers):
            answer = answers.get()
        if answer is _GONE:
            self._must_be_well(answer)
        return answer

    def _send(self, order: Json) -> bool:
        """Whether the process can still be told."""
        assert self._process.stdin is not None
        try:
            with self._writing:
                self._process.stdin.write(json.dumps(order) + "\n")
                self._process.stdin.flush()
        except (BrokenPipeError, ValueError):  # it ended, or was closed
            return False
        return True

    def _must_be_well(self, answer: Json) -> None:
        if answer is _GONE:
            raise ServerBrokeOffError(
                f"The process that runs {self._folder.name} ended before the reply did (code "
                f"{self._process.wait()}); code -9 means that memory ran out. Ask again: it is started anew."
            )
        if "error" in answer:
            raise self._failure(answer["error"])

    def _failure(self, said: str) -> EngineError:
        if any(word in said.lower() for word in ("grammar", "schema", "guidance")):
            return RequestRefusedError(
                f"ONNX Runtime cannot keep a reply to this schema: {_gist(said)}. Make it simpler."
            )
        return ServerFailedError(
            f"ONNX Runtime failed with {self._folder.name}: {_gist(said)}. Ask again; if it happens again, "
            "free memory or convert the model anew."
        )


_processes: dict[tuple[int, Path], OnnxProcess] = {}
_starting = threading.Lock()


def onnx_process(name: str) -> OnnxProcess:
    """The process for a folder, or for a name that `phi4-node convert` gave; started if it does not run yet.

    Raises:
        MissingExtraError: ONNX Runtime is not installed.
        ModelNotFoundError: There is no such folder or name.
        ModelLoadError: It cannot be loaded, or there is not enough memory for it.
    """
    folder = onnx_folder(name)
    key = (os.getpid(), folder)  # a forked child cannot use what its parent reads from
    with _starting:
        if key not in _processes or not _processes[key].is_alive:
            _processes[key] = _start(folder)
        return _processes[key]


def stop_onnx_processes() -> None:
    """Stop all models of this process and free their memory; the next request starts one anew."""
    with _starting:
        mine = [key for key in _processes if key[0] == os.getpid()]
        processes = [_processes.pop(key) for key in mine]
    for process in processes:
        process.close()


atexit.register(stop_onnx_processes)


def onnx_folder(name: str) -> Path:
    """The folder that is meant: a path, or the name of something converted before.

    Raises:
        ModelNotFoundError: There is neither.
    """
    path = Path(name).expanduser()
    kept = converted_folder(name) if path.name == name else None
    for folder in (kept, path):
        if folder is not None and (folder / CONFIG).is_file():
            return folder.resolve()
    if path.is_dir():
        raise ModelNotFoundError(
            f"{path} is no model for ONNX Runtime: it has no {CONFIG}. Make one from Hugging Face weights or "
            "from a GGUF file with: phi4-node convert SOURCE OUT; then use onnx:OUT"
        )
    raise ModelNotFoundError(
        f"There is no folder {path}, and nothing was converted under this name. Run: phi4-node convert {name}"
        if kept is not None
        else f"There is no folder {path}. Make it with: phi4-node convert SOURCE {path}"
    )


def _start(folder: Path) -> OnnxProcess:
    if importlib.util.find_spec("onnxruntime_genai") is None:
        raise MissingExtraError(
            'The ONNX Runtime engine is not installed. Run: pip install "phi4-node[onnx]"'
        )
    needed = sum(file.stat().st_size for file in folder.glob("*.onnx*"))
    if needed > available_memory():
        raise ModelLoadError(
            f"Not enough memory for {folder.name}: its weights have {needed / 2**30:.1f} GiB and there are "
            f"{available_memory() / 2**30:.1f} GiB. Close something, or choose a smaller model."
        )
    try:
        context = int(json.loads((folder / CONFIG).read_text("utf-8"))["model"]["context_length"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelLoadError(
            f"{folder / CONFIG} cannot be read ({_gist(str(error))}). Convert the model anew."
        ) from error
    return OnnxProcess(folder, context)


def _options(prompt_tokens: int, wanted: Wanted) -> dict[str, Any]:
    """The settings as the library names them; what is not set is as the model's own file has it."""
    options: dict[str, Any] = {"max_length": prompt_tokens + wanted.max_tokens}
    if wanted.temperature is not None:
        options["do_sample"] = wanted.temperature > 0
    if wanted.temperature:
        options["temperature"] = wanted.temperature
    if wanted.top_p is not None:
        options["top_p"] = wanted.top_p
    if wanted.top_k is not None:
        options["top_k"] = wanted.top_k
    if wanted.seed is not None:
        options["random_seed"] = wanted.seed
    return options


def _gist(said: str) -> str:
    return " ".join(said.split())[:300].rstrip(".") or "it did not say why"
