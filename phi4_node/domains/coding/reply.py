"""The code in a reply, and what of the asker's own code it needs around it."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from phi4_node.domains.coding.examples import read_examples
from phi4_node.schema import Solution

MAX_CODE = 50_000
_FENCE = re.compile(
    r"^[ \t]*(?:```|~~~)[ \t]*([\w+#-]*)[^\n]*\n(.*?)(?:^[ \t]*(?:```|~~~)|\Z)", re.DOTALL | re.MULTILINE
)
_PYTHON = ("", "python", "python3", "py", "text", "plaintext", "pycon")
_OTHERS = re.compile(
    r"\b(?:javascript|typescript|java|kotlin|rust|golang|haskell|ruby|php|perl|swift|sql|bash|scala)\b|\bc\+\+|\bc#"
    r"|\bin (?:c|go)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^(?:from|import|def|class|async|@)\b", re.MULTILINE)
_MOST_TRIES = 60


@dataclass(frozen=True, slots=True)
class Code:
    """What could be found to run.

    Attributes:
        text: Python; empty if there is none.
        functions: The names it defines, methods of a class `Solution` included.
        why_not: Why there is none.
    """

    text: str = ""
    functions: tuple[str, ...] = ()
    why_not: str = ""


def code_in(solution: Solution, problem: str) -> Code:
    """The Python in a reply: its last block that is Python, or the whole of it."""
    tongues = []
    found = []
    for tongue, block in _blocks(solution.text):
        if tongue in _PYTHON:
            found.append(block)
        else:
            tongues.append(tongue)
    if tongues and not found:
        return Code(why_not=f"Only Python can be run here; this is {tongues[0]}.")
    if _OTHERS.search(problem) and not re.search("python", problem, re.IGNORECASE):
        return Code(why_not="Only Python can be run here, and the problem asks for another language.")
    candidates = [*reversed(found), solution.answer, solution.text]
    readable = [Code(text, defined) for text in candidates if (defined := _defined(text)) is not None]
    with_functions = [code for code in readable if code.functions]
    if with_functions:
        return with_functions[0]
    if found and readable:
        return readable[0]
    whole = _completed(found or [solution.answer, solution.text], problem)
    if whole.text:
        return whole
    return Code(why_not="There is no Python in the reply that could be run.")


def with_askers_code(code: Code, problem: str) -> str:
    """The code behind the imports and helpers that the problem gives; it defines again what it mends."""
    kept = [
        ast.unparse(part)
        for part in _parts(askers_code(problem))
        if isinstance(part, ast.Import | ast.ImportFrom) or _is_helper(part, code.functions, problem)
    ]
    return "\n".join([*kept, code.text])


def askers_code(problem: str) -> str:
    """The Python in the problem: its blocks, or the lines from the first import or definition on."""
    blocks = [
        block for tongue, block in _blocks(problem) if tongue in _PYTHON and _defined(block) is not None
    ]
    if blocks:
        return "\n".join(blocks)
    begins = _BEGINS.search(problem)
    if begins is None:
        return ""
    lines = problem[begins.start() :].split("\n")
    for end in range(len(lines), max(len(lines) - _MOST_TRIES, 0), -1):
        text = "\n".join(lines[:end])
        if _tree(text) is not None:
            return text
    return ""


def _completed(candidates: list[str], problem: str) -> Code:
    """A reply that is only the body of the function whose head the problem gives."""
    head = askers_code(problem)
    if not head:
        return Code()
    for text in candidates:
        for body in (text, textwrap.indent(textwrap.dedent(text), "    ")):
            whole = f"{head.rstrip()}\n{body}"
            defined = _defined(whole)
            if defined and "return" in body:
                return Code(whole, defined)
    return Code()


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    for match in _FENCE.finditer(text[: 4 * MAX_CODE]):
        yield match.group(1).lower(), textwrap.dedent(match.group(2))


def _defined(text: str) -> tuple[str, ...] | None:
    """The functions that a text defines; None if it is no Python."""
    tree = _tree(text) if text.strip() else None
    if tree is None:
        return None
    names = [part.name for part in tree.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
    for part in tree.body:
        if isinstance(part, ast.ClassDef) and part.name == "Solution":
            names += [method.name for method in part.body if isinstance(method, ast.FunctionDef)]
    return tuple(name for name in names if not name.startswith("__"))


def _parts(text: str) -> list[ast.stmt]:
    tree = _tree(text) if text else None
    return tree.body if tree else []


def _is_helper(part: ast.stmt, written: tuple[str, ...], problem: str) -> bool:
    """Whether this is the asker's and not to be written: what examples call must come from the reply."""
    if not isinstance(part, ast.FunctionDef | ast.ClassDef):
        return False
    called = any(f"{part.name}(" in example.source for example in read_examples(problem))
    return part.name not in written and not called and _has_body(part)


def _has_body(part: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether there is more than a docstring, `pass` and dots."""
    return any(
        not isinstance(line, ast.Pass)
        and not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in part.body
    )


def _tree(text: str) -> ast.Module | None:
    if len(text) > MAX_CODE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
