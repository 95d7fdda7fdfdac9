"""The white list of methods, and reading and writing items of collections."""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.program.functions import Library
from phi4_node.verification.program.numbers import integer
from phi4_node.verification.program.parser import ProgramError
from phi4_node.verification.program.values import (
    MAX_ITEMS,
    Budget,
    Function,
    Symbolic,
    Value,
    exact,
    hashable,
    is_number,
    items_of,
    kind_of,
)

_SAME = frozenset({"evalf", "n", "doit", "limit_denominator"})
"""Methods that only ask for another way to write an exact value."""
_EXPRESSIONS = frozenset({"simplify", "expand", "factor", "together", "cancel"})


def call_method(
    owner: Value, name: str, arguments: list[Value], named: dict[str, Value], library: Library, budget: Budget
) -> Value:
    """Call a method of a value."""
    budget.charge(2)
    if isinstance(owner, Symbolic) or is_number(owner):
        return _of_number(owner, name, arguments, named, library)
    if named and name != "sort":
        raise ProgramError(f"{name}() takes no named arguments")
    if isinstance(owner, list):
        return _of_list(owner, name, arguments, named, library, budget)
    if isinstance(owner, dict):
        return _of_dict(owner, name, arguments)
    if isinstance(owner, set):
        return _of_set(owner, name, arguments, budget)
    if isinstance(owner, tuple | str) and name in ("count", "index") and len(arguments) == 1:
        return _search(list(owner), name, arguments[0])
    raise ProgramError(f"the method {name!r} of {kind_of(owner)} is not allowed")


def _of_number(
    owner: Value, name: str, arguments: list[Value], named: dict[str, Value], library: Library
) -> Value:
    if name == "limit_denominator" and arguments and is_number(owner):
        most = integer(arguments[0])
        if most < 1:
            raise ProgramError("a denominator is at least 1")
        return exact(Fraction(owner).limit_denominator(most))
    if name in _SAME:
        return owner
    if name == "is_integer" and not arguments:
        return isinstance(owner, int)
    if name == "subs":
        return _substitute(owner, arguments)
    if name in _EXPRESSIONS or name in ("diff", "integrate", "limit"):
        function = library.find(name)
        if isinstance(function, Function):
            return function.call(owner, *arguments, **named)
    raise ProgramError(f"the method {name!r} of {kind_of(owner)} is not allowed")


def _substitute(owner: Value, arguments: list[Value]) -> Value:
    from phi4_node.verification.program.algebra import substitute

    if len(arguments) == 2:
        return substitute(owner, [(arguments[0], arguments[1])])
    if len(arguments) == 1 and isinstance(arguments[0], dict):
        return substitute(owner, list(arguments[0].items()))
    if len(arguments) == 1 and isinstance(arguments[0], list):
        pairs = [pair for pair in arguments[0] if isinstance(pair, tuple | list) and len(pair) == 2]
        return substitute(owner, [(pair[0], pair[1]) for pair in pairs])
    raise ProgramError("subs() takes an unknown and its value, or a dict of them")


def _of_list(
    owner: list[Value],
    name: str,
    arguments: list[Value],
    named: dict[str, Value],
    library: Library,
    budget: Budget,
) -> Value:
    if name == "append" and len(arguments) == 1:
        _check_room(owner, 1)
        owner.append(arguments[0])
    elif name == "extend" and len(arguments) == 1:
        added = items_of(arguments[0], budget)
        _check_room(owner, len(added))
        owner.extend(added)
    elif name == "insert" and len(arguments) == 2 and isinstance(arguments[0], int):
        _check_room(owner, 1)
        owner.insert(arguments[0], arguments[1])
    elif name == "pop" and len(arguments) <= 1:
        position = arguments[0] if arguments else -1
        if not isinstance(position, int) or not -len(owner) <= position < len(owner):
            raise ProgramError("there is no such item")
        return owner.pop(position)
    elif name == "remove" and len(arguments) == 1:
        owner.pop(_search(owner, "index", arguments[0]))
    elif name == "reverse" and not arguments:
        owner.reverse()
    elif name == "copy" and not arguments:
        return list(owner)
    elif name == "sort" and not arguments:
        function = library.find("sorted")
        if isinstance(function, Function):
            owner[:] = function.call(list(owner), **named)
    elif name in ("count", "index") and len(arguments) == 1:
        return _search(owner, name, arguments[0])
    else:
        raise ProgramError(f"the method {name!r} of a list is not allowed like this")
    return None


def _check_room(owner: list[Value] | set[Value] | dict[Value, Value], more: int) -> None:
    if len(owner) + more > MAX_ITEMS:
        raise ProgramError(f"a collection has more than {MAX_ITEMS:,} items")


def _search(values: list[Value], name: str, wanted: Value) -> int:
    if name == "count":
        return values.count(wanted)
    if wanted not in values:
        raise ProgramError("there is no such item")
    return values.index(wanted)


def _of_dict(owner: dict[Value, Value], name: str, arguments: list[Value]) -> Value:
    if name == "get" and 1 <= len(arguments) <= 2:
        return owner.get(hashable(arguments[0]), arguments[1] if len(arguments) == 2 else None)
    if name in ("items", "keys", "values") and not arguments:
        return list({"items": owner.items, "keys": owner.keys, "values": owner.values}[name]())
    raise ProgramError(f"the method {name!r} of a dict is not allowed like this")


def _of_set(owner: set[Value], name: str, arguments: list[Value], budget: Budget) -> Value:
    if name == "add" and len(arguments) == 1:
        _check_room(owner, 1)
        owner.add(hashable(arguments[0]))
        return None
    if name in ("union", "intersection", "difference") and len(arguments) == 1:
        other = {hashable(item) for item in items_of(arguments[0], budget)}
        return {"union": owner | other, "intersection": owner & other, "difference": owner - other}[name]
    raise ProgramError(f"the method {name!r} of a set is not allowed like this")


def index_of(container: Value, index: Value) -> Value:
    """An item or a slice."""
    if isinstance(container, dict):
        if hashable(index) not in container:
            raise ProgramError("there is no such key")
        return container[index]
    if not isinstance(container, list | tuple | str | range):
        raise ProgramError(f"{kind_of(container)} has no items by position")
    if isinstance(index, slice):
        bounds = (index.start, index.stop, index.step)
        if not all(bound is None or isinstance(bound, int) for bound in bounds) or index.step == 0:
            raise ProgramError("a slice needs whole numbers")
        return container[index]
    if isinstance(index, Fraction) or not isinstance(index, int):
        raise ProgramError("a position is a whole number")
    if not -len(container) <= index < len(container):
        raise ProgramError("there is no such item")
    return container[index]


def store_item(container: Value, index: Value, value: Value) -> None:
    """Assign an item of a list or a dict."""
    if isinstance(container, dict):
        _check_room(container, 1)
        container[hashable(index)] = value
        return
    if not isinstance(container, list) or not isinstance(index, int):
        raise ProgramError("only items of lists and dicts can be assigned")
    if not -len(container) <= index < len(container):
        raise ProgramError("there is no such item")
    container[index] = value
