"""The ONNX Runtime engine: models that `phi4-node convert` or their makers put into ONNX's form."""

from __future__ import annotations

from typing import Any, ClassVar

from phi4_node.engines.local_chat import LocalChat
from phi4_node.engines.onnx_process import OnnxProcess, onnx_process


class OnnxChat(LocalChat):
    """A chat model over ONNX Runtime, in a process of its own that ends with this one.

    Attributes:
        model: The folder with `genai_config.json`, or a name that `phi4-node convert` gave.
    """

    provider: ClassVar[str] = "onnx"
    title: ClassVar[str] = "ONNX Runtime"

    def _load(self) -> OnnxProcess:
        return onnx_process(self.model)


def open_onnx(model: str, **settings: Any) -> OnnxChat:
    """The engine for `onnx:FOLDER` and `onnx:NAME`."""
    return OnnxChat(model=model, **settings)
