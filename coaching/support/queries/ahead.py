"""The one thing that a body has to do in an edition, or what it may expect."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.web.templatetags.prose import day
from coaching.models import MeetingMinutes, MinutesApproval, Stance
from coaching.support.access import BoardReader
from coaching.support.enums import MeetingState
from coaching.support.queries.board import find_meeting
from coaching.surveys.enums import SurveyAudience
from coaching.surveys.to_answer import find_personal_survey

ASKED_AS = (SurveyAudience.PARTNERS, SurveyAudience.ATTENDEES)
"""How partners are asked what they answer as themselves."""


@dataclass(frozen=True)
class PartnerAction:
    """What the first card of the partner's home says."""

    title: str
    text: str
    href: str = ""
    label: str = ""


Finder = Callable[[BoardReader, datetime], PartnerAction | None]
_finders: list[Finder] = []


def register_after_meeting(find: Finder) -> None:
    """Another subject says what waits for a body once the minutes are approved. Called when the app is ready."""
    if find not in _finders:
        _finders.append(find)


def find_next_action(reader: BoardReader, readable: set[int], at: datetime) -> PartnerAction:
    """Needs to answer until the meeting is closed, its minutes to approve, what was registered, a survey; else what
    comes. Three queries at most, those of the others apart.

    ``readable``: the needs of the board that are this person's to answer.
    """
    if reader.body is None:
        return PartnerAction(
            _("Votre rôle n’est rattaché à aucun organisme"),
            _("Demandez à l’organisation de l’indiquer : vous répondrez ensuite aux besoins pour lui."),
        )
    meeting = find_meeting(reader.edition)
    waiting = _answer(reader, readable) if meeting.state != MeetingState.CLOSED else _approve(reader)
    if waiting:
        return waiting
    found = (find(reader, at) for find in _finders)
    return (
        next(filter(None, found), None)
        or _answer_survey(reader, at)
        or _tell_what_comes(reader, bool(readable), meeting.state, at)
    )


def _answer(reader: BoardReader, readable: set[int]) -> PartnerAction | None:
    said = Stance.objects.filter(organisation=reader.body, need__in=readable)
    waiting = len(readable) - said.order_by().values("need").distinct().count()
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
    )


def _answer_survey(reader: BoardReader, at: datetime) -> PartnerAction | None:
    asked = find_personal_survey(reader.user, at, ASKED_AS)
    if asked is None:
        return None
    return PartnerAction(asked.title, asked.tell_deadline(at), asked.address, asked.button)


def _tell_what_comes(
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


def _waits_for_approval(reader: BoardReader) -> bool:
    own = MinutesApproval.objects.filter(minutes=OuterRef("pk"), organisation=reader.body)
    rows: Any = MeetingMinutes.objects.filter(meeting__edition=reader.edition).order_by("-number")
    latest = rows.annotate(is_approved=Exists(own)).values_list("is_approved", flat=True).first()
    return latest is False


def _approve(reader: BoardReader) -> PartnerAction | None:
    if not _waits_for_approval(reader):
        return None
    return PartnerAction(
        _("Le compte rendu de la réunion attend votre accord"),
        _("Relisez ce qui est décidé de chaque besoin, puis approuvez pour %(body)s.")
        % {"body": reader.body},
        reader.reverse("minutes"),
        _("Lire le compte rendu"),
    )
