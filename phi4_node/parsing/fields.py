r"""Read a reply that is JSON, or was meant to be.

The order never damages data: JSON that is exact is taken as it is; then a fenced block; only then a
tolerant scan for the keys themselves. One repair comes first: small models write LaTeX into JSON with
single backslashes, where `\frac` is a form feed followed by "rac" and `\theta` a tab followed by "heta".
These escapes never mean a control character before just these letters, so they are read as LaTeX.

The scan knows what small models get wrong: raw line breaks in strings, a forgotten closing quotation mark
or comma, a key inside the previous string, an end that was cut off.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

Field = Literal["analysis", "steps", "answer"]

_KEYS: dict[str, Field] = {
    "analysis": "analysis", "understanding": "analysis", "approach": "analysis", "分析": "analysis",
    "思路": "analysis",
    "steps": "steps", "solution": "steps", "working": "steps", "reasoning": "steps", "explanation": "steps",
    "rationale": "steps", "thought": "steps", "thoughts": "steps", "reasoning_steps": "steps",
    "chain_of_thought": "steps", "calculation": "steps", "步骤": "steps", "解答": "steps", "推理": "steps",
    "过程": "steps", "解题步骤": "steps", "解题过程": "steps",
    "answer": "answer", "final_answer": "answer", "finalanswer": "answer", "final answer": "answer",
    "result": "answer", "final_result": "answer", "答案": "answer", "最终答案": "answer", "结果": "answer",
}  # fmt: skip
_KEY = re.compile(r'["“”]\s*([A-Za-z_ \u4e00-\u9fff]{1,24})\s*["“”]\s*[:：]\s*')
_LATEX_ESCAPE = re.compile(
    r"(?<!\\)((?:\\\\)*)\\(?=(?:boxed|binom|bar|beta|begin|big|bmod|bullet|because|bigcup|bigcap|"
    r"frac|forall|floor|phantom|neq|nabla|notin|"
    r"rho|right|rightarrow|rangle|rfloor|rceil|rm|tfrac|theta|times|text|textbf|tan|tanh|to|triangle|tau|therefore)"
    r"(?![a-z]))"
)
_BAD_ESCAPE = re.compile(r'(?<!\\)((?:\\\\)*)\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_ROW_END = re.compile(r'(?<!\\)\\\\(?![A-Za-z\\"/])')
_FENCED = re.compile(r"```[ \t]*(?:json|JSON)?[ \t]*\n?")
_PLACEHOLDER = re.compile(r"[\s\[\]_.…<>,=?]*|<[^<>]{0,40}>|your answer( here)?|final answer", re.IGNORECASE)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(?!\s*:)', re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "/": "/", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Fields:
    """What the JSON of a reply says; `end` is where it ends in the text."""

    analysis: str = ""
    steps: tuple[str, ...] = ()
    reasoning: str = ""
    answer: str = ""
    end: int = 0


def read_fields(text: str) -> Fields | None:
    """Read the last JSON object that has an answer; None if the text is not meant as JSON."""
    candidates = [(0, len(text))] if text.lstrip()[:1] == "{" else []
    fences = list(_FENCED.finditer(text))
    for fence in fences[:200]:
        closing = text.find("```", fence.end())
        inside = text[fence.end() : fence.end() + 40].lstrip()
        if inside.startswith("{"):
            candidates.append((fence.end(), closing if closing >= 0 else len(text)))
    best: Fields | None = None
    for begin, end in candidates:
        exact = _exact(text, begin, end)
        if exact and (exact.answer or best is None):
            best = exact
    if best is None or not best.answer:
        return _scanned(text) or best
    # `"answer": "12"` once more after the object is a correction.
    later = _scanned(text[best.end :])
    return replace(best, answer=later.answer, end=best.end + later.end) if later and later.answer else best


def _exact(text: str, begin: int, end: int) -> Fields | None:
    begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    decoder = json.JSONDecoder(strict=False, parse_float=str, parse_int=str, parse_constant=str)
    for repair in (_latex, _any_escape):
        repaired = repair(text[begin:end])
        try:
            value, length = decoder.raw_decode(repaired)
        except (ValueError, RecursionError):
            continue
        # A repair only adds backslashes, so what is behind the object has kept its length.
        behind = len(repaired) - length - (len(repair(repaired[length:])) - len(repaired[length:]))
        return _from_object(value, end - behind) if isinstance(value, dict) else None
    return None


def _latex(text: str) -> str:
    repaired, count = _LATEX_ESCAPE.subn(r"\1\\\\", text)
    # Where commands have one backslash, the two at the end of a matrix row are meant as two.
    return _ROW_END.sub(r"\\\\\\\\", repaired) if count else repaired


def _any_escape(text: str) -> str:
    return _BAD_ESCAPE.sub(r"\1\\\\", _latex(text))


def _from_object(value: dict[str, Any], end: int) -> Fields | None:
    named: dict[Field, list[Any]] = {}
    for key, part in value.items():
        field = _KEYS.get(key.strip().lower().replace("-", "_"))
        if field:
            named.setdefault(field, []).append(part)
    if not named:
        return None
    steps: list[str] = []
    reasoning: list[str] = []
    for part in named.get("steps", []):
        if isinstance(part, list):
            steps.extend(text for item in part if (text := _as_text(item)))
        else:
            reasoning.append(_as_text(part))
    answers = [text for part in named.get("answer", []) if (text := _as_answer(part))]
    return Fields(
        analysis="\n\n".join(_as_text(part) for part in named.get("analysis", [])),
        steps=tuple(steps),
        reasoning="\n\n".join(reasoning),
        answer="" if not answers or _PLACEHOLDER.fullmatch(answers[-1]) else answers[-1],
        end=end,
    )


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        parts = [
            _as_text(part)
            for key, part in value.items()
            if key.lower() not in ("step", "number", "id", "index")
        ]
        return "\n".join(part for part in parts if part)
    if isinstance(value, list):
        return "\n".join(_as_text(part) for part in value)
    return _as_answer(value)


def _as_answer(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(
            f"[{_as_answer(part)}]" if isinstance(part, list) else _as_answer(part) for part in value
        )
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_as_answer(part)}" for key, part in value.items())
    return str(value).strip()


def _scanned(text: str) -> Fields | None:
    """Find the keys themselves; each value runs to the next key."""
    keys = [
        (match, field)
        for match in _KEY.finditer(text)
        if (field := _KEYS.get(match.group(1).strip().lower()))
    ]
    if not keys:
        return None
    found: dict[Field, str] = {}
    steps: list[str] = []
    end = 0
    for index, (match, field) in enumerate(keys):
        stop = keys[index + 1][0].start() if index + 1 < len(keys) else len(text)
        if text[match.end() : match.end() + 1] == "[":
            values = _scan_list(text[match.end() : stop])
            if field == "steps":
                steps = values
                continue
            closed = text.find("]", match.end(), stop)
            value_end = closed if closed >= 0 else stop
            value = ", ".join(values) or text[match.end() + 1 : value_end].strip()
        else:
            value, value_end = _scan_value(text, match.end(), stop)
        if field == "answer" and _PLACEHOLDER.fullmatch(value):
            continue
        if value or field not in found:
            found[field] = value
            end = value_end
    return Fields(
        analysis=found.get("analysis", ""),
        steps=tuple(steps),
        reasoning=found.get("steps", ""),
        answer=found.get("answer", ""),
        end=end,
    )


def _scan_value(text: str, begin: int, stop: int) -> tuple[str, int]:
    """Read the value between `begin` and `stop` and where it ends."""
    raw = text[begin:stop]
    if raw[:1] not in ('"', "“"):
        line = re.match(r"[^,}\n]*", raw)
        value = line.group() if line else ""
        return value.strip().strip('"'), begin + len(value)
    close = _closing_quote(raw)
    inner = raw[1:close] if close > 0 else raw[1:]
    return _unescape(inner).strip(), begin + (close if close > 0 else len(raw))


def _closing_quote(raw: str) -> int:
    """Position of the mark that ends the string at the start of `raw`."""
    for match in re.finditer(r'(?<!\\)(?:\\\\)*["”](?=[ \t]*(?:[,}\]\n`.]|$))', raw[1:]):
        return match.end()
    return -1


def _scan_list(raw: str) -> list[str]:
    """The strings of a list that may be broken off; the values of an object in it are one string."""
    closed = raw.find("]\n") if "]\n" in raw else len(raw)
    parts = []
    for group in re.split(r"\}\s*,", raw[:closed]) if raw[1:].lstrip()[:1] == "{" else [None]:
        strings = [_unescape(found.group(1)) for found in _STRING.finditer(raw if group is None else group)]
        parts.extend(strings if group is None else ["\n".join(strings)])
    return [part.strip() for part in parts if part.strip()]


def _unescape(text: str) -> str:
    text = _latex(text)
    return re.sub(
        r'\\([nt"/\\])(?![a-zA-Z]{2})|\\\\', lambda m: _ESCAPES[m.group(1)] if m.group(1) else "\\", text
    )
