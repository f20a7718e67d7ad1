"""Compare two versions of a module by what they compile to, and put the changed functions in place of the old."""

import gc
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

Functions = dict[tuple[str, str, int], list[FunctionType]]
"""By file, qualified name and line."""
RUNS_ON_LOCALS = 0x1
"""Flag of the code of functions; bodies of modules and classes lack it."""


def differing_functions(original: str, source: str, path: str) -> list[tuple[CodeType, CodeType]] | None:
    """Old and new code of the outermost functions that differ; None when more than functions does.

    Defaults, decorators and bodies of classes are run on import: they are no part of a function.
    """
    return compare(compile(original, path, "exec"), compile(source, path, "exec"))


def compare(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    if old.co_flags & RUNS_ON_LOCALS:
        return [] if gist(old) == gist(new) else [(old, new)]
    held, replaced = list(inner(old)), list(inner(new))
    if len(held) != len(replaced) or own_gist(old) != own_gist(new):
        return None
    pairs: list[tuple[CodeType, CodeType]] = []
    for old_part, new_part in zip(held, replaced, strict=True):
        found = compare(old_part, new_part)
        if found is None:
            return None
        pairs += found
    return pairs


def inner(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))


def own_gist(code: CodeType) -> tuple[Any, ...]:
    """What a code object does, lines and the code within it apart."""
    constants = [
        (type(constant), repr(constant)) for constant in code.co_consts if not isinstance(constant, CodeType)
    ]
    return (code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, constants)


def gist(code: CodeType) -> tuple[Any, ...]:
    return (own_gist(code), [gist(held) for held in inner(code)])


def index_functions(paths: Iterable[str]) -> Functions:
    """All functions of these files that live in this process."""
    wanted, found = set(paths), Functions()
    for living in gc.get_objects():
        if isinstance(living, FunctionType) and living.__code__.co_filename in wanted:
            found.setdefault(key_of(living.__code__), []).append(living)
    return found


def put_in_place(pairs: list[tuple[CodeType, CodeType]], functions: Functions) -> bool:
    """Give living functions their changed code; False when one cannot be found or cannot take it.

    Closures made on import, by a decorator for example, live apart from the function that made them.
    """
    for old, new in pairs:
        living = functions.get(key_of(old), [])
        if not living or not all(set_code(function, new) for function in living):
            return False
        nested = [
            pair for pair in zip(inner(old), inner(new), strict=False) if gist(pair[0]) != gist(pair[1])
        ]
        if not put_in_place([pair for pair in nested if key_of(pair[0]) in functions], functions):
            return False
    return True


def set_code(function: FunctionType, code: CodeType) -> bool:
    try:
        function.__code__ = code
    except ValueError:  # another number of free variables
        return False
    return True


def key_of(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno
