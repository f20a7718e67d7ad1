"""The life cycle of an application: which verb leads from where to where."""

from accelerator.transitions import StateTable, Transition
from projects.application.enums import ApplicationState as S

UNDECIDED = frozenset({S.SUBMITTED, S.COMPLETION_REQUESTED, S.ELIGIBLE, S.UNDER_REVIEW})
READ_BY_JURY = frozenset(
    {S.ELIGIBLE, S.UNDER_REVIEW, S.SELECTED, S.RESERVE, S.NOT_SELECTED, S.CONFIRMED, S.DECLINED}
)
"""States in which the committee may read a dossier."""
REVISABLE = frozenset({S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE})
"""States in which a sent dossier may still be changed and sent again, while the call takes dossiers."""
SCREENED = frozenset({S.SUBMITTED, S.COMPLETION_REQUESTED, S.INELIGIBLE})
"""States in which eligibility is still open: the call's rules apply to these dossiers."""
SCORED = frozenset({S.ELIGIBLE, S.UNDER_REVIEW})
"""States in which reviews may still be written."""

APPLICATION = StateTable(
    {
        "submit": Transition(frozenset({S.DRAFT}), S.SUBMITTED),
        "resubmit": Transition(REVISABLE, S.SUBMITTED),
        "withdraw": Transition(frozenset({S.DRAFT}) | UNDECIDED, S.WITHDRAWN),
        "request_completion": Transition(frozenset({S.SUBMITTED}), S.COMPLETION_REQUESTED),
        "answer_completion": Transition(frozenset({S.COMPLETION_REQUESTED}), S.SUBMITTED),
        "cancel_completion": Transition(frozenset({S.COMPLETION_REQUESTED}), S.SUBMITTED),
        "declare_eligible": Transition(
            frozenset({S.SUBMITTED, S.COMPLETION_REQUESTED, S.INELIGIBLE}), S.ELIGIBLE
        ),
        "undo_eligible": Transition(frozenset({S.ELIGIBLE}), S.SUBMITTED),
        "declare_ineligible": Transition(
            frozenset({S.SUBMITTED, S.COMPLETION_REQUESTED, S.ELIGIBLE}), S.INELIGIBLE, reason_required=True
        ),
        "start_review": Transition(frozenset({S.ELIGIBLE}), S.UNDER_REVIEW),
        "announce_selected": Transition(frozenset({S.ELIGIBLE, S.UNDER_REVIEW}), S.SELECTED),
        "call_reserve": Transition(frozenset({S.RESERVE}), S.SELECTED),
        "announce_reserve": Transition(frozenset({S.ELIGIBLE, S.UNDER_REVIEW}), S.RESERVE),
        "announce_not_selected": Transition(
            frozenset({S.ELIGIBLE, S.UNDER_REVIEW, S.RESERVE}), S.NOT_SELECTED
        ),
        "confirm": Transition(frozenset({S.SELECTED}), S.CONFIRMED),
        "decline": Transition(frozenset({S.SELECTED, S.CONFIRMED}), S.DECLINED),
        "withdraw_place": Transition(frozenset({S.SELECTED, S.CONFIRMED}), S.DECLINED, reason_required=True),
    }
)
