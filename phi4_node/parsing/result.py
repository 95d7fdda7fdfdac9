"""Read the result that a sentence states, for replies that mark no answer."""

from __future__ import annotations

import re

from phi4_node.parsing.clean import BOLD_CONTENT, clean_answer

_MATH = r"\$\$[^$]{1,500}\$\$|\$(?![\s$])[^$\n]{0,300}?[^\s$\\]\$(?!\d)|\\\(.{1,500}?\\\)|\\\[.{1,500}?\\\]"
_CONNECTED = re.compile(
    rf"(?:{_MATH})(?:\s*(?:,|;|and|or|&|，|、|和|或|与)\s*(?:and |or )?(?:{_MATH})){{0,20}}", re.DOTALL
)
_ONE_BOLD = rf"\*\*(?=\S){BOLD_CONTENT}{{1,200}}\*\*(?![A-Za-z0-9_(])"
_BOLD = re.compile(
    rf"(?<![A-Za-z0-9_)\]]){_ONE_BOLD}(?:\s*(?:,|;|and|or|，|、|和|或)\s*(?:and |or )?{_ONE_BOLD}){{0,20}}"
)
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.^{(+*/])[-−+]?\s?[$€£¥￥]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s?/\s?\d+)?(?:\s?(?:%|°))?(?![\d_^]|[A-Za-z](?![A-Za-z]))"
)
_NUMBER_LIST = re.compile(
    rf"{_NUMBER.pattern}(?:(?:,? (?:and|or) |, |\s*(?:，|、|和|或者?|及|与)\s*){_NUMBER.pattern}){{1,50}}"
)
_SET = re.compile(r"(?<![\^_}{A-Za-z])\\?\{\s*[-−+\d][^{}\n]{0,200}\}")
_DENIED = re.compile(
    r"\b(?:not|neither|nor|never|between)\s+(?:equal to\s+)?[\\$(*]*[-−]?\d"
    r"|\b(?:is|are)\s+(?:\w+\s+)?(?:wrong|incorrect|extraneous)\b"
    r"|\b(?:is|are)(?:\s+not|n['’]t)\s+(?:\w+\s+){0,2}(?:correct|right|answers?|solutions?|roots?)\b"
    r"|(?:不是|不等于|并非)\s*[-−]?\d|(?:不是|并非)[\u4e00-\u9fff]{0,6}(?:解|根|答案)",
    re.IGNORECASE,
)
"""A sentence that says what the result is not: nothing in it is one."""

_CONTRAST = re.compile(r",\s*(?:and\s+)?not\s.*$|[，,]\s*而?不是.*$", re.IGNORECASE | re.DOTALL)
_ABOUT_THEM = re.compile(
    r"[,，]?\s*(?:\b(?:is|are)\s+(?:both\s+|all\s+|indeed\s+)?(?:the\s+|our\s+|its\s+|your\s+)?"
    r"(?:(?:two|only|real|correct|valid|final|required|complete)\s+){0,3}(?:solutions?|roots?|answers?|zeros?)\b"
    r"(?:\s+(?:of|to)\b.*|[^\d=:：]*)"
    r"|\bsatisf(?:y|ies)\b.*"
    r"|,\s*(?:so|which|and these|these)\b[^\d=]*|\s+for\s+(?:the|this|our)\b[^\d=]*"
    r"|(?:均|都)?(?:是|为|满足)(?:[\u4e00-\u9fff]{0,6})(?:解|根|答案|方程).*)$",
    re.IGNORECASE | re.DOTALL,
)
"""What is said of the values behind them: `x = 1 or x = -3 are the solutions`."""

_BETWEEN = re.compile(r"(\s*[,;，；]\s*(?:(?:and|or)\s)?\s*|\s+(?:and|or)\s+|\s*(?:和|或者?|及|与)\s*)")
_ASSIGNMENT = re.compile(r"(?:^|(?<=[\s为是有得:：$(]))[A-Za-z](?:_?\w{1,3})?\s*=\s*[^\s=][^=]{0,60}$")
_CHINESE_UNIT = r"(?:(?![没还的了就是在能可和或要被比])[\u4e00-\u9fff]){1,4}(?:/[\u4e00-\u9fff]{1,3})?"
_CHINESE_COMPOUND = re.compile(rf"(?:\d+(?:\.\d+)?\s?{_CHINESE_UNIT}){{2,4}}")
_UNIT = re.compile(rf"\s?-?((?:[A-Za-z°%/²³^0-9µΩ-]+|{_CHINESE_UNIT}))")
_NOT_A_UNIT = re.compile(
    r"(?:a|an|the|in|on|at|of|for|from|to|by|with|per|each|every|and|or|but|if|so|as|than|that|which|"
    r"who|when|where|after|before|during|over|under|total|altogether|overall|left|remaining|more|"
    r"less|is|are|was|were|be|it|he|she|they|we|you|i|this|these|those|will|would|can|could|has|have|"
    r"had|does|do|did|then|since|because|while|into|out|only|also|both|all|some|any|up|down|until|"
    r"between|among|about|around|approximately|not)",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"\b(?:is|are|was|were|equals?|be|becomes?|makes?|gives?|gets?|costs?|needs?|takes?|has|have|had|spends?|"
    r"earns?|"
    r"pays?|total(?:s|ing)?|yields?|"
    r"obtain|leaves?)\b\s*(?:equal to|exactly|approximately|about|a total of|:)?"
    r"\s*|[=≈]\s*"
    r"|(?:等于|是|为|需要|共|有|得)\s*",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    r"(?:^|[.!?。！？\n,，]\s*)[\s*_]*(?:therefore|thus|hence|so\b|in conclusion|consequently|finally|"
    r"this means|因此|所以|故|综上|答)",
    re.IGNORECASE,
)
_CONCLUDING_CLAUSE = re.compile(
    r"(?:therefore|thus|hence|so|in conclusion|consequently|因此|所以|故|综上所述|综上)"
    r"[,，:：\s]*(?:we can conclude that\s+)?"
    r"((?!i\b|we\b|you\b|please\b|let)\S.{1,200})$",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(yes|no|true|false|valid|invalid|odd|even|possible|impossible|none|never|always|consistent|inconsistent)\b"
    r"|(正确|错误|成立|不成立|有效|无效|无解|奇数|偶数)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])|\n+")
