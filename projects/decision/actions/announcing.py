"""Announce the decisions: dossiers move, places are offered, everybody is notified."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _, ngettext

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from accelerator.text import clean_line
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from projects.audit import move_application, record_act
from projects.conflicts.queries import conflicts_of
from projects.decision import emails
from projects.decision.actions.deliberation import number_reserves
from projects.decision.actions.refusals import (
    AnnouncedTooEarly,
    DecisionRefused,
    LettersUnread,
    check_no_meeting,
)
from projects.decision.enums import Outcome
from projects.decision.queries import announcement as queries_announcement, decisions as queries_decisions
from projects.decision.queries.decisions import is_tie_parted_without_reason
from projects.decision.queries.feedback import count_unread
from projects.decision.queries.letters import list_drafts
from projects.models import Application, Decision, Participation, ProjectMember

VERBS = {
    Outcome.SELECTED: "announce_selected",
    Outcome.RESERVE: "announce_reserve",
    Outcome.NOT_SELECTED: "announce_not_selected",
}


@transaction.atomic
def announce(
    *, edition: Edition, early_reason: str = "", unread_seen: int | None = None, actor: User, at: datetime
) -> int:
    """Announce the decisions to everybody. Returns the number of queued mails (0 the second time).

    Side effects: each dossier moves to its outcome, with an audit entry; a participation is offered to each selected
    project; one mail to each member of each project, with the reason, the approved comments and what the
    organisers added, and one to each reviewer with what became of the dossiers they scored, the first time to every
    member of the committee;
    ``announced_at`` of the decisions and, the first time, of the edition; audit entry. Two clicks are one
    announcement: the edition's row is locked. Raises :class:`DecisionRefused` while a dossier waits for its decision
    or a meeting is open, a tie at the line for the reason that parts it, or a comment to be read;
    :class:`AnnouncedTooEarly` while something it rests on is upcoming and ``early_reason``, stored in the audit log,
    is empty; :class:`LettersUnread` when nobody read more letters than the ``unread_seen`` that ``actor`` agreed to
    send (``None``: any number). What is hidden from ``actor`` is in none of these counts.
    """
    locked = lock_and_read_edition(edition.pk, "call")
    check_no_meeting(locked)
    waiting = queries_decisions.applications_to_decide(locked).count()
    if waiting:
        raise DecisionRefused(_("Rien n’est annoncé : des dossiers attendent encore leur décision."))
    reserves = queries_decisions.reserves(locked).filter(announced_at=None)
    order = number_reserves(locked, list(reserves))  # those who left the list leave no gap
    decisions = list(
        Decision.objects.filter(application__in=queries_announcement.to_announce(locked))
        .select_related("application__project", "application__call")
        .order_by("pk")
    )
    if not decisions:
        return 0
    conflicts = conflicts_of(actor, locked, at)
    if is_tie_parted_without_reason(locked, conflicts):
        raise DecisionRefused(
            _(
                "Rien n’est annoncé : des ex æquo au seuil sont départagés sans raison écrite dans leur décision."
            )
        )
    early_reason = clean_line(early_reason)
    upcoming = queries_announcement.list_upcoming(locked, conflicts, at)
    if upcoming and not early_reason:
        raise AnnouncedTooEarly(upcoming)
    unread = count_unread(locked, conflicts)
    if unread.visible:
        raise DecisionRefused(
            ngettext(
                "Rien n’est annoncé : %(n)s commentaire pour une personne porteuse attend d’être relu.",
                "Rien n’est annoncé : %(n)s commentaires pour les personnes porteuses attendent d’être relus.",
                unread.visible,
            )
            % {"n": unread.visible}
        )
    if unread.has_hidden:
        raise DecisionRefused(
            _("Des commentaires sur des dossiers tenus à part attendent d’être relus par une autre personne.")
        )
    drafts = list_drafts(locked, decisions, at)
    unread_letters = [draft.decision.application_id for draft in drafts if not draft.is_read]
    visible_unread = len(set(unread_letters) - conflicts.undisclosed)
    if unread_seen is not None and visible_unread > unread_seen and not locked.silent:
        raise LettersUnread(visible_unread)
    members = ProjectMember.objects.present().people_by_project(
        decision.application.project_id for decision in decisions
    )
    messages: list[Message] = []
    # In the order of their keys: two acts on several dossiers take their rows in one order.
    for draft in drafts:
        decision, application = draft.decision, draft.decision.application
        move_application(
            application,
            VERBS[Outcome(decision.outcome)],
            actor=actor,
            at=at,
            reason=decision.reason,
            edition=locked,
        )
        messages += [
            emails.decision(draft, locked, member, at) for member in members.get(application.project_id, [])
        ]
    jurors = queries_announcement.outcomes_for_jurors(
        locked, [decision.application_id for decision in decisions]
    )
    messages += [emails.outcomes(locked, juror, dossiers, at) for juror, dossiers in jurors.items()]
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(announced_at=at)
    offer(
        edition=locked,
        applications=[decision.application for decision in decisions if decision.outcome == Outcome.SELECTED],
        at=at,
    )
    if locked.announced_at is None:
        Edition.objects.filter(pk=locked.pk).update(announced_at=at)
    edition.announced_at = locked.announced_at or at
    sent = queue(*messages, at=at)
    record_act(
        locked,
        "announce",
        {
            "decisions": len(decisions),
            "mails": sent,
            "unread": len(unread_letters),
            **order,
            **({"reason": early_reason} if upcoming else {}),
        },
        actor=actor,
        at=at,
    )
    return sent


def offer(*, edition: Edition, applications: list[Application], at: datetime) -> None:
    """Offer a place to each of these projects. Side effects: one row each, in one statement."""
    Participation.objects.bulk_create(
        [
            Participation(project=application.project, edition=edition, offered_at=at)
            for application in applications
        ],
        # A project has one place: one offered before, by a call from the reserve list for instance, stays as it
        # is.
        ignore_conflicts=True,
    )
