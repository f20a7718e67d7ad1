"""Mails to the members of a project."""

from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message
from programmes.emails import contact_of
from projects.members.queries import LINK
from projects.models import MemberRights, Project, ProjectInvitation


def member_invitation(offered: ProjectInvitation) -> Message:
    """The offer to write a dossier together, with its personal link."""
    user = User.objects.filter(email=offered.email).first()
    return Message(
        "projects/members/member_invitation",
        Address(offered.email, user.name if user else "", user.language if user else "fr"),
        f"member_invitation:{offered.pk}:{offered.nonce}",
        context={
            "invitation": offered,
            "edition": offered.project.edition,
            "application": offered.project.application,
            "may_edit": offered.rights == MemberRights.EDIT,
            "link": LINK.address_of(offered),
        },
        scope=offered.project.edition.scope,
        signed_by=offered.project.edition.name,
        reply_to=contact_of(offered.project.edition),
        private=True,
        required=True,
    )


def member_declined(offered: ProjectInvitation, to: User, *, words: str) -> Message:
    """To the inviting person, or the lead: the invitation is declined."""
    return Message(
        "projects/members/member_declined",
        to,
        f"member_declined:{offered.pk}",
        context={
            "invitation": offered,
            "application": offered.project.application,
            "edition": offered.project.edition,
            "words": words,
        },
        scope=offered.project.edition.scope,
        signed_by=offered.project.edition.name,
        reply_to=contact_of(offered.project.edition),
    )


def member_joined(project: Project, to: User, joined: User, at: datetime) -> Message:
    """To the lead: somebody accepted."""
    return _about(project, to, "member_joined", f"{joined.pk}:{at.isoformat()}", person=joined)


def member_left(project: Project, to: User, left: User, at: datetime) -> Message:
    """To the lead: somebody left of their own accord."""
    return _about(project, to, "member_left", f"{left.pk}:{at.isoformat()}", person=left)


def member_removed(project: Project, to: User, by: User, at: datetime) -> Message:
    """To somebody whom the lead removed."""
    return _about(project, to, "member_removed", f"{to.pk}:{at.isoformat()}", person=by)


def lead_given(project: Project, to: User, by: User, at: datetime) -> Message:
    """To the new lead."""
    return _about(project, to, "lead_given", f"{to.pk}:{at.isoformat()}", person=by)


def _about(project: Project, to: User, template: str, key: str, *, person: User) -> Message:
    return Message(
        template=f"projects/members/{template}",
        to=to,
        dedupe_key=f"{template}:project:{project.pk}:{key}",
        context={"application": project.application, "edition": project.edition, "person": person},
        scope=project.edition.scope,
        signed_by=project.edition.name,
        reply_to=project.edition.call.contact_email,
    )
