"""The questions of a canvas as a form, also before anybody answered: a page that is only read makes no sheet."""

from accelerator.questionnaires import queries
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.models import Question, Section
from coaching.canvas.defaults import SPECS
from coaching.canvas.queries.canvas import CanvasShown
from coaching.models import CanvasForm


def build_answer_form(shown: CanvasShown, data: object = None) -> AnswerForm:
    """Two queries, one for a canvas that nobody wrote in.

    Copies kept on a device are named after the project and the canvas: they are found again once it is made.
    """
    sheet = shown.canvas.sheet if shown.canvas else None
    if sheet is not None:
        form = answer_form(sheet, data=data)
    else:
        asked = _list_questions(shown)
        form = AnswerForm(sheet_id=0, questions=asked, every=asked, answers={}, attachments={}, data=data)
    form.sheet_id = f"canvas-{shown.room.participation.pk}-{shown.kind}-{shown.moment}"
    return form


def _list_questions(shown: CanvasShown) -> list[Question]:
    """Those of the edition, or the ones it will have; the latter are rows that nobody saves, with numbers below 0."""
    edition = shown.room.participation.edition_id
    made = (
        CanvasForm.objects.filter(edition=edition, kind=shown.kind).values_list("revision", flat=True).first()
    )
    if made is not None:
        return queries.questions(made)
    found: list[Question] = []
    for position, part in enumerate(SPECS.get(shown.kind, ()), start=1):
        section = Section(pk=-position, position=position, title_fr=part.title_fr, title_en=part.title_en)
        for spec in part.questions:
            columns = {**vars(spec), "options": dict(spec.options), "show_if": dict(spec.show_if)}
            found.append(Question(pk=-1 - len(found), section=section, position=len(found) + 1, **columns))
    return found
