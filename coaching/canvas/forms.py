"""Forms of a canvas: items of a timeline, readings of an ADN map, answers, photographs; and the axes."""

from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires import queries
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.models import Question, Section
from accelerator.questionnaires.sniffing import CheckedFile, check
from accelerator.rows.forms import RowForm
from accelerator.types import Values
from coaching.attendance.forms import FIELDS, PictureForm
from coaching.canvas.actions.photos import TYPES
from coaching.canvas.defaults import SPECS
from coaching.canvas.enums import AxisFamily, Effect, ItemKind, Level
from coaching.canvas.queries.canvas import CanvasOverview
from coaching.models import Axis, AxisReading, CanvasForm, CanvasItem, CanvasPhoto
from programmes.forms.grid import GridErrors, make_grid
from programmes.models import Edition

# --- the timeline: steps, turning points and decisions in one order, then actors ---


class StepForm(RowForm):
    row_label = _("Étape")
    folded = ("detail", "who", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "date_text", "detail", "who", "phase"]


class FirstStepForm(StepForm):
    """The only field of an empty timeline. It is sent as a step."""

    class Meta(StepForm.Meta):
        labels: ClassVar = {"label": _("Qu’est-ce qui s’est passé ?"), "date_text": _("Quand, à peu près ?")}


class TurningPointForm(RowForm):
    row_label = _("Point de bascule")
    folded = ("detail", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "date_text", "detail", "phase"]


class DecisionItemForm(StepForm):
    row_label = _("Décision")


class StakeholderForm(RowForm):
    row_label = _("Acteur")
    folded = ("detail", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "expectation", "influence", "detail", "phase"]


ITEM_FORMS: dict[str, type[RowForm]] = {
    ItemKind.STEP: StepForm,
    ItemKind.TURNING_POINT: TurningPointForm,
    ItemKind.DECISION: DecisionItemForm,
    ItemKind.STAKEHOLDER: StakeholderForm,
}

# --- the ADN map ---


class ReadingForm(RowForm):
    """Where a project stands on one axis. The map opens the folded fields on demand."""

    folded = ("finding", "effect", "who", "evidence")

    level = forms.TypedChoiceField(
        label=_("Niveau"), choices=Level.choices, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = AxisReading
        fields = ["level", "finding", "evidence"]
        widgets = {
            "finding": forms.Textarea(attrs={"rows": 2}),
            "evidence": forms.Textarea(attrs={"rows": 2}),
        }

    @property
    def has_folded(self) -> bool:
        """Whether the folded fields were posted."""
        return self.is_bound and self.add_prefix("finding") in self.data

    @property
    def typed(self) -> Values:
        """The values without the fields that were not opened."""
        return {name: value for name, value in super().typed.items() if self.add_prefix(name) in self.data}


class FacetReadingForm(ReadingForm):
    """The reading of a facet: its effect, and on whom."""

    effect = forms.ChoiceField(
        label=_("Effet"), choices=Effect.choices, required=False, widget=forms.RadioSelect
    )

    class Meta(ReadingForm.Meta):
        fields = ["level", "finding", "effect", "who", "evidence"]


READING_FORMS: dict[str, type[ReadingForm]] = {
    AxisFamily.DIMENSION: ReadingForm,
    AxisFamily.FACET: FacetReadingForm,
}

# --- the questions of a canvas ---


def build_answer_form(overview: CanvasOverview, data: object = None) -> AnswerForm:
    """The questions of a canvas, also before anybody answered: reading a page creates no sheet.

    Two queries, one for an empty canvas. Copies stored on a device are named after the project and the canvas: they
    are still found once the canvas is created.
    """
    sheet = overview.canvas.sheet if overview.canvas else None
    if sheet is not None:
        form = answer_form(sheet, data=data)
    else:
        questions = _list_questions(overview)
        form = AnswerForm(
            sheet_id=0, questions=questions, every=questions, answers={}, attachments={}, data=data
        )
    form.sheet_id = f"canvas-{overview.room.participation.pk}-{overview.kind}-{overview.moment}"
    return form


def _list_questions(overview: CanvasOverview) -> list[Question]:
    """The questions of the edition, or the default ones as unsaved rows with negative numbers."""
    canvas_forms = CanvasForm.objects.filter(
        edition=overview.room.participation.edition_id, kind=overview.kind
    )
    revision = canvas_forms.values_list("revision", flat=True).first()
    if revision is not None:
        return queries.questions(revision)
    questions: list[Question] = []
    for position, part in enumerate(SPECS.get(overview.kind, ()), start=1):
        section = Section(pk=-position, position=position, title_fr=part.title_fr, title_en=part.title_en)
        for spec in part.questions:
            number = len(questions) + 1
            columns = {**vars(spec), "options": dict(spec.options), "show_if": dict(spec.show_if)}
            questions.append(Question(pk=-number, section=section, position=number, **columns))
    return questions


class ReopenForm(forms.Form):
    """The reason for opening a canvas again."""

    reason = forms.CharField(
        label=_("Pourquoi le rouvrir ?"),
        help_text=_("En une phrase : elle restera dans l’historique."),
        max_length=300,
        error_messages={"required": _("Dites pourquoi : c’est ce qui restera dans l’historique.")},
    )


# --- photographs of the paper ---


class PhotoWordsForm(PictureForm):
    """The description of a photograph that is attached already, and the people on it."""

    class Meta(PictureForm.Meta):
        model = CanvasPhoto


class PhotoForm(PhotoWordsForm):
    upload = forms.FileField(
        label=_("Photo"),
        help_text=_("JPG, PNG ou WEBP. Le lieu et l’appareil notés dans la photo sont effacés."),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "class": "form-control"}
        ),
        error_messages={"required": _("Choisissez une photo.")},
    )
    checked: CheckedFile
    field_order = ("upload", *FIELDS)

    def clean_upload(self) -> object:
        """The inspected image, rendered again without what the camera wrote beside it."""
        try:
            self.checked = check(self.cleaned_data["upload"], types=TYPES)
        except AnswerRefused as refusal:
            raise ValidationError(str(refusal.message)) from None
        return self.checked.upload

    def _post_clean(self) -> None:
        """Skip the validation of the model: the action creates the row, and the canvas may not exist yet."""


# --- the axes of an edition as one form: a card an axis ---

TYPED = ("family", "label_fr", "label_en", "question_fr", "question_en")


class AxisForm(forms.ModelForm):
    class Meta:
        model = Axis
        fields = TYPED
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("question_fr", "question_en")}

    @property
    def title(self) -> str | Promise:
        """The title of the card of this axis."""
        return self.instance.label if self.instance.pk else _("Un axe de plus")


class BaseAxisFormSet(BaseInlineFormSet):
    used: frozenset[int] = frozenset()
    """The ids of the axes that a project uses: they are not removed."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk in self.used:
            del form.fields["DELETE"]

    @property
    def summary(self) -> GridErrors:
        """The errors that ``{% error_summary %}`` lists."""
        return GridErrors(self)  # type: ignore[arg-type]


AxisFormSet = make_grid(Axis, form=AxisForm, formset=BaseAxisFormSet)


def list_axis_lines(axes: "BaseInlineFormSet[Axis, Edition, AxisForm]") -> list[Mapping[str, object]]:
    """The lines of a valid form in their order, as :func:`coaching.canvas.actions.edition.save_axes` takes them."""
    active = [
        form for form in axes.ordered_forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
    return [{**{name: form.cleaned_data[name] for name in TYPED}, "id": form.instance.pk} for form in active]
