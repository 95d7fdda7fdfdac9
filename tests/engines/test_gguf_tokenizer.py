from __future__ import annotations

import httpx
import pytest

from phi4_node.engines.gguf_tokenizer import GgufTokenizer
from tests.ollama_server import OllamaServer

TEXTS = [
    "word " * 50,
    "Solve x² + 2x - 3 = 0.  12345 is   9 a number\n\n\n  ok \\frac{1}{2} IT'S we'Ll don't",
    "请解释什么是勾股定理，谢谢！",
    "a\t\tb   \n c  1 2  34",
    "🙂🙂 ÀÉ \x01\x02 ﷽ été naïve ﬁ",
    "def f(x):\n    return {'a': [x**2 for x in range(10)]}\n",
]


def count_of_the_server(server: OllamaServer, model: str, text: str) -> int:
    """Tokens of the prompt around and with a text, as the server counts them."""
    answer = httpx.post(
        f"{server.url}/api/generate",
        json={"model": model, "prompt": text, "raw": True, "stream": False, "options": {"num_predict": 1}},
        timeout=120,
    )
    count: int = answer.json()["prompt_eval_count"]
    return count


def tokenizer_of(server: OllamaServer, model: str) -> GgufTokenizer:
    shown = httpx.post(f"{server.url}/api/show", json={"model": model, "verbose": True}, timeout=120)
    tokenizer = GgufTokenizer.from_metadata(shown.json()["model_info"])
    assert tokenizer is not None
    return tokenizer


@pytest.mark.model
@pytest.mark.parametrize("text", TEXTS)
def test_it_counts_as_the_server_does(ollama: OllamaServer, ollama_qwen: str, text: str) -> None:
    for model in ("smollm2", "qwen2.5-coder:1.5b"):
        assert tokenizer_of(ollama, model).count(text) == count_of_the_server(ollama, model, text)


def of_bytes(pre: str) -> GgufTokenizer:
    """A tokenizer of the given kind that merges nothing but `a b`."""
    metadata = {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": pre,
        "tokenizer.ggml.merges": ["a b"],
    }
    tokenizer = GgufTokenizer.from_metadata(metadata)
    assert tokenizer is not None
    return tokenizer


@pytest.mark.parametrize(
    "pre", ["gpt-2", "smollm", "qwen2", "llama-bpe", "dbrx", "gpt-4o", "deepseek-r1-qwen"]
)
@pytest.mark.parametrize(
    "text",
    ["", "ab" * 50_000, " " * 100_000, "\n" * 100_000, "1" * 100_000, "🙂" * 25_000, "中" * 30_000, "\x00!"],
)
def test_any_text_has_between_one_token_for_each_merge_and_one_for_each_byte(pre: str, text: str) -> None:
    size = len(text.encode())
    assert size / 2 <= of_bytes(pre).count(text) <= size


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"tokenizer.ggml.model": "llama", "tokenizer.ggml.pre": "default", "tokenizer.ggml.scores": [0.0]},
        {
            "tokenizer.ggml.model": "gpt2",
            "tokenizer.ggml.pre": "unheard-of",
            "tokenizer.ggml.merges": ["a b"],
        },
        {"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "qwen2", "tokenizer.ggml.merges": None},
    ],
)
def test_what_is_not_known_is_not_counted(metadata: dict[str, object]) -> None:
    assert GgufTokenizer.from_metadata(metadata) is None


def test_a_special_token_in_the_text_is_text() -> None:
    assert of_bytes("qwen2").count("<|im_end|>") == len("<|im_end|>")
