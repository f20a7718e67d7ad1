"""What an edition keeps: what goes and when, for how long, and « Repousser »."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.people import current_user
from programmes.access import edition_for
from programmes.models import Edition
from projects.retention.actions import announcing
from projects.retention.forms import PostponeForm, RetentionForm
from projects.retention.queries import Outlook, read_outlooks, read_rule


@dataclass(frozen=True)
class RetentionCard:
    """One kind of dossiers, and the form that keeps them longer."""

    outlook: Outlook
    form: PostponeForm


@require_safe
def manage_retention(request: HttpRequest, edition: str) -> HttpResponse:
    return _draw(request, edition_for(request, edition), at=timezone.now())


def _draw(
    request: HttpRequest,
    edition: Edition,
    *,
    at: datetime,
    rule_form: RetentionForm | None = None,
    postponing: PostponeForm | None = None,
    kind: str = "",
) -> HttpResponse:
    today = timezone.localdate(at)
    context = {
        "cards": [
            RetentionCard(
                outlook,
                postponing
                if postponing and kind == outlook.kind
                else PostponeForm(outlook=outlook, today=today),
            )
            for outlook in read_outlooks(edition, at=at)
        ],
        "rule_form": rule_form or RetentionForm(instance=read_rule(edition)),
        "refused_kind": kind,
    }
    status = 422 if rule_form or postponing else 200
    return render(request, "projects/retention/retention.html", context, status=status)


@require_POST
def change_retention(request: HttpRequest, edition: str) -> HttpResponse:
    shown, at = edition_for(request, edition), timezone.now()
    form = RetentionForm(request.POST, instance=read_rule(shown))
    if not form.is_valid():
        return _draw(request, shown, at=at, rule_form=form)
    announcing.change_rule(rule=form.instance, actor=current_user(request), at=at)
    messages.success(request, _("Les durées sont enregistrées."))
    return redirect("projects:manage_retention", edition)


@require_POST
def postpone_erasure(request: HttpRequest, edition: str, erasure: str) -> HttpResponse:
    shown, at = edition_for(request, edition), timezone.now()
    outlook = next((each for each in read_outlooks(shown, at=at) if each.kind == erasure), None)
    if outlook is None:
        raise Http404
    form = PostponeForm(request.POST, outlook=outlook, today=timezone.localdate(at))
    if not form.is_valid():
        return _draw(request, shown, at=at, postponing=form, kind=erasure)
    announcing.postpone(
        edition=shown,
        kind=erasure,
        until=form.cleaned_data["until"],
        reason=form.cleaned_data["reason"],
        actor=current_user(request),
        at=at,
    )
    messages.success(request, _("C’est repoussé. Vous serez prévenus de nouveau avant ce jour."))
    return redirect("projects:manage_retention", edition)
