"""Imports of support schemes: the columns of the spreadsheet, in and out, and what each row adds or changes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.companies.departments import read_departments
from accelerator.links import new_nonce
from accelerator.spreadsheet import SheetRow, as_text
from accelerator.table_import import (
    CheckedTable,
    TableColumn,
    ensure_computed,
    normalise_in_every_language,
    read_yes_or_no,
    split_choices,
)
from accelerator.text import clean_text
from accelerator.types import Values
from accelerator.web.forms import DayField, LineField, TextField
from accelerator.web.search import normalise
from programmes.actions.table_imports import BATCH, Importer
from programmes.enums import NeedKind, StructureProfile
from programmes.locks import lock_programme
from programmes.models import Organisation, SupportScheme, TableImport
from programmes.models.scheme import CONFIRMED, DATES_IN_ORDER, HEAD_COUNTS_IN_ORDER, LONGEST_CODE
from programmes.scheme_labels import format_departments

LONGEST_TEXT = 4000
COUNT: Values = {"min_value": 0, "max_value": 1_000_000, "required": False}
CODE = r"[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?"
CODE_WORDS = _("Des lettres sans accent, des chiffres, et . _ / - entre eux.")


class DateField(DayField):
    """A day; a spreadsheet may add an hour to it."""

    def to_python(self, value: object) -> date | None:
        return super().to_python(str(value).partition(" ")[0])


class ChoicesField(forms.Field):
    """Codes of an enumeration, written as codes or as labels in any language."""

    def __init__(self, kinds: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.kinds = kinds

    def to_python(self, value: Any) -> list[str]:
        names = _map_codes(self.kinds)
        pieces = split_choices(value, names)
        if unknown := [piece for piece in pieces if normalise(piece) not in names]:
            listed = " ; ".join(str(kind.label) for kind in self.kinds)
            raise ValidationError(
                _("%(words)s : ce n’est pas un de ces choix, séparés par « ; » : %(choices)s."),
                params={"words": ", ".join(unknown)[:100], "choices": listed},
            )
        codes = {names[normalise(piece)] for piece in pieces}
        return [str(kind) for kind in self.kinds if str(kind) in codes]


@lru_cache(maxsize=4)
def _map_codes(kinds: type[TextChoices]) -> dict[str, str]:
    return {
        name: kind.value for kind in kinds for name in normalise_in_every_language(kind.value, kind.label)
    }


class DepartmentsField(forms.Field):
    def to_python(self, value: Any) -> list[str]:
        codes, unknown = read_departments(value)
        if unknown:
            params = {"words": ", ".join(unknown)[:200]}
            raise ValidationError(_("Ni un département ni une région : %(words)s."), params=params)
        return codes


class YesNoField(forms.Field):
    """``empty``: what an empty cell says."""

    def __init__(self, *, empty: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.empty = empty

    def to_python(self, value: Any) -> bool:
        return read_yes_or_no(value) if value else self.empty


FIELDS: dict[str, forms.Field] = {
    "code": LineField(
        label=_("Code"), max_length=LONGEST_CODE, validators=[RegexValidator(rf"^{CODE}$", CODE_WORDS)]
    ),
    "name": LineField(label=_("Nom"), max_length=120),
    "organisation": LineField(label=_("Organisme"), max_length=200),
    "summary_fr": TextField(label=_("Ce qu’il apporte"), max_length=LONGEST_TEXT),
    "summary_en": TextField(label=_("Ce qu’il apporte, en anglais"), max_length=LONGEST_TEXT, required=False),
    "conditions_fr": TextField(label=_("Conditions en clair"), max_length=LONGEST_TEXT, required=False),
    "conditions_en": TextField(
        label=_("Conditions en clair, en anglais"), max_length=LONGEST_TEXT, required=False
    ),
    "needs": ChoicesField(NeedKind, label=_("Besoins")),
    "profiles": ChoicesField(StructureProfile, label=_("Profils")),
    "head_count_min": forms.IntegerField(label=_("Effectif minimal"), **COUNT),
    "head_count_max": forms.IntegerField(label=_("Effectif maximal"), **COUNT),
    "departments": DepartmentsField(label=_("Départements"), required=False),
    "opens_on": DateField(label=_("Premier jour"), required=False),
    "closes_on": DateField(label=_("Dernier jour"), required=False),
    "source_url": forms.URLField(
        label=_("Page de référence"), max_length=200, required=False, assume_scheme="https"
    ),
    "source_document": LineField(label=_("Document de référence"), max_length=200, required=False),
    "verified_on": DateField(label=_("Vérifié le"), required=False),
    "contact_name": LineField(label=_("Personne qui en répond"), max_length=150, required=False),
    "contact_email": forms.EmailField(label=_("Son adresse e-mail"), required=False),
    "archived": YesNoField(label=_("Archivé")),
    "is_offered": YesNoField(label=_("Proposé dans cette édition"), empty=True),
}
HELP = {
    "code": _("Ce qui désigne le dispositif d’un envoi à l’autre : un numéro suffit."),
    "name": _("120 caractères au plus."),
    "organisation": _("Son nom ; il est ajouté s’il est nouveau."),
    "summary_fr": _("Une ou deux phrases."),
    "conditions_fr": _("Ce que les autres colonnes ne disent pas."),
    "needs": _("Un ou plusieurs, séparés par « ; » : Une expertise ; Un financement ; Un appui RH…"),
    "profiles": _("Séparés par « ; ». Vide : tous les profils."),
    "head_count_min": _("Un nombre. Vide : pas de minimum."),
    "head_count_max": _("Un nombre : 249 pour « moins de 250 ». Vide : pas de maximum."),
    "departments": _("Noms, numéros ou régions, séparés par des virgules. Vide : toute la France."),
    "opens_on": _("Une date, par exemple 13/12/2026."),
    "closes_on": _("Une date, par exemple 13/12/2026."),
    "source_url": _("Une adresse qui commence par https://."),
    "verified_on": _("Le jour où ces informations ont été vérifiées."),
    "contact_email": _("Elle y reçoit, quand le dispositif est à vérifier, un lien pour le confirmer."),
    "archived": _("oui ou non"),
    "is_offered": _("oui ou non ; vide : oui."),
}
WIDTHS: dict[type[forms.Field], int] = {
    TextField: 48,
    ChoicesField: 32,
    forms.IntegerField: 16,
    DateField: 14,
}
for _field in FIELDS.values():
    _field.error_messages["required"] = _("À remplir.")


@lru_cache(maxsize=1)
def list_columns() -> tuple[TableColumn, ...]:
    return tuple(
        TableColumn(
            key,
            field.label or "",
            frozenset(normalise_in_every_language(key, field.label or "")),
            required=field.required,
            absence="refused" if key == "code" else "accepted",
            help=HELP.get(key, ""),
            width=WIDTHS.get(type(field), 24),
        )
        for key, field in FIELDS.items()
    )


def value_of(scheme: SupportScheme, key: str) -> Any:
    """What the field of this column reads when nothing changed; the order of a list means nothing.

    Reads ``is_offered`` of :meth:`SupportSchemeQuerySet.with_choice`.
    """
    if key == "organisation":
        return scheme.organisation.name
    if key == "archived":
        return scheme.archived_at is not None
    value = getattr(scheme, key)
    return sorted(value) if isinstance(value, list) else value


def cell_of(scheme: SupportScheme, key: str) -> str | int | date | None:
    """What is written in this column."""
    value, field = value_of(scheme, key), FIELDS[key]
    if isinstance(field, ChoicesField):
        return " ; ".join(str(kind.label) for kind in field.kinds if kind in value)
    if key == "departments":
        return format_departments(value)
    if isinstance(value, bool):
        return gettext("oui") if value else gettext("non")
    cell: str | int | date | None = value
    return cell


MOST_SAMPLES = 50
_GARBLED = re.compile("\ufffd|[\x80-\x9f]|Ã[\x80-\xbf\u0152-\u2122]|â€|Â[\xa0-\xbf]")
"""Accents that were read in another encoding than they were written in."""
GARBLED_TEXT = _("Les accents sont illisibles : enregistrez le fichier en XLSX, ou en CSV UTF-8.")


@dataclass(frozen=True)
class SchemeChange:
    """A row without problems: the values to write by column, and the scheme that they change, if it exists."""

    number: int
    values: Values
    scheme: SupportScheme | None = None


class SchemeImporter(Importer):
    """A code and a name exist once in a file, and once in the programme; its edition proposes what is imported."""

    kind = TableImport.Kind.SCHEME
    most_rows = 5000
    no_column = gettext_lazy(
        "Aucune colonne de ce fichier n’est celle d’un tableau de dispositifs : partez du modèle."
    )

    def list_columns(self) -> Sequence[TableColumn]:
        return list_columns()

    def lock(self) -> None:
        """A person who corrects a scheme now is either read here, or writes after; so does an import elsewhere."""
        lock_programme(self.edition.programme_id)
        schemes = SupportScheme.objects.filter(programme=self.edition.programme_id)
        list(schemes.select_for_update().order_by("pk").values_list("pk"))

    def check_rows(self, head: SheetRow, rows: Sequence[SheetRow]) -> None:
        """One query."""
        self.columns = {column.key: column for column in list_columns()}
        schemes = SupportScheme.objects.filter(programme=self.edition.programme_id).with_choice(self.edition)
        self.schemes = {scheme.code: scheme for scheme in schemes.select_related("organisation")}
        self.code_of_name = {scheme.name: code for code, scheme in self.schemes.items()}
        self.row_of: dict[tuple[str, str], int] = {}
        titled = {place for place, cell in enumerate(head.cells) if as_text(cell)}
        for row in rows:
            before = len(self.checked.problems)
            strays = (cell for place, cell in enumerate(row.cells) if cell and place not in titled)
            if stray := as_text(next(strays, None)):
                text = gettext(
                    "« %(text)s » n’est sous aucun titre : séparez par des virgules, ou mettez la cellule entre "
                    "guillemets."
                )
                self.checked.add(row.number, "", text % {"text": stray[:80]})
            self._check_row(row, before)

    def _check_row(self, row: SheetRow, before: int) -> None:
        values = self._read(row)
        scheme = self.schemes.get(values.get("code") or "")
        values.setdefault("is_offered", True)
        if scheme is None:  # a row that corrects a scheme may leave out columns
            for column in self.columns.values():
                if column.required and column not in self.places.values():
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

    def _read(self, row: SheetRow) -> Values:
        values = {}
        for place, column in self.places.items():
            text = as_text(row.cells[place]) if place < len(row.cells) else ""
            try:
                ensure_computed(text)
                if _GARBLED.search(text):
                    raise ValidationError(GARBLED_TEXT)
                values[column.key] = FIELDS[column.key].clean(clean_text(text))
            except ValidationError as error:
                self.checked.add(row.number, column, " ".join(error.messages))
        return values

    def _compare(self, number: int, values: Mapping[str, Any], scheme: SupportScheme | None) -> None:
        """Compare a line with the row itself, the lines before it, and the programme."""
        code, name = values["code"], values.get("name") or (scheme.name if scheme else "")
        if row := self.row_of.get(("code", code)):
            text = gettext("Ce code est déjà celui de la ligne %(row)d.")
            self._refuse(number, "code", text % {"row": row})
        elif row := self.row_of.get(("name", name)):
            self._refuse(number, "name", gettext("Ce nom est déjà celui de la ligne %(row)d.") % {"row": row})
        elif self.code_of_name.get(name, code) != code:
            text = gettext("Le dispositif « %(code)s » de ce programme a déjà ce nom.")
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
            self._refuse(number, "verified_on", gettext("Ce jour n’est pas encore venu."))

    def _refuse(self, number: int, key: str, text: Any) -> None:
        self.checked.add(number, self.columns[key], text)

    def list_sample(self, checked: CheckedTable) -> list[Values]:
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
        """Schemes, which of them the edition proposes, and organisations that did not exist: a few queries for each
        500 rows.
        """
        bodies = _find_organisations([*checked.new, *checked.changed])
        for row in checked.changed:
            row.scheme.version += 1
            if "contact_email" in row.values:
                row.scheme.nonce = new_nonce()
            if row.scheme.was_confirmed and not row.values.keys().isdisjoint(CONFIRMED):
                row.scheme.reworded_at = self.at
        programme = self.edition.programme_id
        new = [SupportScheme(programme_id=programme, created_at=self.at) for _row in checked.new]
        changed = [row.scheme for row in checked.changed]
        choice: dict[bool, list[SupportScheme]] = {True: [], False: []}
        for scheme, row in zip([*new, *changed], [*checked.new, *checked.changed], strict=True):
            for key, value in row.values.items():
                if key == "organisation":
                    scheme.organisation = bodies[value.casefold()]
                elif key == "archived":
                    scheme.archived_at = self.at if value else None
                elif key == "is_offered":
                    choice[value].append(scheme)
                else:
                    setattr(scheme, key, value)
            if row.values.get("verified_on"):
                scheme.verified_by, scheme.verified_by_contact = actor, False
        SupportScheme.objects.bulk_create(new, batch_size=BATCH)
        if changed:
            keys = {key for row in checked.changed for key in row.values} - {"is_offered"}
            names = {"archived_at" if key == "archived" else key for key in keys}
            names |= {"version", "nonce", "verified_by", "verified_by_contact", "reworded_at"}
            SupportScheme.objects.bulk_update(changed, sorted(names), batch_size=BATCH)
        self.edition.schemes.add(*choice[True])
        self.edition.schemes.remove(*choice[False])


def _find_organisations(rows: Sequence[SchemeChange]) -> dict[str, Organisation]:
    """Organisations by name, case aside; those that do not exist are created. Two queries at most."""
    names = [row.values["organisation"] for row in rows if row.values.get("organisation")]
    bodies = {body.name.casefold(): body for body in Organisation.objects.order_by("-pk")}
    new = {name.casefold(): Organisation(name=name) for name in reversed(names)}
    missing = [body for key, body in new.items() if key not in bodies]
    return bodies | {
        body.name.casefold(): body for body in Organisation.objects.bulk_create(missing, batch_size=BATCH)
    }
