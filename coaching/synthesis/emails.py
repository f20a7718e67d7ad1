"""Mails of the synthesis reports. These functions return messages; actions queue them."""

from collections.abc import Sequence
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import SynthesisReport
from programmes.emails import contact_of
from programmes.models import Edition


def _message(edition: Edition, template: str, to: User, dedupe_key: str, **context: object) -> Message:
    return Message(
        template=f"coaching/synthesis/{template}",
        to=to,
        dedupe_key=dedupe_key,
        context={"edition": edition, **context},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def report_ready(report: SynthesisReport, to: User) -> Message:
    """To the holder: the synthesis of their project is ready."""
    project = report.participation.project if report.participation else None
    key = f"report-ready:{report.pk}:{to.pk}"
    return _message(report.edition, "report_ready", to, key, report=report, project=project)


def syntheses_in(edition: Edition, to: User, titles: Sequence[str], *, morning: datetime) -> Message:
    """To a partner: the syntheses that came in since the morning before, of projects that share theirs."""
    key = f"syntheses-in:{edition.pk}:{to.pk}:{morning:%Y%m%d}"
    return _message(edition, "syntheses_in", to, key, titles=titles)


def reports_ready(edition: Edition, to: User, *, requested_at: datetime, ready: int, failed: int) -> Message:
    """All reports requested at once are built: one mail, however many."""
    key = f"reports-ready:{edition.pk}:{to.pk}:{requested_at.isoformat()}"
    return _message(edition, "reports_ready", to, key, ready=ready, failed=failed)
