"""Erase one dossier, or anonymise it: what counts it stays."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Model, Q

from accelerator.accounts.actions import delete_unused_accounts
from accelerator.accounts.models import User
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from programmes.enums import RoleName
from programmes.models import Edition, LateAccess, Organisation, Role
from projects import models
from projects.locks import ApplicationGone, lock_application_with_sheets
from projects.models import Application, Project, ProjectMember
from projects.retention.queries import list_mails, list_people
from projects.signals import application_anonymised
from projects.triage.actions.duplicates import delete_duplicates

ERASED = "—"
"""Replaces a reason that the row must have."""
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
"""Models that hold only people or their texts, with the path to the dossier: their rows are deleted."""
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
"""Models whose rows stay, with the path to the dossier and the columns to empty."""


def lock_dossier(application: Application) -> Application | None:
    """Read the dossier anew and lock its rows until the transaction ends; ``None`` if it was erased.

    Rows are locked in the same order as by those who write. Check again afterwards whether it must still be erased:
    somebody may have written.
    """
    try:
        locked = lock_application_with_sheets(application)
    except ApplicationGone:
        return None
    sheets = [pk for pk in (locked.sheet_id, locked.next_sheet_id) if pk]
    list(AnswerSheet.objects.select_for_update().filter(pk__in=sheets).order_by("pk").values_list("pk"))
    list(Project.objects.select_for_update().filter(pk=locked.project_id).order_by().values_list("pk"))
    return locked


def erase_dossier(*, application: Application, at: datetime, on_request: bool = False) -> None:
    """Delete a draft with its project; anonymise any other dossier: names, contacts, texts and files go. What stays is
    number, state, profile, territory, scores, outcome. Lock it first with :func:`lock_dossier`.

    Side effects: rows, and their files once committed; the mails about it, the accounts of its people that nothing
    else needs. Of a dossier that stays: the rows of :data:`REMOVED` and :data:`EMPTIED`, answers and files; project
    and dossier are called by their reference; the signal ``application_anonymised``.
    """
    edition, organisation, people = (
        application.call.edition,
        application.project.organisation,
        list_people(application),
    )
    erase_mails(application, people)
    if application.submitted_at is None:
        project = application.project
        application.delete()
        project.delete()
    else:
        _anonymise(application, people, at, on_request)
    erase_people(edition, people, organisation)


def _anonymise(application: Application, people: Collection[int], at: datetime, on_request: bool) -> None:
    delete_duplicates(application=application)
    for model, path in REMOVED.items():
        model._default_manager.filter(**{path: application.pk}).delete()
    for model, (path, columns) in EMPTIED.items():
        model._default_manager.filter(**{path: application.pk}).update(**columns)
    Answer.objects.filter(sheet=application.sheet_id).delete()
    Attachment.objects.filter(sheet=application.sheet_id).delete()
    if application.next_sheet:
        application.next_sheet.delete()
    Application.objects.filter(pk=application.pk).update(
        title=application.reference,
        structure_name="",
        holder_name="",
        handled_by=None,
        content_hash="",
        anonymised_at=at,
    )
    Project.objects.filter(pk=application.project_id).update(
        title=application.reference,
        slug=f"{application.reference.lower()}-{application.project_id}",
        summary="",
        organisation=None,
        public_sheet=False,
    )
    gone = find_gone(application.call.edition, people)
    application_anonymised.send(
        Application, application=application, people=gone, on_request=on_request, at=at
    )


def erase_mails(application: Application, people: Collection[int]) -> None:
    """Side effects: the mails of :func:`list_mails` go, those that had not left too."""
    list_mails(application, people).delete()


def find_gone(edition: Edition, people: Collection[int]) -> set[int]:
    """Keys of those who have no other project in this edition."""
    still = ProjectMember.objects.filter(project__edition=edition).order_by()
    return set(people) - set(still.filter(user__in=people).values_list("user", flat=True))


def erase_people(edition: Edition, people: Collection[int], organisation: Organisation | None) -> None:
    gone = find_gone(edition, people)
    Role.objects.filter(edition=edition, user__in=gone, name=RoleName.HOLDER).delete()
    addresses = User.objects.filter(pk__in=gone).order_by().values("email")
    LateAccess.objects.filter(call__edition=edition).filter(
        Q(used_by__in=gone) | Q(email__in=addresses)
    ).delete()
    delete_unused_accounts(people=gone)
    if organisation:
        _delete_unused_organisation(organisation)


def _delete_unused_organisation(organisation: Organisation) -> None:
    """A structure often bears the name of the one person who works in it."""
    for relation in Organisation._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: organisation.pk})
        if rows.exists():
            return
    organisation.delete()
