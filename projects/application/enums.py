"""States of an application, what each reader calls them, and which verb leads from where to where."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.transitions import StateTable, Transition


class ApplicationState(models.TextChoices):
    """Decisions enter here only when they are announced: before, the applicant's state stays "under review"."""

    DRAFT = "draft", _("brouillon")
    SUBMITTED = "submitted", _("déposé")
    COMPLETION_REQUESTED = "completion_requested", _("complément demandé")
    INELIGIBLE = "ineligible", _("non recevable")
    ELIGIBLE = "eligible", _("recevable")
    UNDER_REVIEW = "under_review", _("en évaluation")
    SELECTED = "selected", _("retenu")
    RESERVE = "reserve", _("liste complémentaire")
    NOT_SELECTED = "not_selected", _("non retenu")
    CONFIRMED = "confirmed", _("participation confirmée")
    DECLINED = "declined", _("place déclinée")
    WITHDRAWN = "withdrawn", _("retiré")

    @property
    def label_for_holder(self) -> "str | Promise":
        """What the project holder reads."""
        return HOLDER_LABELS.get(self, self.label)

    @property
    def tone(self) -> str:
        """Colour of the badge with this state."""
        return STATE_TONES[self]

    @property
    def label_for_reviewer(self) -> "str | Promise":
        """What a member of the committee reads, once decisions are announced, of a dossier they scored."""
        return REVIEWER_LABELS.get(self, self.label)


REVIEWER_LABELS = {
    ApplicationState.CONFIRMED: _("retenu"),
    ApplicationState.DECLINED: _("retenu, place déclinée"),
}


HOLDER_LABELS = {
    ApplicationState.DRAFT: _("en cours de rédaction"),
    ApplicationState.SUBMITTED: _("déposé, recevabilité à vérifier"),
    ApplicationState.COMPLETION_REQUESTED: _("à compléter"),
    ApplicationState.ELIGIBLE: _("en cours d’examen"),
    ApplicationState.UNDER_REVIEW: _("en cours d’examen"),
    ApplicationState.SELECTED: _("retenu, à confirmer"),
}


STATE_TONES = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.SUBMITTED: "info",
    ApplicationState.COMPLETION_REQUESTED: "warning",
    ApplicationState.INELIGIBLE: "danger",
    ApplicationState.ELIGIBLE: "info",
    ApplicationState.UNDER_REVIEW: "info",
    ApplicationState.SELECTED: "success",
    ApplicationState.RESERVE: "info",
    ApplicationState.NOT_SELECTED: "neutral",
    ApplicationState.CONFIRMED: "success",
    ApplicationState.DECLINED: "neutral",
    ApplicationState.WITHDRAWN: "neutral",
}


UNDECIDED = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.COMPLETION_REQUESTED,
        ApplicationState.ELIGIBLE,
        ApplicationState.UNDER_REVIEW,
    }
)
READ_BY_JURY = frozenset(
    {
        ApplicationState.ELIGIBLE,
        ApplicationState.UNDER_REVIEW,
        ApplicationState.SELECTED,
        ApplicationState.RESERVE,
        ApplicationState.NOT_SELECTED,
        ApplicationState.CONFIRMED,
        ApplicationState.DECLINED,
    }
)
"""States in which the committee may read a dossier."""
REVISABLE = frozenset({ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE})
"""States in which a sent dossier may still be changed and sent again, while the call takes dossiers."""
SCREENED = frozenset(
    {ApplicationState.SUBMITTED, ApplicationState.COMPLETION_REQUESTED, ApplicationState.INELIGIBLE}
)
"""States in which eligibility is still open: the call's rules apply to these dossiers."""
SCORED = frozenset({ApplicationState.ELIGIBLE, ApplicationState.UNDER_REVIEW})
"""States in which reviews may still be written."""

APPLICATION = StateTable(
    {
        "submit": Transition(frozenset({ApplicationState.DRAFT}), ApplicationState.SUBMITTED),
        "resubmit": Transition(REVISABLE, ApplicationState.SUBMITTED),
        "withdraw": Transition(frozenset({ApplicationState.DRAFT}) | UNDECIDED, ApplicationState.WITHDRAWN),
        "request_completion": Transition(
            frozenset({ApplicationState.SUBMITTED}), ApplicationState.COMPLETION_REQUESTED
        ),
        "answer_completion": Transition(
            frozenset({ApplicationState.COMPLETION_REQUESTED}), ApplicationState.SUBMITTED
        ),
        "cancel_completion": Transition(
            frozenset({ApplicationState.COMPLETION_REQUESTED}), ApplicationState.SUBMITTED
        ),
        "declare_eligible": Transition(
            frozenset(
                {
                    ApplicationState.SUBMITTED,
                    ApplicationState.COMPLETION_REQUESTED,
                    ApplicationState.INELIGIBLE,
                }
            ),
            ApplicationState.ELIGIBLE,
        ),
        "undo_eligible": Transition(frozenset({ApplicationState.ELIGIBLE}), ApplicationState.SUBMITTED),
        "declare_ineligible": Transition(
            frozenset(
                {ApplicationState.SUBMITTED, ApplicationState.COMPLETION_REQUESTED, ApplicationState.ELIGIBLE}
            ),
            ApplicationState.INELIGIBLE,
            reason_required=True,
        ),
        "start_review": Transition(frozenset({ApplicationState.ELIGIBLE}), ApplicationState.UNDER_REVIEW),
        "announce_selected": Transition(
            frozenset({ApplicationState.ELIGIBLE, ApplicationState.UNDER_REVIEW}), ApplicationState.SELECTED
        ),
        "call_reserve": Transition(frozenset({ApplicationState.RESERVE}), ApplicationState.SELECTED),
        "announce_reserve": Transition(
            frozenset({ApplicationState.ELIGIBLE, ApplicationState.UNDER_REVIEW}), ApplicationState.RESERVE
        ),
        "announce_not_selected": Transition(
            frozenset({ApplicationState.ELIGIBLE, ApplicationState.UNDER_REVIEW, ApplicationState.RESERVE}),
            ApplicationState.NOT_SELECTED,
        ),
        "confirm": Transition(frozenset({ApplicationState.SELECTED}), ApplicationState.CONFIRMED),
        "decline": Transition(
            frozenset({ApplicationState.SELECTED, ApplicationState.CONFIRMED}), ApplicationState.DECLINED
        ),
        "withdraw_place": Transition(
            frozenset({ApplicationState.SELECTED, ApplicationState.CONFIRMED}),
            ApplicationState.DECLINED,
            reason_required=True,
        ),
    }
)
