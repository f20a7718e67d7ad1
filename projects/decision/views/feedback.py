"""Comments for holders, read by an organiser before they leave with the decisions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsMessage
from accelerator.web.paging import Counted
from programmes.access import edition_for
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision.actions import feedback
from projects.decision.actions.feedback import feedback_mark
from projects.decision.forms import FeedbackForm
from projects.decision.queries.feedback import readable_comments, unread_comments

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def manage_feedback(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each comment with its author: approve, change or withhold it; or approve all of a page."""
    current_edition = edition_for(request, edition, "conflict_round")
    conflicts = conflicts_of(request.user, current_edition)
    if request.method != "POST":
        return _render_page(request, current_edition, conflicts)
    if request.POST.get("do") == "approve_all":
        return _approve_all(request, current_edition, conflicts)
    number = request.POST.get("review", "")
    pk = int(number) if number.isdecimal() and len(number) < 18 else 0
    form = FeedbackForm(get_object_or_404(readable_comments(current_edition, conflicts), pk=pk), request.POST)
    if form.is_valid() and _moderate(request, form):
        return redirect(request.get_full_path())
    return _render_page(request, current_edition, conflicts, form)


def _moderate(request: AuthenticatedRequest, form: FeedbackForm) -> bool:
    """Whether the moderation is saved; if not, the form has the error."""
    try:
        done = feedback.moderate_feedback(
            review=form.review, actor=request.user, at=timezone.now(), **form.answer()
        )
    except TransitionRefused as refusal:
        form.refuse(str(refusal.message))
        return False
    withheld, approved = (
        _("Ce commentaire ne sera pas transmis."),
        _("Ce commentaire partira avec la décision."),
    )
    messages.success(request, withheld if done.is_withheld else approved)
    return True


def _approve_all(request: AuthenticatedRequest, edition: Edition, conflicts: Conflicts) -> HttpResponse:
    seen = dict(pair.split("=", 1) for pair in request.POST.getlist("comment") if "=" in pair)
    keys = [int(key) for key in seen if key.isdecimal() and len(key) < 18]
    reviews = readable_comments(edition, conflicts).filter(pk__in=keys, is_read=False)
    with RefusalAsMessage(request):
        count = feedback.approve_all(
            reviews=[(review, seen[str(review.pk)]) for review in reviews],
            actor=request.user,
            at=timezone.now(),
        )
        text = ngettext(
            "%(n)s commentaire partira tel quel.", "%(n)s commentaires partiront tels quels.", count
        )
        messages.success(request, text % {"n": count})
    return redirect(request.get_full_path())


def _render_page(
    request: AuthenticatedRequest, edition: Edition, conflicts: Conflicts, bound: FeedbackForm | None = None
) -> HttpResponse:
    page = Counted(readable_comments(edition, conflicts), PAGE_SIZE).get_page(request.GET.get("page"))
    forms = [
        bound if bound and bound.review.pk == review.pk else FeedbackForm(review)
        for review in page.object_list
    ]
    unread = [form.review for form in forms if not form.review.is_read]  # type: ignore[attr-defined]
    return render(
        request,
        "projects/decision/feedback_page.html",
        {
            "edition": edition,
            "page": page,
            "forms": forms,
            "unread": [
                (review.pk, feedback_mark(review, getattr(review, "feedback", None))) for review in unread
            ],
            "waiting": unread_comments(edition).count(),
        },
        status=422 if bound else 200,
    )
