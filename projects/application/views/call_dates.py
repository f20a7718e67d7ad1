"""The organiser's page that changes the dates of a call that has opened."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import DateRefused, TransitionRefused
from programmes.access import call_for
from programmes.models import Call
from projects.application.actions import call_dates as actions
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
    return render(
        request, "projects/application/call_extension.html", context, status=422 if form.is_bound else 200
    )


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
