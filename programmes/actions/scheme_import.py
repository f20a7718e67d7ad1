"""Imports of support schemes: each row adds a scheme, or changes the one that has its code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.accounts.models import User
from accelerator.links import new_nonce
from accelerator.questionnaires.hygiene import clean_text
from accelerator.spreadsheet import SheetRow, as_text
from accelerator.table_import import CheckedTable, TableColumn, ensure_computed
from accelerator.types import Values
from programmes.actions.table_imports import BATCH, Importer
from programmes.models import Organisation, SupportScheme, TableImport
from programmes.models.scheme import DATES_IN_ORDER, HEAD_COUNTS_IN_ORDER
from programmes.scheme_columns import FIELDS, list_columns, value_of

MOST_SAMPLES = 50
_GARBLED = re.compile("\ufffd|[\x80-\x9f]|Ã[\x80-\xbf\u0152-\u2122]|â€|Â[\xa0-\xbf]")
"""Accents that were read in another encoding than they were written in."""


@dataclass(frozen=True)
class SchemeChange:
    """A row without problems: the values to write by column, and the scheme that they change, if it exists."""

    number: int
    values: Values
    scheme: SupportScheme | None = None


class SchemeImporter(Importer):
    """A code and a name exist once in a file, and once in the edition."""

    kind = TableImport.Kind.SCHEME
    most_rows = 5000
    no_column = gettext_lazy(
        "Aucune colonne de ce fichier n’est celle d’un tableau de dispositifs : partez du modèle."
    )

    def list_columns(self) -> Sequence[TableColumn]:
        return list_columns()

    def lock(self) -> None:
        """A person who corrects a scheme now is either read here, or writes after."""
        list(self.edition.schemes.select_for_update().order_by("pk").values_list("pk"))

    def check_rows(
        self,
        head: SheetRow,
        rows: Sequence[SheetRow],
        places: Mapping[int, TableColumn],
        checked: CheckedTable,
    ) -> None:
        """One query."""
        self.checked, self.columns = checked, {column.key: column for column in list_columns()}
        self.schemes = {scheme.code: scheme for scheme in self.edition.schemes.select_related("organisation")}
        self.code_of_name = {scheme.name: code for code, scheme in self.schemes.items()}
        self.row_of: dict[tuple[str, str], int] = {}
        titled = {place for place, cell in enumerate(head.cells) if as_text(cell)}
        for row in rows:
            before = len(checked.problems)
            stray = next(
                (as_text(cell) for place, cell in enumerate(row.cells) if cell and place not in titled), ""
            )
            if stray:
                text = _(
                    "« %(text)s » n’est sous aucun titre : séparez par des virgules, ou mettez la cellule entre "
                    "guillemets."
                )
                checked.add(row.number, "", text % {"text": stray[:80]})
            self._check_row(row, places, before)

    def _check_row(self, row: SheetRow, places: Mapping[int, TableColumn], before: int) -> None:
        values = self._read(row, places)
        scheme = self.schemes.get(values.get("code") or "")
        if scheme is None:  # a row that corrects a scheme may leave out columns
            for column in self.columns.values():
                if column.required and column not in places.values():
                    self.checked.add(row.number, column, FIELDS[column.key].error_messages["required"])
        if len(self.checked.problems) == before:
            self._compare(row.number, values, scheme)
        if len(self.checked.problems) > before:
            return
        changes = {
            key: value
            for key, value in values.items()
            if scheme is None
            or value_of(scheme, key) != (sorted(value) if isinstance(value, list) else value)
        }
        if scheme is None:
            self.checked.new.append(SchemeChange(row.number, values))
        elif changes:
            self.checked.changed.append(SchemeChange(row.number, changes, scheme))
        else:
            self.checked.same += 1

    def _read(self, row: SheetRow, places: Mapping[int, TableColumn]) -> dict[str, Any]:
        values = {}
        for place, column in places.items():
            text = as_text(row.cells[place]) if place < len(row.cells) else ""
            try:
                ensure_computed(text)
                if _GARBLED.search(text):
                    raise ValidationError(
                        _("Les accents sont illisibles : enregistrez le fichier en XLSX, ou en CSV UTF-8.")
                    )
                values[column.key] = FIELDS[column.key].clean(clean_text(text))
            except ValidationError as error:
                self.checked.add(row.number, column, " ".join(error.messages))
        return values

    def _compare(self, number: int, values: Mapping[str, Any], scheme: SupportScheme | None) -> None:
        """With the row itself, the rows before it, and the edition."""
        code, name = values["code"], values.get("name") or (scheme.name if scheme else "")
        if row := self.row_of.get(("code", code)):
            self._refuse(number, "code", _("Ce code est déjà celui de la ligne %(row)d.") % {"row": row})
        elif row := self.row_of.get(("name", name)):
            self._refuse(number, "name", _("Ce nom est déjà celui de la ligne %(row)d.") % {"row": row})
        elif self.code_of_name.get(name, code) != code:
            text = _("Le dispositif « %(code)s » de cette édition a déjà ce nom.")
            self._refuse(number, "name", text % {"code": self.code_of_name[name]})
        # also when refused: the row after names the last that has them
        self.row_of[("code", code)] = self.row_of[("name", name)] = number
        for low, high, refusal in (
            ("head_count_min", "head_count_max", HEAD_COUNTS_IN_ORDER),
            ("opens_on", "closes_on", DATES_IN_ORDER),
        ):
            least, most = (values.get(key, getattr(scheme, key, None)) for key in (low, high))
            if least is not None and most is not None and most < least:
                self._refuse(number, high, refusal)
        if values.get("verified_on") and values["verified_on"] > timezone.localdate(self.at):
            self._refuse(number, "verified_on", _("Ce jour n’est pas encore venu."))

    def _refuse(self, number: int, key: str, text: Any) -> None:
        self.checked.add(number, self.columns[key], text)

    def list_sample(self, checked: CheckedTable) -> list[dict[str, Any]]:
        """« changes » are keys of columns; none for a new scheme."""
        first = sorted([*checked.new, *checked.changed], key=lambda row: row.number)[:MOST_SAMPLES]
        return [
            {
                "code": row.scheme.code if row.scheme else row.values["code"],
                "name": row.values.get("name") or row.scheme.name,
                "changes": sorted(row.values) if row.scheme else [],
            }
            for row in first
        ]

    def write(self, checked: CheckedTable, stored: TableImport, actor: User) -> None:
        """Schemes, and organisations that did not exist: a few queries for each 500 rows."""
        bodies = _find_organisations([*checked.new, *checked.changed])
        for row in checked.changed:
            row.scheme.version += 1
            if "contact_email" in row.values:
                row.scheme.nonce = new_nonce()
        new = [SupportScheme(edition=self.edition, created_at=self.at) for _row in checked.new]
        changed = [row.scheme for row in checked.changed]
        for scheme, row in zip([*new, *changed], [*checked.new, *checked.changed], strict=True):
            self._fill(scheme, row.values, bodies, actor)
        SupportScheme.objects.bulk_create(new, batch_size=BATCH)
        if changed:
            keys = {key for row in checked.changed for key in row.values}
            names = {"archived_at" if key == "archived" else key for key in keys}
            names |= {"version", "nonce", "verified_by", "verified_by_contact"}
            SupportScheme.objects.bulk_update(changed, sorted(names), batch_size=BATCH)

    def _fill(
        self, scheme: SupportScheme, values: Values, bodies: dict[str, Organisation], actor: User
    ) -> None:
        for key, value in values.items():
            if key == "organisation":
                scheme.organisation = bodies[value.casefold()]
            elif key == "archived":
                scheme.archived_at = self.at if value else None
            else:
                setattr(scheme, key, value)
        if values.get("verified_on"):
            scheme.verified_by, scheme.verified_by_contact = actor, False


def _find_organisations(rows: Sequence[SchemeChange]) -> dict[str, Organisation]:
    """By name, case aside; those that do not exist are created. Two queries at most."""
    names = [row.values["organisation"] for row in rows if row.values.get("organisation")]
    bodies = {body.name.casefold(): body for body in Organisation.objects.order_by("-pk")}
    new = {name.casefold(): Organisation(name=name) for name in reversed(names)}
    missing = [body for key, body in new.items() if key not in bodies]
    return bodies | {
        body.name.casefold(): body for body in Organisation.objects.bulk_create(missing, batch_size=BATCH)
    }
