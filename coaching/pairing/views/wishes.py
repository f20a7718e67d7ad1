"""Both sides send wishes; organisers open the call for them."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.forms import RefusalAsError
from coaching.pairing.actions import wishes as actions
from coaching.pairing.forms import MentorForm, WishCallForm, WishesForm
from coaching.pairing.queries import wishes as queries
from programmes.access import edition_for, set_edition
from programmes.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
def of_project(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The wishes of a project."""
    place = queries.find_wishing_project(request.user, slug)
    if place is None:
        raise Http404
    set_edition(request, place.edition)
    form = WishesForm(
        request.POST or None,
        choices=queries.list_mentor_choices(place.edition),
        initial=queries.read_wishes(participation=place),
    )
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form):
            actions.save_project_wishes(
                participation=place,
                ranks=form.ranks,
                avoided=form.avoided,
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Vos souhaits sont enregistrés."))
            return redirect("coaching:my_project", slug)
    context = {"place": place, "form": form, "call": place.edition.wish_call}
    return _render(request, "coaching/pairing/wishes_project.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def of_mentor(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The skills and capacity of a mentor, and their wishes while they are requested."""
    current_edition = edition_for(request, edition)
    role, call = queries.find_own_role(request.user, current_edition), queries.find_wish_call(current_edition)
    if role is None:
        raise Http404
    about = MentorForm(request.POST if "skills" in request.POST else None, initial=_describe_wishes(role))
    form = None
    if call is not None:
        form = WishesForm(
            request.POST if "rank_1" in request.POST else None,
            choices=queries.list_project_choices(current_edition),
            initial=queries.read_wishes(role=role),
        )
    for sent in (about, form):
        if sent is None or not sent.is_bound or not sent.is_valid():
            continue
        with RefusalAsError(sent):
            at = timezone.now()
            if isinstance(sent, MentorForm):
                actions.describe_mentor(role=role, **sent.cleaned_data, actor=request.user, at=at)
            else:
                actions.save_mentor_wishes(
                    role=role, ranks=sent.ranks, avoided=sent.avoided, actor=request.user, at=at
                )
            messages.success(request, _("C’est enregistré."))
            return redirect("coaching:mentor_wishes", edition)
    context = {"role": role, "about": about, "form": form, "call": call, "now": timezone.now()}
    return _render(request, "coaching/pairing/wishes_mentor.html", context, about, form)


def _describe_wishes(role: Role) -> Context:
    capacity = getattr(role, "mentor_capacity", None)
    return {"skills": role.skills, "projects": capacity.projects if capacity else None}


def _render(
    request: AuthenticatedRequest, template: str, context: Context, *forms: BaseForm | None
) -> HttpResponse:
    is_wrong = any(form is not None and form.is_bound for form in forms)
    return render(request, template, context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Request the wishes of all mentors and projects, until a date."""
    current_edition = edition_for(request, edition)
    call = queries.find_wish_call(current_edition)
    form = WishCallForm(request.POST or None, initial={"closes_at": call.closes_at if call else None})
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form, "closes_at"):
            written = actions.open_wish_call(
                edition=current_edition,
                closes_at=form.cleaned_data["closes_at"],
                actor=request.user,
                at=timezone.now(),
            )
            words = ngettext(
                "C’est demandé : %(count)d message.", "C’est demandé : %(count)d messages.", written
            )
            messages.success(request, words % {"count": written})
            return redirect("coaching:propose_mentors", edition)
    return _render(request, "coaching/pairing/wishes_ask.html", {"form": form, "call": call}, form)
