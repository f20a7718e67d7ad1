"""The dates of an edition, as those who take part in it read them."""

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import day, days, longdate
from coaching.home.holder.dossiers import HolderDossier
from programmes.models import Edition


def editions_of(dossiers: Iterable[HolderDossier]) -> list[Edition]:
    """The editions of these projects, each once, in their order."""
    return list({dossier.edition.pk: dossier.edition for dossier in dossiers}.values())


def dates_of(edition: Edition, at: datetime) -> list[dict[str, Any]]:
    """The dates of an edition for the timeline component. Needs ``edition.call``.

    What is of today or under way is marked; the next one, however near, is still to come.
    """
    call, today = edition.call, timezone.localdate(at)
    starts, ends = edition.session_starts_on, edition.session_ends_on
    announced_at = edition.announced_at

    def of_today(moment: datetime) -> bool:
        return timezone.localdate(moment) == today

    rows: list[tuple[str, str, bool, bool]] = [
        (_("L’appel ouvre"), longdate(call.opens_at), call.opens_at <= at, of_today(call.opens_at)),
        (_("L’appel ferme"), longdate(call.closes_at), call.closes_at <= at, call.opens_at <= at),
    ]
    if edition.committee_meets_at:
        meets = edition.committee_meets_at
        met = meets <= at or bool(announced_at and announced_at <= at)
        rows.append((_("Le comité se réunit"), longdate(meets), met, of_today(meets)))
    if announced_at and announced_at <= at:
        rows.append((_("Les réponses sont parties"), day(announced_at), True, False))
    if starts:
        rows.append(
            (_("La session"), days(starts, ends), edition.session_is_over(at), edition.session_has_begun(at))
        )
    afterwards = []  # either may come first
    if meets_on := edition.partners_meet_on:
        label = _("Les partenaires se réunissent")
        afterwards.append((meets_on, (label, day(meets_on), meets_on < today, meets_on == today)))
    if follows := edition.follow_up_starts_on:
        afterwards.append((follows, (_("Le suivi commence"), day(follows), follows <= today, False)))
    rows += [row for _day, row in sorted(afterwards, key=itemgetter(0))]
    if edition.closes_on:
        rows.append(
            (
                _("L’édition se termine"),
                day(edition.closes_on),
                edition.closes_on < today,
                edition.closes_on == today,
            )
        )
    return [
        {
            "label": label,
            "date": date,
            "state": "done" if past else "current" if now else "coming",
        }
        for label, date, past, now in rows
    ]
