"""Several people invited at once: paste their lines, read what would leave, then send."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.spreadsheet import Unreadable
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from programmes import invitation_lines
from programmes.access import edition_for
from programmes.actions import invitations
from programmes.forms.people import InviteManyForm
from programmes.invitation_lines import InvitationLine
from programmes.models import Edition


@require_http_methods(["GET", "HEAD", "POST"])
def invite_many(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The lines; then what inviting them does, line by line; then it is done."""
    current_edition = edition_for(request, edition)
    form = InviteManyForm(request.POST or None, request.FILES or None)
    correct = request.POST.get("correct", "")
    lines = _plan(current_edition, form, correct) if request.method == "POST" and form.is_valid() else None
    if lines is None:
        return render(
            request, "programmes/invite_many.html", {"form": form}, status=422 if form.is_bound else 200
        )
    text, workload = form.cleaned_data["lines"], form.cleaned_data["workload"]
    seen = invitation_lines.fingerprint(lines, workload)
    if request.POST.get("seen") == seen and not correct:
        if _send(request, current_edition, lines, workload):
            return redirect("programmes:manage_people", edition)
        lines = _plan(current_edition, form) or lines  # the new problem of a line is displayed beside it
        seen = invitation_lines.fingerprint(lines, workload)
    context = {
        "form": InviteManyForm(initial={**form.cleaned_data, "file": None}),
        "text": text,
        "data": form.cleaned_data,
        "seen": seen,
        "has_changed": not correct and bool(request.POST.get("seen")) and request.POST["seen"] != seen,
        **_counts(lines),
    }
    return render(request, "programmes/invite_many.html", context)


def _plan(edition: Edition, form: InviteManyForm, correct: str = "") -> list[InvitationLine] | None:
    """``correct``: the number of a line whose body is replaced by the proposed existing one."""
    data = form.cleaned_data
    try:
        if data["file"]:
            data["lines"] = invitation_lines.as_text_lines(data["file"].read())
        lines = invitation_lines.plan(edition, data["lines"], data["role"], timezone.now())
        if misspelt := next(
            (line for line in lines if str(line.number) == correct and line.close_body), None
        ):
            data["lines"] = invitation_lines.replace_body(
                data["lines"], misspelt.organisation, misspelt.close_body
            )
            lines = invitation_lines.plan(edition, data["lines"], data["role"], timezone.now())
    except Unreadable as problem:
        form.add_error("file", str(problem.message))
    except ValidationError as error:
        form.add_error("lines", error)
    else:
        return lines
    return None


def _send(
    request: AuthenticatedRequest, edition: Edition, lines: list[InvitationLine], workload: str
) -> bool:
    try:
        created = invitations.invite_lines(
            edition=edition, lines=lines, workload=workload, actor=request.user, at=timezone.now()
        )
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
        return False
    people = len({invitation.email for invitation in created})
    message = ngettext(
        "L’invitation part à une personne.", "Les invitations partent à %(count)s personnes.", people
    )
    messages.success(request, message % {"count": people})
    return True


def _counts(lines: list[InvitationLine]) -> Context:
    offered = [(line.email, role) for line in lines for role in line.roles_to_offer]
    return {
        "lines": lines,
        "mails": len({email for email, _role in offered}),
        "offers": len(offered),
        "stopped": sum(bool(line.problems or line.refusals) for line in lines),
    }
