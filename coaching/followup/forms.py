"""Forms of letters and commitments."""

from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.transitions import EditConflict
from accelerator.types import Context, Values
from accelerator.web.forms import EuroField, Helper, LongTextField
from coaching.followup.enums import CommitmentState, Confirmation, LineAnswer
from coaching.followup.models import (
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_WHAT,
    LONGEST_WORDS,
    LetterLine,
    NudgeDelays,
)
from coaching.followup.queries.letters import ReadLetter, find_call_day
from coaching.plan.enums import ActionState
from coaching.support.forms import AmountForm, VersionedForm
from coaching.support.models import LONGEST_COMMENT
from programmes.models import Organisation
from projects.models import Participation

NOBODY = _("personne en particulier")
WRONG_DAY = {"invalid": _("Écrivez un jour, comme 31/12/2026.")}


class LetterWordsForm(VersionedForm):
    """The words around the lines, and for each line that offers something: its caller, date and added words.

    ``people``: those of each body, by its key.
    """

    opening = LongTextField(
        label=_("Pour commencer"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORDS}),
    )
    closing = LongTextField(
        label=_("Pour finir"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORDS}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, read: ReadLetter, people: dict[int, list[User]]
    ) -> None:
        letter = read.letter
        initial: Values = {
            "seen": letter.version, "opening": letter.opening, "closing": letter.closing
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.lines = read.lines
        for line in read.lines:
            self._add_line(line, people.get(line.lead_id or 0, []))

    def _add_line(self, line: LetterLine, people: list[User]) -> None:
        if line in self.offers:
            choices = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name")
            self.fields[f"person-{line.pk}"] = forms.ModelChoiceField(
                label=_("Qui appelle ?"), queryset=choices, required=False, empty_label=NOBODY,
                initial=line.person_id,
            )  # fmt: skip
            self.fields[f"due_on-{line.pk}"] = forms.DateField(
                label=_("Avant le"), required=False, error_messages=WRONG_DAY,
                initial=find_call_day(line, timezone.localdate()),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )  # fmt: skip
        self.fields[f"words-{line.pk}"] = forms.CharField(
            label=_("Ce que vous ajoutez"), max_length=LONGEST_COMMENT, required=False, initial=line.words
        )

    @property
    def offers(self) -> list[LetterLine]:
        return [line for line in self.lines if line.lead_id]

    @property
    def rows(self) -> list[Context]:
        """Each line with its fields, as the page renders them."""
        return [
            {"line": line, "fields": [self[name] for name in self.fields if name.endswith(f"-{line.pk}")]}
            for line in self.lines
        ]

    @property
    def values(self) -> Values:
        """The values as the action takes them."""
        data = self.cleaned_data
        names = ("person", "due_on", "words")
        return {
            "opening": data["opening"],
            "closing": data["closing"],
            "base_version": data["seen"],
            "lines": {
                line.pk: {name: data[f"{name}-{line.pk}"] for name in names if f"{name}-{line.pk}" in data}
                for line in self.lines
            },
        }


class LineAnswerForm(forms.Form):
    """The answer to one line, sent from its card."""

    answer = forms.ChoiceField(choices=LineAnswer)
    reason = forms.CharField(label=_("Pourquoi ?"), max_length=LONGEST_REASON, required=False, strip=True)
    seen = forms.CharField(required=False)

    def clean(self) -> Values:
        data = super().clean() or {}
        if (
            data.get("answer") == LineAnswer.REFUSED
            and not data.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", _("Dites pourquoi : l’organisme le lira."))
        return data


class NewsForm(forms.Form):
    """News of a commitment, from its body: its state, in a line; the amount paid, if it changed."""

    state = forms.ChoiceField(choices=CommitmentState)
    text = forms.CharField(label=_("En une ligne"), max_length=LONGEST_NOTE, required=False)
    paid = EuroField(required=False)

    @property
    def text_error(self) -> str:
        """The error beside the line of text: its own, or one of the whole form."""
        return next(iter([*self["text"].errors, *self.non_field_errors()]), "")

    def clean(self) -> Values:
        data = super().clean() or {}
        dropped = data.get("state") == CommitmentState.DROPPED
        if dropped and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Dites pourquoi vous abandonnez : le projet le lira."))
        return data


class ConfirmationForm(forms.Form):
    """« C’est fait ? » : yes, not yet, or a line alone."""

    confirmation = forms.ChoiceField(choices=[("", ""), *Confirmation.choices], required=False)
    text = forms.CharField(label=_("En une ligne"), max_length=LONGEST_NOTE, required=False)
    seen = forms.CharField(required=False)

    def clean(self) -> Values:
        data = super().clean() or {}
        if not data.get("confirmation") and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Écrivez une ligne, ou dites si c’est fait."))
        return data

    def show_conflict(self, conflict: EditConflict) -> None:
        """Show the values saved meanwhile; the typed ones stay, and replace them if they are sent again."""
        theirs = conflict.theirs["confirmation"]
        message = _("%(happened)s L’autre texte : « %(theirs)s ». Envoyez de nouveau pour garder le vôtre.")
        words = dict(Confirmation.choices).get(theirs, theirs)
        self.add_error("text", message % {"happened": conflict.message, "theirs": words})


class ActionNewsForm(forms.Form):
    """News of an action of the plan, from the project."""

    state = forms.ChoiceField(choices=ActionState)
    text = forms.CharField(label=_("En une ligne"), max_length=LONGEST_NOTE, required=False)


class HandOverForm(forms.Form):
    """The person of the body to whom a commitment is assigned."""

    person = forms.ModelChoiceField(
        label=_("Qui s’en charge ?"), queryset=User.objects.none(), required=False, empty_label=NOBODY
    )

    def __init__(self, data: QueryDict | None = None, *, people: list[User], person: User | None) -> None:
        super().__init__(data, initial={"person": person})
        users = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name")
        self.fields["person"].queryset = users  # type: ignore[attr-defined]
        self.helper = Helper(submit=_("Enregistrer"))


class NewCommitmentForm(AmountForm):
    """A commitment that no letter has. ``places``: the projects that this organiser may read."""

    participation = forms.ModelChoiceField(label=_("Projet"), queryset=Participation.objects.none())
    what = forms.CharField(label=_("L’engagement"), max_length=LONGEST_WHAT)
    body = forms.ModelChoiceField(label=_("Organisme"), queryset=Organisation.objects.none())
    due_on = forms.DateField(
        label=_("Pour le (facultatif)"),
        required=False,
        error_messages=WRONG_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = ("participation", "what", "body", "due_on", "amount", "amount_for")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        places: "QuerySet[Participation]",
        bodies: "QuerySet[Organisation]",
    ) -> None:
        super().__init__(data)
        self.fields["participation"].queryset = places  # type: ignore[attr-defined]
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.helper = Helper(submit=_("Ajouter l’engagement"), marks_optional=False)


class NudgeDelaysForm(forms.ModelForm):
    helper = Helper(submit=_("Enregistrer les relances"))

    class Meta:
        model = NudgeDelays
        fields = ["person_days", "body_days", "organiser_days"]
        help_texts: ClassVar[dict[str, object]] = dict.fromkeys(fields, _("En jours."))

    def clean(self) -> Values:
        data = super().clean() or {}
        days = [data.get(name) or 0 for name in ("person_days", "body_days", "organiser_days")]
        if all(days) and not days[0] < days[1] < days[2]:
            self.add_error("body_days", _("Chaque relance vient après la précédente."))
        return data
