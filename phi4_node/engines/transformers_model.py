"""Hugging Face models in this process: loaded once through `langchain-huggingface`, shared, freed on demand.

`HuggingFacePipeline` loads a model well, but cannot do the rest: it gives no count of tokens and no reason
for the end, stops only at texts that are one token, and goes on when nobody reads any more. So tokens are
drawn by `generate` of transformers itself; its stopping criterion is where they are read and where it ends.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from phi4_node.engines.errors import (
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    RequestRefusedError,
    ServerFailedError,
)
from phi4_node.engines.local_model import Json, Token, Wanted
from phi4_node.engines.worker import Outlet

_NEEDED = ("langchain_huggingface", "transformers", "torch", "accelerate", "llguidance")
_INCOMPLETE = "\N{REPLACEMENT CHARACTER}"


class TransformersModel:
    """A model in memory.

    Attributes:
        context: Tokens that a request can have, reply included.
        turns: Requests that are worked on side by side: one, since torch uses all cores for each.
    """

    def __init__(self, name: str, model: Any, tokenizer: Any) -> None:
        self.turns = threading.Semaphore(1)
        self._name = name
        self._model = model
        self._tokenizer = tokenizer
        text_config = model.config.get_text_config()
        limits = (getattr(text_config, "max_position_embeddings", None), tokenizer.model_max_length)
        self.context = min(int(limit) for limit in limits if limit)
        ends = model.generation_config.eos_token_id
        self._ends = set(ends if isinstance(ends, list) else [ends]) - {None}
        self._grammar_tokens: Any = None

    def render(self, messages: list[Json], tools: list[Json]) -> str:
        """The prompt in the words of the model's chat template.

        Raises:
            RequestRefusedError: It has none, or it does not take these messages.
        """
        from jinja2 import TemplateError

        try:
            text: str = self._tokenizer.apply_chat_template(
                messages, tools=tools or None, tokenize=False, add_generation_prompt=True
            )
        except (ValueError, TemplateError) as error:
            raise RequestRefusedError(
                f"The chat template of {self._name} does not take these messages: {_gist(error)}. Begin with "
                "at most one system message and let user and assistant take turns; a model without a "
                "template is no chat model: use its instruct version."
            ) from error
        return text

    def encode(self, text: str) -> list[int]:
        """The tokens of a text; the template has already written what a text begins with."""
        return list(self._tokenizer.encode(text, add_special_tokens=False))

    def generate(self, prompt: list[int], wanted: Wanted, outlet: Outlet[Token]) -> None:
        """Put out one token after the other."""
        import torch
        from transformers import LogitsProcessorList, StoppingCriteriaList

        words = _Words(self._tokenizer)

        def read(ids: Any, scores: Any, **_: Any) -> Any:
            token = int(ids[0, -1])
            is_end = token in self._ends
            outlet.put(Token("" if is_end else words.add(token), is_end))
            return torch.full((1,), not outlet.is_wanted(), dtype=torch.bool, device=ids.device)

        given = torch.tensor([prompt], device=self._model.device)
        seeded = _seeded(wanted.seed) if wanted.seed is not None else nullcontext()
        with _failures(self._name), seeded:
            self._model.generate(
                given,
                attention_mask=torch.ones_like(given),
                stopping_criteria=StoppingCriteriaList([read]),
                logits_processor=LogitsProcessorList([self._guide(wanted.schema)] if wanted.schema else []),
                max_new_tokens=wanted.max_tokens,
                pad_token_id=self._tokenizer.pad_token_id,
                **_sampling(wanted),
            )

    def _guide(self, schema: str) -> Any:
        from phi4_node.engines.transformers_guide import Guide, grammar_tokens

        if self._grammar_tokens is None:
            self._grammar_tokens = grammar_tokens(self._tokenizer, sorted(self._ends))
        return Guide(self._grammar_tokens, schema)


class _Words:
    """Text of tokens as they come; a token may be a part of a character."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._before: list[int] = []
        self._ids: list[int] = []

    def add(self, token: int) -> str:
        """The text that this token completes; empty while a character is incomplete."""
        self._ids.append(token)
        # with what came before, since some tokenizers drop a space at the beginning
        known = self._decode(self._before)
        text = self._decode([*self._before, *self._ids])
        if text.endswith(_INCOMPLETE) and len(self._ids) < 8:
            return ""
        self._before, self._ids = self._ids, []
        return text[len(known) :]

    def _decode(self, ids: list[int]) -> str:
        text: str = self._tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text


