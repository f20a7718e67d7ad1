"""Words with a fixed list of values; labels per audience sit on the enum."""

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
    def label_for_holder(self) -> "str | Promise | Any":
        """What the project holder reads."""
        return HOLDER_LABELS.get(self, self.label)

    @property
    def tone(self) -> str:
        """Of the badge that shows it."""
        return STATE_TONES[self]

    @property
    def label_for_reviewer(self) -> "str | Promise | Any":
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
