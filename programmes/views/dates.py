"""All dates of an edition: one form, each month with what falls in it, and their contradictions."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.forms import render_form
from accelerator.web.merging import lock_when_posted
from accelerator.web.refusals import RefusalAsError
from programmes import dates
from programmes.access import edition_for
from programmes.actions.editions import change_edition, dates_are_set
from programmes.forms.editions import EditionDatesForm
from programmes.models import Edition


@dataclass(frozen=True)
class DateRow:
    """One date of the edition; ``url``: where it is changed; ``wrong``: it contradicts another."""

    name: str
    label: "str | Promise"
    value: date
    url: str
    wrong: bool = False
    is_past: bool = False
    reason: str = ""
    """Why it is so, of a date that nobody set."""


@require_http_methods(["GET", "HEAD", "POST"])
def edition_dates(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The form of all dates, each problem with the place that mends it, and the months."""
    current_edition, at = edition_for(request, edition), timezone.now()
    context = _describe(current_edition, at)  # as it is saved: the form changes the row that it reads
    with lock_when_posted(request, current_edition), lock_when_posted(request, current_edition.call):
        form = EditionDatesForm(
            request.POST or None,
            instance=current_edition,
            dates_are_set=dates_are_set(current_edition.call, at),
        )
        if request.method == "POST" and form.is_valid():
            with RefusalAsError(form):
                change_edition(
                    edition=form.instance,
                    changed=form.changed_data,
                    confirmed=form.cleaned_data["confirm_dates"],
                    actor=request.user,
                    at=at,
                )
                messages.success(request, _("Les dates sont enregistrées."))
                return redirect("programmes:manage_dates", edition)
    return render_form(request, "programmes/edition_dates.html", {"form": form, **context}, form)


def _describe(edition: Edition, at: datetime) -> Context:
    """The saved dates by month, and what is wrong with them."""
    added = dates.list_added_dates(edition)
    saved = dates.dates_of(edition)
    impossible = dates.impossible(saved, added)
    doubts = dates.doubtful(saved, at, past_is_fine=True)
    rows = _list_rows(edition, added, {name for problem in impossible for name in problem.names}, at)
    links = {row.name: row.url for row in rows}
    return {
        "impossible": [(problem.text, links[problem.names[-1]]) for problem in impossible],
        "doubts": [(problem.text, links[problem.names[-1]]) for problem in doubts],
        "rows": rows,
        "grace_ends_at": edition.call.grace_ends_at if edition.call.grace_minutes else None,
    }


def _list_rows(
    edition: Edition, added: list[dates.AddedDate], wrong: set[str], at: datetime
) -> list[DateRow]:
    """Those that are set, in the order of time, each with the place that changes it."""
    urls = {name: f"#id_{name}" for name in (*dates.CALL_DATES, *dates.EDITION_DATES)}
    if dates_are_set(edition.call, at):
        urls |= dict.fromkeys(dates.CALL_DATES, reverse("projects:extend_call", args=[edition.slug]))
    address = reverse("projects:announce", args=[edition.slug])
    announced = dates.AddedDate("announced_at", _("Décisions annoncées"), edition.announced_at, address)
    defaults = dates.list_default_dates(edition)
    reasons = {row.name: row.reason for row in defaults}
    assumed = [dates.AddedDate(row.name, row.label, row.value, "") for row in defaults]
    return [
        DateRow(
            row.name,
            row.label,
            row.value,
            urls.get(row.name, row.url),
            row.name in wrong,
            dates.precedes(row.value, at),
            reasons.get(row.name, ""),
        )
        for row in dates.list_dates(edition, [*added, announced, *assumed])
        if row.value
    ]
