"""The organiser's page of the surveys: their dates, their links, who answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.transitions import TransitionRefused
from coaching.surveys import queries
from coaching.surveys.actions import survey as actions
from coaching.surveys.enums import SurveyKind
from coaching.surveys.forms import SurveyDatesForm
from coaching.surveys.reminders import DAYS_AFTER
from programmes.access import edition_for
from programmes.models import Edition


@require_http_methods(["GET", "HEAD", "POST"])
def manage_surveys(request: HttpRequest, edition: str) -> HttpResponse:
    """One survey of the edition: its dates, its links, who answered."""
    shown = edition_for(request, edition)
    kind = request.GET.get("kind") or queries.due_kind(shown, timezone.now())
    if kind not in SurveyKind:
        raise Http404
    existing = shown.surveys.filter(kind=kind).first()
    form = SurveyDatesForm(request.POST or None, survey=existing)
    if request.method == "POST" and form.is_valid():
        actions.open_survey(
            edition=shown, kind=kind, actor=request.user, at=timezone.now(), **form.cleaned_data
        )
        if existing:
            messages.success(request, _("Les dates de l’enquête sont enregistrées."))
        else:
            messages.success(
                request, _("L’enquête est ouverte. Il reste à envoyer à chaque projet son lien personnel.")
            )
        return redirect(f"{request.path}?kind={kind}")
    page = Paginator(queries.invitations_of(existing), 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "kind": SurveyKind(kind),
        "kinds": list(SurveyKind),
        "reminded": DAYS_AFTER[kind],
        "survey": existing,
        "counts": queries.survey_counts(shown, existing),
        "links": queries.count_links(existing),
        "open": existing and existing.is_open(timezone.now()),
        "session_ends": shown.session_ends_on if kind == SurveyKind.SYNTHESIS and _is_early(shown) else None,
    }
    return render(
        request, "coaching/surveys/survey_manage.html", context, status=422 if form.is_bound else 200
    )


def _is_early(edition: Edition) -> bool:
    """The last day of the session has not come: nobody knows yet what it brought."""
    ends = edition.session_ends_on
    return ends is not None and timezone.localdate() < ends


@require_POST
def send_links(request: HttpRequest, edition: str, kind: str) -> HttpResponse:
    """Mail the personal links to the projects that have none."""
    shown = edition_for(request, edition)
    existing = get_object_or_404(shown.surveys, kind=kind)
    try:
        sent = actions.send_links(survey=existing, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        text = ngettext("%(count)s message part.", "%(count)s messages partent.", sent) % {"count": sent}
        messages.success(
            request, text if sent else _("Tous les projets ont déjà leur lien : aucun message ne part.")
        )
    return redirect(f"{_address(edition)}?kind={kind}")


@require_POST
def resend_link(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Mail one link again, or replace it by a new one."""
    shown = edition_for(request, edition)
    invitation = get_object_or_404(queries.invitations_of_edition(shown), pk=pk)
    try:
        holder = actions.resend_link(
            invitation=invitation,
            actor=request.user,
            at=timezone.now(),
            renew=request.POST.get("renew") == "1",
        )
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Le lien part à %(email)s.") % {"email": holder.email})
    return redirect(f"{_address(edition)}?kind={invitation.survey.kind}")


@require_POST
def revoke_link(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Shut the links that were sent to one project."""
    shown = edition_for(request, edition)
    invitation = get_object_or_404(queries.invitations_of_edition(shown), pk=pk)
    try:
        actions.revoke_link(invitation=invitation, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Le lien est révoqué : plus personne ne l’ouvre."))
    return redirect(f"{_address(edition)}?kind={invitation.survey.kind}")


def _address(edition: str) -> str:
    return reverse("coaching:manage_surveys", args=[edition])
