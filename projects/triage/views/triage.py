"""Working through the list of dossiers: several at once and back, saved searches, columns."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsMessage
from accelerator.web.visitor import page_before
from programmes.access import edition_for
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.models import Application, BulkAction, BulkVerb, CompletionRequest, SavedFilter
from projects.triage.actions import bulk, tags
from projects.triage.forms import BulkForm, ColumnsForm, SaveFilterForm
from projects.triage.listing import ApplicationFilters, filters_of
from projects.triage.queries import colleagues

LONGEST_QUERY = 1000
"""Characters of a saved search."""
MOST_NAMED = 5
"""Dossiers that a message names before « … »."""


@require_POST
def change(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Do one thing to the dossiers that are ticked, or to all that the search finds."""
    current = edition_for(request, edition)
    dossiers = Application.objects.in_list_of(request.user, current.call)
    form = BulkForm(request.POST, applications=dossiers, colleagues=colleagues(current))
    if not form.is_valid():
        messages.error(request, form.problem)
        return back(request, edition)
    with RefusalAsMessage(request):
        wanted = _select_rows_to_change(request, current, dossiers, form)
        done = _change_done(request, current, wanted, form)
        notify_changed(request, edition, done, left=_describe_unchanged(wanted, done))
    return back(request, edition)


def _select_rows_to_change(
    request: AuthenticatedRequest, edition: Edition, dossiers: ApplicationQuerySet, form: BulkForm
) -> ApplicationQuerySet:
    """Rows by key, so that what follows joins nothing. Raises ``TransitionRefused`` when they are not those of the
    page."""
    if form.cleaned_data["every"]:
        filters: ApplicationFilters = filters_of(request.user, edition, dossiers, form.address)
        if filters.unknown:
            raise TransitionRefused(_("Un filtre de cette liste n’existe plus : regardez-la de nouveau."))
        return Application.objects.filter(pk__in=filters.qs.order_by().values("pk"))
    references = set(form.cleaned_data["application"])
    keys = list(dossiers.filter(reference__in=references).order_by("pk").values_list("pk", flat=True))
    # a dossier that left the list since the page was read: better nothing than part of what was ticked
    if len(keys) < len(references):
        raise TransitionRefused(_("Un des dossiers cochés n’est pas dans cette liste."))
    return Application.objects.filter(pk__in=keys)


def _change_done(
    request: AuthenticatedRequest, edition: Edition, wanted: ApplicationQuerySet, form: BulkForm
) -> BulkAction:
    data, who, at = form.cleaned_data, request.user, timezone.now()
    if data["do"] == BulkVerb.TAG:
        return bulk.tag(edition=edition, applications=wanted, name=data["tag"], actor=who, at=at)
    if data["do"] == BulkVerb.ASSIGN:
        return bulk.assign(
            edition=edition, applications=wanted, colleague=data["colleague"], actor=who, at=at
        )
    return bulk.declare_eligible(edition=edition, applications=wanted, actor=who, at=at)


def _describe_unchanged(wanted: ApplicationQuerySet, action: BulkAction) -> str:
    """Which dossiers did not change with the others, and why. 3 queries."""
    rest = wanted.exclude(pk__in=[int(pk) for pk in action.changes])  # keys of a JSON object are texts
    if action.verb == BulkVerb.ASSIGN and action.target:
        return _describe_conflicts(rest.exclude(handled_by=action.target))
    if action.verb != BulkVerb.ELIGIBLE:
        return ""
    waiting = rest.filter(state=ApplicationState.SUBMITTED).order_by("reference")
    barred = list(waiting.filter(findings_standing__gt=0).values_list("reference", flat=True))
    answered = waiting.filter(CompletionRequest.objects.is_answered(), findings_standing=0)
    unread = list(answered.values_list("reference", flat=True))
    others = rest.exclude(state=ApplicationState.SUBMITTED).count()
    sentences = []
    if barred:
        words = ngettext(
            "%(count)d dossier n’a pas changé : une règle l’écarte (%(references)s).",
            "%(count)d dossiers n’ont pas changé : une règle les écarte (%(references)s).",
            len(barred),
        )
        sentences.append(words % {"count": len(barred), "references": _format_references(barred)})
    if unread:
        words = ngettext(
            "%(count)d dossier n’a pas changé : son complément attend d’être lu (%(references)s).",
            "%(count)d dossiers n’ont pas changé : leur complément attend d’être lu (%(references)s).",
            len(unread),
        )
        sentences.append(words % {"count": len(unread), "references": _format_references(unread)})
    if others:
        words = ngettext(
            "%(count)d dossier n’était pas à vérifier.",
            "%(count)d dossiers n’étaient pas à vérifier.",
            others,
        )
        sentences.append(words % {"count": others})
    return " ".join(sentences)


