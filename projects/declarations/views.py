"""The list each person answers before the dossiers open; the conflicts of an edition, for its organisers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.reminders import reminders_in_words
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes.access import can, edition_for, roles_of
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.anonymity.queries import hides_names_from
from projects.conflicts import actions as conflicts, queries as conflict_queries
from projects.conflicts.forms import WaiverForm
from projects.conflicts.ties import ties_to_confirm
from projects.declarations import actions, queries
from projects.declarations.forms import EFFECTS, LinkRow, ResolveForm, read_entries, read_saved_entry
from projects.declarations.models import ConflictRound, LinkAnswer
from projects.models import Recusal, SeatWaiver


@require_http_methods(["GET", "HEAD", "POST"])
def declare_links(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Declare for each dossier received: no link, a link, or « je ne sais pas »; one row at a time or all in one post.

    Once the round is closed, one's own links alone, by reference.
    """
    current_edition = edition_for(request, edition, "conflict_round")
    current_round = getattr(current_edition, "conflict_round", None)
    if current_round is None:
        raise Http404
    rows = queries.list_declarations(current_edition, request.user) if current_round.is_open else []
    if request.method != "POST" and not current_round.is_open:
        return _render_closed(
            request, current_edition, queries.list_own_answers(current_edition, request.user)
        )
    if request.method != "POST":
        return _render_list(request, current_edition, [LinkRow(row, read_saved_entry(row)) for row in rows])
    entries = read_entries(request.POST, rows)
    try:
        refusals = actions.declare_links(
            edition=current_edition, reviewer=request.user, entries=entries, at=timezone.now()
        )
    except TransitionRefused as refusal:
        return _refuse_all(request, current_edition, entries, refusal)
    if request.headers.get("X-Requested-With") == "fetch":
        return _report(current_edition, request, refusals)
    rows = queries.list_declarations(current_edition, request.user)
    if not refusals:
        is_all = all(row.is_answered for row in rows)
        words = _("C’est enregistré : vous avez répondu pour tous les dossiers.")
        messages.success(request, words if is_all else _("C’est enregistré."))
        return redirect("projects:declare_links", edition=edition)
    typed = {entry.reference: entry for entry in entries if entry.reference in refusals}
    listed = [
        LinkRow(row, typed.get(reference) or read_saved_entry(row), refusals.get(reference, ""))
        for row in rows
        if (reference := row.application.reference)
    ]
    return _render_list(request, current_edition, listed, refusals)


def _refuse_all(
    request: AuthenticatedRequest,
    edition: Edition,
    entries: Sequence[actions.LinkEntry],
    refusal: TransitionRefused,
) -> HttpResponse:
    """Refuse all answers, since nothing is saved any more: what was typed comes back to copy, without a name that was
    not typed.
    """
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"message": str(refusal.message)}, status=422)
    labels = dict(LinkAnswer.choices)
    typed = [
        queries.OwnAnswer(entry.reference, str(labels.get(entry.answer, "")), entry.reason)
        for entry in entries
    ]
    return _render_closed(request, edition, typed, str(refusal.message))


def _render_closed(
    request: AuthenticatedRequest, edition: Edition, answers: Sequence[queries.OwnAnswer], refusal: str = ""
) -> HttpResponse:
    context = {"edition": edition, "answers": answers, "refusal": refusal}
    return render(request, "projects/declarations/closed_links.html", context, status=422 if refusal else 200)


def _report(edition: Edition, request: AuthenticatedRequest, refusals: dict[str, str]) -> JsonResponse:
    """The answer to one row that saves itself: how many are left, and the version that was saved."""
    if refusals:
        return JsonResponse({"message": next(iter(refusals.values()))}, status=422)
    rows = queries.list_declarations(edition, request.user)
    versions = {row.key: row.version for row in rows}
    return JsonResponse({"left": sum(not row.is_answered for row in rows), "versions": versions})


def _render_list(
    request: AuthenticatedRequest,
    edition: Edition,
    rows: Sequence[LinkRow],
    refusals: dict[str, str] | None = None,
) -> HttpResponse:
    listed = {item.row.application.reference for item in rows}
    applies = any(item.row.is_own for item in rows)
    barred = conflict_queries.list_barred_people(edition, timezone.now()).filter(pk=request.user.pk)
    organises = can(request, Capability.MANAGE_APPLICATIONS, edition=edition.slug)
    context = {
        "edition": edition,
        "is_anonymous": hides_names_from(request.user, edition, roles_of(request)),
        "is_alone": organises and not conflict_queries.has_other_organiser(edition, request.user),
        "is_barred": applies and barred.exists(),
        "rows": rows,
        # translated once, not in each row
        "answers": [(value, str(label)) for value, label in LinkAnswer.choices],
        "effects": [(value, str(label)) for value, label in EFFECTS],
        "left": sum(not item.row.is_answered for item in rows),
        "total": len(rows),
        "errors": [item for item in rows if item.error],
        "unlisted": {
            reference: text for reference, text in (refusals or {}).items() if reference not in listed
        },
    }
    status = 422 if refusals else 200
    return render(request, "projects/declarations/link_list.html", context, status=status)


MOST_TIES = 50
"""Recusals proposed, and written, at once."""
MOST_RECUSALS = 200
"""How many recusals that were lifted the page lists, latest first."""


@require_http_methods(["GET", "HEAD", "POST"])
def manage_conflicts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The round, the links to resolve and recorded, the ties to confirm, who may sit although they apply."""
    current_edition = edition_for(request, edition, "conflict_round__opened_by")
    act = _ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    if act:
        with RefusalAsMessage(request):
            act(request, current_edition)
        return redirect("projects:manage_conflicts", edition=edition)
    recusals = conflict_queries.list_recusals(current_edition, request.user)
    standing = [recusal for recusal in recusals if recusal.lifted_at is None]
    pairs = queries.list_pairs(current_edition, request.user, standing)
    posted = request.POST.get("pair", "") if request.method == "POST" else ""
    pair = _find_pair(pairs, request.user, posted or request.GET.get("pair", ""))
    if posted and pair is None:
        messages.warning(request, _("Ce lien a changé depuis que vous lisez cette page : la voici à jour."))
        return redirect("projects:manage_conflicts", edition=edition)
    form = ResolveForm(pair, request.POST if posted else None) if pair else None
    if form and form.is_bound and form.is_valid() and _resolve(request, form):
        return redirect("projects:manage_conflicts", edition=edition)
    waiver = WaiverForm(request.POST if request.method == "POST" and not posted else None)
    if waiver.is_bound and waiver.is_valid() and _record(request, current_edition, waiver):
        return redirect("projects:manage_conflicts", edition=edition)
    return _render_conflicts(request, current_edition, recusals, pairs, form, waiver)


def _find_pair(pairs: Sequence[queries.ConflictPair], user: User, key: str) -> queries.ConflictPair | None:
    """The pair of this key; without a key, the first that this person has to resolve."""
    if key:
        return next((pair for pair in pairs if pair.key == key), None)
    return next((pair for pair in pairs if pair.is_unresolved and pair.reviewer != user), None)


@require_POST
def remind_conflict_round(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Write to everybody who has answers left."""
    current_edition = edition_for(request, edition)
    with RefusalAsMessage(request):
        sent = actions.remind_respondents(edition=current_edition, actor=request.user, at=timezone.now())
        messages.success(request, reminders_in_words(sent))
    return redirect("projects:manage_conflicts", edition=edition)


