"""The organiser's page that publishes the form of a call: what changes, for whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder.showing import describe_changes, list_losses
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from programmes.actions.call_form import CallQuestions
from programmes.defaults.ready import NEEDED_KEYS, READY_QUESTIONS
from programmes.models import Call
from programmes.views.call_form import pages
from projects.application.actions import call_form as actions


@require_http_methods(["GET", "HEAD", "POST"])
def publish_form(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What publishing changes and how many dossiers being written are concerned; the button that does it."""
    built = pages.find(request, edition=edition)
    call: Call = built.owner
    if call.draft_form is None:
        messages.info(request, _("Le formulaire publié est à jour : aucun brouillon n’est en cours."))
        return redirect("programmes:manage_form", edition)
    context = _describe(built)
    if request.method == "POST" and context["changes"] and _publish(request, call):
        return redirect("programmes:manage_form", edition)
    template = "projects/application/call_form_publish.html"
    return pages.render(request, template, built, context, 422 if request.method == "POST" else 200)


def _publish(request: AuthenticatedRequest, call: Call) -> bool:
    try:
        carried = actions.publish_form(call=call, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
        return False
    if not carried.sheets:
        messages.success(request, _("Le formulaire est publié."))
        return True
    message = ngettext(
        "Le formulaire est publié. %(count)s dossier en cours d’écriture le suit.",
        "Le formulaire est publié. %(count)s dossiers en cours d’écriture le suivent.",
        carried.sheets,
    )
    messages.success(request, message % {"count": carried.sheets})
    return True


def _describe(built: CallQuestions) -> Context:
    changes, call = describe_changes(built), built.owner
    lost = [question.key for question, _recast in list_losses(changes["changes"])]
    return {
        **changes,
        "removed": pages.link_losses(built, changes["changes"], actions.answers_by_key(call, lost)),
        "drafts": actions.sheets_being_written(call).count(),
        "missed": [READY_QUESTIONS[key].label for key in NEEDED_KEYS if key not in changes["kept"]],
    }
