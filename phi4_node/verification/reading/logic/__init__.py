"""Whole problems of logic -> claims: formulas, classes, and people who tell the truth or lie.

These texts are lists of sentences rather than phrases inside phrases, and their words are their own
("yumpus", "Amelia"), so they are read sentence by sentence. The rule is the same as everywhere: whatever
is not understood makes the whole text unread.

    propositional  premises and questions over letters
    classes        syllogisms and chains about individuals (sentences, nouns)
    knights        who said what about whom (speech, roles)
"""

from __future__ import annotations

from phi4_node.verification.claims import Claim
from phi4_node.verification.reading.logic.classes import read_classes
from phi4_node.verification.reading.logic.knights import read_knights
from phi4_node.verification.reading.logic.propositional import read_argument

MAX_CHARACTERS = 6_000


def read_logic(text: str) -> tuple[Claim, ...]:
    """The claims of a problem of logic, one per reading; none if the text is not wholly one."""
    if len(text) > MAX_CHARACTERS:
        return ()
    argument = read_argument(text)
    if argument is not None:
        return (argument,)
    return read_classes(text) or read_knights(text)
