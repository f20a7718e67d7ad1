"""The surveys that follow the session: the hot debrief, and the synthesis that partners will read."""

from dataclasses import replace

from accelerator.questionnaires.builder import QuestionSpec, SectionSpec, choice, choices
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from coaching.surveys.enums import SurveyKind
from programmes.defaults.indicators import ASK_CONFIDENCE_AGAIN, USEFULNESS

QUOTE_CHOICES = choices(
    choice("named", "Oui, avec mon nom", "Yes, with my name"),
    choice("anonymous", "Oui, sans mon nom", "Yes, without my name"),
    choice("no", "Non", "No"),
)


def _moment(key: str, label_fr: str, label_en: str) -> QuestionSpec:
    """How useful one moment of the two days was, from 1 to 5."""
    return QuestionSpec(
        key=key,
        kind=QuestionKind.SCALE,
        label_fr=label_fr,
        label_en=label_en,
        options={
            "min": 1,
            "max": 5,
            "label_min_fr": "pas utile",
            "label_min_en": "not useful",
            "label_max_fr": "très utile",
            "label_max_en": "very useful",
            "not_applicable": True,
        },
    )


def _usefulness(key: str, label_fr: str, label_en: str) -> QuestionSpec:
    return QuestionSpec(
        key=key,
        kind=QuestionKind.SCALE,
        label_fr=label_fr,
        label_en=label_en,
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
    )


def ask_to_quote() -> QuestionSpec:
    """Whether the words may be quoted, with the name or without."""
    return QuestionSpec(
        key="quote",
        kind=QuestionKind.SINGLE,
        label_fr="Pouvons-nous citer vos réponses ?",
        label_en="May we quote your answers?",
        help_fr="Dans le bilan de l’édition et sur ses pages publiques. Vous pourrez changer d’avis à tout moment.",
        help_en="In the report of the edition and on its public pages. You can change your mind at any time.",
        required=True,
        audience=AnswerAudience.ORGANISERS,
        options=QUOTE_CHOICES,
    )


SYNTHESIS = (
    SectionSpec(
        title_fr="Les deux journées",
        title_en="The two days",
        intro_fr="Maintenant que quelques jours ont passé, que reste-t-il ?",
        intro_en="Now that a few days have passed, what remains?",
        questions=(
            _usefulness(
                "usefulness",
                "Ces deux journées vous ont-elles été utiles ?",
                "Were the two days useful to you?",
            ),
            QuestionSpec(
                key="what_it_brought",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Ce que l’accompagnement vous a apporté",
                label_en="What the programme has brought you",
                help_fr="Un déclic, une méthode, un contact, une décision : commencez par le plus important.",
                help_en="An insight, a method, a contact, a decision: begin with what matters most.",
                required=True,
                max_length=1500,
            ),
        ),
    ),
    SectionSpec(
        title_fr="Votre projet",
        title_en="Your project",
        questions=(
            ASK_CONFIDENCE_AGAIN,
            QuestionSpec(
                key="evolution",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Comment votre projet a évolué",
                label_en="How your project has evolved",
                help_fr="Ce que vous avez changé, gardé ou abandonné depuis le dépôt de votre dossier.",
                help_en="What you have changed, kept or dropped since you applied.",
                required=True,
                max_length=1500,
            ),
            QuestionSpec(
                key="actions",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Les actions en cours",
                label_en="Actions under way",
                help_fr="Qui fait quoi, pour quand. Les premières suffisent.",
                help_en="Who does what, by when. The first ones are enough.",
                required=True,
                max_length=1500,
            ),
            QuestionSpec(
                key="blockers",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Les verrous qui restent",
                label_en="Blockers that remain",
                help_fr="Ce qui empêche d’avancer aujourd’hui. Les partenaires partiront de là.",
                help_en="What stands in the way today. The partners will start from there.",
                max_length=1500,
            ),
        ),
    ),
    SectionSpec(
        title_fr="Vos besoins",
        title_en="Your needs",
        intro_fr="Les partenaires décident ensemble de la suite : vos réponses préparent leur réunion.",
        intro_en="The partners meet to decide together what comes next: your answers prepare their meeting.",
        questions=(
            QuestionSpec(
                key="needs",
                kind=QuestionKind.MULTIPLE,
                label_fr="De quoi avez-vous besoin pour la suite ?",
                label_en="What do you need next?",
                help_fr="Plusieurs réponses sont possibles. Aucun besoin ? Laissez vide.",
                help_en="Choose as many as you like. No need at all? Leave it empty.",
                options=choices(
                    choice("expertise", "Une expertise", "Expertise"),
                    choice("funding", "Un financement", "Funding"),
                    choice("hr", "Un appui RH", "HR support"),
                    choice("network", "Un réseau, des contacts", "A network, contacts"),
                    choice("training", "Une formation", "Training"),
                    choice("other", "Autre chose", "Something else"),
                ),
            ),
            QuestionSpec(
                key="need_urgency",
                kind=QuestionKind.SINGLE,
                label_fr="Pour quand ?",
                label_en="How soon?",
                options=choices(
                    choice("now", "Maintenant", "Now"),
                    choice("three_months", "Dans les trois mois", "Within three months"),
                    choice("year", "Dans l’année", "Within the year"),
                ),
            ),
            QuestionSpec(
                key="wished_partner",
                kind=QuestionKind.SHORT_TEXT,
                label_fr="Le partenaire que vous aimeriez rencontrer",
                label_en="The partner you would like to meet",
                help_fr="Un organisme entendu pendant la table ronde, par exemple.",
                help_en="One of those heard at the round table, for instance.",
                max_length=200,
            ),
            QuestionSpec(
                key="need_details",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Précisez votre besoin",
                label_en="Tell us more about what you need",
                help_fr="Plus il est précis, plus la réponse le sera : sujet, budget, nombre de jours.",
                help_en="The more precise it is, the better the answer: subject, budget, number of days.",
                max_length=1000,
            ),
        ),
    ),
    SectionSpec(
        title_fr="Partage",
        title_en="Sharing",
        questions=(
            QuestionSpec(
                key="share_with_partners",
                kind=QuestionKind.YES_NO,
                label_fr="Acceptez-vous que vos réponses soient transmises aux partenaires ?",
                label_en="Do you agree to your answers being passed on to the partners?",
                help_fr="Ils lisent alors votre synthèse, qui reprend le plan d’action de votre projet. Sans votre "
                "accord, seule l’équipe d’organisation la lit et les partenaires ne peuvent rien vous proposer.",
                help_en="They then read your synthesis, which includes your project’s action plan. Without it only the "
                "organisers read it, and the partners cannot offer you anything.",
                required=True,
                audience=AnswerAudience.ORGANISERS,
            ),
            ask_to_quote(),
        ),
    ),
)

