"""Mails of the synthesis reports. These functions return messages; actions queue them."""

from collections.abc import Sequence
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import SynthesisReport
from programmes.emails import contact_of
from programmes.models import Edition


def report_ready(report: SynthesisReport, to: User) -> Message:
    """To the holder: the synthesis of their project is ready."""
    return Message(
        template="coaching/synthesis/report_ready",
        to=to,
        dedupe_key=f"report-ready:{report.pk}:{to.pk}",
        context={
            "report": report,
            "edition": report.edition,
            "project": report.participation.project if report.participation else None,
        },
        scope=report.edition.scope,
        signed_by=report.edition.name,
        reply_to=contact_of(report.edition),
    )


def syntheses_in(edition: Edition, to: User, titles: Sequence[str], *, morning: datetime) -> Message:
    """To a partner: the syntheses that came in since the morning before, of projects that share theirs."""
    return Message(
        template="coaching/synthesis/syntheses_in",
        to=to,
        dedupe_key=f"syntheses-in:{edition.pk}:{to.pk}:{morning:%Y%m%d}",
        context={"edition": edition, "titles": titles},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def reports_ready(edition: Edition, to: User, *, requested_at: datetime, ready: int, failed: int) -> Message:
    """All reports requested at once are built: one mail, however many."""
    return Message(
        template="coaching/synthesis/reports_ready",
        to=to,
        dedupe_key=f"reports-ready:{edition.pk}:{to.pk}:{requested_at.isoformat()}",
        context={"edition": edition, "ready": ready, "failed": failed},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )
