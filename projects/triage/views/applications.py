"""The organiser's dossiers: the list, then one dossier: its eligibility, who follows it, notes."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import queries as answers
from accelerator.web.forms import RefusalAsError, render_form
from programmes.access import edition_for, set_edition
from programmes.models import Call, Edition
from programmes.shell import may_open
from programmes.todo import TodoLine, TodoUrgency, read_todo
from projects.application.access import FRAME
from projects.application.enums import APPLICATION
from projects.application.queries import applications as application_queries
from projects.application.queries.dossier import with_standing_version
from projects.conflicts.queries import list_people_aside
from projects.models import Application, Finding, Note
from projects.triage import forms, queries
from projects.triage.actions import bulk, eligibility, screening, tags
from projects.triage.columns import COLUMNS
from projects.triage.listing import filters_of, listing, neighbour
from projects.triage.views.triage import back, notify_changed


def find_organised_application(request: AuthenticatedRequest, edition: str, ref: str) -> Application:
    """A dossier of an edition this person organises; a draft is not one. Raises ``Http404``."""
    applications = Application.objects.read_by_organiser(request.user).select_related(*FRAME, "handled_by")
    rows = queries.with_page_facts(applications).filter(call__edition__slug=edition, reference=ref)
    application: Application | None = queries.find_with_tags(with_standing_version(rows))
    if application is None:
        raise Http404
    set_edition(request, application.call.edition)
    return application


@require_safe
def applications(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Fifty dossiers at a time, read from their columns; drafts are only counted."""
    current = edition_for(request, edition)
    page = listing(request, current)
    context = {
        "edition": current,
        "list": page,
        "next": _find_next_act(request, current) if page.is_all_checked else None,
        "columns": [(COLUMNS[name], name) for name in page.visible],
        "all_columns": [(name, column.label) for name, column in COLUMNS.items()],
        "sorts": application_queries.build_sort_links(request.GET),
    }
    return render(request, "projects/triage/manage_applications.html", context)


def _find_next_act(request: AuthenticatedRequest, edition: Edition) -> TodoLine | None:
    """What comes first for the organisers once dossiers are checked, as on the dashboard: two queries or a few more."""
    opens = partial(may_open, request)
    lines = read_todo(request.user, [edition], timezone.now(), opens, with_progress=False)[edition.pk].lines
    return next((line for line in lines if line.urgency != TodoUrgency.AWAITS_OTHERS), None)


