"""The one thing that a body has to do on the board of an edition."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.models import MeetingMinutes, MinutesApproval, Stance
from coaching.support.access import BoardReader
from coaching.support.enums import MeetingState
from coaching.support.queries.board import find_meeting


@dataclass(frozen=True)
class PartnerAction:
    """What the first card of the partner's home says."""

    title: str
    text: str
    href: str
    label: str


def find_next_action(reader: BoardReader, readable: set[int]) -> PartnerAction | None:
    """Needs to answer until the meeting is closed, then its minutes to approve. Three queries at most.

    ``readable``: the needs of the board that are this person's to answer. ``None`` when nothing waits for their body,
    or nobody knows for whom the person answers.
    """
    if reader.body is None:
        return None
    if find_meeting(reader.edition).state == MeetingState.CLOSED:
        return _approve(reader) if _waits_for_approval(reader) else None
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


def _waits_for_approval(reader: BoardReader) -> bool:
    own = MinutesApproval.objects.filter(minutes=OuterRef("pk"), organisation=reader.body)
    rows: Any = MeetingMinutes.objects.filter(meeting__edition=reader.edition).order_by("-number")
    latest = rows.annotate(is_approved=Exists(own)).values_list("is_approved", flat=True).first()
    return latest is False


def _approve(reader: BoardReader) -> PartnerAction:
    return PartnerAction(
        _("Le compte rendu de la réunion attend votre accord"),
        _("Relisez ce qui est décidé de chaque besoin, puis approuvez pour %(body)s.")
        % {"body": reader.body},
        reader.reverse("minutes"),
        _("Lire le compte rendu"),
    )
