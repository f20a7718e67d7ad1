"""Erase one dossier, or anonymise it; erase a dossier, or one of its members, on request."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Model, Q, Value, When
from django.utils.translation import gettext as _

from accelerator.accounts.actions import delete_unused_accounts, leave_unnamed
from accelerator.accounts.models import User
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from programmes.models import Edition, LateAccess, Organisation, Role
from projects import models
from projects.audit import record_act
from projects.exchange.actions.exports import remove_export
from projects.locks import ApplicationGone, lock_application_with_sheets
from projects.models import (
    Application,
    ApplicationVersion,
    ExportJob,
    Project,
    ProjectInvitation,
    ProjectMember,
)
from projects.retention import queries
from projects.signals import application_anonymised, member_erased
from projects.triage.actions.screening import delete_duplicates

ERASED = "—"
"""Replaces a reason that the row must have."""
REMOVED: dict[type[Model], str] = {
    models.SearchEntry: "application",
    models.ApplicationVersion: "application",
    models.ApplicationOrigin: "application",
    models.CompletionRequest: "application",
    models.Note: "application",
    models.CommitteeMessage: "application",
    models.DiscussionReading: "application",
    models.MaskOverride: "application",
    models.PlannedDuty: "application",
    models.DecisionLetter: "application",
    models.HolderFeedback: "review__application",
    models.ReviewHighlight: "application",
    models.PastProject: "project__application",
    models.ProjectInvitation: "project__application",
    models.ProjectMember: "project__application",
    models.SheetEntry: "project__application",
}
"""Models that hold only people or their texts, with the path to the dossier: their rows are deleted."""


def _erase_unless_empty(column: str) -> Case:
    return Case(When(**{column: ""}, then=Value("")), default=Value(ERASED))


EMPTIED: dict[type[Model], tuple[str, dict[str, object]]] = {
    models.Check: ("application", {"note": ""}),
    models.ReviewAssignment: (
        "application",
        {"reason": "", "relief_reason": _erase_unless_empty("relief_reason")},
    ),
    models.Review: ("application", {"private_note": "", "committee_comment": "", "holder_comment": ""}),
    models.Score: ("review__application", {"comment": ""}),
    models.ReviewRevision: ("review__application", {"reason": ERASED, "before": {}, "after": {}}),
    models.Recusal: ("application", {"reason": ERASED, "lift_reason": _erase_unless_empty("lift_reason")}),
    models.LinkDeclaration: ("application", {"reason": _erase_unless_empty("reason")}),
    models.Finding: ("application", {"detail": "", "reason": ERASED}),
    models.Decision: ("application", {"reason": ERASED}),
    models.PendingDecision: ("application", {"reason": ERASED, "explanation": ""}),
    models.Objection: ("application", {"reason": ""}),
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
    edition, organisation = application.call.edition, application.project.organisation
    members = list(queries.list_people(application))
    queries.list_mails(application, members).delete()
    people = [member.user_id for member in members]
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
    leavers = find_leavers(application.call.edition, people)
    application_anonymised.send(
        Application, application=application, people=leavers, on_request=on_request, at=at
    )


def find_leavers(edition: Edition, people: Collection[int]) -> set[int]:
    """Keys of those who have no other project in this edition."""
    still = ProjectMember.objects.filter(project__edition=edition).order_by()
    return set(people) - set(still.filter(user__in=people).values_list("user", flat=True))


def erase_people(edition: Edition, people: Collection[int], organisation: Organisation | None) -> None:
    leavers = find_leavers(edition, people)
    Role.objects.filter(edition=edition, user__in=leavers, name=RoleName.HOLDER).delete()
    addresses = User.objects.filter(pk__in=leavers).order_by().values("email")
    LateAccess.objects.filter(call__edition=edition).filter(
        Q(used_by__in=leavers) | Q(email__in=addresses)
    ).delete()
    delete_unused_accounts(people=leavers)
    if organisation:
        _delete_unused_organisation(organisation)


def _delete_unused_organisation(organisation: Organisation) -> None:
    """A structure often bears the name of the one person who works in it."""
    for relation in Organisation._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: organisation.pk})
        if rows.exists():
            return
    organisation.delete()


def remove_exports(edition: int, at: datetime) -> None:
    """Remove the prepared files of this edition, which contain erased data. Side effects: files; rows marked as
    expired."""
    for job in ExportJob.objects.with_file().filter(edition=edition).select_related("edition"):
        remove_export(job=job, actor=None, at=at)


class ErasureRefused(TransitionRefused):
    """The dossier is not erased; ``message`` is the reason."""


@transaction.atomic
def erase_on_request(*, application: Application, reason: str, actor: User, at: datetime) -> None:
    """Erase a draft, or anonymise a dossier, on request.

    Side effects: those of :func:`erase_dossier`; prepared files of the edition, with the same data; what partners read
    of the edition is built again; an audit entry that names the dossier by its reference. Raises
    :class:`ErasureRefused` when it is already erased, or when :func:`find_refusal` gives a reason.
    """
    dossier = lock_dossier(application)
    refusal = queries.find_refusal(dossier, at) if dossier else _("Ce dossier est déjà effacé.")
    if dossier is None or refusal:
        raise ErasureRefused(refusal)
    edition, reference = dossier.call.edition, dossier.reference
    kind = "anonymised" if dossier.submitted_at else "erased"
    remove_exports(edition.pk, at)
    erase_dossier(application=dossier, at=at, on_request=True)
    record_act(
        edition,
        "erase_on_request",
        {"dossier": reference, "became": kind, "reason": reason},
        actor=actor,
        at=at,
    )


NAMES_SOMEBODY = "second_participant"
"""The question of the form whose answer is the name of somebody who comes along."""


@transaction.atomic
def erase_member_on_request(*, member: ProjectMember, reason: str, actor: User, at: datetime) -> None:
    """Erase a present or former member who does not lead; what they wrote about the project stays, unsigned.

    Side effects: their membership, invitations, the answer that names them, mails to them or naming them, their data
    of the session, by the signal ``member_erased``; their account, unless they have other ties; prepared files of the
    edition; an audit entry that names the dossier alone. Raises :class:`ErasureRefused`.
    """
    dossier = lock_dossier(member.project.application)
    present = ProjectMember.objects.select_related("user", "project").filter(pk=member.pk).first()
    refusal = (
        queries.find_member_refusal(present) if dossier and present else _("Cette personne est déjà oubliée.")
    )
    if dossier is None or present is None or refusal:
        raise ErasureRefused(refusal)
    edition, person = dossier.call.edition, present.user
    remove_exports(edition.pk, at)
    queries.list_mails_about_person(dossier, person).delete()
    ProjectInvitation.objects.filter(project=dossier.project_id, email=person.email).delete()
    _delete_answers_naming(dossier, person)
    present.delete()
    member_erased.send(ProjectMember, application=dossier, person=person, at=at)
    if find_leavers(edition, [person.pk]) and not queries.has_other_ties(person, edition):
        leave_unnamed(user=person)
    erase_people(edition, [person.pk], None)
    record_act(
        edition,
        "erase_member_on_request",
        {"dossier": dossier.reference, "reason": reason},
        actor=actor,
        at=at,
    )


def _delete_answers_naming(dossier: Application, person: User) -> None:
    """Delete the answer that names this person. Side effects: answers, and their copies in versions."""
    versions = list(ApplicationVersion.objects.filter(application=dossier.pk))
    sheets = [dossier.sheet_id, dossier.next_sheet_id, *(version.sheet_id for version in versions)]
    naming = Answer.objects.filter(sheet__in=filter(None, sheets), question__key=NAMES_SOMEBODY)
    Answer.objects.filter(
        pk__in=[answer.pk for answer in naming if queries.is_named_in(answer.value, person)]
    ).delete()
    for version in versions:
        answers = version.snapshot.get("answers", {})
        if queries.is_named_in(answers.get(NAMES_SOMEBODY), person):
            del answers[NAMES_SOMEBODY]
            version.save(update_fields=["snapshot"])
