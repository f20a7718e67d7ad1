"""The dossiers that coaches may read: those of the projects they follow, as long as they do."""

from django.db.models import Q, QuerySet

from accelerator.accounts.models import User
from accelerator.questionnaires.models import Attachment
from coaching.models import Pairing
from programmes.bodies import same_body
from programmes.capabilities import Capability
from programmes.models import Role
from projects.application.queries.dossier import JURY_READS
from projects.models import Application, Participation

COACH_READS = JURY_READS
"""The parts of a dossier for coaches: neither those for the organisers nor for the logistics."""


def list_visible_dossiers(user: User) -> QuerySet[Application]:
    """A mentor's projects, proposed ones too, and all those of the editions a facilitator runs; confirmed ones only,
    and for its mentor a project that left a running session.

    Without dossiers that a mentor stepped aside from, or whose project they were a member of; for their bodies see
    :func:`find_followed_dossier`.
    """
    coming = Participation.objects.confirmed()
    paired = Pairing.objects.current() | Pairing.objects.followed_until_left()
    mentored = Participation.objects.with_room().filter(
        pk__in=paired.filter(mentor=user).order_by().values("participation"),
        edition__in=Role.objects.editions_where(user, Capability.MENTOR_PROJECTS),
    )
    run = coming.filter(edition__in=Role.objects.editions_where(user, Capability.COACH_EVERY_PROJECT))
    followed = Q(project__participation__in=mentored) | Q(project__participation__in=run)
    return Application.objects.filter(followed).not_hidden_from(user)


def find_followed_dossier(user: User, slug: str) -> Application | None:
    """The dossier of the project at this address, the latest; ``None`` when this person may not read it: 2 queries.

    Nobody reads a dossier of their own body: see :func:`coaching.pairing.queries.board.describe_conflict`.
    """
    dossier = (
        list_visible_dossiers(user)
        .filter(project__slug=slug)
        .select_related("project__organisation", "call__edition__programme", "sheet")
        .order_by("-call__edition__session_starts_on", "-pk")
        .first()
    )
    if dossier is None:
        return None
    roles = Role.objects.who_can(Capability.COACH).filter(user=user)
    roles = roles.filter(edition=dossier.call.edition_id).select_related("organisation")
    bodies = [role.organisation for role in roles]
    return None if any(same_body(dossier.project.organisation, body) for body in bodies) else dossier


def list_readable_files(application: Application) -> QuerySet[Attachment]:
    """The files of a dossier that its coaches may download."""
    return Attachment.objects.filter(sheet=application.sheet_id, question__audience__in=COACH_READS)
