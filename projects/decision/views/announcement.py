"""The announcement: read what will be sent, send it once, then follow the answers."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.messages import Rendered
from accelerator.outbox.reminders import reminders_in_words
from accelerator.web.paging import Counted
from accelerator.web.refusals import RefusalAsMessage
from programmes.access import edition_for
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of, why_hidden
from projects.decision import emails
from projects.decision.actions import announcing, deliberation, participation
from projects.decision.enums import Outcome, ParticipationState
from projects.decision.queries import decisions as queries_decisions
from projects.decision.queries.feedback import answer_due_on, list_approved_comments, unread_comments
from projects.models import Application, Decision, ProjectMember

PAGE_SIZE = 50
PLACES = 200
EARLY_REASON_LENGTH = 400


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Who will learn what, mail by mail, then one click; afterwards, who comes."""
    current_edition, user = edition_for(request, edition), request.user
    if request.method == "POST":
        reason = request.POST.get("early_reason", "").replace("\0", "")[:EARLY_REASON_LENGTH]
        with RefusalAsMessage(request):
            sent = announcing.announce(
                edition=current_edition, early_reason=reason, actor=user, at=timezone.now()
            )
            messages.success(request, _describe_announced(sent, silent=current_edition.silent))
        return redirect("projects:announce", edition=edition)
    conflicts = conflicts_of(user, current_edition)
    tally = queries_decisions.tally(current_edition, conflicts)
    announcement = queries_decisions.announcement(current_edition, conflicts)
    waiting = queries_decisions.applications_to_decide(current_edition).annotate(**why_hidden(user, "pk"))
    places = (
        queries_decisions.readable_places(current_edition, conflicts, user, PLACES + 1, timezone.now())
        if current_edition.announced_at
        else []
    )
    page, lines = _lines(current_edition, conflicts, request.GET.get("page"), announcement)
    return render(
        request,
        "projects/decision/announcement_page.html",
        {
            "edition": current_edition,
            "tally": tally,
            "announcement": announcement,
            "announced_kinds": _list_kinds(announcement),
            "answers_due_on": answer_due_on(current_edition, timezone.now()),
            "upcoming": queries_decisions.list_upcoming(current_edition, timezone.now())
            if announcement.total
            else [],
            "unread": unread_comments(current_edition).count() if announcement.total else 0,
            "waiting": list(waiting.order_by("reference")[:20]) if tally.undecided else [],
            "page": page,
            "lines": lines,
            "places": places[:PLACES],
            "cut_at": PLACES if len(places) > PLACES else None,
            "reminds": not current_edition.silent
            and not current_edition.session_has_begun(timezone.now())
            and any(place.state == ParticipationState.OFFERED for place in places),
            "late": sum(place.is_late for place in places),
            "awaited": any(
                place.state == ParticipationState.OFFERED and not place.hidden_because for place in places
            ),
            "reserves": queries_decisions.readable_reserves(current_edition, conflicts),
        },
    )


def _list_kinds(announcement: queries_decisions.Announcement) -> list[tuple[str, int, int]]:
    """Who is written to, how many they are, and how many mails leave for them."""
    decisions, mails = announcement.decisions, announcement.holder_mails
    kinds = [
        (
            _("Dossiers tenus à part : leur issue vous est cachée"),
            announcement.apart,
            announcement.apart_mails,
        ),
        *(
            (label, decisions[outcome], mails[outcome])
            for outcome, label in (
                (Outcome.SELECTED, _("Projets retenus, à qui une place est proposée")),
                (Outcome.RESERVE, _("Projets sur la liste complémentaire")),
                (Outcome.NOT_SELECTED, _("Projets non retenus, avec la raison")),
            )
        ),
        (
            _("Membres du comité, avec l’issue des dossiers qu’ils ont évalués"),
            announcement.juror_mails,
            announcement.juror_mails,
        ),
    ]
    return [kind for kind in kinds if kind[1]]


@dataclass(frozen=True)
class AnnouncedDecision:
    """One decision to announce, and the mail its lead would read (``None``: there is nobody to write to)."""

    decision: Decision
    language: str
    mail: Rendered | None
    of: int
    """How many decisions have this outcome, on every page."""


