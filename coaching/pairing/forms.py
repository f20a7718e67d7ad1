"""Forms of pairings, of their meetings and of the wishes before them."""

import re
from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.rows.forms import RowForm
from accelerator.types import Values
from accelerator.web.forms import DayField, Helper, LineField, LocalDateTimeField, LongTextField, TextField
from coaching.models import MeetingNote
from coaching.pairing.enums import MeetingKind
from coaching.pairing.models import MOST_WISHES, is_online_place
from coaching.pairing.queries.proposal import ProposalDraft
from programmes.capabilities import Capability
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.models import Participation

MINUTES = [
    (30, _("30 minutes")),
    (45, _("45 minutes")),
    (60, _("1 heure")),
    (90, _("1 heure 30")),
    (120, _("2 heures")),
]
DATES = ("first", "second", "third")


class DatesForm(forms.Form):
    """One to three dates, the duration and the place."""

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

    helper = Helper(submit=_("Proposer"))

    def clean(self) -> Values:
        data = super().clean() or {}
        # a link with the first choice left as it is: they do not meet there
        if is_online_place(data.get("place", "")) and data.get("kind") == MeetingKind.IN_PERSON:
            data["kind"] = MeetingKind.VIDEO
        return data

    @property
    def dates(self) -> list[datetime]:
        """The dates that were filled in; call after ``is_valid()``."""
        return [self.cleaned_data[name] for name in DATES if self.cleaned_data[name]]

    @property
    def about(self) -> Values:
        return {name: self.cleaned_data[name] for name in ("minutes", "kind", "place")}


class MoveForm(DatesForm):
    """New dates for an existing meeting, with a word."""

    word = LineField(label=_("Un mot"), max_length=400, required=False)

    helper = Helper(submit=_("Proposer ces dates"))


