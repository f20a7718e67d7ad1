"""The organiser's page that puts a closing off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.transitions import DateRefused, TransitionRefused
from programmes.access import call_for
from programmes.models import Call
from projects.actions import extension as actions
from projects.forms.extension import ExtensionForm


@require_http_methods(["GET", "HEAD", "POST"])
def extend_call(request: HttpRequest, edition: str) -> HttpResponse:
    """How many messages would leave, and the form; below, the extensions already given."""
    call = call_for(request, edition)
    form = ExtensionForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid() and _extended(request, call, form):
        return redirect("programmes:manage_call", edition)
    context = {
        "form": form,
        "call": call,
        "told": actions.people_writing(call).count(),
        "extensions": call.extensions.select_related("by")[:50],
        "is_over": timezone.now() >= call.closes_at,
    }
    return render(request, "projects/call_extension.html", context, status=422 if form.is_bound else 200)


def _extended(request: HttpRequest, call: Call, form: ExtensionForm) -> bool:
    try:
        made = actions.extend_call(call=call, actor=request.user, at=timezone.now(), **form.cleaned_data)
    except TransitionRefused as refusal:
        form.add_error("closes_at" if isinstance(refusal, DateRefused) else None, str(refusal.message))
        return False
    said = ngettext(
        "L’appel est prolongé. %(count)s message part.",
        "L’appel est prolongé. %(count)s messages partent.",
        made.told,
    )
    messages.success(request, said % {"count": made.told})
    return True
