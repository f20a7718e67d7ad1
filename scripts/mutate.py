"""Run mutmut on one package, in a copy under var/mutate/: `make mutate PACKAGE=projects/decision`.

PACKAGE is a folder or a module without its ``.py``. TESTS are the tests that shall see its mutants; else those of the
same name under tests/. Prints each mutant that survived, and the share that was found.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.copy_tree import copy_tree  # noqa: E402 (the path of the site comes first)

TREE = ROOT / "var" / "mutate"
MUTMUT = Path(sys.executable).parent / "mutmut"
UNWANTED = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "PORT"}
PREPARED = "accelerator/prepared"


def find_tests(package: str) -> list[str]:
    """The folder of tests of the same name, or the module."""
    folder, path = ROOT / "tests" / package, Path("tests", package)
    names = [str(path)] if folder.is_dir() else [str(path.with_name(f"test_{path.name}.py"))]
    if not (ROOT / names[0]).exists():
        sys.exit(f"No tests at {names[0]}: say TESTS='tests/… tests/…'")
    return names


def run_mutmut(*arguments: str) -> str:
    """What it prints, when that is not for the reader as it comes."""
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    is_run = arguments[0] == "run"
    done = subprocess.run(
        [MUTMUT, *arguments], cwd=TREE, env=environment, check=is_run, text=True,
        stdout=None if is_run else subprocess.PIPE,
    )  # fmt: skip
    return done.stdout or ""


def main(package: str, tests: list[str]) -> None:
    copy_tree(TREE)
    names = [f"{package}.py"] if (TREE / f"{package}.py").exists() else [f"{package}/*"]
    (TREE / "mutants").mkdir()
    for name in ("var", "node_modules"):
        (TREE / "mutants" / name).symlink_to(TREE / name)
    if not PREPARED.startswith(package):
        # a mutant is chosen in a process that has compiled its queries already: build them each time
        with (TREE / f"{PREPARED}.py").open("a", encoding="utf-8") as module:
            module.write("\nTESTED_WITH.clear()\n")
    project = TREE / "pyproject.toml"
    chosen = f"[tool.mutmut]\nonly_mutate = {json.dumps(names)}\n"
    chosen += f"pytest_add_cli_args_test_selection = {json.dumps(tests)}\n"
    project.write_text(project.read_text("utf-8").replace("[tool.mutmut]\n", chosen), "utf-8")
    run_mutmut("run", "--max-children", "1")
    for line in run_mutmut("results").splitlines():
        name, _colon, status = line.strip().partition(": ")
        sys.stdout.write(f"\n{run_mutmut('show', name)}" if status == "survived" else f"{line}\n")
    run_mutmut("export-cicd-stats")
    counts = json.loads((TREE / "mutants" / "mutmut-cicd-stats.json").read_text("utf-8"))
    caught = counts["killed"] + counts["timeout"]
    sys.stdout.write(f"\n{package}: {caught} of {counts['total']} mutants found")
    sys.stdout.write(
        f" ({100 * caught / max(1, counts['total']):.0f} %), {counts['no_tests']} that no test runs\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package")
    parser.add_argument("tests", nargs="*")
    options = parser.parse_args()
    wanted: str = options.package.strip("/").removesuffix(".py")
    main(wanted, options.tests or find_tests(wanted))
