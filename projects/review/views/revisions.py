"""Revise an opinion that was sent; note that opinions were read."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import EditConflict
from accelerator.web.autosave import base_version
from accelerator.web.forms import render_form
from programmes.access import edition_for
from projects.anonymity.queries import hide_name_from
from projects.models import Application, Review
from projects.review.actions import review as writing, revision
from projects.review.forms import RevisionForm
from projects.review.queries import reviews as reading
from projects.review.queries.discussion import list_discussed_by
from projects.review.queries.revisions import find_limit_of_revision
from projects.review.views.reviews import explain_end_of_review, explain_refusal, find_dossier


@require_http_methods(["GET", "HEAD", "POST"])
@explain_end_of_review
def revise_review(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The opinion that was sent as a form, with the reason of the changes."""
    application, at = find_dossier(request, ref), timezone.now()
    sent = Review.objects.in_score().filter(application=application, reviewer=request.user).first()
    if sent is None:
        return redirect("projects:review", ref=application.reference)
    if limit := find_limit_of_revision(application, request.user, at):
        messages.error(request, str(limit))
        return redirect("projects:review", ref=application.reference)
    grid = reading.grid_of(application, sent)
    form = RevisionForm(grid, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _revise(request, sent, form):
        messages.success(request, _("Votre évaluation est révisée."))
        return redirect("projects:review", ref=application.reference)
    context = {
        "application": hide_name_from(request.user, application),
        "form": form,
        "criteria": form.criteria(is_open=True),
        "version": sent.version if form.is_valid() or not form.is_bound else base_version(request),
    }
    return render_form(request, "projects/review/review_revise.html", context, form)


def _revise(request: AuthenticatedRequest, sent: Review, form: RevisionForm) -> bool:
    """Whether the revision is saved; if not, the form has the error."""
    values = form.read_posted()
    try:
        revision.revise_review(
            review=sent,
            actor=request.user,
            values=values,
            reason=values.pop("reason"),
            base_version=base_version(request),
            at=timezone.now(),
        )
    except EditConflict as conflict:
        sent.version = conflict.version
        form.show_conflicts(conflict.theirs)
    except writing.NotAssigned as lost:
        raise Http404 from lost
    except writing.ReviewRefused as refusal:
        explain_refusal(form, refusal)
    else:
        return True
    return False


@require_POST
def mark_reviews_read(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """A page shows somebody the opinions of others on a dossier."""
    dossiers = Application.objects.for_edition(edition_for(request, edition)).in_review()
    organised = Application.objects.read_by_organiser(request.user).order_by().values("pk")
    discussed = list_discussed_by(request.user).order_by().values("pk")
    visible = dossiers.filter(Q(pk__in=organised) | Q(pk__in=discussed))
    application = get_object_or_404(visible, reference=ref)
    revision.mark_reviews_read(applications=[application], reader=request.user, at=timezone.now())
    return HttpResponse(status=204)
