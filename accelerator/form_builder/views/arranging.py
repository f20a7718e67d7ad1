"""Gestures on the structure of a form: by a button, or by a drag."""

import json

from django.contrib import messages
from django.core import serializers
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder import actions
from accelerator.form_builder.drafted import DraftedForm
from accelerator.form_builder.views.base import BuilderBase, gesture
from accelerator.questionnaires.models import Question
from accelerator.transitions import TransitionRefused

MOST_SENT = 2000
REMOVED = "removed_question"
"""In the session: the last question taken out, until it is put back or the next one goes."""


class ArrangingPages(BuilderBase):
    """Move, copy, take out, put back."""

    @gesture
    def arrange(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        """One gesture on the structure: its button says which; a drag sends the whole order."""
        built = self.find(request, **where)
        if "order" in request.POST:
            return _reorder(request, built)
        command = _command(request)
        removals = {("remove", "question"): self._remove_question, ("remove", "page"): self._remove_page}
        remove = removals.get((command.verb, command.noun))
        try:
            if remove:
                anchor = remove(request, built, command.pk)
            else:
                anchor = actions.rearrange(
                    built=built, command=command, actor=request.user, at=timezone.now()
                )
        except TransitionRefused as refusal:
            messages.error(request, str(refusal.message))
            return redirect(self.url(built, "structure"))
        return self.land(built, anchor)

    def _remove_question(self, request: AuthenticatedRequest, built: DraftedForm, pk: int) -> str:
        """Take a question out, say which, and offer to put it back."""
        gone = actions.remove_question(built=built, pk=pk, actor=request.user, at=timezone.now())
        request.session[REMOVED] = serializers.serialize("python", [gone])
        words = _("La question « %(question)s » est retirée.") % {"question": gone.label}
        messages.success(request, words, extra_tags=f"undo={self.url(built, 'restore', gone.key)}")
        return f"page-{gone.section_id}"

    def _remove_page(self, request: AuthenticatedRequest, built: DraftedForm, pk: int) -> str:
        """Take a page out and say what went with it; the page of the structure asked first if it has questions."""
        gone, count = actions.remove_page(built=built, pk=pk, actor=request.user, at=timezone.now())
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

    @gesture
    def restore(self, request: AuthenticatedRequest, key: str, **where: object) -> HttpResponse:
        """Put a question back: the one just taken out, or one of the published form, with the answers it had."""
        built, at = self.find(request, **where), timezone.now()
        slip = _just_removed(request, built, key)
        try:
            if slip:
                back = actions.put_back(built=built, question=slip, actor=request.user, at=at)
            else:
                back = actions.restore_question(built=built, key=key, actor=request.user, at=at)
        except TransitionRefused as refusal:
            messages.error(request, str(refusal.message))
            return redirect(self.url(built, "structure"))
        if slip:
            del request.session[REMOVED]  # a second click has nothing more to put back
        messages.success(request, _("« %(question)s » est de retour.") % {"question": back.label})
        return self.land(built, f"question-{back.pk}")


def _command(request: AuthenticatedRequest) -> actions.Command:
    """``verb:noun[:pk[:target]]``; a ready-made piece is the one chosen in the list beside its button."""
    verb, noun, pk, target = [*request.POST.get("do", "").split(":"), "", "", "", ""][:4]
    if verb == "ready":
        target = request.POST.get(f"ready_{noun}_{pk}" if pk else f"ready_{noun}", "")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else 0
    return actions.Command(verb, noun, number, target)


def _reorder(request: AuthenticatedRequest, built: DraftedForm) -> HttpResponse:
    try:
        sent = json.loads(request.POST["order"])
        order = [(int(section), [int(value) for value in asked]) for section, asked in sent[:MOST_SENT]]
        actions.reorder(built=built, order=order, actor=request.user, at=timezone.now())
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return JsonResponse({"error": _("Cet ordre ne se lit pas.")}, status=422)
    except TransitionRefused as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=409)
    return JsonResponse({"done": True})


def _just_removed(request: AuthenticatedRequest, built: DraftedForm, key: str) -> Question | None:
    """The question of this key, if it is the last this person took out of the draft that is being changed."""
    for found in serializers.deserialize("python", request.session.get(REMOVED, [])):
        gone = found.object
        draft = built.draft.pk if built.draft else None
        if isinstance(gone, Question) and gone.key == key and gone.revision_id == draft:
            return gone
    return None