DEBRIEF = (
    SectionSpec(
        title_fr="À chaud",
        title_en="While it is fresh",
        intro_fr="Cinq minutes avant de partir. Les textes sont facultatifs : répondez comme cela vient.",
        intro_en="Five minutes before you leave. Texts are optional: answer as it comes.",
        questions=(
            _usefulness(
                "overall",
                "Ces deux journées vous ont-elles été utiles ?",
                "Were these two days useful to you?",
            ),
            QuestionSpec(
                key="moments",
                kind=QuestionKind.STATEMENT,
                label_fr="Et chacun de ces moments ?",
                label_en="And each of these moments?",
            ),
            _moment("timeline", "La frise", "The timeline"),
            _moment("adn_map", "La carte ADN du projet", "The ADN map of the project"),
            _moment("idea_mix", "Le Grand Mix des idées", "The Grand Mix of ideas"),
            _moment("inputs", "Les apports d’experts et d’expertes", "The expert inputs"),
            _moment("coaching", "Le coaching individuel", "Individual coaching"),
            QuestionSpec(
                key="pace",
                kind=QuestionKind.SINGLE,
                label_fr="Le rythme",
                label_en="The pace",
                options=choices(
                    choice("slow", "Trop lent", "Too slow"),
                    choice("right", "Juste bien", "Just right"),
                    choice("fast", "Trop rapide", "Too fast"),
                ),
            ),
            QuestionSpec(
                key="one_word",
                kind=QuestionKind.SHORT_TEXT,
                label_fr="Un mot pour partir",
                label_en="One word to leave with",
                max_length=40,
            ),
            QuestionSpec(
                key="learnt",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Ce que j’ai appris",
                label_en="What I have learnt",
                max_length=600,
            ),
            QuestionSpec(
                key="within_a_month",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Ce que je ferai dans le mois",
                label_en="What I will do within a month",
                max_length=600,
            ),
            QuestionSpec(
                key="was_missing",
                kind=QuestionKind.LONG_TEXT,
                label_fr="Ce qui a manqué",
                label_en="What was missing",
                max_length=600,
            ),
            QuestionSpec(
                key="recommend",
                kind=QuestionKind.SCALE,
                label_fr="Recommanderiez-vous ces journées à une structure comme la vôtre ?",
                label_en="Would you recommend these days to an organisation like yours?",
                options={
                    "min": 0,
                    "max": 10,
                    "label_min_fr": "non",
                    "label_min_en": "no",
                    "label_max_fr": "oui, sans hésiter",
                    "label_max_en": "yes, without hesitation",
                },
            ),
            ask_to_quote(),
        ),
    ),
)

SPECS = {SurveyKind.SYNTHESIS: SYNTHESIS, SurveyKind.DEBRIEF: DEBRIEF}
"""The questions that are ready for a survey of each kind."""

HELD_BY_THE_PLAN = {"actions", "blockers", "needs", "need_urgency", "wished_partner", "need_details"}
"""Rows of the plan say these, and the project confirms them: asked only where an organiser adds them."""


def _leave_out(sections: tuple[SectionSpec, ...], keys: set[str]) -> tuple[SectionSpec, ...]:
    kept = (
        replace(section, questions=tuple(asked for asked in section.questions if asked.key not in keys))
        for section in sections
    )
    return tuple(section for section in kept if section.questions)


FIRST_SPECS = {SurveyKind.SYNTHESIS: _leave_out(SYNTHESIS, HELD_BY_THE_PLAN), SurveyKind.DEBRIEF: DEBRIEF}
"""What a survey of each kind asks first."""
