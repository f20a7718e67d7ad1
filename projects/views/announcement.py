"""The announcement: say exactly what will leave the house, then let it leave once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.transitions import TransitionRefused
from accelerator.web.people import signed_in
from programmes.access import edition_for
from projects import queries_decisions
from projects.actions import deliberation


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, edition: str) -> HttpResponse:
    """What will happen, in exact numbers; sending it asks for one click."""
    held = edition_for(request, edition)
    if request.method == "POST":
        try:
            sent = deliberation.announce(edition=held, actor=signed_in(request), at=timezone.now())
        except TransitionRefused as refusal:
            messages.error(request, refusal.message)
            return redirect("projects:announce", edition=edition)
        messages.success(request, _told(sent))
        return redirect("projects:announce", edition=edition)
    waiting = queries_decisions.undecided(held).order_by("reference")
    return render(
        request,
        "projects/announcement_page.html",
        {
            "edition": held,
            "tally": queries_decisions.tally(held),
            "announcement": queries_decisions.announcement(held),
            "waiting": list(waiting[:20]),
        },
    )


def _told(sent: int) -> str:
    if not sent:
        return _("Les décisions étaient déjà annoncées : rien n’est parti une seconde fois.")
    return ngettext(
        "Décisions annoncées : %(n)s message part.", "Décisions annoncées : %(n)s messages partent.", sent
    ) % {"n": sent}
