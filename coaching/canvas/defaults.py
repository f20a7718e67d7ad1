"""Default texts of canvases: the questions beside their rows, and the axes of the ADN map."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.builder import QuestionSpec, SectionSpec, Spec
from accelerator.questionnaires.enums import QuestionKind
from accelerator.web.localised import Localised
from coaching.canvas.enums import AxisFamily, CanvasKind


def _make_text(
    key: str, label_fr: str, label_en: str, help_fr: str, help_en: str, *, longest: int
) -> QuestionSpec:
    return QuestionSpec(
        key=key,
        kind=QuestionKind.LONG_TEXT,
        label_fr=label_fr,
        label_en=label_en,
        help_fr=help_fr,
        help_en=help_en,
        required=True,
        max_length=longest,
    )


TIMELINE = (
    SectionSpec(
        title_fr="Le fonctionnement",
        title_en="How work runs",
        questions=(
            _make_text(
                "trigger",
                "Ce qui a tout déclenché",
                "What set it off",
                "Un événement, une demande, une difficulté : le point de départ du projet.",
                "An event, a request, a difficulty: where the project starts from.",
                longest=600,
            ),
            _make_text(
                "today",
                "Comment on travaille aujourd’hui",
                "How we work today",
                "Qui fait quoi, avec quoi, et où cela coince.",
                "Who does what, with what, and where it gets stuck.",
                longest=900,
            ),
            _make_text(
                "target",
                "Comment on veut travailler",
                "How we want to work",
                "Ce qui aura changé dans une journée de travail.",
                "What will have changed in a day of work.",
                longest=900,
            ),
        ),
    ),
)

PITCH = (
    SectionSpec(
        title_fr="Le pitch, en sept parties",
        title_en="The pitch, in seven parts",
        questions=(
            _make_text(
                "hook",
                "L’accroche",
                "The hook",
                "Une scène, un chiffre, une question : de quoi faire lever la tête.",
                "A scene, a figure, a question: something that makes people look up.",
                longest=300,
            ),
            _make_text(
                "problem",
                "Le problème",
                "The problem",
                "La difficulté de travail que le projet veut résoudre.",
                "The difficulty at work that the project wants to solve.",
                longest=600,
            ),
            _make_text(
                "for_whom",
                "Pour qui",
                "For whom",
                "Les personnes et les métiers qui la vivent.",
                "The people and trades who live with it.",
                longest=400,
            ),
            _make_text(
                "solution",
                "La solution",
                "The solution",
                "Ce que vous faites, dit comme à un voisin.",
                "What you do, said as to a neighbour.",
                longest=600,
            ),
            _make_text(
                "effect",
                "L’effet sur le travail",
                "The effect on work",
                "Ce qui change pour celles et ceux qui travaillent, en bien et en moins bien.",
                "What changes for those who work, for better and for worse.",
                longest=600,
            ),
            _make_text(
                "progress",
                "Où vous en êtes",
                "Where you stand",
                "Ce qui est fait, ce qui reste à faire.",
                "What is done, what remains to be done.",
                longest=400,
            ),
            _make_text(
                "request",
                "Votre demande",
                "Your request",
                "Ce que vous attendez de la salle : une idée, un contact, un essai.",
                "What you expect of the room: an idea, a contact, a trial.",
                longest=400,
            ),
        ),
    ),
)

SPECS: dict[str, Spec] = {CanvasKind.TIMELINE: TIMELINE, CanvasKind.PITCH: PITCH}
"""The questions by kind of canvas; a kind that is not here has none."""


@dataclass(frozen=True)
class AxisSpec:
    """``code`` never changes: editions are compared by it."""

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


def _make_dimension(*words: str) -> AxisSpec:
    return AxisSpec(AxisFamily.DIMENSION, *words)


def _make_facet(*words: str) -> AxisSpec:
    return AxisSpec(AxisFamily.FACET, *words)


DIMENSIONS = (
    _make_dimension(
        "accessibility", "Accessibilité", "Accessibility",
        "Qui ne pourra pas s’en servir, et pourquoi : équipement, réseau, langue, handicap ?",
        "Who will not be able to use it, and why: equipment, network, language, disability?",
    ),
    _make_dimension(
        "usefulness", "Utilité", "Usefulness",
        "Quelle difficulté de travail réelle règle-t-il, et qui le dit ?",
        "Which real difficulty at work does it solve, and who says so?",
    ),
    _make_dimension(
        "adaptability", "Adaptabilité", "Adaptability",
        "Peut-on l’ajuster aux situations, aux métiers, aux imprévus ?",
        "Can it be adjusted to situations, trades, the unexpected?",
    ),
    _make_dimension(
        "usability", "Utilisabilité", "Usability",
        "S’en sert-on sans effort, dans les conditions du travail ?",
        "Is it used without effort, in the conditions of work?",
    ),
    _make_dimension(
        "intelligibility", "Intelligibilité", "Intelligibility",
        "Comprend-on ce que fait l’outil, et ce qu’il décide ?",
        "Do people understand what the tool does, and what it decides?",
    ),
    _make_dimension(
        "discussability", "Discutabilité", "Discussability",
        "Où et quand peut-on en débattre, et le faire changer ?",
        "Where and when can it be debated, and made to change?",
    ),
)  # fmt: skip

QVT_2018 = (
    _make_facet(
        "work-organisation", "Organisation du travail", "Work organisation",
        "Que change le projet à qui fait quoi, quand et avec qui ?",
        "What does the project change in who does what, when and with whom?",
    ),
    _make_facet(
        "health", "Santé au travail", "Health at work",
        "Que fait-il à la charge, aux gestes, à la fatigue ?",
        "What does it do to workload, gestures, fatigue?",
    ),
    _make_facet(
        "development", "Développement professionnel", "Professional development",
        "Qu’apprend-on, que perd-on de son métier ?",
        "What is learnt, what is lost of one’s trade?",
    ),
    _make_facet(
        "managers", "Place et rôle des managers", "Place and role of managers",
        "Que devient le travail d’encadrer ?",
        "What becomes of the work of managing?",
    ),
    _make_facet(
        "relations", "Relations de travail", "Relations at work",
        "Se parle-t-on plus, moins, autrement ?",
        "Do people talk more, less, differently?",
    ),
    _make_facet(
        "social-dialogue", "Dialogue social", "Social dialogue",
        "Quelle part y prennent les représentants du personnel ?",
        "What part do staff representatives take in it?",
    ),
)  # fmt: skip

QVCT = (
    _make_facet(
        "work-content", "Organisation, contenu et réalisation du travail", "Organisation, content and doing of work",
        "Que change le projet au travail réel : autonomie, charge, sens ?",
        "What does the project change in real work: autonomy, load, meaning?",
    ),
    _make_facet(
        "health-prevention", "Santé au travail et prévention", "Health at work and prevention",
        "Quels risques retire-t-il, lesquels ajoute-t-il ?",
        "Which risks does it take away, which does it add?",
    ),
    _make_facet(
        "skills", "Compétences et parcours professionnels", "Skills and careers",
        "Qui apprend quoi, et où cela mène-t-il ?",
        "Who learns what, and where does it lead?",
    ),
    _make_facet(
        "equality", "Égalité professionnelle et inclusion", "Equality at work and inclusion",
        "À qui profite-t-il, qui laisse-t-il de côté ?",
        "Who benefits, who is left aside?",
    ),
    _make_facet(
        "management", "Projet d’entreprise et management", "Company project and management",
        "Comment la direction et l’encadrement le portent-ils ?",
        "How do leaders and managers carry it?",
    ),
    _make_facet(
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
