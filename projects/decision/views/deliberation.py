"""The committee's table: the order of the day, then one dossier at a time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Exists, ExpressionWrapper
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.forms import render_form
from programmes.access import can, edition_for, roles_of
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.application.enums import SCORED
from projects.conflicts.queries import Conflicts, conflicts_of, list_people_aside
from projects.decision.actions import deliberation
from projects.decision.actions.refusals import DecisionMoved, PlacesTaken, TieWithoutReason
from projects.decision.enums import Outcome
from projects.decision.forms import DecisionForm
from projects.decision.queries.decisions import Tally, readable_reserves, tally
from projects.declarations.models import is_undeclared
from projects.models import Application, Meeting
from projects.review.queries.ranking import deliberation as deliberation_list, next_undecided
from projects.review.queries.reviews import compare_reviews, reviews_of


def read_list(request: AuthenticatedRequest, edition: Edition) -> Context:
    """Dossiers in ranking order, places left, and the mix of what is selected so far."""
    choice, conflicts = (
        request.GET.get("decision", ""),
        conflicts_of(request.user, edition, roles=roles_of(request)),
    )
    page, rows, apart = deliberation_list(edition, choice, request.GET.get("page"), conflicts)
    counts = tally(edition, conflicts)
    return {
        "edition": edition,
        "manages": can(request, Capability.MANAGE_APPLICATIONS, edition=edition.slug),
        "page": page,
        "rows": rows,
        "is_unsettled": any(row.is_unsettled for row in rows),
        "apart": apart,
        "choice": choice,
        "choices": [("", _("Tous")), ("undecided", _("À décider")), *Outcome.choices],
        "line_is_withheld": bool(conflicts),
        "tally": counts,
        "reserves": readable_reserves(edition, conflicts) if counts.reserve else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """One dossier: its reviews side by side, who stepped aside, and the decision, which organisers alone change.

    Of a dossier that is closed to an officer until they answered for it, the list of their links instead.
    """
    manages = can(request, Capability.MANAGE_APPLICATIONS, edition=edition)
    if request.method == "POST" and not manages:
        raise PermissionDenied
    current_edition = edition_for(request, edition, "conflict_round")
    rows = Application.objects.in_review().for_edition(current_edition).not_hidden_from(request.user)
    rows = rows.annotate(
        is_closed=ExpressionWrapper(is_undeclared(request.user), BooleanField()),
        meeting_is_open=Exists(Meeting.objects.open().filter(edition=current_edition).order_by()),
    )
    application = get_object_or_404(rows.select_related("project", "call", "decision"), reference=ref)
    if not manages and getattr(application, "is_closed", False):
        return redirect("projects:declare_links", edition=edition)
    conflicts = conflicts_of(request.user, current_edition, roles=roles_of(request))
    places = tally(current_edition, conflicts)
    form = DecisionForm(
        conflicts.mark_outcome(conflicts.mark(application)).visible_decision,
        request.POST if request.method == "POST" else None,
        places_left=places.places_left,
        ranks=not conflicts.withholds_totals,
    )
    if request.method == "POST" and form.is_valid() and _decide(request, application, form):
        messages.success(request, _("Décision enregistrée pour %(ref)s. Rien n’est envoyé.") % {"ref": ref})
        return redirect("projects:decide", edition=edition, ref=ref)
    return _render_dossier(request, current_edition, application, conflicts, form, places, manages=manages)


def _decide(request: AuthenticatedRequest, application: Application, form: DecisionForm) -> bool:
    """Whether the decision is saved; if not, the form has the error."""
    try:
        deliberation.decide(
            application=application, actor=request.user, at=timezone.now(), **form.read_decision()
        )
    except DecisionMoved as moved:
        form.show_moved(moved)
    except PlacesTaken as taken:
        form.show_taken(taken)
    except TieWithoutReason as tie:
        form.add_error("reason", str(tie.message))
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
    else:
        return True
    return False


def _render_dossier(
    request: AuthenticatedRequest,
    edition: Edition,
    application: Application,
    conflicts: Conflicts,
    form: DecisionForm,
    places: Tally,
    *,
    manages: bool,
) -> HttpResponse:
    # who has a review of their own to send reads those of others, and the outcome, afterwards
    reviews = [] if application.hidden_because else reviews_of(application)
    return render_form(
        request,
        "projects/decision/deliberation_dossier.html",
        {
            "edition": edition,
            "manages": manages,
            "application": application,
            "form": form,
            "reviews": reviews,
            "lines": compare_reviews(reviews),
            # their reasons say who applies
            "people_aside": [] if conflicts.hides_names else list_people_aside(application),
            "tally": places,
            "following": next_undecided(edition, application, conflicts),
            "is_open": application.state in SCORED,
        },
        form,
    )
