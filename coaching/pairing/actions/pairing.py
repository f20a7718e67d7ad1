"""Pair projects and mentors: by hand or all at once, answers, ends, requests for news."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accelerator import transitions
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from coaching.models import MentorCapacity, Pairing
from coaching.pairing import emails as mails
from coaching.pairing.actions.meetings import cancel_upcoming
from coaching.pairing.emails import contact_wanted
from coaching.pairing.enums import PAIRING, PairingState
from coaching.pairing.queries.board import describe_conflict, list_quiet
from coaching.session.actions.occupancy import PlanRefused, check_is_coming, check_mentor_is_free
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.conflicts.emails import organisers_concerned
from projects.conflicts.queries import find_conflict
from projects.models import Participation


class PairingRefused(TransitionRefused):
    """This mentor cannot be proposed for this project; ``message`` is the reason."""


@transaction.atomic
def propose(*, participation: Participation, mentor: User, actor: User, at: datetime) -> Pairing:
    """Propose this project to ``mentor``.

    Side effects: one pairing, one audit entry, one mail to the mentor. Raises :class:`PairingRefused` when the
    project already has a mentor, when the person is no mentor of the edition, when both belong to the same
    organisation or the mentor declared an interest; :class:`PlanRefused` when the project has not confirmed, or has a
    turn while the mentor is elsewhere. Of two proposals at the same instant, one is refused (a constraint decides).
    """
    pairing = create_proposal(participation=participation, mentor=mentor, actor=actor, at=at)
    queue(mails.pairing_proposed(pairing), at=at)
    return pairing


@transaction.atomic
def record_agreement(*, participation: Participation, mentor: User, actor: User, at: datetime) -> Pairing:
    """Pair a mentor who agreed by word of mouth, on the day.

    Side effects and errors as :func:`pair_again`; :class:`PlanRefused` also for a project that left the session.
    """
    pairing = pair_again(participation=participation, mentor=mentor, actor=actor, at=at)
    # locked by then, after the session
    if check_is_coming(participation).is_away:
        left = _("« %(project)s » est parti en cours de session : rien n’est noté.")
        raise PlanRefused(left % {"project": participation.project})
    return pairing


@transaction.atomic
def pair_again(*, participation: Participation, mentor: User, actor: User, at: datetime) -> Pairing:
    """Pair a project with its former mentor, whether or not it has left the session since.

    Side effects: one pairing, accepted; two audit entries; the mails of :func:`answer`. Raises the errors of
    :func:`create_proposal` and :func:`answer`.
    """
    pairing = create_proposal(participation=participation, mentor=mentor, actor=actor, at=at)
    answer(pairing=pairing, accepted=True, actor=actor, at=at)
    return pairing


def create_proposal(*, participation: Participation, mentor: User, actor: User, at: datetime) -> Pairing:
    """The row and the audit entry of :func:`propose`, with its errors; the caller notifies the mentor."""
    edition = participation.edition
    lock_mentors(edition, [mentor.pk])
    check_mentor_is_free(participation, mentor)
    check_is_coming(participation)
    roles = list(
        Role.objects.who_can(Capability.MENTOR_PROJECTS)
        .filter(edition=edition, user=mentor)
        .select_related("organisation")
    )
    if not roles:
        raise PairingRefused(_("Cette personne n’est ni parrain ni marraine de cette édition."))
    reason = describe_conflict(
        participation.project.organisation,
        [role.organisation for role in roles],
        mentor,
        is_declared=find_conflict(participation.project.application, mentor) is not None,
    )
    if reason:
        raise PairingRefused(reason)
    try:
        with transaction.atomic():
            pairing = Pairing.objects.create(
                participation=participation, mentor=mentor, proposed_by=actor, proposed_at=at
            )
    except IntegrityError as error:
        raise PairingRefused(_("Ce projet a déjà un parrain ou une marraine.")) from error
    record(
        verb="propose_mentor",
        subject=pairing,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"mentor": mentor.pk, "participation": participation.pk},
    )
    return pairing


def lock_mentors(edition: Edition, people: Collection[int]) -> None:
    """Lock the roles of these mentors, so that one that ends at this moment ends before or after the proposal."""
    roles = Role.objects.who_can(Capability.MENTOR_PROJECTS).select_for_update(of=("self",), no_key=True)
    list(roles.filter(edition=edition, user__in=people).order_by("pk").values_list("pk"))


@transaction.atomic
def answer(*, pairing: Pairing, accepted: bool, reason: str = "", actor: User, at: datetime) -> None:
    """Accept or refuse a proposal with a reason; ``actor``: the mentor, or somebody of the team who records their
    agreement.

    Side effects: the pairing moves, one audit entry; accepted: mails to the mentor and to the holders; refused: a
    mail to the organiser who proposed, or to the others once they left. Raises :class:`TransitionRefused` when it was
    answered or ended meanwhile, :class:`ReasonMissing` for a refusal without a word, :class:`PlanRefused` for an
    acceptance when the mentor is elsewhere during a turn of the project.
    """
    if accepted:
        try:
            check_mentor_is_free(pairing.participation, pairing.mentor)
        except PlanRefused as refused:
            way_out = _("Dites-le à l’équipe : elle peut déplacer un créneau.")
            raise PlanRefused(*refused.reasons, str(way_out)) from refused
    verb, scope = ("accept" if accepted else "refuse"), pairing.participation.edition.scope
    reason = "" if accepted else reason.strip()
    transitions.apply(
        pairing,
        verb,
        table=PAIRING,
        actor=actor,
        at=at,
        reason=reason,
        scope=scope,
        changes={"answered_at": at, "reason": reason},
    )
    if not accepted:
        recipients = organisers_concerned(pairing.participation.project.application, pairing.proposed_by_id)
        queue(*(mails.pairing_refused(pairing, person) for person in recipients), at=at)
        return
    queue(*mails.pairing_accepted(pairing, pairing.participation.project.members.present().people()), at=at)


@transaction.atomic
def end(*, pairing: Pairing, reason: str, actor: User, at: datetime) -> None:
    """Withdraw a proposal, or end a pairing: the project keeps its turns, and may get another mentor.

    Side effects: the pairing moves, one audit entry; a mail with the reason to the mentor; once the pairing was
    accepted, a mail without it to the holders. Raises :class:`TransitionRefused` when it is over already,
    :class:`ReasonMissing` without a word.
    """
    was_accepted = pairing.state == PairingState.ACCEPTED
    close(pairing=pairing, reason=reason, actor=actor, at=at)
    queue(mails.pairing_ended(pairing, was_accepted=was_accepted), at=at)
    if was_accepted:
        queue(*mails.mentor_lost(pairing, pairing.participation.project.members.present().people()), at=at)


def close(*, pairing: Pairing, reason: str, actor: User, at: datetime) -> None:
    """End a pairing, whatever the cause; the caller notifies people.

    Side effects: its row, one audit entry; its future meetings are cancelled, with mails about these.
    """
    reason = reason.strip()
    scope = pairing.participation.edition.scope
    transitions.apply(
        pairing,
        "end",
        table=PAIRING,
        actor=actor,
        at=at,
        reason=reason,
        scope=scope,
        changes={"reason": reason, "ended_at": at},
    )
    cancel_upcoming(pairing=pairing, actor=actor, at=at)


@transaction.atomic
def request_contact(*, edition: Edition, actor: User, at: datetime) -> int:
    """Send one mail to each mentor with all their projects without news; returns how many are new.

    Side effects: mails, one audit entry if any is new. A second request on the same day sends none.
    """
    by_mentor = groupby(list_quiet(edition, at), key=lambda pairing: pairing.mentor)
    written = queue(
        *(contact_wanted(edition, mentor, list(rows), actor=actor, at=at) for mentor, rows in by_mentor),
        at=at,
    )
    if written:
        data = {"people": written}
        record(verb="ask_for_contact", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    return written


@dataclass
class Sent:
    """The result of proposing mentors: ``pairings`` are new; ``skipped``: the reasons of the others, except projects
    already proposed to the same person.
    """

    pairings: list[Pairing] = field(default_factory=list)
    skipped: list[tuple[Participation, str]] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many mentors receive a mail."""
        return len({pairing.mentor_id for pairing in self.pairings})


