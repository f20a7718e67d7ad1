"""The letter as those who hold the project read it, and answer line by line."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from coaching.followup.actions import letters as actions
from coaching.followup.enums import LineAnswer
from coaching.followup.forms import LineAnswerForm
from coaching.followup.letter_pages import describe_lines, list_changes
from coaching.followup.queries.letters import ReadLetter, read_letter
from coaching.followup.views.letters import respond_with_pdf
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room

OF_THE_PROJECT = frozenset({"holder", "reader"})


def enter_as_member(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """The room of the project. Raises ``Http404`` for a user who is not a member."""
    room = enter_room(request, slug)
    if room.enters_as not in OF_THE_PROJECT:
        raise Http404
    return room


def find_own_letter(request: AuthenticatedRequest, slug: str) -> tuple[ProjectRoom, ReadLetter]:
    """A sent letter: that of ``?version=``, or the last. Raises ``Http404``."""
    room, version = enter_as_member(request, slug), request.GET.get("version", "")
    number = parse_version(version) if version else None
    read = None if version and number is None else read_letter(room.participation, number, drafts=False)
    if read is None:
        raise Http404
    return room, read


@require_safe
def letter(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room, read = find_own_letter(request, slug)
    return _render(request, room, read)


def _render(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    read: ReadLetter,
    *,
    refused: LineAnswerForm | None = None,
    line: int = 0,
) -> HttpResponse:
    context = {
        "room": room,
        "read": read,
        "letter": read.letter,
        "project": room.project,
        "number": str(read.letter.number),
        "changes": list_changes(read),
        "given": describe_lines(read.given, is_first=read.letter.number == 1, today=timezone.localdate()),
        "others": describe_lines(read.others, is_first=read.letter.number == 1, today=timezone.localdate()),
        "may_answer": room.holds and read.is_last,
        "refused": refused,
        "refused_line": line,
    }
    return render(request, "coaching/followup/letter.html", context, status=422 if refused else 200)


@never_cache
@require_safe
def letter_pdf(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    _room, read = find_own_letter(request, slug)
    return respond_with_pdf(read)


@require_POST
def answer_line(request: AuthenticatedRequest, slug: str, line: int) -> HttpResponse:
    """Accept or decline what one line proposes; those who write for the project alone."""
    room, read = find_own_letter(request, slug)
    found = next((offer for offer in read.given if offer.pk == line), None)
    if found is None or not room.holds:
        raise Http404
    form = LineAnswerForm(request.POST)
    if not form.is_valid():
        return _render(request, room, read, refused=form, line=line)
    kwargs: Values = {"actor": request.user, "at": timezone.now(), "seen": form.cleaned_data["seen"]}
    try:
        actions.answer_line(
            line=found,
            answer=LineAnswer(form.cleaned_data["answer"]),
            reason=form.cleaned_data["reason"],
            **kwargs,
        )
        messages.success(request, _("C’est noté : l’organisme est prévenu."))
    except (EditConflict, TransitionRefused) as problem:
        messages.error(request, str(problem.message))
    return redirect(f"{reverse('coaching:letter', args=[slug])}#line-{line}")
