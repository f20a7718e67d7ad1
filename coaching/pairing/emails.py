"""Mails about mentors, wishes and meetings. Functions here return messages, they never send."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText, Message
from coaching.models import MentorMeeting, Pairing, Slot, WishCall
from coaching.pairing.meeting_files import attach_meeting
from coaching.session.calendar import PersonalFiles, cancel_turns
from coaching.session.releases import list_upcoming_turns
from coaching.session.timetable import find_session
from programmes.emails import edition_message
from programmes.models import Edition, Role
from projects.models import Participation


def pairing_proposed(pairing: Pairing) -> Message:
    """To the mentor: a proposed project, with the hours of its turns."""
    turns = list_upcoming_turns(pairing.participation_id, pairing.proposed_at)
    return _build_message(pairing, "pairing_proposed", pairing.mentor, turns=turns)


def pairings_proposed(pairings: Sequence[Pairing]) -> Message:
    """To one mentor: several proposed projects of one edition."""
    mentor, edition = pairings[0].mentor, pairings[0].participation.edition
    keys = sorted(pairing.pk for pairing in pairings)
    key = f"pairings_proposed:{keys[0]}-{keys[-1]}:{mentor.pk}"
    context = {
        "count": len(pairings),
        "projects": [pairing.participation.project for pairing in pairings],
    }
    return edition_message("coaching/pairing/pairings_proposed", mentor, key, edition, **context)


def pairing_accepted(pairing: Pairing, holders: Iterable[User]) -> list[Message]:
    """To the mentor and to the holders: their addresses, and the hours of their turns.

    The mentor gets, with the published turns, a file for their calendar.
    """
    people = list(holders)
    turns = list_upcoming_turns(pairing.participation_id, pairing.answered_at or pairing.proposed_at)
    lead = people[0] if people else None
    mails = [_build_message(pairing, "pairing_accepted_holder", person, turns=turns) for person in people]
    mentor = _build_message(pairing, "pairing_accepted_mentor", pairing.mentor, lead=lead, turns=turns)
    return [replace(mentor, attachments=partial(_attach_programme, pairing)) if turns else mentor, *mails]


def _attach_programme(pairing: Pairing) -> list[AttachedText]:
    session = find_session(pairing.participation.edition)
    return PersonalFiles(session).of(pairing.mentor) if session else []


def pairing_refused(pairing: Pairing, to: User) -> Message:
    """To the organiser who proposed, else to the others: another mentor is needed."""
    return _build_message(pairing, "pairing_refused", to, is_theirs=to == pairing.proposed_by)


def pairing_ended(pairing: Pairing, *, was_accepted: bool, project_left: bool = False) -> Message:
    """To the mentor: the proposal, or the pairing, is over, and why; a file removes its turns from their calendar."""
    context = {"was_accepted": was_accepted, "project_left": project_left}
    mail = _build_message(pairing, "pairing_ended", pairing.mentor, **context)
    return replace(mail, attachments=partial(_cancel_turns, pairing)) if was_accepted else mail


def _cancel_turns(pairing: Pairing) -> list[AttachedText]:
    edition = pairing.participation.edition
    return cancel_turns(find_session(edition), pairing.participation_id)


def mentor_lost(pairing: Pairing, holders: Iterable[User]) -> list[Message]:
    """To the holders: this mentor no longer follows the project, and their turns stay."""
    return [_build_message(pairing, "mentor_lost", person) for person in holders]


def role_over(
    role: Role,
    reason: str,
    *,
    followed: Iterable[Pairing],
    led: Iterable[Slot],
    files: Callable[[], list[AttachedText]],
) -> Message:
    """To somebody of the session's team: their role is over, with the projects and slots they lose.

    ``files``: remove these from their calendar.
    """
    context = {
        "role": role.get_name_display(),
        "reason": reason,
        "projects": [pairing.participation.project for pairing in followed],
        "slots": list(led),
    }
    message = edition_message(
        "coaching/pairing/role_over", role.user, f"role_over:{role.pk}", role.edition, **context
    )
    return replace(message, attachments=files)


def _build_message(pairing: Pairing, template: str, to: User, **context: object) -> Message:
    participation = pairing.participation
    about = {"pairing": pairing, "mentor": pairing.mentor, "project": participation.project, **context}
    key = f"{template}:{pairing.pk}:{to.pk}"
    return edition_message(f"coaching/pairing/{template}", to, key, participation.edition, **about)


def wishes_requested(
    call: WishCall, edition: Edition, person: User, participation: Participation | None
) -> Message:
    """To a mentor, or to a holder of the ``participation``: a request for wishes, before a date."""
    about = participation.pk if participation else "mentor"
    key = f"wishes_requested:{edition.pk}:{call.closes_at:%Y%m%d%H%M}:{about}:{person.pk}"
    project = participation.project if participation else None
    context = {"closes_at": call.closes_at, "project": project}
    return edition_message("coaching/pairing/wishes_requested", person, key, edition, **context)


def meeting_proposed(
    meeting: MentorMeeting,
    dates: Sequence[datetime],
    people: Iterable[User],
    *,
    actor: User,
    was: MentorMeeting | None = None,
) -> list[Message]:
    """To the side that answers: the proposed dates. ``was``: the meeting in calendars, to be removed."""
    messages = []
    for person in people:
        mail = _about_meeting(
            meeting,
            "meeting_proposed",
            person,
            who=actor,
            dates=dates,
            is_moved=bool(meeting.sequence),
            to_actor=person == actor,
        )
        messages.append(replace(mail, attachments=partial(attach_meeting, was, is_off=True)) if was else mail)
    return messages


def meeting_confirmed(meeting: MentorMeeting, people: Iterable[User], *, actor: User) -> list[Message]:
    """To both sides: it is agreed, with the file for their calendars."""
    return [
        replace(
            _about_meeting(meeting, "meeting_confirmed", person, who=actor),
            attachments=partial(attach_meeting, meeting),
        )
        for person in people
    ]


def meeting_cancelled(
    meeting: MentorMeeting, people: Iterable[User], *, actor: User | None, was_agreed: bool
) -> list[Message]:
    """To the others: it is cancelled, and why; ``actor`` is ``None`` when the pairing ended."""
    messages = []
    for person in people:
        mail = _about_meeting(
            meeting, "meeting_cancelled", person, who=actor, was_agreed=was_agreed, to_actor=person == actor
        )
        messages.append(
            replace(mail, attachments=partial(attach_meeting, meeting, is_off=True)) if was_agreed else mail
        )
    return messages


def meeting_coming(meeting: MentorMeeting, person: User, *, due_at: datetime) -> Message:
    """The day before."""
    mail = _about_meeting(meeting, "meeting_coming", person)
    return replace(mail, due_at=due_at, attachments=partial(attach_meeting, meeting))


def meeting_to_record(meeting: MentorMeeting, person: User, *, due_at: datetime) -> Message:
    """The morning after: a request for the outcome and notes."""
    return replace(_about_meeting(meeting, "meeting_to_record", person), due_at=due_at)


def contact_wanted(
    edition: Edition, mentor: User, pairings: Sequence[Pairing], *, actor: User, at: datetime
) -> Message:
    """To a mentor, from the organisers: these projects had no meeting for long. One mail a day at most."""
    key = f"contact_wanted:{edition.pk}:{mentor.pk}:{at.date()}"
    context = {
        "who": actor,
        "count": len(pairings),
        "projects": [pairing.participation.project for pairing in pairings],
    }
    return edition_message("coaching/pairing/contact_wanted", mentor, key, edition, **context)


def _about_meeting(meeting: MentorMeeting, template: str, to: User, **context: object) -> Message:
    participation = meeting.pairing.participation
    mentor = meeting.pairing.mentor
    about = {
        "meeting": meeting,
        "kind": meeting.get_kind_display(),
        "mentor": mentor,
        "is_mentor": to.pk == mentor.pk,
        "project": participation.project,
        **context,
    }
    key = f"{template}:{meeting.pk}:{meeting.sequence}:{to.pk}"
    return edition_message(f"coaching/pairing/{template}", to, key, participation.edition, **about)
