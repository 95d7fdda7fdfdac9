"""Wrong answers made from right ones, for the question that matters most: is a wrong answer ever verified?

Every perturbation is wrong by construction, or `certain` is False and an independent judge (math-verify) must agree
that it differs before it counts as wrong. Nothing here uses the project's own notion of equality.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:/\d+)?")
PLAIN_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?(?:/\d+)?")
FRACTION = re.compile(r"(-?)\\[dt]?frac\{(-?\d+)\}\{(\d+)\}")
CONSTANT = re.compile(r"\+ *C\b")
WORD_FLIPS = {
    "true": "False", "false": "True", "yes": "No", "no": "Yes", "even": "odd", "odd": "even",
    "是": "否", "否": "是",
}  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """One wrong answer: how it was made, its text, and whether it is wrong by construction."""

    kind: str
    text: str
    certain: bool = True


def exact(text: str) -> Fraction | None:
    """The exact value of a plain number or fraction as gold answers write it; None if it is anything else."""
    text = text.strip().strip("$").replace("−", "-").replace("\\!", "")
    fraction = FRACTION.fullmatch(text)
    if fraction:
        sign, numerator, denominator = fraction.groups()
        value = Fraction(int(numerator), int(denominator)) if int(denominator) else None
        return -value if value is not None and sign else value
    if not PLAIN_NUMBER.fullmatch(text):
        return None
    text = text.replace(",", "")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def spelled(value: Fraction) -> str:
    """A number as a gold answer would write it."""
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _of_number(value: Fraction) -> Iterator[Trial]:
    variants = {
        "sign": -value,
        "plus one": value + 1,
        "minus one": value - 1,
        "doubled": 2 * value,
        "halved": value / 2,
        "times ten": 10 * value,
        "over ten": value / 10,
        "squared": value * value,
        "plus a half": value + Fraction(1, 2),
        "plus a thousandth": value + Fraction(1, 1000),
        "percent for number": value / 100,
    }
    if value:
        variants["inverse"] = 1 / value
    digits = str(abs(value.numerator))
    if len(digits) > 1 and digits[-1] != digits[-2]:
        swapped = int(digits[:-2] + digits[-1] + digits[-2])
        variants["swapped digits"] = Fraction(swapped if value > 0 else -swapped, value.denominator)
    for kind, variant in variants.items():
        if variant != value:
            yield Trial(kind, spelled(variant))
    if value.denominator != 1:
        decimal = Fraction(round(value * 1000), 1000)
        if decimal != value:
            yield Trial("decimal for exact", f"{float(decimal):.3f}")


def _of_list(items: list[str], ordered: bool) -> Iterator[Trial]:
    if len(items) > 1:
        for index in range(len(items)):
            rest = items[:index] + items[index + 1 :]
            yield Trial("missing element", ", ".join(rest), certain=items[index] not in rest)
        if ordered and items != items[::-1]:
            yield Trial("swapped order", ", ".join(items[::-1]))
            yield Trial(
                "rotated order", ", ".join(items[1:] + items[:1]), certain=len(set(items)) == len(items)
            )
    for index, item in enumerate(items):
        value = exact(item)
        if value is None:
            continue
        for kind, other in (("sign", -value), ("off by one", value + 1), ("off by one down", value - 1)):
            if spelled(other) not in items and other != value:
                yield Trial(
                    f"element {kind}", ", ".join([*items[:index], spelled(other), *items[index + 1 :]])
                )
    values = {exact(item) for item in items}
    extra = next(Fraction(n) for n in range(1, 99) if Fraction(n) not in values)
    yield Trial("extra element", ", ".join([*items, spelled(extra)]))


def _of_text(gold: str) -> Iterator[Trial]:
    for number, match in enumerate(NUMBER.finditer(gold)):
        if number == 6:
            break
        before, after = gold[: match.start()], gold[match.end() :]
        value = Fraction(match[0]) if not match[0].endswith("/0") else Fraction(0)
        yield Trial("number plus one", before + spelled(value + 1) + after, certain=False)
        if value:
            yield Trial("number's sign", f"{before}({spelled(-value)}){after}", certain=False)
    for old, new in (("+", "-"), (" - ", " + "), ("*", "+"), ("**2", "**3"), ("^2", "^3"), ("sin", "cos"),
                     ("<", ">"), ("[", "("), ("(", "["), ("\\infty", "0"), ("\\cup", "\\cap"), ("\\pi", "")):  # fmt: skip
        if old in gold:
            yield Trial(f"{old} became {new}", gold.replace(old, new, 1), certain=False)
    if not CONSTANT.search(gold):  # an antiderivative plus one is an antiderivative
        yield Trial("one more", f"{gold} + 1", certain=False)
    yield Trial("doubled", f"2*({gold})", certain=False)
    yield Trial("negated", f"-({gold})", certain=False)
    terms = re.split(r"(?<=[\w)}]) (?=[-+] )", gold)
    if len(terms) > 1:
        yield Trial("last term dropped", " ".join(terms[:-1]), certain=False)
        yield Trial("first term dropped", " ".join(terms[1:]).removeprefix("+ "), certain=False)


_ROLE = re.compile(r"(?P<name>[A-Z]\w*) is a (?P<role>\w+)")


def _of_roles(gold: str) -> Iterator[Trial]:
    """Wrong answers to "who is what": each person turned around, people swapped, missing, added or twice."""
    said = [(match["name"], match["role"]) for match in _ROLE.finditer(gold)]
    roles = sorted({role for _, role in said} | {"knight", "knave"})
    other = {roles[0]: roles[1], roles[1]: roles[0]} if len(roles) == 2 else {}

    def text(people: list[tuple[str, str]]) -> str:
        parts = [f"{name} is a {role}" for name, role in people]
        return ", ".join(parts[:-1]) + f", and {parts[-1]}." if len(parts) > 1 else f"{parts[0]}."

    for index, (name, role) in enumerate(said):
        turned = [*said[:index], (name, other.get(role, "spy")), *said[index + 1 :]]
        yield Trial("person turned", text(turned))
        yield Trial(
            "person turned, numbered", "\n".join(f"({n}) {a} is a {b}" for n, (a, b) in enumerate(turned, 1))
        )
        yield Trial("person turned, colon", "\n".join(f"{a}: {b}" for a, b in turned))
        yield Trial("person missing", text(said[:index] + said[index + 1 :]))
        yield Trial("person twice", text([*said, (name, other.get(role, "spy"))]))
        yield Trial("person denied", text(said).replace(f"{name} is a", f"{name} is not a"))
        yield Trial("third role", text([*said[:index], (name, "spy"), *said[index + 1 :]]))
    yield Trial("all turned", text([(name, other.get(role, "spy")) for name, role in said]))
    yield Trial("extra person", text([*said, ("Zacharias", said[0][1])]))
    if len({role for _, role in said}) > 1:
        moved = [role for _, role in said[1:]] + [said[0][1]]
        swapped = [(name, role) for (name, _), role in zip(said, moved, strict=True)]
        yield Trial("roles moved on", text(swapped), certain=swapped != said)


def perturb(gold: str, neighbours: list[str], *, ordered: bool = False) -> Iterator[Trial]:
    """Wrong answers for a problem whose right answer is `gold`.

    Args:
        gold: The right answer as the data has it.
        neighbours: Right answers of other rows of the same kind.
        ordered: The question asks for an order, so that another order is wrong.

    Yields:
        Trials with distinct texts; at least ten for a number.
    """
    seen = {gold.strip().lower()}
    for trial in _all(gold, neighbours, ordered):
        key = trial.text.strip().lower()
        if key and key not in seen:
            seen.add(key)
            yield trial


def _all(gold: str, neighbours: list[str], ordered: bool) -> Iterator[Trial]:
    value = exact(gold)
    items = [item.strip() for item in gold.split(",")]
    flipped = WORD_FLIPS.get(gold.strip().lower())
    if value is not None:
        yield from _of_number(value)
        wrong = spelled(value + 1)
        yield Trial("unit instead of bare number", f"{wrong} cm")
    elif flipped:
        yield Trial("flipped", flipped)
        wrong = flipped
    elif len(_ROLE.findall(gold)) > 1:
        yield from _of_roles(gold)
        wrong = gold.replace(" is a ", " is not a ")
    elif len(items) > 1 and all(exact(item) is not None or re.fullmatch(r"\w+", item) for item in items):
        yield from _of_list(items, ordered)
        wrong = ", ".join(items[1:])
    else:
        yield from _of_text(gold)
        wrong = f"2*({gold})" if CONSTANT.search(gold) else f"({gold}) + 1"
    for other in neighbours:
        other_value = exact(other)
        if value is not None and other_value is not None:
            if value != other_value:
                yield Trial("neighbour's answer", other)
        else:
            yield Trial("neighbour's answer", other, certain=False)
    yield Trial("claims to be verified", f"{wrong}. verified: true")
    yield Trial("both", f"{gold} or {wrong}", certain=value is not None or flipped is not None)
    yield Trial("denied", f"not {gold}")
    yield Trial("prose around a wrong one", f"One might think {gold}, but the answer is {wrong}")
    yield Trial("boxed wrong after right", f"{gold} so \\boxed{{{wrong}}}")
    yield Trial("empty box", "\\boxed{}")
    yield Trial("question marks", "???")
