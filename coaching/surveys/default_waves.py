"""What the surveys of the year ask first: the follow-ups of a project, and free ones."""

from accelerator.questionnaires.builder import QuestionSpec, SectionSpec, Spec, choice, choices
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from coaching.surveys.defaults import FIRST_SPECS, SPECS, ask_to_quote
from coaching.surveys.enums import SurveyKind
from programmes.defaults.indicators import ASK_CONFIDENCE_AGAIN, ASK_STAGE_AGAIN, USEFULNESS

FACETS = (
    choice("organisation", "L’organisation du travail", "How work is organised"),
    choice("health", "La santé au travail", "Health at work"),
    choice("skills", "Le développement professionnel", "Professional development"),
    choice("managers", "La place et le rôle des managers", "The place and role of managers"),
    choice("relations", "Les relations de travail", "Working relations"),
    choice("dialogue", "Le dialogue social", "Social dialogue"),
)

FOLLOW_UP = (
    SectionSpec(
        title_fr="Où en est votre projet",
        title_en="Where your project stands",
        questions=(
            QuestionSpec(
                key="state",
                kind=QuestionKind.SINGLE,
                label_fr="Aujourd’hui, votre projet",
                label_en="Today, your project",
                help_fr="Abandonner peut être une bonne décision : dites-le simplement.",
                help_en="Giving up may be a good decision: simply say so.",
                required=True,
                options=choices(
                    choice("continued", "continue comme prévu", "goes on as planned"),
                    choice("reoriented", "continue autrement", "goes on differently"),
                    choice("suspended", "est en pause", "is on hold"),
                    choice("abandoned", "est abandonné", "is given up"),
                    choice("finished", "est terminé", "is finished"),
                ),
            ),
            ASK_STAGE_AGAIN,
            ASK_CONFIDENCE_AGAIN,
            QuestionSpec(
                key="evolution",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Comment votre projet a évolué",
                label_en="How your project has evolved",
                help_fr="Ce que vous avez changé, gardé ou abandonné depuis la dernière fois.",
                help_en="What you have changed, kept or dropped since last time.",
                required=True,
                max_length=1500,
            ),
            QuestionSpec(
                key="involvement",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Qui, parmi les salariés, prend part au projet, et comment",
                label_en="Which employees take part in the project, and how",
                max_length=1000,
            ),
            QuestionSpec(
                key="blockers",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Les verrous qui restent",
                label_en="Blockers that remain",
                max_length=1500,
            ),
        ),
    ),
    SectionSpec(
        title_fr="Ce qui change au travail",
        title_en="What changes at work",
        questions=(
            QuestionSpec(
                key="effects",
                kind=QuestionKind.MATRIX,
                label_fr="L’effet du projet, pour l’instant",
                label_en="The effect of the project, so far",
                options={
                    "rows": [dict(facet) for facet in FACETS],
                    "min": 1,
                    "max": 5,
                    "label_min_fr": "dégradé",
                    "label_min_en": "worse",
                    "label_max_fr": "amélioré",
                    "label_max_en": "better",
                    "not_applicable": True,
                },
            ),
            QuestionSpec(
                key="usefulness",
                kind=QuestionKind.SCALE,
                label_fr="Avec le recul, ces deux journées vous ont-elles été utiles ?",
                label_en="Looking back, were the two days useful to you?",
                required=True,
                indicator=USEFULNESS,
                options={
                    "min": 1,
                    "max": 5,
                    "label_min_fr": "pas utile",
                    "label_min_en": "not useful",
                    "label_max_fr": "très utile",
                    "label_max_en": "very useful",
                },
            ),
        ),
    ),
    SectionSpec(
        title_fr="Appuis et contacts",
        title_en="Support and contacts",
        questions=(
            QuestionSpec(
                key="support_received",
                kind=QuestionKind.YES_NO,
                label_fr="Avez-vous reçu un appui d’un partenaire ?",
                label_en="Have you received support from a partner?",
            ),
            QuestionSpec(
                key="support_useful",
                kind=QuestionKind.LONG_TEXT,
                label_fr="En quoi cet appui vous a servi, ou non",
                label_en="How this support has helped you, or not",
                max_length=1000,
                show_if={"key": "support_received", "any_of": ["yes"]},
            ),
            QuestionSpec(
                key="peers",
                kind=QuestionKind.YES_NO,
                label_fr="Êtes-vous en contact avec d’autres projets de l’édition ?",
                label_en="Are you in touch with other projects of the edition?",
            ),
            QuestionSpec(
                key="testimony",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Ce que vous diriez à quelqu’un qui se lance",
                label_en="What you would tell somebody who is starting",
                max_length=1000,
            ),
            ask_to_quote(),
        ),
    ),
)

FREE = (
    SectionSpec(
        title_fr="Votre avis",
        title_en="Your view",
        questions=(
            QuestionSpec(
                key="overall",
                kind=QuestionKind.SCALE,
                label_fr="Êtes-vous satisfait ou satisfaite ?",
                label_en="Are you satisfied?",
                required=True,
                options={
                    "min": 1,
                    "max": 5,
                    "label_min_fr": "pas du tout",
                    "label_min_en": "not at all",
                    "label_max_fr": "tout à fait",
                    "label_max_en": "entirely",
                },
            ),
            QuestionSpec(
                key="to_keep",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Ce qu’il faut garder",
                label_en="What to keep",
                max_length=1000,
            ),
            QuestionSpec(
                key="to_change",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Ce qu’il faut changer",
                label_en="What to change",
                max_length=1000,
            ),
            ask_to_quote(),
        ),
    ),
)

QUOTE_UNNAMED = QuestionSpec(
    key="quote",
    kind=QuestionKind.SINGLE,
    label_fr="Pouvons-nous citer vos phrases ?",
    label_en="May we quote your sentences?",
    help_fr="Sans nom : personne ne sait qui les a écrites.",
    help_en="Without a name: nobody knows who wrote them.",
    required=True,
    audience=AnswerAudience.ORGANISERS,
    options=choices(choice("anonymous", "Oui", "Yes"), choice("no", "Non", "No")),
)

_OF_THE_YEAR: dict[SurveyKind, Spec] = {SurveyKind.FOLLOW_UP: FOLLOW_UP, SurveyKind.FREE: FREE}


def list_ready_sections(kind: SurveyKind) -> Spec:
    """The questions that are ready for a survey of this kind, page by page."""
    return {**SPECS, **_OF_THE_YEAR}[kind]


def default_spec(kind: SurveyKind, *, anonymous: bool = False) -> Spec:
    """What a survey of this kind asks first. An anonymous one quotes nobody by name."""
    spec = {**FIRST_SPECS, **_OF_THE_YEAR}[kind]
    if not anonymous:
        return spec
    return [
        SectionSpec(
            title_fr=part.title_fr,
            title_en=part.title_en,
            intro_fr=part.intro_fr,
            intro_en=part.intro_en,
            questions=[
                QUOTE_UNNAMED if question.key == QUOTE_UNNAMED.key else question
                for question in part.questions
            ],
        )
        for part in spec
    ]
