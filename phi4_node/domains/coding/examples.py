"""The examples and tests in the asker's words, read by fixed rules.

What is read: doctests (`>>> f(3)`), `assert` lines, calls with their results (`f(3) -> 6`,
`f(3) should return 6`, `f(3) 返回 6`) and pairs of input and output. What is not plainly an example is left
out: a misread one would refute code that is right.
"""

from __future__ import annotations

import ast
import doctest
import re
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from phi4_node.schema import JsonObject

MAX_EXAMPLES = 30
MAX_TEXT = 20_000
"""Characters of the problem that are looked at."""
_LONGEST_LITERAL = 4_000


@dataclass(frozen=True, slots=True)
class Example:
    """One thing that the code must do.

    Attributes:
        kind: `call`: `source` has the value `want`; `raises`: it raises the error that `want` names;
            `assert`: the statement `source` passes; `run`: a statement that only prepares the next one;
            `arguments`: called with the arguments `source`, the function gives `want`; `program`: fed
            `source`, it prints `want`.
        source: Python, or the input of a program.
        want: A Python literal, the name of an error, or text.
        exact: Whether a tuple for a list, or a value that was rounded, is wrong; prose is not that exact.
    """

    kind: Literal["call", "raises", "assert", "run", "arguments", "program"]
    source: str
    want: str = ""
    exact: bool = False

    def as_json(self) -> JsonObject:
        """What the jail needs to know: everything but the expected result, which the code must not see."""
        told = asdict(self)
        if self.kind != "assert":
            del told["want"]
        return told


def read_examples(problem: str) -> tuple[Example, ...]:
    """Every example in the problem, in order, each once; empty if there is none."""
    text = problem[:MAX_TEXT].replace("\r\n", "\n").replace("\u00a0", " ")
    found = [*_doctests(text), *_asserts(text), *_calls(text)]
    if not any(example.kind != "run" for example in found):
        found = list(_pairs(text))
    return tuple(dict.fromkeys(found))[:MAX_EXAMPLES]


def asked_function(problem: str) -> str:
    """The name of the function that the problem asks for; empty if it names none."""
    found = _NAMED.search(problem[:MAX_TEXT])
    return next(name for name in found.groups() if name) if found else ""


_NAMED = re.compile(
    r"\bdef\s+([A-Za-z_]\w*)\s*\("
    r"|\b(?:function|method)\s+(?:called\s+|named\s+)?[`'\"]?([A-Za-z_]\w*)[`'\"]?\s*\("
    r"|\b(?:function|method)\s+(?:called\s+|named\s+)[`'\"]?([A-Za-z_]\w*)"
    r"|\b(?:function|method)\s+[`'\"]([A-Za-z_]\w*)[`'\"]"
    r"|[`'\"]([A-Za-z_]\w*)[`'\"]\s+(?:function|method)\b"
    r"|函数\s*(?:名为|叫做?|名称?是)?\s*[`'\"“]?([A-Za-z_]\w*)"
)


# Doctests and asserts -----------------------------------------------------------------------------


def _doctests(text: str) -> Iterator[Example]:
    if ">>>" not in text:
        return
    try:
        found = doctest.DocTestParser().get_examples(text)
    except ValueError:  # not laid out as doctests have to be
        return
    for example in found:
        source, want = example.source.strip(), example.want.strip()
        want = re.split(r"\n\s*(?:\"\"\"|'''|```)", f"\n{want}")[0].strip()
        if example.exc_msg is not None:
            yield Example("raises", source, example.exc_msg.split(":")[0].strip().rpartition(".")[2])
        elif not want:
            yield Example("run", source)
        elif _is_expression(source):
            yield Example("call", source, want)


def _asserts(text: str) -> Iterator[Example]:
    for line in text.split("\n"):
        source = line.strip().lstrip("-*• ").strip("` ")
        if not source.startswith(("assert ", "assert(")):
            continue
        test = _asserted(source)
        if test is None or not _stands_alone(test):
            continue
        compared = _compared(test)
        yield Example("call", *compared, exact=True) if compared else Example("assert", source)


def _asserted(source: str) -> ast.expr | None:
    """What the line asserts; None if it is not one assert statement."""
    tree = _parsed(source)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Assert):
        return None
    return tree.body[0].test


