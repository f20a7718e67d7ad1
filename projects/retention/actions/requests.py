"""Erase a dossier, or one of its members, on request: at once, whatever the retention."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.actions import leave_unnamed
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.questionnaires.models import Answer
from accelerator.transitions import TransitionRefused
from projects.models import Application, ApplicationVersion, ProjectInvitation, ProjectMember
from projects.retention.actions.erasing import erase_dossier, erase_people, find_gone, lock_dossier
from projects.retention.actions.night import remove_exports
from projects.retention.queries import (
    find_member_refusal,
    find_refusal,
    has_other_ties,
    is_named_in,
    list_mails_about_person,
)
from projects.signals import member_erased


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
    refusal = find_refusal(dossier, at) if dossier else _("Ce dossier est déjà effacé.")
    if dossier is None or refusal:
        raise ErasureRefused(refusal)
    edition, reference = dossier.call.edition, dossier.reference
    kind = "anonymised" if dossier.submitted_at else "erased"
    remove_exports(edition.pk, at)
    erase_dossier(application=dossier, at=at, on_request=True)
    record(
        verb="erase_on_request",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"dossier": reference, "became": kind, "reason": reason},
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
    refusal = find_member_refusal(present) if dossier and present else _("Cette personne est déjà oubliée.")
    if dossier is None or present is None or refusal:
        raise ErasureRefused(refusal)
    edition, person = dossier.call.edition, present.user
    remove_exports(edition.pk, at)
    list_mails_about_person(dossier, person).delete()
    ProjectInvitation.objects.filter(project=dossier.project_id, email=person.email).delete()
    _delete_answers_naming(dossier, person)
    present.delete()
    member_erased.send(ProjectMember, application=dossier, person=person, at=at)
    if find_gone(edition, [person.pk]) and not has_other_ties(person, edition):
        leave_unnamed(user=person)
    erase_people(edition, [person.pk], None)
    record(
        verb="erase_member_on_request",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"dossier": dossier.reference, "reason": reason},
    )


def _delete_answers_naming(dossier: Application, person: User) -> None:
    """Delete the answer that names this person. Side effects: answers, and their copies in versions."""
    versions = list(ApplicationVersion.objects.filter(application=dossier.pk))
    sheets = [dossier.sheet_id, dossier.next_sheet_id, *(version.sheet_id for version in versions)]
    naming = Answer.objects.filter(sheet__in=filter(None, sheets), question__key=NAMES_SOMEBODY)
    Answer.objects.filter(
        pk__in=[answer.pk for answer in naming if is_named_in(answer.value, person)]
    ).delete()
    for version in versions:
        answers = version.snapshot.get("answers", {})
        if is_named_in(answers.get(NAMES_SOMEBODY), person):
            del answers[NAMES_SOMEBODY]
            version.save(update_fields=["snapshot"])