def _render_conflicts(
    request: AuthenticatedRequest,
    edition: Edition,
    recusals: Sequence[Recusal],
    pairs: Sequence[queries.ConflictPair],
    form: ResolveForm | None,
    waiver: WaiverForm,
) -> HttpResponse:
    """Six queries, and those of the sources of ties."""
    concerned = queries.select_concerned_roles(edition)
    roles: list[Any] = list(
        concerned.annotate(
            is_barred=conflict_queries.is_barred(edition, timezone.now()),
            has_dossiers=Exists(queries.list_dossiers(edition).order_by()),
        )
    )
    seats = [role for role in roles if role.can(Capability.REVIEW)]
    aside = {(recusal.application_id, recusal.reviewer_id) for recusal in recusals}
    ties = ties_to_confirm(edition, request.user, seats=seats, aside=aside)
    current_round: ConflictRound | None = getattr(edition, "conflict_round", None)
    is_open = current_round is not None and current_round.is_open
    respondents = queries.list_respondents(roles) if is_open else []
    past = [recusal for recusal in recusals if recusal.lifted_at]
    is_alone = {role.user_id for role in roles if role.can(Capability.MANAGE_APPLICATIONS)} <= {
        request.user.pk
    }
    may_open = not is_open and all(role.has_dossiers for role in roles)
    own_left = any(row.left for row in respondents if row.user == request.user)
    pending = [row for row in respondents if row.left]
    context = {
        "edition": edition,
        "round": current_round,
        "may_open": may_open,
        "respondents": respondents,
        "own_left": own_left,
        "pending": pending,
        "is_alone": is_alone,
        "is_stuck": is_alone and any(role.has_conflict for role in roles if role.user_id == request.user.pk),
        "to_resolve": [pair for pair in pairs if pair.is_unresolved],
        "recorded": [pair for pair in pairs if not pair.is_unresolved],
        "resolve": form,
        "opened": form.pair.key if form else "",
        "past": past[:MOST_RECUSALS],
        "ties": ties[:MOST_TIES],
        "total": len(ties),
        "applicants": [role for role in seats if role.is_barred],
        "waivers": SeatWaiver.objects.filter(edition=edition).select_related("user", "author"),
        "form": waiver,
        "tones": _choose_tones(
            # a pair that htmx fetches goes into a page that has its primary button
            resolve=(
                form is not None
                and not request.htmx
                and form.pair.is_unresolved
                and form.pair.reviewer != request.user
            ),
            answer=own_left,
            open=may_open and current_round is None,
            recuse=bool(ties),
            remind=bool(pending),
        ),
    }
    bound = form if form and form.is_bound else waiver
    return render_form(request, "projects/declarations/conflicts_page.html", context, bound)


def _choose_tones(**acts: bool) -> dict[str, str]:
    """The tone of the button of each act: the first that is due is the primary one."""
    first = next((act for act, is_due in acts.items() if is_due), "")
    return {act: "primary" if act == first else "secondary" for act in acts}


def _resolve(request: AuthenticatedRequest, form: ResolveForm) -> bool:
    """Whether the decision is saved; if not, the form has the error."""
    pair = form.pair
    with RefusalAsError(form, "reason"):
        actions.resolve_link(
            application=pair.application,
            reviewer=pair.reviewer,
            effect=form.chosen_effect,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            author=request.user,
            at=timezone.now(),
        )
        messages.success(
            request,
            _("C’est enregistré pour %(who)s et le dossier %(reference)s.")
            % {"who": pair.reviewer, "reference": pair.application.reference},
        )
        return True
    form.show_changed()
    return False


def _open(request: AuthenticatedRequest, edition: Edition) -> None:
    with RefusalAsMessage(request):
        actions.open_round(edition=edition, actor=request.user, at=timezone.now())
        messages.success(request, _("Le tour des conflits est ouvert."))


def _close(request: AuthenticatedRequest, edition: Edition) -> None:
    actions.close_round(edition=edition, actor=request.user, at=timezone.now())
    messages.success(request, _("Le tour des conflits est clos : les réponses restent."))


def _confirm(request: AuthenticatedRequest, edition: Edition) -> None:
    chosen = set(request.POST.getlist("tie"))
    ties = [tie for tie in ties_to_confirm(edition, request.user) if tie.key in chosen][:MOST_TIES]
    count = conflicts.confirm_ties(ties=ties, author=request.user, at=timezone.now())
    text = ngettext("%(n)s déport est enregistré.", "%(n)s déports sont enregistrés.", count) % {"n": count}
    messages.success(request, text if count else _("Rien n’était coché."))


_ACTS = {"open": _open, "close": _close, "recuse": _confirm}


def _record(request: AuthenticatedRequest, edition: Edition, form: WaiverForm) -> bool:
    """Whether the waiver is saved; if not, the form has the error."""
    with RefusalAsError(form, "email"):
        waiver = conflicts.record_waiver(
            edition=edition, author=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("La dérogation de %(who)s est enregistrée.") % {"who": waiver.user})
        return True
    return False
