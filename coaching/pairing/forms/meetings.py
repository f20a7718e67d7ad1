"""Forms of the meetings of a project and its mentor."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.clean_fields import LineField
from accelerator.rows.forms import RowForm
from accelerator.web.fields import DayField, LocalDateTimeField, LongTextField
from accelerator.web.forms import helper
from coaching.models import MeetingNote
from coaching.pairing.enums import MeetingKind
from coaching.pairing.models.meetings import leads_online

MINUTES = [
    (30, _("30 minutes")),
    (45, _("45 minutes")),
    (60, _("1 heure")),
    (90, _("1 heure 30")),
    (120, _("2 heures")),
]
DATES = ("first", "second", "third")


class DatesForm(forms.Form):
    """One to three dates, how long, where."""

    first = LocalDateTimeField(
        label=_("Date et heure"), error_messages={"required": _("Proposez au moins une date.")}
    )
    second = LocalDateTimeField(label=_("Ou bien"), required=False)
    third = LocalDateTimeField(label=_("Ou encore"), required=False)
    minutes = forms.TypedChoiceField(label=_("Durée"), choices=MINUTES, coerce=int, initial=60)
    kind = forms.ChoiceField(label=_("Comment"), choices=MeetingKind.choices)
    place = LineField(
        label=_("Lieu ou lien"),
        max_length=300,
        required=False,
        help_text=_("Une adresse, une salle, le lien de la visioconférence."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Proposer"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # a link with the first choice left as it is: they do not meet there
        if leads_online(data.get("place", "")) and data.get("kind") == MeetingKind.IN_PERSON:
            data["kind"] = MeetingKind.VIDEO
        return data

    @property
    def dates(self) -> list[datetime]:
        """The dates that were filled in; call after ``is_valid()``."""
        return [self.cleaned_data[name] for name in DATES if self.cleaned_data[name]]

    @property
    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("minutes", "kind", "place")}


class MoveForm(DatesForm):
    """The same, for an existing meeting, with a word."""

    word = LineField(label=_("Un mot"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Proposer ces dates"))


class CancelForm(forms.Form):
    """Why it does not take place."""

    word = LineField(
        label=_("Pourquoi ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("L’autre personne le lit dans le message."),
        error_messages={"required": _("Dites-le en un mot : l’autre personne le lit.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Annuler le rendez-vous"))


class ExchangeForm(forms.Form):
    """An exchange that took place without an appointment: a day and a line."""

    on = DayField(label=_("Quel jour"))
    by = forms.ChoiceField(label=_("Comment"), choices=MeetingKind.choices, initial=MeetingKind.PHONE)
    line = LineField(
        label=_("En une ligne"),
        max_length=400,
        help_text=_("Le projet et la personne qui le suit la lisent."),
        error_messages={"required": _("Écrivez une ligne : de quoi avez-vous parlé ?")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Noter l’échange"))


class MeetingNoteForm(RowForm):
    """One note of a meeting, which saves itself."""

    text = LongTextField(
        label=_("Ce que vous en gardez"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    class Meta:
        model = MeetingNote
        fields = ("text",)