def _describe_conflicts(rest: ApplicationQuerySet) -> str:
    references = list(rest.order_by("reference").values_list("reference", flat=True))
    if not references:
        return ""
    words = ngettext(
        "%(count)d dossier n’a pas été confié : cette personne s’en est déportée, ou le tient (%(references)s).",
        "%(count)d dossiers n’ont pas été confiés : cette personne s’en est déportée, ou les tient (%(references)s).",
        len(references),
    )
    return words % {"count": len(references), "references": _format_references(references)}


def _format_references(references: list[str]) -> str:
    return ", ".join(references[:MOST_NAMED]) + (", …" if len(references) > MOST_NAMED else "")


def notify_changed(request: AuthenticatedRequest, slug: str, action: BulkAction, *, left: str = "") -> None:
    """Add a message with the number of changed dossiers and the undo link; ``left`` explains the unchanged ones."""
    count = len(action.changes)
    if not count:
        words = _("Rien n’a changé : ces dossiers étaient déjà ainsi, ou ne s’y prêtent pas.")
        messages.info(request, left or words)
        return
    text = {
        BulkVerb.ELIGIBLE: ngettext(
            "%(count)d dossier déclaré recevable.", "%(count)d dossiers déclarés recevables.", count
        ),
        BulkVerb.TAG: ngettext("%(count)d dossier étiqueté.", "%(count)d dossiers étiquetés.", count),
        BulkVerb.ASSIGN: ngettext("%(count)d dossier confié.", "%(count)d dossiers confiés.", count)
        if action.target
        else ngettext(
            "%(count)d dossier n’est plus suivi.", "%(count)d dossiers ne sont plus suivis.", count
        ),
    }[BulkVerb(action.verb)]
    undo_url = reverse("projects:undo_bulk", args=[slug, bulk.token_of(action)])
    text_with_rest = f"{text % {'count': count}} {left}".strip()
    messages.success(request, text_with_rest, extra_tags=f"undo={undo_url}")


@require_POST
def undo(request: AuthenticatedRequest, edition: str, token: str) -> HttpResponse:
    """Take a change to several dossiers back."""
    action = bulk.action_of(token)
    if action is None or action.edition.slug != edition:
        raise Http404
    with RefusalAsMessage(request):
        undone = bulk.undo(action=action, actor=request.user, at=timezone.now())
        text = ngettext("%(count)d dossier remis", "%(count)d dossiers remis", undone.restored)
        text = text % {"count": undone.restored} + " " + _("comme avant.")
        if undone.left:
            left = ngettext(
                "%(count)d a changé entre-temps et reste tel quel.",
                "%(count)d ont changé entre-temps et restent tels quels.",
                undone.left,
            )
            text = f"{text} {left % {'count': undone.left}}"
        messages.success(request, text)
    return back(request, edition)


@require_POST
def save_filter(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Save the search of the page under a name."""
    current = edition_for(request, edition)
    form = SaveFilterForm(request.POST)
    dossiers = Application.objects.in_list_of(request.user, current.call)
    filters = filters_of(request.user, current, dossiers, request.POST.get("query", ""))
    if len(filters.query) > LONGEST_QUERY:
        messages.error(request, _("Cette recherche est trop longue pour être gardée."))
    elif form.is_valid():
        tags.save_search(edition=current, user=request.user, query=filters.query, **form.cleaned_data)
        messages.success(request, _("La recherche est enregistrée."))
    else:
        messages.error(request, _("Donnez un nom à cette recherche, en 60 caractères au plus."))
    return redirect(f"{reverse('projects:manage_applications', args=[edition])}?{filters.query}".rstrip("?"))


@require_POST
def delete_filter(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Delete one's own saved search."""
    saved = get_object_or_404(SavedFilter, pk=pk, edition__slug=edition, user=request.user)
    tags.delete_search(saved=saved)
    messages.success(request, _("La recherche est retirée de la liste."))
    return back(request, edition)


@require_POST
def columns(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Save the chosen columns."""
    form = ColumnsForm(request.POST)
    if form.is_valid():
        tags.choose_columns(user=request.user, names=form.cleaned_data["columns"])
    else:
        messages.error(request, _("Une de ces colonnes n’existe pas."))
    return back(request, edition)


def back(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Redirect to ``next``, else to the referring page if it is the list of this edition, else to the list."""
    target = request.POST.get("next", "")
    here = reverse("projects:manage_applications", args=[edition])
    if target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(target)
    before = page_before(request) or ""
    return redirect(before if before.startswith(here) else here)
