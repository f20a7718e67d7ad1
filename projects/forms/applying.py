"""Forms of applying: sending, withdrawing, the organiser's filters and refusals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import helper
from programmes.enums import StructureProfile
from programmes.models import Call
from projects.enums import ApplicationState
from projects.models import Application

LISTED_STATES = [choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT]

SEARCH = {"type": "search", "class": "form-control"}
SELECT = {"class": "form-select"}


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
    """The dossiers ticked in the list; anything else in the request is left out, not an error."""

    application = forms.ModelMultipleChoiceField(
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


class ApplicationFilter(forms.Form):
    """The organiser's filters, kept in the address. What is not understood filters nothing."""

    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs=SEARCH))
    state = forms.ChoiceField(
        label=_("État"),
        required=False,
        widget=forms.Select(attrs=SELECT),
        choices=[("", _("Tous")), *LISTED_STATES],
    )
    profile = forms.ChoiceField(
        label=_("Profil"),
        required=False,
        widget=forms.Select(attrs=SELECT),
        choices=[("", _("Tous")), *StructureProfile.choices],
    )
    department = forms.ChoiceField(label=_("Département"), required=False, widget=forms.Select(attrs=SELECT))
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, departments: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Tous")), *((name, name) for name in departments)]
        self.fields["department"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The filters that hold."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_used(self) -> bool:
        return any(value for name, value in self.chosen().items() if name != "sort")
