"""The form that asks for synthesis reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from projects.models import Participation


class ReportRequestForm(forms.Form):
    """What to build: ``edition``, ``all``, or one project of this edition."""

    what = forms.CharField()
    language = forms.ChoiceField(label=_("Langue"), choices=User.Language.choices)

    def __init__(self, *args: Any, edition: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean_what(self) -> str | Participation:
        """The word itself, or the participation it names. Another edition's is refused like an unknown one."""
        what: str = self.cleaned_data["what"]
        if what in ("edition", "all"):
            return what
        participation = None
        if what.isascii() and what.isdigit() and len(what) < 18:
            participation = (
                Participation.objects.confirmed().filter(edition=self.edition, pk=int(what)).first()
            )
        if participation is None:
            raise forms.ValidationError(_("Ce projet n’est pas dans cette édition."))
        return participation
