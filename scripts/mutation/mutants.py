"""Make the mutants of a module: its text with one small change each.

The changes are mutmut's, and five of our own for what Django code is made of. Some are left out, with the reason.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

from scripts.mutation import codes

LEFT_OUT = {operator_string}
"""The words of a text are checked by people and by the catalogues; a wrong key or template fails at first use."""
TEXTS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext", "ngettext_lazy", "format_lazy"}
"""Calls that hold a text: see above."""
UNSEEN_CALLS = {
    "select_related", "prefetch_related", "only", "defer", "iterator",  # change the cost of a query, not its rows
    "select_for_update",  # without effect on SQLite
    "debug", "info", "warning", "error", "exception",  # lines of the log
    "cast", "getLogger", "TypeVar",  # said to the type checker or to the log
}  # fmt: skip
UNSEEN_ARGUMENTS = {
    "verbose_name", "verbose_name_plural", "help_text", "label", "widget", "attrs",  # texts and looks
    "update_fields",  # more columns written than needed, with the values they have
    "batch_size", "chunk_size", "db_index",  # cost alone
    "frozen", "slots",  # forbid what nobody does
}  # fmt: skip

RUNS_AT_START = "apps.py"
"""Its functions run once, before a mutant can be put in place: they are declarations."""
TABLES = {"constraints", "indexes", "ordering"}
"""As the fields of models: tables are made by migrations, and ``makemigrations --check`` finds what differs."""


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    path: str
    """From the root of the repository."""
    source: str
    """Text of the module with the change."""
    first: int
    last: int
    """Lines of the original that the changed statement takes, counted from 1."""
    in_function: bool
    """Whether only bodies of functions that tests call differ: such a change can be made in a process that runs."""
    diff: str

    @property
    def key(self) -> str:
        return f"{self.path}\n{self.diff}"


Change = Callable[[], Mutant | None]
"""Makes one mutant, or nothing when it compiles to the same as the original."""


def find_changes(path: Path, root: Path) -> list[Change]:
    """All changes of a module. Making the mutant itself takes some 30 ms: it is left for when it is tried."""
    original = path.read_text(encoding="utf-8")
    name = str(path.relative_to(root))
    wrapper = MetadataWrapper(cst.parse_module(original))
    visitor = Changes()
    wrapper.visit(visitor)

    def make(old: cst.CSTNode, new: cst.CSTNode, first: int, last: int) -> Mutant | None:
        source = cst.ensure_type(wrapper.module.deep_replace(old, new), cst.Module).code
        try:
            differing = codes.differing_functions(original, source, str(path))
        except SyntaxError:
            return None
        if differing == []:
            return None
        lines = difflib.unified_diff(original.splitlines(), source.splitlines(), name, name, lineterm="", n=1)
        in_function = differing is not None and path.name != RUNS_AT_START
        return Mutant(name, source, first, last, in_function, "\n".join(lines))

    return [partial(make, *found) for found in visitor.found]


class Changes(cst.CSTVisitor):
    """Collects ``(node, changed node, first line, last line)`` over a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int, int]] = []
        self.statements: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom) or is_text(node) or is_unseen(node):
            return False
        if name_called(node) == "select_for_update":
            cst.ensure_type(node, cst.Call).func.visit(self)  # how rows are locked: without effect on SQLite
            return False
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self.statements.append(node)
        self.found += [(old, new, *self.lines_of(node)) for old, new in changes(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self.statements and self.statements[-1] is original_node:
            self.statements.pop()

    def lines_of(self, node: cst.CSTNode) -> tuple[int, int]:
        """The whole of a simple statement; of a compound one, its head up to the node."""
        own = self.get_metadata(PositionProvider, node)
        if not self.statements:
            return own.start.line, own.end.line
        statement = self.get_metadata(PositionProvider, self.statements[-1])
        simple = isinstance(self.statements[-1], cst.SimpleStatementLine)
        return statement.start.line, (statement.end.line if simple else own.end.line)


def changes(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    operators = cast(
        "Sequence[tuple[type, Callable[[Any], Iterable[cst.CSTNode]]]]", [*mutation_operators, *OWN]
    )
    for kind, operator in operators:
        if operator in LEFT_OUT or not isinstance(node, kind):
            continue
        for new in operator(node):
            if not isinstance(new, type(node)) or not (touches_unseen(node, new) or is_as_false(node, new)):
                yield node, new


def negate_condition(node: cst.If) -> Iterable[cst.If]:
    """``if a`` → ``if not a``; comparisons and ``not`` have operators of their own."""
    if isinstance(node.test, cst.Name | cst.Attribute | cst.Call | cst.BooleanOperation | cst.NamedExpr):
        held = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(test=cst.UnaryOperation(operator=cst.Not(), expression=held))


def drop_call(node: cst.Expr) -> Iterable[cst.Expr]:
    """A call made for its effect is not made."""
    if isinstance(node.value, cst.Call):
        yield node.with_changes(value=cst.Ellipsis())


def drop_filter(node: cst.Call) -> Iterable[cst.Call]:
    """``filter(a=None)`` → ``filter()``: mutmut drops one argument of several, never the only one."""
    if (
        len(node.args) == 1
        and name_called(node) in {"filter", "exclude"}
        and isinstance(node.func, cst.Attribute)
    ):
        yield node.with_changes(args=[])


def open_row(node: cst.Call) -> Iterable[cst.Call]:
    """A page of the visibility table is opened to anybody: ``row(ORGANISER)`` → ``row("public")``."""
    if name_called(node) == "row" and not m.matches(node, m.Call(args=[m.Arg(m.Name("PUBLIC"))])):
        yield node.with_changes(args=[cst.Arg(cst.SimpleString('"public"'))])


def return_nothing(node: cst.Return) -> Iterable[cst.Return]:
    if node.value is not None and not m.matches(node.value, m.Name("None")):
        yield node.with_changes(value=cst.Name("None"))


OWN: list[tuple[type, Callable[[Any], Iterable[cst.CSTNode]]]] = [
    (cst.If, negate_condition),
    (cst.Expr, drop_call),
    (cst.Call, drop_filter),
    (cst.Call, open_row),
    (cst.Return, return_nothing),
]


def name_called(node: cst.CSTNode) -> str:
    """``f`` for ``f()`` and ``x.f()``, empty for anything else."""
    if not isinstance(node, cst.Call):
        return ""
    if isinstance(node.func, cst.Name):
        return node.func.value
    return node.func.attr.value if isinstance(node.func, cst.Attribute) else ""


def is_text(node: cst.CSTNode) -> bool:
    return name_called(node) in TEXTS or isinstance(node, cst.BaseString)


def is_unseen(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Expr):
        return name_called(node.value) in UNSEEN_CALLS
    if isinstance(node, cst.Call):
        return m.matches(node.func, m.Attribute(m.Name("models"))) and name_called(node).endswith(
            ("Field", "ForeignKey")
        )
    if isinstance(node, cst.Assign):
        of_table = any(isinstance(to.target, cst.Name) and to.target.value in TABLES for to in node.targets)
        return of_table or is_unseen(node.value)
    if isinstance(node, cst.Return):
        return isinstance(node.value, cst.BaseString)
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value in UNSEEN_ARGUMENTS


def touches_unseen(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether the argument that was changed is a text, or one whose change nobody can see."""
    if not isinstance(old, cst.Call) or not isinstance(new, cst.Call):
        return False
    if name_called(old) in UNSEEN_CALLS:
        return True
    touched = [argument for argument in old.args if not any(argument is kept for kept in new.args)]
    return bool(touched) and all(is_unseen(argument) or is_text(argument.value) for argument in touched)


def is_as_false(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """``False`` or an empty text that becomes ``None``, or the reverse: as false as before."""
    return as_false(old) and as_false(new)


def as_false(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Assign | cst.AnnAssign | cst.Return) and node.value is not None:
        return m.matches(
            node.value, m.Name("None") | m.Name("False") | m.SimpleString('""') | m.SimpleString("''")
        )
    return False
