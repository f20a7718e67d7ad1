"""Open a conflict round, answer it, and resolve what the answers leave open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.text import clean_line
from accelerator.transitions import TransitionRefused
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.audit import record_act
from projects.conflicts import actions as conflicts
from projects.conflicts.models import ConflictEffect
from projects.conflicts.queries import CONCERNED
from projects.declarations import emails
from projects.declarations.models import ConflictRound, LinkAnswer, LinkDeclaration
from projects.declarations.queries import (
    find_open_round,
    list_dossiers,
    list_respondents,
    select_concerned_roles,
)
from projects.locks import lock_application
from projects.models import Application, ProjectMember, Recusal, ReviewAssignment

REASON_LENGTH = 400


class DeclarationRefused(TransitionRefused):
    """The round cannot be changed or answered so; ``message`` is the reason."""


@transaction.atomic
def open_round(*, edition: Edition, actor: User, at: datetime) -> ConflictRound:
    """Ask everybody who reads or decides whether they have links with the dossiers; again after it was closed.

    Side effects: while it is open, a dossier is closed to a juror who has not answered for it; one mail to each of them
    but ``actor``; audit entry. An open round stays as it is. Raises :class:`DeclarationRefused` without a dossier to
    answer for.
    """
    lock_and_read_edition(edition.pk)
    existing = ConflictRound.objects.filter(edition=edition).first()
    if existing and existing.is_open:
        return existing
    if not list_dossiers(edition).exists():
        raise DeclarationRefused(
            _("Aucun dossier n’attend de réponse : le tour s’ouvre une fois un premier dossier déposé.")
        )
    values = {"opened_at": at, "opened_by": actor, "closed_at": None}
    opened, _created = ConflictRound.objects.update_or_create(edition=edition, defaults=values)
    record_act(edition, "open_conflict_round", actor=actor, at=at)
    people = people_who_can(edition, *CONCERNED).exclude(pk=actor.pk).order_by("pk")
    queue(*(emails.round_opened(opened, person) for person in people), at=at)
    return opened


@transaction.atomic
def close_round(*, edition: Edition, actor: User, at: datetime) -> None:
    """Ask nobody any more: answers stay, and dossiers open to those who did not answer. Side effect: audit entry."""
    if ConflictRound.objects.open().filter(edition=edition).update(closed_at=at):
        record_act(edition, "close_conflict_round", actor=actor, at=at)


@transaction.atomic
def remind_respondents(*, edition: Edition, actor: User, at: datetime) -> int:
    """Write to everybody who has answers left, but ``actor``; returns how many mails (none twice on one day).

    Side effects: the mails, an audit entry when one leaves. Raises :class:`DeclarationRefused` without an open round.
    """
    opened = _get_open_round(edition)
    day = timezone.localdate(at)
    pending = [
        row for row in list_respondents(select_concerned_roles(edition)) if row.left and row.user != actor
    ]
    messages = [emails.round_reminder(opened, row.user, left=row.left, day=day) for row in pending]
    sent = queue(*(replace(message, required=True) for message in messages), at=at)
    if sent:
        record_act(edition, "remind_conflict_round", {"people": sent}, actor=actor, at=at)
    return sent


def _get_open_round(edition: Edition) -> ConflictRound:
    opened = find_open_round(edition)
    if opened is None:
        raise DeclarationRefused(_("Le tour des conflits n’est pas ouvert : rien n’est enregistré."))
    return opened


@dataclass(frozen=True)
class LinkEntry:
    """What a person answers for one dossier; ``base_version``: the version that they answered upon, 0 for none."""

    reference: str
    answer: str
    reason: str = ""
    effect: str = ""
    base_version: int = 0


@transaction.atomic
def declare_links(
    *, edition: Edition, reviewer: User, entries: Sequence[LinkEntry], at: datetime
) -> dict[str, str]:
    """Save the answers of one person; returns the refusals by reference, the others are saved.

    An answer that is already saved changes nothing. Side effects: a version for each new answer; a link is a conflict
    at once, with the effect that they propose (see ``recuse``), and organisers are written to if the dossier was
    assigned to them. Raises :class:`DeclarationRefused` without an open round, and for somebody who is not asked.
    """
    _get_open_round(edition)
    if not people_who_can(edition, *CONCERNED).filter(pk=reviewer.pk).exists():
        raise DeclarationRefused(_("Vous n’êtes ni du comité ni de l’organisation de cette édition."))
    # in one order, so that two windows of one person take turns
    rows = list_dossiers(edition).filter(reference__in=[entry.reference for entry in entries])
    dossiers = {row.reference: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    keys = [dossier.pk for dossier in dossiers.values()]
    current = LinkDeclaration.objects.current().filter(reviewer=reviewer, application__in=keys)
    state = _Answers(
        current={row.application_id: row for row in current.order_by()},
        recusals={
            row.application_id: row
            for row in Recusal.objects.standing().filter(reviewer=reviewer, application__in=keys).order_by()
        },
        own=set(
            ProjectMember.objects.filter(user=reviewer, project__application__in=keys)
            .order_by()
            .values_list("project__application", flat=True)
        ),
    )
    refusals: dict[str, str] = {}
    for entry in entries:
        dossier = dossiers.get(entry.reference)
        if dossier is None:
            refusals[entry.reference] = _("Ce dossier n’est pas, ou n’est plus, dans la liste.")
        elif refusal := state.refuse(dossier.pk, entry):
            refusals[entry.reference] = refusal
        elif state.differs(dossier.pk, entry):
            _save(dossier, reviewer, reviewer, _clean(entry), state.current.get(dossier.pk), at)
            if entry.answer == LinkAnswer.LINK:
                _record_link(dossier, reviewer, entry, at)
    return refusals


@dataclass(frozen=True)
class _Answers:
    """What is stored of one person for the posted dossiers."""

    current: Mapping[int, LinkDeclaration]
    recusals: Mapping[int, Recusal]
    own: set[int]

    def differs(self, dossier: int, entry: LinkEntry) -> bool:
        current = self.current.get(dossier)
        if current is None:
            return dossier not in self.recusals and dossier not in self.own
        answer, reason, effect = _clean(entry)
        is_other_link = answer == LinkAnswer.LINK and (current.reason, current.effect) != (reason, effect)
        return current.answer != answer or is_other_link

    def refuse(self, dossier: int, entry: LinkEntry) -> str:
        current = self.current.get(dossier)
        if not self.differs(dossier, entry):
            return ""
        if dossier in self.recusals or dossier in self.own:
            return _("Votre lien avec ce dossier est enregistré : l’organisation le change ou le lève.")
        if current and current.version != entry.base_version:
            answer = LinkAnswer(current.answer).label
            return _("Dans une autre fenêtre, vous avez répondu « %(answer)s ».") % {"answer": answer}
        return check_entry(entry)


def check_entry(entry: LinkEntry) -> str:
    """Why the answer itself is refused; empty if it is not."""
    answer, reason, effect = _clean(entry)
    if answer not in LinkAnswer.values:
        return _("Choisissez une des trois réponses.")
    if answer == LinkAnswer.LINK and not reason:
        return _("Dites ce lien en une phrase.")
    if answer == LinkAnswer.LINK and effect not in ConflictEffect.values:
        return _("Choisissez ce que vous proposez.")
    if len(reason) > REASON_LENGTH:
        return _("%(count)d caractères : une phrase suffit, %(most)d au plus.") % {
            "count": len(reason),
            "most": REASON_LENGTH,
        }
    return ""


def _clean(entry: LinkEntry) -> tuple[str, str, str]:
    if entry.answer != LinkAnswer.LINK:
        return entry.answer, "", ""
    return entry.answer, clean_line(entry.reason), entry.effect


def _save(
    application: Application,
    reviewer: User,
    author: User,
    values: tuple[str, str, str],
    current: LinkDeclaration | None,
    at: datetime,
) -> None:
    """``values``: answer, reason, effect."""
    if current:
        LinkDeclaration.objects.filter(pk=current.pk).update(replaced_at=at)
    answer, reason, effect = values
    LinkDeclaration.objects.create(
        application=application,
        reviewer=reviewer,
        author=author,
        version=current.version + 1 if current else 1,
        answer=answer,
        reason=reason,
        effect=effect,
        at=at,
    )


def _record_link(application: Application, reviewer: User, entry: LinkEntry, at: datetime) -> None:
    assigned = ReviewAssignment.objects.active().filter(application=application, reviewer=reviewer)
    conflicts.recuse(
        application=application,
        reviewer=reviewer,
        author=reviewer,
        reason=entry.reason,
        effect=ConflictEffect(entry.effect),
        notify=assigned.exists(),
        at=at,
    )


@transaction.atomic
def resolve_link(
    *,
    application: Application,
    reviewer: User,
    effect: ConflictEffect | None,
    reason: str,
    seen: str,
    author: User,
    at: datetime,
) -> None:
    """Confirm, change or lift the conflict of somebody else, as an organiser; ``effect`` is ``None`` for no link.

    ``seen``: the :func:`make_mark` of the page; confirming what it shows needs no reason. Side effects: a version of
    the answer by ``author``, which opens the dossier as far as the effect allows; those of ``recuse``, ``lift_recusal``
    or ``change_effect``; a mail to the person, but for a confirmation. Raises :class:`TransitionRefused` as they do,
    and when the link changed since.
    """
    fresh, reason = lock_application(application), clean_line(reason)
    current = LinkDeclaration.objects.current().filter(application=fresh, reviewer=reviewer).first()
    recusal = Recusal.objects.standing().filter(application=fresh, reviewer=reviewer).first()
    conflicts.check_change(fresh, reviewer, author)
    if seen != make_mark(current, recusal):
        raise DeclarationRefused(_("Ce lien a changé depuis que vous lisez cette page : la voici à jour."))
    is_confirmed = recusal is not None and effect is not None and recusal.effect == effect
    if not reason and not is_confirmed:
        raise DeclarationRefused(_("Indiquez la raison, que cette personne lira."))
    if len(reason) > REASON_LENGTH:
        raise DeclarationRefused(
            _("%(count)d caractères : une phrase suffit, %(most)d au plus.")
            % {"count": len(reason), "most": REASON_LENGTH}
        )
    if effect is None and recusal:
        conflicts.lift_recusal(recusal=recusal, reason=reason, author=author, at=at)
    elif effect is None:
        queue(emails.link_resolved(fresh, reviewer, reason=reason, at=at), at=at)
    elif recusal and not is_confirmed:
        conflicts.change_effect(recusal=recusal, effect=effect, reason=reason, author=author, at=at)
    elif recusal is None:
        conflicts.recuse(
            application=fresh, reviewer=reviewer, author=author, reason=reason, effect=effect, at=at
        )
    if current:
        answer = LinkAnswer.LINK if effect else LinkAnswer.NONE
        written = reason or (recusal.reason if recusal else "")
        _save(fresh, reviewer, author, (answer, written, effect or ""), current, at)


def make_mark(declaration: LinkDeclaration | None, recusal: Recusal | None) -> str:
    """What a page shows of a pair: the version of the answer, and the conflict that stands."""
    return f"{declaration.version if declaration else 0}-{recusal.pk if recusal else 0}"
