"""The organiser's editions: the list, a new one, its settings, its call."""

from contextlib import suppress
from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from accelerator.web.merging import lock_when_posted
from accelerator.web.visitor import find_visitor
from programmes.access import edition_for, roles_of
from programmes.actions import editions as actions
from programmes.capabilities import Capability
from programmes.dates import find_next_date
from programmes.enums import Phase
from programmes.extensions import read_lessons
from programmes.forms.calls import CallForm
from programmes.forms.editions import EditionForm, NewEditionForm
from programmes.forms.grid import GridFormSet, ScoreMethodForm, grid_lines
from programmes.journey import first_steps
from programmes.models import Edition, Programme, ProgrammeRole, Role
from programmes.shell import list_own_homes, may_open
from programmes.todo import read_todo

MOST_EDITIONS = 50
MOST_FORMER = 6
"""Editions whose suggestions are offered before a new one, the latest."""


def welcome(request: AuthenticatedRequest) -> HttpResponse:
    """Send a person who just signed in where they are needed."""
    if not getattr(request.user, "name", ""):
        return redirect("accounts:profile")
    own = list_own_homes(request)
    at = timezone.now()
    busy = next((home for home in own if home.waiting and home.waiting(request.user, at)), None)
    return redirect((busy or own[0]).url_name if own else "coaching:my_home")


