"""The columns of a spreadsheet of support schemes, the same in and out: what a cell says, what is written in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accelerator.companies.department_codes import read_departments
from accelerator.questionnaires.hygiene import clean_line, clean_text
from accelerator.web.fields import DayField
from accelerator.web.search import normalise
from programmes.enums import NeedKind, StructureProfile
from programmes.models import SupportScheme
from programmes.models.scheme import LONGEST_CODE
from programmes.scheme_labels import format_departments

LONGEST_TEXT = 4000
MOST_PEOPLE = 1_000_000
YES, NO = {"oui", "o", "yes", "y", "vrai", "true", "x", "1"}, {"", "non", "n", "no", "faux", "false", "0"}
CODE = r"[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?"
CODE_WORDS = gettext_lazy("Des lettres sans accent, des chiffres, et . _ / - entre eux.")


@dataclass(frozen=True)
class SchemeColumn:
    """``read`` makes the value of a text, or raises ``ValidationError``; ``write`` a text of a scheme."""

    key: str
    label: "str | Promise"
    expects: "str | Promise"
    read: Callable[[str], Any]
    write: Callable[[SupportScheme], str | int | date | None]
    required: bool = False
    width: int = 24
    names: frozenset[str] = field(default=frozenset(), compare=False)


def _line(longest: int) -> Callable[[str], str]:
    clean = forms.CharField(max_length=longest, required=False).clean
    return lambda text: clean(clean_line(text))


def _text(text: str) -> str:
    return _long_text.clean(clean_text(text))


_long_text = forms.CharField(max_length=LONGEST_TEXT, required=False)
_count = forms.IntegerField(min_value=0, max_value=MOST_PEOPLE, required=False)
_day = DayField(required=False)
_url = forms.URLField(required=False, assume_scheme="https", max_length=200)
_email = forms.EmailField(required=False)
_code = RegexValidator(rf"^{CODE}$", CODE_WORDS)


def _read_code(text: str) -> str:
    code = _line(LONGEST_CODE)(text)
    if code:
        _code(code)
    return code


def _read_departments(text: str) -> list[str]:
    codes, unknown = read_departments(text)
    if unknown:
        message = _("Ni un département ni une région : %(words)s.")
        raise ValidationError(message % {"words": ", ".join(unknown)[:200]})
    return codes


def _read_verified(text: str) -> date | None:
    return _day.clean(text)


def _read_archived(text: str) -> bool:
    said = normalise(text)
    if said not in YES | NO:
        raise ValidationError(_("Écrivez oui ou non."))
    return said in YES


def _choices(kinds: Any) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        known, found, unknown = _names_of(kinds), set(), []
        for piece in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
            pieces = [piece] if normalise(piece) in known else piece.split(",")
            for part in pieces:
                code = known.get(normalise(part))
                (found.add(code) if code else unknown.append(part.strip()))
        if unknown:
            listed = " ; ".join(str(kind.label) for kind in kinds)
            message = _("%(words)s : ce n’est pas un de ces choix, séparés par « ; » : %(choices)s.")
            raise ValidationError(message % {"words": ", ".join(unknown)[:100], "choices": listed})
        return [str(kind) for kind in kinds if str(kind) in found]

    return read


@lru_cache(maxsize=4)
def _names_of(kinds: Any) -> dict[str, str]:
    """Codes, and labels in every language, as searches write them."""
    names = {normalise(str(kind)): str(kind) for kind in kinds}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {normalise(str(kind.label)): str(kind) for kind in kinds}
    return names


def _labels(kinds: Any, codes: list[str]) -> str:
    return " ; ".join(str(kind.label) for kind in kinds if kind in codes)


COLUMNS = (
    SchemeColumn(
        "code",
        gettext_lazy("Code"),
        gettext_lazy("Ce qui désigne le dispositif d’un envoi à l’autre : un numéro suffit."),
        _read_code,
        lambda scheme: scheme.code,
        required=True,
    ),
    SchemeColumn(
        "name", gettext_lazy("Nom"), gettext_lazy("120 caractères au plus."), _line(120),
        lambda scheme: scheme.name, required=True, width=36,
    ),
    SchemeColumn(
        "organisation", gettext_lazy("Organisme"), gettext_lazy("Son nom ; il est ajouté s’il est nouveau."),
        _line(200), lambda scheme: scheme.organisation.name, required=True,
    ),
    SchemeColumn(
        "summary_fr", gettext_lazy("Ce qu’il apporte"), gettext_lazy("Une ou deux phrases."), _text,
        lambda scheme: scheme.summary_fr, required=True, width=48,
    ),
    SchemeColumn(
        "summary_en", gettext_lazy("Ce qu’il apporte, en anglais"), "", _text,
        lambda scheme: scheme.summary_en, width=36,
    ),
    SchemeColumn(
        "conditions_fr", gettext_lazy("Conditions en clair"),
        gettext_lazy("Ce que les autres colonnes ne disent pas."), _text,
        lambda scheme: scheme.conditions_fr, width=48,
    ),
    SchemeColumn(
        "conditions_en", gettext_lazy("Conditions en clair, en anglais"), "", _text,
        lambda scheme: scheme.conditions_en, width=36,
    ),
    SchemeColumn(
        "needs", gettext_lazy("Besoins"),
        gettext_lazy("Un ou plusieurs, séparés par « ; » : Une expertise ; Un financement ; Un appui RH…"),
        _choices(NeedKind), lambda scheme: _labels(NeedKind, scheme.needs), width=32,
    ),
    SchemeColumn(
        "profiles", gettext_lazy("Profils"), gettext_lazy("Séparés par « ; ». Vide : tous les profils."),
        _choices(StructureProfile), lambda scheme: _labels(StructureProfile, scheme.profiles), width=32,
    ),
    SchemeColumn(
        "head_count_min", gettext_lazy("Effectif minimal"), gettext_lazy("Un nombre. Vide : pas de minimum."),
        _count.clean, lambda scheme: scheme.head_count_min, width=16,
    ),
    SchemeColumn(
        "head_count_max", gettext_lazy("Effectif maximal"),
        gettext_lazy("Un nombre : 249 pour « moins de 250 ». Vide : pas de maximum."),
        _count.clean, lambda scheme: scheme.head_count_max, width=16,
    ),
    SchemeColumn(
        "departments", gettext_lazy("Départements"),
        gettext_lazy("Noms, numéros ou régions, séparés par des virgules. Vide : toute la France."),
        _read_departments, lambda scheme: format_departments(scheme.departments),
    ),
    SchemeColumn(
        "opens_on", gettext_lazy("Premier jour"), gettext_lazy("Une date, par exemple 13/12/2026."),
        _day.clean, lambda scheme: scheme.opens_on, width=14,
    ),
    SchemeColumn(
        "closes_on", gettext_lazy("Dernier jour"), gettext_lazy("Une date, par exemple 13/12/2026."),
        _day.clean, lambda scheme: scheme.closes_on, width=14,
    ),
    SchemeColumn(
        "source_url", gettext_lazy("Page de référence"), gettext_lazy("Une adresse qui commence par https://."),
        _url.clean, lambda scheme: scheme.source_url,
    ),
    SchemeColumn(
        "source_document", gettext_lazy("Document de référence"), "", _line(200),
        lambda scheme: scheme.source_document,
    ),
    SchemeColumn(
        "verified_on", gettext_lazy("Vérifié le"), gettext_lazy("Le jour où ces informations ont été vérifiées."),
        _read_verified, lambda scheme: scheme.verified_on, width=14,
    ),
    SchemeColumn(
        "contact_name", gettext_lazy("Personne qui en répond"), "", _line(150),
        lambda scheme: scheme.contact_name,
    ),
    SchemeColumn(
        "contact_email", gettext_lazy("Son adresse e-mail"),
        gettext_lazy("Elle y reçoit, quand le dispositif est à vérifier, un lien pour le confirmer."),
        lambda text: _email.clean(clean_line(text)), lambda scheme: scheme.contact_email,
    ),
    SchemeColumn(
        "archived", gettext_lazy("Archivé"), gettext_lazy("oui ou non"), _read_archived,
        lambda scheme: _("oui") if scheme.archived_at else _("non"), width=10,
    ),
)  # fmt: skip
BY_KEY: Mapping[str, SchemeColumn] = {column.key: column for column in COLUMNS}


@lru_cache(maxsize=1)
def find_columns_by_name() -> dict[str, SchemeColumn]:
    """Headings as searches write them, in every language: whoever made the spreadsheet may read another one."""
    names: dict[str, SchemeColumn] = {normalise(column.key): column for column in COLUMNS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {normalise(str(column.label)): column for column in COLUMNS}
    return names
