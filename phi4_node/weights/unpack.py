"""`python -m phi4_node.weights.unpack FILE.gguf FOLDER`: a GGUF file made into a Hugging Face folder.

A program of its own, run by `convert`: it imports torch, and takes several times the memory of the file.
"""

from __future__ import annotations

import sys
from pathlib import Path


def unpack(file: Path, folder: Path) -> None:
    """Write the weights as bfloat16, with configuration, tokenizer and chat template."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    where = {"pretrained_model_name_or_path": str(file.parent), "gguf_file": file.name}
    tokenizer = AutoTokenizer.from_pretrained(**where)  # nosec B615  # a local file, here and below
    # Without being told so, transformers keeps the packed weights, which it then cannot save.
    dense = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(  # nosec B615
        **where, dtype=torch.bfloat16, quantization_config=dense
    )
    model.config.architectures = [type(model).__name__]  # a GGUF file does not say; the model builder asks
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