@require_safe
def application(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """One dossier: every answer, its history, and the decision on its eligibility."""
    return show(request, find_organised_application(request, edition, ref))


def show(request: AuthenticatedRequest, dossier: Application, **bound: object) -> HttpResponse:
    """The page of a dossier; ``bound`` are forms to show again with their errors, by name."""
    stored = answers.list_stored(dossier.sheet)
    readable = answers.list_readable_sections(dossier.sheet, stored=stored)
    sections, logistics = application_queries.split_logistics(readable)
    searched = request.GET.get("q", "")
    context = {
        "application": dossier,
        "edition": dossier.call.edition,
        "call": dossier.call,
        "form": forms.IneligibleForm(),
        "note_form": forms.NoteForm(),
        "reason_form": forms.ReasonForm(),
        "reason_for": None,
        "checklist": forms.ChecklistForm(points=queries.checklist(dossier)),
        "findings": queries.findings(dossier),
        "notes": queries.notes(dossier),
        "tags": dossier.tag_names,  # type: ignore[attr-defined]
        "sections": sections,
        "logistics": logistics,
        "searched": searched,
        "mentions": application_queries.mentions(
            sections, {question.key: value for question, value in stored}, searched
        )
        if searched
        else [],
        "list_query": list_query(request),
        "people_aside": list_people_aside(dossier),
        "history": application_queries.history(dossier, request.user),
        "lookalikes": queries.lookalikes(dossier, request.user),
        "file_url": application_queries.file_url(dossier),
        "can_accept": APPLICATION.is_allowed("declare_eligible", dossier.state),
        "can_refuse": APPLICATION.is_allowed("declare_ineligible", dossier.state),
        "completion": queries.last_completion(dossier),
        "can_request_completion": APPLICATION.is_allowed("request_completion", dossier.state),
        **bound,
    }
    return render(request, "projects/triage/manage_application.html", context, status=422 if bound else 200)


def to_dossier(
    request: AuthenticatedRequest, dossier: Application, name: str = "manage_application"
) -> HttpResponse:
    """To a page of a dossier, by default its own, without losing the list that it was opened from."""
    address = reverse(f"projects:{name}", args=[dossier.call.edition.slug, dossier.reference])
    return HttpResponseRedirect(address + list_query(request))


def list_query(request: AuthenticatedRequest) -> str:
    """The query string of the list that a dossier was opened from, from the URL of the dossier's pages."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


@require_safe
def adjacent_application(request: AuthenticatedRequest, edition: str, ref: str, way: str) -> HttpResponse:
    """To the dossier before or after this one in the list it was opened from; past an end, to the list."""
    dossier = find_organised_application(request, edition, ref)
    dossiers = Application.objects.in_list_of(request.user, dossier.call)
    filters = filters_of(request.user, dossier.call.edition, dossiers, request.GET)
    reference = neighbour(filters, dossier, forward=way == "next")
    if reference:
        address = reverse("projects:manage_application", args=[edition, reference])
    else:
        address = reverse("projects:manage_applications", args=[edition])
        first, last = (
            _("C’était le premier dossier de cette liste."),
            _("C’était le dernier dossier de cette liste."),
        )
        messages.info(request, last if way == "next" else first)
    return HttpResponseRedirect(address + list_query(request))


@require_POST
def eligible(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Open dossiers to the committee: those that wait for it in one act, which can be taken back; those turned down
    before, one by one. A notice where one changed meanwhile.
    """
    current = edition_for(request, edition)
    dossiers = Application.objects.read_by_organiser(request.user).for_edition(current)
    form = forms.EligibleForm(request.POST, applications=dossiers.select_related("call__edition", "project"))
    if not form.is_valid():
        messages.error(request, str(form.errors["application"][0]))
        return back(request, edition)
    who, at, wanted = request.user, timezone.now(), form.cleaned_data["application"]
    waiting = Application.objects.filter(pk__in=[value.pk for value in wanted])
    action = bulk.declare_eligible(
        edition=current, applications=waiting, actor=who, at=at, answers_were_read=True
    )
    others = [value for value in wanted if str(value.pk) not in action.changes]
    reopened = eligibility.declare_eligible(applications=others, actor=who, at=at)
    if reopened:
        count = reopened + len(action.changes)
        text = ngettext(
            "%(count)d dossier déclaré recevable.", "%(count)d dossiers déclarés recevables.", count
        )
        messages.success(request, text % {"count": count})
    else:
        notify_changed(request, edition, action)
    return back(request, edition)


@require_POST
def ineligible(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Turn one dossier down, with the reason its holder receives."""
    dossier = find_organised_application(request, edition, ref)
    form = forms.IneligibleForm(request.POST)
    if form.is_valid():
        with RefusalAsError(form):
            eligibility.declare_ineligible(
                application=dossier,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Le dossier est déclaré non recevable, sa raison part par e-mail."))
            return to_dossier(request, dossier)
    return show(request, dossier, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the team verifies, and what the rules set aside."""
    current = edition_for(request, edition)
    call = current.call
    data = request.POST if request.method == "POST" else None
    form = forms.EligibilityForm(data, call=call, items=queries.check_items(call))
    if form.is_bound and form.is_valid():
        _save(request, form, call)
        return redirect("projects:manage_eligibility", edition=edition)
    context = {"edition": current, "call": call, "form": form}
    return render_form(request, "projects/triage/manage_eligibility.html", context, form)


@transaction.atomic
def _save(request: AuthenticatedRequest, form: forms.EligibilityForm, call: Call) -> None:
    who, at = request.user, timezone.now()
    eligibility.set_items(call=call, labels=form.cleaned_data["points"], actor=who, at=at)
    aside = screening.set_rules(call=call, accepted=form.values_by_subject, actor=who, at=at)
    text = ngettext(
        "Enregistré : les règles écartent %(count)d dossier.",
        "Enregistré : les règles écartent %(count)d dossiers.",
        aside,
    )
    messages.success(request, text % {"count": aside})


@require_POST
def check(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Note what was verified on a dossier."""
    dossier = find_organised_application(request, edition, ref)
    form = forms.ChecklistForm(request.POST, points=queries.checklist(dossier))
    if not form.is_valid():
        return show(request, dossier, checklist=form)
    eligibility.tick(application=dossier, ticks=form.ticks(), actor=request.user, at=timezone.now())
    messages.success(request, _("La vérification est enregistrée."))
    return to_dossier(request, dossier)


@require_POST
def overrule(request: AuthenticatedRequest, edition: str, ref: str, pk: int) -> HttpResponse:
    """Pass over a rule for one dossier, with a reason; or let it stand again."""
    dossier = find_organised_application(request, edition, ref)
    rows = Finding.objects.select_related("rule", "application__call__edition")
    finding = get_object_or_404(rows, pk=pk, application=dossier)
    if request.POST.get("go") == "reinstate":
        screening.reinstate(finding=finding, actor=request.user, at=timezone.now())
        messages.success(request, _("La règle s’applique de nouveau à ce dossier."))
        return to_dossier(request, dossier)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, dossier, reason_form=form, reason_for=finding.pk)
    reason = form.cleaned_data["reason"]
    screening.overrule(finding=finding, reason=reason, actor=request.user, at=timezone.now())
    messages.success(request, _("La règle est levée pour ce dossier ; sa raison est gardée."))
    return to_dossier(request, dossier)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Follow a dossier or not, and change its tags."""
    dossier = find_organised_application(request, edition, ref)
    current = dossier.call.edition
    form = forms.FollowForm(
        request.POST if request.method == "POST" else None,
        application=dossier,
        tags=queries.tags_of(current),
        colleagues=queries.colleagues(current),
    )
    if form.is_bound and form.is_valid():
        with RefusalAsError(form, "colleague"):
            tags.follow(
                application=dossier,
                colleague=form.person,
                tags=form.cleaned_data.get("tags", []),
                new_tag=form.cleaned_data["new_tag"],
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Le suivi du dossier est à jour."))
            return to_dossier(request, dossier)
    context = {"application": dossier, "edition": current, "form": form, "list_query": list_query(request)}
    return render_form(request, "projects/triage/application_follow.html", context, form)


@require_POST
def add_note(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Save a remark for colleagues."""
    dossier = find_organised_application(request, edition, ref)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return show(request, dossier, note_form=form)
    tags.add_note(application=dossier, text=form.cleaned_data["text"], author=request.user, at=timezone.now())
    messages.success(request, _("La note est gardée, pour l’équipe seulement."))
    return to_dossier(request, dossier)


@require_POST
def remove_note(request: AuthenticatedRequest, edition: str, ref: str, pk: int) -> HttpResponse:
    """Take one's own note back; a colleague's stays."""
    dossier = find_organised_application(request, edition, ref)
    note = get_object_or_404(Note, pk=pk, application=dossier, author=request.user)
    tags.remove_note(note=note, actor=request.user, at=timezone.now())
    messages.success(request, _("La note est retirée."))
    return to_dossier(request, dossier)
