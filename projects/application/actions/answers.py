"""Save the answers of applicants, and the columns that lists read."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

import accelerator.questionnaires.actions as questionnaires
from accelerator.accounts.models import User
from accelerator.companies.departments import DEPARTMENTS, department_code
from accelerator.questionnaires import queries
from accelerator.questionnaires.forms import AnswerForm
from accelerator.transitions import TransitionRefused
from accelerator.web.templatetags.prose import longdate
from programmes.enums import StructureProfile
from programmes.models import Admission, Call
from programmes.queries import admission_of
from projects.locks import lock_columns
from projects.models import Application, Project

COLUMNS = {"title": 160, "structure_name": 200, "department": 60, "holder_name": 150}
"""Answers repeated in columns of the same name, with the length they have there."""
MAPPED = frozenset({*COLUMNS, "profile", "summary"})
"""Keys of the answers that columns repeat: a change to another one leaves the columns alone."""


class CallClosed(TransitionRefused):
    """The call takes nothing any more: the draft stays readable."""

    def __init__(self, call: Call, at: datetime) -> None:
        text: object = _("L’appel est clos : le dossier ne peut plus être modifié ni envoyé.")
        if at >= call.closes_at:
            since = _("L’appel est clos depuis le %(when)s : le dossier ne peut plus être modifié ni envoyé.")
            text = since % {"when": longdate(call.closes_at)}
        super().__init__(text)


class NotAllowed(TransitionRefused):
    """The actor lost the right since the page was rendered."""


def ensure_writer(application: Application, actor: User) -> None:
    """Raise :class:`NotAllowed` for a person who may not write; call it with the rows locked, as rights may change
    meanwhile. 1 query.

    Raises :class:`NotAllowed`.
    """
    if not actor.has_perm("projects.act_for_project", application):
        raise NotAllowed(_("Vous ne pouvez plus modifier ce dossier."))


def ensure_editable(application: Application, *, actor: User, at: datetime) -> Admission:
    """The ground on which ``actor`` may write and send now; see :meth:`Call.accepts`.

    Raises :class:`CallClosed` when the call takes nothing from them, :class:`TransitionRefused` for a dossier that was
    sent and is not being changed.
    """
    if not application.is_being_written:
        raise TransitionRefused(_("Ce dossier n’est plus un brouillon : ses réponses ne changent plus."))
    admission = admission_of(application.call, actor, at, begun_at=application.begun_at)
    if not admission:
        raise CallClosed(application.call, at)
    return admission


@transaction.atomic
def save_step(*, application: Application, form: AnswerForm, actor: User, at: datetime) -> None:
    """Save every valid answer of a page of the form, even beside invalid ones.

    Side effects: answers, and the columns if a mapped answer was on the page of a draft. Raises as
    :func:`ensure_writer` and :func:`ensure_editable`, and RevisionChanged when ``form`` is not that of the dossier.
    """
    # The dossier's row is taken before the sheet's, as sending does: the two follow one another.
    lock_columns(application, ["state", "submitted_at", "next_sheet"])
    ensure_writer(application, actor)
    ensure_editable(application, actor=actor, at=at)
    questionnaires.save_answers(sheet=application.working_sheet, form=form, actor=actor, at=at)
    if not application.next_sheet and any(name.removeprefix("q_") in MAPPED for name in form.fields):
        refresh_columns(application)


def refresh_after(application: Application, key: str) -> None:
    """Bring the columns up to date after the answer ``key`` was saved on its own; costs nothing for most keys.

    Those of a sent dossier stay as sent, whatever is being changed.
    """
    if key in MAPPED and not application.next_sheet_id:
        refresh_columns(application)


@transaction.atomic
def refresh_columns(application: Application) -> None:
    """Copy the mapped answers into the columns of the application and of its project.

    Side effects: the application's row is locked; one UPDATE each, only of what differs.
    """
    # Two people who write at once: the later one to come here reads what both wrote.
    lock_columns(application, [*COLUMNS, "profile"])
    write_columns(application, queries.values(application.sheet))


def write_columns(application: Application, values: Mapping[str, object]) -> None:
    """The columns that repeat these answers, question key → value: one UPDATE each, only of what differs."""
    columns = columns_of(values)
    _write(application, columns)
    _write(application.project, {"title": columns["title"], "summary": _format_value(values, "summary")})


def columns_of(values: Mapping[str, object]) -> dict[str, str]:
    """The columns of an application that repeat these answers, question key → value."""
    columns = {name: _format_value(values, name)[:length] for name, length in COLUMNS.items()}
    code = department_code(columns["department"])
    if code:  # « 14 », « calvados » and « Calvados » are one in the lists
        columns["department"] = DEPARTMENTS[code]
    profile = _format_value(values, "profile")
    columns["profile"] = profile if profile in StructureProfile.values else ""
    return columns


def _format_value(values: Mapping[str, object], key: str) -> str:
    answer = values.get(key)
    return answer.strip() if isinstance(answer, str) else ""


def _write(instance: Application | Project, columns: Mapping[str, str]) -> None:
    changed = {name: value for name, value in columns.items() if getattr(instance, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(instance, name, value)
    instance.save(update_fields=[*changed])
