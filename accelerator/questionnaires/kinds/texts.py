"""Answers that are written, as texts, dates and numbers, or sent as files; and texts without an answer."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, DecimalException, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import number_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accelerator.questionnaires import siret
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.kinds.base import Kind, as_list, group_digits, read_single_text, within
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.sniffing import SAME_EXTENSION, CheckedFile, check, list_accepted_types
from accelerator.spreadsheet import Cell, as_text
from accelerator.text import clean_line, clean_text
from accelerator.web.forms import plausible
from accelerator.web.templatetags.prose import day

SIRET_DIGITS = 14
LETTERS_OF_A_REASON = 5
PHONE = re.compile(r"\+?[\d\s.()/-]+")
PHONE_DIGITS = range(6, 16)
"""From the shortest numbers of small countries to the longest of the international plan (E.164)."""


class _Written(Kind):
    def list_search_texts(self, question: Question, value: object) -> Iterable[str]:
        return [str(value)]


class _Text(_Written):
    is_written = True
    editor_fields = ("min_length", "max_length")
    compared_by = "words"
    cell_help = gettext_lazy("Un texte, %(longest)s caractères au plus")

    def is_complete(self, question: Question, value: object) -> bool:
        return self.least(question) <= len(str(value)) <= (self.limit(question) or 0)


class ShortText(_Text):
    default_length = 200
    hidden_options = ("autocomplete",)

    def accept(self, question: Question, value: object) -> object:
        return None if "\n" in str(value) else value

    def clean(self, question: Question, raw: object) -> str | None:
        text = within(clean_line(read_single_text(raw)), self.limit(question))
        if text and question.options.get("autocomplete") == "tel" and not _is_phone(text):
            raise AnswerRefused(
                _("Écrivez un numéro de téléphone, par exemple 02 31 00 00 00 ou +33 6 00 00 00 00.")
            )
        return text or None

    def widget(self, question: Question) -> forms.Widget:
        attrs = {"class": "form-control"}
        autocomplete = question.options.get("autocomplete")
        if autocomplete:
            attrs["autocomplete"] = autocomplete
        if autocomplete == "tel":
            attrs["inputmode"] = "tel"
        return forms.TextInput(attrs=attrs)


def _is_phone(text: str) -> bool:
    return bool(PHONE.fullmatch(text)) and sum(map(str.isdigit, text)) in PHONE_DIGITS


class LongText(_Text):
    default_length = 5000
    is_wide = True

    def accept(self, question: Question, value: object) -> object:
        """A text that is too long is saved whole: the form displays the excess."""
        return value

    def clean(self, question: Question, raw: object) -> str | None:
        return within(clean_text(read_single_text(raw)), self.limit(question)) or None

    def widget(self, question: Question) -> forms.Widget:
        rows = 8 if (self.limit(question) or 0) > 1000 else 5
        return forms.Textarea(attrs={"class": "form-control", "rows": rows})


class Email(_Written):
    cell_help = gettext_lazy("Une adresse e-mail")
    identifies = True

    def clean(self, question: Question, raw: object) -> str | None:
        # The checked text is the stored text: people type « ＠ » and « ， » for an at sign and a comma.
        text = clean_line(unicodedata.normalize("NFKC", read_single_text(raw)))
        if not text:
            return None
        try:
            validate_email(text)
        except ValidationError:
            message = _("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom@structure.fr.")
            raise AnswerRefused(message) from None
        if len(text) > 254:
            raise AnswerRefused(_("Cette adresse est trop longue."))
        return text

    def widget(self, question: Question) -> forms.Widget:
        return forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"})


class Siret(_Written):
    """Fourteen digits or, with the option ``exemption``, the reason why there is no number yet."""

    identifies = True
    editor_fields = ("exemption",)
    cell_help = gettext_lazy("14 chiffres")

    def clean(self, question: Question, raw: object) -> str | None:
        text = clean_line(read_single_text(raw))
        if not text:
            return None
        letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
        if question.options.get("exemption") and letters >= LETTERS_OF_A_REASON and letters > digits:
            if len(text) > 200:
                raise AnswerRefused(_("Dites-le en 200 caractères au plus."))
            return text
        try:
            return siret.clean_siret(text)
        except ValidationError as error:
            raise AnswerRefused(" ".join(error.messages)) from None

    def list_search_texts(self, question: Question, value: object) -> Iterable[str]:
        """The number as it is stored, and in groups as people read and paste it."""
        number = siret.number_of(value)
        return [str(value), siret.group_siret(number)] if number else [str(value)]

    def readable(self, question: Question, value: object) -> str:
        if number := siret.number_of(value):
            return siret.group_siret(number)
        return _("Pas encore de SIRET : %(reason)s") % {"reason": value}

    def to_cell(self, question: Question, value: object) -> str:
        return str(value) if str(value).isdigit() else self.readable(question, value)

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> str:
        """A spreadsheet takes it for a number, and drops its zeros."""
        return as_text(cell) if isinstance(cell, str) else as_text(cell).zfill(SIRET_DIGITS)

    def widget(self, question: Question) -> forms.Widget:
        mode = "text" if question.options.get("exemption") else "numeric"
        return forms.TextInput(attrs={"class": "form-control", "inputmode": mode, "autocomplete": "off"})


LARGEST_NUMBER = 10**12


class Date(Kind):
    is_figure = True
    cell_help = gettext_lazy("Une date, par exemple 13/12/2018")

    def clean(self, question: Question, raw: object) -> str | None:
        text = clean_line(read_single_text(raw))
        if not text:
            return None
        try:
            if "/" in text:
                number, month, year = text.split("/")
                picked = date(int(year), int(month), int(number))
            else:
                picked = date.fromisoformat(text)
        except (ValueError, OverflowError):
            raise AnswerRefused(_("Écrivez la date ainsi : 13/12/2018.")) from None
        try:
            plausible(picked)
        except ValidationError as problem:
            raise AnswerRefused(problem.message) from None
        return picked.isoformat()

    def readable(self, question: Question, value: object) -> str:
        try:
            return day(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> str:
        return as_text(cell).partition(" ")[0]  # a spreadsheet may add an hour to it

    def to_cell(self, question: Question, value: object) -> "str | date":
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return str(value)

    def widget(self, question: Question) -> forms.Widget:
        return forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")


class Number(Kind):
    """A number, stored as a JSON number; ``1 200,5`` and ``1200.5`` are the same."""

    is_figure = True
    editor_fields: tuple[str, ...] = ("number_min", "number_max")
    cell_help = gettext_lazy("Un nombre")
    bound_labels = (gettext_lazy("Nombre le plus petit"), gettext_lazy("Nombre le plus grand"))

    def clean(self, question: Question, raw: object) -> int | float | None:
        text = "".join(read_single_text(raw)[:60].split()).replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
            if not number.is_finite() or abs(number) > LARGEST_NUMBER:
                raise InvalidOperation
        except DecimalException:
            raise AnswerRefused(_("Écrivez un nombre, par exemple 12 ou 12,5.")) from None
        lowest, highest = question.options.get("min"), question.options.get("max")
        if lowest is not None and number < Decimal(str(lowest)):
            raise AnswerRefused(
                _("Le nombre le plus petit accepté est %(number)s.") % {"number": group_digits(lowest)}
            )
        if highest is not None and number > Decimal(str(highest)):
            raise AnswerRefused(
                _("Le nombre le plus grand accepté est %(number)s.") % {"number": group_digits(highest)}
            )
        return int(number) if number == number.to_integral_value() else round(float(number), 6)

    def readable(self, question: Question, value: Any) -> str:
        return group_digits(value)

    def initial(self, question: Question, value: Any) -> str | None:
        return None if value is None else number_format(value, force_grouping=False)

    def widget(self, question: Question) -> forms.Widget:
        return forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"})


def most_files(question: Question) -> int:
    return int(question.options.get("max_files", 1))


class FileInput(forms.FileInput):
    """A file field that takes several files when the question does."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: object, files: Any, name: str) -> object:
        return files.getlist(name) if hasattr(files, "getlist") else ([files[name]] if name in files else [])


