"""Forms of pairings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.web.forms import helper
from programmes.enums import RoleName
from programmes.models import Edition
from programmes.queries import people_with
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
        self.fields["mentor"].queryset = people_with(edition, RoleName.MENTOR)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a pairing is over, or a proposal taken back."""

    reason = forms.CharField(
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

    reason = forms.CharField(
        label=_("Pourquoi dites-vous non ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une phrase suffit. L’équipe la lit, pas la personne porteuse."),
        error_messages={"required": _("Indiquez la raison de votre refus.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)
