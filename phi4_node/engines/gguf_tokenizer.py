"""Count tokens as the model's own tokenizer does, from the vocabulary that lies in its GGUF file.

A server that has no way to count (Ollama has none) still tells the merges of its tokenizer. With them and the
pattern that llama.cpp uses for this kind of tokenizer, tiktoken gives the same tokens as the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tiktoken

_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
_LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_END = r"\s*[\r\n]+|\s+(?!\S)|\s+"

_GPT_2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_GPT_2_SINGLE_DIGITS = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?=\p{N})|\s+(?!\S)|\s+"
_QWEN_2 = rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_END}"
_LLAMA_3 = (
    rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_END}"
)
_GPT_4O = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{_CONTRACTION}?|"
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{_CONTRACTION}?|"
    rf"\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{_END}"
)

_PATTERNS: dict[str, str] = {
    "gpt-2": _GPT_2,
    "smollm": _GPT_2_SINGLE_DIGITS,
    "starcoder": _GPT_2_SINGLE_DIGITS,
    "qwen2": _QWEN_2,
    "deepseek-r1-qwen": _QWEN_2,
    "llama-bpe": _LLAMA_3,
    "dbrx": _LLAMA_3,  # Phi-4, whose vocabulary is that of GPT-4
    "gpt-4o": _GPT_4O,  # Phi-4-mini
}
"""How a text is cut before tokens are merged, by `tokenizer.ggml.pre`; from llama.cpp's llama-vocab.cpp."""


class GgufTokenizer:
    """Counts the tokens of texts."""

    def __init__(self, pattern: str, merges: Iterable[str]) -> None:
        """Take the parts of a byte-pair encoding.

        Args:
            pattern: Regular expression of the pieces that are encoded each for itself.
            merges: Pairs of tokens in the order of merging, each divided by a blank and written in GPT-2's
                alphabet for bytes.
        """
        import tiktoken

        self._encoding: tiktoken.Encoding = tiktoken.Encoding(
            "gguf", pat_str=pattern, mergeable_ranks=_ranks(merges), special_tokens={}
        )

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, Any]) -> GgufTokenizer | None:
        """The tokenizer that a GGUF file describes; None for the kinds that are not known here."""
        pattern = _PATTERNS.get(str(metadata.get("tokenizer.ggml.pre")))
        merges = metadata.get("tokenizer.ggml.merges")
        if metadata.get("tokenizer.ggml.model") != "gpt2" or not pattern or not merges:
            return None
        return cls(pattern, merges)

    def count(self, text: str) -> int:
        """Tokens of a text; what looks like a special token in it counts as the ordinary text that it is."""
        return len(self._encoding.encode_ordinary(text))


def _ranks(merges: Iterable[str]) -> dict[bytes, int]:
    """What each sequence of bytes is worth when pairs are merged: single bytes, then the merges in order."""
    byte_of = _gpt_2_alphabet()
    ranks = {bytes([byte]): byte for byte in range(256)}
    for merge in merges:
        token = bytes(byte_of[character] for character in merge if character != " ")
        ranks.setdefault(token, len(ranks))
    return ranks


def _gpt_2_alphabet() -> dict[str, int]:
    """GPT-2 writes a byte as one visible character: itself if printable, one from U+0100 on if not."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + at): byte for at, byte in enumerate(others)}
