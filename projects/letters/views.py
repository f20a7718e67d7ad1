"""Write to the people of an edition: to whom and what, then read it and count, then send."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.forms import render_form
from programmes.access import edition_for
from programmes.models import Edition
from programmes.queries import suggest_bodies
from projects.letters.actions import find_reader_of_letter, readers_of_letter, send_letter
from projects.letters.emails import letter
from projects.letters.forms import LetterForm


@require_http_methods(["GET", "HEAD", "POST"])
def write_letter(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The words and their readers; then what leaves, to how many; then it leaves."""
    current_edition = edition_for(request, edition)
    person = _find_person(request, current_edition)
    form = LetterForm(request.POST or None, chooses_people=person is None)
    context: Context = {
        "form": form,
        "edition": current_edition,
        "person": person,
        "organisations": suggest_bodies(current_edition),
    }
    if not form.is_valid():
        return render_form(request, "projects/letters/letter_page.html", context, form)
    data = form.cleaned_data
    choice = {name: data[name] for name in ("roles", "body", "states") if name in data}
    people = [person] if person else readers_of_letter(current_edition, **choice)
    words = {"subject": data["subject"], "text": data["text"]}
    # what is sent is what was read, to those who were counted
    content = f"{[person.pk for person in people]}\n{words['subject']}\n{words['text']}"
    seen = hashlib.sha256(content.encode()).hexdigest()
    if people and request.POST.get("seen") == seen:
        sent = send_letter(
            edition=current_edition, people=people, actor=request.user, at=timezone.now(), **words
        )
        messages.success(request, _describe_sent(sent))
        return redirect("programmes:manage_mails", edition)
    if people:
        context["preview"] = letter(current_edition, people[0], **words)
        context["rendered"] = context["preview"].render()
    has_changed = bool(request.POST.get("seen"))
    context |= {"people": people, "seen": seen, "is_read": True, "has_changed": has_changed}
    return render(request, "projects/letters/letter_page.html", context)


def _find_person(request: AuthenticatedRequest, edition: Edition) -> User | None:
    """The one person of ``?to=``, none without it. Raises Http404 for who is in none of the lists of a letter."""
    wanted = request.GET.get("to")
    if wanted is None:
        return None
    if person := find_reader_of_letter(edition, wanted):
        return person
    raise Http404


def _describe_sent(sent: int) -> str:
    if not sent:
        return _("Ces personnes ont déjà reçu ce message : rien ne repart.")
    return ngettext("Un message part.", "%(count)s messages partent.", sent) % {"count": sent}
