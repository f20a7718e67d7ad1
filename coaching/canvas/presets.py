"""The axes that an edition may start from: QVT as in 2018, and QVCT, each with its question; organisers change them.

Dimensions: the six of a digital project that the session of 2018 presented. Facets: those of the same session for
QVT; for QVCT, the six themes of the Anact's reference since the agreement of December 2020.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from coaching.canvas.enums import AxisFamily


@dataclass(frozen=True)
class AxisSpec:
    """``code`` never changes: two editions are compared by it."""

    family: AxisFamily
    code: str
    label_fr: str
    label_en: str
    question_fr: str
    question_en: str

    label = Localised("label")


@dataclass(frozen=True)
class Preset:
    code: str
    label: "str | Promise"
    about: "str | Promise"
    axes: tuple[AxisSpec, ...]


def _dimension(*words: str) -> AxisSpec:
    return AxisSpec(AxisFamily.DIMENSION, *words)


def _facet(*words: str) -> AxisSpec:
    return AxisSpec(AxisFamily.FACET, *words)


DIMENSIONS = (
    _dimension(
        "accessibility", "Accessibilité", "Accessibility",
        "Qui ne pourra pas s’en servir, et pourquoi : équipement, réseau, langue, handicap ?",
        "Who will not be able to use it, and why: equipment, network, language, disability?",
    ),
    _dimension(
        "usefulness", "Utilité", "Usefulness",
        "Quelle difficulté de travail réelle règle-t-il, et qui le dit ?",
        "Which real difficulty at work does it solve, and who says so?",
    ),
    _dimension(
        "adaptability", "Adaptabilité", "Adaptability",
        "Peut-on l’ajuster aux situations, aux métiers, aux imprévus ?",
        "Can it be adjusted to situations, trades, the unexpected?",
    ),
    _dimension(
        "usability", "Utilisabilité", "Usability",
        "S’en sert-on sans effort, dans les conditions du travail ?",
        "Is it used without effort, in the conditions of work?",
    ),
    _dimension(
        "intelligibility", "Intelligibilité", "Intelligibility",
        "Comprend-on ce que fait l’outil, et ce qu’il décide ?",
        "Do people understand what the tool does, and what it decides?",
    ),
    _dimension(
        "discussability", "Discutabilité", "Discussability",
        "Où et quand peut-on en débattre, et le faire changer ?",
        "Where and when can it be debated, and made to change?",
    ),
)  # fmt: skip

QVT_2018 = (
    _facet(
        "work-organisation", "Organisation du travail", "Work organisation",
        "Que change le projet à qui fait quoi, quand et avec qui ?",
        "What does the project change in who does what, when and with whom?",
    ),
    _facet(
        "health", "Santé au travail", "Health at work",
        "Que fait-il à la charge, aux gestes, à la fatigue ?",
        "What does it do to workload, gestures, fatigue?",
    ),
    _facet(
        "development", "Développement professionnel", "Professional development",
        "Qu’apprend-on, que perd-on de son métier ?",
        "What is learnt, what is lost of one’s trade?",
    ),
    _facet(
        "managers", "Place et rôle des managers", "Place and role of managers",
        "Que devient le travail d’encadrer ?",
        "What becomes of the work of managing?",
    ),
    _facet(
        "relations", "Relations de travail", "Relations at work",
        "Se parle-t-on plus, moins, autrement ?",
        "Do people talk more, less, differently?",
    ),
    _facet(
        "social-dialogue", "Dialogue social", "Social dialogue",
        "Quelle part y prennent les représentants du personnel ?",
        "What part do staff representatives take in it?",
    ),
)  # fmt: skip

QVCT = (
    _facet(
        "work-content", "Organisation, contenu et réalisation du travail", "Organisation, content and doing of work",
        "Que change le projet au travail réel : autonomie, charge, sens ?",
        "What does the project change in real work: autonomy, load, meaning?",
    ),
    _facet(
        "health-prevention", "Santé au travail et prévention", "Health at work and prevention",
        "Quels risques retire-t-il, lesquels ajoute-t-il ?",
        "Which risks does it take away, which does it add?",
    ),
    _facet(
        "skills", "Compétences et parcours professionnels", "Skills and careers",
        "Qui apprend quoi, et où cela mène-t-il ?",
        "Who learns what, and where does it lead?",
    ),
    _facet(
        "equality", "Égalité professionnelle et inclusion", "Equality at work and inclusion",
        "À qui profite-t-il, qui laisse-t-il de côté ?",
        "Who benefits, who is left aside?",
    ),
    _facet(
        "management", "Projet d’entreprise et management", "Company project and management",
        "Comment la direction et l’encadrement le portent-ils ?",
        "How do leaders and managers carry it?",
    ),
    _facet(
        "dialogue", "Dialogue professionnel et dialogue social", "Professional and social dialogue",
        "Où parle-t-on du travail, avec qui, et qu’en fait-on ?",
        "Where is work talked about, with whom, and what comes of it?",
    ),
)  # fmt: skip

PRESETS = {
    preset.code: preset
    for preset in (
        Preset(
            "qvct",
            _("QVCT, depuis 2020"),
            _(
                "Six dimensions d’un projet numérique, six thèmes de la qualité de vie et des conditions de travail."
            ),
            (*DIMENSIONS, *QVCT),
        ),
        Preset(
            "qvt-2018",
            _("QVT, comme en 2018"),
            _("Six dimensions d’un projet numérique, six facettes de la qualité de vie au travail."),
            (*DIMENSIONS, *QVT_2018),
        ),
    )
}
