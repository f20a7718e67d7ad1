"""The letter of one decision and the comments that leave with it: read, completed and marked by an organiser."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.messages import Rendered
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.forms import RefusalAsMessage
from accelerator.web.paging import Counted
from programmes.access import edition_for, roles_of
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision import emails
from projects.decision.actions import feedback
from projects.decision.actions.feedback import make_feedback_mark
from projects.decision.actions.letters import mark_letter_read, save_letter
from projects.decision.actions.refusals import LetterMoved
from projects.decision.enums import Outcome
from projects.decision.forms import DecisionLetterForm, FeedbackForm
from projects.decision.queries.feedback import count_unread, readable_comments
from projects.decision.queries.letters import (
    LetterDraft,
    SchemeSuggestion,
    find_next_unread,
    list_drafts,
    list_suggestions,
)
from projects.models import Application, Decision, ProjectMember


@require_http_methods(["GET", "HEAD", "POST"])
def decision_letter(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """The mail as it would leave, and what one may add to it; « Voir » renders what is typed without saving it."""
    current_edition = edition_for(request, edition, "conflict_round")
    conflicts = conflicts_of(request.user, current_edition, roles=roles_of(request))
    draft = _find_draft(request.user, current_edition, conflicts, ref)
    application = draft.decision.application
    if request.method == "POST" and request.POST.get("do") == "read":
        return _mark_read(request, current_edition, application)
    is_refused = draft.decision.outcome == Outcome.NOT_SELECTED
    suggestions = list_suggestions(current_edition, application, timezone.now()) if is_refused else []
    form = DecisionLetterForm(draft, suggestions, request.POST if request.method == "POST" else None)
    preview = draft
    if request.method == "POST" and form.is_valid():
        preview = replace(draft, content=form.read_content())
        if request.POST.get("do") == "save" and _save(request, application, form):
            return redirect("projects:decision_letter", edition=edition, ref=ref)
    holders = ProjectMember.objects.present().people_by_project([application.project_id])
    people = holders.get(application.project_id, [])
    return render(
        request,
        "projects/decision/letter_page.html",
        {
            "edition": current_edition,
            "application": application,
            "draft": draft,
            "form": form,
            **_arrange_suggestions(suggestions, form),
            "mail": render_letter(preview, conflicts, current_edition, people[0]) if people else None,
            "language": people[0].language if people else "",
            "recipients": len(people),
            "is_preview": form.is_bound,
        },
        status=422 if form.errors else 200,
    )


def _arrange_suggestions(suggestions: list[SchemeSuggestion], form: DecisionLetterForm) -> Context:
    """The suggested schemes that fit, then those set aside, each with whether it is ticked."""
    rows = [(suggestion, str(suggestion.scheme.pk) in form.ticked) for suggestion in suggestions]
    set_aside = [row for row in rows if not row[0].is_proposed]
    return {
        "proposed": [row for row in rows if row[0].is_proposed],
        "set_aside": set_aside,
        "opens_set_aside": any(is_ticked for _suggestion, is_ticked in set_aside),
    }


def _find_draft(user: User, edition: Edition, conflicts: Conflicts, ref: str) -> LetterDraft:
    """The draft of a decision that this organiser may know; announced, it is only read."""
    rows = (
        Application.objects.for_edition(edition).judged_by(user).exclude(pk__in=list(conflicts.undisclosed))
    )
    decisions = Decision.objects.filter(application__in=rows)
    decision = get_object_or_404(
        decisions.select_related("application__project", "application__call"), application__reference=ref
    )
    [draft] = list_drafts(edition, [decision], timezone.now())
    return draft


def render_letter(draft: LetterDraft, conflicts: Conflicts, edition: Edition, to: User) -> Rendered:
    """The mail as an organiser with these conflicts may read it: without a rank whose gaps would reveal others."""
    decision = conflicts.mark_rank(draft.decision)
    rank, decision.reserve_rank = decision.reserve_rank, decision.visible_rank
    mail = emails.decision(draft, edition, to, timezone.now()).render()
    decision.reserve_rank = rank
    return mail


def _save(request: AuthenticatedRequest, application: Application, form: DecisionLetterForm) -> bool:
    """Whether the letter is saved; if not, the form has the error."""
    try:
        save_letter(application=application, actor=request.user, at=timezone.now(), **form.read_letter())
    except LetterMoved as moved:
        form.show_moved(moved)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
    else:
        messages.success(request, _("Message enregistré. Relisez-le tel qu’il partira."))
        return True
    return False


def _mark_read(request: AuthenticatedRequest, edition: Edition, application: Application) -> HttpResponse:
    """Back to the list, or on to the next letter that nobody has read."""
    at = timezone.now()
    here = redirect("projects:decision_letter", edition=edition.slug, ref=application.reference)
    with RefusalAsMessage(request):
        mark_letter_read(
            application=application, seen=request.POST.get("mark", ""), actor=request.user, at=at
        )
        following = find_next_unread(edition, conflicts_of(request.user, edition), application, at)
        if following and request.POST.get("from") != "list":
            return redirect("projects:decision_letter", edition=edition.slug, ref=following)
        messages.success(request, _("Message relu."))
        return redirect(f"{reverse('projects:announce', args=[edition.slug])}#mails")
    return here


PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def manage_feedback(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each comment with its author: approve, change or withhold it; or approve all of a page."""
    current_edition = edition_for(request, edition, "conflict_round")
    conflicts = conflicts_of(request.user, current_edition, roles=roles_of(request))
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
    pairs = (pair.partition("=") for pair in request.POST.getlist("comment"))
    seen = {int(key): mark for key, _sign, mark in pairs if key.isdecimal() and len(key) < 18}
    reviews = readable_comments(edition, conflicts).filter(pk__in=seen, is_read=False)
    with RefusalAsMessage(request):
        count = feedback.approve_all(
            reviews=[(review, seen[review.pk]) for review in reviews],
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
                (review.pk, make_feedback_mark(review, getattr(review, "feedback", None)))
                for review in unread
            ],
            "waiting": count_unread(edition, conflicts),
        },
        status=422 if bound else 200,
    )
