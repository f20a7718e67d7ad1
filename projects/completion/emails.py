"""Mails about completion requests: to the members of the dossier, and back to the organisers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from projects.emails import application_message
from projects.models import ApplicationVersion, CompletionItem, CompletionRequest


def completion_requested(request: CompletionRequest, to: User, items: Sequence[CompletionItem]) -> Message:
    """The requested answers, the problem of each, and the due date."""
    return replace(_build_message(request, to, "completion_requested", items=items), required=True)


def completion_waiting(request: CompletionRequest, to: User, days: int) -> Message:
    """``days`` before the due date, nothing came back. A due date put off is a new reminder."""
    return _build_message(request, to, "completion_waiting", request.due_at.isoformat(), days, days=days)


def completion_overdue(request: CompletionRequest, to: User) -> Message:
    """To an organiser: the due date passed without an answer."""
    return _build_message(request, to, "completion_overdue", request.due_at.isoformat())


def completion_extended(request: CompletionRequest, to: User) -> Message:
    return _build_message(request, to, "completion_extended", request.due_at.isoformat())


def completion_answered(request: CompletionRequest, to: User) -> Message:
    """To an organiser: the answers are back."""
    return _build_message(request, to, "completion_answered")


def completion_received(request: CompletionRequest, to: User, version: ApplicationVersion) -> Message:
    """To the sender of the answers: the receipt, with the fingerprint of the dossier as it is now."""
    return _build_message(request, to, "completion_received", version=version)


def completion_accepted(request: CompletionRequest, to: User) -> Message:
    return _build_message(request, to, "completion_accepted")


def completion_cancelled(request: CompletionRequest, to: User, at: datetime) -> Message:
    return _build_message(request, to, "completion_cancelled", at.isoformat())


def _build_message(
    request: CompletionRequest, to: User, template: str, *key: object, **context: object
) -> Message:
    parts = ":".join(map(str, (template, request.pk, to.pk, *key)))
    return application_message(
        f"completion/{template}", to, parts, request.application, request=request, **context
    )
