"""Around the closing of a call: personal late accesses, versions of the rules."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.links import LinkClosed
from accelerator.web.forms import render_form
from accelerator.web.refusals import RefusalAsError, RefusalAsMessage
from programmes import links
from programmes.access import edition_for, set_edition
from programmes.actions import late_access as actions
from programmes.forms.calls import LateAccessForm
from programmes.models import Edition, LateAccess


@require_http_methods(["GET", "HEAD", "POST"])
def late_accesses(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Who may submit after the closing, and the form that lets one more person in."""
    current_edition = edition_for(request, edition)
    form = LateAccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _offer(request, current_edition, form):
        return redirect("programmes:manage_late_accesses", edition)
    rows = current_edition.call.late_accesses.select_related("created_by", "used_by")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"form": form, "call": current_edition.call, "page": page, "now": timezone.now()}
    return render_form(request, "programmes/manage_late_accesses.html", context, form)


def _offer(request: AuthenticatedRequest, edition: Edition, form: LateAccessForm) -> bool:
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
