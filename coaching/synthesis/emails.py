"""Mails of the synthesis reports. These functions return messages; actions queue them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import SurveyInvitation, SynthesisReport
from coaching.surveys.links import make_token
from programmes.emails import edition_message
from programmes.models import Edition


def report_ready(report: SynthesisReport, to: User, answers: SurveyInvitation | None = None) -> Message:
    """To the holder: the synthesis of their project is ready.

    ``answers``: those of which it is the first version, and for which this thanks, with the link to change consents:
    private then.
    """
    project = report.participation.project if report.participation else None
    key = f"report-ready:{report.pk}:{to.pk}"
    context: dict[str, object] = {"report": report, "project": project, "answers": answers}
    if answers:
        context |= {"token": make_token(answers, to), "paper_by": answers.paper_by}
    message = edition_message("coaching/synthesis/report_ready", to, key, report.edition, **context)
    return replace(message, private=answers is not None)


def syntheses_in(edition: Edition, to: User, titles: Sequence[str], *, morning: datetime) -> Message:
    """To a partner: the shared syntheses since the morning before."""
    key = f"syntheses-in:{edition.pk}:{to.pk}:{morning:%Y%m%d}"
    return edition_message("coaching/synthesis/syntheses_in", to, key, edition, titles=titles)


def reports_ready(edition: Edition, to: User, *, requested_at: datetime, ready: int, failed: int) -> Message:
    """All reports requested at once are built: one mail, however many."""
    key = f"reports-ready:{edition.pk}:{to.pk}:{requested_at.isoformat()}"
    return edition_message("coaching/synthesis/reports_ready", to, key, edition, ready=ready, failed=failed)
