"""Whole problems of logic -> claims: formulas, classes, and people who tell the truth or lie.

These texts are lists of sentences rather than phrases inside phrases, and their words are their own
("yumpus", "Amelia"), so they are read sentence by sentence. The rule is the same as everywhere: whatever
is not understood makes the whole text unread.

    propositional  premises and questions over letters
    classes        syllogisms and chains about individuals (sentences, nouns)
    knights        who said what about whom (speech, roles)
"""

from __future__ import annotations

import re

from phi4_node.verification.claims import Claim
from phi4_node.verification.reading.logic.classes import read_classes
from phi4_node.verification.reading.logic.knights import read_knights
from phi4_node.verification.reading.logic.propositional import read_argument

MAX_CHARACTERS = 6_000
_ASKS = re.compile(
    r"conclu|infer|deduc|deriv|draw|follow|valid|correct|sound|right|safe|justif|entail|impl|mean|true|false"
    r"|truth|case that|consistent|satisf|equivalent|tautolog|contradict|contingen|⊢|⊨|\\vdash|\\models"
    r"|\b(?:are|is) (?:all|some|any|every|each)\b|\bis (?-i:[A-Z])"
    r"|结论|推|得出|论证|推理|三段论|有效|成立|正确|等价|重言|永真|矛盾|永假|可满足|真|假|吗",
    re.IGNORECASE,
)
"""Every question about an argument has one of these; most texts have none, and are not looked at further."""
_TELLS_TRUTH = re.compile(r"tru|真话|实话", re.IGNORECASE)
"""Every puzzle about knights and knaves says who tells the truth."""


def read_logic(text: str) -> tuple[Claim, ...]:
    """The claims of a problem of logic, one per reading; none if the text is not wholly one."""
    if len(text) > MAX_CHARACTERS:
        return ()
    if _ASKS.search(text):
        argument = read_argument(text)
        if argument is not None:
            return (argument,)
        if classes := read_classes(text):
            return classes
    return read_knights(text) if _TELLS_TRUTH.search(text) else ()
