"""One dossier goes, or all of it that says who and what: what stays counts it."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Model

from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from projects import models
from projects.locks import ApplicationGone, lock_application_with_sheets
from projects.models import Application, Project
from projects.retention.actions.people import find_gone, forget_mails, forget_people
from projects.retention.queries.people import list_people
from projects.signals import application_anonymised
from projects.triage.actions.duplicates import forget_duplicates

ERASED = "—"
"""In the place of a reason that the row cannot be without."""
REMOVED: dict[type[Model], str] = {
    models.SearchEntry: "application",
    models.ApplicationVersion: "application",
    models.ApplicationOrigin: "application",
    models.CompletionRequest: "application",
    models.Note: "application",
    models.PlannedDuty: "application",
    models.HolderFeedback: "review__application",
    models.PastProject: "project__application",
    models.ProjectInvitation: "project__application",
    models.ProjectMember: "project__application",
    models.SheetEntry: "project__application",
}
"""Rows that say nothing but of people or of what they wrote, and how they lead to the dossier."""
EMPTIED: dict[type[Model], tuple[str, dict[str, str | None]]] = {
    models.Check: ("application", {"note": ""}),
    models.ReviewAssignment: ("application", {"reason": ""}),
    models.Review: ("application", {"private_note": "", "committee_comment": "", "holder_comment": ""}),
    models.Score: ("review__application", {"comment": ""}),
    models.Recusal: ("application", {"reason": ERASED}),
    models.Finding: ("application", {"detail": "", "reason": ERASED}),
    models.Decision: ("application", {"reason": ERASED}),
    models.Participation: ("project__application", {"decline_reason": "", "answered_by": None}),
}
"""Rows that count, without their words."""


def hold_dossier(application: Application) -> Application | None:
    """The dossier as it stands, its rows ours until the transaction ends; ``None`` if it is gone.

    In the order in which whoever writes takes them. Look again, once both are held, whether it still is to go:
    somebody may have written.
    """
    try:
        held = lock_application_with_sheets(application)
    except ApplicationGone:
        return None
    sheets = [pk for pk in (held.sheet_id, held.next_sheet_id) if pk]
    list(AnswerSheet.objects.select_for_update().filter(pk__in=sheets).order_by("pk").values_list("pk"))
    list(Project.objects.select_for_update().filter(pk=held.project_id).order_by().values_list("pk"))
    return held


def erase_dossier(*, held: Application, at: datetime, on_request: bool = False) -> None:
    """A draft goes with its project; of another dossier, names, contacts, texts and files go, and what counts it stays:
    number, state, profile, territory, scores, outcome. Call it with the dossier held, see :func:`hold_dossier`.

    Side effects: rows, and their files once committed; the mails about it, the accounts of its people that nothing
    else needs. Of a dossier that stays: the rows of :data:`REMOVED` and :data:`EMPTIED`, answers and files; project
    and dossier are called by their reference; the signal ``application_anonymised``.
    """
    edition, organisation, people = held.call.edition, held.project.organisation, list_people(held)
    forget_mails(held, people)
    if held.submitted_at is None:
        project = held.project
        held.delete()
        project.delete()
    else:
        _anonymise(held, people, at, on_request)
    forget_people(edition, people, organisation)


def _anonymise(held: Application, people: Collection[int], at: datetime, on_request: bool) -> None:
    forget_duplicates(application=held)
    for model, path in REMOVED.items():
        model._default_manager.filter(**{path: held.pk}).delete()
    for model, (path, columns) in EMPTIED.items():
        model._default_manager.filter(**{path: held.pk}).update(**columns)
    Answer.objects.filter(sheet=held.sheet_id).delete()
    Attachment.objects.filter(sheet=held.sheet_id).delete()
    if held.next_sheet:
        held.next_sheet.delete()
    Application.objects.filter(pk=held.pk).update(
        title=held.reference,
        structure_name="",
        holder_name="",
        handled_by=None,
        content_hash="",
        anonymised_at=at,
    )
    Project.objects.filter(pk=held.project_id).update(
        title=held.reference,
        slug=f"{held.reference.lower()}-{held.project_id}",
        summary="",
        organisation=None,
        public_sheet=False,
    )
    gone = find_gone(held.call.edition, people)
    application_anonymised.send(Application, application=held, people=gone, on_request=on_request, at=at)
