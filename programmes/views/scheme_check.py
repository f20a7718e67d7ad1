"""« Toujours valable ? »: the page of the personal link of who answers for a support scheme."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.edit_conflict import EditConflict
from accelerator.links import LinkClosed
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import parse_version
from programmes import scheme_links
from programmes.access import set_edition
from programmes.actions import schemes as actions
from programmes.forms.schemes import OwnedSchemeForm
from programmes.models import SupportScheme
from programmes.scheme_labels import describe_terms


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_scheme(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm in one click, correct, or report that it no longer exists. No account is required."""
    try:
        scheme = scheme_links.read(token)
    except LinkClosed as closed:
        return render(request, "programmes/check_scheme_closed.html", {"closed": closed}, status=410)
    set_edition(request, scheme.edition)
    terms = describe_terms(scheme.terms)  # before a form writes on it what is typed
    doing = request.POST.get("do", "")
    form = OwnedSchemeForm(request.POST if doing == "correct" else None, instance=scheme)
    if request.method == "POST" and _act(request, scheme, doing, form):
        return redirect(request.path)
    context = {
        "form": form,
        "scheme": scheme,
        "terms": terms,
        "is_over": scheme.is_over(timezone.localdate()),
    }
    return render(request, "programmes/check_scheme.html", context, status=422 if form.is_bound else 200)


def _act(request: HttpRequest, scheme: SupportScheme, doing: str, form: OwnedSchemeForm) -> bool:
    """Whether something was done, or refused with a reason on the next page."""
    at = timezone.now()
    if doing == "correct":
        return form.is_valid() and _correct(request, form)
    try:
        if doing == "confirm":
            seen = parse_version(request.POST.get("seen", ""))
            actions.verify_scheme(scheme=scheme, actor=None, at=at, base_version=seen or 0)
            messages.success(request, _("Merci : c’est noté, le dispositif est à jour."))
        elif doing == "stop":
            actions.archive_scheme(scheme=scheme, actor=None, at=at)
            messages.success(request, _("Merci : le dispositif n’est plus proposé."))
    except (EditConflict, TransitionRefused) as refusal:
        messages.error(request, str(refusal.message))
    return True


def _correct(request: HttpRequest, form: OwnedSchemeForm) -> bool:
    scheme, at = form.save(commit=False), timezone.now()
    scheme.verified_on = timezone.localdate(at)
    try:
        actions.save_scheme(
            scheme=scheme, base_version=form.cleaned_data["seen"], is_verified=True, actor=None, at=at
        )
    except EditConflict as conflict:
        form.show_theirs(conflict.version, str(conflict.message))
        return False
    messages.success(request, _("Merci : vos corrections sont enregistrées."))
    return True
