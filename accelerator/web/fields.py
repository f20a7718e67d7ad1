"""Form fields that every app uses the same way."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.amounts import DECIMALS, MOST_EUROS, clean_euros, format_plain_euros
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


class EuroInput(forms.TextInput):
    """A short field before the sign of the euro."""

    template_name = "ui/euro_input.html"


class EuroField(forms.DecimalField):
    """Euros, as people type them: « 1 500,50 € », with any space; ``None`` for nothing."""

    widget = EuroInput
    default_error_messages = {
        "invalid": _("Écrivez un montant en euros, comme 1500 ou 1 500,50."),
        "min_value": _("Un montant ne peut pas être négatif."),
        "max_value": _("Vérifiez ce montant : il dépasse dix millions d’euros."),
        "max_decimal_places": _(
            "Écrivez deux chiffres au plus après la virgule ; mille cinq cents s’écrit 1500 ou 1 500."
        ),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_EUROS, decimal_places=DECIMALS, **options)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def to_python(self, value: object) -> Any:
        """A :class:`Decimal`, or ``None``; the parent is typed as the integer field that it extends."""
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        amount = clean_euros(text)
        if amount is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount

    def prepare_value(self, value: object) -> object:
        return format_plain_euros(value) if isinstance(value, Decimal) else value