_WORD = re.compile(r"(?<!\\)\b[A-Za-z]{2,}")
_OPERATION = re.compile(
    r"[\w)\]}]\s*(?:\*\*?|\^|[+×÷])\s*[\w(\[{]|[)\]]\s*/\s*\w|\w\s*/\s*\(|\w\s+[-−]\s+[\w(]"
)
_PROSE = re.compile(
    r"\b(?:the|is|are|was|were|has|have|he|she|it|they|we|you|"
    r"i (?:am|think|have|can|get|do|don|need)|this|that|there|can|cannot|will|would|sorry|hello|"
    r"please|to)\b|[:：?]\s",
    re.IGNORECASE,
)
_MOST_BARE_WORDS = 5
_LONGEST_SENTENCE = 2000
"""What is longer is not looked at: half of it could state another result than the whole."""

_TAIL = 4000
"""How much of the end of a reply is searched for a result that is not marked."""


def is_bare(text: str) -> bool:
    """Whether this is an answer by itself rather than a sentence that contains one."""
    if not text or len(text) > 300 or "\n" in text or _CONCLUDES.match(text):
        return False
    chinese = re.findall(r"[\u4e00-\u9fff]", text)
    if len(chinese) > (4 if re.search(r"\d", text) else 8):
        return False
    words = _WORD.findall(re.sub(r"\\[A-Za-z]+", " ", text))
    if _PROSE.search(re.sub(r"\\[A-Za-z]+", " ", text)):
        return False
    return len(words) <= _MOST_BARE_WORDS and not re.search(r"[.!?。！？]\s+\S", text)


def last_result(text: str) -> str:
    """The result that the text states last, conclusions ("Therefore ...") first; empty if there is none."""
    sentences = [part for part in _SENTENCES.split(text[-_TAIL:]) if part.strip()]
    for sentence in reversed(sentences[-12:]):
        if _CONCLUDES.search(sentence) and (result := stated_result(sentence, concluding=True)):
            return result
    for sentence in reversed(sentences[-12:]):
        if result := stated_result(sentence):
            return result
    # Logic has results without numbers: "Therefore, all cats are carnivores."
    concluding = _CONCLUDING_CLAUSE.match(sentences[-1].strip()) if sentences else None
    return clean_answer(concluding.group(1)) if concluding else ""


def stated_result(sentence: str, *, concluding: bool = False) -> str:
    """The result in one sentence: what is bold, else the last formula, else the number behind the verb."""
    sentence = _CONTRAST.sub("", " ".join(sentence.split()))
    if len(sentence) > _LONGEST_SENTENCE or _DENIED.search(sentence):
        return ""
    for bold in reversed(_BOLD.findall(sentence)):
        if not bold.rstrip("* ").endswith((":", "：")) and is_bare(clean_answer(bold)):
            return clean_answer(bold)
    formulas = list(_CONNECTED.finditer(sentence))
    if formulas:
        last = formulas[-1]
        return _shortened(clean_answer(last.group() + unit_after(sentence, last.end())))
    if listed := list(_SET.finditer(sentence)):
        return listed[-1].group()
    values = _ABOUT_THEM.sub("", sentence)
    sentence = values if re.search(r"\d", values) else sentence
    alone = re.sub(
        r"^(?:both|either)\s", "", _CONCLUDES.sub("", sentence, count=1).strip(" ,，.。"), flags=re.I
    )
    if "=" in alone and is_bare(alone) and _LIST.search(alone):
        return clean_answer(alone)  # "So x = 5 and y = 7"
    assigned = _assigned_last(sentence)
    if assigned and is_bare(assigned):
        return clean_answer(assigned)
    number = _number_in(sentence)
    if number:
        return number
    if concluding and (verdict := list(_VERDICT.finditer(sentence))):
        return verdict[-1].group()
    return ""


