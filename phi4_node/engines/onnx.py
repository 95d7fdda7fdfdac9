"""The ONNX Runtime engine: models that `phi4-node convert` or their makers put into ONNX's form."""

from __future__ import annotations

from typing import Any, ClassVar

from phi4_node.engines.in_process import InProcessChat
from phi4_node.engines.onnx_model import OnnxModel, onnx_model


class OnnxChat(InProcessChat):
    """A chat model over ONNX Runtime in this process.

    Attributes:
        model: The folder with `genai_config.json`, or a name that `phi4-node convert` gave.
    """

    provider: ClassVar[str] = "onnx"
    title: ClassVar[str] = "ONNX Runtime"

    def _load(self) -> OnnxModel:
        return onnx_model(self.model)


def open_onnx(model: str, **settings: Any) -> OnnxChat:
    """The engine for `onnx:FOLDER` and `onnx:NAME`."""
    return OnnxChat(model=model, **settings)
