"""Forms of triage: several dossiers at once, one dossier's tags, notes and checklist, saved searches, columns."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.web.fields import TickedRowsField
from accelerator.web.forms import TICK, helper
from projects.models import Application, SavedFilter, Tag
from projects.triage.actions.checklist import Ticked
from projects.triage.columns import COLUMNS
from projects.triage.enums import BulkVerb

NOBODY = "none"
REMARK = {"class": "form-control", "placeholder": _("remarque")}


class BulkForm(forms.Form):
    """What to do with the dossiers that are ticked, or with all that the search finds (``every``)."""

    do = forms.ChoiceField(
        choices=BulkVerb,
        error_messages={"required": _("Choisissez ce qu’il faut faire des dossiers cochés.")},
    )
    application = forms.MultipleChoiceField(required=False)
    every = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=4000)
    tag = forms.CharField(required=False, max_length=40)
    colleague = forms.CharField(required=False)

    def __init__(self, data: Any, *, applications: Any, colleagues: list[Any]) -> None:
        super().__init__(data)
        self.applications, self.colleagues = applications, colleagues
        self.fields["application"].choices = [  # type: ignore[attr-defined]
            (name, name) for name in (data.getlist("application") if data else [])
        ]

    def clean(self) -> dict[str, Any]:
        """Anything that is not in the organiser's list is refused, and so is an action without its object."""
        data = self.cleaned_data
        if not data.get("every") and not data.get("application"):
            raise forms.ValidationError(_("Cochez au moins un dossier."))
        if data.get("do") == BulkVerb.TAG and not (data.get("tag") or "").strip():
            raise forms.ValidationError(_("Écrivez l’étiquette à poser."))
        if data.get("do") == BulkVerb.ASSIGN:
            data["colleague"] = self._colleague(data.get("colleague", ""))
        return data

    def _colleague(self, value: str) -> Any:
        if value == NOBODY:
            return None
        colleague = next((person for person in self.colleagues if str(person.pk) == value), None)
        if colleague is None:
            raise forms.ValidationError(_("Choisissez à qui confier ces dossiers."))
        return colleague

    @property
    def address(self) -> QueryDict:
        """The search that the page showed."""
        return QueryDict(self.cleaned_data.get("query", ""))

    @property
    def problem(self) -> str:
        """The first thing that is wrong, in words."""
        return str(next(iter(self.errors.values()))[0])


class SaveFilterForm(forms.ModelForm):
    """A saved search; the list renders its two fields itself."""

    class Meta:
        model = SavedFilter
        fields = ["name", "shared"]


class ColumnsForm(forms.Form):
    """The chosen columns; the list renders the boxes itself."""

    columns = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [(name, column.label) for name, column in COLUMNS.items()],
    )


class NoteForm(forms.Form):
    """A remark between organisers."""

    text = forms.CharField(
        label=_("Nouvelle note"),
        max_length=4000,
        error_messages={"required": _("Écrivez la note.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)


class FollowForm(forms.Form):
    """Who follows a dossier, and its tags."""

    colleague = forms.ChoiceField(label=_("Suivi par"), required=False)
    tags = TickedRowsField(
        label=_("Étiquettes"),
        required=False,
        queryset=Tag.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
    )
    new_tag = forms.CharField(label=_("Autre étiquette"), required=False, max_length=40)

    def __init__(
        self, data: Any = None, *, application: Application, tags: list[Tag], colleagues: list[Any]
    ) -> None:
        worn = [tag.pk for tag in application.tags.all()] if data is None else []
        super().__init__(data, initial={"colleague": application.handled_by_id, "tags": worn})
        self.colleagues = {str(person.pk): person for person in colleagues}
        names = [(pk, person.name) for pk, person in self.colleagues.items()]
        self.fields["colleague"].choices = [("", _("Personne")), *names]  # type: ignore[attr-defined]
        field = self.fields["tags"]
        field.queryset = Tag.objects.filter(edition=application.call.edition_id)  # type: ignore[attr-defined]
        field.choices = [(tag.pk, tag.name) for tag in tags]  # type: ignore[attr-defined]
        if not tags:
            self.fields.pop("tags")
        self.helper = helper(form_tag=False)
        self.helper.marks_optional = False

    @property
    def person(self) -> Any:
        return self.colleagues.get(self.cleaned_data.get("colleague") or "")


class ReasonForm(forms.Form):
    """Why a rule is passed over."""

    reason = forms.CharField(
        label=_("Pourquoi passer outre"),
        max_length=400,
        error_messages={"required": _("Indiquez la raison : elle reste au dossier.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)


class ChecklistForm(forms.Form):
    """One box and one remark for each point of the call's checklist."""

    def __init__(self, data: Any = None, *, points: list[Any]) -> None:
        super().__init__(data)
        self.points = points
        for point in points:
            self.fields[f"done_{point.pk}"] = forms.BooleanField(
                label=point.label, required=False, initial=bool(point.done)
            )
            self.fields[f"note_{point.pk}"] = forms.CharField(
                label=_("Remarque"), required=False, max_length=300, initial=point.note or ""
            )
            self.fields[f"done_{point.pk}"].widget.attrs.update(TICK)
            self.fields[f"note_{point.pk}"].widget.attrs.update(REMARK)

    @property
    def lines(self) -> list[Any]:
        """Each point with its two fields."""
        return [(point, self[f"done_{point.pk}"], self[f"note_{point.pk}"]) for point in self.points]

    def ticks(self) -> dict[int, Ticked]:
        """The posted values of each point; a remark that is too long leaves its point unchanged."""
        data = self.cleaned_data
        return {
            point.pk: Ticked(data[f"done_{point.pk}"], data[f"note_{point.pk}"].strip())
            for point in self.points
            if f"note_{point.pk}" in data
        }
