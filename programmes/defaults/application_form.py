"""The application form that a call starts with. Nineteen answers are required."""

from accelerator.questionnaires.builder import QuestionSpec, SectionSpec, choice, choices
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from programmes.enums import StructureProfile

STRUCTURE = SectionSpec(
    title_fr="Structure",
    title_en="Organisation",
    intro_fr="Qui porte le projet, et comment vous joindre. Comptez cinq minutes.",
    intro_en="Who carries the project, and how to reach you. It takes about five minutes.",
    questions=(
        QuestionSpec(
            key="siret",
            kind=QuestionKind.SIRET,
            label_fr="Numéro SIRET de la structure",
            label_en="SIRET number of the organisation",
            help_fr="14 chiffres, sur vos factures ou votre avis de situation. Pas encore de SIRET ? Écrivez ici "
            "pourquoi, par exemple « association en cours de création ».",
            help_en="14 digits, printed on your invoices. No SIRET yet? Write here why, for instance “association "
            "being set up”.",
            required=True,
            options={"exemption": True},
        ),
        QuestionSpec(
            key="structure_name",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Nom de la structure",
            label_en="Name of the organisation",
            help_fr="Tel que vous voulez le voir écrit sur les pages publiques si le projet est retenu.",
            help_en="As you want it written on the public pages if the project is selected.",
            required=True,
            max_length=200,
            audience=AnswerAudience.PUBLIC,
            options={"autocomplete": "organization"},
        ),
        QuestionSpec(
            key="profile",
            kind=QuestionKind.SINGLE,
            label_fr="Votre profil",
            label_en="Your profile",
            help_fr="Les trois profils sont les bienvenus. Le comité veille à leur équilibre, sans les noter.",
            help_en="All three profiles are welcome. The committee looks for a balance and does not score it.",
            required=True,
            options=choices(
                choice(
                    StructureProfile.SOLUTION_PROVIDER,
                    "Nous proposons une solution numérique à d'autres structures",
                    "We offer a digital solution to other organisations",
                ),
                choice(
                    StructureProfile.CONSULTANT_OR_FEDERATION,
                    "Nous conseillons des entreprises ou fédérons des employeurs",
                    "We advise companies or bring employers together",
                ),
                choice(
                    StructureProfile.INTERNAL_PROJECT,
                    "Nous menons une transformation dans notre propre structure",
                    "We are transforming our own organisation",
                ),
            ),
        ),
        QuestionSpec(
            key="head_count",
            kind=QuestionKind.SINGLE,
            label_fr="Effectif",
            label_en="Head count",
            help_fr="Toutes les personnes salariées, sur tous les sites. Certains dispositifs d'appui en dépendent.",
            help_en="All employees, on all sites. Some support schemes depend on it.",
            required=True,
            options=choices(
                choice("0", "Aucune personne salariée", "No employee"),
                choice("1_9", "De 1 à 9", "1 to 9"),
                choice("10_49", "De 10 à 49", "10 to 49"),
                choice("50_249", "De 50 à 249", "50 to 249"),
                choice("250_299", "De 250 à 299", "250 to 299"),
                choice("300_more", "300 et plus", "300 or more"),
            ),
        ),
        QuestionSpec(
            key="town",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Commune",
            label_en="Town",
            required=True,
            max_length=120,
            options={"autocomplete": "address-level2"},
        ),
        QuestionSpec(
            key="department",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Département",
            label_en="Département",
            help_fr="Par exemple Calvados.",
            help_en="For instance Calvados.",
            required=True,
            max_length=60,
        ),
        QuestionSpec(
            key="holder_name",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Personne porteuse du projet : prénom et nom",
            label_en="Project holder: first and last name",
            max_length=150,
            options={"autocomplete": "name"},
        ),
        QuestionSpec(
            key="holder_function",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Sa fonction",
            label_en="Function",
            help_fr="Par exemple responsable des ressources humaines, gérante, chargé de mission.",
            help_en="For instance head of human resources, managing director, project officer.",
            max_length=150,
            options={"autocomplete": "organization-title"},
        ),
        QuestionSpec(
            key="holder_email",
            kind=QuestionKind.EMAIL,
            label_fr="Son adresse e-mail",
            label_en="E-mail address",
            help_fr="L'accusé de réception et la décision y arrivent. Le comité ne la voit pas.",
            help_en="The receipt and the decision are sent there. The committee does not see it.",
            required=True,
            audience=AnswerAudience.ORGANISERS,
        ),
        QuestionSpec(
            key="holder_phone",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Son téléphone",
            label_en="Phone",
            help_fr="Pour vous joindre en cas d'imprévu. Le comité ne le voit pas.",
            help_en="To reach you if something unexpected happens. The committee does not see it.",
            max_length=30,
            audience=AnswerAudience.ORGANISERS,
            options={"autocomplete": "tel"},
        ),
        QuestionSpec(
            key="second_participant",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="La personne qui vous accompagnera aux deux journées",
            label_en="The person who will come to the two days with you",
            help_fr="Prénom, nom et fonction. Venir à deux aide à faire vivre le projet au retour.",
            help_en="Name and function. Two people from one team carry more of it back home.",
            max_length=200,
            audience=AnswerAudience.ORGANISERS,
        ),
    ),
)

