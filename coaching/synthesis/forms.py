"""The forms of synthesis reports: what is asked for, what an organiser writes in a section."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.edit_conflict import EditConflict
from accelerator.questionnaires.clean_fields import TextField
from coaching.synthesis.enums import OF_EDITION
from coaching.synthesis.models import LONGEST_TEXT
from coaching.synthesis.reports.edits import SectionShown


class ReportRequestForm(forms.Form):
    """What to build: a kind of report of the edition, ``all`` the projects', or the number of one project."""

    what = forms.RegexField(rf"\A({'|'.join(OF_EDITION)}|all|[0-9]{{1,17}})\Z")
    language = forms.ChoiceField(label=_("Langue"), choices=User.Language.choices)


class SectionForm(forms.Form):
    """What an organiser writes in a section: in place of the generated text, if there is one, and after it."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    own = TextField(
        label=_("Votre texte, à la place du texte établi"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_TEXT}),
        help_text=_("Vide : le texte établi reste. Il ne change rien aux chiffres ni aux paroles citées."),
    )
    added = TextField(
        label=_("Ce que vous ajoutez à cette section"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_TEXT}),
    )

    def __init__(self, data: Any = None, *, shown: SectionShown) -> None:
        edit = shown.edit
        written = {"base_version": edit.version, "own": edit.own, "added": edit.added} if edit else {}
        super().__init__(data, initial={"base_version": 0, **written})
        self.theirs: dict[str, str] = {}
        if not shown.generated and not (edit and edit.own):
            del self.fields["own"]

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {"own": data.get("own", ""), "added": data["added"], "base_version": data["base_version"]}

    def show_theirs(self, conflict: EditConflict) -> None:
        """Show what somebody else wrote; what was typed stays, and replaces it if it is sent again."""
        self.add_error(None, conflict.message)
        self.theirs = {
            str(self.fields[name].label): text
            for name, text in conflict.theirs.items()
            if name in self.fields
        }
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["base_version"] = str(conflict.version)
        self.data = data
