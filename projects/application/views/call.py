"""The organiser's pages that change the dates of a call that has opened, or publish its form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder.showing import describe_changes, list_losses
from accelerator.transitions import DateRefused, TransitionRefused
from accelerator.types import Context
from accelerator.web.forms import render_form
from accelerator.web.refusals import RefusalAsMessage
from programmes.access import call_for
from programmes.actions.call_form import CallQuestions
from programmes.defaults import NEEDED_KEYS, READY_QUESTIONS
from programmes.models import Call
from programmes.views.call_form import pages
from projects.application.actions import call as actions
from projects.application.forms import CallDatesForm


@require_http_methods(["GET", "HEAD", "POST"])
def extend_call(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """How many messages would leave, and the form; below, the changes already made."""
    call, at = call_for(request, edition), timezone.now()
    form = CallDatesForm(request.POST or None, call=call, at=at)
    if request.method == "POST" and form.is_valid() and _extend(request, call, form):
        return redirect("programmes:manage_call", edition)
    context = {
        "form": form,
        "call": call,
        "notified_count": actions.people_writing(call).count(),
        "extensions": call.date_changes.select_related("by")[:50],
        "is_over": at >= call.closes_at,
    }
    return render_form(request, "projects/application/call_extension.html", context, form)


def _extend(request: AuthenticatedRequest, call: Call, form: CallDatesForm) -> bool:
    at = timezone.now()
    try:
        change = actions.change_call_dates(call=call, actor=request.user, at=at, **form.changes(at))
    except TransitionRefused as refusal:
        fields: dict[type[TransitionRefused], str] = {
            actions.OpeningRefused: "opens_at",
            DateRefused: "closes_at",
        }
        form.add_error(fields.get(type(refusal)), str(refusal.message))
        return False
    message = (
        _("L’appel est prolongé.")
        if change.extends
        else _("L’appel est clos.")
        if change.new_closes_at <= at
        else _("Les dates de l’appel sont changées.")
    )
    if change.notified_count:
        left = ngettext("%(count)s message part.", "%(count)s messages partent.", change.notified_count)
        message += f" {left % {'count': change.notified_count}}"
    messages.success(request, message)
    return True


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
    with RefusalAsMessage(request):
        carried = actions.publish_form(call=call, actor=request.user, at=timezone.now())
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
    return False


def _describe(built: CallQuestions) -> Context:
    changes, call = describe_changes(built), built.owner
    lost = [question.key for question, _recast in list_losses(changes["changes"])]
    return {
        **changes,
        "removed": pages.link_losses(built, changes["changes"], actions.answers_by_key(call, lost)),
        "drafts": actions.sheets_being_written(call).count(),
        "missed": [READY_QUESTIONS[key].label for key in NEEDED_KEYS if key not in changes["keys"]],
    }
