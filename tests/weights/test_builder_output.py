from __future__ import annotations

from collections import deque

import pytest

from phi4_node.weights.builder_output import BuilderOutput, cause

BUILD = (
    b"Extra options: {}\n"
    b"Loading weights:   0%|          | 0/2 [00:00<?, ?it/s]\rLoading weights: 100%|###| 2/2\n"
    b"Reading embedding layer\nReading layer 0\nReading layer 1\nReading final norm\n"
    b"quantizer [INFO] - start to quantize /model/layers.0/mlp/up_proj/MatMul ...\n"
    b"quantizer [INFO] - complete quantization of /model/layers.0/mlp/up_proj/MatMul\n"
    b"quantizer [INFO] - start to quantize /model/layers.1/mlp/up_proj/MatMul ...\n"
    b"Saving a.weight (f32, [8192,32]):   1%|1 | 2/365\rSaving b.weight (u8):  83%|##| 302/365\r"
    b"Saving c.weight (u8): 100%|###| 365/365\n"
)


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_how_far_it_is_never_falls_and_ends_at_one(size: int) -> None:
    output = BuilderOutput(layers=2)
    seen = []
    for start in range(0, len(BUILD), size):
        output.feed(BUILD[start : start + size])
        seen.append((output.fraction, output.what))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert seen[-1] == (1.0, "writing the model")
    if size == 1:
        what = list(dict.fromkeys(what for _, what in seen))
        assert what == [
            "loading torch and the weights",
            "reading the layers",
            "quantizing the layers",
            "writing the model",
        ]
        assert 0.44 < max(fraction for fraction, what in seen if what == "reading the layers") < 0.46


def test_unpacking_a_gguf_file() -> None:
    output = BuilderOutput(layers=0)
    output.feed(b"Converting and de-quantizing GGUF tensors...:  50%|#    | 136/272\r")
    assert (output.what, round(output.fraction, 2)) == ("unpacking the GGUF file", 0.45)


def test_nonsense_is_no_progress() -> None:
    output = BuilderOutput(layers=2)
    output.feed(b"\xff\xfe\x00 Reading layer x\nReading layer 999999999999\n" + b"x" * 100_000)
    assert 0 <= output.fraction <= 1
    assert len(output.tail) <= 60


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Traceback:", "  File x", "NotImplementedError: The X model is not supported.", "warning"],
         "The X model is not supported (NotImplementedError)."),
        (["torch.OutOfMemoryError: too much"], "too much (torch.OutOfMemoryError)."),
        (["Killed"], "Killed."),
        ([], "it said nothing."),
    ],
)  # fmt: skip
def test_the_cause_is_the_line_that_names_it(lines: list[str], said: str) -> None:
    assert cause(deque(lines)) == said
