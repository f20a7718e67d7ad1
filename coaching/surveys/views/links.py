"""Every link of a survey at once, as an organiser shuts and renews them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.transitions import TransitionRefused
from coaching.surveys.actions import links as actions
from coaching.surveys.views.finding import find_survey


@require_POST
def revoke_links(request: HttpRequest, edition: str, kind: str) -> HttpResponse:
    """Shut the links of every project."""
    survey = find_survey(request, edition, kind)
    try:
        shut = actions.revoke_links(survey=survey, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        text = ngettext(
            "%(count)s lien est révoqué : plus personne ne l’ouvre.",
            "%(count)s liens sont révoqués : plus personne ne les ouvre.",
            shut,
        )
        messages.success(request, text % {"count": shut})
    return _back(edition, kind)


@require_POST
def renew_links(request: HttpRequest, edition: str, kind: str) -> HttpResponse:
    """Send a new one to those who have not answered."""
    survey = find_survey(request, edition, kind)
    try:
        sent = actions.renew_links(survey=survey, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        text = ngettext("%(count)s message part.", "%(count)s messages partent.", sent) % {"count": sent}
        messages.success(
            request, text if sent else _("Personne n’attend de nouveau lien : aucun message ne part.")
        )
    return _back(edition, kind)


def _back(edition: str, kind: str) -> HttpResponse:
    return redirect(f"{reverse('coaching:manage_surveys', args=[edition])}?kind={kind}")
