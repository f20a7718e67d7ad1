"""Names that a newcomer would grep: a function says what it does, by a verb, and a class is alone to have its name."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.support.repository import APPS, ROOT, read_modules, tracked

IRREGULAR = set(
    "begun born bound built chosen done drawn felt found given gone heard held hidden kept laid led left lost made met"
    " paid seen sent shown sought spent taken taught thrown told typed understood woken won worn written".split()
)
"""Participles without « -ed » that are no verb in the present too: ``read``, ``set`` and ``put`` may begin a name."""
VERBS = {"embed", "exceed", "feed", "need", "proceed", "seed", "shed", "speed", "succeed", "weed"}
DJANGO = {"stored_name"}
"""Methods of Django's that are given again under its name."""
READ_AS_NOUNS = {"property", "cached_property"}
DEFINED = re.compile(r"\bdef _*([^\W_]+)")
"""The first word of the name of a function."""
NAMELESS = re.compile(r"\bfor [\w, ()]*\bone\b[\w, ()]* in\b")
CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def is_participle(word: str) -> bool:
    return word in IRREGULAR or (word.endswith("ed") and word not in VERBS)


def is_exempt(function: ast.FunctionDef | ast.AsyncFunctionDef, holder: ast.AST) -> bool:
    """Querysets chain business words (``reviews.submitted()``); properties are read as nouns (``changed_data``)."""
    decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in function.decorator_list}
    chains = isinstance(holder, ast.ClassDef) and holder.name.endswith(("QuerySet", "Manager"))
    return chains or bool(decorators & READ_AS_NOUNS) or function.name in DJANGO


def functions(module: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ast.AST]]:
    """Each function of a module, with the class or function that holds it."""
    for holder in ast.walk(module):
        for child in ast.iter_child_nodes(holder):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield child, holder


def modules() -> dict[str, str]:
    """Path → text of each module of the four apps, of the bench and of the scripts."""
    return read_modules(*APPS, "bench/", "scripts/")


def named_by_participle(source: str) -> list[str]:
    """Only modules with such a name are parsed: thousands of others have none."""
    if not any(is_participle(word) for word in DEFINED.findall(source)):
        return []
    return [
        function.name
        for function, holder in functions(ast.parse(source))
        if is_participle(function.name.lstrip("_").split("_")[0]) and not is_exempt(function, holder)
    ]


def test_functions_begin_with_a_verb_not_with_a_participle() -> None:
    """``list_planned_duties``, not ``planned_duties``: who reads a call sees that something is read or done."""
    wrong = {name: found for name, source in modules().items() if (found := named_by_participle(source))}

    assert wrong == {}, "Begin with a verb in the present: list_…, select_…, mark_…, is_…."


def test_a_participle_is_seen_where_it_stands() -> None:
    planted = """
def _held_back(): ...
def seed(): ...
class Form:
    @property
    def changed_data(self): ...
    def posted(self):
        def told(): ...
class ReviewQuerySet:
    def submitted(self): ...
"""

    assert sorted(named_by_participle(planted)) == ["_held_back", "posted", "told"]


def find_nameless_loops(source: str) -> list[int]:
    """Lines of loops over ``one``. Beside ``other`` it may stand: of two that are alike, no noun tells which."""
    found = []
    for loop in ast.walk(ast.parse(source)) if NAMELESS.search(source) else ():
        if isinstance(loop, (ast.For, ast.comprehension)):
            names = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
            if "one" in names and "other" not in names:
                found.append(loop.target.lineno)
    return found


def test_a_loop_variable_is_the_noun_it_holds() -> None:
    wrong = {name: lines for name, source in modules().items() if (lines := find_nameless_loops(source))}

    assert wrong == {}, "Name what the variable of the loop holds."


def test_a_nameless_loop_is_seen() -> None:
    planted = "for one in rows: ...\n[one for one, _rank in rows]\n{one for one, other in pairs}"

    assert find_nameless_loops(planted) == [1, 2]


def test_two_classes_do_not_share_a_name() -> None:
    """A nested one (``Meta``, ``ExportJob.State``) is read after the name of its holder; Django finds ``Command``."""
    homes = defaultdict(list)
    for name, source in modules().items():
        for class_name in set(CLASS.findall(source)) - {"Command"}:
            homes[class_name].append(name)

    shared = {name: places for name, places in homes.items() if len(places) > 1}

    assert shared == {}, "Give one of the two a name that says what it is of."


def test_tests_take_their_helpers_from_support_and_factories() -> None:
    """A module of tests can be moved, split or run alone: no other one reads it."""
    imported = re.compile(r"^\s*(?:from|import) +(tests\.[\w.]*\b(?:test_\w+|conftest))\b", re.MULTILINE)
    found = {
        name: names for name, text in read_modules("tests/").items() if (names := imported.findall(text))
    }

    assert found == {}


def test_tests_of_a_subject_are_in_its_folder() -> None:
    subjects = {
        app: {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}
        for app in ("projects", "coaching")
    }
    folders = [
        name.split("/")[1:] for name in tracked() if re.match(r"tests/(projects|coaching)/.+\.py", name)
    ]

    assert [parts for parts in folders if len(parts) == 2 and parts[1] != "__init__.py"] == []
    assert [parts for parts in folders if len(parts) > 2 and parts[1] not in subjects[parts[0]]] == []
