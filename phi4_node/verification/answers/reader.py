"""An answer as a person or model wrote it, read into a typed value; strict, so that nothing is guessed.

`read_answer` accepts the usual surroundings of an answer (`peel.py`) and then needs to understand every
character. "5 or maybe 6", "not 5" and "verified: true" are errors, never a 5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from phi4_node.verification.answers.answer import Answer, AnswerError
from phi4_node.verification.answers.peel import peel
from phi4_node.verification.answers.phrases import fixed_answer
from phi4_node.verification.answers.qualities import refuse_false_qualities
from phi4_node.verification.answers.tree import counted_noun, typed
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Names, ReadError
from phi4_node.verification.expressions.vocabulary import GREEK

__all__ = ["Answer", "AnswerError", "read_answer", "solution_rows"]

MAX_CHARACTERS = 4_000

_UNION = re.compile(r"(?<=[)\]}])\s*[Uu]\s*(?=[(\[{])")
_SET_SIGN = re.compile(r"[∪∩∈]|\\(?:cup|cap|in)(?![a-z])")
_TIGHT_ENDS = re.compile(r"([(\[])\s*(-?\d+),(\d{3})\s*([)\]])")
_CHINESE = (
    (re.compile(r"\s*(?:或者|或是|或)\s*"), " or "),
    (re.compile(r"\s*(?:以及|和|与)\s*"), " and "),
    (re.compile(r"(?<=[)\]}])\s*(or|and)\s*(?=[(\[{])"), r" \1 "),
)
_COUNTED = re.compile(
    r"(?P<number>-?[\d,./]*\d)(?:\s+(?P<noun>[A-Za-z]{2,20}(?: [A-Za-z]{2,20}){0,2})|"
    r"\s*(?P<chinese>[\u4e00-\u9fff]{1,3}))"
)
_QUOTED_NUMBERS = re.compile(
    r"\[\s*(?:(?P<quote>['\"])\s*-?[\d.,]+\s*(?P=quote)\s*(?:,\s*(?=['\"])|(?=\])))+\]"
)
_PERCENT = re.compile(r"(?<=[\d})])\s*\$?\s*(?:pct|percent|per cent)\b\.?", re.IGNORECASE)
_SET_BUILDER = re.compile(
    r"(?:\\left\s*)?\\?\{\s*(?P<name>[A-Za-z])\s*(?:(?:\||｜|:|\\mid\b|\\vert\b|\\big\|))(?P<condition>[^{}|｜]*?)"
    r"(?:\\right\s*)?\\?\}"
)
_GEOMETRY = re.compile(
    r"\s*((?:\\(?:overline|angle|triangle|left|right|[dt]?frac)|[{}|\s/_$]|[A-Z](?:(?=[A-Z])|(?<=[A-Z]{2})))+)\s*=(?!=)"
)
_CALCULATED_SUBSCRIPT = re.compile(r"(?<![A-Za-z\\])([A-Za-z])_\{[^{}]*[-+][^{}]*\}")
_NAMED_CALL = re.compile(r"^\s*\\?([A-Za-z]+)\s*\([^()=]*\)\s*(?:=|\\approx|≈)")


def read_answer(text: str, names: Names = Names()) -> Answer:  # noqa: B008  (a frozen value)
    """Read an answer, whole and without guessing.

    Args:
        text: The answer with at most the usual surroundings.
        names: Functions and variables that the problem has introduced.

    Raises:
        AnswerError: anything was not understood, or it is not one answer.
    """
    if len(text) > MAX_CHARACTERS:
        raise AnswerError(f"it has more than {MAX_CHARACTERS:,} characters")
    peeled = peel(text)
    answer = _read_peeled(peeled, names)
    refuse_false_qualities(text, peeled, answer)
    return answer


def _read_peeled(text: str, names: Names) -> Answer:
    peeled = _one_notation(text)
    if not peeled:
        raise AnswerError("it is empty")
    if peeled.startswith("~"):  # in LaTeX a space, and else `about`
        raise AnswerError("it is only said to be about that")
    peeled = _condition_of_set(peeled)
    fixed = fixed_answer(peeled, names)
    if fixed is not None:
        return fixed
    label = _GEOMETRY.match(peeled)
    if label:
        peeled = peeled[label.end() :]
    peeled, sequences = _sequences_as_functions(peeled)
    call = _NAMED_CALL.match(peeled)
    functions = set(sequences)
    if call and (len(call.group(1)) == 1 or call.group(1) in GREEK):
        functions.add(call.group(1))
    names = replace(names, functions=names.functions | functions)
    try:
        answer = typed(parse(_one_separator(peeled), names))
    except (ReadError, AnswerError) as error:
        counted = _counted(peeled, names)
        if counted is None:
            raise AnswerError(error.reason) from error
        answer = counted
    if answer.unit == "个":  # counts things of any kind, so it names none
        answer = replace(answer, unit="")
    return replace(answer, variable=_bare(label.group(1))) if label else answer


def _counted(text: str, names: Names) -> Answer | None:
    """A number of things, `18 eggs` or `9页`: the noun is kept as its unit."""
    match = _COUNTED.fullmatch(text)
    if not match:
        return None
    noun = counted_noun(match["noun"] or match["chinese"])
    try:
        answer = typed(parse(match["number"], names))
    except ReadError:
        return None
    if answer.kind != "number" or answer.unit:
        return None
    return replace(answer, unit=noun)


def _condition_of_set(text: str) -> str:
    """`{x | x > 2}` says of x that x > 2."""
    match = _SET_BUILDER.fullmatch(text.strip())
    if match is None or not re.search(rf"(?<![A-Za-z\\]){match['name']}(?![A-Za-z])", match["condition"]):
        return text
    is_relation = re.search(r"[<>≤≥≠]|\\(?:l|g)eq?|\\neq?", match["condition"])
    return match["condition"].strip() if is_relation else text


def _bare(label: str) -> str:
    return re.sub(r"[\s{}$]|\\(?:overline|angle|triangle|left|right)", "", label)


def _sequences_as_functions(text: str) -> tuple[str, frozenset[str]]:
    """`F_{n-1} + F_k`: a name with a calculated subscript is a function of it, in all its places."""
    letters = frozenset(match.group(1) for match in _CALCULATED_SUBSCRIPT.finditer(text))
    for letter in letters:
        text = re.sub(rf"(?<![A-Za-z\\]){letter}_(?:\{{([^{{}}]*)\}}|(\w))", rf"{letter}(\1\2)", text)
    return text, letters


def _one_notation(text: str) -> str:
    """Words and letters that stand for a sign (或, 和, the U between intervals); numbers as strings."""
    if _QUOTED_NUMBERS.fullmatch(text.strip()):
        text = text.replace("'", "").replace('"', "")
    text = _PERCENT.sub("%", text)
    text = _UNION.sub(" ∪ ", text)
    if _SET_SIGN.search(text):
        text = _TIGHT_ENDS.sub(r"\1\2, \3\4", text)  # no thousands: an interval has two ends
    for pattern, word in _CHINESE:
        text = pattern.sub(word, text)
    return text


def _one_separator(text: str) -> str:
    """`(0;0),(1;2)` and `1; 2; 3` separate by commas, unless commas do something else beside them."""
    if ";" not in text and "；" not in text:
        return text
    depth = 0
    found: set[tuple[int, str]] = set()
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character in ",;":
            found.add((depth, character))
    if len({level for level, _ in found}) < len(found):
        return text
    # `\;` is a space in LaTeX, and `1,5; 2,5` was left alone above only if both stand at one depth.
    if any(
        character == "," and level <= min(lev for lev, c in found if c == ";") - 0
        for level, character in found
    ):
        inner = min(level for level, character in found if character == ";")
        if any(character == "," and level == inner for level, character in found):
            return text
    return re.sub(r"(?<!\\)[;；]", ",", text)


def solution_rows(answer: Answer, unknowns: Sequence[str]) -> tuple[tuple[Answer, ...], ...] | None:
    """The solutions in the order of the unknowns; None if the answer does not say exactly that.

    `x = 1 or x = 2`, `1, 2`, `{1, 2}`, `x_1 = 1, x_2 = 2` are ((1,), (2,)) for the unknown x;
    `x = 1, y = 2`, `(1, 2)` are ((1, 2),) for x and y. "No solution" is ().
    """
    if answer.kind == "none":
        return ()
    if answer.kind == "assignment":
        return _rows_of_assignment(answer, unknowns)
    if answer.variable and tuple(unknowns) != (answer.variable,):
        return None
    if len(unknowns) == 1:
        scalars = answer.items if answer.kind in ("list", "set") else (answer,)
        return tuple((item,) for item in scalars) if all(map(_is_scalar, scalars)) else None
    tuples = answer.items if answer.kind in ("list", "set") else (answer,)
    rows = tuple(item.items for item in tuples if item.kind == "tuple" and len(item.items) == len(unknowns))
    if len(rows) != len(tuples) or not all(_is_scalar(value) for row in rows for value in row):
        return None
    return rows


def _is_scalar(answer: Answer) -> bool:
    return answer.kind in ("number", "expression") or (answer.kind == "choice" and not answer.items)


def _rows_of_assignment(answer: Answer, unknowns: Sequence[str]) -> tuple[tuple[Answer, ...], ...] | None:
    rows: list[tuple[Answer, ...]] = []
    for row in answer.solutions:
        values = dict(row)
        if set(values) == set(unknowns):
            rows.append(tuple(values[name] for name in unknowns))
        elif len(unknowns) == 1 and len(answer.solutions) == 1 and _are_numbered(list(values), unknowns[0]):
            rows += [(value,) for value in values.values()]
        else:
            return None
    return tuple(rows) if all(_is_scalar(value) for row in rows for value in row) else None


def _are_numbered(names: list[str], unknown: str) -> bool:
    """x_1, x_2, ... or x1, x2, ... are the values of x."""
    spellings = ([f"{unknown}_{number}", f"{unknown}{number}"] for number in range(1, len(names) + 1))
    return any(list(choice) == names for choice in zip(*spellings, strict=True))