_models: dict[tuple[int, str, str, str], TransformersModel] = {}
_lock = threading.Lock()


def transformers_model(name: str, device: str, dtype: str) -> TransformersModel:
    """The model in a folder or repository; loaded if it is not yet.

    Args:
        name: Folder, or repository of the hub.
        device: As torch names it, or `auto`; empty for the accelerator if there is one.
        dtype: `auto` for that of the weights, or a name of torch's.

    Raises:
        MissingExtraError: transformers or torch is not installed.
        ModelNotFoundError: There is no such folder or repository.
        ModelLoadError: It cannot be loaded.
    """
    missing = [needed for needed in _NEEDED if importlib.util.find_spec(needed) is None]
    if missing:
        raise MissingExtraError(
            f'The transformers engine lacks {", ".join(missing)}. Run: pip install "phi4-node[transformers]"'
        )
    key = (os.getpid(), name, device, dtype)  # a forked child cannot use its parent's
    with _lock:
        if key not in _models:
            _models[key] = _load(name, device, dtype)
        return _models[key]


def unload_transformers_models() -> None:
    """Let go of all models; their memory is free as soon as the replies that are being made are done."""
    with _lock:
        _models.clear()


def _load(name: str, device: str, dtype: str) -> TransformersModel:
    import torch
    from langchain_huggingface import HuggingFacePipeline
    from safetensors import SafetensorError
    from transformers.utils import logging

    folder = Path(name).expanduser()
    if folder.is_dir() and not (folder / "config.json").is_file():
        raise ModelNotFoundError(
            f"{folder} holds no model: it has no config.json. Name the folder that has it."
        )
    if not device:
        accelerator = torch.accelerator.current_accelerator(check_available=True)
        device = accelerator.type if accelerator else "cpu"
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # it is drawn on standard error, which is not ours
    try:
        loaded = HuggingFacePipeline.from_model_id(
            str(folder) if folder.is_dir() else name,
            task="text-generation",
            device_map=device,
            model_kwargs={"dtype": dtype},
        )
    except OSError as error:
        raise ModelNotFoundError(
            f"transformers finds no model {name}: {_gist(error)}. Name a folder with config.json and "
            "weights, or a repository of the model hub (HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE work)."
        ) from error
    except (
        ValueError,
        RuntimeError,
        ImportError,
        KeyError,
        TypeError,
        AttributeError,
        SafetensorError,
    ) as error:
        raise ModelLoadError(
            f"transformers cannot load {name} on {device} as {dtype}: {_gist(error)}. Is it a causal "
            "language model that this version of transformers knows, and is there memory for it?"
        ) from error
    finally:
        if shown:
            logging.enable_progress_bar()
    return TransformersModel(name, loaded.pipeline.model, loaded.pipeline.tokenizer)


def _sampling(wanted: Wanted) -> dict[str, Any]:
    """The settings for `generate`; what is not set is as the model's generation_config.json has it."""
    if wanted.temperature == 0:
        return {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
    settings: dict[str, Any] = {"top_p": wanted.top_p, "top_k": wanted.top_k}
    if wanted.temperature is not None:
        settings |= {"do_sample": True, "temperature": float(wanted.temperature)}
    return {name: value for name, value in settings.items() if value is not None}


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Draw repeatably, and leave torch's own generator as it was for everybody else."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


@contextmanager
def _failures(name: str) -> Iterator[None]:
    """Turn what the library raises while it generates into ours."""
    try:
        yield
    except (RuntimeError, ValueError, IndexError) as error:
        raise ServerFailedError(
            f"transformers failed with {name}: {_gist(error)}. Ask again; if it happens again, free memory, "
            "or leave out settings that this model does not take."
        ) from error


def _gist(error: Exception) -> str:
    return " ".join(str(error).split())[:300].rstrip(".") or type(error).__name__
