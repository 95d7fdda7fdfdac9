"""Every equality, inequality and chain in the steps of a solution that can be checked without guessing.

A check fails only if both sides were read completely, nothing rounded explains the difference, and no unit,
percent sign or word does. Everything doubtful is left out or undecided: a false alarm costs more than a miss.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import sympy

from phi4_node.schema import Check, Outcome
from phi4_node.verification.steps.algebra import check_identities, check_transformation
from phi4_node.verification.steps.derivatives import Functions, check_derivative
from phi4_node.verification.steps.formulas import formula_chains
from phi4_node.verification.steps.numbers import Around, around, check_relation
from phi4_node.verification.steps.prose import prose_chains
from phi4_node.verification.steps.repeated import check_repeated
from phi4_node.verification.steps.sides import Chain, Side
from phi4_node.verification.steps.spoken import spoken_checks
from phi4_node.verification.steps.tokens import regions, tokens_of
from phi4_node.verification.steps.values import Value, value_of_side

MAX_STEP_CHARACTERS = 8_000
MAX_CHECKS = 400

_OWN_SIGNS = re.compile(
    r"\boperat(?:ion|or)\b|\bdefined?\b|\bdenotes?\b|\bmeans\b|\\boxed|\bmod(?:ulo)?\b|\\p?b?mod|\bclock\b|\bbase\b"
    r"|[a-z]\s*(?:\*|\\ast|\\star|\\circ|@|#|&|\$)\s*[a-z]\s*=|定义|规定|运算|新运算|进制",
    re.IGNORECASE,
)
_OTHER_ARITHMETIC = re.compile(
    r"\bmod(?:ulo|ular|ulus)?\b|\\p?b?mod|模\s*\d|\bGF ?\(|\bF_|\\mathbb\s*\{?\s*[FZ]\s*\}?\s*[_/]"
    r"|[ℤ𝔽][_/₀-₉]|\bZ(?:/|_)\{?[\dnp]|\bfinite (?:field|ring)|\bcharacteristic\b|有限域"
    r"|\bboolean\b|布尔|\bxor\b|⊕|\\oplus|异或"
    r"|\bbitwise\b|\bin (?:binary|octal|hex\w*|base)\b|\bbase[- ](?:\d|two|three|five|eight)|\d_\{?\d|进制"
    r"|\d ?(?:[ap]\.?m\b|o.?clock)|\bclock\b",
    re.IGNORECASE,
)
"""Where sums are not what they are among the numbers: `1 + 1 = 0`, `5 + 4 = 12`."""
_OF_DIGITS = re.compile(r"\bdigits?\b|\bends? (?:in|with)\b|\bcarry|位", re.IGNORECASE)
"""`the last digit of 7 * 7 = 9`."""
_DECIMAL = re.compile(r"\d+\.\d+|(?<!\d)\.\d+")
_BINDING = re.compile(r"^\s*([A-Za-z](?:_\{?\w+\}?)?)\s*$")


@dataclass(slots=True)
class _Bindings:
    """What variables stand for; a variable with two values stands for nothing."""

    values: dict[str, Fraction] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def bind(self, name: str, value: Fraction) -> None:
        if name in self.lost or self.values.get(name, value) != value:
            self.lost.add(name)
            self.values.pop(name, None)
        else:
            self.values[name] = value


@dataclass(frozen=True, slots=True)
class _Line:
    """One chain of a solution with the values of its sides, where it stands and what stands around it."""

    chain: Chain
    values: list[Value | None]
    around: Around
    index: int


def check_steps(steps: Sequence[str], problem: str = "") -> list[Check]:
    """Check what the steps claim by themselves.

    Args:
        steps: The steps in order, as written.
        problem: The asker's words; signs that they give a meaning of their own are left alone, and their
            decimals are exact.

    Returns:
        One check for each relation whose two sides were read; `basis` is "step", `step` its index.
    """
    if not steps:
        return []
    own_signs = _OWN_SIGNS.search(problem) is not None or any(
        _OTHER_ARITHMETIC.search(text) for text in (problem, *steps)
    )
    found = []
    for check in itertools.islice(
        _checks([step[:MAX_STEP_CHARACTERS] for step in steps], problem), MAX_CHECKS
    ):
        about_digits = _OF_DIGITS.search(steps[check.step or 0]) is not None
        if not ((own_signs or about_digits) and check.outcome is Outcome.FAILS):
            found.append(check)
    return found


def _checks(steps: list[str], problem: str) -> Iterator[Check]:
    bindings = _Bindings()
    given = frozenset(Fraction(text) for text in _DECIMAL.findall(problem))
    functions = Functions()
    for chain in _chains(problem[:MAX_STEP_CHARACTERS]):
        functions.define(chain)
    before: _Line | None = None
    for index, step in enumerate(steps):
        yield from spoken_checks(steps, index)
        for chain in _chains(step):
            values = [value_of_side(side, bindings.values, given) for side in chain.sides]
            line = _Line(chain, values, around(steps, index, chain.start), index)
            yield from _check_chain(line)
            yield from check_derivative(functions, chain, line.around, index)
            functions.define(chain)
            if before is not None:
                between = _between(steps, before, line)
                yield from _check_after(before, line, between)
            _bind(chain, values, bindings)
            before = line


def _chains(step: str) -> list[Chain]:
    """The chains of a step in the order in which they stand."""
    found: list[Chain] = []
    for start, content in regions(step):
        if _is_modular(content):
            continue
        chains = list(formula_chains(content, start))
        if chains:
            _mind_the_neighbours(step, start, content, chains)
        end = step.find(content, start) + len(content)
        for chain in chains:
            chain.start, chain.end = start, end
        found += chains
    found += prose_chains(tokens_of(step))
    return sorted(found, key=lambda chain: chain.start)


def _between(steps: list[str], before: _Line, line: _Line) -> str | None:
    """The text between two chains; None if one formula has both, as alternatives."""
    if before.index == line.index:
        if before.chain.start == line.chain.start:
            return None if line.chain.listed else ""
        return steps[line.index][before.chain.end : line.chain.start]
    if before.index + 1 != line.index:
        return None
    return steps[before.index][before.chain.end :] + "\n" + steps[line.index][: line.chain.start]


def _mind_the_neighbours(step: str, start: int, content: str, chains: list[Chain]) -> None:
    """Forget the outermost sides if what stands beside the formula may belong to them."""
    before, after = step[:start], step[step.find(content, start) + len(content) :]
    is_display = step.startswith(("\\[", "$$", "\\begin"), start)
    if _WORD_BEFORE.search(before) or (not is_display and _TOUCHES_BEFORE.search(before)):
        chains[0].sides[0] = Side()
    if not is_display and _TOUCHES_AFTER.match(after):
        chains[-1].sides[-1] = Side()


_WORD_BEFORE = re.compile(r"\b(?:of|times|plus|minus|by|half|twice|per|than)\s+$", re.IGNORECASE)
_TOUCHES_BEFORE = re.compile(r"[\w.%)+*/^×÷·-]$|[+*/^×÷·]\s+$")
_TOUCHES_AFTER = re.compile(
    r"(?:\\\)|\$)(?:[\w%(^]|\s*[+*/×÷·^]|\s+-\s*\d|\s*(?:remainder|hundred|thousand|million|billion|dozen|"
    r"percent|and a half|rem\b|R\s*\d)|\s*[百千万亿余])",
    re.IGNORECASE,
)


def _is_modular(content: str) -> bool:
    return re.search(r"\\equiv|\\pmod|\\bmod|\bmod\b|\\pm\b|\\lim|\\int|\\sum|\\prod", content) is not None


def _check_chain(line: _Line) -> Iterator[Check]:
    """The relations within one chain, from left to right."""
    for place, relation in enumerate(line.chain.relations):
        left, right = line.values[place], line.values[place + 1]
        if left is not None and right is not None:
            check = check_relation(left, right, relation, line.around, line.index)
            if check is not None:
                yield check
    yield from check_identities(line.chain, line.around, line.index)


def _check_after(before: _Line, line: _Line, between: str | None) -> Iterator[Check]:
    """What a chain claims about the one before it: the same name, or an equation that it follows from."""
    if between is None:
        return
    yield from check_repeated(
        before.chain, before.values, line.chain, line.values, between, line.around, line.index
    )
    yield from check_transformation(before.chain, line.chain, between, before.around, line.around, line.index)


def _bind(chain: Chain, values: list[Value | None], bindings: _Bindings) -> None:
    """`x = 5`, `x = 10/2 = 5` give x a value for the steps that follow."""
    name = _BINDING.match(chain.sides[0].text)
    if not name or any(relation not in ("=", "==") for relation in chain.relations):
        return
    known = [value for value in values[1:] if value is not None]
    if not known or known[-1] is not values[-1] or not isinstance(known[-1].exact, sympy.Rational):
        bindings.lost.add(name.group(1))
        bindings.values.pop(name.group(1), None)
        return
    exact = known[-1].exact
    bindings.bind(name.group(1), Fraction(int(exact.p), int(exact.q)))
