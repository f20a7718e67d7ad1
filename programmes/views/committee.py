"""The committee: its bodies and their members, who chairs it and who writes its minutes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.reminders import reminders_in_words
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes.access import edition_for
from programmes.actions import committee as actions
from programmes.actions.editions import change_edition
from programmes.actions.roles import organisation_named
from programmes.capabilities import Capability
from programmes.committee import read_committee
from programmes.enums import RoleName
from programmes.forms.committee import (
    AppointmentForm,
    CommitteeRulesForm,
    DeclarationForm,
    MemberForm,
    OfficerAnswerForm,
    SeatAnswerForm,
    SeatForm,
)
from programmes.models import Edition, Role
from programmes.models.role import must_accept_declaration
from programmes.queries import suggest_bodies


@require_http_methods(["GET", "HEAD", "POST"])
def committee(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Seats, and under each the reviewers of that body."""
    current_edition = edition_for(request, edition)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = organisation_named(form.cleaned_data["organisation"])
        actions.add_seat(edition=current_edition, organisation=body, actor=request.user, at=timezone.now())
        messages.success(request, _("%(body)s siège au comité.") % {"body": body})
        return redirect("programmes:manage_committee", edition)
    return _render(request, current_edition, form=form)


@require_POST
def remove_seat(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    current_edition = edition_for(request, edition)
    seat = get_object_or_404(current_edition.seats.select_related("organisation"), pk=pk)
    name = str(seat)
    actions.remove_seat(seat=seat, actor=request.user, at=timezone.now())
    messages.success(request, _("%(body)s ne siège plus au comité.") % {"body": name})
    return redirect("programmes:manage_committee", edition)


@require_POST
def appoint(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Name the chair, or a secretary, among those who sit."""
    current_edition = edition_for(request, edition)
    is_chair = request.POST.get("name") == RoleName.CHAIR
    page = read_committee(current_edition, timezone.now())
    form = AppointmentForm(page.jurors, RoleName.CHAIR if is_chair else RoleName.SECRETARY, request.POST)
    if form.is_valid():
        juror = form.cleaned_data["juror"]
        by: Any = {"actor": request.user, "at": timezone.now()}
        with RefusalAsError(form, "juror"):
            if is_chair:
                actions.name_chair(juror=juror, former=form.cleaned_data["former"], **by)
                messages.success(request, _("%(person)s préside le comité.") % {"person": juror.user})
            else:
                actions.name_secretary(juror=juror, **by)
                messages.success(request, _("%(person)s tient le secrétariat.") % {"person": juror.user})
            return redirect("programmes:manage_committee", edition)
    return _render(request, current_edition, **{"chair_form" if is_chair else "secretary_form": form})


@require_POST
def change_rules(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The quorum, and what a review asks for."""
    current_edition = edition_for(request, edition)
    form = CommitteeRulesForm(current_edition, request.POST, seated=current_edition.seats.count())
    if form.is_valid():
        by: Any = {"edition": current_edition, "actor": request.user, "at": timezone.now()}
        with RefusalAsError(form, "labels"):
            actions.change_expertise_tags(labels=form.cleaned_data["labels"], **by)
            change_edition(changed=[name for name in form.changed_data if name != "labels"], **by)
            messages.success(request, _("C’est enregistré."))
            return redirect("programmes:manage_committee", edition)
    return _render(request, current_edition, rules_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_member(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The terms of one juror's seat."""
    current_edition = edition_for(request, edition)
    jurors = (
        Role.objects.jurors()
        .filter(edition=current_edition)
        .select_related("user", "organisation", "edition")
    )
    juror = get_object_or_404(jurors, pk=pk)
    form = MemberForm(juror, request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {"expertise": list(juror.expertise.all()), **form.cleaned_data}
        with RefusalAsError(form):
            actions.change_member(juror=juror, **values, actor=request.user, at=timezone.now())
            messages.success(request, _("C’est enregistré pour %(person)s.") % {"person": juror.user})
            return redirect("programmes:manage_committee", edition)
    return render_form(request, "programmes/seat_member.html", {"juror": juror, "form": form}, form)


@require_POST
def change_declaration(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Another declaration of interests: who sits accepts it again."""
    current_edition = edition_for(request, edition)
    form = DeclarationForm(current_edition, request.POST)
    if form.is_valid():
        with RefusalAsError(form, "french"):
            people = actions.change_declaration(
                edition=current_edition, actor=request.user, at=timezone.now(), **form.cleaned_data
            )
            words = ngettext(
                "C’est enregistré. %(count)d personne l’accepte de nouveau.",
                "C’est enregistré. %(count)d personnes l’acceptent de nouveau.",
                people,
            )
            messages.success(request, words % {"count": people} if people else _("C’est enregistré."))
            return redirect("programmes:manage_committee", edition)
    form.data = {**request.POST.dict(), "seen": current_edition.declaration_version}
    return _render(request, current_edition, declaration_form=form)


@require_POST
def remind_declarations(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Write to who has yet to accept the declaration of interests."""
    current_edition = edition_for(request, edition)
    with RefusalAsMessage(request):
        sent = actions.remind_declarations(edition=current_edition, actor=request.user, at=timezone.now())
        messages.success(request, reminders_in_words(sent))
    return redirect("programmes:manage_committee", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def my_seat(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One's own seat: what a juror is expert in, how much they read; for everybody the declaration of interests."""
    current_edition = edition_for(request, edition)
    roles = Role.objects.who_can(Capability.SIT_ON_COMMITTEE).filter(
        edition=current_edition, user=request.user
    )
    own = list(
        roles.annotate(must_declare=must_accept_declaration()).select_related("edition", "organisation")
    )
    seat = next((role for role in own if role.can(Capability.REVIEW)), own[0] if own else None)
    if seat is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    reviews = seat.can(Capability.REVIEW)
    form = (
        SeatAnswerForm(seat, data, must_declare=seat.must_declare)
        if reviews
        else OfficerAnswerForm(seat.edition, data, must_declare=seat.must_declare)
    )
    if form.is_valid():
        with RefusalAsError(form):
            if isinstance(form, SeatAnswerForm):
                actions.answer_seat(juror=seat, at=timezone.now(), **form.read_answer())
            elif version := form.read_version():
                actions.accept_declaration(role=seat, version=version, at=timezone.now())
            messages.success(request, _("C’est enregistré."))
            return redirect("projects:review_queue")
    context = {"seat": seat, "form": form, "accepted": seat.declaration, "reviews": reviews}
    return render_form(request, "programmes/my_seat.html", context, form)


def _render(request: AuthenticatedRequest, edition: Edition, **forms: Any) -> HttpResponse:
    """The page, with those of its forms that were sent; one that was refused makes it a 422."""
    page = read_committee(edition, timezone.now())
    context = {
        "form": SeatForm(),
        "chair_form": AppointmentForm(page.jurors, RoleName.CHAIR, former=page.chair),
        "secretary_form": AppointmentForm(page.jurors, RoleName.SECRETARY),
        "rules_form": CommitteeRulesForm(edition, seated=len(page.bodies)),
        "declaration_form": DeclarationForm(edition),
        **forms,
        "page": page,
        "names": suggest_bodies(edition),
    }
    is_refused = any(form.is_bound for form in forms.values())
    return render(request, "programmes/manage_committee.html", context, status=422 if is_refused else 200)
