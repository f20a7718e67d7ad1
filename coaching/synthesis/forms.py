"""The forms of synthesis reports: the request, and the text of a section."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.rows.forms import RowForm
from accelerator.transitions import EditConflict
from accelerator.types import Values
from accelerator.web.forms import ConflictForm, TextField
from coaching.models import SectionDraft
from coaching.synthesis.enums import OF_EDITION
from coaching.synthesis.models import LONGEST_TEXT
from coaching.synthesis.reports.edits import SectionState


class ReportRequestForm(forms.Form):
    """What to build: a kind of report of the edition, ``all`` the projects', or the number of one project."""

    what = forms.RegexField(rf"\A({'|'.join(OF_EDITION)}|all|[0-9]{{1,17}})\Z")
    language = forms.ChoiceField(label=_("Langue"), choices=User.Language.choices)


class SectionForm(ConflictForm, RowForm):
    """The text of an organiser in a section: instead of the generated text, if there is one, and after it.

    ``state``: the section, whose text begins with that of the documents; ``None`` where one field alone is saved.
    """

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

    class Meta:
        model = SectionDraft
        fields = ("own", "added")

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        uid: UUID,
        choices: Mapping[str, object] | None = None,
        state: SectionState | None = None,
    ) -> None:
        edit = state.edit if state else None
        initial = None
        if state and edit and not state.draft:
            initial = {"own": edit.own, "added": edit.added}
        super().__init__(data, uid=uid, instance=state.draft if state else None, initial=initial)
        self.theirs: dict[str, str] = {}
        if state and not (state.generated or self["own"].value()):
            del self.fields["own"]

    @property
    def values(self) -> Values:
        """The values as the action takes them."""
        return {"own": "", **self.typed}

    def show_theirs(self, conflict: EditConflict) -> None:
        """Show the text of somebody else; the typed one stays, and replaces it if it is sent again."""
        self.add_error(None, conflict.message)
        self.theirs = {
            str(self.fields[name].label): text
            for name, text in conflict.theirs.items()
            if name in self.fields
        }
        self.version = conflict.version
