"""The application form that a call starts with. Nineteen answers are required."""

from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from programmes.defaults.application_structure import STRUCTURE
from programmes.defaults.indicators import CONFIDENCE_QUESTION, STAGE_QUESTION

PROJECT = SectionSpec(
    title_fr="Projet",
    title_en="Project",
    intro_fr="Toutes les maturités sont les bienvenues, de la première idée à l’outil déjà utilisé.",
    intro_en="Every stage is welcome, from a first idea to a tool already in use.",
    questions=(
        QuestionSpec(
            key="title",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Titre du projet",
            label_en="Title of the project",
            help_fr="Court et concret : c’est le nom sous lequel on en parlera.",
            help_en="Short and concrete: this is the name people will use.",
            required=True,
            max_length=120,
            audience=AnswerAudience.PUBLIC,
        ),
        QuestionSpec(
            key="summary",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Résumé public",
            label_en="Public summary",
            help_fr="Quelques phrases pour une personne qui ne connaît pas votre métier. Si le projet est retenu et "
            "que vous en êtes d’accord, elles paraissent sur sa page publique.",
            help_en="A few sentences for somebody who does not know your trade. If the project is selected and you "
            "agree, they appear on its public page.",
            required=True,
            max_length=600,
            audience=AnswerAudience.PUBLIC,
        ),
        QuestionSpec(
            key="work_problem",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Le problème de travail à résoudre",
            label_en="The work problem to solve",
            help_fr="Partez d’une situation : qui travaille, comment, et ce qui coince aujourd’hui.\n\n"
            "Le comité cherche un problème de travail avant une technologie : c’est le critère qui pèse le plus, avec "
            "l’implication des équipes.",
            help_en="Start from a situation: who works, how, and what gets stuck today.\n\n"
            "The committee looks for a work problem before a technology: with the involvement of teams, it is "
            "what weighs most.",
            required=True,
            max_length=1500,
        ),
        QuestionSpec(
            key="solution",
            kind=QuestionKind.LONG_TEXT,
            label_fr="La solution numérique",
            label_en="The digital solution",
            help_fr="Ce qu’elle fait, pour qui, et ce qui existe déjà : maquette, essai, outil en place.",
            help_en="What it does, for whom, and what exists already: mock-up, trial, tool in place.",
            required=True,
            max_length=1500,
        ),
        STAGE_QUESTION,
        CONFIDENCE_QUESTION,
    ),
)

WORK = SectionSpec(
    title_fr="Travail",
    title_en="Work",
    intro_fr="Ce que le projet change pour les personnes au travail. Vos doutes intéressent autant que vos espoirs.",
    intro_en="What the project changes for the people at work. Doubts matter as much as hopes.",
    questions=(
        QuestionSpec(
            key="employees",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Les personnes et les métiers concernés",
            label_en="The people and trades concerned",
            help_fr="Combien de personnes, quels métiers, quels horaires ou lieux. Pensez aussi à celles que le projet "
            "touche sans qu’elles utilisent l’outil.",
            help_en="How many people, which trades, which hours or places. Think also of those whom the project "
            "affects although they do not use the tool.",
            required=True,
            max_length=1000,
        ),
        QuestionSpec(
            key="impact",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Les effets espérés ou redoutés sur le management, les RH et l’organisation",
            label_en="Effects hoped for or feared on management, HR and organisation",
            help_fr="Charge, autonomie, compétences, place des managers, relations entre équipes : ce qui devrait "
            "s’améliorer, et ce qui vous inquiète.\n\n"
            "Une crainte bien décrite vaut mieux qu’une promesse : les deux journées servent à la travailler.",
            help_en="Workload, autonomy, skills, the place of managers, relations between teams: what should improve, "
            "and what worries you.\n\n"
            "A fear that is well described is worth more than a promise: the two days are there to work on it.",
            required=True,
            max_length=1500,
        ),
        QuestionSpec(
            key="involvement",
            kind=QuestionKind.LONG_TEXT,
            label_fr="La place des salariées, des salariés et de leurs représentants",
            label_en="The part played by employees and their representatives",
            help_fr="Comment ils et elles participent, ou participeront : ateliers, essais, réunions du CSE. Si rien "
            "n’est encore fait, dites-le simplement.",
            help_en="How they take part, or will: workshops, trials, works council meetings. If nothing has been done "
            "yet, simply say so.",
            required=True,
            max_length=1000,
        ),
        QuestionSpec(
            key="stakeholders",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Les autres parties prenantes",
            label_en="Other stakeholders",
            help_fr="Clientèle, patients, fournisseurs, branche, financeurs : qui compte pour la réussite du projet.",
            help_en="Customers, patients, suppliers, trade body, funders: who matters for the project to succeed.",
            max_length=1000,
        ),
        QuestionSpec(
            key="brakes_levers",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Les freins et les leviers",
            label_en="Brakes and levers",
            help_fr="Ce qui bloque ou pourrait bloquer, et ce sur quoi vous pouvez vous appuyer.",
            help_en="What blocks or may block the project, and what you can build on.",
            required=True,
            max_length=1000,
        ),
    ),
)

EXPECTATIONS = SectionSpec(
    title_fr="Attentes",
    title_en="Expectations",
    intro_fr="Dernière étape avant l’envoi.",
    intro_en="The last step before sending.",
    questions=(
        QuestionSpec(
            key="expectations",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Ce que vous attendez de l’accompagnement",
            label_en="What you expect from the programme",
            help_fr="Une question qui vous occupe, une décision à prendre, des regards que vous cherchez.",
            help_en="A question you want answered, a decision to take, the kinds of people you want to hear.",
            required=True,
            max_length=1000,
        ),
        QuestionSpec(
            key="both_days",
            kind=QuestionKind.YES_NO,
            label_fr="Serez-vous disponible les deux journées ?",
            label_en="Are you available on both days?",
            help_fr="La présence aux deux est nécessaire.\n\n"
            "Le travail du second jour part de celui du premier, et chaque projet compte pour les autres.",
            help_en="You need to be there for both.\n\n"
            "The second day builds on the first, and each project matters to the others.",
            required=True,
        ),
        QuestionSpec(
            key="access_needs",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Vos besoins pour participer dans de bonnes conditions",
            label_en="What you need to take part in good conditions",
            help_fr="Accès au bâtiment, boucle magnétique, interprète en langue des signes, documents agrandis, repas. "
            "Inutile de parler de votre santé. Seules les personnes chargées de l’accueil lisent cette réponse, jamais "
            "le comité.",
            help_en="Access to the building, hearing loop, sign language interpreter, large print, meals. There is no "
            "need to mention your health. Only the people in charge of logistics read this, never the committee.",
            max_length=600,
            audience=AnswerAudience.LOGISTICS,
        ),
        QuestionSpec(
            key="attachments",
            kind=QuestionKind.FILE,
            label_fr="Pièces jointes",
            label_en="Attachments",
            help_fr="Maquette, présentation, lettre de soutien : trois PDF au plus. Le dossier se comprend sans.",
            help_en="A mock-up, a slide deck, a letter of support: three PDF files at most. They are not needed to "
            "understand the application.",
            options={"types": ["pdf"], "max_files": 3},
        ),
        QuestionSpec(
            key="rules_accepted",
            kind=QuestionKind.YES_NO,
            label_fr="J’ai lu le règlement de l’appel et je l’accepte",
            label_en="I have read the rules of the call and I accept them",
            required=True,
            audience=AnswerAudience.ORGANISERS,
            options={"must_accept": True},
        ),
    ),
)

SPEC = (STRUCTURE, PROJECT, WORK, EXPECTATIONS)
