"""`phi4-node convert`: put weights into ONNX Runtime's form."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from phi4_node.cli.ending import Debug, ending

HELP = """\
Put weights into ONNX Runtime's form, for `--model onnx:OUT`.

SOURCE is a folder or repository of Hugging Face weights, a GGUF file, or a name of `phi4-node models`. OUT
appears when it is complete; without OUT the result is kept in the cache and used by its name, onnx:SOURCE.
Converting needs torch and a few times the memory of the weights: pip install "phi4-node[convert]". The result
needs neither.

\b
Examples:
  phi4-node convert qwen2.5-coder-1.5b
  phi4-node convert microsoft/Phi-4-mini-reasoning phi4-onnx
  phi4-node convert ./my-finetune ./my-onnx --precision int8
  phi4-node solve "2x = 4" --model onnx:qwen2.5-coder-1.5b
"""


class Precision(StrEnum):
    """Of the converted weights."""

    int4 = "int4"
    int8 = "int8"
    fp16 = "fp16"
    bf16 = "bf16"
    fp32 = "fp32"


class Provider(StrEnum):
    """What ONNX Runtime will run the model on."""

    cpu = "cpu"
    cuda = "cuda"
    dml = "dml"
    webgpu = "webgpu"
    trt_rtx = "NvTensorRtRtx"


def convert(
    source: Annotated[str, typer.Argument(help="Weights: a folder, a repository, a GGUF file or a name.")],
    out: Annotated[
        Path | None, typer.Argument(help="The folder to make.", show_default="in the cache")
    ] = None,
    precision: Annotated[Precision, typer.Option(help="Of the weights.")] = Precision.int4,
    execution_provider: Annotated[
        Provider, typer.Option(help="What will run it.", case_sensitive=False)
    ] = Provider.cpu,
    debug: Debug = False,
) -> None:
    """Put weights into ONNX Runtime's form."""
    with ending(debug):
        from phi4_node.cli.progress import shown_progress
        from phi4_node.weights import convert as convert_weights

        with shown_progress() as progress:
            folder = convert_weights(
                source,
                out,
                precision=precision.value,
                provider=execution_provider.value,
                progress=progress,
            )
        typer.echo(folder)
