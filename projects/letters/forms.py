"""The form of a letter: to whom, and its words."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import TICK, Helper
from programmes.enums import RoleName
from projects.application.enums import ApplicationState

SENT = [
    state for state in ApplicationState if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
]


def _list_choices(values: Iterable[Any]) -> list[tuple[str, str]]:
    """Built for each form: labels are in the language of the page."""
    return [(value.value, capfirst(str(value.label))) for value in values]


class LetterForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("À qui"),
        choices=lambda: _list_choices(RoleName),
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
        error_messages={"required": _("Choisissez au moins un rôle.")},
    )
    states = forms.MultipleChoiceField(
        label=_("Parmi les porteurs, ceux dont le dossier est"),
        choices=lambda: _list_choices(SENT),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
        help_text=_("Sans choix : tous ceux qui ont déposé."),
    )
    body = forms.CharField(
        label=_("D’un seul organisme"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations"}),
    )
    subject = forms.CharField(label=_("Objet"), max_length=120)
    text = forms.CharField(
        label=_("Message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Il commence par « Bonjour » et le nom de la personne, et finit par la signature de l’équipe."
        ),
    )

    helper = Helper(submit=_("Voir avant d’envoyer"))

    def __init__(self, *args: Any, chooses_people: bool = True, **kwargs: Any) -> None:
        """Without ``chooses_people``, the form has the subject and the text alone."""
        super().__init__(*args, **kwargs)
        if not chooses_people:
            for name in ("roles", "states", "body"):
                del self.fields[name]

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
