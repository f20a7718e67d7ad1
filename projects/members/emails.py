"""Mails to the members of a project."""

from dataclasses import replace
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message
from programmes.emails import edition_message
from projects.members.queries import LINK
from projects.models import MemberRights, Project, ProjectInvitation


def member_invitation(invitation: ProjectInvitation) -> Message:
    """The offer to write a dossier together, with its personal link."""
    user = User.objects.filter(email=invitation.email).first()
    message = edition_message(
        "projects/members/member_invitation",
        Address(invitation.email, user.name if user else "", user.language if user else "fr"),
        f"member_invitation:{invitation.pk}:{invitation.nonce}",
        invitation.project.edition,
        invitation=invitation,
        application=invitation.project.application,
        may_edit=invitation.rights == MemberRights.EDIT,
        link=LINK.address_of(invitation),
    )
    return replace(message, private=True, required=True)


def member_declined(invitation: ProjectInvitation, to: User, *, words: str) -> Message:
    """To the inviting person, or the lead: the invitation is declined."""
    project, key = invitation.project, f"member_declined:{invitation.pk}"
    context = {"invitation": invitation, "application": project.application, "words": words}
    return edition_message("projects/members/member_declined", to, key, project.edition, **context)


def member_joined(project: Project, to: User, joined: User, at: datetime) -> Message:
    """To the lead: somebody accepted."""
    return _build_message(project, to, "member_joined", f"{joined.pk}:{at.isoformat()}", person=joined)


def member_left(project: Project, to: User, left: User, at: datetime) -> Message:
    """To the lead: somebody left of their own accord."""
    return _build_message(project, to, "member_left", f"{left.pk}:{at.isoformat()}", person=left)


def member_removed(project: Project, to: User, by: User, at: datetime) -> Message:
    """To somebody whom the lead removed."""
    return _build_message(project, to, "member_removed", f"{to.pk}:{at.isoformat()}", person=by)


def lead_transferred(project: Project, to: User, by: User, at: datetime) -> Message:
    """To the new lead."""
    return _build_message(project, to, "lead_transferred", f"{to.pk}:{at.isoformat()}", person=by)


def _build_message(project: Project, to: User, template: str, key: str, *, person: User) -> Message:
    key = f"{template}:project:{project.pk}:{key}"
    application = project.application
    return edition_message(
        f"projects/members/{template}", to, key, project.edition, application=application, person=person
    )
