"""The reviewer's pages: list, dossier beside its grid, autosave, and their texts once they have left."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import EditConflict
from accelerator.types import Context
from accelerator.web.autosave import base_version, report_conflict, report_refused, report_saved
from accelerator.web.forms import RefusalAsMessage, render_form
from programmes.access import roles_of, set_edition
from programmes.capabilities import Capability
from projects.anonymity.queries import hide_name_from, hides_names_from
from projects.application.enums import SCORED
from projects.application.queries.applications import file_url
from projects.application.queries.dossier import JURY_READS, AnswerChange, Reader, changes, read_as_juror
from projects.application.views.frame import explain_end_of
from projects.conflicts.queries import CONCERNED
from projects.declarations.queries import list_own_rounds
from projects.models import Application, Review
from projects.review.actions import review
from projects.review.actions.rebalancing import set_relief_requests
from projects.review.forms import GridForm, ReliefForm, value_in_words
from projects.review.queries import queue, reviews as reading
from projects.review.queries.assignment import reviews_due
from projects.review.queries.calibration import list_calibrations
from projects.review.queries.queue import list_notices
from projects.review.queries.reviews import find_lost_review, list_lost_reviews
from projects.review.queries.revisions import find_limit_of_revision

explain_end_of_review = explain_end_of(find_lost_review)


@require_safe
def my_texts(request: AuthenticatedRequest) -> HttpResponse:
    """The user's own reviews of dossiers that they no longer review."""
    reviews = list_lost_reviews(request.user, timezone.now())
    return render(request, "projects/review/my_texts.html", {"reviews": reviews})


PAGE_SIZE = 50


def _find_dossier_to_write(ref: str) -> Application:
    """A dossier by its reference, without a check: the action that is called with it checks the rights. One query.

    The page is not tied to the edition: the frame of a 404 page must not name it.
    """
    return get_object_or_404(Application.objects.select_related("call__edition"), reference=ref)


def find_dossier(request: AuthenticatedRequest, ref: str) -> Application:
    """A dossier that this reviewer may score, as :func:`reading.find_duty`; else a 404. One query."""
    application = reading.find_duty(request.user, ref, "call__edition", "sheet")
    if application is None:
        raise Http404
    set_edition(request, application.call.edition)
    return application


@require_http_methods(["GET", "HEAD", "POST"])
def review_queue(request: AuthenticatedRequest) -> HttpResponse:
    """What is left to read, what was sent, what one stepped aside from; the ranking and the deliberation for who chairs
    or writes the minutes. Whose last seat ended reads their texts.

    A POST says which of those on the page the person will not manage.
    """
    roles = roles_of(request)
    if not roles.edition_ids(Capability.SIT_ON_COMMITTEE):
        return redirect("projects:my_texts")
    now = timezone.now()
    duties = queue.duties(request.user, now)
    page = Paginator(duties, PAGE_SIZE).get_page(request.GET.get("page"))
    following = queue.next_duty(duties, now)
    lines = queue.lines(roles, [*page, following] if following else [*page], now)
    listed = [lines[row.pk] for row in page if row.pk in lines]
    counts = Counter(duty.stage for duty in duties)
    committees = queue.list_committees(roles, request.user, duties, now)
    beside = roles.edition_ids(*CONCERNED) - {row.edition.pk for row in committees}
    rounds = list_own_rounds(request.user, beside | {row.edition.pk for row in committees if row.has_round})
    can_be_sent = [row for row in listed if row.can_be_sent]
    relief = ReliefForm(can_be_sent, request.POST or None, is_asked_for="relief" in request.GET)
    if request.method == "POST" and relief.is_valid():
        return _request_relief(request, relief, listed, now)
    return render_form(
        request,
        "projects/review/review_queue.html",
        {
            "page": page,
            "groups": _build_groups(listed, counts),
            "next": lines.get(following.pk) if following else None,
            "to_do": counts[queue.TODO] + counts[queue.STARTED],
            "sent": counts[queue.SENT],
            "decided": counts[queue.DECIDED],
            "meetings": [row for row in committees if row.meets or row.met_at],
            "reviews": bool(roles.edition_ids(Capability.REVIEW)),
            "seats": roles.list_editions(Capability.SIT_ON_COMMITTEE),
            "selections": roles.list_editions(Capability.READ_SELECTION),
            "undeclared": [row.edition for row in committees if row.must_declare],
            "awaited": [row for row in committees if row.awaits],
            "now": now,
            "has_lost_reviews": any(row.has_lost_reviews for row in committees),
            "committees": [row for row in committees if row.ranks or row.has_minutes],
            "declarations": {own.slug: own.left for own in rounds if own.left},
            "linked": [own for own in rounds if own.links],
            "notices": list_notices(roles),
            "names_editions": len({row.edition for row in listed}) > 1,
            "relief": relief,
            "calibration": list_calibrations(request.user, duties, now),
        },
        relief,
    )


