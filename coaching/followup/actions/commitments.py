"""The life of a commitment: its creation, its news, the answers of the project."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.amounts import freeze_amount
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.rows.actions import RowsClosed, RowUnknown
from accelerator.transitions import EditConflict, ReasonMissing, TransitionRefused
from coaching.followup import emails as mails
from coaching.followup.enums import CommitmentState, Confirmation, LineChange, SupportUsefulness
from coaching.followup.models import Commitment, CommitmentNote, LetterLine, NudgeDelays, SupportLetter
from coaching.followup.queries.commitments import list_asleep, list_partner_roles
from coaching.followup.queries.letters import postpone_call
from coaching.models import SurveyInvitation
from coaching.surveys.actions.confirmations import lock_invitation, save_confirmation
from coaching.surveys.actions.survey import start_response
from coaching.surveys.enums import ConfirmedKind
from programmes.models import Edition, Organisation
from projects.models import Participation, ProjectMember


def begin_commitment(*, line: LetterLine, letter: SupportLetter, at: datetime) -> Commitment:
    """Create the commitment of an accepted line, once; the caller has locked the letter and writes the audit entry.

    If the line is accepted after its day, the commitment is due as much later. Side effect: the row.
    """
    assert line.lead_id is not None  # a line that offers something has a lead
    commitment, _new = Commitment.objects.get_or_create(
        line=line,
        defaults={
            "participation": letter.participation,
            "need_id": line.need_id,
            "what": line.sentence,
            "amount": line.amount,
            "amount_for": line.amount_for,
            "body_id": line.lead_id,
            "person_id": line.person_id,
            "due_on": postpone_call(line, timezone.localdate(at)),
            "moved_at": at,
            "created_at": at,
        },
    )
    return commitment


def withdraw_commitment(*, line: LetterLine) -> None:
    """Delete the commitment of a line that the project no longer accepts; the caller has locked the letter.

    Side effect: the row is gone. Raises :class:`TransitionRefused` once its body gave news of it.
    """
    commitment = Commitment.objects.select_for_update(of=("self",)).filter(line=line).first()
    if commitment is None:
        return
    if commitment.notes.exists():
        raise TransitionRefused(
            _("L’organisme a déjà commencé : dites-le lui, ou à l’organisation, plutôt que de décliner ici.")
        )
    commitment.delete()


def replace_commitments(*, letter: SupportLetter, before: SupportLetter, actor: User, at: datetime) -> None:
    """Drop the commitments of lines of ``before`` that ``letter`` changed or left out. Side effects: dropped, a note
    each."""
    unchanged = letter.lines.filter(change=LineChange.SAME).values_list("need", flat=True)
    born = Commitment.objects.open().filter(line__letter=before).exclude(need__in=list(unchanged))
    reason = str(_("La lettre n° %(number)d des partenaires la remplace.") % {"number": letter.number})
    for commitment in born.select_for_update(of=("self",)):
        _write(commitment, CommitmentState.DROPPED, reason, actor=actor, at=at)


@transaction.atomic
def add_commitment(
    *,
    participation: Participation,
    what: str,
    body: Organisation,
    person: User | None = None,
    due_on: date | None = None,
    amount: Decimal | None = None,
    amount_for: str = "",
    actor: User,
    at: datetime,
) -> Commitment:
    """Add a commitment that no letter has, for an organiser. Side effects: the row, an audit entry."""
    commitment = Commitment.objects.create(
        participation=participation,
        what=what,
        body=body,
        person=person,
        due_on=due_on,
        amount=amount,
        amount_for=amount_for,
        moved_at=at,
        created_at=at,
    )
    _log("add_commitment", commitment, actor, at)
    return commitment


@transaction.atomic
def move_commitment(
    *,
    commitment: Commitment,
    state: CommitmentState,
    text: str = "",
    paid: Decimal | None = None,
    actor: User,
    at: datetime,
) -> CommitmentNote | None:
    """Save the news of its body: the new state, in a line. ``None`` when it repeats the last one.

    ``paid``: the total paid by now; ``None`` leaves it as it is. Side effects: the note, the state, the amount, the
    last movement; a confirmation is reset unless it stays done; an audit entry; once done, a mail that asks the
    project to confirm. Raises :class:`ReasonMissing` for one that is dropped without a word.
    """
    commitment = _lock_commitment(commitment)
    last = commitment.notes.filter(from_project=False).first()
    paid = None if paid == commitment.paid else paid
    if last and paid is None and (last.state, last.text) == (state, text.strip()):
        return None
    if state == CommitmentState.DROPPED and not text.strip():
        raise ReasonMissing
    was = commitment.state
    note = _write(commitment, state, text.strip(), paid=paid, actor=actor, at=at)
    about = {} if paid is None else {"paid": freeze_amount(paid)}
    _log("move_commitment", commitment, actor, at, state=state, **about)
    if state == CommitmentState.DONE and was != CommitmentState.DONE:
        project = commitment.participation.project_id
        holders = ProjectMember.objects.editors().filter(project=project).people()
        queue(*mails.commitment_done(commitment, note, holders), at=at)
    return note


class CommitmentDropped(TransitionRefused):
    """The body dropped it: the project reads why, and cannot answer any more."""

    def __init__(self, commitment: Commitment) -> None:
        words = _("%(body)s a abandonné cet engagement : « %(why)s ». Votre réponse n’est pas enregistrée.")
        super().__init__(words % {"body": commitment.body, "why": commitment.dropped_because})


@transaction.atomic
def confirm_commitment(
    *,
    commitment: Commitment,
    confirmation: Confirmation | None,
    text: str = "",
    base_version: int | None = None,
    actor: User | None,
    at: datetime,
) -> CommitmentNote | None:
    """Save the answer of the project to « C’est fait ? », or its words alone; the caller checks that ``actor`` may.

    « Pas encore » or « en partie » for a commitment declared done puts it under way again. Side effects: the note,
    the columns, an audit entry. ``None`` when it repeats the last one. Raises :class:`CommitmentDropped`, except for
    words alone; :class:`EditConflict` when its body or somebody of the project changed it since ``base_version`` was
    read.
    """
    commitment = _lock_commitment(commitment)
    if confirmation and commitment.state == CommitmentState.DROPPED:
        raise CommitmentDropped(commitment)
    if confirmation and confirmation != commitment.confirmation:
        _ensure_unchanged(commitment, "confirmation", base_version)
    last = commitment.notes.first()
    answer = confirmation or ""
    if last and last.from_project and (last.confirmation, last.text) == (answer, text.strip()):
        return None
    if not answer and not text.strip():
        return None
    changed = ["confirmation", "confirmed_at"] if confirmation else []
    if confirmation:
        commitment.confirmation, commitment.confirmed_at = confirmation, at
        was_done = commitment.state == CommitmentState.DONE
        if confirmation != Confirmation.YES and was_done:
            commitment.state = CommitmentState.DOING
            changed.append("state")
        elif confirmation == Confirmation.YES and commitment.is_open:
            commitment.state, commitment.moved_at = CommitmentState.DONE, at
            changed += ["state", "moved_at"]
    if changed:
        _save(commitment, changed)
    note = CommitmentNote.objects.create(
        commitment=commitment,
        state=commitment.state,
        text=text.strip(),
        from_project=True,
        confirmation=answer,
        at=at,
        by=actor,
    )
    _log("confirm_commitment", commitment, actor, at, confirmation=answer)
    return note


@transaction.atomic
def rate_commitment(
    *,
    commitment: Commitment,
    usefulness: SupportUsefulness,
    base_version: int | None = None,
    actor: User | None,
    at: datetime,
) -> None:
    """Save how useful it was to the project; the caller checks that ``actor`` may answer for it.

    Side effects: the column, an audit entry. Raises :class:`CommitmentDropped`, and :class:`EditConflict` when somebody
    else of the project rated it since ``base_version`` was read.
    """
    commitment = _lock_commitment(commitment)
    if commitment.state == CommitmentState.DROPPED:
        raise CommitmentDropped(commitment)
    if commitment.usefulness == usefulness:
        return
    if commitment.usefulness is not None:
        _ensure_unchanged(commitment, "usefulness", base_version)
    commitment.usefulness = usefulness
    _save(commitment, ["usefulness"])
    _log("rate_commitment", commitment, actor, at, usefulness=int(usefulness))


@transaction.atomic
def hand_over_commitment(*, commitment: Commitment, person: User, actor: User, at: datetime) -> None:
    """Assign the commitment to another person of the body. Side effects: the row, an audit entry."""
    commitment = _lock_commitment(commitment)
    if commitment.person == person:
        return
    commitment.person = person
    commitment.save(update_fields=["person"])
    _log("hand_over_commitment", commitment, actor, at)


@transaction.atomic
def remind_bodies(*, edition: Edition, actor: User, at: datetime) -> int:
    """Ask for news of the commitments without any that this organiser may read; returns how many mails leave.

    To the person in charge, or to all partners of the body when they left: one mail each, once a day. Side effects:
    mails, an audit entry if any is new.
    """
    partners: dict[int, list[User]] = defaultdict(list)
    for role in list_partner_roles([edition.pk]):
        partners[role.organisation_id or 0].append(role.user)
    waiting: dict[User, list[Commitment]] = defaultdict(list)
    for commitment in list_asleep(actor, edition, at):
        of_body = partners[commitment.body_id]
        in_charge = [partner for partner in of_body if partner.pk == commitment.person_id]
        for person in in_charge or of_body:
            waiting[person].append(commitment)
    day, step = timezone.localdate(at), "request"
    messages = [
        mails.commitments_asleep(edition, person, rows, step=step, to_organiser=False, day=day, at=at)
        for person, rows in waiting.items()
    ]
    sent = queue(*messages, at=at)
    if sent:
        data = {"people": sent}
        record(verb="remind_bodies", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    return sent


@transaction.atomic
def set_nudges(
    *, edition: Edition, person_days: int, body_days: int, organiser_days: int, actor: User, at: datetime
) -> None:
    """Save after how many days without news each recipient is reminded. Side effects: the row, an audit entry."""
    days = {"person_days": person_days, "body_days": body_days, "organiser_days": organiser_days}
    NudgeDelays.objects.update_or_create(edition=edition, defaults=days)
    record(verb="set_nudges", subject=edition, actor=actor, at=at, scope=edition.scope, data=days)


def copy_delays(*, edition: Edition, source: Edition) -> None:
    """Copy the delays of ``source`` to an edition without its own. Side effects: the row."""
    copied = NudgeDelays.objects.filter(edition=source).values("person_days", "body_days", "organiser_days")
    for days in copied:
        NudgeDelays.objects.get_or_create(edition=edition, defaults=days)


def _lock_commitment(commitment: Commitment) -> Commitment:
    """Lock and read the row. Raises :class:`TransitionRefused` once the project withdrew it."""
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("body", "person")
    rows = rows.select_related("participation__edition__programme", "participation__project")
    locked = rows.filter(pk=commitment.pk).first()
    if locked is None:
        raise TransitionRefused(_("Cet engagement vient d’être retiré : il n’y a plus rien à en dire."))
    return locked


def _save(commitment: Commitment, columns: list[str]) -> None:
    """Save these columns and a new version."""
    commitment.version += 1
    commitment.save(update_fields=[*columns, "version"])


def _ensure_unchanged(commitment: Commitment, name: str, base_version: int | None) -> None:
    """Raises :class:`EditConflict`, with the other answer of the project, else with the last news of its body."""
    if base_version in (None, commitment.version):
        return
    last = commitment.notes.first()
    happened = str(_("Quelqu’un du projet a répondu entre-temps."))
    from_body = name == "confirmation" and not (last and last.from_project and last.confirmation)
    if from_body:
        news = last.text if last and last.state == commitment.state else ""
        state = commitment.get_state_display()
        theirs: object = f"{state} – {news}" if news else state
        happened = _("%(body)s vient de donner des nouvelles.") % {"body": commitment.body}
    else:
        theirs = getattr(commitment, name)
    raise EditConflict({name: theirs}, commitment.version, happened)


def _write(
    commitment: Commitment,
    state: CommitmentState,
    text: str,
    *,
    paid: Decimal | None = None,
    actor: User,
    at: datetime,
) -> CommitmentNote:
    if paid is not None:
        commitment.paid = paid
    commitment.state, commitment.moved_at = state, at
    commitment.dropped_because = text if state == CommitmentState.DROPPED else ""
    if state != CommitmentState.DONE:
        commitment.confirmation, commitment.confirmed_at = "", None
    columns = ["state", "moved_at", "dropped_because", "confirmation", "confirmed_at", "paid"]
    _save(commitment, columns)
    return CommitmentNote.objects.create(
        commitment=commitment, state=state, text=text, paid=paid, at=at, by=actor
    )


def _log(verb: str, commitment: Commitment, actor: User | None, at: datetime, **data: object) -> None:
    scope = commitment.participation.edition.scope
    values = {"organisation": commitment.body_id, **data}
    record(verb=verb, subject=commitment, actor=actor, at=at, scope=scope, data=values)


RATED = "rated"
"""The question whose answer is the usefulness alone."""


@transaction.atomic
def answer_commitment(
    *,
    invitation: SurveyInvitation,
    uid: UUID,
    confirmation: Confirmation | None = None,
    usefulness: SupportUsefulness | None = None,
    base_version: int | None = None,
    actor: User | None,
    at: datetime,
) -> int:
    """Save whether a commitment was fulfilled, and how useful it was; ``None`` changes nothing. Returns its version.

    Side effects: those of :func:`confirm_commitment` and :func:`rate_commitment`; the date of the answer; the survey
    is begun. Raises ``SurveyClosed``, ``SheetFrozen``, ``EditConflict``; ``RowUnknown`` for one to another project,
    ``RowsClosed`` for one that its body dropped.
    """
    invitation = lock_invitation(invitation, at)
    commitments = Commitment.objects.select_for_update(of=("self",))
    commitment = commitments.filter(participation=invitation.participation_id, uid=uid).first()
    if commitment is None:
        raise RowUnknown
    if not (confirmation or usefulness):
        return commitment.version
    if commitment.state == CommitmentState.DROPPED:
        raise RowsClosed(CommitmentDropped(commitment).message)
    if confirmation and confirmation != commitment.confirmation:
        confirm_commitment(
            commitment=commitment, confirmation=confirmation, base_version=base_version, actor=actor, at=at
        )
        base_version = None
    if usefulness:
        rate_commitment(
            commitment=commitment, usefulness=usefulness, base_version=base_version, actor=actor, at=at
        )
    commitment.refresh_from_db(fields=["version", "confirmation"])
    answer = commitment.confirmation or RATED
    save_confirmation(invitation, ConfirmedKind.COMMITMENT, uid, answer, at)
    start_response(invitation=invitation, actor=actor, at=at)
    return commitment.version
