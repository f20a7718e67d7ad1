"""The dossiers to erase that an organiser may read, and the consequences of an erasure on request."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires.models import Attachment
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.application.states import UNDECIDED
from projects.models import Application, ProjectMember
from projects.retention.queries.calendar import CAME, list_concerned
from projects.retention.queries.people import list_mails


def list_visible(edition: Edition, kind: str, reader: User) -> ApplicationQuerySet:
    """Dossiers of this kind, without those that the reader has a conflict of interest with."""
    return list_concerned(edition, kind).judged_by(reader).select_related("sheet").order_by("pk")


def count_hidden(edition: Edition, kind: str, reader: User) -> int:
    """The number of dossiers that :func:`list_visible` excludes. Needs ``call``."""
    return list_concerned(edition, kind).hidden_from(reader, edition.call).count()


@dataclass(frozen=True)
class Consequences:
    """What is erased with a dossier. ``people``: their names; of a draft, which is theirs alone, how many."""

    people: list[str]
    count: int
    files: int
    mails: int
    has_place: bool


def read_consequences(application: Application) -> Consequences:
    """Ten queries at most."""
    rows = ProjectMember.objects.filter(project=application.project_id).order_by("pk")
    members = list(rows.values_list("user", "user__name"))
    sheets = [pk for pk in (application.sheet_id, application.next_sheet_id) if pk]
    return Consequences(
        people=[name for _user, name in members if name] if application.submitted_at else [],
        count=len(members),
        files=Attachment.objects.filter(sheet__in=sheets).count(),
        mails=list_mails(application, [user for user, _name in members]).count(),
        has_place=hasattr(application.project, "participation"),
    )


def find_refusal(application: Application, at: datetime) -> str:
    """Why this dossier cannot be erased now, in words; empty when it can. Needs ``call__edition``."""
    if hasattr(application.project, "entered"):
        return _("Ce projet a été saisi ici, sans personne : retirez-le depuis « Édition passée ».")
    state, is_over = application.state, application.call.edition.session_is_over(at)
    if application.anonymised_at:
        return _("Ce dossier est déjà anonymisé.")
    if state in UNDECIDED:
        return _("Ce dossier attend une décision : qui le porte le retire d’abord, ou vous l’annoncez.")
    if state in CAME and not is_over:
        return _("Ce projet a une place dans la session : qui le porte la rend d’abord, ou vous la retirez.")
    if state == ApplicationState.RESERVE and not is_over:
        return _("Ce dossier est sur la liste complémentaire, qui sert jusqu’à la session.")
    return ""
