"""Kinds of integers that words describe: what their members have in common, before they become a term.

Conditions are about `IT`, a placeholder for the member. When the description is complete, the placeholder
gets a name and the kind becomes `integers(conditions, name)`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import call, number, relation, renamed, symbol, walk

IT = symbol("it")
"""The member of a kind; its name is never rendered."""

OWNER = symbol("owner")
"""What the divisors are of, in `how many even divisors does 12 have`."""

Conditions = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Integers of a kind.

    Attributes:
        conditions: What is so of each of them, about `IT`.
        name: How the asker calls one of them; empty if without a name.
        whole: It is said or implied that they are integers.
        fixed: Their sign is settled by convention: divisors are positive.
        doubt: What must be so if each is to be counted once.
    """

    conditions: Conditions = ()
    name: str = ""
    whole: bool = True
    fixed: bool = False
    doubt: Node | None = None

    def such(self, *conditions: Node, whole: bool = False) -> Kind:
        """Those of them of which more is so."""
        added = tuple(condition for condition in conditions if condition not in self.conditions)
        return replace(self, conditions=self.conditions + added, whole=self.whole or whole)

    def those(self, conditions: Conditions) -> Kind:
        """Those of which conditions hold that may imply that they are integers."""
        if SQUARE[0] in conditions and (
            not self.whole or relation(IT, ">=", number(0)) not in self.conditions
        ):
            conditions = (*conditions, SQUARE[1])  # `How many integers are perfect squares`: 0, as of a noun?
        return self.such(*conditions, whole=any(map(_is_whole, conditions)))

    def called(self, name: str) -> Kind | None:
        """The kind with the asker's name for a member."""
        return None if self.name or name in ("e", "i", "pi") else replace(self, name=name)


_OF_INTEGERS = frozenset(
    "divides congruent isprime iscomposite ispower isinteger coprime member between terminates palindrome"
    " gcd lcm"
    " remainder mod quotient count_divisors sum_divisors digit lastdigits digitcount digitsum digitproduct"
    " trailing_zeros totient modular_inverse decimal_places period".split()
)


def is_about_integers(condition: Node) -> bool:
    """Whether a condition can only be meant of integers."""
    return any(part.op == "call" and part.name in _OF_INTEGERS for part in walk(condition))


_WHOLE = frozenset("divides isprime iscomposite ispower coprime palindrome isnatural".split())


def _is_whole(condition: Node) -> bool:
    """Whether only integers satisfy a condition."""
    if condition.op == "and":
        return any(map(_is_whole, condition.args))
    return (
        condition.op == "call" and condition.name in _WHOLE and IT in (condition.args[0], condition.args[-1])
    )


def closed(kind: Kind, *, counted: bool = True) -> Node | None:
    """The set of all integers of a kind; None if it is not said that they are integers.

    Args:
        kind: What is described.
        counted: Each member counts once, which must not be in doubt.
    """
    if not kind.whole or not kind.conditions:
        return None
    conditions = kind.conditions
    if counted and kind.doubt is not None:
        conditions = (*conditions, kind.doubt)
    name = kind.name or _fresh(conditions)
    body = tuple(renamed(condition, IT.name, name) for condition in conditions)
    return call("integers", body[0] if len(body) == 1 else Node("and", body), symbol(name))


_ENDLESS = frozenset(("isprime", "iscomposite", "ispower", "isnatural", "palindrome"))


def is_endless(kind: Kind) -> bool:
    """Whether nothing in the description bounds its members from above: they have no sum and no number."""
    return all(_bounds_nothing(condition) for condition in kind.conditions)


def _bounds_nothing(condition: Node) -> bool:
    if condition.op == "call":
        return condition.name in _ENDLESS or (condition.name == "divides" and condition.args[1] == IT)
    if condition.op == "not":
        return _bounds_nothing(condition.args[0])
    return condition.op == "rel" and condition.args[0] == IT and condition.name in (">", ">=", "!=")


def is_bottomless(kind: Kind) -> bool:
    """Whether nothing in the description bounds its members from below, so that none is the least."""
    return all(_bounds_nothing_below(condition) for condition in kind.conditions)


def _bounds_nothing_below(condition: Node) -> bool:
    if condition.op == "call":
        return condition.name == "divides" and condition.args[1] == IT
    if condition.op == "not":
        return _bounds_nothing_below(condition.args[0])
    return condition.op == "rel" and condition.args[0] == IT and condition.name in ("<", "<=", "!=")


def owned_by(kind: Kind, owner: Node) -> Kind:
    """The kind with what its members belong to."""
    conditions = tuple(_put(condition, OWNER, owner) for condition in kind.conditions)
    doubt = None if kind.doubt is None else _put(kind.doubt, OWNER, owner)
    return replace(kind, conditions=conditions, doubt=doubt)


def _fresh(conditions: Conditions) -> str:
    used = {part.name for condition in conditions for part in walk(condition) if part.op == "sym"}
    return next(f"k_{index}" for index in range(len(used) + 1) if f"k_{index}" not in used)


def about(conditions: Conditions, subject: Node) -> Node:
    """The conditions as a statement about something else than `IT`."""
    found = tuple(substituted(condition, subject) for condition in conditions)
    return found[0] if len(found) == 1 else Node("and", found)


def substituted(node: Node, subject: Node) -> Node:
    """The tree with something else for `IT`."""
    return _put(node, IT, subject)


def _put(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    args = tuple(_put(part, old, new) for part in node.args)
    return node if args == node.args else replace(node, args=args)


def divides(divisor: Node, value: Node) -> Node:
    """`divisor` divides `value`."""
    return call("divides", divisor, value)


def positive(value: Node) -> Node:
    """`value` is greater than 0."""
    return relation(value, ">", number(0))


EVEN = divides(number(2), IT)
POSITIVE = positive(IT)
SQUARE = (call("ispower", IT, number(2)), call("isnatural", IT))
"""A perfect square as a kind of numbers; the least one is 0 or 1, and the least even one 0 or 4."""
