"""Mixins of forms with dates: impossible dates are refused, doubtful ones need a confirmation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from accelerator.web.merging import MergingForm
from programmes.dates import CALL_DATES, EDITION_DATES, DateProblem, dates_of, doubtful, impossible
from programmes.models import Edition

ALL_DATES = {**CALL_DATES, **EDITION_DATES}


class ConfirmDates(forms.Form):
    """Doubtful dates need one confirmation, at their fields."""

    confirm_dates = forms.BooleanField(
        label=_("Oui, ces dates sont les bonnes"), required=False, widget=forms.HiddenInput
    )

    def confirm_doubts(self, doubts: Sequence[DateProblem], data: Mapping[str, object]) -> None:
        if doubts and not data.get("confirm_dates") and not self.errors:
            self.fields["confirm_dates"].widget = forms.CheckboxInput()
            for doubt in doubts:
                self.add_error(doubt.names[0], doubt.text)
            self.add_error("confirm_dates", _("Corrigez, ou confirmez ces dates."))


class DatesToConfirm(ConfirmDates, MergingForm):
    """Impossible dates are refused at their field; doubtful ones need one confirmation."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.refused_dates: list[DateProblem] = []

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "confirm_dates"]

    @property
    def has_date_elsewhere(self) -> bool:
        """Whether a date is refused because of one that another page changes."""
        return any(set(problem.names) - self.fields.keys() for problem in self.refused_dates)

    def check_dates(self, edition: Edition, data: dict[str, Any], at: datetime) -> None:
        """Check the dates of ``edition``, with the typed values in place of the saved ones."""
        dates = {**dates_of(edition), **{name: value for name, value in data.items() if name in ALL_DATES}}
        changed = [name for name in self.changed_data if name in ALL_DATES]
        for problem in impossible(dates):
            touched = [name for name in problem.names if name in changed]
            if touched and not self.errors.keys() & set(problem.names):
                self.add_error(touched[-1], problem.text)
                self.refused_dates.append(problem)
        self.confirm_doubts(doubtful(dates, at, past_is_fine=edition.silent, names=changed), data)


class SessionDays(forms.ModelForm):
    """The first and the last day of a session; the error about their order is at the last day, not above the form."""

    def clean(self) -> Values:
        data = super().clean() or {}
        starts, ends = data.get("session_starts_on"), data.get("session_ends_on")
        if starts and ends and ends < starts:
            self.add_error("session_ends_on", _("La session finit avant de commencer."))
        return data