def _request_relief(
    request: AuthenticatedRequest, form: ReliefForm, listed: list[queue.QueueLine], at: datetime
) -> HttpResponse:
    with RefusalAsMessage(request):
        set_relief_requests(
            reviewer=request.user,
            listed=[row.duty for row in listed if row.can_be_sent],
            requested=[int(key) for key in form.cleaned_data["duties"]],
            reason=form.cleaned_data["reason"],
            at=at,
        )
        messages.success(request, _("C’est noté. L’organisation voit les dossiers que vous n’évaluerez pas."))
    return redirect(f"{request.get_full_path()}#relief")


def _build_groups(rows: list[queue.QueueLine], counts: dict[str, int]) -> list[Context]:
    return [
        {"stage": stage, "label": label, "tone": tone, "count": counts[stage], "rows": here}
        for stage, label, tone in queue.STAGES
        if (here := [row for row in rows if row.stage == stage])
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@csp_replace({"frame-src": ["'self'"]})
@explain_end_of_review
def review_page(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The dossier and its grid; « Enregistrer » saves, « Envoyer et suivant » sends and goes on."""
    posted = request.method == "POST"
    application = _find_dossier_to_write(ref) if posted else find_dossier(request, ref)
    grid = reading.blank_grid(application) if posted else reading.grid(application, request.user)
    form = GridForm(grid, request.POST if posted else None)
    # nothing of a form with an error is saved: it is corrected upon the version that its author read
    read_version = base_version(request) if posted and not form.is_valid() else None
    if posted and form.is_valid():
        try:
            return _save_and_go_on(request, application, form)
        except review.AlreadySent:
            pass  # a second click, or another window: see below
        except EditConflict as conflict:
            form.show_conflicts(conflict.theirs)
        except review.NotAssigned as lost:
            raise Http404 from lost
        except review.ReviewRefused as refusal:
            explain_refusal(form, refusal)
    if posted:  # valid values are saved all the same: the page goes on from there
        application = find_dossier(request, ref)
        grid = reading.grid(application, request.user)
        if grid.is_sent and grid.review:
            unsaved = form.list_unsaved(reading.read_grid(grid.review))
            if not unsaved:
                return redirect("projects:review", ref=application.reference)
            return _render_review(request, application, grid, form, unsaved=unsaved)
        form.complete(grid)
    return _render_review(request, application, grid, form, read_version)


def _list_dossier_changes(
    request: AuthenticatedRequest, application: Application, reader: Reader
) -> list[AnswerChange]:
    """What the jury reads otherwise than on the page that was posted; nothing when it is the same dossier."""
    page_hash = request.POST.get("page_hash")
    if page_hash in (None, "", application.content_hash):
        return []
    seen = application.versions.filter(content_hash=page_hash).select_related("sheet").first()
    return changes(seen.sheet, application.sheet, JURY_READS, reader.mask) if seen else []


def _save_and_go_on(request: AuthenticatedRequest, application: Application, form: GridForm) -> HttpResponse:
    at = timezone.now()
    saved = review.save_review(
        application=application,
        reviewer=request.user,
        values=form.read_posted(),
        base_version=base_version(request),
        at=at,
    )
    if "send" not in request.POST:
        messages.success(request, _("C’est enregistré. Vous pouvez revenir plus tard."))
        return redirect("projects:review", ref=application.reference)
    review.submit_review(
        review=saved,
        actor=request.user,
        at=at,
        page_values=form.read_posted(),
        page_hash=request.POST.get("page_hash"),
    )
    messages.success(
        request,
        _("Votre évaluation de « %(title)s » est envoyée.")
        % {"title": hide_name_from(request.user, application).title},
    )
    following = queue.next_duty(queue.duties(request.user, at), at, after=application)
    if following is None:
        return redirect("projects:review_queue")
    return redirect("projects:review", ref=following.reference)


def explain_refusal(form: GridForm, refusal: review.ReviewRefused) -> None:
    """Write a refusal where it belongs in the form."""
    if isinstance(refusal, review.ReviewIncomplete):
        for criterion in refusal.criteria:
            form.add_error(f"level-{criterion.pk}", _("Choisissez un niveau, ou « non évaluable »."))
    else:
        form.add_error(None, refusal.message)


def _render_review(
    request: AuthenticatedRequest,
    application: Application,
    grid: reading.Grid,
    form: GridForm,
    read_version: int | None = None,
    unsaved: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    is_sent = grid.is_sent
    stored_version = grid.review.version if grid.review else 0
    own, others = (
        grid.review if is_sent and grid.review and not grid.review.set_aside_at else None,
        grid.others,
    )
    if own:
        grid = reading.read_grid(own)
    edition = application.call.edition
    hides_names = hides_names_from(request.user, edition, roles_of(request))
    reader, sections = read_as_juror(application, hides_names=hides_names)
    at = timezone.now()
    closed = reviews_due(application.call.edition, request.user, at)
    is_open = application.state in SCORED and not closed and not is_sent
    can_take_back = not (closed or others) and _can_take_back(application, grid)
    return render_form(
        request,
        "projects/review/review_page.html",
        {
            "application": application,
            "sections": sections,
            "is_anonymous": hides_names,
            "grid": grid,
            "form": form,
            "criteria": [] if is_sent else form.criteria(is_open=is_open),
            "version": stored_version if read_version is None else read_version,
            "is_sent": is_sent,
            "unsaved": unsaved,
            "is_open": is_open,
            "can_take_back": can_take_back,
            "can_revise": is_sent
            and not can_take_back
            and not find_limit_of_revision(application, request.user, at),
            "dossier_changes": _list_dossier_changes(request, application, reader),
            "edition": application.call.edition,
            "own": own,
            "highlights": reading.list_highlights(application, request.user),
            "others": others,
            "file_url": file_url(application),
            "autosave_url": reverse("projects:review_score", args=[application.reference, "__key__"]),
        },
        form,
    )


def _can_take_back(application: Application, grid: reading.Grid) -> bool:
    sent = grid.review
    if application.state not in SCORED or sent is None or not grid.is_sent:
        return False
    return not reading.may_have_been_read(sent)


@require_POST
@explain_end_of_review
def review_score(request: AuthenticatedRequest, ref: str, key: str) -> HttpResponse:
    """Save one field as it is typed; the response of :mod:`accelerator.web.autosave`, with the ``score`` so far."""
    application, at = _find_dossier_to_write(ref), timezone.now()
    try:
        grid = review.save_field(
            application=application,
            reviewer=request.user,
            key=key,
            value=request.POST.get("value", ""),
            base_version=base_version(request),
            at=at,
        )
    except EditConflict as conflict:
        theirs = conflict.theirs[key]
        return report_conflict(conflict, theirs=theirs, theirs_text=value_in_words(key, theirs))
    except review.FieldRefused as refusal:
        return report_refused(refusal.message)
    except review.NotAssigned as lost:
        raise Http404 from lost
    except review.AlreadySent:
        message = _(
            "Vous avez envoyé cette évaluation dans une autre fenêtre. "
            "Ce que vous écrivez ici ne s’enregistre plus : copiez-le."
        )
        return report_refused(message, closed=True)
    except review.ReviewRefused as refusal:
        return report_refused(refusal.message, closed=True)
    return report_saved(
        at,
        version=grid.review.version if grid.review else 0,
        answered=grid.answer_count,
        total=len(grid.lines),
        score=None if grid.total is None else round(grid.total),
    )


@require_POST
def take_back(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Undo one's sending, while nobody may have read it."""
    application = find_dossier(request, ref)
    sent = get_object_or_404(Review, application=application, reviewer=request.user)
    with RefusalAsMessage(request):
        review.take_back_review(review=sent, actor=request.user, at=timezone.now())
        messages.success(request, _("Votre évaluation n’est plus envoyée : corrigez-la, puis renvoyez-la."))
    return redirect("projects:review", ref=application.reference)
