"""Models for ONNX Runtime: loaded once for each folder, shared by the process, and freed on demand."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from phi4_node.engines.errors import (
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    RequestRefusedError,
    ServerFailedError,
)
from phi4_node.engines.in_process import Json, Piece, Token, Wanted
from phi4_node.engines.machine import available_memory, usable_cores
from phi4_node.engines.worker import Outlet
from phi4_node.weights import converted_folder

CONFIG = "genai_config.json"
"""The file that makes a folder a model for ONNX Runtime."""

_PREFILL_TOKENS = 64
"""Tokens of a prompt that are read at a time; between two such portions it can be stopped."""

_SIDE_BY_SIDE = 2


class OnnxModel:
    """A model in memory.

    Attributes:
        context: Tokens that a request can have, reply included.
        turns: Requests that are worked on side by side.
    """

    def __init__(self, folder: Path, library: Any, model: Any, context: int) -> None:
        self.context = context
        self.turns = threading.Semaphore(_SIDE_BY_SIDE)
        self._folder = folder
        self._library = library
        self._model = model
        self._tokenizer = library.Tokenizer(model)
        self._ends = {int(token) for token in self._tokenizer.eos_token_ids}

    def render(self, messages: list[Json], tools: list[Json]) -> str:
        """The prompt in the words of the chat template that lies beside the model.

        Raises:
            RequestRefusedError: The template does not take these messages, or there is none.
        """
        try:
            text: str = self._tokenizer.apply_chat_template(
                json.dumps(messages), tools=json.dumps(tools) if tools else None, add_generation_prompt=True
            )
        except RuntimeError as error:
            raise RequestRefusedError(
                f"The chat template in {self._folder} does not take these messages: {_gist(error)}. Begin "
                "with at most one system message, let user and assistant take turns; or convert the model "
                "anew if it has no template."
            ) from error
        return text

    def encode(self, text: str) -> list[int]:
        """The tokens of a text."""
        return [int(token) for token in self._tokenizer.encode(text)]

    def generate(self, prompt: list[int], wanted: Wanted, outlet: Outlet[Piece]) -> None:
        """Put out one token after the other."""
        with _failures(self._folder):
            generator = self._library.Generator(self._model, self._params(len(prompt), wanted))
            for start in range(0, len(prompt), _PREFILL_TOKENS):
                if not outlet.is_wanted():
                    return
                generator.append_tokens(prompt[start : start + _PREFILL_TOKENS])
            words = self._tokenizer.create_stream()
            while outlet.is_wanted() and not generator.is_done():
                generator.generate_next_token()
                token = int(generator.get_next_tokens()[0])
                is_end = token in self._ends
                outlet.put(Token("" if is_end else words.decode(token), is_end))

    def _params(self, prompt_tokens: int, wanted: Wanted) -> Any:
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
        params = self._library.GeneratorParams(self._model)
        params.set_search_options(**options)
        if wanted.schema:
            params.set_guidance("json_schema", wanted.schema)
        return params


_models: dict[tuple[int, Path], OnnxModel] = {}
_lock = threading.Lock()


def onnx_model(name: str) -> OnnxModel:
    """The model in a folder, or of a name that `phi4-node convert` gave; loaded if it is not yet.

    Raises:
        MissingExtraError: ONNX Runtime is not installed.
        ModelNotFoundError: There is no such folder or name.
        ModelLoadError: It cannot be loaded, or there is not enough memory for it.
    """
    folder = onnx_folder(name)
    key = (os.getpid(), folder)  # a forked child cannot use its parent's
    with _lock:
        if key not in _models:
            _models[key] = _load(folder)
        return _models[key]


def unload_onnx_models() -> None:
    """Let go of all models; their memory is free as soon as the replies that are being made are done."""
    with _lock:
        _models.clear()


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
            f"from a GGUF file with: phi4-node convert SOURCE OUT; then use onnx:OUT"
        )
    raise ModelNotFoundError(
        f"There is no folder {path}, and nothing was converted under this name. Run: phi4-node convert {name}"
        if kept is not None
        else f"There is no folder {path}. Make it with: phi4-node convert SOURCE {path}"
    )


def _load(folder: Path) -> OnnxModel:
    try:
        import onnxruntime_genai
    except ImportError as error:
        raise MissingExtraError(
            'The ONNX Runtime engine is not installed. Run: pip install "phi4-node[onnx]"'
        ) from error
    needed = sum(file.stat().st_size for file in folder.glob("*.onnx*"))
    if needed > available_memory():
        raise ModelLoadError(
            f"Not enough memory for {folder.name}: its weights have {needed / 2**30:.1f} GiB and there are "
            f"{available_memory() / 2**30:.1f} GiB. Close something, or choose a smaller model."
        )
    onnxruntime_genai.disable_telemetry_events()
    session = {"intra_op_num_threads": usable_cores()}
    try:
        context = int(json.loads((folder / CONFIG).read_text("utf-8"))["model"]["context_length"])
        config = onnxruntime_genai.Config(str(folder))
        config.overlay(json.dumps({"model": {"decoder": {"session_options": session}}}))
        return OnnxModel(folder, onnxruntime_genai, onnxruntime_genai.Model(config), context)
    except (RuntimeError, OSError, ValueError, KeyError, TypeError) as error:
        raise ModelLoadError(
            f"ONNX Runtime cannot load {folder}: {_gist(error)}. Files are damaged or missing, or made for "
            "another version: convert the model anew with phi4-node convert."
        ) from error


@contextmanager
def _failures(folder: Path) -> Iterator[None]:
    """Turn what the library raises while it generates into ours."""
    try:
        yield
    except RuntimeError as error:
        if "grammar" in str(error).lower() or "schema" in str(error).lower():
            raise RequestRefusedError(
                f"ONNX Runtime cannot keep a reply to this schema: {_gist(error)}. Make it simpler."
            ) from error
        raise ServerFailedError(
            f"ONNX Runtime failed with {folder.name}: {_gist(error)}. Ask again; if it happens again, free "
            "memory or convert the model anew."
        ) from error


def _gist(error: Exception) -> str:
    return " ".join(str(error).split())[:300].rstrip(".") or type(error).__name__
