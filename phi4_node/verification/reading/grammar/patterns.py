"""The pattern language: what a rule looks like, and the rule that it becomes.

A rule says: text of this shape is a thing of this category, built so. The shape is written in one line::

    the remainder when {a:value} is divided by {b:value}
    [the] (greatest|highest) common (divisor|factor) of {items:values}
    {a:value}除以{b:value}的余数

Words match whatever their case and whatever the white space between them; ``[...]`` may be left out;
``(a|b)`` is either (a backslash before a bracket makes it stand for itself); ``{name:category}`` is
anything that is a thing of that category and hands it to the builder as ``name``; ``{category}`` is matched
and dropped. A rule may begin with a slot of its own category (``{a:value} squared``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Builder = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Literal:
    """Words or signs that stand in the text as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A thing of a category; an empty name drops it."""

    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an optional part has an empty one."""

    branches: tuple[tuple[Element, ...], ...]


Element = Literal | Slot | Choice

_TOKEN = re.compile(
    r"\s*(?:\{(\w+)(?::(\w+))?\}|([\[\]()|])|([A-Za-z0-9'’-]+)|\\(.)|([^\sA-Za-z0-9{}\[\]()|\\]+))"
)


def compile_pattern(pattern: str) -> tuple[Element, ...]:
    """The elements of a pattern; ValueError if it is malformed (a mistake in our own rules)."""
    tokens = list(_TOKEN.finditer(pattern))
    if "".join(match.group() for match in tokens).strip() != pattern.strip():
        raise ValueError(f"malformed pattern: {pattern!r}")
    branches, end = _branches(tokens, 0, pattern)
    if end != len(tokens):
        raise ValueError(f"unbalanced pattern: {pattern!r}")
    return branches[0] if len(branches) == 1 else (Choice(branches),)


def _branches(
    tokens: list[re.Match[str]], index: int, pattern: str
) -> tuple[tuple[tuple[Element, ...], ...], int]:
    done: list[tuple[Element, ...]] = []
    current: list[Element] = []
    while index < len(tokens):
        first, second, bracket, word, escaped, sign = tokens[index].groups()
        if bracket in ("]", ")"):
            break
        index += 1
        if bracket == "|":
            done.append(tuple(current))
            current = []
        elif bracket:
            inner, index = _branches(tokens, index, pattern)
            closing = {"[": "]", "(": ")"}[bracket]
            if index >= len(tokens) or tokens[index].group(3) != closing:
                raise ValueError(f"unbalanced pattern: {pattern!r}")
            index += 1
            current.append(Choice((*inner, ()) if bracket == "[" else inner))
        elif first:
            current.append(Slot(first, second) if second else Slot("", first))
        else:
            current.append(Literal((word or escaped or sign).lower()))
    done.append(tuple(current))
    return tuple(done), index


@dataclass(frozen=True, slots=True)
class Rule:
    """Text that looks like `elements` is a thing of `category`; `build` may return None to decline."""

    category: str
    pattern: str
    build: Builder
    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...]
    """Of each of these sets the text must contain one, or the rule cannot apply."""


def rule(category: str, pattern: str, build: Builder) -> Rule:
    """A rule; see the module's docstring for the pattern."""
    elements = compile_pattern(pattern)
    return Rule(category, pattern, build, elements, tuple(_needs(elements)))


def rules(category: str, patterns: Iterable[str], build: Builder) -> list[Rule]:
    """Several wordings of the same thing."""
    return [rule(category, pattern, build) for pattern in patterns]


def _needs(elements: tuple[Element, ...]) -> Iterator[frozenset[str]]:
    for element in elements:
        if isinstance(element, Literal):
            yield frozenset({element.text})
        elif isinstance(element, Choice):
            first = [next(iter(_needs(branch)), None) for branch in element.branches]
            if all(first):
                yield frozenset().union(*(words for words in first if words))


def slots_of(elements: tuple[Element, ...]) -> Iterator[Slot]:
    """All slots of a pattern, those in alternatives too."""
    for element in elements:
        if isinstance(element, Slot):
            yield element
        elif isinstance(element, Choice):
            for branch in element.branches:
                yield from slots_of(branch)
