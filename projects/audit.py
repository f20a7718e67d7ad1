"""Audit entries of this app, in the scope of their edition, and the moves of dossiers that write one."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter

from django.db import models

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import apply
from programmes.models import Edition
from projects.application.enums import APPLICATION
from projects.models import Application


def record_act(
    subject: models.Model,
    verb: str,
    data: Mapping[str, object] | None = None,
    *,
    actor: User | None,
    at: datetime,
    edition: Edition | None = None,
) -> None:
    """Record that ``actor`` did ``verb`` to ``subject``, ``data`` and side effects as ``record``.

    ``edition`` is the subject's own, or the subject itself, by default.
    """
    if edition is None:
        edition = subject if isinstance(subject, Edition) else attrgetter("edition")(subject)
    record(verb=verb, subject=subject, actor=actor, at=at, scope=edition.scope, data=data)


def move_application(
    application: Application,
    verb: str,
    *,
    actor: User | None,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, object] | None = None,
    edition: Edition | None = None,
) -> None:
    """Move a dossier by a verb of :data:`APPLICATION`; side effects and refusals as ``apply``."""
    scope = (edition or application.edition).scope
    apply(
        application, verb, table=APPLICATION, actor=actor, at=at, reason=reason, scope=scope, changes=changes
    )
