"""The support schemes of an edition: the list and its filters, one scheme, what becomes of it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.transitions import TransitionRefused
from programmes.access import edition_for
from programmes.actions import schemes as actions
from programmes.forms.schemes import SchemeFilters, SchemeForm
from programmes.models import SupportScheme
from programmes.scheme_list import describe_schemes, filter_schemes

PER_PAGE = 50


@require_safe
def schemes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Support schemes of the edition; those to check are marked."""
    current_edition = edition_for(request, edition)
    today = timezone.localdate()
    filters = SchemeFilters(request.GET, edition=current_edition)
    rows = filter_schemes(current_edition, filters.values, today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "is_filtered": bool(filters.values),
        "query": request.GET.urlencode() if filters.values else "",
        "page": page,
        "rows": describe_schemes(list(page), today),
        "to_ask": current_edition.schemes.current()
        .stale(current_edition.schemes_checked_months, today)
        .exclude(contact_email="")
        .count(),
        "unmatched": current_edition.schemes.current().filter(needs=[]).count(),
    }
    return render(request, "programmes/manage_schemes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request: AuthenticatedRequest, edition: str, pk: int | None = None) -> HttpResponse:
    """Add a scheme, or change one."""
    current_edition = edition_for(request, edition)
    existing = current_edition.schemes.select_related("organisation", "verified_by")
    instance = get_object_or_404(existing, pk=pk) if pk else SupportScheme(edition=current_edition)
    form = SchemeForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(request, _("Le dispositif est enregistré."))
        return redirect("programmes:manage_schemes", edition)
    context = {
        "form": form,
        "scheme": instance if pk else None,
        "is_stale": bool(pk) and instance.is_stale(),
    }
    return render(request, "programmes/manage_scheme.html", context, status=422 if form.is_bound else 200)


def _save(request: AuthenticatedRequest, form: SchemeForm) -> bool:
    try:
        actions.save_scheme(
            scheme=form.ready(),
            base_version=form.cleaned_data["seen"],
            is_verified="verified_on" in form.changed_data,
            actor=request.user,
            at=timezone.now(),
        )
    except EditConflict as conflict:
        form.show_theirs(conflict.version, str(conflict.message))
        return False
    return True


@require_POST
def verify_scheme(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Mark as verified at its source."""
    return _act(request, edition, pk, actions.verify_scheme, _("Le dispositif est vérifié ce jour."))


@require_POST
def ask_scheme_owners(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Write now to the contacts of the schemes to check."""
    current_edition = edition_for(request, edition)
    mails = actions.notify_scheme_owners(edition=current_edition, actor=request.user, at=timezone.now())
    message = ngettext("%(n)d personne est interrogée.", "%(n)d personnes sont interrogées.", mails)
    if mails:
        messages.success(request, message % {"n": mails})
    else:
        messages.info(
            request, _("Personne à interroger aujourd’hui : c’est déjà fait, ou aucune adresse n’est connue.")
        )
    return redirect("programmes:manage_schemes", edition)


@require_POST
def archive_scheme(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    message = _("Le dispositif est archivé : il n’est plus proposé.")
    return _act(request, edition, pk, actions.archive_scheme, message)


@require_POST
def restore_scheme(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    return _act(request, edition, pk, actions.restore_scheme, _("Le dispositif est de nouveau proposé."))


@require_POST
def remove_scheme(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    return _act(request, edition, pk, actions.remove_scheme, _("Le dispositif est supprimé."))


def _act(
    request: AuthenticatedRequest, edition: str, pk: int, action: Callable[..., object], message: str
) -> HttpResponse:
    """Do it and go back to the list; to the scheme, with the reason, when it is refused."""
    current_edition = edition_for(request, edition)
    scheme = get_object_or_404(current_edition.schemes, pk=pk)
    try:
        action(scheme=scheme, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("programmes:edit_scheme", edition, pk)
    messages.success(request, message)
    return redirect("programmes:manage_schemes", edition)
