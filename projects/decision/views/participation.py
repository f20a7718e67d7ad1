"""The place that is offered: the holder's answer, and an organiser who takes it back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes.access import edition_for, set_edition
from projects.conflicts.queries import without_conflict
from projects.decision.actions import participation as actions
from projects.decision.forms import DeclineForm, WithdrawPlaceForm
from projects.decision.queries.decisions import others_wait, places
from projects.decision.queries.feedback import describe_answer
from projects.decision.queries.letters import find_committee_answer
from projects.models import Application, Participation


@require_http_methods(["GET", "HEAD", "POST"])
def participation(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Confirm, or leave the place to the next project, with a reason if one wishes."""
    place = _find_participation(request, ref)
    at = timezone.now()
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with RefusalAsMessage(request):
            _answer(request, place, form, at)
        return redirect("projects:participation", ref=ref)
    members = place.project.members.editors().filter(user=request.user)
    application = place.project.application
    return render_form(
        request,
        "projects/decision/participation_page.html",
        {
            "participation": place,
            "application": application,
            "committee": find_committee_answer(application, at),
            "may_answer": members.exists(),
            "withdrawn": actions.is_withdrawn(place),
            "answer": describe_answer(place.edition, place.offered_at, at),
            "others_wait": others_wait(place.edition),
            "may_leave": actions.may_leave(place, at),
            "session_has_begun": place.edition.session_has_begun(at),
            "session_is_over": place.edition.session_is_over(at),
            "form": form,
        },
        form,
    )


def _find_participation(request: AuthenticatedRequest, ref: str) -> Participation:
    """The place offered to one of the person's own projects; anything else does not exist."""
    rows = Participation.objects.of_member(request.user).select_related(
        "edition__call", "project__application__call", "project__application__decision"
    )
    place = get_object_or_404(rows, project__application__reference=ref)
    set_edition(request, place.edition)
    return place


def _answer(request: AuthenticatedRequest, place: Participation, form: DeclineForm, at: datetime) -> None:
    if request.POST.get("answer") == "decline":
        actions.decline(participation=place, reason=form.cleaned_data["reason"], actor=request.user, at=at)
        messages.success(request, _("C’est noté : votre place est libre pour un autre projet."))
    elif request.POST.get("answer") == "confirm":
        actions.confirm(participation=place, actor=request.user, at=at)
        messages.success(request, _("Votre place est confirmée. À bientôt !"))


def _describe_withdrawal(place: Participation, called: Application | None) -> str:
    """What was done, and which reserve is called: announced, it is named to every organiser."""
    if called is None:
        return _("La place de « %(title)s » est retirée.") % {"title": place.project.title}
    words = _(
        "La place de « %(title)s » est retirée ; le projet « %(called)s » de la liste complémentaire est appelé."
    )
    return words % {"title": place.project.title, "called": called.title or called.reference}


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_place(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """What follows, and why: then the place is free."""
    current_edition, at = edition_for(request, edition), timezone.now()
    judges = without_conflict(request.user, "project__application")
    taken = places(current_edition, request.user).filter(judges).taken()
    place = get_object_or_404(taken, project__application__reference=ref)
    form = WithdrawPlaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form):
            called = actions.withdraw_place(
                participation=place, actor=request.user, at=at, **form.cleaned_data
            )
            messages.success(request, _describe_withdrawal(place, called))
            return redirect("projects:announce", edition=edition)
    context = {
        "edition": current_edition,
        "application": place.project.application,
        "form": form,
        "calls_next": not current_edition.session_has_begun(at) and others_wait(current_edition),
    }
    return render_form(request, "projects/decision/withdraw_place.html", context, form)
