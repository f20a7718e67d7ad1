"""Mails about mentors. Functions here return messages, they never send."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText, Message
from coaching.models import Pairing, Slot
from coaching.session.calendar import PersonalFiles, cancel_turns
from coaching.session.releases import list_upcoming_turns
from coaching.session.timetable import session_of
from programmes.emails import contact_of
from programmes.enums import RoleName
from programmes.models import Role


def pairing_proposed(pairing: Pairing) -> Message:
    """To the mentor: would you follow this project, which is received at these hours?"""
    turns = list_upcoming_turns(pairing.participation_id, pairing.proposed_at)
    return _about(pairing, "pairing_proposed", pairing.mentor, turns=turns)


def pairings_proposed(pairings: Sequence[Pairing]) -> Message:
    """To one mentor: would you follow these projects? All of one edition, several at least."""
    mentor, edition = pairings[0].mentor, pairings[0].participation.edition
    keys = sorted(pairing.pk for pairing in pairings)
    return Message(
        template="coaching/pairing/pairings_proposed",
        to=mentor,
        dedupe_key=f"pairings_proposed:{keys[0]}-{keys[-1]}:{mentor.pk}",
        context={
            "edition": edition,
            "count": len(pairings),
            "projects": [pairing.participation.project for pairing in pairings],
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def pairing_accepted(pairing: Pairing, holders: Iterable[User]) -> list[Message]:
    """To the mentor and to those who hold the project: here is whom to write to, and when they meet.

    The mentor gets, with the turns that are public, a file for their calendar.
    """
    people = list(holders)
    turns = list_upcoming_turns(pairing.participation_id, pairing.answered_at or pairing.proposed_at)
    lead = people[0] if people else None
    mails = [_about(pairing, "pairing_accepted_holder", person, turns=turns) for person in people]
    mentor = _about(pairing, "pairing_accepted_mentor", pairing.mentor, lead=lead, turns=turns)
    return [replace(mentor, attachments=partial(_file_programme, pairing)) if turns else mentor, *mails]


def _file_programme(pairing: Pairing) -> list[AttachedText]:
    session = session_of(pairing.participation.edition)
    return PersonalFiles(session).of(pairing.mentor) if session else []


def pairing_refused(pairing: Pairing, to: User) -> Message:
    """To an organiser, first of all who proposed: somebody else has to be found."""
    return _about(pairing, "pairing_refused", to, is_theirs=to == pairing.proposed_by)


def pairing_ended(pairing: Pairing, *, was_accepted: bool, project_left: bool = False) -> Message:
    """To the mentor: the proposal, or the pairing, is over, and why; a file takes its turns out of their calendar."""
    context = {"was_accepted": was_accepted, "project_left": project_left}
    mail = _about(pairing, "pairing_ended", pairing.mentor, **context)
    return replace(mail, attachments=partial(_cancel_turns, pairing)) if was_accepted else mail


def _cancel_turns(pairing: Pairing) -> list[AttachedText]:
    edition = pairing.participation.edition
    return cancel_turns(session_of(edition), pairing.participation_id)


def mentor_lost(pairing: Pairing, holders: Iterable[User]) -> list[Message]:
    """To those who hold the project: this mentor follows it no more, and their turns stay."""
    return [_about(pairing, "mentor_lost", person) for person in holders]


def role_over(
    role: Role,
    reason: str,
    *,
    followed: Iterable[Pairing],
    led: Iterable[Slot],
    files: Callable[[], list[AttachedText]],
) -> Message:
    """To somebody of the session's team: their role is over, with what they no longer do.

    ``files``: what takes it out of their calendar.
    """
    edition = role.edition
    return Message(
        template="coaching/pairing/role_over",
        to=role.user,
        dedupe_key=f"role_over:{role.pk}",
        context={
            "edition": edition,
            "role": RoleName(role.name).label,
            "reason": reason,
            "projects": [pairing.participation.project for pairing in followed],
            "slots": list(led),
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
        attachments=files,
    )


def _about(pairing: Pairing, template: str, to: User, **context: object) -> Message:
    participation = pairing.participation
    return Message(
        template=f"coaching/pairing/{template}",
        to=to,
        dedupe_key=f"{template}:{pairing.pk}:{to.pk}",
        context={
            "pairing": pairing,
            "mentor": pairing.mentor,
            "project": participation.project,
            "edition": participation.edition,
            **context,
        },
        scope=participation.edition.scope,
        signed_by=participation.edition.name,
        reply_to=contact_of(participation.edition),
    )
