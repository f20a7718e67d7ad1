"""What a body has to do in an edition, the first thing first, or what it may expect."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import day
from coaching.support.access import BoardReader
from coaching.support.enums import MeetingState
from coaching.support.queries.board import find_meeting
from coaching.support.queries.waiting import list_minutes_to_approve, list_needs_to_answer
from coaching.surveys.enums import SurveyAudience
from coaching.surveys.to_answer import find_personal_survey, list_responses_to_send

AUDIENCES = (SurveyAudience.PARTNERS, SurveyAudience.ATTENDEES)
"""The audiences in which partners answer surveys as themselves."""


@dataclass(frozen=True)
class PartnerAction:
    """One thing to do, on the partner's home. ``count``: how many wait for an answer, none where nothing does."""

    title: str
    text: str
    href: str = ""
    label: str = ""
    count: int = 0


Finder = Callable[[BoardReader, datetime], PartnerAction | None]
Lister = Callable[[Any, datetime], list[int]]
_finders: list[Finder] = []
_listers: list[Lister] = []


def register_after_meeting(find: Finder, list_editions: Lister) -> None:
    """Register what waits for a body once the minutes are approved. Called when the app is ready.

    ``list_editions(user, at)``: the key of the edition of each such thing, over all that a person supports.
    """
    if find not in _finders:
        _finders.append(find)
        _listers.append(list_editions)


def count_by_edition(user: User, at: datetime) -> Counter[int]:
    """How many things wait for a partner, by key of the edition. One query, and those of the others."""
    needs = list_needs_to_answer(user, at).order_by().values_list("participation__edition")
    minutes = list_minutes_to_approve(user).order_by().values_list("meeting__edition")
    surveys = list_responses_to_send(user, at, AUDIENCES).order_by().values_list("survey__edition")
    found = Counter(edition for (edition,) in needs.union(minutes, surveys, all=True))
    for list_editions in _listers:
        found += Counter(list_editions(user, at))
    return found


def waiting_for_partner(user: User, at: datetime) -> int:
    """All of it, for the header of each page."""
    return count_by_edition(user, at).total()


def list_next_actions(reader: BoardReader, at: datetime, *, has_needs: bool) -> list[PartnerAction]:
    """All that waits: needs to answer until the meeting is closed, its minutes to approve, what was registered, a
    survey; else the one thing that goes on or comes. Five queries at most, those of the others apart.

    ``has_needs``: whether the board has some for this person.
    """
    if reader.body is None:
        return [
            PartnerAction(
                _("Votre rôle n’est rattaché à aucun organisme"),
                _("Demandez à l’organisation de l’indiquer : vous répondrez ensuite aux besoins pour lui."),
            )
        ]
    meeting = find_meeting(reader.edition)
    first = _approve(reader) if meeting.state == MeetingState.CLOSED else _answer(reader, at)
    registered = [find(reader, at) for find in _finders]
    found = [action for action in (first, *registered, _answer_survey(reader, at)) if action]
    waiting = [action for action in found if action.count]
    return waiting or found[:1] or [_describe_what_comes(reader, has_needs, meeting.state, at)]


def _answer(reader: BoardReader, at: datetime) -> PartnerAction | None:
    waiting = list_needs_to_answer(reader.user, at).filter(participation__edition=reader.edition).count()
    if not waiting:
        return None
    title = ngettext(
        "%(count)d besoin attend votre réponse", "%(count)d besoins attendent votre réponse", waiting
    )
    return PartnerAction(
        title % {"count": waiting},
        _("Dites ce que %(body)s peut faire : un clic par besoin.") % {"body": reader.body},
        reader.reverse("board"),
        _("Répondre"),
        waiting,
    )


def _answer_survey(reader: BoardReader, at: datetime) -> PartnerAction | None:
    survey = find_personal_survey(reader.user, at, AUDIENCES)
    if survey is None:
        return None
    return PartnerAction(survey.title, survey.describe_deadline(at), survey.address, survey.button, 1)


def _describe_what_comes(
    reader: BoardReader, has_needs: bool, state: MeetingState | str, at: datetime
) -> PartnerAction:
    meets_on = reader.edition.partners_meet_on
    if state == MeetingState.OPEN:
        return PartnerAction(
            _("La réunion des partenaires est en cours"),
            _("Vous avez répondu à tout : suivez ce qui se décide, à deux secondes près."),
            reader.reverse("board"),
            _("Suivre la réunion"),
        )
    if state == MeetingState.CLOSED or not meets_on or meets_on < timezone.localdate(at):
        return PartnerAction(
            _("Rien à faire pour l’instant"),
            _("L’équipe vous écrira quand un projet aura besoin de vous."),
        )
    title = _("Les partenaires se réunissent le %(when)s") % {"when": day(meets_on)}
    if not has_needs:
        return PartnerAction(
            title, _("Les besoins que les projets vous transmettent arrivent ici avant elle.")
        )
    return PartnerAction(
        title, _("Vous avez répondu à tous les besoins."), reader.reverse("board"), _("Voir le tableau")
    )


def _approve(reader: BoardReader) -> PartnerAction | None:
    if not list_minutes_to_approve(reader.user).filter(meeting__edition=reader.edition).exists():
        return None
    return PartnerAction(
        _("Le compte rendu de la réunion attend votre accord"),
        _("Relisez ce qui est décidé de chaque besoin, puis approuvez pour %(body)s.")
        % {"body": reader.body},
        reader.reverse("minutes"),
        _("Lire le compte rendu"),
        1,
    )
