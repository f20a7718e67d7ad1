"""The committee's table: the order of the day, then one dossier at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.transitions import TransitionRefused
from accelerator.web.people import signed_in
from programmes.access import edition_for
from programmes.models import Criterion, Edition
from projects.actions import deliberation
from projects.enums import Outcome
from projects.forms.choosing import DecisionForm
from projects.models import Application, Decision, Review
from projects.permissions.choosing import reviews_due
from projects.queries_decisions import judged, owes, reserves, tally
from projects.queries_ranking import deliberation as deliberation_list
from projects.queries_ranking import next_undecided
from projects.queries_reviewing import recused_from, reviews_of
from projects.states import SCORED


@require_safe
def deliberation_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Dossiers in ranking order, places left, and the mix of what is selected so far."""
    held = edition_for(request, edition)
    shown = request.GET.get("decision", "")
    user = signed_in(request)
    page, rows = deliberation_list(held, shown, request.GET.get("page"), user)
    return render(
        request,
        "projects/deliberation_list.html",
        {
            "edition": held,
            "page": page,
            "rows": rows,
            "shown": shown,
            "choices": [("", _("Tous")), ("undecided", _("À décider")), *Outcome.choices],
            "tally": tally(held),
            "reserves": list(reserves(held).annotate(judged=judged(user), owes=owes(user))),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, edition: str, ref: str) -> HttpResponse:
    """One dossier: its reviews side by side, who stepped aside, and the decision."""
    held = edition_for(request, edition)
    application = _dossier(request, held, ref)
    decision = getattr(application, "decision", None)
    form = DecisionForm(decision, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deliberation.decide(
                application=application,
                actor=signed_in(request),
                at=timezone.now(),
                **form.decided(),
            )
        except deliberation.DecisionMoved as moved:
            form.show_moved(moved)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request, _("Décision enregistrée pour %(ref)s. Rien n’est envoyé.") % {"ref": ref}
            )
            return redirect("projects:decide", edition=edition, ref=ref)
    return _render_dossier(request, held, application, decision, form)


def _dossier(request: HttpRequest, edition: Edition, ref: str) -> Application:
    """Somebody who stepped aside from a dossier, or holds it, does not open it here either."""
    rows = Application.objects.in_review().for_edition(edition).judged_by(signed_in(request))
    rows = rows.annotate(owes=owes(signed_in(request), "pk"))
    return get_object_or_404(rows.select_related("project", "call", "decision"), reference=ref)


def _render_dossier(
    request: HttpRequest,
    edition: Edition,
    application: Application,
    decision: Decision | None,
    form: DecisionForm,
) -> HttpResponse:
    # who has a review of their own to send reads those of others afterwards, as on the reviewer's page
    withheld = application.owes and not reviews_due(application, timezone.now())  # type: ignore[attr-defined]
    reviews = [] if withheld else reviews_of(application)
    return render(
        request,
        "projects/deliberation_dossier.html",
        {
            "edition": edition,
            "application": application,
            "decision": decision,
            "form": form,
            "reviews": reviews,
            "withheld": withheld,
            "lines": _lines(edition, reviews),
            "recused": recused_from(application),
            "tally": tally(edition),
            "following": next_undecided(edition, application, signed_in(request)),
            "is_open": application.state in SCORED,
        },
        status=422 if form.is_bound else 200,
    )


def _lines(edition: Edition, reviews: list[Review]) -> list[dict[str, Any]]:
    """The grid across: for each criterion, what each review gave it."""
    given = {
        (score.review_id, score.criterion_id): score for review in reviews for score in review.scores.all()
    }
    return [
        {
            "criterion": criterion,
            "scores": [(review, given.get((review.pk, criterion.pk))) for review in reviews],
        }
        for criterion in Criterion.objects.filter(edition=edition)
    ]