def _lines(
    edition: Edition, conflicts: Conflicts, number: str | None, announcement: queries_decisions.Announcement
) -> tuple[Page[Decision], list[AnnouncedDecision]]:
    """One page of what is to be announced and may be read, by outcome, rank and title: three queries, none if there
    is nothing."""
    order = Case(*(When(outcome=outcome, then=place) for place, outcome in enumerate(Outcome)))
    decisions = (
        Decision.objects.filter(application__in=queries_decisions.to_announce(edition))
        .exclude(application__in=list(conflicts.undisclosed))
        .select_related("application__project", "application__call")
        .order_by(order, "reserve_rank", "application__title", "pk")
    )
    page = Counted(decisions, PAGE_SIZE, total=announcement.readable).get_page(number)
    if not announcement.readable:
        return page, []
    on_page = list(page.object_list)
    people = ProjectMember.objects.present().people_by_project(
        decision.application.project_id for decision in on_page
    )
    comments = list_approved_comments(decision.application_id for decision in on_page)

    def line(decision: Decision) -> AnnouncedDecision:
        holders, of = (
            people.get(decision.application.project_id, []),
            announcement.decisions[decision.outcome],
        )
        if conflicts.withholds_totals:
            decision.reserve_rank = None  # the gaps between ranks would reveal the others
        conflicts.mark_rank(decision)
        if not holders:
            return AnnouncedDecision(decision, "", None, of)
        texts = comments.get(decision.application_id, [])
        mail = emails.decision(decision, edition, holders[0], texts, timezone.now()).render()
        return AnnouncedDecision(decision, holders[0].language, mail, of)

    return page, [line(decision) for decision in on_page]


@require_POST
def move_reserve(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Move one dossier up or down the reserve list; back to the page of the request."""
    current_edition = edition_for(request, edition)
    rows = Application.objects.for_edition(current_edition).judged_by(request.user).select_related("call")
    application = get_object_or_404(rows, reference=ref)
    rank = request.POST.get("rank", "")
    with RefusalAsMessage(request):
        deliberation.move_reserve(
            application=application,
            up=request.POST.get("move") == "up",
            rank=int(rank) if rank.isdecimal() and len(rank) < 6 else 0,
            actor=request.user,
            at=timezone.now(),
        )
    back = "projects:announce" if request.POST.get("from") == "announce" else "projects:deliberation"
    return redirect(f"{reverse(back, args=[edition])}#reserves")


@require_POST
def remind_place(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Remind those who have not answered."""
    current_edition = edition_for(request, edition)
    place = get_object_or_404(
        queries_decisions.places(current_edition, request.user), project__application__reference=ref
    )
    with RefusalAsMessage(request):
        sent = participation.remind(participation=place, actor=request.user, at=timezone.now())
        messages.success(request, reminders_in_words(sent))
    return redirect("projects:announce", edition=edition)


@require_POST
def confirm_places(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The organisers answer for several projects at once."""
    current_edition = edition_for(request, edition)
    keys = [int(key) for key in request.POST.getlist("place") if key.isdecimal() and len(key) < 18]
    with RefusalAsMessage(request):
        confirmed = participation.confirm_for_projects(
            edition=current_edition, participations=keys, actor=request.user, at=timezone.now()
        )
        message = ngettext("%(n)d projet vient.", "%(n)d projets viennent.", len(confirmed))
        if confirmed:
            messages.success(request, message % {"n": len(confirmed)})
        else:
            messages.info(request, _("Cochez les projets qui viennent, puis confirmez."))
    return redirect(f"{reverse('projects:announce', args=[edition])}#places")


def _describe_announced(sent: int, *, silent: bool) -> str:
    if silent:
        return _("Décisions annoncées. Édition passée : aucun message ne part.")
    if not sent:
        return _("Les décisions étaient déjà annoncées : rien n’est parti une seconde fois.")
    return ngettext(
        "Décisions annoncées : %(n)s message part.", "Décisions annoncées : %(n)s messages partent.", sent
    ) % {"n": sent}