@transaction.atomic
def propose_all(*, edition: Edition, choices: Mapping[int, int], actor: User, at: datetime) -> Sent:
    """Propose projects to mentors; ``choices`` is participation → mentor.

    Side effects: a pairing and an audit entry for each project, one mail for each mentor with all their projects.
    Choices that are no longer possible (proposed meanwhile, a role ended, the project left) are skipped with their
    reason; a second call changes nothing. Projects of other editions are ignored.
    """
    rows = edition.participations.filter(pk__in=list(choices)).select_related(
        "project__organisation", "project__application", "edition__call"
    )
    mentors = User.objects.in_bulk(set(choices.values()))
    lock_mentors(edition, mentors)
    proposed = dict(
        Pairing.objects.current().filter(participation__in=rows).values_list("participation", "mentor")
    )
    sent = Sent()
    # In one order, so that two concurrent calls wait for one another.
    for participation in rows.order_by("pk"):
        wanted = choices[participation.pk]
        if proposed.get(participation.pk) == wanted:
            continue
        try:
            if wanted not in mentors:
                raise TransitionRefused(_("Cette personne n’est ni parrain ni marraine de cette édition."))
            with transaction.atomic():
                proposal = create_proposal(
                    participation=participation, mentor=mentors[wanted], actor=actor, at=at
                )
        except TransitionRefused as refused:
            sent.skipped.append((participation, str(refused.message)))
        else:
            sent.pairings.append(proposal)
    _write_to_mentors(sent, at)
    return sent


def _write_to_mentors(sent: Sent, at: datetime) -> None:
    by_mentor: defaultdict[int, list[Pairing]] = defaultdict(list)
    for pairing in sent.pairings:
        by_mentor[pairing.mentor_id].append(pairing)
    queue(
        *(
            mails.pairings_proposed(pairings) if len(pairings) > 1 else mails.pairing_proposed(pairings[0])
            for pairings in by_mentor.values()
        ),
        at=at,
    )


@transaction.atomic
def save_capacities(*, edition: Edition, capacities: Mapping[int, int], actor: User, at: datetime) -> None:
    """Save how many projects each mentor follows at most; ``capacities`` is mentor → projects, for those that change.

    Side effects: rows and one audit entry for each mentor whose number changed.
    """
    roles = Role.objects.who_can(Capability.MENTOR_PROJECTS)
    roles = roles.filter(edition=edition, user__in=list(capacities))
    for role in roles.select_related("mentor_capacity").order_by("pk"):
        projects, existing = capacities[role.user_id], getattr(role, "mentor_capacity", None)
        if existing and existing.projects == projects:
            continue
        MentorCapacity.objects.update_or_create(role=role, defaults={"projects": projects})
        record(
            verb="set_capacity",
            subject=role,
            actor=actor,
            at=at,
            scope=edition.scope,
            data={"projects": projects},
        )
