"""Mails of the synthesis reports. These functions return messages; actions queue them."""

from collections.abc import Sequence
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import SynthesisReport
from programmes.emails import edition_message
from programmes.models import Edition


def report_ready(report: SynthesisReport, to: User) -> Message:
    """To the holder: the synthesis of their project is ready."""
    project = report.participation.project if report.participation else None
    key = f"report-ready:{report.pk}:{to.pk}"
    return edition_message(
        "coaching/synthesis/report_ready", to, key, report.edition, report=report, project=project
    )


def syntheses_in(edition: Edition, to: User, titles: Sequence[str], *, morning: datetime) -> Message:
    """To a partner: the syntheses that came in since the morning before, of projects that share theirs."""
    key = f"syntheses-in:{edition.pk}:{to.pk}:{morning:%Y%m%d}"
    return edition_message("coaching/synthesis/syntheses_in", to, key, edition, titles=titles)


def reports_ready(edition: Edition, to: User, *, requested_at: datetime, ready: int, failed: int) -> Message:
    """All reports requested at once are built: one mail, however many."""
    key = f"reports-ready:{edition.pk}:{to.pk}:{requested_at.isoformat()}"
    return edition_message("coaching/synthesis/reports_ready", to, key, edition, ready=ready, failed=failed)
