"""The organiser's pages that build the form of a call: its structure, its pages, its questions, a preview."""

import json
from typing import Any

from django.contrib import messages
from django.core import serializers
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.questionnaires import drafting
from accelerator.questionnaires.diff import condition_in_words
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.forms import preview_form
from accelerator.questionnaires.models import Question, Revision, Section
from accelerator.transitions import TransitionRefused
from programmes.access import call_for
from programmes.actions import call_form as actions
from programmes.defaults.ready import READY_PAGES, READY_QUESTIONS
from programmes.forms.call_form import PageForm, QuestionForm, StartForm, earlier_questions
from programmes.models import Call

MOST_SENT = 2000
REMOVED = "removed_question"
"""In the session: the last question taken out, until it is put back or the next one goes."""


@require_safe
def structure(request: HttpRequest, edition: str) -> HttpResponse:
    """The pages and their questions: the draft's, to be changed, else the published ones."""
    call = call_for(request, edition)
    shown = call.draft_form or call.form
    pages = drafting.pages(shown) if shown else []
    questions = {question.key: question for page in pages for question in page.questions}
    context = {
        "call": call,
        "draft": call.draft_form,
        "pages": [_page_row(page, questions, ends=(pages[0], pages[-1])) for page in pages],
        "question_count": len(questions),
        "problems": _with_questions(pages) if call.draft_form else [],
        "start": StartForm(has_form=call.form is not None),
        "ready_pages": [(key, spec.title) for key, spec in READY_PAGES.items()],
        "ready_questions": [
            (key, spec.label) for key, spec in READY_QUESTIONS.items() if key not in questions
        ],
    }
    return render(request, "programmes/form_structure.html", context)


def _page_row(
    page: drafting.Page, questions: dict[str, Question], *, ends: tuple[drafting.Page, drafting.Page]
) -> dict[str, Any]:
    """A page and its questions; the first and the last of the form have nowhere further to go.

    ``asks``: the dialog that comes before a page leaves with its questions.
    """
    first, last = page is ends[0], page is ends[1]
    rows = [
        {
            "question": question,
            "condition": condition_in_words(question, questions) if question.show_if else "",
            "first": first and question is page.questions[0],
            "last": last and question is page.questions[-1],
        }
        for question in page.questions
    ]
    asks = f"remove-page-{page.section.pk}" if rows else ""
    return {"section": page.section, "rows": rows, "first": first, "last": last, "asks": asks}


def _with_questions(found: list[drafting.Page]) -> list[dict[str, Any]]:
    """What keeps the form from being published, each with the question to mend."""
    by_key = {question.key: question.pk for page in found for question in page.questions}
    return [
        {"message": problem.message, "pk": by_key.get(problem.key)} for problem in drafting.problems(found)
    ]


@require_POST
def start(request: HttpRequest, edition: str) -> HttpResponse:
    call = call_for(request, edition)
    form = StartForm(request.POST, has_form=call.form is not None)
    if form.is_valid():
        actions.start_form(call=call, start=form.cleaned_data["start"], actor=request.user, at=timezone.now())
        messages.success(
            request, _("Vous modifiez un brouillon : rien ne change pour personne avant la publication.")
        )
    return redirect("programmes:manage_form", edition)


@require_POST
def drop(request: HttpRequest, edition: str) -> HttpResponse:
    call = call_for(request, edition)
    actions.drop_form(call=call, actor=request.user, at=timezone.now())
    messages.success(request, _("Le brouillon du formulaire est abandonné."))
    return redirect("programmes:manage_form", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, edition: str, pk: int | None = None) -> HttpResponse:
    """The words of a page, or a new one."""
    call = call_for(request, edition)
    draft = _draft(call)
    section = get_object_or_404(Section, pk=pk, revision=draft) if pk else None
    form = PageForm(request.POST or None, instance=section)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_page(
                call=call, section=section, fields=form.values(), actor=request.user, at=timezone.now()
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _to_structure(edition, f"page-{saved.pk}")
    context = {"form": form, "section": section}
    return render(request, "programmes/form_page.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """A question more at the end of the page ``pk``."""
    call = call_for(request, edition)
    section = get_object_or_404(Section, pk=pk, revision=_draft(call))
    kind = request.GET.get("kind", "")
    started = Question(kind=kind if kind in QuestionKind.values else QuestionKind.LONG_TEXT)
    return _question_page(request, call, section, started)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    call = call_for(request, edition)
    found = get_object_or_404(Question.objects.select_related("section"), pk=pk, revision=_draft(call))
    return _question_page(request, call, found.section, found)


def _question_page(request: HttpRequest, call: Call, section: Section, candidate: Question) -> HttpResponse:
    known = candidate if candidate.pk else None
    earlier = earlier_questions(drafting.pages(_draft(call)), section, known)
    form = QuestionForm(request.POST or None, instance=candidate, earlier=earlier)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_question(
                call=call, section=section, question=known, fields=form.values(), actor=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _after_question(request, call, saved)
    back_url = reverse("programmes:manage_form", args=[call.edition.slug])
    context = {"form": form, "section": section, "question": known, "back_url": back_url}
    return render(request, "programmes/form_question.html", context, status=422 if form.is_bound else 200)


def _after_question(request: HttpRequest, call: Call, saved: Question) -> HttpResponse:
    """Back to the structure, on the question; or straight to the next one, of the same kind."""
    slug = call.edition.slug
    if request.POST.get("go") == "another":
        messages.success(request, _("« %(question)s » est enregistrée.") % {"question": saved.label_fr})
        return redirect(
            f"{reverse('programmes:new_form_question', args=[slug, saved.section_id])}?kind={saved.kind}"
        )
    return _to_structure(slug, f"question-{saved.pk}")


@require_POST
def arrange(request: HttpRequest, edition: str) -> HttpResponse:
    """One gesture on the structure: its button says which; a drag sends the whole order."""
    call = call_for(request, edition)
    if "order" in request.POST:
        return _reorder(request, call)
    command, at = _command(request), timezone.now()
    gesture = _REMOVALS.get((command.verb, command.noun))
    try:
        if gesture:
            anchor = gesture(request, call, command.pk)
        else:
            anchor = actions.rearrange(call=call, command=command, actor=request.user, at=at)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("programmes:manage_form", edition)
    return _to_structure(edition, anchor)


def _remove_question(request: HttpRequest, call: Call, pk: int) -> str:
    """Take a question out, say which, and offer to put it back."""
    gone = actions.remove_question(call=call, pk=pk, actor=request.user, at=timezone.now())
    request.session[REMOVED] = serializers.serialize("python", [gone])
    undo_url = reverse("programmes:restore_form_question", args=[call.edition.slug, gone.key])
    words = _("La question « %(question)s » est retirée.") % {"question": gone.label}
    messages.success(request, words, extra_tags=f"undo={undo_url}")
    return f"page-{gone.section_id}"


def _remove_page(request: HttpRequest, call: Call, pk: int) -> str:
    """Take a page out and say what went with it; the page of the structure asked first if it has questions."""
    gone, count = actions.remove_page(call=call, pk=pk, actor=request.user, at=timezone.now())
    words = (
        ngettext(
            "La page « %(page)s » est retirée, avec sa question.",
            "La page « %(page)s » est retirée, avec ses %(count)d questions.",
            count,
        )
        if count
        else _("La page « %(page)s » est retirée.")
    )
    messages.success(request, words % {"page": gone.title, "count": count})
    return "structure"


_REMOVALS = {("remove", "question"): _remove_question, ("remove", "page"): _remove_page}


def _command(request: HttpRequest) -> actions.Command:
    """``verb:noun[:pk[:target]]``; a ready-made piece is the one chosen in the list beside its button."""
    verb, noun, pk, target = [*request.POST.get("do", "").split(":"), "", "", "", ""][:4]
    if verb == "ready":
        target = request.POST.get(f"ready_{noun}_{pk}" if pk else f"ready_{noun}", "")
    return actions.Command(
        verb, noun, int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else 0, target
    )


def _reorder(request: HttpRequest, call: Call) -> HttpResponse:
    try:
        sent = json.loads(request.POST["order"])
        order = [(int(section), [int(value) for value in asked]) for section, asked in sent[:MOST_SENT]]
        actions.reorder(call=call, order=order, actor=request.user, at=timezone.now())
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return JsonResponse({"error": _("Cet ordre ne se lit pas.")}, status=422)
    except TransitionRefused as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=409)
    return JsonResponse({"done": True})


@require_POST
def restore(request: HttpRequest, edition: str, key: str) -> HttpResponse:
    """Put a question back: the one just taken out, or one of the published form, with the answers it had."""
    call, at = call_for(request, edition), timezone.now()
    slip = _just_removed(request, call, key)
    try:
        if slip:
            back = actions.put_back(call=call, question=slip, actor=request.user, at=at)
        else:
            back = actions.restore_question(call=call, key=key, actor=request.user, at=at)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("programmes:manage_form", edition)
    if slip:
        del request.session[REMOVED]  # a second click has nothing more to put back
    messages.success(request, _("« %(question)s » est de retour.") % {"question": back.label})
    return _to_structure(edition, f"question-{back.pk}")


def _just_removed(request: HttpRequest, call: Call, key: str) -> Question | None:
    """The question of this key, if it is the last this person took out of the draft that is being changed."""
    for found in serializers.deserialize("python", request.session.get(REMOVED, [])):
        gone = found.object
        if isinstance(gone, Question) and gone.key == key and gone.revision_id == call.draft_form_id:
            return gone
    return None


@require_safe
def preview(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    """One page of the form as an applicant sees it; nothing can be sent from here."""
    call = call_for(request, edition)
    shown = call.draft_form or call.form
    pages = [page for page in drafting.pages(shown) if page.questions] if shown else []
    if not 1 <= number <= len(pages) or shown is None:
        if number == 1:
            return redirect("programmes:manage_form", edition)
        raise Http404
    context = {
        "form": preview_form(shown, section=pages[number - 1].section),
        "section": pages[number - 1].section,
        "steps": [_step(edition, place, one.section, number) for place, one in enumerate(pages, start=1)],
        "previous": number - 1,
        "next": number + 1 if number < len(pages) else 0,
        "is_draft": call.draft_form is not None,
    }
    return render(request, "programmes/form_preview.html", context)


def _step(edition: str, place: int, section: Section, current: int) -> dict[str, Any]:
    href = reverse("programmes:preview_form", args=[edition, place])
    return {"label": section.title, "href": href, "state": "current" if place == current else "coming"}


def _draft(call: Call) -> Revision:
    if call.draft_form is None:
        raise Http404
    return call.draft_form


def _to_structure(edition: str, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('programmes:manage_form', args=[edition])}#{anchor}")
