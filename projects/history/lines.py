"""Lines of past projects, typed or read from a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accelerator.spreadsheet import Unreadable, as_text, read
from accelerator.text import clean_text
from accelerator.types import Values
from accelerator.web.search import normalise
from programmes.enums import StructureProfile

MOST_LINES = 300
LIMITS = {"title": 160, "structure": 200, "town": 120, "department": 60, "summary": 600, "result": 1000}
HEADINGS = ("titre", "structure", "commune", "département", "profil", "résumé", "devenir", "publier")
"""Of the spreadsheet, in French as the demo’s files: the first one is needed."""
_FIELDS = ("title", "structure", "town", "department", "profile", "summary", "result", "publish")


@dataclass(frozen=True)
class PastLine:
    """One project; ``profile`` is a code, or nothing."""

    title: str
    structure: str = ""
    town: str = ""
    department: str = ""
    profile: str = ""
    summary: str = ""
    result: str = ""
    publish: bool = False


@dataclass(frozen=True)
class WrongLine:
    """A line of a spreadsheet with a problem. ``row`` as people see it in their spreadsheet."""

    row: int
    text: str


def read_past_lines(content: bytes) -> tuple[list[PastLine], list[WrongLine]]:
    """The projects of a spreadsheet, and what is wrong in it. Raises ``Unreadable`` for a file that is none."""
    rows = list(read(content, most_rows=MOST_LINES))
    if len(rows) < 2:
        raise Unreadable(_("Ce tableau n’a aucun projet : une ligne d’en-têtes, puis une ligne par projet."))
    fields = {slugify(normalise(name)): field for name, field in zip(HEADINGS, _FIELDS, strict=True)}
    columns = [fields.get(slugify(normalise(as_text(cell)))) for cell in rows[0].cells]
    if "title" not in columns:
        raise Unreadable(_("La première ligne doit nommer une colonne « titre »."))
    lines, problems = [], []
    for row in rows[1:]:
        cells = {
            field: clean_text(as_text(cell)).strip()
            for field, cell in zip(columns, row.cells, strict=False)
            if field
        }
        line, wrong = _read_line(cells)
        problems += [WrongLine(row.number, text) for text in wrong]
        if line:
            lines.append(line)
    return lines, problems


def _read_line(cells: dict[str, str]) -> tuple[PastLine | None, Sequence[str]]:
    wrong = [
        _("« %(column)s » : %(most)d caractères au plus.")
        % {"column": HEADINGS[_FIELDS.index(field)], "most": most}
        for field, most in LIMITS.items()
        if len(cells.get(field, "")) > most
    ]
    if not cells.get("title"):
        wrong.append(_("Il manque le titre."))
    profile = _find_profile(cells.get("profile", ""))
    if profile is None:
        labels = ", ".join(str(label) for _code, label in StructureProfile.choices)
        wrong.append(_("Profil inconnu : écrivez l’un de ceux-ci : %(labels)s.") % {"labels": labels})
    publish = _read_yes(cells.get("publish", ""))
    if publish is None:
        wrong.append(_("« publier » : oui, non, ou rien."))
    if wrong:
        return None, wrong
    texts: Values = {field: cells.get(field, "") for field in LIMITS}
    return PastLine(**texts, profile=profile or "", publish=bool(publish)), []


def _find_profile(text: str) -> str | None:
    """The code of a profile, from its code or its label; "" for nothing, ``None`` for anything else."""
    if not text:
        return ""
    for code, label in StructureProfile.choices:
        if slugify(normalise(text)) in (slugify(code), slugify(normalise(str(label)))):
            return str(code)
    return None


def _read_yes(text: str) -> bool | None:
    answer = slugify(normalise(text))
    if answer in ("", "non", "no", "0"):
        return False
    return True if answer in ("oui", "yes", "x", "1") else None