class File(Kind):
    """Attachment ids, as texts. Files are uploaded apart, so a text sent here is refused."""

    is_file = True
    identifies = True
    editor_fields = ("types", "max_files")
    default_options: ClassVar = {"types": ["pdf"], "max_files": 1}

    def clean(self, question: Question, raw: object) -> None:
        if any(map(read_single_text, as_list(raw))):
            raise AnswerRefused(_("Choisissez un fichier."))

    def clean_posted(self, question: Question, posted: object) -> list[CheckedFile]:
        return [check(upload, types=question.options.get("types")) for upload in as_list(posted or ())]

    def accept(self, question: Question, value: object) -> object:
        return value

    def initial(self, question: Question, value: object) -> None:
        """Sent files are listed beside the field."""

    def readable(self, question: Question, value: object) -> str:
        return ngettext("%(count)s fichier", "%(count)s fichiers", len(as_list(value))) % {
            "count": len(as_list(value))
        }

    def widget(self, question: Question) -> forms.Widget:
        types = list_accepted_types(question.options.get("types"))
        extensions = [f".{kind}" for kind in types] + [
            f".{a}" for a, kind in SAME_EXTENSION.items() if kind in types
        ]
        attrs: dict[str, object] = {"class": "form-control", "accept": ",".join(extensions)}
        if most_files(question) > 1:
            attrs["multiple"] = True
        return FileInput(attrs=attrs)


class Statement(Kind):
    """A text to read, without an answer."""

    asks = False

    def clean(self, question: Question, raw: object) -> None:
        raise AnswerRefused(_("Ce texte n’attend pas de réponse."))