class CancelForm(forms.Form):
    """The reason for cancelling."""

    word = LineField(
        label=_("Pourquoi ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("L’autre personne le lit dans le message."),
        error_messages={"required": _("Dites-le en un mot : l’autre personne le lit.")},
    )

    helper = Helper(submit=_("Annuler le rendez-vous"))


class ExchangeForm(forms.Form):
    """A meeting without an appointment: a day and a line."""

    on = DayField(label=_("Quel jour"))
    by = forms.ChoiceField(label=_("Comment"), choices=MeetingKind.choices, initial=MeetingKind.PHONE)
    line = LineField(
        label=_("En une ligne"),
        max_length=400,
        help_text=_("Le projet et la personne qui le suit la lisent."),
        error_messages={"required": _("Écrivez une ligne : de quoi avez-vous parlé ?")},
    )

    helper = Helper(submit=_("Noter l’échange"))


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


class ProposalForm(forms.Form):
    """A project and the mentor chosen for it, by hand."""

    participation = forms.ModelChoiceField(label=_("Projet"), queryset=Participation.objects.none())
    mentor = forms.ModelChoiceField(
        label=_("Parrain ou marraine"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choisissez un parrain ou une marraine.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["participation"].queryset = (  # type: ignore[attr-defined]
            edition.participations.confirmed().select_related("project__organisation", "edition")
        )
        self.fields["mentor"].queryset = people_who_can(edition, Capability.MENTOR_PROJECTS)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The reason for ending a pairing or withdrawing a proposal."""

    reason = TextField(
        label=_("Pourquoi y mettre fin ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Une phrase suffit. La personne proposée et l’équipe la lisent ; le projet apprend seulement que cette "
            "personne ne le suit plus."
        ),
        error_messages={
            "required": _("Indiquez la raison : elle sera relue au moment de choisir quelqu’un.")
        },
    )

    helper = Helper(submit=_("Mettre fin"))


class RefusalForm(forms.Form):
    """The reason of a refusal."""

    reason = TextField(
        label=_("Pourquoi dites-vous non ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une phrase suffit. L’équipe la lit, pas la personne porteuse."),
        error_messages={"required": _("Indiquez la raison de votre refus.")},
    )

    helper = Helper(form_tag=False)


NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
"""A key as a page writes it; more digits would fit no column."""
MOST_PROJECTS = 50
"""The highest capacity of a person: a larger one is a slip."""


def read_draft(data: Mapping[str, str]) -> tuple[dict[int, int], ProposalDraft]:
    """The posted board of proposals: every project with its mentor, and the decisions of the organiser.

    A mentor other than the proposed one (``was-…``) is a decision, as a ticked lock is. Invalid values are ignored.
    """
    chosen = _read_numbers(data, "mentor-")
    was = _read_numbers(data, "was-")
    locked = {
        project: mentor
        for project, mentor in chosen.items()
        if f"lock-{project}" in data or was.get(project) != mentor
    }
    capacities = {
        mentor: count for mentor, count in _read_numbers(data, "capacity-").items() if count <= MOST_PROJECTS
    }
    emptied = {
        project
        for project in _read_names(data, "mentor-")
        if data[f"mentor-{project}"] == "" and (project in was or f"lock-{project}" in data)
    }
    return chosen, ProposalDraft(locked, frozenset(emptied), capacities)


def _read_names(data: Mapping[str, str], prefix: str) -> list[int]:
    keys = (name.removeprefix(prefix) for name in data if name.startswith(prefix))
    return [int(key) for key in keys if NUMBER.fullmatch(key)]


def _read_numbers(data: Mapping[str, str], prefix: str) -> dict[int, int]:
    values = {key: data.get(f"{prefix}{key}", "") for key in _read_names(data, prefix)}
    return {key: int(value) for key, value in values.items() if NUMBER.fullmatch(value)}


AVOIDED = 2
LABELS = {1: _("Premier souhait"), 2: _("Deuxième souhait"), 3: _("Troisième souhait")}


class WishesForm(forms.Form):
    """``choices``: the other side, by key. Each may be named once."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        choices: list[tuple[int, str]],
        initial: Values | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        offered = [("", _("Sans souhait")), *((str(pk), label) for pk, label in choices)]
        for rank in range(1, MOST_WISHES + 1):
            self.fields[f"rank_{rank}"] = forms.ChoiceField(
                label=LABELS[rank], choices=offered, required=False
            )
        nobody = [("", _("Personne")), *offered[1:]]
        for number in range(1, AVOIDED + 1):
            self.fields[f"avoid_{number}"] = forms.ChoiceField(
                label=_("Plutôt pas"), choices=nobody, required=False
            )
            self.fields[f"reason_{number}"] = LineField(
                label=_("Pourquoi"),
                max_length=400,
                required=False,
                help_text=_("Seule l’équipe d’organisation le lit."),
            )
        self.helper = Helper(submit=_("Enregistrer mes souhaits"))

    def clean(self) -> Values:
        cleaned = super().clean() or {}
        seen: set[str] = set()
        names = [f"rank_{rank}" for rank in LABELS] + [f"avoid_{number}" for number in range(1, AVOIDED + 1)]
        for name in names:
            value = cleaned.get(name)
            if value and value in seen:
                self.add_error(name, _("Vous avez déjà choisi cette réponse plus haut."))
            seen.add(value or "")
        for number in range(1, AVOIDED + 1):
            if cleaned.get(f"avoid_{number}") and not cleaned.get(f"reason_{number}"):
                self.add_error(f"reason_{number}", _("Dites pourquoi en un mot : seule l’équipe le lit."))
        return cleaned

    @property
    def ranks(self) -> dict[int, int]:
        """Rank → the other's key, from the first without a gap; call after ``is_valid()``."""
        chosen = [self.cleaned_data[f"rank_{rank}"] for rank in LABELS if self.cleaned_data[f"rank_{rank}"]]
        return {rank: int(pk) for rank, pk in enumerate(chosen, start=1)}

    @property
    def avoided(self) -> dict[int, str]:
        data = self.cleaned_data
        return {
            int(data[f"avoid_{number}"]): data[f"reason_{number}"]
            for number in range(1, AVOIDED + 1)
            if data[f"avoid_{number}"]
        }


class MentorForm(forms.Form):
    """A mentor's description of themselves."""

    skills = LineField(
        label=_("Vos domaines"),
        max_length=200,
        required=False,
        help_text=_("Séparés par des virgules. Ils sont rapprochés des dossiers."),
    )
    projects = forms.IntegerField(
        label=_("Projets suivis au plus"),
        min_value=0,
        max_value=MOST_PROJECTS,
        required=False,
        help_text=_("Sans réponse, une part égale."),
    )

    helper = Helper(submit=_("Enregistrer"))


class WishCallForm(forms.Form):
    """The closing date of wishes."""

    closes_at = LocalDateTimeField(
        label=_("Jusqu’au"), error_messages={"required": _("Dites jusqu’à quand répondre.")}
    )

    helper = Helper(submit=_("Demander les souhaits"))
