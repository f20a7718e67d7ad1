"""Once a dossier's answers were sent: all that repeats them follows, from one reading of them."""

from datetime import datetime

from accelerator.accounts.models import User
from accelerator.questionnaires.queries import Content
from projects.application.actions.answers import write_columns
from projects.application.actions.identity import update_project_identity
from projects.application.actions.search_entries import refresh_search_entry
from projects.application.actions.versions import record_version
from projects.models import Application, ApplicationVersion
from projects.signals import content_adopted


def adopt_content(
    *, application: Application, content: Content, actor: User, at: datetime
) -> ApplicationVersion:
    """Update a dossier with the content just sent. The caller has locked its row and frozen its sheet.

    Side effects: its columns and searched words, its project's address and organisation, the findings of the call's
    rules, a version, the keys that detect duplicates (``content_adopted``). Returns the version.
    """
    write_columns(application, content.values)
    refresh_search_entry(application, content)
    update_project_identity(application, content.values)
    version = record_version(application=application, content=content, actor=actor, at=at)
    content_adopted.send(Application, application=application, content=content, at=at)
    return version