def _compared(test: ast.expr) -> tuple[str, str] | None:
    """The call and the literal of `call == literal`; the literal then need not be shown to the code."""
    if (
        not isinstance(test, ast.Compare)
        or len(test.ops) != 1
        or not isinstance(test.ops[0], ast.Eq | ast.Is)
    ):
        return None
    want = ast.unparse(test.comparators[0])
    if isinstance(test.ops[0], ast.Is) and want in ("True", "False"):
        return None  # 1 equals True and is not it: Python itself has to tell
    return (ast.unparse(test.left), want) if is_literal(want) else None


def _stands_alone(test: ast.expr) -> bool:
    """Whether it calls something and needs no variable that other lines would have to set."""
    called = {id(part.func) for part in ast.walk(test) if isinstance(part, ast.Call)}
    modules = {id(part.value) for part in ast.walk(test) if isinstance(part, ast.Attribute)}
    free = [
        part for part in ast.walk(test) if isinstance(part, ast.Name) and id(part) not in called | modules
    ]
    return bool(called) and not free


# Calls in prose -----------------------------------------------------------------------------------

_CALL = re.compile(r"(?<![\w.>])([A-Za-z_]\w*)\(")
_GIVES = re.compile(
    r"[`'\"*]{0,3}\s*(?:(?:->|→|➞|=>|⇒|==|-->|≡|⟶|=(?!=))"
    r"|,?\s*(?:should |must |will |would )?(?:(?:return|equal|give|output|produce|print)s?|evaluates? to)\b:?"
    r"|\s*(?:应该?|必须|会|将)?(?:返回|等于|输出|得到|的?结果[是为]|的?值[是为])[:：]?)\s*[`*]{0,3}\s*"
)
_OTHERWISE = re.compile(
    r"instead of|\bbut\b|currently|\bwrong|incorrect|\bbug\b|\bactual|而不是|错误|却|目前|实际", re.IGNORECASE
)
_NOT_FUNCTIONS = frozenset(["print", "range", "list", "dict", "set", "int", "str", "float", "input", "O"])


def _calls(text: str) -> Iterator[Example]:
    """`f(3) -> 6` and its like."""
    for line in text.split("\n"):
        if ">>>" in line or re.match(r"[\s*•`-]*(?:assert|def|class)\b", line) or _OTHERWISE.search(line):
            continue
        for match in _CALL.finditer(line):
            end = _closing(line, match.end() - 1)
            source = line[match.start() : end]
            gives = _GIVES.match(line, end) if end else None
            if gives is None or match.group(1) in _NOT_FUNCTIONS or not _is_plain_call(source):
                continue
            want = leading_literal(line[gives.end() :])
            if want:
                yield Example("call", source, want)


def _closing(line: str, opening: int) -> int:
    """Index behind the bracket that closes the one at `opening`; 0 if none does."""
    depth, quote = 0, ""
    for index in range(opening, min(len(line), opening + _LONGEST_LITERAL)):
        character = line[index]
        if quote:
            quote = "" if character == quote and line[index - 1] != "\\" else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character in "([{") - (character in ")]}")
            if depth == 0:
                return index + 1
    return 0


def _is_plain_call(source: str) -> bool:
    """Whether this is a call of a name with literals: not a signature, not a formula."""
    tree = _parsed(source)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return False
    call = tree.body[0].value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return all(is_literal(ast.unparse(value)) for value in given)


# Pairs of input and output ------------------------------------------------------------------------

_INPUT = r"(?:sample |example )?input|输入样例|样例输入|输入"
_OUTPUT = r"(?:sample |example |expected )?output|输出样例|样例输出|输出"
_LABEL = re.compile(
    rf"(?:^[ \t>*#`-]*|(?<=[,;，；、 ]))(?:\*\*|`)?(?:(?P<input>{_INPUT})|(?P<output>{_OUTPUT}))"
    r"(?: ?#?\d{1,2})?(?:\*\*|`)?\s*[:：](?:\*\*)?",
    re.IGNORECASE,
)
_NEW_PART = re.compile(
    r"[ \t>*#-]*(?:\*\*)?(?:sample|example|explanation|note|constraint|hint|解释|说明|示例|样例|提示|约束)",
    re.IGNORECASE,
)
_READS_INPUT = re.compile(
    r"\bstdin\b|standard input|\bread(?:s|ing)? (?:the |an? |two |from )?\w* ?"
    r"(?:input|integers?|numbers?|lines?)|标准输入|读入|读取输入|从键盘",
    re.IGNORECASE,
)


