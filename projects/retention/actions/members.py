"""Erase one member of a dossier on request: the project continues with the others."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.actions import leave_unnamed
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.questionnaires.models import Answer
from projects.models import Application, ApplicationVersion, ProjectInvitation, ProjectMember
from projects.retention.actions.erasing import lock_dossier
from projects.retention.actions.night import remove_exports
from projects.retention.actions.people import erase_people, find_gone
from projects.retention.actions.requests import ErasureRefused
from projects.retention.queries import (
    find_member_refusal,
    has_other_ties,
    is_named_in,
    list_mails_about_person,
)
from projects.signals import member_erased

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
