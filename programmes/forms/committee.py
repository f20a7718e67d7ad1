"""Forms of the committee's page: a body that sits, who chairs and who writes the minutes."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import Helper
from programmes.enums import RoleName
from programmes.models import Edition, Role
from programmes.models.committee import MOST_DOSSIERS

QUORUM_HELP = _("Vide : plus de la moitié de ceux qui siègent.")


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


class CapacityField(forms.IntegerField):
    """How many dossiers somebody reviews at most; ``most`` is the highest number they may answer."""

    def __init__(self, *, most: int = MOST_DOSSIERS, **words: Any) -> None:
        usual = {"label": _("Dossiers au plus"), "help_text": _("Vide : sans limite.")}
        super().__init__(required=False, min_value=1, max_value=most, **{**usual, **words})


class CommitteeRulesForm(forms.ModelForm):
    """How many bodies must be present, and what a review asks for. ``seated``: how many bodies sit."""

    quorum = forms.IntegerField(
        label=_("Quorum : organismes présents, au moins"), required=False, min_value=1, help_text=QUORUM_HELP
    )
    review_minutes = forms.IntegerField(
        label=_("Minutes à prévoir par dossier"),
        min_value=1,
        max_value=480,
        help_text=_("Annoncées aux membres du comité dans leur invitation."),
    )

    class Meta:
        model = Edition
        fields = ("quorum", "review_minutes")

    helper = Helper(form_tag=False)

    def __init__(self, edition: Edition, data: Any = None, *, seated: int) -> None:
        super().__init__(data, instance=edition)
        self.seated = seated

    def clean_quorum(self) -> int | None:
        quorum: int | None = self.cleaned_data["quorum"]
        if quorum is not None and quorum > self.seated:
            message = _("Pas plus que les organismes qui siègent : %(number)s aujourd’hui.")
            raise forms.ValidationError(message, params={"number": self.seated})
        return quorum


class MemberForm(forms.ModelForm):
    """The terms of somebody's seat."""

    capacity = CapacityField()

    class Meta:
        model = Role
        fields = ("is_deputy", "capacity")

    helper = Helper(submit=_("Enregistrer"))


class SeatAnswerForm(forms.Form):
    """What the invited person answers about the seat they accept: they may lower what they are asked."""

    def __init__(self, offered: int | None, data: Any = None) -> None:
        super().__init__(data, initial={"capacity": offered})
        help_text = _("Vous pouvez en accepter moins.") if offered else _("Vide : sans limite.")
        self.fields["capacity"] = CapacityField(
            most=offered or MOST_DOSSIERS,
            label=_("Dossiers que vous pouvez lire, au plus"),
            help_text=help_text,
        )
        self.helper = Helper(form_tag=False)
