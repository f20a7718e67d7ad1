"""Answers that are written: short and long texts, e-mail addresses, SIRET numbers."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires import siret
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line, clean_text
from accelerator.questionnaires.kinds.base import Kind, one_text, within
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text

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
        text = within(clean_line(one_text(raw)), self.limit(question))
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
        """A text that became too long stays whole: the form says by how much."""
        return value

    def clean(self, question: Question, raw: object) -> str | None:
        return within(clean_text(one_text(raw)), self.limit(question)) or None

    def widget(self, question: Question) -> forms.Widget:
        rows = 8 if (self.limit(question) or 0) > 1000 else 5
        return forms.Textarea(attrs={"class": "form-control", "rows": rows})


class Email(_Written):
    cell_help = gettext_lazy("Une adresse e-mail")
    identifies = True

    def clean(self, question: Question, raw: object) -> str | None:
        # The checked text is the stored text: people type « ＠ » and « ， » for an at sign and a comma.
        text = clean_line(unicodedata.normalize("NFKC", one_text(raw)))
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
        text = clean_line(one_text(raw))
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

    def list_search_texts(self, question: Question, value: Any) -> Iterable[str]:
        """As it is stored, and in groups as people read and paste it."""
        return [str(value), siret.group_siret(value)] if siret.number_of(value) else [str(value)]

    def readable(self, question: Question, value: Any) -> str:
        if siret.number_of(value):
            return siret.group_siret(value)
        return _("Pas encore de SIRET : %(reason)s") % {"reason": value}

    def to_cell(self, question: Question, value: object) -> str:
        return str(value) if str(value).isdigit() else self.readable(question, value)

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> str:
        """A spreadsheet takes it for a number, and drops its zeros."""
        return as_text(cell) if isinstance(cell, str) else as_text(cell).zfill(SIRET_DIGITS)

    def widget(self, question: Question) -> forms.Widget:
        mode = "text" if question.options.get("exemption") else "numeric"
        return forms.TextInput(attrs={"class": "form-control", "inputmode": mode, "autocomplete": "off"})
