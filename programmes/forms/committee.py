"""Forms of the committee's page: a body that sits, who chairs and who writes the minutes."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import Helper
from programmes.enums import RoleName
from programmes.models import Edition, Role


class SeatForm(forms.Form):
    """A body by its name: an organisation that does not exist yet is created."""

    organisation = forms.CharField(
        label=_("Organisme"), max_length=200, widget=forms.TextInput(attrs={"list": "organisations"})
    )

    helper = Helper(submit=_("Ajouter au comité"))


class SeatedJurorField(forms.ModelChoiceField):
    """Somebody who sits, by their name and body."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user} ({obj.organisation})" if obj.organisation else str(obj.user)


class AppointmentForm(forms.Form):
    """Who of the jurors chairs, or writes the minutes. ``former``: the role of the chair when the page was rendered."""

    name = forms.ChoiceField(
        choices=[(name, name.label) for name in (RoleName.CHAIR, RoleName.SECRETARY)],
        widget=forms.HiddenInput,
    )
    former = forms.IntegerField(required=False, widget=forms.HiddenInput)
    juror = SeatedJurorField(
        queryset=Role.objects.none(), error_messages={"required": _("Choisissez une personne qui siège.")}
    )

    def __init__(
        self, edition: Edition, name: RoleName, data: Any = None, former: Role | None = None
    ) -> None:
        initial = {"name": name, "former": former.pk if former else None}
        super().__init__(data, initial=initial, auto_id=f"{name}_%s")
        jurors = Role.objects.jurors().filter(edition=edition).select_related("user", "organisation")
        field: Any = self.fields["juror"]
        field.queryset, field.label = jurors.order_by("user__name", "pk"), capfirst(name.label)
        self.helper = Helper(form_tag=False)
