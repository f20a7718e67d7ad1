"""What members send from their own screens: the vote of their body, an objection to a block."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.text import clean_line
from projects.conflicts.models import Interest
from projects.conflicts.queries import conflicts_of, find_conflict
from projects.deliberation.actions.discussions import move_to_debate
from projects.deliberation.actions.locks import lock_meeting, update_meeting
from projects.deliberation.checks import DeliberationRefused
from projects.deliberation.enums import AgendaBlock, VoteChoice
from projects.deliberation.queries.members import Member, find_seat, read_assembly
from projects.locks import lock_application
from projects.models import AgendaItem, Application, Meeting, Objection, PendingDecision, Vote
from projects.review.actions.revision import mark_reviews_read


@transaction.atomic
def cast_vote(
    *, meeting: Meeting, application: Application, user: User, choice: VoteChoice, at: datetime
) -> Vote:
    """Answer for one's body about the current dossier; the last of its members who answers counts.

    Side effects: the answer, in the place of a former one; opinions that came since the dossier was taken count as
    read; screens follow. Raises :class:`DeliberationRefused` when the dossier is no longer the current one or is
    decided, for who is not present, and for who may not judge it; :class:`MeetingClosed` and :class:`MeetingPaused`.
    """
    dossier = lock_application(application)
    fresh = lock_meeting(meeting.pk)
    member = _check_in_room(fresh, dossier, user, at)
    if fresh.current_id != dossier.pk:
        raise DeliberationRefused(
            _("La séance est passée à un autre dossier : votre voix n’est pas comptée.")
        )
    if PendingDecision.objects.filter(meeting=fresh, application=dossier).exists():
        raise DeliberationRefused(_("La décision est prise : votre voix n’est pas comptée."))
    voter = read_assembly(fresh).find_voter(user)
    if voter and not voter.lets_answer(member):
        raise DeliberationRefused(_("Une personne titulaire de votre organisme est là : elle donne sa voix."))
    whose = (
        {"organisation": member.organisation} if member.organisation else {"organisation": None, "user": user}
    )
    vote, _created = Vote.objects.update_or_create(
        meeting=fresh,
        application=dossier,
        **whose,
        defaults={"user": user, "choice": VoteChoice(choice), "at": at},
    )
    mark_reviews_read(applications=[dossier], reader=user, at=at)
    update_meeting(fresh)
    return vote


@transaction.atomic
def object_to_block(
    *, meeting: Meeting, application: Application, user: User, reason: str = "", at: datetime
) -> Objection:
    """Ask that a dossier be debated: it leaves its block at once.

    Side effects: the objection, the dossier at the end of those to debate; screens follow. Raises
    :class:`DeliberationRefused` once it is in no block or its block is decided, and as :func:`cast_vote`.
    """
    dossier = lock_application(application)
    fresh = lock_meeting(meeting.pk)
    _check_in_room(fresh, dossier, user, at)
    item = AgendaItem.objects.filter(meeting=fresh, application=dossier).first()
    if item is None or item.block == AgendaBlock.DEBATE:
        raise DeliberationRefused(_("Ce dossier est déjà à débattre."))
    if PendingDecision.objects.filter(meeting=fresh, application=dossier).exists():
        raise DeliberationRefused(
            _("Le bloc est déjà décidé : demandez à la présidence de revoir ce dossier.")
        )
    objection = Objection.objects.create(
        meeting=fresh,
        application=dossier,
        block=item.block,
        user=user,
        reason=clean_line(reason)[:400],
        at=at,
    )
    move_to_debate(fresh, dossier)
    update_meeting(fresh)
    return objection


def _check_in_room(meeting: Meeting, application: Application, user: User, at: datetime) -> Member:
    member = find_seat(meeting, user)
    if member is None:
        raise DeliberationRefused(_("Vous ne siégez pas au comité de cette édition."))
    if not member.is_present:
        raise DeliberationRefused(_("Signalez d’abord votre présence."))
    conflicts = conflicts_of(user, meeting.edition, at)
    if conflicts.because.get(application.pk) == Interest.UNDECLARED:
        raise DeliberationRefused(
            _(
                "Dites d’abord si vous avez un lien avec ce dossier, ou attendez qu’une autre "
                "personne ait lu votre réponse."
            )
        )
    if application.pk in conflicts.because or find_conflict(application, user):
        raise DeliberationRefused(_("Vous êtes hors de la salle pour ce dossier."))
    return member
