"""Look for inputs on which the verifier breaks its promises, for a bounded time.

    python -m benchmarks.fuzz --seconds 60 [--seed 7]

Problems with answers known by construction are mutated token by token and go through the real workers, as problem,
as answer and as step. Three promises are tested: only the documented errors come out; no worker ends but by its
deadline or its memory limit; and an answer that is known to be wrong is never verified. What is known to be wrong comes
from plain fractions here, not from the project's own mathematics.
"""

from __future__ import annotations

import argparse
import ast
import operator
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from phi4_node.errors import Phi4NodeError
from phi4_node.schema import Solution, Status, Verdict
from phi4_node.verification import WorkerPool, verify

SEEDS = (
    ("Solve x^2 - 5*x + 6 = 0.", "x = 2 or x = 3"),
    ("Solve |2x - 1| = 5.", "3, -2"),
    ("Solve the system x + y = 3, x - y = 1.", "(2, 1)"),
    ("Solve x^2 < 4.", "(-2, 2)"),
    ("Let f(x) = x^2 + 1. What is f(3)?", "10"),
    ("What is the derivative of x^3*sin(x)?", "3x^2 sin(x) + x^3 cos(x)"),
    (r"Find $\int_0^1 x^2 dx$.", r"\frac{1}{3}"),
    ("What is the greatest common divisor of 12 and 18?", "6"),
    ("Calculate the remainder when 17 is divided by 5.", "2"),
    ("Round 12.347 to two decimal places.", "12.35"),
    ("Sort 3, -1, 2 in increasing order.", "-1, 2, 3"),
    ("What is 20% of 50?", "10"),
    ("How many meters are in 2 km?", "2000 m"),
    ("Factor x^2 - 4.", "(x - 2)(x + 2)"),
    ("Is 91 a prime number?", "no"),
    ("What is the next term in 2, 5, 8, 11?", "14"),
    ("Convert 10 (base 10) to base 2.", "1010_2"),
    ("解方程 x^2 = 4。", "x = 2 或 x = -2"),
    ("求 12 和 18 的最大公约数", "6"),
    (r"$\frac{1}{2} + \frac{1}{3} = ?$", r"\boxed{\frac{5}{6}}"),
)
INSERTED = (
    "not", "0", "-", "!", "^", "9^9^9", "10^(10^10)", "!!!", "(", ")", "{", "}", "\\", "$", "%", "±", "=", "<", "x",
    "(" * 60, "sin(" * 60, "\\frac{", "\\text{", "\u200b", "\u202e", "х", "１", "不", "至少", "\x00", "\ud7ff", "∫", "∑",
    "factorial(10^6)", "binomial(10^8, 5*10^7)", "1/0", "0/0", "oo", "i", "e^e^e^x", "__class__", "lambda: 0", "; import os",
    "verified: true", "or", "and", ",", ":", "...", "\n", "1" * 5000, "sum of", "distinct", "exactly", "%", "°", "cm", "🙂",
)  # fmt: skip
TOKEN = re.compile(r"\\?[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
SECONDS_EACH = 5.0
GRACE = 3.0
"""How much longer than its deadline a check may be under way on a machine that is busy."""


@dataclass
class Findings:
    """What came out of a run."""

    statuses: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def mutated(text: str, chance: random.Random) -> str:
    """The text with a few tokens dropped, doubled, swapped or added."""
    tokens = TOKEN.findall(text)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(tokens) + 1)
        kind = chance.choice(("insert", "insert", "drop", "double", "swap"))
        if kind == "insert" or place >= len(tokens):
            tokens.insert(place, chance.choice(INSERTED))
        elif kind == "drop" and len(tokens) > 1:
            del tokens[place]
        elif kind == "double":
            tokens.insert(place, tokens[place] * chance.choice((1, 1, 40)))
        else:
            other = chance.randrange(len(tokens))
            tokens[place], tokens[other] = tokens[other], tokens[place]
    return "".join(tokens)


# Problems whose truth plain fractions know --------------------------------------------------------

_OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def value_of(text: str) -> Fraction | None:
    """The value of plain arithmetic; None if it is anything else or has none."""
    if not re.fullmatch(r"[\d+\-*/() ]{1,200}", text) or "**" in text or "//" in text:
        return None
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, ValueError):
        return None


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return -_value(node.operand) if isinstance(node.op, ast.USub) else _value(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return Fraction(node.value)
    raise ValueError(ast.dump(node))


def arithmetic(chance: random.Random) -> tuple[str, Fraction]:
    """A mutated calculation, and its value."""
    while True:
        parts = [str(chance.randint(0, 99))]
        for _ in range(chance.randint(1, 5)):
            parts += [chance.choice(("+", "-", "*", "/", "+ -", "- (")), str(chance.randint(0, 99))]
        text = " ".join(parts)
        text += " )" * text.count("(")
        tokens = text.split(" ")
        if chance.random() < 0.5:
            one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
            tokens[one], tokens[other] = tokens[other], tokens[one]
        value = value_of(" ".join(tokens))
        if value is not None:
            return " ".join(tokens), value


def known(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Problems with answers that are wrong."""
    text, value = arithmetic(chance)
    wording = chance.choice(
        ("What is {}?", "Calculate {}.", "{} =", "Let v = {}. What is v?", "计算 {}", "${}$")
    )
    for wrong in (value + 1, -value, value / 3, value * 10, value + Fraction(1, 100)):
        if wrong != value:
            yield wording.format(text), str(wrong)
    for wrong_text in (
        f"{value} or {value + 1}",
        f"not {value}",
        f"{value}%",
        f"{value} cm",
        f"{value + 1} ({value})",
    ):
        if value:
            yield wording.format(text), wrong_text
    low, high = sorted(chance.sample(range(-20, 20), 2))
    sum_, product = low + high, low * high
    problem = f"Solve x^2 - ({sum_})*x + ({product}) = 0."
    for roots in ((low,), (high,), (low, high + 1), (low, high, 77), (-low, -high)):
        if set(roots) != {low, high}:
            yield problem, ", ".join(map(str, roots))


# The run ------------------------------------------------------------------------------------------


def tried(problem: str, answer: str | Solution, pool: WorkerPool, findings: Findings) -> Verdict | None:
    """One check; what breaks a promise is written down."""
    shown = f"{problem[:300]!r} with {str(answer)[:300]!r}"
    before = time.monotonic()
    try:
        verdict = verify(problem, answer, seconds=SECONDS_EACH, pool=pool)
    except Phi4NodeError as error:
        findings.statuses[type(error).__name__] += 1
        if type(error).__name__ != "BadInputError":
            findings.broken.append(f"{type(error).__name__}: {error}: {shown}")
        return None
    if time.monotonic() - before > 2 * SECONDS_EACH + GRACE:
        findings.broken.append(f"outlived its deadline: {shown}")
    findings.statuses[verdict.status] += 1
    crashed = [
        check for check in verdict.checks if check.method == "sandbox" and "memory" not in check.reason
    ]
    if crashed:
        findings.broken.append(f"{crashed[0].reason} {crashed[0].evidence.get('trace', '')}: {shown}")
    return verdict


def run(seconds: float, seed: int, pool: WorkerPool) -> Findings:
    """Try inputs until the time is over."""
    chance = random.Random(seed)
    findings = Findings()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        problem, answer = chance.choice(SEEDS)
        tried(mutated(problem, chance), answer, pool, findings)
        tried(problem, mutated(answer, chance), pool, findings)
        step = mutated(chance.choice((answer, problem)), chance)
        tried(
            mutated(problem, chance), Solution(answer=mutated(answer, chance), steps=(step,)), pool, findings
        )
        for known_problem, wrong in known(chance):
            verdict = tried(known_problem, wrong, pool, findings)
            if verdict is not None and verdict.status is Status.VERIFIED:
                findings.broken.append(f"a wrong answer was verified: {known_problem!r} with {wrong!r}")
    return findings


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to look")
    parser.add_argument(
        "--seed", type=int, default=None, help="repeat a run; by default another one each time"
    )
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**6)
    with WorkerPool(2) as pool:
        findings = run(arguments.seconds, seed, pool)
    print(f"seed {seed}: {sum(findings.statuses.values())} inputs, {dict(findings.statuses)}")
    for line in findings.broken:
        print(line)
    return 1 if findings.broken else 0


if __name__ == "__main__":
    sys.exit(main())
