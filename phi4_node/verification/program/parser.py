"""The text of a calculation -> a syntax tree of which every node is on the white list.

Python's own parser reads the text (it builds a tree and executes nothing); everything that is not listed
here is refused by name and line before anything is interpreted.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings

from phi4_node.errors import Phi4NodeError

MAX_CHARACTERS = 20_000
MAX_NESTING = 40
"""Brackets inside brackets."""
MAX_DEPTH = 120
"""Levels of the syntax tree; `1 + 1 + ...` is one level deeper with every term."""

_FLOAT = re.compile(r"(?:\d[\d_]*)?\.?[\d_]*(?:[eE][+-]?\d{1,9})?")
MODULES: dict[str, str] = {
    "math": "math",
    "cmath": "math",
    "sympy": "sympy",
    "fractions": "fractions",
    "decimal": "decimal",
    "itertools": "itertools",
    "statistics": "statistics",
    "functools": "functools",
    "numpy": "math",
}
"""Modules that a program may import; their names come from the white list of functions, never from Python."""

_ALLOWED = (
    ast.Module,
    ast.Expr,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.If,
    ast.For,
    ast.While,
    ast.Break,
    ast.Continue,
    ast.Pass,
    ast.FunctionDef,
    ast.Return,
    ast.arguments,
    ast.arg,
    ast.Import,
    ast.ImportFrom,
    ast.alias,
    ast.Assert,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.keyword,
    ast.Name,
    ast.Load,
    ast.Store,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.Dict,
    ast.Subscript,
    ast.Slice,
    ast.Attribute,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.ListComp,
    ast.GeneratorExp,
    ast.SetComp,
    ast.DictComp,
    ast.comprehension,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.FloorDiv,
    ast.Mod,
    ast.Pow,
    ast.UAdd,
    ast.USub,
    ast.Not,
    ast.And,
    ast.Or,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.In,
    ast.NotIn,
    ast.Is,
    ast.IsNot,
)

_NAMES: dict[type[ast.AST], str] = {
    ast.Lambda: "lambda",
    ast.NamedExpr: "the walrus operator `:=`",
    ast.Starred: "a starred argument",
    ast.Try: "try/except",
    ast.With: "a with statement",
    ast.ClassDef: "a class",
    ast.AsyncFunctionDef: "an async function",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.YieldFrom: "yield from",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Delete: "del",
    ast.Raise: "raise",
    ast.BitXor: "`^` (a power is written `**`)",
    ast.MatMult: "`@`",
    ast.Invert: "`~`",
    ast.Match: "match",
}


class ProgramError(Phi4NodeError):
    """A calculation cannot be run: the message names the line and what is not allowed or went wrong."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {message}" if line else message)
        self.line = line


def parse_program(text: str) -> ast.Module:
    """Read a calculation and check every part of it against the white list.

    Raises:
        ProgramError: If it is too long, too deep, no valid text or uses what is not allowed.
    """
    if len(text) > MAX_CHARACTERS:
        raise ProgramError(f"the program has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read")
    if any(character < " " and character not in "\t\n\r" for character in text):
        raise ProgramError("the program contains control characters")
    text = textwrap.dedent(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if not text.strip():
        raise ProgramError("the program is empty")
    _check_nesting(text)
    tree = _parse(text)
    _check_nodes(tree)
    _keep_numerals(tree, text)
    return tree


def _parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # `is` with a literal and the like; the reader decides, not stderr
            return ast.parse(text)
    except SyntaxError as error:
        raise ProgramError(f"not a valid program: {error.msg}", error.lineno or 0) from None
    except (ValueError, MemoryError, RecursionError) as error:
        raise ProgramError(f"not a valid program: {error or type(error).__name__}") from None


def _check_nesting(text: str) -> None:
    """Bound the brackets before Python's parser sees them; those in strings count too."""
    depth = 0
    for line, content in enumerate(text.split("\n"), start=1):
        for bracket in re.findall(r"[()\[\]{}]", content):
            depth += 1 if bracket in "([{" else -1
            if depth > MAX_NESTING:
                raise ProgramError(f"brackets are nested more than {MAX_NESTING} deep", line)
        if len(content) - len(content.lstrip()) > 4 * MAX_NESTING:
            raise ProgramError("the line is indented too far", line)


def _check_nodes(tree: ast.Module) -> None:
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ProgramError(
                f"an expression is nested more than {MAX_DEPTH} deep", getattr(level[0], "lineno", 0)
            )
        for node in level:
            _check_node(node)
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _keep_numerals(tree: ast.Module, text: str) -> None:
    """Put the numeral as it was written in the place of each binary floating-point number."""
    lines = [line.encode() for line in text.split("\n")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            written = lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode(errors="replace")
            # Before Python 3.12 the positions inside an f-string are those of nothing.
            known = _FLOAT.fullmatch(written) is not None and float(written) == node.value
            node.kind = written if known else repr(node.value)


def _check_node(node: ast.AST) -> None:
    line = getattr(node, "lineno", 0)
    if not isinstance(node, _ALLOWED):
        raise ProgramError(f"{_NAMES.get(type(node), type(node).__name__)} is not allowed", line)
    if isinstance(node, ast.Name) and node.id.startswith("__") and node.id != "__name__":
        raise ProgramError(f"the name {node.id!r} is not allowed", line)
    if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
        raise ProgramError(f"the attribute {node.attr!r} is not allowed", line)
    if isinstance(node, ast.keyword) and node.arg is None:
        raise ProgramError("`**` arguments are not allowed", line)
    if isinstance(node, ast.Constant) and not isinstance(node.value, int | float | str | bool | None):
        raise ProgramError(f"the constant {str(node.value)[:20]} is not allowed", line)
    if isinstance(node, ast.FunctionDef):
        _check_function(node)
    if isinstance(node, ast.comprehension) and node.is_async:
        raise ProgramError("async is not allowed", line)
    if isinstance(node, ast.Import):
        for alias in node.names:
            _check_module(alias.name, line)
    if isinstance(node, ast.ImportFrom):
        _check_module(node.module or "", line)


def _check_function(node: ast.FunctionDef) -> None:
    arguments = node.args
    if node.decorator_list:
        raise ProgramError("a decorator is not allowed", node.lineno)
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs:
        raise ProgramError("a function may only have plain arguments", node.lineno)


def _check_module(name: str, line: int) -> None:
    if name.split(".")[0] not in MODULES:
        allowed = ", ".join(sorted(MODULES))
        raise ProgramError(f"importing {name[:40]!r} is not allowed; only {allowed}", line)
