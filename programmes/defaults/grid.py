"""The scoring grid that a call starts with: eight criteria, weights that sum up to 100.

Levels are 0 absent, 1 weak, 2 partial, 3 solid, 4 exemplary; the anchors describe 0 and 4. Profiles,
territory, women and men are balance indicators, displayed beside and never scored.
"""

from typing import TypedDict


class DefaultCriterion(TypedDict):
    """The fields of a :class:`programmes.models.Criterion`, but for its edition and position."""

    label_fr: str
    label_en: str
    help_fr: str
    help_en: str
    weight: int
    anchor_low_fr: str
    anchor_low_en: str
    anchor_high_fr: str
    anchor_high_en: str


GRID: tuple[DefaultCriterion, ...] = (
    {
        "label_fr": "Adéquation au thème",
        "label_en": "Fit with the theme",
        "help_fr": "Le projet parle-t-il de ce que le numérique fait au management, aux RH et aux équipes ?",
        "help_en": "Does the project deal with what digital tools do to management, HR and the involvement of teams?",
        "weight": 15,
        "anchor_low_fr": "Le projet est technique ou commercial : le travail n’y apparaît pas.",
        "anchor_low_en": "The project is technical or commercial: work does not appear in it.",
        "anchor_high_fr": "Le thème de l’appel est la question même que pose le projet.",
        "anchor_high_en": "The theme of the call is the very question the project asks.",
    },
    {
        "label_fr": "Attention au travail et à sa qualité",
        "label_en": "Attention to work and its quality",
        "help_fr": "Le dossier part-il de situations de travail, et dit-il ce qu’elles deviendront ?",
        "help_en": "Does the application start from real work, and say what will become of it?",
        "weight": 20,
        "anchor_low_fr": "Le travail est un coût à réduire ; personne n’est décrit en train de travailler.",
        "anchor_low_en": "Work is a cost to cut; nobody is described at work.",
        "anchor_high_fr": "Des situations précises, leurs difficultés, des effets attendus que l’on pourra observer.",
        "anchor_high_en": "Precise situations, their difficulties, and expected effects that can be observed.",
    },
    {
        "label_fr": "Implication des salariées et des salariés",
        "label_en": "Involvement of employees",
        "help_fr": "Quelle part prennent les équipes et leurs représentants à la conception et aux choix ?",
        "help_en": "What part do teams and their representatives take in the design and the choices?",
        "weight": 20,
        "anchor_low_fr": "Les équipes découvriront l’outil le jour de sa mise en service.",
        "anchor_low_en": "Teams will discover the tool on the day it goes live.",
        "anchor_high_fr": "Elles ont posé le problème, essaient et changent la solution, avec leurs représentants.",
        "anchor_high_en": "They framed the problem, try and change the solution, with their representatives.",
    },
    {
        "label_fr": "Utilité et innovation sociale",
        "label_en": "Usefulness and social innovation",
        "help_fr": "À quel besoin réel le projet répond-il, et qu’apporte-t-il de neuf dans la façon de travailler ?",
        "help_en": "Which real need does the project meet, and what is new in the way of working?",
        "weight": 10,
        "anchor_low_fr": "On ne voit pas à qui le projet servira, ni ce qu’il change.",
        "anchor_low_en": "It is not clear whom the project will serve or what it changes.",
        "anchor_high_fr": "Un besoin établi, et une réponse nouvelle pour les personnes concernées.",
        "anchor_high_en": "A need that is established, and an answer that is new to the people concerned.",
    },
    {
        "label_fr": "Assez mûr pour progresser",
        "label_en": "Ripe enough to progress",
        "help_fr": "Deux journées et un parrainage feront-ils avancer le projet ? Toutes les étapes conviennent.",
        "help_en": "Can two days and a mentor move the project forward? Any stage will do.",
        "weight": 10,
        "anchor_low_fr": "Rien à quoi se prendre encore, ou tout est déjà décidé.",
        "anchor_low_en": "Nothing to work on yet, or everything is already decided.",
        "anchor_high_fr": "Des questions ouvertes, bien posées, auxquelles l’accompagnement peut répondre.",
        "anchor_high_en": "Open questions, well put, which the programme can help answer.",
    },
    {
        "label_fr": "Faisabilité et soutien de la direction",
        "label_en": "Feasibility and sponsorship",
        "help_fr": "Les moyens, le calendrier et l’appui des personnes qui décident sont-ils là ?",
        "help_en": "Are the means, the schedule and the backing of those who decide in place?",
        "weight": 10,
        "anchor_low_fr": "Ni moyens, ni calendrier, ni appui : le projet repose sur une seule personne.",
        "anchor_low_en": "No means, no schedule, no backing: the project rests on one person.",
        "anchor_high_fr": "La direction s’engage, le temps est prévu, les risques sont nommés.",
        "anchor_high_en": "Management is committed, time is set aside, risks are named.",
    },
    {
        "label_fr": "Potentiel d’essaimage",
        "label_en": "Potential to spread",
        "help_fr": "D’autres structures de la région ou de la branche pourraient-elles s’en saisir ?",
        "help_en": "Could other organisations of the region or the sector take it up?",
        "weight": 10,
        "anchor_low_fr": "Le projet ne vaut que pour un cas, et rien n’en sortira.",
        "anchor_low_en": "The project suits one case only, and nothing will come out of it.",
        "anchor_high_fr": "Ce qui est appris est partagé et peut servir tel quel à d’autres.",
        "anchor_high_en": "What is learnt is shared and can serve others as it is.",
    },
    {
        "label_fr": "Ouverture aux pairs",
        "label_en": "Openness to peers",
        "help_fr": "L’équipe vient-elle aussi pour écouter, montrer ses doutes et aider les autres ?",
        "help_en": "Does the team also come to listen, show its doubts and help others?",
        "weight": 5,
        "anchor_low_fr": "L’équipe cherche une vitrine.",
        "anchor_low_en": "The team is looking for a showcase.",
        "anchor_high_fr": "Elle dit ce qu’elle ne sait pas et ce qu’elle peut apporter aux autres.",
        "anchor_high_en": "It says what it does not know and what it can bring to others.",
    },
)
