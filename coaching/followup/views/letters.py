"""Letters: an organiser completes and sends them, holders read and answer them."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator import pdf
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.amounts import describe_amount
from accelerator.transitions import TransitionRefused
from accelerator.types import Context, Values
from accelerator.web.autosave import parse_version
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from accelerator.web.templatetags.prose import day
from coaching.followup.actions import letters as actions
from coaching.followup.enums import LineAnswer, LineChange
from coaching.followup.forms import LetterWordsForm, LineAnswerForm
from coaching.followup.models import LetterLine, SupportLetter
from coaching.followup.queries.commitments import list_people_by_body
from coaching.followup.queries.letters import (
    ReadLetter,
    find_call_day,
    find_letter_by_token,
    find_place,
    is_meeting_closed,
    list_letters,
    read_letter,
)
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room
from coaching.support.enums import OUTCOME_TONES, SupportOutcome
from coaching.surveys.views.finding import use_language
from programmes.access import edition_for, set_edition
from programmes.models import Edition

CHANGED = frozenset({LineChange.NEW, LineChange.CHANGED})


def list_changes(read: ReadLetter) -> list[str]:
    """The changes since the letter before, in sentences; none for a first letter."""
    if read.letter.number == 1:
        return []
    changes = []
    for line in read.lines:
        if line.change == LineChange.NEW:
            changes.append(_("Nouveau : %(need)s") % {"need": line.sentence})
        elif line.change == LineChange.CHANGED:
            changes.append(
                _("Modifié : %(need)s (%(outcome)s)")
                % {"need": line.sentence, "outcome": line.get_outcome_display()}
            )
    return changes + [_("N’y est plus : %(need)s") % {"need": sentence} for sentence in read.letter.removed]


def describe_caller(line: LetterLine, due_on: date | None) -> str:
    """« Mariam Keita (DREETS Normandie) vous appelle avant le mardi 4 août. »"""
    who = f"{line.person} ({line.lead})" if line.person else str(line.lead)
    if due_on:
        return _("%(who)s vous appelle avant le %(day)s.") % {"who": who, "day": day(due_on)}
    return _("%(who)s vous appelle.") % {"who": who}


def describe_lines(lines: list[LetterLine], *, is_first: bool, today: date) -> list[Context]:
    """The lines as a page shows them: the caller, the date as of today, the change, and the answer."""
    return [
        {
            "line": line,
            "calls": describe_caller(line, find_call_day(line, today)) if line.lead else "",
            "change": str(line.get_change_display()) if line.change in CHANGED and not is_first else "",
            "tone": OUTCOME_TONES[SupportOutcome(line.outcome)],
            "answer": str(line.get_answer_display()) if line.answer else "",
            "answer_tone": "success" if line.answer == LineAnswer.ACCEPTED else "neutral",
        }
        for line in lines
    ]


def _build_page_context(read: ReadLetter) -> Context:
    """The context that both pages of a letter share."""
    is_first, today = read.letter.number == 1, timezone.localdate()
    return {
        "read": read,
        "letter": read.letter,
        "project": read.letter.participation.project,
        "number": str(read.letter.number),
        "changes": list_changes(read),
        "offers": describe_lines(read.offers, is_first=is_first, today=today),
        "others": describe_lines(read.others, is_first=is_first, today=today),
    }


def render_letter(read: ReadLetter) -> bytes:
    """The tagged PDF of this version."""
    return pdf.render(
        "coaching/followup/letter.typ",
        pdf.french_spaces_in(_build_pdf_context(read)),
        title=_("Ce que les partenaires vous proposent"),
        language=translation.get_language() or "fr",
        at=read.letter.sent_at or read.letter.created_at,
    )


def _build_pdf_context(read: ReadLetter) -> Context:
    letter, edition = read.letter, read.letter.participation.edition
    project = letter.participation.project
    version = _("Version %(number)d") % {"number": letter.number}
    when = day(letter.sent_at) if letter.sent_at else _("pas encore envoyée")
    foot = [version, when, _("empreinte %(hash)s") % {"hash": letter.sha256[:16]} if letter.sha256 else ""]
    return {
        "running": edition.name,
        "kind": _("Lettre des partenaires"),
        "subtitle": f"{edition.programme.name} · {edition.name}",
        "project": project.title,
        "body": str(project.organisation or ""),
        "when": when[:1].upper() + when[1:],
        "foot": " · ".join(filter(None, foot)),
        "changes_title": _("Ce qui a changé depuis la lettre précédente"),
        "changes": list_changes(read),
        "opening": letter.opening,
        "closing": letter.closing,
        "offers_title": _("Ce que les partenaires proposent"),
        "others_title": _("Ce qu’ils ne peuvent pas proposer"),
        "offers": [_arrange_line(line) for line in read.offers],
        "others": [_arrange_line(line) for line in read.others],
        "answer": _("Vous acceptez ou déclinez chaque proposition en ligne, dans « Mes projets »."),
    }


def _arrange_line(line: LetterLine) -> dict[str, str]:
    return {
        "sentence": line.sentence,
        "outcome": str(line.get_outcome_display()),
        "who": describe_caller(line, line.due_on) if line.lead else "",
        "scheme": line.scheme,
        "amount": describe_amount(line.amount, line.amount_for),
        "reason": line.reason,
        "words": line.words,
    }


@require_safe
def manage_letters(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each project with decided needs: its letter, and its answers."""
    current_edition = edition_for(request, edition)
    context = {"letters": list_letters(request.user, current_edition)}
    return render(request, "coaching/followup/letters.html", context)


@require_POST
def send_letters(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Send the prepared letters that the page named, in the version it named; those prepared since stay."""
    current_edition = edition_for(request, edition)
    named = {
        pk: version
        for pk, _colon, version in (item.partition(":") for item in request.POST.getlist("letter"))
    }
    done, left, at = 0, 0, timezone.now()
    for row in list_letters(request.user, current_edition).to_send:
        if row.draft is None:
            continue
        version = parse_version(named.get(str(row.draft.pk), ""))
        if version is None:
            left += 1
            continue
        try:
            actions.send_letter(letter=row.draft, seen=version, actor=request.user, at=at)
        except TransitionRefused as refused:
            messages.error(request, str(refused.message))
            break
        done += 1
    if left:
        words = ngettext(
            "%(count)d lettre préparée depuis reste à relire.",
            "%(count)d lettres préparées depuis restent à relire.",
            left,
        )
        messages.warning(request, words % {"count": left})
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
    """One letter: as the project will read it, with the form of the organiser's words."""
    current_edition, read = find_letter(request, edition, slug)
    form = _make_form(request, read)
    if form and form.is_bound and form.is_valid() and _save(request, read, form):
        return redirect("coaching:manage_letter", edition, slug)
    context = {
        **_build_page_context(read),
        "form": form,
        "is_closed": is_meeting_closed(current_edition),
        "has_left": read.letter.participation.has_left,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/followup/letter_manage.html", context, status=status)


def _make_form(request: AuthenticatedRequest, read: ReadLetter) -> LetterWordsForm | None:
    if read.letter.is_sent or read.letter.participation.has_left:
        return None
    people = list_people_by_body(read.letter.participation.edition_id)
    return LetterWordsForm(request.POST or None, read=read, people=people)


def _save(request: AuthenticatedRequest, read: ReadLetter, form: LetterWordsForm) -> bool:
    """Whether it was saved; otherwise the form has the errors, and the typed values."""
    values: Values = {"actor": request.user, "at": timezone.now(), **form.values}
    with RefusalAsError(form):
        actions.edit_letter(letter=read.letter, **values)
        messages.success(request, _("La lettre est enregistrée."))
        return True
    return False


@never_cache
@require_safe
def manage_letter_pdf(request: AuthenticatedRequest, edition: str, slug: str) -> HttpResponse:
    _edition, read = find_letter(request, edition, slug)
    return respond_with_pdf(read)


def respond_with_pdf(read: ReadLetter) -> HttpResponse:
    name = f"lettre-{read.letter.participation.project.slug}-{read.letter.number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(render_letter(read), content_type="application/pdf", headers=headers)


@require_POST
def send_letter(request: AuthenticatedRequest, edition: str, slug: str) -> HttpResponse:
    """Send the version that the page showed."""
    _edition, read = find_letter(request, edition, slug)
    seen = parse_version(request.POST.get("seen", ""))
    if seen != read.letter.version:
        messages.error(request, str(actions.LETTER_CHANGED))
        return redirect("coaching:manage_letter", edition, slug)
    with RefusalAsMessage(request):
        actions.send_letter(letter=read.letter, seen=seen, actor=request.user, at=timezone.now())
        messages.success(request, _("La lettre est partie."))
    return redirect("coaching:manage_letters", edition)


def enter_as_member(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """The room of the project. Raises ``Http404`` for a user who is not a member."""
    room = enter_room(request, slug)
    if not room.is_member:
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
        **_build_page_context(read),
        "room": room,
        "project": room.project,
        "may_answer": room.is_holder and read.is_last,
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
    """Accept or decline one line; for those who edit the project alone."""
    room, read = find_own_letter(request, slug)
    answered = next((offer for offer in read.offers if offer.pk == line), None)
    if answered is None or not room.is_holder:
        raise Http404
    form = LineAnswerForm(request.POST)
    if not form.is_valid():
        return _render(request, room, read, refused=form, line=line)
    kwargs: Values = {"actor": request.user, "at": timezone.now(), "seen": form.cleaned_data["seen"]}
    with RefusalAsMessage(request):
        actions.answer_line(
            line=answered,
            answer=LineAnswer(form.cleaned_data["answer"]),
            reason=form.cleaned_data["reason"],
            **kwargs,
        )
        messages.success(request, _("C’est noté : l’organisme est prévenu."))
    return redirect(f"{reverse('coaching:letter', args=[slug])}#line-{line}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: one button accepts all unanswered lines; later it shows only who answered, and when."""
    letter_and_person = find_letter_by_token(token)
    if letter_and_person is None:
        return render(request, "coaching/followup/letter_unknown.html", status=404)
    letter, person = letter_and_person
    set_edition(request, letter.participation.edition)
    use_language(request, person.language)
    if request.method == "POST":
        with RefusalAsMessage(request):
            actions.accept_letter(letter=letter, actor=person, at=timezone.now())
        return redirect("coaching:accept_letter", token)
    context = {"letter": letter, "project": letter.participation.project, **read_acceptance(letter)}
    response = render(request, "coaching/followup/letter_accept.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def read_acceptance(letter: SupportLetter) -> Context:
    """``waiting``: the lines to accept, of the last letter to a project that comes; ``last``: the last answer."""
    read = read_letter(letter.participation, letter.number, drafts=False)
    is_open = bool(read and read.is_last and not letter.participation.has_left)
    waiting = [line for line in read.offers if not line.answer] if read and is_open else []
    answered = [line for line in read.offers if line.answered_at] if read else []
    return {
        "is_last": bool(read and read.is_last),
        "waiting": describe_lines(waiting, is_first=True, today=timezone.localdate()),
        "last": max(answered, key=lambda line: line.answered_at or letter.created_at, default=None),
    }
