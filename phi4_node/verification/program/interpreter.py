"""The statements of a calculation: assignments, conditions, bounded loops, functions."""

from __future__ import annotations

import ast
from collections.abc import Callable

from phi4_node.verification.program.expressions import OPERATORS, Expressions, Module, Scopes
from phi4_node.verification.program.parser import ProgramError
from phi4_node.verification.program.values import Function, Value, items_of

_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What Python's own operations raise on values that do not fit: faults of the program."""


class _Return(Exception):
    def __init__(self, value: Value) -> None:
        self.value = value


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


class Interpreter(Expressions):
    """One run of one program.

    Attributes:
        variables: The variables of the program, in the order of their last assignment.
        last: Value of the last expression that stood alone as a statement.
    """

    def __init__(self, steps: int) -> None:
        super().__init__(steps)
        self.variables: dict[str, Value] = {}
        self.last: Value = None
        self._statements: dict[type[ast.AST], Callable[..., None]] = {
            ast.Assign: self._assign, ast.AugAssign: self._augment, ast.AnnAssign: self._annotate,
            ast.Expr: self._expression, ast.If: self._if, ast.For: self._for, ast.While: self._while,
            ast.FunctionDef: self._define, ast.Return: self._return, ast.Import: self._import,
            ast.ImportFrom: self._import_from, ast.Assert: self._assert, ast.Break: self._break,
            ast.Continue: self._continue, ast.Pass: lambda node, scopes: None,
        }  # fmt: skip

    def run(self, tree: ast.Module) -> None:
        """Run the whole program."""
        try:
            self._block(tree.body, [self.variables])
        except (_Return, _Break, _Continue) as misplaced:
            raise ProgramError(f"{type(misplaced).__name__[1:].lower()} stands outside") from None
        except RecursionError:
            raise ProgramError("the program is nested too deep") from None

    def call_alone(self, name: str) -> Value:
        """Call a function without arguments that the program defined and did not call."""
        try:
            return self._invoke(self.variables[name], [], {})
        except RecursionError:
            raise ProgramError("the program is nested too deep") from None

    def _block(self, body: list[ast.stmt], scopes: Scopes) -> None:
        for statement in body:
            self._budget.charge()
            try:
                self._statements[type(statement)](statement, scopes)
            except ProgramError as error:
                if error.line:
                    raise
                raise ProgramError(str(error), statement.lineno) from None
            except _FAULTS as error:
                raise ProgramError(str(error)[:120] or type(error).__name__, statement.lineno) from None

    def _assign(self, node: ast.Assign, scopes: Scopes) -> None:
        value = self._value(node.value, scopes)
        for target in node.targets:
            self._store(target, value, scopes)

    def _annotate(self, node: ast.AnnAssign, scopes: Scopes) -> None:
        if node.value is not None:
            self._store(node.target, self._value(node.value, scopes), scopes)

    def _augment(self, node: ast.AugAssign, scopes: Scopes) -> None:
        read = ast.copy_location(_as_load(node.target), node)
        value = self._operate(
            OPERATORS[type(node.op)], self._value(read, scopes), self._value(node.value, scopes)
        )
        self._store(node.target, value, scopes)

    def _expression(self, node: ast.Expr, scopes: Scopes) -> None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return  # a docstring
        value = self._value(node.value, scopes)
        if len(scopes) == 1 and value is not None:
            self.last = value

    def _if(self, node: ast.If, scopes: Scopes) -> None:
        if _is_main_guard(node.test):
            self._block(node.body, scopes)
            return
        self._block(node.body if self._truth(node.test, scopes) else node.orelse, scopes)

    def _for(self, node: ast.For, scopes: Scopes) -> None:
        values = self._value(node.iter, scopes)
        for item in values if isinstance(values, range) else items_of(values, self._budget):
            self._budget.charge()
            self._store(node.target, item, scopes)
            try:
                self._block(node.body, scopes)
            except _Break:
                return
            except _Continue:
                continue
        self._block(node.orelse, scopes)

    def _while(self, node: ast.While, scopes: Scopes) -> None:
        while self._truth(node.test, scopes):
            self._budget.charge()
            try:
                self._block(node.body, scopes)
            except _Break:
                return
            except _Continue:
                continue
        self._block(node.orelse, scopes)

    def _define(self, node: ast.FunctionDef, scopes: Scopes) -> None:
        names = [argument.arg for argument in node.args.args]
        defaults = [self._value(default, scopes) for default in node.args.defaults]
        optional = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
        outer = list(scopes)

        def call(*arguments: Value, **named: Value) -> Value:
            if len(arguments) > len(names) or set(named) - set(names[len(arguments) :]):
                raise ProgramError(f"{node.name}() does not take these arguments")
            local = {**optional, **named, **dict(zip(names, arguments, strict=False))}
            if len(local) < len(names):
                raise ProgramError(f"{node.name}() needs {len(names)} arguments")
            try:
                self._block(node.body, [*outer, local])
            except _Return as returned:
                return returned.value
            return None

        scopes[-1][node.name] = Function(node.name, call)

    def _return(self, node: ast.Return, scopes: Scopes) -> None:
        raise _Return(self._value(node.value, scopes) if node.value else None)

    def _break(self, node: ast.Break, scopes: Scopes) -> None:
        raise _Break

    def _continue(self, node: ast.Continue, scopes: Scopes) -> None:
        raise _Continue

    def _assert(self, node: ast.Assert, scopes: Scopes) -> None:
        if not self._truth(node.test, scopes):
            raise ProgramError("an assertion of the program does not hold")

    def _import(self, node: ast.Import, scopes: Scopes) -> None:
        for alias in node.names:
            scopes[-1][alias.asname or alias.name.split(".")[0]] = Module(alias.name)

    def _import_from(self, node: ast.ImportFrom, scopes: Scopes) -> None:
        for alias in node.names:
            if alias.asname and alias.name != "*":
                self._imported[alias.asname] = alias.name


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Subscript):
        return ast.Subscript(target.value, target.slice, ast.Load())
    raise ProgramError("only names and items can be assigned")


def _is_main_guard(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
