"""What the cockpit settles with one click: publish what was changed, pair the mentor who agreed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.refusals import RefusalAsMessage
from coaching.pairing.actions.pairing import record_agreement
from coaching.pairing.queries.board import mentor_roles
from coaching.session.actions.releases import release_changes
from coaching.session.views.session import session_for
from projects.models import Participation


@require_POST
def publish(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Publish the changes that the page counted; nothing when the programme was changed or published since."""
    session, seen = session_for(request, edition), request.POST.get("seen", "")
    with RefusalAsMessage(request):
        sent = release_changes(session=session, seen=seen, actor=request.user, at=timezone.now())
        words = ngettext(
            "Les changements sont en ligne ; %(count)d message part.",
            "Les changements sont en ligne ; %(count)d messages partent.",
            sent,
        )
        nobody = _("Les changements sont en ligne ; personne n’est à prévenir.")
        messages.success(request, words % {"count": sent} if sent else nobody)
    return redirect("coaching:cockpit", edition)


@require_POST
def assign(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """« Elle a dit oui »: pair a mentor who is free with a project that has none."""
    session, chosen = session_for(request, edition), request.POST.get("mentor", "")
    coming = Participation.objects.confirmed().filter(edition=session.edition)
    place = get_object_or_404(coming.select_related("project__organisation", "project__application"), pk=pk)
    place.edition = session.edition
    mentor = next((role.user for role in mentor_roles(session.edition) if str(role.user_id) == chosen), None)
    if mentor is None:
        messages.error(request, _("Choisissez un parrain ou une marraine de cette édition."))
        return redirect("coaching:cockpit", edition)
    with RefusalAsMessage(request):
        record_agreement(participation=place, mentor=mentor, actor=request.user, at=timezone.now())
        words = _("C’est noté : %(mentor)s suit « %(project)s ».")
        messages.success(request, words % {"mentor": mentor, "project": place.project})
    return redirect("coaching:cockpit", edition)
