"""Form fields that every app uses the same way."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.text import clean_line, clean_text

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def plausible(value: date) -> None:
    """Raises ValidationError for a year that nobody means, such as 0026, which browsers let people type."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("Vérifiez l’année de cette date."), code="year")


class LongTextField(forms.CharField):
    """A text of several lines. Browsers send CRLF where LF was stored: a text nobody touched has not changed."""

    def to_python(self, value: object) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.to_python(initial), data)


class TickedRowsField(forms.ModelMultipleChoiceField):
    """Rows chosen by key. A key beyond what the database counts is one that is not offered, not a breakdown."""

    def clean(self, value: Iterable[object]) -> "QuerySet[Model]":
        try:
            return super().clean(value)
        except OverflowError:
            largest = max(map(str, value), key=len)
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": largest}
            ) from None


class LocalDateTimeField(forms.DateTimeField):
    """A day and an hour in Europe/Paris, picked with the browser's own control."""

    default_validators = [plausible]

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_FORMAT)
    input_formats = [LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H h %M"]


class DayField(forms.DateField):
    """A day, picked with the browser's own control."""

    default_validators = [plausible]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: object) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(LongTextField):
    """Several lines."""

    def to_python(self, value: object) -> str:
        return clean_text(super().to_python(value) or "")