PROJECT = SectionSpec(
    title_fr="Projet",
    title_en="Project",
    intro_fr="Toutes les maturités sont les bienvenues, de la première idée à l'outil déjà utilisé.",
    intro_en="Every stage is welcome, from a first idea to a tool already in use.",
    questions=(
        QuestionSpec(
            key="title",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Titre du projet",
            label_en="Title of the project",
            help_fr="Court et concret : c'est le nom sous lequel on en parlera.",
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
            "que vous en êtes d'accord, elles paraissent sur sa page publique.",
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
            help_fr="Partez d'une situation : qui travaille, comment, et ce qui coince aujourd'hui. Le comité cherche "
            "un problème de travail avant une technologie.",
            help_en="Start from a situation: who works, how, and what gets stuck today. The committee looks for a "
            "work problem before a technology.",
            required=True,
            max_length=1500,
        ),
        QuestionSpec(
            key="solution",
            kind=QuestionKind.LONG_TEXT,
            label_fr="La solution numérique",
            label_en="The digital solution",
            help_fr="Ce qu'elle fait, pour qui, et ce qui existe déjà : maquette, essai, outil en place.",
            help_en="What it does, for whom, and what exists already: mock-up, trial, tool in place.",
            required=True,
            max_length=1500,
        ),
        QuestionSpec(
            key="stage",
            kind=QuestionKind.SINGLE,
            label_fr="Où en est le projet ?",
            label_en="How far is the project?",
            help_fr="Aucune réponse n'est meilleure qu'une autre : elle aide à préparer les deux journées.",
            help_en="No answer is better than another: it helps prepare the two days.",
            required=True,
            options=choices(
                choice("idea", "Une idée", "An idea"),
                choice("design", "En conception", "Being designed"),
                choice("trial", "À l'essai", "On trial"),
                choice("roll_out", "En déploiement", "Being rolled out"),
                choice("in_use", "En usage", "In use"),
            ),
        ),
    ),
)

WORK = SectionSpec(
    title_fr="Travail",
    title_en="Work",
    intro_fr="Ce que le projet change pour les personnes qui travaillent. Les doutes intéressent autant que les espoirs.",
    intro_en="What the project changes for the people at work. Doubts matter as much as hopes.",
    questions=(
        QuestionSpec(
            key="employees",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Les personnes et les métiers concernés",
            label_en="The people and trades concerned",
            help_fr="Combien de personnes, quels métiers, quels horaires ou lieux. Pensez aussi à celles que le projet "
            "touche sans qu'elles utilisent l'outil.",
            help_en="How many people, which trades, which hours or places. Think also of those whom the project "
            "affects although they do not use the tool.",
            required=True,
            max_length=1000,
        ),
        QuestionSpec(
            key="impact",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Les effets espérés ou redoutés sur le management, les RH et l'organisation",
            label_en="Effects hoped for or feared on management, HR and organisation",
            help_fr="Charge, autonomie, compétences, place des managers, relations entre équipes : ce qui devrait "
            "s'améliorer, et ce qui vous inquiète.",
            help_en="Workload, autonomy, skills, the place of managers, relations between teams: what should improve, "
            "and what worries you.",
            required=True,
            max_length=1500,
        ),
        QuestionSpec(
            key="involvement",
            kind=QuestionKind.LONG_TEXT,
            label_fr="La place des salariées, des salariés et de leurs représentants",
            label_en="The part played by employees and their representatives",
            help_fr="Comment ils et elles participent, ou participeront : ateliers, essais, réunions du CSE. Si rien "
            "n'est encore fait, dites-le simplement.",
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
    intro_fr="Dernière étape avant l'envoi.",
    intro_en="The last step before sending.",
    questions=(
        QuestionSpec(
            key="expectations",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Ce que vous attendez de l'accompagnement",
            label_en="What you expect from the programme",
            help_fr="Une question à laquelle vous voulez répondre, une décision à prendre, des regards que vous cherchez.",
            help_en="A question you want answered, a decision to take, the kinds of people you want to hear.",
            required=True,
            max_length=1000,
        ),
        QuestionSpec(
            key="both_days",
            kind=QuestionKind.YES_NO,
            label_fr="Serez-vous disponible les deux journées ?",
            label_en="Are you available on both days?",
            help_fr="Le travail du second jour part de celui du premier : la présence aux deux est nécessaire.",
            help_en="The second day builds on the first: you need to be there for both.",
            required=True,
        ),
        QuestionSpec(
            key="access_needs",
            kind=QuestionKind.LONG_TEXT,
            label_fr="Vos besoins pour participer dans de bonnes conditions",
            label_en="What you need to take part in good conditions",
            help_fr="Accès au bâtiment, boucle magnétique, interprète en langue des signes, documents agrandis, repas. "
            "Inutile de parler de votre santé. Seules les personnes chargées de l'accueil lisent cette réponse, jamais "
            "le comité.",
            help_en="Access to the building, hearing loop, sign language interpreter, large print, meals. There is no "
            "need to mention your health. Only the people in charge of logistics read this answer, never the committee.",
            max_length=600,
            audience=AnswerAudience.LOGISTICS,
        ),
        QuestionSpec(
            key="attachments",
            kind=QuestionKind.FILE,
            label_fr="Pièces jointes",
            label_en="Attachments",
            help_fr="Une maquette, une présentation, une lettre de soutien : trois PDF au plus. Le dossier se lit sans.",
            help_en="A mock-up, a slide deck, a letter of support: three PDF files at most. They are not needed to "
            "understand the application.",
            options={"types": ["pdf"], "max_files": 3},
        ),
        QuestionSpec(
            key="rules_accepted",
            kind=QuestionKind.YES_NO,
            label_fr="J'ai lu le règlement de l'appel et je l'accepte",
            label_en="I have read the rules of the call and I accept them",
            required=True,
            audience=AnswerAudience.ORGANISERS,
            options={"must_accept": True},
        ),
    ),
)

SPEC = (STRUCTURE, PROJECT, WORK, EXPECTATIONS)
