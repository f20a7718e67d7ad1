"""An organiser types a paper, for a project, for a person, or without a name."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.errors import RevisionChanged
from accelerator.questionnaires.forms import AnswerForm, loose_form
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import render_form
from coaching.models import AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.actions import paper as actions
from coaching.surveys.actions.people import enter_anonymous_paper
from coaching.surveys.actions.room import change_quote
from coaching.surveys.audiences import find_named_attendees
from coaching.surveys.enums import InvitationState
from coaching.surveys.views.finding import find_survey, make_survey_address
from programmes.access import edition_for


@require_http_methods(["GET", "HEAD", "POST"])
def project_paper(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The paper of a project that was invited."""
    current_edition = edition_for(request, edition)
    rows = SurveyInvitation.objects.standing().filter(survey__edition=current_edition)
    invitation = get_object_or_404(rows.select_related("survey__form", "participation__project"), pk=pk)

    enter = partial(actions.enter_project_paper, invitation=invitation)
    name = str(invitation.participation.project)
    return _render_page(request, invitation.survey, enter, row=invitation, name=name)


@require_http_methods(["GET", "HEAD", "POST"])
def personal_paper(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The paper of a person who was invited."""
    current_edition = edition_for(request, edition)
    rows = PersonalResponse.objects.filter(survey__edition=current_edition).select_related(
        "survey__form", "person"
    )
    response = get_object_or_404(rows, pk=pk)

    enter = partial(actions.enter_personal_paper, response=response)
    return _render_page(request, response.survey, enter, row=response, name=str(response.person))


@require_http_methods(["GET", "HEAD", "POST"])
def attendee_paper(request: AuthenticatedRequest, edition: str, kind: str, pk: int) -> HttpResponse:
    """The paper of an attendee without an account."""
    survey = find_survey(request, edition, kind, Survey.objects.select_related("form"))
    attendee = get_object_or_404(find_named_attendees(survey), pk=pk)
    # refusing to open the page would reveal that they answered on a phone
    begun = survey.room_responses.on_paper().filter(attendee=attendee).first()

    enter = partial(actions.enter_attendee_paper, survey=survey, attendee=attendee)
    row = begun or AttendeeResponse(survey=survey, attendee=attendee, state=InvitationState.TO_DO)
    return _render_page(request, survey, enter, row=row, name=attendee.name)


@require_http_methods(["GET", "HEAD", "POST"])
def anonymous_paper(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """A paper without a name, of an anonymous survey."""
    survey = find_survey(request, edition, kind, Survey.objects.filter(anonymous=True).select_related("form"))

    def enter(*, form: AnswerForm, actor: User, at: datetime) -> None:
        values = {answer.question.key: answer.value for answer in form.list_posted_answers()}
        enter_anonymous_paper(survey=survey, values=values, revision_id=form.revision_id, actor=actor, at=at)

    return _render_page(request, survey, enter)


@require_POST
def withdraw_quote(request: AuthenticatedRequest, edition: str, kind: str, pk: int) -> HttpResponse:
    """Withdraw, at their request, the consent of somebody without an account who answered on paper."""
    survey = find_survey(request, edition, kind)
    response = get_object_or_404(survey.room_responses.on_paper().select_related("attendee"), attendee__pk=pk)
    if change_quote(response=response, quote="no", actor=request.user, at=timezone.now()):
        text = _("« %(name)s » n’est plus cité ou citée : les documents qui le faisaient sont refaits.")
        messages.success(request, text % {"name": response.attendee})
    else:
        messages.info(request, _("Cette personne n’acceptait déjà plus d’être citée."))
    return redirect(make_survey_address(survey.edition.slug, survey.slug))


def _render_page(
    request: AuthenticatedRequest,
    survey: Survey,
    enter: Callable[..., None],
    *,
    row: SurveyInvitation | PersonalResponse | AttendeeResponse | None = None,
    name: str = "",
) -> HttpResponse:
    if row is not None and row.is_sent and request.method != "POST":
        raise Http404
    address = make_survey_address(survey.edition.slug, survey.slug)
    form = loose_form(survey.form, name=f"paper:{request.path}", data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter(form=form, actor=request.user, at=timezone.now())
        except RevisionChanged:  # its questions were changed while the page was open
            survey.refresh_from_db(fields=["form"])
            return _render_page(request, survey, enter, row=row, name=name)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("La réponse est saisie, et marquée comme venue sur papier."))
            return redirect(address)
    context = {"survey": survey, "name": name, "form": form, "row": row, "back_url": address}
    context["is_notified"] = row is not None and not isinstance(row, AttendeeResponse)
    return render_form(request, "coaching/surveys/survey_paper.html", context, form)
