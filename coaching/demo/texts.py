"""The words of the demo editions, in French and English; those of their calls are in ``call_texts``."""

from dataclasses import dataclass

PROGRAMME = {
    "name": "Transformateur numérique",
    "slug": "transformateur-numerique",
    "summary_fr": "Un accompagnement de deux jours, puis d’une année, pour les projets numériques qui changent le "
    "travail. Des équipes y croisent ergonomes, sociologues, économistes et pairs. "
    "Programme de démonstration : les personnes, les structures et les projets sont inventés.",
    "summary_en": "Two days of coaching, then a year of follow-up, for digital projects that change work. Teams meet "
    "ergonomists, sociologists, economists and peers. "
    "This is a demonstration: people, organisations and projects are made up.",
    "contact_email": "contact@possibles.example",
    "controller": "Association Possibles (démonstration)",
}

NOTICE_FR = "Édition de démonstration : les personnes, les structures et les projets sont inventés."
NOTICE_EN = "Demonstration edition: people, organisations and projects are made up."


@dataclass(frozen=True, kw_only=True)
class EditionTexts:
    """``slug`` and ``code`` are completed with the year of the session."""

    name: str
    slug: str
    code: str
    theme_fr: str
    theme_en: str
    presentation_fr: str
    presentation_en: str
    intro_fr: str
    intro_en: str
    venue: str
    town: str
    address: str
    access: str
    rooms: tuple[str, ...]


NORMANDIE = EditionTexts(
    name="Spéciale Normandie",
    slug="speciale-normandie",
    code="TN",
    theme_fr="Transformation numérique et conduite du changement : quels impacts sur le management, les ressources "
    "humaines et l’implication des salariés ?",
    theme_en="Digital transformation and change: what does it do to management, human resources and the involvement "
    "of employees?",
    presentation_fr=f"""Une édition régionale, treize projets, deux journées au Dôme à Caen. Trois profils s’y \
mêlent : celles et ceux qui proposent des solutions numériques, les cabinets et fédérations d’employeurs, les \
structures qui se transforment de l’intérieur.

Chaque projet est suivi par un parrain ou une marraine. Il construit sa frise, se raconte en quatre minutes, \
cherche ses verrous avec l’ADN Project Tool et reçoit les idées des autres dans le Grand Mix. Il repart avec des \
pistes d’action, que les partenaires de la région lisent et soutiennent.

{NOTICE_FR}""",
    presentation_en=f"""A regional edition, thirteen projects, two days at Le Dôme in Caen. Three kinds of teams \
meet there: those who offer digital solutions, consultants and employers' federations, and organisations that \
are changing from within.

Each project has a mentor. It builds its timeline, tells its story in four minutes, looks for its blockers with \
the ADN Project Tool and receives the ideas of the others in the Grand Mix. It leaves with lines of action that \
the regional partners read and support.

{NOTICE_EN}""",
    intro_fr="""Vous changez un outil, et le travail change avec lui. Vous vous demandez ce que devient le rôle \
des managers, qui décide, qui apprend, qui perd la main. Peu importe que votre projet soit une idée ou un outil \
en place : **ce que nous cherchons, c’est un problème de travail bien regardé**.

Treize projets seront accompagnés. Le comité veille à l’équilibre des profils et des territoires.""",
    intro_en="""You are changing a tool, and work changes with it. You wonder what becomes of managers, who \
decides, who learns, who loses control. Whether your project is an idea or a tool in place matters little: \
**what we look for is a work problem that has been looked at closely**.

Thirteen projects will be coached. The committee looks for a balance of profiles and places.""",
    venue="Le Dôme",
    town="Caen",
    address="3 esplanade Stéphane-Hessel, 14000 Caen",
    access="Tramway, arrêt Presqu’île. Parking à deux cents mètres. Entrée de plain-pied, ascenseur, boucle magnétique "
    "dans la salle du premier étage.",
    rooms=("Grand plateau", "Salle Arche", "Salle Balise", "Salle Cale", "Salle Digue", "Salle Écluse"),
)

SMALL = EditionTexts(
    name="Petites structures",
    slug="petites-structures",
    code="PS",
    theme_fr="Le numérique dans les petites structures : qui décide, qui apprend, qui souffle ?",
    theme_en="Digital tools in small organisations: who decides, who learns, who gets to breathe?",
    presentation_fr=f"""À cinq, à douze, à trente, un logiciel arrive vite et change tout. Il n’y a ni service \
informatique, ni service des ressources humaines, parfois pas de représentants du personnel. Cette édition \
réunit dix projets de structures de moins de cinquante personnes, ou qui les accompagnent.

{NOTICE_FR}""",
    presentation_en=f"""With five, twelve or thirty people, software arrives fast and changes everything. There \
is no IT department, no HR department, sometimes no employee representatives. This edition gathers ten projects \
of organisations under fifty people, or that support them.

{NOTICE_EN}""",
    intro_fr="""Une application de commande, un planning partagé, une machine qui se règle à l’écran : racontez \
ce que cela change à vos journées. **Un dossier simple et sincère vaut mieux qu’une présentation**.

Dix projets seront accompagnés pendant deux jours, puis pendant un an.""",
    intro_en="""An ordering app, a shared schedule, a machine set from a screen: tell us what it changes in your \
days. **A simple, sincere application is better than a slide deck**.

Ten projects will be coached for two days, then for a year.""",
    venue="La Filature",
    town="Rouen",
    address="12 quai des Teinturiers, 76000 Rouen",
    access="Métro, arrêt Théâtre des Arts. Entrée de plain-pied par la cour.",
    rooms=("La Nef", "Salle Coton", "Salle Lin", "Salle Soie", "Salle Laine"),
)

LITTORAL = EditionTexts(
    name="Spéciale Littoral",
    slug="speciale-littoral",
    code="SL",
    theme_fr="Le numérique au bord de la mer : comment les métiers de la côte gardent-ils la main ?",
    theme_en="Digital tools by the sea: how do the trades of the coast stay in charge?",
    presentation_fr=f"""Criées, parcs à huîtres, ports, offices de tourisme, ateliers : sur la côte, les écrans \
arrivent au rythme des marées. Cette édition accueillera huit projets, à Dieppe, pour deux jours de travail avec des \
spécialistes du travail et du numérique.

{NOTICE_FR}""",
    presentation_en=f"""Fish auctions, oyster beds, ports, tourist offices, workshops: on the coast, screens come \
with the tides. This edition will welcome eight projects in Dieppe, for two days of work with specialists of work and \
of digital tools.

{NOTICE_EN}""",
    intro_fr="""Vous travaillez sur la côte et un outil numérique change vos journées, ou va les changer ? \
**Racontez le travail d’abord**, l’outil ensuite.

Huit projets seront accompagnés pendant deux jours, puis pendant un an.""",
    intro_en="""You work on the coast and a digital tool is changing your days, or is about to? **Tell us about the \
work first**, the tool next.

Eight projects will be coached for two days, then for a year.""",
    venue="Les Quais",
    town="Dieppe",
    address="4 quai Henri-IV, 76200 Dieppe",
    access="À dix minutes à pied de la gare. Entrée de plain-pied côté bassin.",
    rooms=("Grand quai", "Salle Phare", "Salle Balise", "Salle Ancre", "Salle Galet"),
)