def editions(request: AuthenticatedRequest) -> HttpResponse:
    """Editions one organises, latest first, each with what is most urgent there and its next date; for who looks after
    the site, how it begins."""
    at, is_staff = timezone.now(), request.user.is_staff
    mine = Edition.objects.select_related("programme", "call")
    if not is_staff:
        mine = mine.filter(pk__in=Role.objects.editions_where(request.user, Capability.MANAGE_EDITION))
    phases = [(edition, edition.phase(at)) for edition in mine[:MOST_EDITIONS]]
    ongoing = [edition for edition, phase in phases if phase != Phase.CLOSED]
    todo = read_todo(request.user, ongoing, at, partial(may_open, request), with_progress=False)
    lines = {pk: waiting.lines for pk, waiting in todo.items()}
    cards = [
        {
            "edition": edition,
            "phase": phase,
            "line": next(iter(lines.get(edition.pk, ())), None),
            "others": len(lines.get(edition.pk, ())[1:]),
            "soon": find_next_date(edition, at),
        }
        for edition, phase in phases
    ]
    steps = first_steps(at) if is_staff else []
    roles = roles_of(request)
    # Django leaves the default order out of grouped rows
    readable = Programme.objects.annotate(number=Count("editions")).order_by("name", "pk")
    if not is_staff:
        readable = readable.filter(pk__in=ProgrammeRole.objects.programmes_read_by(request.user))
    context = {
        "may_open_edition": roles.can(Capability.OPEN_EDITION),
        "visitors_share_address": is_staff and find_visitor(request).is_proxy,
        "cards": [card for card in cards if card["phase"] != Phase.CLOSED],
        "closed": [card for card in cards if card["phase"] == Phase.CLOSED],
        "steps": steps,
        "next_step": next((step for step in steps if not step.done), None),
        "programmes": readable[:50] if is_staff or roles.rights else [],
    }
    return render(request, "programmes/manage_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_edition(request: AuthenticatedRequest) -> HttpResponse:
    """Create an edition: the maker becomes its first organiser. A programme comes first.

    Who is not of the staff opens those of their programmes and regions, after the editions that they organise.
    """
    if request.user.is_staff and not Programme.objects.exists():
        messages.info(request, _("Une édition appartient à un programme : commencez par le décrire."))
        return redirect("programmes:new_programme")
    former = Edition.objects.all()
    openings = None if request.user.is_staff else roles_of(request).list_openings()
    if openings is not None:
        own = Role.objects.editions_where(request.user, Capability.MANAGE_EDITION)
        former = former.filter(programme__in=openings, pk__in=own)
    source = former.filter(slug=request.GET.get("from", "").replace("\0", "")).first()
    form = NewEditionForm(
        request.POST or None,
        lessons=read_lessons(source) if source else (),
        sources=former,
        openings=openings,
        initial={"source": source, "programme": source.programme_id, "region": source.region}
        if source
        else None,
    )
    if request.method == "POST" and form.is_valid():
        created = actions.create_edition(
            edition=form.save(commit=False),
            actor=request.user,
            at=timezone.now(),
            source=form.cleaned_data["source"],
            parts=form.cleaned_data["parts"],
        )
        messages.success(request, _("L’édition est créée. Complétez l’appel, puis publiez-le."))
        return redirect("coaching:manage_edition", created.slug)
    context = {"form": form, "source": source, "former": former[:MOST_FORMER]}
    return render_form(request, "programmes/manage_new.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    with lock_when_posted(request, current_edition):
        regions = roles_of(request).list_regions(current_edition)
        form = EditionForm(request.POST or None, instance=current_edition, regions=regions)
        if request.method == "POST" and form.is_valid():
            actions.change_edition(
                edition=form.instance, changed=form.changed_data, actor=request.user, at=timezone.now()
            )
            messages.success(request, _("Les réglages sont enregistrés."))
            return redirect("programmes:manage_settings", edition)
    return render_form(request, "programmes/manage_settings.html", {"form": form}, form)


@require_POST
def set_silence(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Write to nobody about an edition of the past, or write again."""
    current_edition = edition_for(request, edition)
    if request.POST.get("silent") == "yes":
        cancelled = actions.silence_edition(edition=current_edition, actor=request.user, at=timezone.now())
        message = _("Plus aucun message ne part de cette édition.")
        if cancelled:
            message += " " + ngettext(
                "%(n)d message qui attendait est annulé.",
                "%(n)d messages qui attendaient sont annulés.",
                cancelled,
            ) % {"n": cancelled}
        messages.success(request, message)
    elif request.POST.get("silent") == "no":
        actions.reopen_mails(edition=current_edition, actor=request.user, at=timezone.now())
        messages.success(request, _("Les envois sont rouverts. Rien d’ancien ne part."))
    return redirect(reverse("programmes:manage_settings", args=[edition]) + "#mails")


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Edit the call; with what is missing before it can be published."""
    current_edition = edition_for(request, edition)
    at = timezone.now()
    with lock_when_posted(request, current_edition.call):
        form = CallForm(
            request.POST or None,
            instance=current_edition.call,
            dates_are_set=actions.dates_are_set(current_edition.call, at),
        )
        if request.method == "POST" and form.is_valid():
            with RefusalAsError(form):
                new_rules = actions.change_call(
                    call=form.instance,
                    changed=form.changed_data,
                    confirmed=form.cleaned_data["confirm_dates"],
                    actor=request.user,
                    at=at,
                )
                message = _("L’appel est enregistré.")
                if new_rules:
                    message += " " + _(
                        "Règlement : la version %(version)s est publiée. Les dossiers en cours d’écriture devront "
                        "l’accepter à l’envoi ; ceux déjà déposés gardent la version qu’ils ont acceptée."
                    ) % {"version": form.instance.rules_version}
                messages.success(request, message)
                return redirect("programmes:manage_call", edition)
    if form.is_bound:  # what is missing is about the call as saved, not as refused
        current_edition.call.refresh_from_db()
    missing = actions.missing_before_publication(current_edition.call)
    if not missing and not current_edition.call.published_at:
        form.helper.use_secondary_submit()
    context = {
        "form": form,
        "call": current_edition.call,
        "closed": current_edition.call.closes_at <= at,
        "opened": current_edition.call.opens_at <= at,
        "to_confirm": []
        if current_edition.call.published_at
        else actions.to_confirm_before_publication(current_edition.call, at),
        "missing": missing,
    }
    return render_form(request, "programmes/manage_call.html", context, form)


@require_POST
def publish_call(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    with RefusalAsMessage(request):
        actions.publish_call(
            call=current_edition.call,
            confirmed=request.POST.get("confirmed") == "yes",
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("L’appel est publié : sa page est visible de tous."))
    return redirect("programmes:manage_call", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def criteria(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The grid, editable until the call closes or a dossier is scored."""
    current_edition = edition_for(request, edition)
    at = timezone.now()
    grid = GridFormSet(request.POST or None, instance=current_edition)
    method = ScoreMethodForm(request.POST or None, initial={"score_method": current_edition.score_method})
    if request.method == "POST" and all((grid.is_valid(), method.is_valid())):
        # it may have frozen since the page was opened: the page explains it, beside the typed values
        with suppress(TransitionRefused):
            actions.save_grid(
                edition=current_edition,
                criteria=grid_lines(grid),
                score_method=method.cleaned_data["score_method"],
                actor=request.user,
                at=at,
            )
            messages.success(request, _("La grille est enregistrée."))
            return redirect("programmes:manage_criteria", edition)
    context = {
        "grid": grid,
        "method": method,
        "score_method": current_edition.get_score_method_display(),
        "frozen": actions.grid_is_frozen(current_edition, at),
        "criteria": current_edition.criteria.all(),
    }
    return render_form(request, "programmes/manage_criteria.html", context, grid)
