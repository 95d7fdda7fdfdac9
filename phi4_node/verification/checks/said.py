"""Answers in words to questions of logic: yes and no, formulas, and who is what."""

from __future__ import annotations

import re

from phi4_node.verification.answers.peel import peel
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.claims import RolesClaim
from phi4_node.verification.reading.logic.formulas import Formula, FormulaError, parse_formula

_IT = r"(?:it|this|that|the (?:given )?(?:conclusion|argument|statement|inference|formula|reasoning|claim))"
_SURE = r"(?:logically |necessarily |indeed |definitely |also )*"
_YES = re.compile(
    rf"(?:yes|true|correct|valid|是|是的|对|能|可以|正确|真|成立|有效)"
    rf"|(?:yes|true)?,? ?{_IT} (?:(?:does )?{_SURE}follows?|is {_SURE}(?:true|valid|correct|entailed))(?: "
    rf"logically)?"
    r"|(?:是的|对|能|可以),?(?:结论)?(?:可以推出|能推出|成立|有效)",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"(?:no|false|incorrect|invalid|not valid|否|不是|不对|不能|不可以|错误|错|假|不成立|无效)"
    rf"|(?:no|false)?,? ?{_IT} (?:(?:does not|doesn't|cannot) {_SURE}(?:follow|be concluded)|is "
    rf"(?:{_SURE}(?:false|invalid|incorrect)|(?:not|n't) {_SURE}(?:true|valid|correct|entailed)))"
    r"(?: logically)?|(?:不|否|不能),?(?:结论)?(?:不能推出|推不出|不成立|无效)",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(yes|true|correct|是|是的|对|正确)|(?:no|false|incorrect|不是|否|不对|错误)", re.IGNORECASE
)
_MAX_CHARACTERS = 4_000


def said_yes(
    text: str,
    labels: tuple[str, str] = ("", ""),
    words: tuple[str, ...] = (),
    opposites: tuple[str, ...] = (),
) -> bool:
    """Whether an answer says yes.

    Args:
        text: The answer.
        labels: The letters of the options for yes and no.
        words: What the question asks for (`tautology`), which an answer may say instead of yes.
        opposites: What an answer may say instead of no.

    Raises:
        UndecidedError: it says neither yes nor no.
    """
    if len(text) > _MAX_CHARACTERS:
        raise UndecidedError("the answer is too long")
    bare = peel(text).strip()
    if labels != ("", ""):
        option = re.fullmatch(r"(?:option )?\(?([A-Da-d])\)?[).:]?(?: (.+))?", bare)
        if option and option.group(1).upper() in labels:
            chosen = option.group(1).upper() == labels[0]
            if option.group(2) and said_yes(option.group(2)) != chosen:
                raise UndecidedError("the answer contradicts itself")
            return chosen
    for word in words:
        if re.fullmatch(
            rf"(?:yes,? )?(?:{_IT} is |they are )?(?:an? )?(?:logically )?{word}", bare, re.IGNORECASE
        ):
            return True
        if re.fullmatch(
            rf"(?:no,? )?(?:{_IT} is |they are )?not (?:an? )?(?:logically )?{word}", bare, re.IGNORECASE
        ):
            return False
    for word in opposites:
        if re.fullmatch(rf"(?:no,? )?(?:{_IT} is |they are )?(?:an? )?{word}", bare, re.IGNORECASE):
            return False
    if words:  # "it is false" may speak of the formula
        plain = _PLAIN.fullmatch(bare)
        if plain is None:
            raise UndecidedError("the answer is neither yes nor no")
        return plain.group(1) is not None
    if _YES.fullmatch(bare):
        return True
    if _NO.fullmatch(bare):
        return False
    raise UndecidedError("the answer is neither yes nor no")


_UNKNOWN = re.compile(
    r"unknown|uncertain|undetermined|neither|(?:it )?cannot be (?:determined|known)|不确定|未知|无法确定",
    re.IGNORECASE,
)


