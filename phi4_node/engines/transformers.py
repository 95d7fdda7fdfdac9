"""The transformers engine: any causal language model of Hugging Face, as it is, with torch."""

from __future__ import annotations

from typing import Any, ClassVar

from phi4_node.engines.local_chat import LocalChat
from phi4_node.engines.transformers_model import TransformersModel, transformers_model


class TransformersChat(LocalChat):
    """A chat model over transformers in this process.

    Attributes:
        model: A folder, or a repository of the model hub; its own code is never run.
        device: As torch names it (`cpu`, `cuda`, `mps`), or `auto` to spread it; empty for the accelerator if
            there is one.
        dtype: `auto` for that of the weights, or `float32`, `bfloat16`, `float16`.
    """

    provider: ClassVar[str] = "transformers"
    title: ClassVar[str] = "transformers"

    device: str = ""
    dtype: str = "auto"

    def _load(self) -> TransformersModel:
        return transformers_model(self.model, self.device, self.dtype)


def open_transformers(model: str, **settings: Any) -> TransformersChat:
    """The engine for `transformers:FOLDER` and `transformers:REPOSITORY`."""
    return TransformersChat(model=model, **settings)
