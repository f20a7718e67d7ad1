"""The organiser's page that publishes the form of a call: what changes, for whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.questionnaires import drafting
from accelerator.questionnaires.diff import Difference, compare
from accelerator.questionnaires.revisions import follows
from accelerator.transitions import TransitionRefused
from programmes.access import call_for
from programmes.defaults.ready import NEEDED_KEYS, READY_QUESTIONS
from programmes.models import Call
from projects.application.actions import call_form as actions


@require_http_methods(["GET", "HEAD", "POST"])
def publish_form(request: HttpRequest, edition: str) -> HttpResponse:
    """What publishing changes and how many dossiers being written are concerned; the button that does it."""
    call = call_for(request, edition)
    if call.draft_form is None:
        messages.info(request, _("Le formulaire publié est à jour : aucun brouillon n’est en cours."))
        return redirect("programmes:manage_form", edition)
    context = _changes(call)
    if request.method == "POST" and context["changes"] and _publish(request, call):
        return redirect("programmes:manage_form", edition)
    return render(
        request,
        "projects/application/call_form_publish.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


def _publish(request: HttpRequest, call: Call) -> bool:
    try:
        carried = actions.publish_form(call=call, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
        return False
    if not carried.sheets:
        messages.success(request, _("Le formulaire est publié."))
        return True
    said = ngettext(
        "Le formulaire est publié. %(count)s dossier en cours d’écriture le suit.",
        "Le formulaire est publié. %(count)s dossiers en cours d’écriture le suivent.",
        carried.sheets,
    )
    messages.success(request, said % {"count": carried.sheets})
    return True


def _changes(call: Call) -> dict[str, Any]:
    assert call.draft_form is not None
    before = drafting.pages(call.form) if call.form else []
    after = drafting.pages(call.draft_form)
    difference = compare(before, after)
    kept = {question.key for page in after for question in page.questions}
    return {
        "call": call,
        "is_first": call.form is None,
        "changes": difference,
        "removed": _with_answers(call, difference),
        "drafts": actions.sheets_being_written(call).count(),
        "problems": [problem.message for problem in drafting.problems(after)],
        "missed": [READY_QUESTIONS[key].label for key in NEEDED_KEYS if key not in kept],
    }


def _with_answers(call: Call, found: Difference) -> list[dict[str, Any]]:
    """The questions whose answers leave the form: taken out, or asked in a way that their answers cannot follow."""
    recast = [row.before for row in found.changed if not follows(row.before, row.after)]
    gone = [*found.removed, *recast]
    given = actions.answers_by_key(call, [row.key for row in gone])
    return [{"question": row, "given": given.get(row.key, 0), "is_recast": row in recast} for row in gone]
