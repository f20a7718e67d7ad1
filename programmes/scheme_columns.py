"""The columns of a spreadsheet of support schemes, the same in and out: each is a form field that reads its cells."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.companies.department_codes import read_departments
from accelerator.questionnaires.clean_fields import LineField, TextField
from accelerator.table_import import TableColumn, normalise_in_every_language, read_yes_or_no, split_choices
from accelerator.web.fields import DayField
from accelerator.web.search import normalise
from programmes.enums import NeedKind, StructureProfile
from programmes.models import SupportScheme
from programmes.models.scheme import LONGEST_CODE
from programmes.scheme_labels import format_departments

LONGEST_TEXT = 4000
MOST_PEOPLE = 1_000_000
CODE = r"[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?"
CODE_WORDS = _("Des lettres sans accent, des chiffres, et . _ / - entre eux.")


class CountField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_PEOPLE, required=False, **kwargs)


class DateField(DayField):
    """A day; a spreadsheet may add an hour to it."""

    def to_python(self, value: Any) -> date | None:
        return super().to_python(str(value).partition(" ")[0])


class ChoicesField(forms.Field):
    """Codes of an enumeration, written as codes or as labels in any language."""

    def __init__(self, kinds: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.kinds = kinds

    def to_python(self, value: Any) -> list[str]:
        names = _codes_by_name(self.kinds)
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
def _codes_by_name(kinds: type[TextChoices]) -> dict[str, str]:
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
    """Empty: no."""

    def to_python(self, value: Any) -> bool:
        return read_yes_or_no(value) if value else False


DATE_HELP = _("Une date, par exemple 13/12/2026.")
FIELDS: dict[str, forms.Field] = {
    "code": LineField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        validators=[RegexValidator(rf"^{CODE}$", CODE_WORDS)],
        help_text=_("Ce qui désigne le dispositif d’un envoi à l’autre : un numéro suffit."),
    ),
    "name": LineField(label=_("Nom"), max_length=120, help_text=_("120 caractères au plus.")),
    "organisation": LineField(
        label=_("Organisme"), max_length=200, help_text=_("Son nom ; il est ajouté s’il est nouveau.")
    ),
    "summary_fr": TextField(
        max_length=LONGEST_TEXT, label=_("Ce qu’il apporte"), help_text=_("Une ou deux phrases.")
    ),
    "summary_en": TextField(max_length=LONGEST_TEXT, label=_("Ce qu’il apporte, en anglais"), required=False),
    "conditions_fr": TextField(
        max_length=LONGEST_TEXT,
        label=_("Conditions en clair"),
        required=False,
        help_text=_("Ce que les autres colonnes ne disent pas."),
    ),
    "conditions_en": TextField(
        max_length=LONGEST_TEXT, label=_("Conditions en clair, en anglais"), required=False
    ),
    "needs": ChoicesField(
        NeedKind,
        label=_("Besoins"),
        help_text=_("Un ou plusieurs, séparés par « ; » : Une expertise ; Un financement ; Un appui RH…"),
    ),
    "profiles": ChoicesField(
        StructureProfile,
        label=_("Profils"),
        help_text=_("Séparés par « ; ». Vide : tous les profils."),
    ),
    "head_count_min": CountField(
        label=_("Effectif minimal"), help_text=_("Un nombre. Vide : pas de minimum.")
    ),
    "head_count_max": CountField(
        label=_("Effectif maximal"),
        help_text=_("Un nombre : 249 pour « moins de 250 ». Vide : pas de maximum."),
    ),
    "departments": DepartmentsField(
        label=_("Départements"),
        required=False,
        help_text=_("Noms, numéros ou régions, séparés par des virgules. Vide : toute la France."),
    ),
    "opens_on": DateField(label=_("Premier jour"), required=False, help_text=DATE_HELP),
    "closes_on": DateField(label=_("Dernier jour"), required=False, help_text=DATE_HELP),
    "source_url": forms.URLField(
        label=_("Page de référence"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_("Une adresse qui commence par https://."),
    ),
    "source_document": LineField(label=_("Document de référence"), max_length=200, required=False),
    "verified_on": DateField(
        label=_("Vérifié le"),
        required=False,
        help_text=_("Le jour où ces informations ont été vérifiées."),
    ),
    "contact_name": LineField(label=_("Personne qui en répond"), max_length=150, required=False),
    "contact_email": forms.EmailField(
        label=_("Son adresse e-mail"),
        required=False,
        help_text=_("Elle y reçoit, quand le dispositif est à vérifier, un lien pour le confirmer."),
    ),
    "archived": YesNoField(label=_("Archivé"), required=False, help_text=_("oui ou non")),
}
WIDTHS: dict[type[forms.Field], int] = {TextField: 48, ChoicesField: 32, CountField: 16, DateField: 14}
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
            help=field.help_text,
            width=WIDTHS.get(type(field), 24),
        )
        for key, field in FIELDS.items()
    )


def value_of(scheme: SupportScheme, key: str) -> Any:
    """What the field of this column reads when nothing changed; the order of a list means nothing."""
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
