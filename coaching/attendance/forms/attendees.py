"""What is typed of somebody who comes to the session without being known to the edition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import helper
from coaching.attendance.enums import AttendeeKind, ImageConsent
from coaching.models import Attendee, Session
from projects.models import Participation


class AttendeeForm(forms.ModelForm):
    """A name, a body, what they come as and the project they come for, if there is one."""

    class Meta:
        model = Attendee
        fields = ["name", "body", "kind", "participation"]
        labels = {
            "name": _("Prénom et nom"),
            "body": _("Organisme"),
            "kind": _("Vient comme"),
            "participation": _("Projet"),
        }

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = Participation.objects.confirmed().filter(edition=session.edition_id)
        project: Any = self.fields["participation"]
        project.queryset = coming.select_related("project").order_by("project__title", "pk")
        project.empty_label = _("Aucun en particulier")
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choisir")), *AttendeeKind.choices]
        if not self.instance.pk:
            self.initial.setdefault("kind", AttendeeKind.COMPANION)
        self.helper = helper(submit=_("Enregistrer") if self.instance.pk else _("Ajouter à la liste"))


class ImageConsentForm(forms.Form):
    consent = forms.ChoiceField(choices=ImageConsent.choices, required=False)
