"""Forms that invite people, and end a role."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.forms import AddressField
from accelerator.types import Values
from accelerator.web.forms import Helper
from programmes.enums import NOT_INVITED, RoleName
from programmes.expertise import describe_unknown, match_labels
from programmes.forms.committee import CapacityField
from programmes.forms.table_imports import TableFileField
from programmes.invitation_lines import WITH_ORGANISATION
from programmes.models import Edition


class EndRoleForm(forms.Form):
    """Why somebody no longer acts in a role."""

    reason = forms.CharField(
        label=_("Pourquoi ce rôle prend-il fin ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une phrase suffit. Elle reste au journal de l’édition."),
        error_messages={"required": _("Indiquez la raison : elle sera relue.")},
    )

    helper = Helper(submit=_("Mettre fin au rôle"))


class AddressChangeForm(forms.Form):
    """The address by which somebody signs in from now on."""

    email = AddressField(label=_("Nouvelle adresse"))
    reason = forms.CharField(
        label=_("Pourquoi ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Par exemple : a changé d’organisme, ne lit plus l’ancienne adresse."),
        error_messages={"required": _("Indiquez la raison : elle sera relue.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, is_request: bool, **kwargs: Any) -> None:
        """``is_request``: the person who runs the site decides."""
        super().__init__(data, **kwargs)
        self.helper = Helper(submit=_("Envoyer la demande") if is_request else _("Changer l’adresse"))


class WorkloadField(forms.CharField):
    """What accepting an invitation means, in a few words."""

    def __init__(self, **words: Any) -> None:
        usual = {
            "label": _("Ce que cela demande"),
            "help_text": _(
                "Par exemple : une dizaine de dossiers. Les dates de l’édition sont dites dans le message."
            ),
        }
        super().__init__(max_length=200, required=False, **{**usual, **words})


class PersonInvitationForm(forms.Form):
    email = AddressField(label=_("Adresse e-mail"))
    name = forms.CharField(label=_("Prénom et nom"), max_length=150, required=False)
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[("", _("Choisir")), *((n, n.label) for n in RoleName if n not in NOT_INVITED)],
    )
    organisation = forms.CharField(
        label=_("Organisme"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations"}),
        help_text=_(
            "Nécessaire pour les partenaires et pour le comité, où l’organisme siège dès que la personne accepte."
        ),
        error_messages={"required": _("Indiquez l’organisme que cette personne représente.")},
    )
    skills = forms.CharField(
        label=_("Domaines"),
        max_length=200,
        required=False,
        help_text=_(
            "Par exemple : ergonomie, dialogue social. Ceux du comité s’écrivent d’abord sur sa page."
        ),
    )
    workload = WorkloadField()
    capacity = CapacityField(help_text=_("Pour le comité. Vide : sans limite."))
    is_deputy = forms.BooleanField(label=_("Suppléance, pour le comité"), required=False)

    helper = Helper(submit=_("Envoyer l’invitation"), form_id="invite")

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.data.get("role") or self.initial.get("role")
        body = self.fields["organisation"]
        # before a role is chosen, its label does not say that it is optional
        body.required = role in WITH_ORGANISATION if role else not self.is_bound
        self.tags = list(edition.expertise_tags.all())
        if self.tags:
            words = _("Pour le comité, parmi : %(labels)s.")
            labels = ", ".join(tag.label for tag in self.tags)
            self.fields["skills"].help_text = words % {"labels": labels}

    def clean(self) -> Values:
        data = super().clean() or {}
        data["expertise"] = []
        if data.get("role") != RoleName.REVIEWER:
            return data | {"capacity": None, "is_deputy": False}
        data["expertise"], unknown = match_labels(data.get("skills", ""), self.tags)
        if unknown:
            self.add_error("skills", describe_unknown(unknown, self.tags))
        return data | {"skills": ""}


class InviteManyForm(forms.Form):
    """Lines pasted, or a spreadsheet."""

    lines = forms.CharField(
        label=_("Une ligne par personne"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Adresse ; prénom et nom ; rôles ; organisme ; domaines. Collez depuis un tableur ou séparez par des "
            "points-virgules ; plusieurs rôles se séparent par « + »."
        ),
    )
    file = TableFileField(
        label=_("Ou un tableau"), required=False, help_text=_("XLSX ou CSV, avec les mêmes colonnes.")
    )
    role = forms.ChoiceField(
        label=_("Rôle des lignes qui n’en disent pas"),
        required=False,
        choices=[("", _("Aucun")), *((n, n.label) for n in RoleName if n not in NOT_INVITED)],
    )
    workload = WorkloadField(
        label=_("Ce que demande le comité"),
        help_text=_(
            "Par exemple : une dizaine de dossiers. Dit aux membres du comité ; les dates de l’édition sont "
            "dans le message."
        ),
    )
    capacity = CapacityField(
        label=_("Dossiers au plus par membre du comité"), help_text=_("Vide : sans limite.")
    )

    helper = Helper(submit=_("Voir ce qui partira"), marks_optional=False)

    def clean(self) -> Values:
        data = super().clean() or {}
        if not data.get("lines") and not data.get("file") and not self.errors:
            self.add_error("lines", _("Écrivez au moins une ligne, ou choisissez un tableau."))
        return data
