"""The first step of the application form: who carries the project, and how to reach them."""

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
            "pourquoi, par exemple « association en cours de création ».\n\n"
            "Il évite de confondre deux structures du même nom, et de vous redemander ce que l’administration sait "
            "déjà.",
            help_en="14 digits, printed on your invoices. No SIRET yet? Write here why, for instance “association "
            "being set up”.\n\n"
            "It keeps two organisations of the same name apart, and spares you what public bodies already know.",
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
            help_fr="Les trois profils sont les bienvenus.\n\n"
            "Le comité veille à l’équilibre entre les profils. Il ne les note pas.",
            help_en="All three profiles are welcome.\n\n"
            "The committee looks for a balance between profiles. It does not score them.",
            required=True,
            options=choices(
                choice(
                    StructureProfile.SOLUTION_PROVIDER,
                    "Nous proposons une solution numérique à d’autres structures",
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
            help_fr="Toutes les personnes salariées, sur tous les sites.\n\n"
            "Certains dispositifs d’appui des partenaires dépendent de l’effectif.",
            help_en="All employees, on all sites.\n\nSome of the partners' support schemes depend on it.",
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
            help_fr="L’accusé de réception et la décision y arrivent. Le comité ne la voit pas.",
            help_en="The receipt and the decision are sent there. The committee does not see it.",
            required=True,
            audience=AnswerAudience.ORGANISERS,
        ),
        QuestionSpec(
            key="holder_phone",
            kind=QuestionKind.SHORT_TEXT,
            label_fr="Son téléphone",
            label_en="Phone",
            help_fr="Pour vous joindre en cas d’imprévu. Le comité ne le voit pas.",
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
