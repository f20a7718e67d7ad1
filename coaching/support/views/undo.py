"""The last answer that a person gave on the board, in their session, so that they can take it back."""

from datetime import datetime
from typing import Any

from django.core import serializers
from django.urls import reverse

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import Need, Stance
from coaching.support.access import BoardReader
from coaching.support.actions.answers import take_stance, withdraw_stance
from coaching.support.enums import StanceKind
from coaching.support.queries.filters import BoardFilter
from programmes.models import Organisation

LAST = "support_last_answer"


def remember_answer(
    request: AuthenticatedRequest,
    reader: BoardReader,
    wanted: BoardFilter,
    saved: Stance,
    before: Stance | None,
) -> str:
    """The address that takes ``saved`` back; "" when it is what was there ``before``. Side effect: the session."""
    if before and before.tick == saved.tick:
        return ""
    request.session[LAST] = {
        "answer": [saved.pk, saved.tick],
        "before": serializers.serialize("json", [before]) if before else "",
    }
    undo = reverse("coaching:undo_support_stance", args=[reader.edition.slug, saved.need.uid])
    return f"{undo}?{wanted.query}"


def take_back_answer(request: AuthenticatedRequest, need: Need, body: Organisation, at: datetime) -> bool:
    """What was there before the last answer of this person to ``need``; ``False`` when that was not their last.

    Side effects: those of the actions; the session forgets it. Raises ``TransitionRefused``, ``EditConflict``.
    """
    pk, tick = request.session.get(LAST, {}).get("answer", (0, 0))
    stance = Stance.objects.filter(pk=pk, need=need, organisation=body).first()
    if stance is None:
        return False
    before = request.session.pop(LAST)["before"]
    if not before:
        stance.need, stance.tick = need, tick
        withdraw_stance(stance=stance, actor=request.user, at=at)
        return True
    [row] = serializers.deserialize("json", before)
    old: Any = row.object
    take_stance(
        need=need,
        organisation=body,
        kind=StanceKind(old.kind),
        refer_to=old.refer_to,
        scheme=old.scheme,
        comment=old.comment,
        amount=old.amount,
        amount_for=old.amount_for,
        base_version=tick,
        actor=request.user,
        at=at,
    )
    return True
