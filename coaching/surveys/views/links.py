"""The links of a survey, one by one or all at once, as an organiser sends, shuts and renews them."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import PersonalResponse
from coaching.surveys import queries
from coaching.surveys.actions import invitations
from coaching.surveys.actions import links as every
from coaching.surveys.actions import survey as actions
from coaching.surveys.views.finding import act, address_of, find_survey
from programmes.access import edition_for


def _mail_links(
    request: AuthenticatedRequest, edition: str, kind: str, send: Callable[..., int], none_left: str
) -> HttpResponse:
    """Send, and report how many mails leave, or why none does."""

    def describe(sent: int) -> str:
        mails = ngettext("%(count)s message part.", "%(count)s messages partent.", sent)
        return mails % {"count": sent} if sent else none_left

    survey = find_survey(request, edition, kind)
    return act(request, send, describe, survey=survey, back=address_of(edition, kind))


@require_POST
def send_links(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Mail the links to those who have none."""
    none_left = _("Chacun a déjà son lien : aucun message ne part.")
    return _mail_links(request, edition, kind, actions.send_links, none_left)


@require_POST
def remind(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Remind those who did not answer."""
    survey = find_survey(request, edition, kind)

    def describe(sent: int) -> str:
        if survey.room_opened_at:
            return _("Les relances partent à qui n’a répondu ni dans la salle ni par son lien.")
        message = ngettext("%(count)s relance part.", "%(count)s relances partent.", sent) % {"count": sent}
        return message if sent else _("Chacun a déjà été relancé aujourd’hui.")

    return act(request, invitations.remind_now, describe, survey=survey, back=address_of(edition, kind))


@require_POST
def revoke_links(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Shut the links of every project."""

    def describe(shut: int) -> str:
        text = ngettext(
            "%(count)s lien est révoqué : plus personne ne l’ouvre.",
            "%(count)s liens sont révoqués : plus personne ne les ouvre.",
            shut,
        )
        return text % {"count": shut}

    survey = find_survey(request, edition, kind)
    return act(request, every.revoke_links, describe, survey=survey, back=address_of(edition, kind))


@require_POST
def renew_links(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Send a new one to those who have not answered."""
    none_left = _("Personne n’attend de nouveau lien : aucun message ne part.")
    return _mail_links(request, edition, kind, every.renew_links, none_left)


@require_POST
def resend_link(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Mail one link again, or replace it by a new one."""
    invitation = get_object_or_404(queries.invitations_of_edition(edition_for(request, edition)), pk=pk)
    return act(
        request,
        actions.resend_link,
        lambda holder: _("Le lien part à %(email)s.") % {"email": holder.email},
        invitation=invitation,
        renew=request.POST.get("renew") == "1",
        back=address_of(edition, invitation.survey.slug),
    )


def _find_response(request: AuthenticatedRequest, edition: str, pk: int) -> PersonalResponse:
    rows = PersonalResponse.objects.select_related("survey__edition")
    return get_object_or_404(rows.filter(survey__edition=edition_for(request, edition)), pk=pk)


@require_POST
def resend_personal_link(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Mail the link of one person again."""
    response = _find_response(request, edition, pk)
    return act(
        request,
        invitations.resend_personal_link,
        lambda person: _("Le lien part à %(email)s.") % {"email": person.email},
        response=response,
        back=address_of(edition, response.survey.slug),
    )


@require_POST
def revoke_link(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Shut the links that were sent to one project."""
    invitation = get_object_or_404(queries.invitations_of_edition(edition_for(request, edition)), pk=pk)
    return act(
        request,
        actions.revoke_link,
        lambda _nothing: _("Le lien est révoqué : plus personne ne l’ouvre."),
        invitation=invitation,
        back=address_of(edition, invitation.survey.slug),
    )


@require_POST
def revoke_personal_link(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Shut the link that was sent to one person."""
    response = _find_response(request, edition, pk)
    return act(
        request,
        invitations.revoke_personal_link,
        lambda _nothing: _("Le lien est révoqué : plus personne ne l’ouvre."),
        response=response,
        back=address_of(edition, response.survey.slug),
    )
