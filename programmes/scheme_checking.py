"""Check a spreadsheet of support schemes line by line: what is new, what changes, what is wrong where, in words."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accelerator import spreadsheet
from accelerator.web.search import normalise
from programmes.models import Edition, SupportScheme
from programmes.models.scheme import DATES_IN_ORDER, HEAD_COUNTS_IN_ORDER
from programmes.scheme_columns import BY_KEY, COLUMNS, find_columns_by_name

MOST_LINES = 5000
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_TORN = re.compile("\ufffd|[\x80-\x9f]|Ã[\x80-\xbf\u0152-\u2122]|â€|Â[\xa0-\xbf]")
"""Accents that were read in another encoding than they were written in."""


@dataclass(frozen=True)
class SheetProblem:
    """Something in the file; ``blocking`` if nothing is imported while it is there."""

    row: int
    column: str
    text: str
    blocking: bool = True

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SheetLine:
    """A line as it was sent: its texts by the key of their column; ``stray``, the first under no heading."""

    number: int
    texts: dict[str, str]
    stray: str = ""


@dataclass(frozen=True)
class SchemeLine:
    """A line that is in order. ``known`` is the scheme it changes; ``changes``, its values that differ, by column."""

    number: int
    values: dict[str, Any]
    known: SupportScheme | None = None
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass
class CheckedSheet:
    new: list[SchemeLine] = field(default_factory=list)
    changed: list[SchemeLine] = field(default_factory=list)
    same: int = 0
    problems: list[SheetProblem] = field(default_factory=list)

    @property
    def blocking(self) -> int:
        return sum(problem.blocking for problem in self.problems)


def read_lines(content: bytes) -> tuple[list[SheetLine], list[SheetProblem]]:
    """The lines of a file, and what is wrong with its headings. Raises :class:`spreadsheet.Unreadable`."""
    rows = spreadsheet.read(content, most_rows=MOST_LINES)
    first = next(rows, None)
    places, problems = _read_headings(first)
    if first is not None and not places:
        raise spreadsheet.Unreadable(
            _("Aucune colonne de ce fichier n’est celle d’un tableau de dispositifs : partez du modèle.")
        )
    titled = {place for place, cell in enumerate(first.cells if first else ()) if spreadsheet.as_text(cell)}
    lines = []
    for row in rows:
        texts = {
            key: spreadsheet.as_text(row.cells[place]) if place < len(row.cells) else ""
            for place, key in places.items()
        }
        under_none = (
            spreadsheet.as_text(cell) for place, cell in enumerate(row.cells) if place not in titled
        )
        lines.append(SheetLine(row.number, texts, next(filter(None, under_none), "")[:80]))
    if not lines and not problems:
        problems.append(SheetProblem(1, "", _("Le tableau n’a pas de ligne sous ses titres.")))
    return lines, problems


def _read_headings(first: spreadsheet.SheetRow | None) -> tuple[dict[int, str], list[SheetProblem]]:
    known, places = find_columns_by_name(), dict[int, str]()
    problems: list[SheetProblem] = []
    number = first.number if first else 1
    for place, cell in enumerate(first.cells if first else ()):
        text = spreadsheet.as_text(cell)
        column = known.get(normalise(text))
        if not text:
            continue
        if column is None:
            said = _("Colonne inconnue : elle est laissée de côté.")
            problems.append(SheetProblem(number, text[:80], said, blocking=False))
        elif column.key in places.values():
            problems.append(SheetProblem(number, str(column.label), _("Cette colonne est là deux fois.")))
        else:
            places[place] = column.key
    if "code" not in places.values():
        problems.append(SheetProblem(number, str(BY_KEY["code"].label), _("Cette colonne manque.")))
    return places, problems


def check_lines(lines: Iterable[SheetLine], *, edition: Edition, today: date) -> CheckedSheet:
    """What importing these lines would do in this edition. One query."""
    schemes = list(edition.schemes.select_related("organisation"))
    check = _Check(schemes, today)
    for line in lines:
        check(line)
    return check.sheet


class _Check:
    """The lines seen so far: a code or a name stands once in a file, and once in the edition."""

    def __init__(self, schemes: list[SupportScheme], today: date) -> None:
        self.sheet, self.today = CheckedSheet(), today
        self.known = {scheme.code: scheme for scheme in schemes}
        self.named = {scheme.name: scheme.code for scheme in schemes}
        self.codes: dict[str, int] = {}
        self.names: dict[str, int] = {}

    def __call__(self, line: SheetLine) -> None:
        before = len(self.sheet.problems)
        if line.stray:
            said = _(
                "« %(text)s » n’est sous aucun titre : séparez par des virgules, ou mettez la cellule entre "
                "guillemets."
            )
            self.sheet.problems.append(SheetProblem(line.number, "", said % {"text": line.stray}))
        values = {key: self._read(line, key, text) for key, text in line.texts.items()}
        known = self.known.get(values.get("code") or "")
        self._ask_required(line, values, known)
        if len(self.sheet.problems) == before:
            self._compare(line, values, known)
        if len(self.sheet.problems) > before:
            return
        changes = {
            key: value for key, value in values.items() if known is None or _differs(known, key, value)
        }
        if known is None:
            self.sheet.new.append(SchemeLine(line.number, values))
        elif changes:
            self.sheet.changed.append(SchemeLine(line.number, values, known, changes))
        else:
            self.sheet.same += 1

    def _read(self, line: SheetLine, key: str, text: str) -> Any:
        column = BY_KEY[key]
        if text == spreadsheet.UNCOMPUTED:
            said = _("Cette cellule est une formule dont le fichier ne garde pas le résultat.")
            return self._refuse(line, key, said)
        if text in ERRORS:
            return self._refuse(line, key, _("La cellule contient une erreur de calcul."))
        if _TORN.search(text):
            said = _("Les accents sont illisibles : enregistrez le fichier en XLSX, ou en CSV UTF-8.")
            return self._refuse(line, key, said)
        try:
            return column.read(text)
        except ValidationError as refusal:
            return self._refuse(line, key, " ".join(refusal.messages))

    def _ask_required(self, line: SheetLine, values: dict[str, Any], known: SupportScheme | None) -> None:
        for column in COLUMNS:
            # a line that corrects a scheme may leave columns out; a new one may leave out none that is needed
            is_missing = column.key in values if known else True
            is_missing = is_missing and column.required and not values.get(column.key)
            if is_missing and not self._is_refused(line, column.key):
                self._refuse(line, column.key, _("À remplir."))

    def _compare(self, line: SheetLine, values: dict[str, Any], known: SupportScheme | None) -> None:
        """What a line says against itself, the lines before it, and the edition."""
        code, name = values["code"], values.get("name") or (known.name if known else "")
        if code in self.codes:
            said = _("Ce code est déjà celui de la ligne %(row)d.") % {"row": self.codes[code]}
            self._refuse(line, "code", said)
        elif name in self.names:
            said = _("Ce nom est déjà celui de la ligne %(row)d.") % {"row": self.names[name]}
            self._refuse(line, "name", said)
        elif self.named.get(name, code) != code:
            said = _("Le dispositif « %(code)s » de cette édition a déjà ce nom.") % {
                "code": self.named[name]
            }
            self._refuse(line, "name", said)
        # kept even when refused: a third line is told of the last that has them
        self.codes[code], self.names[name] = line.number, line.number

        def both(low: str, high: str) -> bool:
            found = [values.get(key, getattr(known, key, None)) for key in (low, high)]
            least, most = found
            return least is not None and most is not None and bool(most < least)

        if both("head_count_min", "head_count_max"):
            self._refuse(line, "head_count_max", str(HEAD_COUNTS_IN_ORDER))
        if both("opens_on", "closes_on"):
            self._refuse(line, "closes_on", str(DATES_IN_ORDER))
        if values.get("verified_on") and values["verified_on"] > self.today:
            self._refuse(line, "verified_on", _("Ce jour n’est pas encore venu."))

    def _is_refused(self, line: SheetLine, key: str) -> bool:
        label = str(BY_KEY[key].label)
        # a line has one problem for each column at the most, and its own are the last: a long sheet is not read again
        latest = self.sheet.problems[-len(COLUMNS) :]
        return any(problem.row == line.number and problem.column == label for problem in latest)

    def _refuse(self, line: SheetLine, key: str, said: str) -> None:
        self.sheet.problems.append(SheetProblem(line.number, str(BY_KEY[key].label), said))


def _differs(scheme: SupportScheme, key: str, value: Any) -> bool:
    """Whether a scheme holds another value; the order of a list says nothing."""
    if key == "organisation":
        return bool(scheme.organisation.name != value)
    if key == "archived":
        return bool((scheme.archived_at is not None) != value)
    held = getattr(scheme, key)
    return bool(sorted(held) != sorted(value) if isinstance(held, list) else held != value)
