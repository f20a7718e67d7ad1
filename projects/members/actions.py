"""Members of a project: invite, accept, change rights, hand over, remove, leave."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User, normalise_email
from accelerator.audit.models import AuditEntry
from accelerator.invitations.actions import make_way, write_invitation
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from programmes.actions.roles import add_holders
from programmes.enums import RoleName
from programmes.models import Role
from projects.application.enums import ApplicationState
from projects.audit import record_act
from projects.conflicts.actions import ensure_nobody_sits, recuse_member
from projects.locks import lock_application
from projects.members import emails
from projects.models import Application, MemberRights, Project, ProjectInvitation, ProjectMember

MOST_PEOPLE = 12
"""Members and invitations that wait, together."""
DAILY_OF_A_PROJECT, DAILY_OF_A_PERSON = 20, 40
"""Invitations sent or sent again within a day: their mail carries words of the inviting person."""


def _lock_project(project: Project, *, led_by: User | None = None) -> Project:
    """The project's row, ours until the transaction ends: two changes to its people follow one another.

    Raises :class:`TransitionRefused` when ``led_by`` no longer leads it.
    """
    lock_application(project.application)  # first, as every action that writes in the dossier or erases it
    rows = Project.objects.select_for_update(of=("self",)).select_related("edition__call", "application")
    locked = rows.get(pk=project.pk)
    if led_by and not locked.members.leads().filter(user=led_by).exists():
        raise TransitionRefused(_("Vous ne portez plus ce projet."))
    return locked


def _record(verb: str, project: Project, actor: User | None, at: datetime, **data: object) -> None:
    record_act(project.application, verb, data, actor=actor, at=at, edition=project.edition)


@transaction.atomic
def invite_member(
    *, project: Project, email: str, rights: MemberRights | str, actor: User, at: datetime
) -> ProjectInvitation:
    """Offer a place in the project to the owner of this address, for a fortnight.

    Side effects: one invitation (an expired one makes way), one mail, one audit entry. Raises
    :class:`TransitionRefused` when the person is already a member, when an invitation waits for them, when the
    dossier was withdrawn, beyond a dozen people, and beyond the mails of a day.
    """
    project, address = _lock_project(project, led_by=actor), normalise_email(email)
    _ensure_alive(project)
    people = project.members.present()
    if people.filter(user__email=address).exists():
        raise TransitionRefused(_("Cette personne tient déjà ce dossier avec vous."))
    offered: Values = {"to": address, "of": {"project": project}}
    make_way(ProjectInvitation, **offered, at=at)
    if people.count() + project.invitations.pending(at).count() >= MOST_PEOPLE:
        raise TransitionRefused(_("Un dossier se tient à douze personnes au plus."))
    _ensure_few_mails(project, actor, at)
    invitation = write_invitation(ProjectInvitation, **offered, rights=rights, actor=actor, at=at)
    queue(emails.member_invitation(invitation), at=at)
    _record("invite_member", project, actor, at, rights=str(rights))
    return invitation


def _ensure_few_mails(project: Project, actor: User, at: datetime) -> None:
    sent = AuditEntry.objects.filter(
        verb__in=["invite_member", "resend_member_invitation"], at__gt=at - timedelta(days=1)
    )
    application = project.application
    ours = sent.filter(subject_type=application._meta.label_lower, subject_id=str(application.pk))
    if ours.count() >= DAILY_OF_A_PROJECT:
        raise TransitionRefused(_("Ce dossier a envoyé beaucoup d’invitations : réessayez demain."))
    if sent.filter(actor=actor).count() >= DAILY_OF_A_PERSON:
        raise TransitionRefused(_("Vous avez envoyé beaucoup d’invitations : réessayez demain."))


def _ensure_alive(project: Project) -> None:
    if project.application.state == ApplicationState.WITHDRAWN:
        raise TransitionRefused(_("Ce dossier est retiré : plus personne ne le rejoint."))


@transaction.atomic
def resend_member_invitation(*, invitation: ProjectInvitation, actor: User, at: datetime) -> None:
    """Send a new link, for a fortnight; the links sent before die.

    Side effects: nonce and dates of the invitation, one mail, one audit entry; none within a minute of the last
    sending. Raises :class:`TransitionRefused`.
    """
    project = _lock_project(invitation.project, led_by=actor)
    _ensure_alive(project)
    _ensure_few_mails(project, actor, at)
    if project.invitations.get(pk=invitation.pk).was_just_sent(at):
        return
    invitation.move(ProjectInvitation.sending(at))
    queue(emails.member_invitation(invitation), at=at)
    _record("resend_member_invitation", project, actor, at)


@transaction.atomic
def revoke_member_invitation(*, invitation: ProjectInvitation, actor: User, at: datetime) -> None:
    """Withdraw the offer. Side effects: ``revoked_at``, one audit entry. Raises as above."""
    project = _lock_project(invitation.project, led_by=actor)
    invitation.move({"revoked_at": at})
    _record("revoke_member_invitation", project, actor, at)


@transaction.atomic
def decline_member_invitation(*, invitation: ProjectInvitation, at: datetime, words: str = "") -> None:
    """Decline the invitation.

    Side effects: ``declined_at``, a mail with the ``words`` to the inviting person, or to the lead once they left; one
    audit entry. Raises :class:`TransitionRefused`.
    """
    invitation.move({"declined_at": at})
    people = invitation.project.members.present().people()
    inviting = [person for person in people if person.pk == invitation.invited_by_id] or people
    queue(*(emails.member_declined(invitation, person, words=words) for person in inviting[:1]), at=at)
    _record("decline_member_invitation", invitation.project, None, at)


@transaction.atomic
def accept_member_invitation(*, invitation: ProjectInvitation, user: User, at: datetime) -> ProjectMember:
    """Give ``user``, who has the invited address, the place that was offered; who had left comes back.

    Side effects: the invitation is used up, a membership, the holder's role in the edition, a mail to the lead, one
    audit entry; if the dossier was assigned to them, they are recused from it. Raises
    :class:`TransitionRefused` when it was used, withdrawn or has expired in between, for another address, for a
    closed account, for a person who is already a member, and for one who sits on the committee without a waiver.
    """
    if not user.is_active:
        raise TransitionRefused(_("Ce compte est fermé."))
    if user.email != invitation.email:
        raise TransitionRefused(_("Cette invitation est adressée à quelqu’un d’autre."))
    project = _lock_project(invitation.project)
    _ensure_alive(project)
    if project.members.present().filter(user=user).exists():
        raise TransitionRefused(_("Vous tenez déjà ce dossier : entrez avec votre adresse."))
    ensure_nobody_sits(project=project, people=[user.pk])
    invitation.move({"accepted_at": at, "accepted_by": user}, still=Q(expires_at__gt=at))
    member, _created = ProjectMember.objects.update_or_create(
        project=project,
        user=user,
        defaults={"rights": invitation.rights, "leads": False, "joined_at": at, "left_at": None},
    )
    add_holders(edition=project.edition, holders={user: project.organisation}, at=at)
    leader = project.find_lead()
    if leader:
        queue(emails.member_joined(project, leader, user, at), at=at)
    _record("join", project, user, at, rights=invitation.rights)
    recuse_member(application=project.application, member=user, at=at)
    return member


@transaction.atomic
def change_rights(*, member: ProjectMember, rights: MemberRights | str, actor: User, at: datetime) -> None:
    """Let a member write, or only read. Side effects: one audit entry when something changes.

    Raises :class:`TransitionRefused` for the lead, who always writes, and for somebody who left.
    """
    project = _lock_project(member.project, led_by=actor)
    present = project.members.present().filter(pk=member.pk, leads=False)
    if not present.exists():
        raise TransitionRefused(_("Les droits de cette personne ne se changent pas."))
    if present.exclude(rights=rights).update(rights=rights):
        _record("change_rights", project, actor, at, member=member.user_id, rights=str(rights))


@transaction.atomic
def hand_over(*, member: ProjectMember, actor: User, at: datetime) -> None:
    """Make a member the lead; the one who led stays, with the right to write.

    Side effects: both memberships, the public sheet names nobody, one mail to the new lead, one audit entry. Raises
    :class:`TransitionRefused` for somebody who left, or who leads another dossier of the call already.
    """
    project = _lock_project(member.project, led_by=actor)
    # the row that starting a dossier takes too: nobody comes to lead two at once
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    if not project.members.present().filter(pk=member.pk, leads=False).exists():
        raise TransitionRefused(_("Cette personne ne tient plus ce dossier."))
    others = Application.objects.for_call(project.application.call).exclude(state=ApplicationState.WITHDRAWN)
    if others.exclude(project=project).led_by(member.user_id).exists():
        raise TransitionRefused(_("Cette personne porte déjà un autre dossier de cet appel."))
    project.members.filter(leads=True).update(leads=False, rights=MemberRights.EDIT)
    project.members.filter(pk=member.pk).update(leads=True, rights=MemberRights.EDIT)
    # who led agreed to be named in public, not who leads now
    Project.objects.filter(pk=project.pk).update(shows_holder=False)
    queue(emails.lead_transferred(project, member.user, actor, at), at=at)
    _record("hand_over", project, actor, at, member=member.user_id)


@transaction.atomic
def remove_member(*, member: ProjectMember, actor: User, at: datetime) -> None:
    """Close the project to a member; what they wrote stays.

    Side effects: as :func:`leave`, and a mail to them instead of one to the lead. Raises :class:`TransitionRefused`.
    """
    project = _end(member, at, led_by=actor)
    queue(emails.member_removed(project, member.user, actor, at), at=at)
    _record("remove_member", project, actor, at, member=member.user_id)


@transaction.atomic
def leave(*, member: ProjectMember, at: datetime) -> None:
    """Leave the project of one's own accord; what one wrote stays.

    Side effects: the membership ends, and the holder's role when no other project of the edition needs it; a mail to
    the lead, one audit entry. Raises :class:`TransitionRefused` for the lead, who hands over first.
    """
    project = _end(member, at)
    leader = project.find_lead()
    if leader:
        queue(emails.member_left(project, leader, member.user, at), at=at)
    _record("leave", project, member.user, at)


def _end(member: ProjectMember, at: datetime, *, led_by: User | None = None) -> Project:
    project = _lock_project(member.project, led_by=led_by)
    if project.members.leads().filter(pk=member.pk).exists():
        raise TransitionRefused(_("La personne qui porte le projet le confie d’abord à quelqu’un d’autre."))
    if not project.members.present().filter(pk=member.pk).update(left_at=at):
        raise TransitionRefused(_("Cette personne ne tient déjà plus ce dossier."))
    elsewhere = ProjectMember.objects.present().filter(
        user=member.user_id, project__edition=project.edition_id
    )
    if not elsewhere.exists():
        Role.objects.active().filter(
            edition=project.edition_id, user=member.user_id, name=RoleName.HOLDER
        ).update(ended_at=at)
    return project
