"""Questions of the forms from the call to twelve months after: the same words, to compare answers."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.builder import QuestionSpec, choice, choices
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind

STAGE, CONFIDENCE, USEFULNESS = "avancement", "confiance", "utilite"
INDICATOR_NAMES = {STAGE: _("Avancement"), CONFIDENCE: _("Confiance"), USEFULNESS: _("Utilité")}
"""As organisers read and type them."""
INDICATORS = tuple(INDICATOR_NAMES)
"""Proposed where a form is built."""

STAGE_QUESTION = QuestionSpec(
    key="stage",
    kind=QuestionKind.SINGLE,
    label_fr="Où en est le projet ?",
    label_en="How far is the project?",
    help_fr="Aucune réponse n’est meilleure qu’une autre.\n\n"
    "Elle aide à composer les groupes et à préparer les deux journées.",
    help_en="No answer is better than another.\n\nIt helps form the groups and prepare the two days.",
    required=True,
    options=choices(
        choice("idea", "Une idée", "An idea"),
        choice("design", "En conception", "Being designed"),
        choice("trial", "À l’essai", "On trial"),
        choice("roll_out", "En déploiement", "Being rolled out"),
        choice("in_use", "En usage", "In use"),
    ),
    indicator=STAGE,
)
STAGE_AGAIN_QUESTION = replace(
    STAGE_QUESTION,
    required=False,
    label_fr="À quel stade est-il arrivé ?",
    label_en="Which stage has it reached?",
    help_fr="La question que posait déjà votre dossier : on lit ainsi le chemin parcouru.",
    help_en="The question your application asked already: it shows how far you have come.",
)

CONFIDENCE_QUESTION = QuestionSpec(
    key="confidence",
    kind=QuestionKind.SCALE,
    label_fr="Vous sentez-vous en mesure de mener ce projet à bien ?",
    label_en="Do you feel able to bring this project to a good end?",
    help_fr="Le comité ne lit pas cette réponse. Elle vous est redemandée au cours de l’année, pour lire le chemin "
    "parcouru.",
    help_en="The committee does not read this answer. You are asked again over the year, to see how far you have come.",
    audience=AnswerAudience.ORGANISERS,
    options={
        "min": 1,
        "max": 5,
        "label_min_fr": "pas encore",
        "label_min_en": "not yet",
        "label_max_fr": "tout à fait",
        "label_max_en": "entirely",
    },
    indicator=CONFIDENCE,
)
CONFIDENCE_AGAIN_QUESTION = replace(
    CONFIDENCE_QUESTION,
    help_fr="La question que posait déjà votre dossier. Vous, votre équipe et l’organisation lisez cette réponse.",
    help_en="The question your application asked already. You, your team and the organisers read this answer.",
)
