"""Forms of applying: sending, withdrawing, and what organisers say of eligibility."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.fields import TickedRowsField
from accelerator.web.forms import helper
from programmes.models import Call
from projects.models import Application


class SubmitForm(forms.Form):
    """The rules, accepted in the version that the page showed."""

    rules = forms.BooleanField(
        label=_("J’ai lu le règlement de l’appel et je l’accepte"),
        error_messages={"required": _("Acceptez le règlement pour envoyer le dossier.")},
    )
    rules_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data, initial={"rules_version": call.rules_version})
        self.helper = helper(submit=_("Envoyer le dossier"))


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi le retirer ?"),
        help_text=_("Quelques mots aident l’équipe qui organise, rien ne vous y oblige."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)


class IneligibleForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ce dossier n’est pas recevable"),
        help_text=_("La personne porteuse reçoit ces mots par e-mail, tels quels."),
        error_messages={"required": _("Indiquez la raison : elle est envoyée à la personne porteuse.")},
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)


class EligibleForm(forms.Form):
    """The dossiers to declare eligible, by reference; one that is not in the organiser's list refuses the whole."""

    application = TickedRowsField(
        queryset=Application.objects.none(),
        to_field_name="reference",
        error_messages={
            "required": _("Cochez au moins un dossier."),
            "invalid_choice": _("Un des dossiers cochés n’est pas dans cette liste."),
        },
    )

    def __init__(self, *args: Any, applications: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = applications  # type: ignore[attr-defined]
