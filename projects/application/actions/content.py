"""Once a dossier's answers were sent: all that repeats them follows, from one reading of them."""

from datetime import datetime

from accelerator.accounts.models import User
from accelerator.questionnaires.queries import Content
from projects.application.actions.answers import write_columns
from projects.application.actions.identity import settle_project
from projects.application.actions.search_entries import refresh_search_entry
from projects.application.actions.versions import record_version
from projects.models import Application, ApplicationVersion
from projects.signals import content_adopted


def adopt_content(
    *, application: Application, content: Content, actor: User, at: datetime
) -> ApplicationVersion:
    """Bring a dossier in line with what was just sent: part of a verb that holds its row and has frozen its sheet.

    Side effects: its columns and searched words, its project's address and organisation, the findings of the call's
    rules, a version, the keys by which duplicates are found (``content_adopted``). Returns the version.
    """
    write_columns(application, content.values)
    refresh_search_entry(application, content)
    settle_project(application, content.values)
    version = record_version(application=application, content=content, actor=actor, at=at)
    content_adopted.send(Application, application=application, content=content, at=at)
    return version
