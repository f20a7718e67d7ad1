"""What we write before dossiers go: to the organisers, and to those whose dossier it is."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.emails import edition_message
from projects.emails import application_message
from projects.models import Application
from projects.retention.models import PlannedErasure


def erasure_coming(plan: PlannedErasure, to: User, *, count: int) -> Message:
    """To an organiser: how many dossiers go, and when."""
    key = f"erasure_coming:{plan.pk}:{plan.announced_for}:{to.pk}"
    return edition_message(
        f"projects/retention/coming_{plan.kind}", to, key, plan.edition, count=count, day=plan.announced_for
    )


def dossier_goes(plan: PlannedErasure, application: Application, to: User) -> Message:
    """To one of its members."""
    key = f"dossier_goes:{plan.announced_for}:application:{application.pk}:{to.pk}"
    return application_message(f"retention/goes_{plan.kind}", to, key, application, day=plan.announced_for)
