"""Reads the files of ``data/`` into records; see :mod:`accelerator.data_files`."""

from decimal import Decimal
from functools import cache
from pathlib import Path

from accelerator import data_files
from accelerator.data_files import build, convert
from accelerator.types import Values
from coaching.demo.dossiers import ApplicationData
from coaching.demo.records import (
    BodiesData,
    CallData,
    CommentsData,
    EditionData,
    PersonData,
    ProgrammeData,
)
from coaching.demo.two_days import PlanData, ProjectCanvases

DATA = Path(__file__).parent / "data"


@cache
def read_programme() -> ProgrammeData:
    return build(ProgrammeData, read_toml(DATA / "programme.toml"), "programme.toml")


@cache
def read_call() -> CallData:
    return build(CallData, read_toml(DATA / "call.toml"), "call.toml")


@cache
def read_people() -> tuple[PersonData, ...]:
    """Everybody but the holders, whose files are the applications."""
    people = read_toml(DATA / "people.toml").get("people")
    return convert(people, tuple[PersonData, ...], "people.toml: people")


@cache
def read_bodies() -> BodiesData:
    return build(BodiesData, read_toml(DATA / "bodies.toml"), "bodies.toml")


@cache
def read_comments() -> CommentsData:
    return build(CommentsData, read_toml(DATA / "comments.toml"), "comments.toml")


@cache
def read_edition(folder: str) -> EditionData:
    """The edition of this folder of ``data/`` with its applications, whose keys are the names of their files."""
    applications = [
        build(ApplicationData, {"key": path.stem, **read_toml(path)}, f"{folder}/{path.name}")
        for path in (DATA / folder / "applications").glob("*.toml")
    ]
    applications.sort(key=lambda application: application.number)
    table = {**read_toml(DATA / folder / "edition.toml"), "applications": applications}
    return build(EditionData, table, f"{folder}/edition.toml")


@cache
def read_canvases(folder: str) -> dict[str, ProjectCanvases]:
    """The timelines and pitches of an edition, by the key of the application."""
    paths = sorted((DATA / folder / "canvases").glob("*.toml"))
    return {
        path.stem: build(
            ProjectCanvases, {"key": path.stem, **read_toml(path)}, f"{folder}/canvases/{path.name}"
        )
        for path in paths
    }


@cache
def read_plans(folder: str) -> dict[str, PlanData]:
    """The maps, ideas and plans of an edition, by the key of the application."""
    paths = sorted((DATA / folder / "plans").glob("*.toml"))
    return {path.stem: build(PlanData, read_toml(path), f"{folder}/plans/{path.name}") for path in paths}


def read_euros(amount: int | None) -> Decimal | None:
    """Whole euros of a file, as an action takes them."""
    return None if amount is None else Decimal(amount)


def read_toml(path: Path) -> Values:
    return data_files.read_toml(path, under=DATA)
