"""When each project and its mentor last met, for organisers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.pairing.actions import contacts as actions
from coaching.pairing.queries.contacts import FILTERS, list_contacts
from programmes.access import edition_for


@require_safe
def contacts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Projects by last contact, those never met first; the notes of their meetings stay private."""
    current_edition = edition_for(request, edition)
    wanted = request.GET.get("show", "")
    contacts_page = list_contacts(
        current_edition, wanted if wanted in FILTERS else "", request.GET.get("page"), timezone.now()
    )
    return render(request, "coaching/pairing/contacts.html", {"contacts": contacts_page})


@require_POST
def request_contact(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One message to each mentor whose projects are without news."""
    current_edition = edition_for(request, edition)
    written = actions.request_contact(edition=current_edition, actor=request.user, at=timezone.now())
    if written:
        words = ngettext("%(count)d personne prévenue.", "%(count)d personnes prévenues.", written)
        messages.success(request, words % {"count": written})
    else:
        messages.info(request, _("Personne de plus à prévenir aujourd’hui."))
    return redirect("coaching:manage_contacts", edition)
