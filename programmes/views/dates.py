"""All dates of an edition in one form; around the closing of its call, late accesses and versions of the rules."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.links import LinkClosed
from accelerator.types import Context
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from accelerator.web.merging import lock_when_posted
from programmes import dates, links
from programmes.access import edition_for, set_edition
from programmes.actions import late_access as actions
from programmes.actions.editions import change_edition, dates_are_set
from programmes.forms.calls import LateAccessForm
from programmes.forms.editions import EditionDatesForm
from programmes.models import Edition, LateAccess


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
    """The dates that are set, in the order of time, each with the page that changes it."""
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


@require_http_methods(["GET", "HEAD", "POST"])
def late_accesses(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The people who may submit after the closing, and the form that adds one more person."""
    current_edition = edition_for(request, edition)
    form = LateAccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _offer_late_access(request, current_edition, form):
        return redirect("programmes:manage_late_accesses", edition)
    rows = current_edition.call.late_accesses.select_related("created_by", "used_by")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"form": form, "call": current_edition.call, "page": page, "now": timezone.now()}
    return render_form(request, "programmes/manage_late_accesses.html", context, form)


def _offer_late_access(request: AuthenticatedRequest, edition: Edition, form: LateAccessForm) -> bool:
    with RefusalAsError(form, date="expires_at"):
        access = actions.offer_late_access(
            call=edition.call, actor=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Le lien part à %(email)s.") % {"email": access.email})
        return True
    return False


@require_POST
def revoke_late_access(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    current_edition = edition_for(request, edition)
    access = get_object_or_404(
        LateAccess.objects.select_related("call__edition"), pk=pk, call=current_edition.call
    )
    with RefusalAsMessage(request):
        actions.revoke_late_access(access=access, actor=request.user, at=timezone.now())
        messages.success(request, _("Le lien de %(email)s est retiré.") % {"email": access.email})
    return redirect("programmes:manage_late_accesses", edition)


@require_safe
def rules_versions(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each version of the rules, with its date and its fingerprint."""
    current_edition = edition_for(request, edition)
    page = Paginator(current_edition.call.rules_versions.order_by("-number"), 50).get_page(
        request.GET.get("page")
    )
    return render(request, "programmes/manage_rules.html", {"call": current_edition.call, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def late_access(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a personal link, with its end; POST ties it to the account of its address."""
    try:
        access = links.read_late_link(token, timezone.now())
        if request.method == "POST" and request.user.is_authenticated:
            return _take_up(request, access)
    except LinkClosed as closed:
        return render(request, "programmes/late_access_closed.html", {"closed": closed}, status=410)
    set_edition(request, access.call.edition)
    context = {
        "access": access,
        "edition": access.call.edition,
        "is_mine": request.user.is_authenticated and request.user.email == access.email,
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    return render(request, "programmes/late_access.html", context)


def _take_up(request: HttpRequest, access: LateAccess) -> HttpResponse:
    with RefusalAsMessage(request):
        actions.take_up_late_access(access=access, user=current_user(request), at=timezone.now())
        return redirect("projects:apply", edition=access.call.edition.slug)
    return redirect(request.path)
