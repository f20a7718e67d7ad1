"""Forms: how long dossiers are stored, a postponement, an erasure on request."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import Helper, LineField
from accelerator.web.merging import MergingForm
from projects.models import Application, ProjectMember
from projects.retention.models import LONGEST, PlannedErasure, RetentionRule
from projects.retention.queries import Outlook


class RetentionForm(MergingForm):
    class Meta:
        model = RetentionRule
        fields = ("drafts_months", "unselected_months", "selected_months")
        labels = {
            "drafts_months": _("Brouillons : mois après la clôture de l’appel"),
            "unselected_months": _("Dossiers non retenus : mois après la fin de l’édition"),
            "selected_months": _("Projets retenus : mois après la fin du suivi"),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = field.help_text or _("De 1 à %(longest)d mois.") % {"longest": LONGEST}
        self.helper = Helper(submit=_("Enregistrer les durées"))


class PostponeForm(MergingForm):
    """Postpones an erasure; the fields contain the present postponement, if any."""

    not_before = forms.DateField(
        label=_("Garder jusqu’au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = LineField(
        label=_("Pourquoi"),
        max_length=300,
        help_text=_("Par exemple un recours en cours, ou un versement aux archives. Le journal la garde."),
    )

    class Meta:
        model = PlannedErasure
        fields = ("not_before", "reason")

    def __init__(self, *args: object, outlook: Outlook, today: date, **kwargs: object) -> None:
        super().__init__(*args, instance=outlook.plan, **kwargs)
        self.today, self.due_on = today, outlook.due_on
        self.helper = Helper(submit=_("Repousser"))

    def clean_not_before(self) -> date:
        until: date = self.cleaned_data["not_before"]
        if until <= self.due_on:
            raise forms.ValidationError(_("Choisissez un jour après celui qui est prévu."))
        if until > self.today + timedelta(days=366 * LONGEST // 12):
            raise forms.ValidationError(_("Dix ans au plus ; vous pourrez repousser encore."))
        return until


class _RequestForm(forms.Form):
    """Why, and that it is meant."""

    reason = LineField(
        label=_("Ce qui a été demandé, et quand"),
        max_length=300,
        help_text=_("Par exemple « demande reçue par courriel le 3 mars ». Sans nom : le journal la garde."),
    )
    confirm = forms.BooleanField(
        error_messages={"required": _("Cochez pour confirmer : rien ne se rattrape.")}
    )


class EraseForm(_RequestForm):
    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirm"].label = _("Effacer pour de bon le dossier %(reference)s") % {
            "reference": application.reference
        }
        self.helper = Helper(submit=_("Effacer ce dossier"))


class _MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        name = f"{obj.user} ({obj.user.email})" if obj.user.name else str(obj.user)
        return _("%(person)s, qui n’y est plus") % {"person": name} if obj.has_left else name


class EraseMemberForm(_RequestForm):
    member = _MemberChoice(
        ProjectMember.objects.none(),
        label=_("Qui le demande"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choisissez la personne.")},
    )
    field_order = ("member", "reason", "confirm")

    def __init__(self, *args: Any, members: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        self.fields["confirm"].label = _("Effacer pour de bon cette personne")
        self.helper = Helper(submit=_("Effacer cette personne"))
