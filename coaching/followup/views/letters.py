"""The letters as an organiser completes and sends them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from coaching.followup.actions import letters as actions
from coaching.followup.forms import LetterWordsForm
from coaching.followup.letter_pages import describe_lines, list_changes, render_letter
from coaching.followup.queries.letters import (
    ReadLetter,
    find_place,
    is_meeting_closed,
    list_letters,
    read_letter,
)
from coaching.followup.queries.people import list_people_by_body
from programmes.access import edition_for
from programmes.models import Edition


@require_safe
def manage_letters(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each project whose needs were decided: its letter, and what it answered."""
    current_edition = edition_for(request, edition)
    context = {"letters": list_letters(request.user, current_edition)}
    return render(request, "coaching/followup/letters.html", context)


@require_POST
def send_letters(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """All those that are prepared, one after the other."""
    current_edition = edition_for(request, edition)
    done, at = 0, timezone.now()
    for row in list_letters(request.user, current_edition).to_send:
        if row.draft is None:
            continue
        try:
            actions.send_letter(letter=row.draft, actor=request.user, at=at)
        except TransitionRefused as refused:
            messages.error(request, str(refused.message))
            break
        done += 1
    if done:
        message = ngettext("%(count)d lettre est partie.", "%(count)d lettres sont parties.", done)
        messages.success(request, message % {"count": done})
    return redirect("coaching:manage_letters", edition)


def find_letter(request: AuthenticatedRequest, edition: str, slug: str) -> tuple[Edition, ReadLetter]:
    """The letter of ``?version=``, or the last. Raises ``Http404``."""
    current_edition = edition_for(request, edition)
    place = find_place(request.user, current_edition, slug)
    version = request.GET.get("version", "")
    number = parse_version(version) if version else None
    read = read_letter(place, number, drafts=True) if place and not (version and number is None) else None
    if read is None:
        raise Http404
    return current_edition, read


@require_http_methods(["GET", "HEAD", "POST"])
def manage_letter(request: AuthenticatedRequest, edition: str, slug: str) -> HttpResponse:
    """One letter: as the project will read it, and what an organiser adds before it leaves."""
    current_edition, read = find_letter(request, edition, slug)
    form = _form(request, read)
    if form and form.is_bound and form.is_valid() and _save(request, read, form):
        return redirect("coaching:manage_letter", edition, slug)
    context = {
        "read": read,
        "letter": read.letter,
        "project": read.letter.participation.project,
        "number": str(read.letter.number),
        "changes": list_changes(read),
        "given": describe_lines(read.given, is_first=read.letter.number == 1, today=timezone.localdate()),
        "others": describe_lines(read.others, is_first=read.letter.number == 1, today=timezone.localdate()),
        "form": form,
        "is_closed": is_meeting_closed(current_edition),
        "has_left": read.letter.participation.has_left,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/followup/letter_manage.html", context, status=status)


def _form(request: AuthenticatedRequest, read: ReadLetter) -> LetterWordsForm | None:
    if read.letter.is_sent or read.letter.participation.has_left:
        return None
    people = list_people_by_body(read.letter.participation.edition_id)
    return LetterWordsForm(request.POST or None, read=read, people=people)


def _save(request: AuthenticatedRequest, read: ReadLetter, form: LetterWordsForm) -> bool:
    """Whether it was saved; otherwise the form has the errors, and what was typed."""
    values: Values = {"actor": request.user, "at": timezone.now(), **form.values}
    try:
        actions.edit_letter(letter=read.letter, **values)
    except EditConflict as conflict:
        form.show_theirs(conflict.version, str(conflict.message))
    except TransitionRefused as refused:
        form.add_error(None, str(refused.message))
    else:
        messages.success(request, _("La lettre est enregistrée."))
        return True
    return False


@never_cache
@require_safe
def manage_letter_pdf(request: AuthenticatedRequest, edition: str, slug: str) -> HttpResponse:
    _edition, read = find_letter(request, edition, slug)
    return respond_with_pdf(read)


def respond_with_pdf(read: ReadLetter) -> HttpResponse:
    response = HttpResponse(render_letter(read), content_type="application/pdf")
    name = f"lettre-{read.letter.participation.project.slug}-{read.letter.number}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def send_letter(request: AuthenticatedRequest, edition: str, slug: str) -> HttpResponse:
    """The version that the page showed."""
    _edition, read = find_letter(request, edition, slug)
    if parse_version(request.POST.get("seen", "")) != read.letter.version:
        messages.error(request, _("Cette lettre a changé entre-temps : relisez-la avant de l’envoyer."))
        return redirect("coaching:manage_letter", edition, slug)
    try:
        actions.send_letter(letter=read.letter, actor=request.user, at=timezone.now())
        messages.success(request, _("La lettre est partie."))
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    return redirect("coaching:manage_letters", edition)
