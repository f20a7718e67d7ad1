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


class MemberRights(models.TextChoices):
    EDIT = "edit", _("peut modifier")
    READ = "read", _("peut lire")


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("commencée")
    SUBMITTED = "submitted", _("envoyée")


class DutyChange(models.TextChoices):
    """What a change made by hand on the assignment board does, once it is applied."""

    GIVE = "give", _("confier")
    TAKE_BACK = "take_back", _("reprendre")


class AccessEnd(models.TextChoices):
    """Why somebody to whom a dossier was open may write in it no more, in the words that tell them."""

    RECUSED = "recused", _("Votre déport de ce dossier est enregistré : il ne vous est plus ouvert.")
    RECUSED_FOR_THEM = (
        "recused_for_them",
        _("L’organisation a enregistré votre déport de ce dossier : il ne vous est plus ouvert."),
    )
    HELD = "held", _("Vous tenez ce dossier, ou l’avez tenu : vous ne l’évaluez plus.")
    TAKEN_BACK = "taken_back", _("L’organisation a repris ce dossier : vous n’avez plus à l’évaluer.")
    SEAT_ENDED = (
        "seat_ended",
        _("Vous ne siégez plus au comité de cette édition : ses dossiers ne vous sont plus ouverts."),
    )
    SETTLED = "settled", _("Ce dossier n’est plus à évaluer.")
    CLOSED = (
        "closed",
        _(
            "Les évaluations sont closes : ce que vous aviez écrit reste lisible. Demandez un délai à l’organisation."
        ),
    )
    LEFT = "left", _("Vous ne tenez plus ce dossier : vous ne pouvez plus le lire ni le modifier.")


class Outcome(models.TextChoices):
    SELECTED = "selected", _("retenu")
    RESERVE = "reserve", _("liste complémentaire")
    NOT_SELECTED = "not_selected", _("non retenu")


class Interest(models.TextChoices):
    """Why a dossier's score and place are kept from somebody who works on the selection."""

    CONFLICT = "conflict", _("conflit d’intérêts")
    OWED = "owed", _("après votre évaluation")


class ParticipationState(models.TextChoices):
    OFFERED = "offered", _("à confirmer")
    CONFIRMED = "confirmed", _("confirmée")
    DECLINED = "declined", _("déclinée")


class BulkVerb(models.TextChoices):
    """What one does to several dossiers at once."""

    ELIGIBLE = "eligible", _("déclarer recevables")
    TAG = "tag", _("étiqueter")
    ASSIGN = "assign", _("confier")


class RuleSubject(models.TextChoices):
    """What a rule of eligibility looks at."""

    PROFILE = "profile", _("profil")
    TERRITORY = "territory", _("territoire")
    HEAD_COUNT = "head_count", _("effectif")
    SIRET = "siret", _("SIRET")
    BOTH_DAYS = "both_days", _("présence aux deux journées")


class CompletionState(models.TextChoices):
    OPEN = "open", _("attend une réponse")
    ANSWERED = "answered", _("réponse reçue")
    ACCEPTED = "accepted", _("complément accepté")
    CANCELLED = "cancelled", _("demande close")


class Problem(models.TextChoices):
    """What is the matter with an answer."""

    WRONG = "wrong", _("erronée")
    INCOMPLETE = "incomplete", _("incomplète")
    OUTDATED = "outdated", _("périmée")
