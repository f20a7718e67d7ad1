"""The answers of a project about its commitments, given in a follow-up: stored on the commitments themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.rows.actions import RowsClosed, RowUnknown
from coaching.followup.actions.commitments import CommitmentDropped, confirm_commitment, rate_commitment
from coaching.followup.enums import CommitmentState, Confirmation, SupportUsefulness
from coaching.models import Commitment, SurveyInvitation
from coaching.surveys.actions.confirmations import lock_invitation, save_confirmation
from coaching.surveys.actions.survey import start_response
from coaching.surveys.enums import ConfirmedKind

RATED = "rated"
"""The answer to a row of which only the usefulness was given."""


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
    """Whether it was fulfilled, and how useful it was; what is ``None`` does not change. Returns its version.

    Side effects: those of :func:`confirm_commitment` and :func:`rate_commitment`; the date of the answer; the survey is
    begun. Raises ``SurveyClosed``, ``SheetFrozen``, ``EditConflict``; ``RowUnknown`` for one to another project,
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
