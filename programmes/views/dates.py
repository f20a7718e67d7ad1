"""The dates of an edition on a timeline, and their contradictions."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.charts import Chart, TimelineMark, moments
from accelerator.web.templatetags.prose import longdate
from programmes import dates
from programmes.access import edition_for
from programmes.actions.editions import dates_are_set
from programmes.models import Edition


@dataclass(frozen=True)
class DateRow:
    """One date of the edition; ``url``: where it is changed; ``wrong``: it contradicts another."""

    name: str
    label: "str | Promise"
    value: date | None
    url: str
    wrong: bool = False
    is_past: bool = False


@require_safe
def edition_dates(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each date, the drawing of those that are set, and each problem with the page that mends it."""
    current_edition, at = edition_for(request, edition), timezone.now()
    added = dates.list_added_dates(current_edition)
    saved_dates = dates.dates_of(current_edition)
    impossible = dates.impossible(saved_dates, added)
    doubts = dates.doubtful(saved_dates, at, past_is_fine=True)
    rows = _rows(
        current_edition, saved_dates, added, {name for problem in impossible for name in problem.names}, at
    )
    links = {row.name: row.url for row in rows}
    context = {
        "impossible": [(problem.text, links[problem.names[-1]]) for problem in impossible],
        "doubts": [(problem.text, links[problem.names[-1]]) for problem in doubts],
        "rows": rows,
        "chart": _draw(rows, at),
        "grace_ends_at": current_edition.call.grace_ends_at if current_edition.call.grace_minutes else None,
    }
    return render(request, "programmes/edition_dates.html", context)


def _rows(
    edition: Edition, saved_dates: dates.Dates, added: list[dates.AddedDate], wrong: set[str], at: datetime
) -> list[DateRow]:
    """In the order of time; dates that are not set come last, in the order of the work."""
    settings = reverse("programmes:manage_settings", args=[edition.slug])
    call_page = reverse("programmes:manage_call", args=[edition.slug])
    opened = reverse("projects:extend_call", args=[edition.slug]) if dates_are_set(edition.call, at) else ""
    values = [
        *(
            (name, label, saved_dates.get(name), opened or f"{call_page}#id_{name}")
            for name, label in dates.CALL_DATES.items()
        ),
        *(
            (name, label, saved_dates.get(name), f"{settings}#id_{name}")
            for name, label in dates.EDITION_DATES.items()
            if not (name == "announces_on" and edition.announced_at and not saved_dates.get(name))
        ),
        *((extra.name, extra.label, extra.value, extra.url) for extra in added),
    ]
    if edition.announced_at:
        announced = reverse("projects:announce", args=[edition.slug])
        values.append(("announced_at", _("Décisions annoncées"), edition.announced_at, announced))
    rows = [
        DateRow(name, label, value, url, name in wrong, value is not None and _instant(value) < at)
        for name, label, value, url in values
    ]
    return sorted(rows, key=lambda row: (row.value is None, _instant(row.value) if row.value else at))


def _instant(value: date) -> datetime:
    if isinstance(value, datetime):
        return value
    return timezone.make_aware(datetime.combine(value, datetime.min.time()))


def _draw(rows: list[DateRow], at: datetime) -> Chart | None:
    """The drawing, or nothing when fewer than two dates are set."""
    marks = [
        TimelineMark(str(row.label), longdate(row.value), _instant(row.value), row.wrong)
        for row in rows
        if row.value
    ]
    if len(marks) < 2:
        return None
    return moments(
        marks,
        now=at,
        title=_("Les dates de l’édition"),
        description=_("De %(first)s à %(last)s.") % {"first": marks[0].text, "last": marks[-1].text},
        columns=(_("Étape"), _("Date")),
        mark=_("à revoir"),
        now_label=_("aujourd’hui"),
    )
