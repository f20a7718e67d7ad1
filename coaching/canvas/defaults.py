"""The questions that canvases ask beside their rows, until an edition has its own."""

from accelerator.questionnaires.builder import QuestionSpec, SectionSpec, Spec
from accelerator.questionnaires.enums import QuestionKind
from coaching.canvas.enums import CanvasKind


def _text(
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
            _text(
                "trigger",
                "Ce qui a tout déclenché",
                "What set it off",
                "Un événement, une demande, une difficulté : le point de départ du projet.",
                "An event, a request, a difficulty: where the project starts from.",
                longest=600,
            ),
            _text(
                "today",
                "Comment on travaille aujourd’hui",
                "How we work today",
                "Qui fait quoi, avec quoi, et où cela coince.",
                "Who does what, with what, and where it gets stuck.",
                longest=900,
            ),
            _text(
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
            _text(
                "hook",
                "L’accroche",
                "The hook",
                "Une scène, un chiffre, une question : de quoi faire lever la tête.",
                "A scene, a figure, a question: something that makes people look up.",
                longest=300,
            ),
            _text(
                "problem",
                "Le problème",
                "The problem",
                "La difficulté de travail que le projet veut résoudre.",
                "The difficulty at work that the project wants to solve.",
                longest=600,
            ),
            _text(
                "for_whom",
                "Pour qui",
                "For whom",
                "Les personnes et les métiers qui la vivent.",
                "The people and trades who live with it.",
                longest=400,
            ),
            _text(
                "solution",
                "La solution",
                "The solution",
                "Ce que vous faites, dit comme à un voisin.",
                "What you do, said as to a neighbour.",
                longest=600,
            ),
            _text(
                "effect",
                "L’effet sur le travail",
                "The effect on work",
                "Ce qui change pour celles et ceux qui travaillent, en bien et en moins bien.",
                "What changes for those who work, for better and for worse.",
                longest=600,
            ),
            _text(
                "progress",
                "Où vous en êtes",
                "Where you stand",
                "Ce qui est fait, ce qui reste à faire.",
                "What is done, what remains to be done.",
                longest=400,
            ),
            _text(
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
"""By kind of canvas; one that is not here asks nothing beside its rows."""
