"""Mails of the surveys. These functions return messages; actions queue them."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db.models import Q

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from accelerator.registry import Registry
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.links import ANONYMOUS_LINK, LINK, PERSONAL_LINK, make_token
from programmes.emails import edition_message
from programmes.models import Edition

OF_A_ROOM = "room:"
"""Prefix of the key of reminders of a survey that was also answered in the room."""


ListWaiting = Callable[[Iterable[SurveyInvitation]], dict[int, list[str]]]
_waiting: Registry[ListWaiting] = Registry()
register_waiting = _waiting.add
"""Add the other pending items of a project, by participation, the oldest first: the invitations of the year list
them."""


def survey_links(rows: Iterable[tuple[SurveyInvitation, User]], *, again: str = "") -> list[Message]:
    """To each the personal link, in the holder's language; ``again`` distinguishes one sending from another.

    It opens the answers of one project, so it is private: only its recipient reads it. Only the registered sources
    query, whatever the number of projects.
    """
    links = list(rows)
    of_the_year = [row for row, _holder in links if not _has_own_words(row.survey)]
    waiting: dict[int, list[str]] = {}
    for list_waiting in _waiting if of_the_year else ():
        for place, words in list_waiting(of_the_year).items():
            waiting[place] = waiting.get(place, []) + words
    return [
        _to_project(
            "link",
            row,
            holder,
            f"survey-link:{row.pk}:{row.nonce}:{holder.pk}{again}",
            waiting=waiting.get(row.participation_id, []),
        )
        for row, holder in links
    ]


def survey_reminder(invitation: SurveyInvitation, to: User, *, days: int = 0, again: str = "") -> Message:
    """The same link, ``days`` after it was first sent (0: see :mod:`awaiting`); ``again``: the day an organiser
    requested it."""
    key = _name_reminder(invitation.survey, f"synthesis-missing:{invitation.pk}:{again or days}")
    is_started = invitation.state == InvitationState.STARTED
    return _to_project("reminder", invitation, to, key, days=days, started=is_started)


def survey_thanks(invitation: SurveyInvitation, to: User) -> Message:
    """Thanks, the next steps, and the link to change consents: private as it."""
    return _to_project("thanks", invitation, to, f"survey-thanks:{invitation.pk}", invitation=invitation)


def _to_project(name: str, row: SurveyInvitation, to: User, key: str, **more: object) -> Message:
    survey, context = row.survey, {**_build_context(row, to), **more}
    message = edition_message(_find_template(name, survey), to, key, survey.edition, **context)
    return replace(message, private=True, required=name == "link")


def _build_context(invitation: SurveyInvitation, to: User) -> dict[str, object]:
    survey = invitation.survey
    return {
        "survey": survey,
        "project": invitation.participation.project,
        "token": make_token(invitation, to),
        "is_synthesis": survey.kind == SurveyKind.SYNTHESIS,
        "answer_url": LINK.address(invitation.pk, invitation.nonce, to.pk),
        "sent_at": invitation.sent_at,
        "paper_by": invitation.paper_by,
    }


def _find_template(name: str, survey: Survey) -> str:
    """The debrief and the synthesis have words of their own; the waves of the year share theirs."""
    if _has_own_words(survey):
        return f"coaching/surveys/survey_{name}"
    return f"coaching/surveys/wave_{name}"


def _has_own_words(survey: Survey) -> bool:
    """Whether its mails have templates of their own."""
    return survey.kind in (SurveyKind.DEBRIEF, SurveyKind.SYNTHESIS)


def personal_link(response: PersonalResponse, *, again: str = "") -> Message:
    """The link of somebody who answers for themselves; ``again`` distinguishes one sending from another."""
    key = f"personal-survey-link:{response.pk}:{response.nonce}{again}"
    return _to_person("wave_link", response, key=key, required=True)


def personal_reminder(response: PersonalResponse, *, days: int = 0, again: str = "") -> Message:
    """As :func:`survey_reminder`."""
    key = _name_reminder(response.survey, f"personal-survey-missing:{response.pk}:{again or days}")
    return _to_person("wave_reminder", response, key=key)


def _name_reminder(survey: Survey, key: str) -> str:
    """The key of a reminder, with the prefix that :func:`hide_room_reminders` filters on."""
    return f"{OF_A_ROOM}{key}" if survey.room_opened_at else key


def hide_room_reminders(reader: User, edition: Edition) -> Q:
    """Filter of the mails to hide: reminders of a debrief that was answered in the room, whose recipients are those
    who did not answer there.
    """
    return Q(dedupe_key__startswith=OF_A_ROOM) & ~Q(user=reader)


def personal_thanks(response: PersonalResponse) -> Message:
    """Thanks, and the link to change consents."""
    return _to_person("wave_thanks", response, key=f"personal-survey-thanks:{response.pk}")


def _to_person(
    name: str, response: PersonalResponse, *, key: str, required: bool = False, **more: object
) -> Message:
    address = PERSONAL_LINK.address(response.pk, response.nonce)
    progress = {"started": response.is_started, "sent_at": response.sent_at, "paper_by": response.paper_by}
    context = {"answer_url": address, **progress, **more}
    return _of_wave(name, response.survey, response.person, key=key, required=required, **context)


def anonymous_link(survey: Survey, to: User, *, renewed: bool = False) -> Message:
    """The common link, to one person; ``renewed``: it replaces a revoked one."""
    key = f"anonymous-survey-link:{survey.pk}:{to.pk}" + (f":{survey.nonce}" if renewed else "")
    return _to_anyone("wave_link", survey, to, key=key, required=True)


def anonymous_reminder(survey: Survey, to: User, *, days: int) -> Message:
    """To everybody, ``days`` after the link: nobody knows who answered."""
    return _to_anyone("wave_reminder", survey, to, key=f"anonymous-survey-missing:{survey.pk}:{to.pk}:{days}")


def _to_anyone(name: str, survey: Survey, to: User, *, key: str, required: bool = False) -> Message:
    address = ANONYMOUS_LINK.address(survey.pk, survey.nonce)
    return _of_wave(name, survey, to, key=key, required=required, answer_url=address)


def _of_wave(
    name: str, survey: Survey, to: User, *, key: str, required: bool = False, **context: object
) -> Message:
    context = {"started": False, "project": None, "waiting": [], "survey": survey, **context}
    template = f"coaching/surveys/{name}"
    message = edition_message(template, to, key, survey.edition, **context)
    return replace(message, private=True, required=required)