def said_status(text: str) -> bool | None:
    """Whether an answer says true, false or unknown.

    Raises:
        UndecidedError: it says none of them.
    """
    return None if len(text) < 100 and _UNKNOWN.fullmatch(peel(text).strip()) else said_yes(text)


def said_formula(text: str) -> Formula:
    """The formula that an answer is.

    Raises:
        UndecidedError: it is none.
    """
    if len(text) > _MAX_CHARACTERS:
        raise UndecidedError("the answer is too long")
    bare = re.sub(
        r"^(?:we (?:can )?conclude(?: that)?|(?:the )?conclusion(?: is)?:?|⊢|∴)\s+",
        "",
        peel(text).strip(),
        flags=re.IGNORECASE,
    )
    try:
        return parse_formula(bare)
    except FormulaError as error:
        raise UndecidedError(f"the answer is not a formula: {error}") from error


# Who is what --------------------------------------------------------------------------------------


def said_roles(text: str, claim: RolesClaim) -> dict[str, bool]:
    """For each person that an answer speaks of, whether it says honest.

    Raises:
        UndecidedError: a word is not understood, or somebody is named twice.
    """
    if len(text) > _MAX_CHARACTERS:
        raise UndecidedError("the answer is too long")
    alone = re.sub(r"^(?:an?|the) ", "", peel(text).strip().lower())
    if len(claim.asked) == 1 and not claim.role and alone in {*claim.honest, *claim.liar}:
        return {claim.asked[0]: alone in claim.honest}
    found: dict[str, bool] = {}
    waiting: list[str] = []
    for number, part in enumerate(_parts(text), start=1):
        names, role = _part(part, number, claim)
        waiting += names
        if role is None:
            continue  # "Ann and Bob are knaves" comes in two parts
        for name in waiting:
            if name in found:
                raise UndecidedError(f"the answer names {name} twice")
            found[name] = role
        waiting = []
    if waiting or not found:
        raise UndecidedError("the answer does not say who is what")
    return found


def _parts(text: str) -> list[str]:
    text = peel(text.replace("**", "")).strip()
    text = re.sub(r"^(?:so|therefore|thus|hence)[, ]+|^(?:所以|因此)[,，]?", "", text, flags=re.IGNORECASE)
    parts = re.split(r"\s*(?:\n|[,;，；。、]|\.(?=\s|$)|\s+and\s+|和|而)\s*(?:and\s+|而)?", text)
    return [part.strip() for part in parts if part.strip()]


def _part(part: str, number: int, claim: RolesClaim) -> tuple[list[str], bool | None]:
    """The people of a part of the answer, and their role if it is said there."""
    part = _without_number(part, number)
    people = "|".join(re.escape(name) for name in claim.people)
    words = "|".join(re.escape(word) for word in sorted({*claim.honest, *claim.liar}, key=len, reverse=True))
    if re.fullmatch(rf"(?:both )?(?:{people})", part):
        return [part.removeprefix("both ")], None
    match = re.fullmatch(
        rf"(?P<w>{people})\s*(?:(?:is|are|must be|=|:|->|→|-|–|—|both|是|为|都)\s*)+(?P<n>not )?(?:an? |the "
        rf"|一个)?(?P<r>{words})",
        part,
        re.IGNORECASE,
    )
    if match is None or match["w"] not in claim.people:
        raise UndecidedError(f'"{part[:40]}" does not say who is what')
    return [match["w"]], (match["r"].lower() in claim.honest) != bool(match["n"])


def _without_number(part: str, number: int) -> str:
    """The part without `(1)`, `2.` or a bullet; the number must be its place, or it may be something else."""
    match = re.match(r"\(?(\d{1,2})[).:]\s*|[-*•]\s+", part)
    if match is None:
        return part
    if match.group(1) and int(match.group(1)) != number:
        raise UndecidedError("the numbers in the answer are not in order")
    return part[match.end() :]
