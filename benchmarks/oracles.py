"""What is right and wrong in logic, worked out by brute force and without the project's code.

A problem of propositional logic has many right answers, so an answer other than the one in the data is not wrong for
that; and some syllogisms in the data are answered wrongly (a fallacy of the undistributed middle is called valid).
"""

from __future__ import annotations

import itertools
import re

from benchmarks.problems import Row

_CONNECTIVES = {
    "∧": lambda a, b: a and b,
    "∨": lambda a, b: a or b,
    "→": lambda a, b: not a or b,
    "↔": lambda a, b: a == b,
}
_FORMULA = re.compile(r"\s*(?:(¬|not\b)|(\()|([A-Z])(?![A-Za-z])|(.))")
_SENTENCE = re.compile(r"(All|No|Some) (\w+) are (not )?(\w+)")


def _formula(text: str, position: int, values: dict[str, bool]) -> tuple[bool, int]:
    match = _FORMULA.match(text, position)
    if match is None or match[4]:
        raise ValueError(text)
    if match[1]:
        value, end = _formula(text, match.end(), values)
        return not value, end
    if match[3]:
        return values[match[3]], match.end()
    left, end = _formula(text, match.end(), values)
    joint = re.compile(r"\s*([∧∨→↔])").match(text, end)
    if joint is None:
        raise ValueError(text)
    right, end = _formula(text, joint.end(), values)
    closing = re.compile(r"\s*\)").match(text, end)
    if closing is None:
        raise ValueError(text)
    return _CONNECTIVES[joint[1]](left, right), closing.end()


def _value(text: str, values: dict[str, bool]) -> bool:
    value, end = _formula(text, 0, values)
    if text[end:].strip():
        raise ValueError(text)
    return value


def follows(problem: str, answer: str) -> bool | None:
    """Whether an answer follows from the premises of a problem; None if it is no formula.

    From premises that contradict each other everything follows, so more is asked for: some of them must entail the
    answer without contradicting each other, and none may so entail its opposite.
    """
    rows = _table(problem, answer)
    if rows is None:
        return None
    if any(all(true) for true, _ in rows):
        return all(conclusion for true, conclusion in rows if all(true))
    found = {
        conclusion
        for size in range(1, len(rows[0][0]) + 1)
        for some in itertools.combinations(range(len(rows[0][0])), size)
        for conclusions in ({said for true, said in rows if all(true[index] for index in some)},)
        if len(conclusions) == 1
        for conclusion in conclusions
    }
    return found == {True}


def _table(problem: str, answer: str) -> list[tuple[list[bool], bool]] | None:
    """For every assignment the truth of each premise and of the answer; None if the answer is no formula."""
    premises = re.findall(r"^\.?\d+\. (.+)$", problem, re.MULTILINE)
    letters = sorted(set(re.findall(r"(?<![A-Za-z])[A-Z](?![A-Za-z])", " ".join([*premises, answer]))))
    try:
        return [
            ([_value(premise, values) for premise in premises], _value(answer, values))
            for row in itertools.product((False, True), repeat=len(letters))
            for values in (dict(zip(letters, row, strict=True)),)
        ]
    except ValueError:
        return None


def _holds(sentence: tuple[str, str, str, str], world: tuple[frozenset[str], ...]) -> bool:
    form, subject, negation, predicate = sentence
    members = [thing for thing in world if subject in thing]
    if form == "All":
        return all(predicate in thing for thing in members)
    if form == "No":
        return not any(predicate in thing for thing in members)
    return any((predicate in thing) != bool(negation) for thing in members)


def syllogism(problem: str) -> set[str]:
    """The answers to a syllogism, with classes that may be empty and with classes that have members."""
    *premises, conclusion = _SENTENCE.findall(problem)
    names = sorted({name for sentence in (*premises, conclusion) for name in (sentence[1], sentence[3])})
    things = [
        frozenset(kind) for size in range(len(names) + 1) for kind in itertools.combinations(names, size)
    ]
    worlds = [
        world
        for size in range(len(things) + 1)
        for world in itertools.combinations(things, size)
        if all(_holds(premise, world) for premise in premises)
    ]
    inhabited = [world for world in worlds if all(any(name in thing for thing in world) for name in names)]
    return {
        "Yes" if all(_holds(conclusion, world) for world in some) else "No" for some in (worlds, inhabited)
    }


def gold_is_wrong(row: Row) -> bool:
    """Whether the data's answer is proven wrong, however the words are read."""
    if row.module == "propositional_logic":
        rows = _table(row.problem, row.gold)
        return rows is not None and any(all(true) and not said for true, said in rows)
    return row.module == "syllogism" and row.gold not in syllogism(row.problem)
