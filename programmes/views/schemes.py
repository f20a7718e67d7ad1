"""The support schemes of a programme, and which an edition proposes: list, one, check by its contact, spreadsheets."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.links import LinkClosed
from accelerator.locking import is_gone
from accelerator.table_import import write_table
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes import links
from programmes.access import edition_for, roles_of
from programmes.actions import schemes as actions
from programmes.actions.scheme_import import FIELDS, SchemeImporter, cell_of, list_columns
from programmes.capabilities import Capability
from programmes.forms.schemes import OwnedSchemeForm, SchemeFilters, SchemeForm
from programmes.models import Edition, SupportScheme, TableImport
from programmes.scheme_labels import describe_terms
from programmes.schemes import count_editions, describe_schemes, filter_schemes
from programmes.views.table_imports import ImportPages, send_table

PER_PAGE = 50


@require_safe
def schemes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Support schemes of the programme: a tick for each that the edition proposes; those to check are marked."""
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
        "rows": describe_schemes(list(page), current_edition, today),
        "to_ask": current_edition.schemes.current()
        .stale(current_edition.schemes_checked_months, today)
        .exclude(contact_email="")
        .count(),
        "unmatched": current_edition.schemes.current().filter(needs=[]).count(),
    }
    return render(request, "programmes/manage_schemes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request: AuthenticatedRequest, edition: str, pk: int | None = None) -> HttpResponse:
    """Add a scheme to the programme and propose it, or change one for all editions."""
    current_edition = edition_for(request, edition)
    programme = current_edition.programme
    existing = programme.schemes.with_choice(current_edition).select_related("organisation", "verified_by")
    instance = get_object_or_404(existing, pk=pk) if pk else SupportScheme(programme=programme)
    form = SchemeForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid() and _save(request, form, current_edition):
        messages.success(request, _("Le dispositif est enregistré."))
        return redirect("programmes:manage_schemes", edition)
    managed = roles_of(request).edition_ids(Capability.MANAGE_EDITION)
    context = {
        "form": form,
        "scheme": instance if pk else None,
        "is_stale": bool(pk) and instance.is_stale(current_edition.schemes_checked_months),
        "editions": count_editions(instance, managed | {current_edition.pk}, timezone.now()) if pk else 0,
    }
    return render_form(request, "programmes/manage_scheme.html", context, form)


def _save(request: AuthenticatedRequest, form: SchemeForm, edition: Edition) -> bool:
    with RefusalAsError(form):
        actions.save_scheme(
            scheme=form.ready(),
            edition=edition,
            base_version=form.cleaned_data["seen"],
            is_verified="verified_on" in form.changed_data,
            actor=request.user,
            at=timezone.now(),
        )
        return True
    return False


@require_POST
def choose_schemes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Propose those that were ticked since the page was drawn, and no longer those that were unticked."""
    current_edition = edition_for(request, edition)
    ticked, before = (set(request.POST.getlist(name)) for name in ("ticked", "before"))
    schemes = list(current_edition.programme.schemes.current())
    actions.choose_schemes(
        edition=current_edition,
        added=[scheme for scheme in schemes if str(scheme.pk) in ticked - before],
        removed=[scheme for scheme in schemes if str(scheme.pk) in before - ticked],
        actor=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Le choix des dispositifs est enregistré."))
    page = reverse("programmes:manage_schemes", args=[edition])
    return redirect(f"{page}?{request.GET.urlencode()}" if request.GET else page)


@require_POST
def verify_scheme(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Mark as verified at its source."""
    return _act(request, edition, pk, actions.verify_scheme, _("Le dispositif est vérifié ce jour."))


@require_POST
def request_scheme_confirmation(request: AuthenticatedRequest, edition: str) -> HttpResponse:
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
    done = _("Le dispositif est archivé : il n’est plus proposé.")
    choice = _("Le dispositif n’est plus proposé dans cette édition.")
    return _act(request, edition, pk, actions.archive_scheme, done, choice)


@require_POST
def restore_scheme(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    return _act(request, edition, pk, actions.restore_scheme, _("Le dispositif est de nouveau proposé."))


@require_POST
def remove_scheme(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    choice = _("Le dispositif sert ailleurs, ou une réponse le nomme : il reste archivé.")
    return _act(request, edition, pk, actions.remove_scheme, _("Le dispositif est supprimé."), choice)


def _act(
    request: AuthenticatedRequest,
    edition: str,
    pk: int,
    action: Callable[..., bool | None],
    done: str,
    choice: str = "",
) -> HttpResponse:
    """Do it and go back to the list; to the scheme, with the reason, when it is refused and still there.

    ``choice``: what to say when the choice of the edition alone has changed.
    """
    current_edition = edition_for(request, edition)
    scheme = get_object_or_404(current_edition.programme.schemes, pk=pk)
    with RefusalAsMessage(request):
        is_done = action(scheme=scheme, edition=current_edition, actor=request.user, at=timezone.now())
        messages.success(request, choice if is_done is False else done)
        return redirect("programmes:manage_schemes", edition)
    if is_gone(scheme):
        return redirect("programmes:manage_schemes", edition)
    return redirect("programmes:edit_scheme", edition, pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_scheme(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm in one click, correct, or report that it no longer exists. No account is required."""
    try:
        scheme = links.read_scheme_link(token)
    except LinkClosed as closed:
        return render(request, "programmes/check_scheme_closed.html", {"closed": closed}, status=410)
    terms = describe_terms(scheme.terms)  # before a form writes on it what is typed
    doing = request.POST.get("do", "")
    form = OwnedSchemeForm(request.POST if doing == "correct" else None, instance=scheme)
    if request.method == "POST" and _act_on_link(request, scheme, doing, form):
        return redirect(request.path)
    context = {
        "form": form,
        "scheme": scheme,
        "terms": terms,
        "is_over": scheme.is_over(timezone.localdate()),
    }
    return render_form(request, "programmes/check_scheme.html", context, form)


def _act_on_link(request: HttpRequest, scheme: SupportScheme, doing: str, form: OwnedSchemeForm) -> bool:
    """Whether something was done, or refused with a reason on the next page."""
    at = timezone.now()
    if doing == "correct":
        return form.is_valid() and _correct(request, form)
    with RefusalAsMessage(request):
        if doing == "confirm":
            seen = parse_version(request.POST.get("seen", ""))
            actions.verify_scheme(scheme=scheme, actor=None, at=at, base_version=seen or 0)
            messages.success(request, _("Merci : c’est noté, le dispositif est à jour."))
        elif doing == "stop":
            actions.archive_scheme(scheme=scheme, actor=None, at=at)
            messages.success(request, _("Merci : le dispositif n’est plus proposé."))
    return True


def _correct(request: HttpRequest, form: OwnedSchemeForm) -> bool:
    scheme, at = form.save(commit=False), timezone.now()
    scheme.verified_on = timezone.localdate(at)
    with RefusalAsError(form):
        actions.save_scheme(
            scheme=scheme, base_version=form.cleaned_data["seen"], is_verified=True, actor=None, at=at
        )
        messages.success(request, _("Merci : vos corrections sont enregistrées."))
        return True
    return False


class SchemeImportPages(ImportPages):
    importer = SchemeImporter
    app, name = "programmes", "scheme"
    templates = ("programmes/scheme_imports.html", "programmes/scheme_import.html")
    next_page = "programmes:manage_schemes"
    done = ngettext_lazy("%(count)d dispositif importé.", "%(count)d dispositifs importés.", "count")
    empty_table = (gettext_lazy("Dispositifs"), gettext_lazy("modele-dispositifs.xlsx"))

    def get_context(self, edition: Edition) -> Context:
        return {"has_schemes": edition.programme.schemes.exists()}

    def get_import_context(self, stored: TableImport) -> Context:
        sample = [
            {**row, "changes": ", ".join(str(FIELDS[key].label) for key in row["changes"] if key in FIELDS)}
            for row in stored.sample
        ]
        return {"sample": sample, "beyond": stored.new_count + stored.changed_count - len(sample)}


@require_safe
def export_schemes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The filtered list, as a spreadsheet that can be corrected and imported again: XLSX, or ``?format=csv``."""
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    current_edition = edition_for(request, edition)
    filters = SchemeFilters(request.GET, edition=current_edition)
    schemes = filter_schemes(current_edition, filters.values, timezone.localdate())
    rows = ([cell_of(scheme, key) for key in FIELDS] for scheme in schemes.iterator(chunk_size=500))
    name = _("dispositifs-%(slug)s.%(kind)s") % {"slug": current_edition.slug, "kind": kind}
    return send_table(write_table(kind, _("Dispositifs"), list_columns(), rows, frozen=2), name, kind)
