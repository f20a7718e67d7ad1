"""The words of a programme that have a fixed list of values."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RoleName(models.TextChoices):
    """The role of a person in an edition. One person may have several."""

    ORGANISER = "organiser", _("organisation")
    REVIEWER = "reviewer", _("comité de sélection")
    CHAIR = "chair", _("présidence du comité")
    SECRETARY = "secretary", _("secrétariat du comité")
    MENTOR = "mentor", _("parrain ou marraine")
    FACILITATOR = "facilitator", _("animation")
    SPEAKER = "speaker", _("intervention")
    PARTNER = "partner", _("partenaire")
    HOLDER = "holder", _("porteur ou porteuse de projet")


NOT_INVITED = frozenset({RoleName.HOLDER, RoleName.CHAIR})
"""Roles that nobody is invited to: one follows a dossier, the other is given to somebody who sits."""


class ProgrammeRoleName(models.TextChoices):
    """What a person may do in a programme, whatever their role in its editions."""

    OPENER = "opener", _("ouvrir la prochaine édition")
    READER = "reader", _("lire toutes les régions")


class StructureProfile(models.TextChoices):
    SOLUTION_PROVIDER = "solution_provider", _("Offre une solution")
    CONSULTANT_OR_FEDERATION = "consultant_or_federation", _("Conseil ou fédération d’employeurs")
    INTERNAL_PROJECT = "internal_project", _("Mène un projet en interne")


class NeedKind(models.TextChoices):
    """What a project may need after the session; a support scheme answers some of these."""

    EXPERTISE = "expertise", _("Une expertise")
    FUNDING = "funding", _("Un financement")
    HR = "hr", _("Un appui RH")
    NETWORK = "network", _("Un réseau, des contacts")
    TRAINING = "training", _("Une formation")
    OTHER = "other", _("Autre chose")


class SchemeState(models.TextChoices):
    """What a list of support schemes may be narrowed to."""

    OFFERED = "offered", _("proposés dans cette édition")
    UNOFFERED = "unoffered", _("non proposés dans cette édition")
    STALE = "stale", _("à vérifier")
    REWORDED = "reworded", _("à reconfirmer")
    LATER = "later", _("pas encore ouverts")
    OVER = "over", _("terminés")
    ARCHIVED = "archived", _("archivés")


class Phase(models.TextChoices):
    """The phase of an edition, derived from its dates: nobody presses a button for time to pass."""

    DRAFT = "draft", _("en préparation")
    ANNOUNCED = "announced", _("appel annoncé")
    CALL = "call", _("appel ouvert")
    SELECTION = "selection", _("sélection")
    PREPARATION = "preparation", _("préparation de la session")
    SESSION = "session", _("session en cours")
    SYNTHESIS = "synthesis", _("synthèse")
    FOLLOW_UP = "follow_up", _("suivi")
    CLOSED = "closed", _("édition close")


AROUND_THE_SESSION = frozenset({Phase.PREPARATION, Phase.SESSION})
AFTER_THE_SESSION = frozenset({Phase.SYNTHESIS, Phase.FOLLOW_UP})
"""While an edition goes on."""


class ScoreMethod(models.TextChoices):
    """How the score of a dossier is drawn from its reviews."""

    MEAN = "mean", _("la moyenne de ses avis")
    MEDIAN = "median", _("la médiane de ses avis (celui du milieu)")

    @property
    def heading(self) -> Promise:
        """The heading of a column of scores."""
        return _("Médiane sur 100") if self == ScoreMethod.MEDIAN else _("Note sur 100")


class Timing(models.TextChoices):
    """How a person may still submit, or how they did."""

    ON_TIME = "on_time", _("dans les délais")
    GRACE = "grace", _("juste après la clôture")
    LATE_LINK = "late_link", _("avec un lien hors délai")


class ClonedPart(models.TextChoices):
    """What a new edition may take over from a former one."""

    FORM = "form", _("le formulaire de candidature")
    GRID = "grid", _("la grille d’évaluation")
    AXES = "axes", _("les axes de la carte ADN")
    TEXTS = "texts", _("les textes : présentation, appel, règlement, questions fréquentes, contact")
    SETTINGS = (
        "settings",
        _("les réglages : places, évaluations par dossier, délai de grâce, responsable des données"),
    )
    DATES = "dates", _("les dates, décalées d’après le premier jour de la session")
    COMMITTEE = "committee", _("les organismes du comité")
    SCHEMES = "schemes", _("les dispositifs d’appui")
    AGENDA = "agenda", _("le déroulé de la session : jours, salles, créneaux, groupes, sans les personnes")
    SURVEYS = "surveys", _("les enquêtes et leurs questions, aux mêmes écarts de dates")
    NUDGES = "nudges", _("les délais de relance des engagements")
    TEAM = "team", _("l’équipe qui organise")


DATED_PARTS = frozenset({ClonedPart.DATES, ClonedPart.AGENDA, ClonedPart.SURVEYS})
"""What is shifted by the first day of the session, which both editions need."""


class FormStart(models.TextChoices):
    """What the draft of a form starts from."""

    CURRENT = "current", _("le formulaire publié")
    DEFAULT = "default", _("le modèle complet : structure, projet, travail, attentes")
    BLANK = "blank", _("une page blanche")