def _assigned_last(sentence: str) -> str:
    """The assignments that end a sentence: of `x = 1 and x = -3` the last alone is another answer."""
    parts = _BETWEEN.split(sentence.strip(" .。!！"))
    found = ""
    begin = len(parts)
    for index in range(len(parts) - 1, -1, -2):
        match = _ASSIGNMENT.search(parts[index])
        if match is None:
            break
        found = match.group() + (parts[index + 1] + found if found else "")
        begin = index
        if match.start() > 0:
            break
    if not _BETWEEN.search(found):
        return ""
    name = re.escape(found.partition("=")[0].strip())
    # "x = 2, obviously, x = 1 or x = -3": part of a list would be another answer
    earlier = re.search(rf"(?<![\w+*/^)(-]){name}\s*=", "".join(parts[:begin]))
    return "".join(parts)[earlier.start() :] if earlier else found


def _number_in(sentence: str) -> str:
    numbers = list(_NUMBER.finditer(sentence))
    if not numbers or ("=" not in sentence and _OPERATION.search(sentence)):
        return ""  # a formula in words is more than its last number
    copulas = [match.end() for match in _COPULA.finditer(sentence)]
    behind = [number for number in numbers if number.start() >= copulas[-1] - 1] if copulas else []
    equals = max(sentence.rfind("="), sentence.rfind("≈"))
    if equals >= 0 and not (behind and copulas[-1] > equals + 2):  # "the roots of x^2 = 4 are 2 and -2"
        after = [number for number in numbers if number.start() >= equals]
        if not after:
            return _shortened(clean_answer(sentence.split(":")[-1])) if is_bare(sentence.strip(" .")) else ""
        name = re.search(r"(?<![\w=+*/^-])\s*([a-zA-Z])\s*$", sentence[:equals])
        value = (after[0].group() + unit_after(sentence, after[0].end())).strip()
        rest = sentence[equals + 1 :].strip(" .。")
        if is_bare(rest) and not rest[:1].isdigit():
            value = rest
        return f"{name.group(1)} = {value}" if name else clean_answer(value)
    chosen = behind[0] if behind else numbers[-1]
    # "the numbers are 5 and 7": part of a list would be another answer
    compound = _CHINESE_COMPOUND.match(sentence, chosen.start())
    if compound:
        return compound.group()
    listed = _NUMBER_LIST.match(sentence, chosen.start())
    end = listed.end() if listed else chosen.end()
    return clean_answer((sentence[chosen.start() : end] + unit_after(sentence, end)).strip())


def unit_after(sentence: str, position: int) -> str:
    """The unit behind a number, at most three words: `12` apples; 60 miles per hour."""
    unit = ""
    for count in range(3):
        match = _UNIT.match(sentence, position)
        if match is None:
            break
        word = match.group(1)
        per = word.lower() == "per" and unit
        if count > 1 and not unit.endswith(("per", "square", "cubic")):
            break
        if _NOT_A_UNIT.fullmatch(word) and not per:
            break
        unit += f" {word}" if match.group().startswith(" ") else match.group()
        position = match.end()
    return unit.removesuffix(" per")


_SYMBOL = re.compile(r"[A-Za-z](?:_\{?\w{1,5}\}?|'|\([a-z]\))?|\\[a-z]{2,8}")
_LIST = re.compile(
    r",(?!\d{3})|;|；|，|、|\\(?:quad|and|or|begin|le|ge|neq|approx)|[<>≤≥≠]|\b(?:or|and)\b|[或和]"
)
_CLAUSE = re.compile(
    r",?\s+(?:which|meaning|where|since|because|when|"
    r"as (?:required|shown|expected|there|the)|so that|assuming|"
    r"given|"
    r"rounded|not|if)\b|[,，]\s*(?:即|也就是|因为|其中)"
)
_VARIABLE = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{1,2}(?![A-Za-z])")


def without_chain(answer: str) -> str:
    """The end of a calculation: `3*68 + 2*80 = 364` is 364; an equation with a variable stays as it is."""
    if "=" not in answer or _LIST.search(answer):
        return answer
    *before, last = [part.strip() for part in re.split(r"(?<![<>!])=", answer)]
    bare = [re.sub(r"[(（][^()（）]{0,60}[)）]|\\[a-zA-Z]+|/[a-z]{1,2}\b", " ", part) for part in before]
    if not re.search(r"\d", last) or any(_VARIABLE.search(part) or not part.strip() for part in bare):
        return answer
    return last


def without_clause(text: str) -> str:
    """What stands before an explanation: `0, meaning that there is none` is 0; a sentence stays whole."""
    clause = _CLAUSE.search(text)
    return text[: clause.start()] if clause and is_bare(clean_answer(text[: clause.start()])) else text


def _shortened(formula: str) -> str:
    """Only the end of a chain of equations: `3 + 4 = 7` is 7, `x = 6/2 = 3` is `x = 3`; `x = 3` stays."""
    if _LIST.search(formula):
        return formula
    parts = [part.strip() for part in formula.split("=")]
    if len(parts) < 2 or not parts[-1]:
        return formula
    return f"{parts[0]} = {parts[-1]}" if _SYMBOL.fullmatch(parts[0]) else parts[-1]
