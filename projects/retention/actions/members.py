"""One person of a dossier is forgotten because they asked: the project goes on with the others."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.actions import leave_unnamed
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.questionnaires.models import Answer
from projects.models import Application, ApplicationVersion, ProjectInvitation, ProjectMember
from projects.retention.actions.erasing import hold_dossier
from projects.retention.actions.night import remove_exports
from projects.retention.actions.people import find_gone, forget_people
from projects.retention.actions.requests import ErasureRefused
from projects.retention.queries.members import find_member_refusal, is_known_otherwise
from projects.retention.queries.people import is_named_in, list_mails_about_person
from projects.signals import member_erased

NAMES_SOMEBODY = "second_participant"
"""The question of the form whose answer is the name of somebody who comes along."""


@transaction.atomic
def erase_member_on_request(*, member: ProjectMember, reason: str, actor: User, at: datetime) -> None:
    """Forget somebody who holds, or held, a dossier without leading it; what they wrote of the project stays, unsigned.

    Side effects: their membership, invitations, the answer that names them, mails to them or naming them, what they
    are as somebody of the session, by the signal ``member_erased``; their account, unless they are known otherwise;
    prepared files of the edition; an audit entry that names the dossier alone. Raises :class:`ErasureRefused`.
    """
    held = hold_dossier(member.project.application)
    present = ProjectMember.objects.select_related("user", "project").filter(pk=member.pk).first()
    refusal = find_member_refusal(present) if held and present else _("Cette personne est déjà oubliée.")
    if held is None or present is None or refusal:
        raise ErasureRefused(refusal)
    edition, person = held.call.edition, present.user
    remove_exports(edition.pk, at)
    list_mails_about_person(held, person).delete()
    ProjectInvitation.objects.filter(project=held.project_id, email=person.email).delete()
    _forget_answers(held, person)
    present.delete()
    member_erased.send(ProjectMember, application=held, person=person, at=at)
    if find_gone(edition, [person.pk]) and not is_known_otherwise(person, edition):
        leave_unnamed(user=person)
    forget_people(edition, [person.pk], None)
    record(
        verb="erase_member_on_request",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"dossier": held.reference, "reason": reason},
    )


def _forget_answers(held: Application, person: User) -> None:
    """Who comes along, as it was typed, if it names this person. Side effects: answers, and what versions keep."""
    versions = list(ApplicationVersion.objects.filter(application=held.pk))
    sheets = [held.sheet_id, held.next_sheet_id, *(version.sheet_id for version in versions)]
    told = Answer.objects.filter(sheet__in=filter(None, sheets), question__key=NAMES_SOMEBODY)
    Answer.objects.filter(pk__in=[answer.pk for answer in told if is_named_in(answer.value, person)]).delete()
    for version in versions:
        answers = version.snapshot.get("answers", {})
        if is_named_in(answers.get(NAMES_SOMEBODY), person):
            del answers[NAMES_SOMEBODY]
            version.save(update_fields=["snapshot"])
