"""One dossier goes, or all of it that says who and what: what stays counts it."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model, Q

from accelerator.accounts.actions import forget_unused
from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from programmes.enums import RoleName
from programmes.models import Edition, LateAccess, Organisation, Role
from projects import models
from projects.locks import lock_application_with_sheets
from projects.models import Application, Project, ProjectMember
from projects.retention.models import PlannedErasure
from projects.retention.queries import list_announced
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


@transaction.atomic
def erase_draft(*, plan: PlannedErasure, application: Application) -> bool:
    """The draft goes with its project; ``False`` if it is not to go any more, or is gone.

    Side effects: the project and all that hangs on it, its files once committed; the mails about it, the accounts of
    its people that nothing else needs.
    """
    held = _hold(plan, application)
    if held is None:
        return False
    edition, people = held.call.edition, _list_people(held)
    organisation = held.project.organisation
    _forget_mails(held, people)
    project = held.project
    held.delete()
    project.delete()
    _forget_people(edition, people, organisation)
    return True


@transaction.atomic
def anonymise_application(*, plan: PlannedErasure, application: Application) -> bool:
    """Names, contacts, texts and files go; number, state, profile, territory, scores and outcome stay.

    ``False`` if it is not to go any more, or is done. Side effects: the rows of :data:`REMOVED` and :data:`EMPTIED`,
    answers and files, project and dossier are called by their reference; mails and accounts as in :func:`erase_draft`;
    the signal ``application_anonymised``.
    """
    held = _hold(plan, application)
    if held is None:
        return False
    edition, people, organisation = held.call.edition, _list_people(held), held.project.organisation
    _forget_mails(held, people)
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
        anonymised_at=plan.erased_at,
    )
    Project.objects.filter(pk=held.project_id).update(
        title=held.reference,
        slug=f"{held.reference.lower()}-{held.project_id}",
        summary="",
        organisation=None,
        public_sheet=False,
    )
    application_anonymised.send(Application, application=held)
    _forget_people(edition, people, organisation)
    return True


def _hold(plan: PlannedErasure, application: Application) -> Application | None:
    """The dossier as it stands, its rows ours, if it still is to go.

    In the order in which whoever writes takes them; looked at again once both are held: somebody may have written.
    """
    try:
        held = lock_application_with_sheets(application)
    except Application.DoesNotExist:
        return None
    sheets = [pk for pk in (held.sheet_id, held.next_sheet_id) if pk]
    list(AnswerSheet.objects.select_for_update().filter(pk__in=sheets).order_by("pk").values_list("pk"))
    return held if list_announced(plan).filter(pk=held.pk).exists() else None


def _list_people(application: Application) -> list[int]:
    members = ProjectMember.objects.filter(project=application.project_id).order_by("pk")
    return list(members.values_list("user", flat=True))


def _forget_mails(application: Application, people: Iterable[int]) -> None:
    """What was written of it: to its people, unless they hold another dossier of the edition, and to others by name."""
    edition = application.call.edition
    elsewhere = ProjectMember.objects.filter(project__edition=edition).exclude(project=application.project_id)
    theirs = set(people) - set(elsewhere.filter(user__in=people).values_list("user", flat=True))
    # with no figure after it: the hundredth dossier is no part of the thousandth
    reference = rf"{re.escape(application.reference)}([^0-9]|$)"
    named = Q(text__regex=reference) | Q(subject__regex=reference)
    OutgoingMail.objects.in_scope(edition.scope).filter(Q(user__in=theirs) | named).delete()


def _forget_people(edition: Edition, people: Iterable[int], organisation: Organisation | None) -> None:
    still = ProjectMember.objects.filter(project__edition=edition).order_by()
    gone = set(people) - set(still.filter(user__in=people).values_list("user", flat=True))
    Role.objects.filter(edition=edition, user__in=gone, name=RoleName.HOLDER).delete()
    addresses = User.objects.filter(pk__in=gone).order_by().values("email")
    LateAccess.objects.filter(call__edition=edition).filter(
        Q(used_by__in=gone) | Q(email__in=addresses)
    ).delete()
    forget_unused(people=gone)
    if organisation:
        _forget_unused(organisation)


def _forget_unused(organisation: Organisation) -> None:
    """A structure is often the name of whoever works alone in it."""
    for relation in Organisation._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: organisation.pk})
        if rows.exists():
            return
    organisation.delete()
