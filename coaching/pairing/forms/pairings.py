"""Forms of pairings."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.clean_fields import TextField
from accelerator.web.forms import helper
from coaching.pairing.queries.proposal import ProposalDraft
from programmes.capabilities import Capability
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.models import Participation


class ProposalForm(forms.Form):
    """A project and the mentor chosen for it, by hand."""

    participation = forms.ModelChoiceField(label=_("Projet"), queryset=Participation.objects.none())
    mentor = forms.ModelChoiceField(
        label=_("Parrain ou marraine"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choisissez un parrain ou une marraine.")},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participation"].queryset = (  # type: ignore[attr-defined]
            edition.participations.confirmed().select_related("project__organisation", "edition")
        )
        self.fields["mentor"].queryset = people_who_can(edition, Capability.MENTOR_PROJECTS)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a pairing is over, or a proposal taken back."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Mettre fin"))


class RefusalForm(forms.Form):
    """Asked only of somebody who says no."""

    reason = TextField(
        label=_("Pourquoi dites-vous non ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une phrase suffit. L’équipe la lit, pas la personne porteuse."),
        error_messages={"required": _("Indiquez la raison de votre refus.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)


NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
"""As a page writes a key; more digits would fit no column."""
MOST_PROJECTS = 50
"""What a person could follow at the very most: a capacity beyond is a slip."""


def read_draft(data: Mapping[str, Any]) -> tuple[dict[int, int], ProposalDraft]:
    """What the board of proposals says: every project with its mentor, and what the organiser decided.

    A mentor other than the proposed one (``was-…``) is a decision, as a ticked lock is. What is no number, or out of
    bounds, is as if it were not there.
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


def _read_names(data: Mapping[str, Any], prefix: str) -> list[int]:
    keys = (name.removeprefix(prefix) for name in data if name.startswith(prefix))
    return [int(key) for key in keys if NUMBER.fullmatch(key)]


def _read_numbers(data: Mapping[str, Any], prefix: str) -> dict[int, int]:
    values = {key: data.get(f"{prefix}{key}", "") for key in _read_names(data, prefix)}
    return {key: int(value) for key, value in values.items() if NUMBER.fullmatch(value)}
