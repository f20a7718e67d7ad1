"""Dates and numbers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, DecimalException, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line
from accelerator.questionnaires.kinds.base import Kind, group_digits, one_text
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text
from accelerator.web.fields import plausible
from accelerator.web.templatetags.prose import day

LARGEST_NUMBER = 10**12


class Date(Kind):
    cell_help = gettext_lazy("Une date, par exemple 13/12/2018")

    def clean(self, question: Question, raw: Any) -> str | None:
        text = clean_line(one_text(raw))
        if not text:
            return None
        try:
            if "/" in text:
                number, month, year = text.split("/")
                found = date(int(year), int(month), int(number))
            else:
                found = date.fromisoformat(text)
        except (ValueError, OverflowError):
            raise AnswerRefused(_("Écrivez la date ainsi : 13/12/2018.")) from None
        try:
            plausible(found)
        except ValidationError as problem:
            raise AnswerRefused(problem.message) from None
        return found.isoformat()

    def readable(self, question: Question, value: Any) -> str:
        try:
            return day(date.fromisoformat(value))
        except (TypeError, ValueError):
            return str(value)

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> str:
        return as_text(cell).partition(" ")[0]  # a spreadsheet may add an hour to it

    def to_cell(self, question: Question, value: Any) -> "str | date":
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            return str(value)

    def widget(self, question: Question) -> forms.Widget:
        return forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")


class Number(Kind):
    """A number, stored as a JSON number; ``1 200,5`` and ``1200.5`` are the same."""

    editor_fields: tuple[str, ...] = ("number_min", "number_max")
    cell_help = gettext_lazy("Un nombre")
    bound_labels = (gettext_lazy("Nombre le plus petit"), gettext_lazy("Nombre le plus grand"))

    def clean(self, question: Question, raw: Any) -> int | float | None:
        text = "".join(one_text(raw)[:60].split()).replace(",", ".")
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

    def initial(self, question: Question, value: Any) -> Any:
        return None if value is None else number_format(value, force_grouping=False)

    def widget(self, question: Question) -> forms.Widget:
        return forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"})