def _pairs(text: str) -> Iterator[Example]:
    reads_input = bool(_READS_INPUT.search(text))
    for given, wanted in _labelled(text):
        if not wanted or len(given) > _LONGEST_LITERAL or len(wanted) > _LONGEST_LITERAL:
            continue
        if reads_input:
            yield Example("program", given, wanted)
            continue
        arguments = _arguments(given.strip("`"))
        want = leading_literal(wanted.strip("`"))
        if arguments and want:
            yield Example("arguments", arguments, want)


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """What stands behind `Input:` and behind the `Output:` that follows it."""
    parts: dict[str, list[str]] = {}
    place, fenced = "", False
    for line in [*text.split("\n"), ""]:
        if line.strip().startswith("```") and place:
            fenced = not fenced
            continue
        ends = not line.strip() or bool(_NEW_PART.match(line))
        if place == "output" and not fenced and ends and any(parts["output"]):
            yield "\n".join(parts["input"]).strip(), "\n".join(parts["output"]).strip()
            parts, place = {}, ""
        labels = [] if fenced else list(_LABEL.finditer(line))
        if not labels and place:
            parts[place].append(line.strip() if not fenced else line)
        for number, label in enumerate(labels):
            kind = "input" if label["input"] else "output"
            if kind == "output" and "input" not in parts:
                continue
            end = labels[number + 1].start() if number + 1 < len(labels) else len(line)
            if kind == "input" and "output" in parts:
                yield "\n".join(parts["input"]).strip(), "\n".join(parts["output"]).strip()
                parts = {}
            place, parts[kind] = kind, [line[label.end() : end].strip(" ,;，；、")]
    if "output" in parts:
        yield "\n".join(parts["input"]).strip(), "\n".join(parts["output"]).strip()


def _arguments(given: str) -> str:
    """`nums = [2, 7], target = 9` or `3, 4` as the arguments of a call; empty if they are none."""
    source = " ".join(part.strip().rstrip(",") + "," for part in given.split("\n") if part.strip())
    source = source.rstrip(",")
    source = re.sub(r"\btrue\b", "True", re.sub(r"\bfalse\b", "False", re.sub(r"\bnull\b", "None", source)))
    if not _is_plain_call(f"f({source})"):
        return ""
    # Names in such a list are those of the story, which the code may call otherwise: they go by place.
    call = ast.parse(f"f({source})", mode="eval").body
    assert isinstance(call, ast.Call)
    return ", ".join(ast.unparse(value) for value in (*call.args, *(word.value for word in call.keywords)))


# Literals -----------------------------------------------------------------------------------------

_SIMPLE = re.compile(
    r"[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.]*\w)|(?:True|False|None|true|false|null)\b"
)
_JSON_WORDS = {"true": "True", "false": "False", "null": "None"}


def leading_literal(text: str) -> str:
    """The Python literal that a text begins with; empty if it begins with none."""
    text = text.lstrip()
    if not text:
        return ""
    if text[0] in "([{":
        end = _closing(text, 0)
        found = text[:end]
    elif text[0] in "'\"":
        closing = re.search(rf"(?<!\\){text[0]}", text[1:])
        found = text[: closing.end() + 1] if closing else ""
    else:
        simple = _SIMPLE.match(text)
        found = _JSON_WORDS.get(simple.group(), simple.group()) if simple else ""
        # `6 apples` and `3 + 4` are no literals; a sentence may end or go on behind one.
        rest = text[simple.end() :] if simple else ""
        if re.match(r"\s*[-+*/^%(\[]|\s+(?!and\b|for\b|because\b|since\b|as\b|#|//|\()[a-z]", rest):
            return ""
    return found if found and is_literal(found) else ""


def is_literal(text: str) -> bool:
    """Whether a text is a Python literal of bounded length."""
    return len(text) <= _LONGEST_LITERAL and literal(text) is not NO_LITERAL


NO_LITERAL = object()


def literal(text: str) -> object:
    """The value of a literal, `NO_LITERAL` if it is none; only data is built, nothing is run."""
    if len(text) > 10 * _LONGEST_LITERAL:
        return NO_LITERAL
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return NO_LITERAL


def _is_expression(source: str) -> bool:
    tree = _parsed(source)
    return tree is not None and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr)


def _parsed(source: str) -> ast.Module | None:
    if len(source) > _LONGEST_LITERAL:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
