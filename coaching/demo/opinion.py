"""How a reviewer of the demo fills in the grid: levels around a tendency, comments from a bank. Pure."""

import zlib
from dataclasses import dataclass

BANK = (
    # theme
    (
        ("Le thème de l’appel n’est pas traité.", "On cherche le management et les équipes dans ce dossier."),
        ("Le thème est là, par moments.", "Le lien avec le thème se devine plus qu’il ne s’écrit."),
        ("En plein dans le thème.", "Management, RH, organisation : les trois fils sont tenus ensemble."),
    ),
    # work
    (
        (
            "Aucune situation de travail n’est décrite.",
            "Le travail réel est absent, seul le résultat compte.",
        ),
        (
            "Une situation est esquissée, il manque ceux qui la vivent.",
            "On voit le poste, pas encore la personne.",
        ),
        (
            "On voit les gestes et l’on comprend ce qui coûte.",
            "Description fine du travail réel, y compris des marges.",
        ),
    ),
    # involvement
    (
        (
            "Les équipes découvriront l’outil en fin de course.",
            "Une information n’est pas une participation.",
        ),
        (
            "Quelques volontaires, sans vrai pouvoir sur les choix.",
            "La participation commence, il faut la dater.",
        ),
        (
            "Les équipes ont posé le problème et pèsent sur la solution.",
            "Représentants et salariés décident ensemble.",
        ),
    ),
    # usefulness
    (
        ("Je ne vois pas à qui cela servira.", "Le besoin n’est pas établi."),
        (
            "Utile, mais d’autres l’ont fait de la même façon.",
            "Le besoin est réel, la réponse assez classique.",
        ),
        (
            "Une réponse neuve à un besoin que l’on partage.",
            "L’innovation est dans l’usage, pas dans la machine.",
        ),
    ),
    # ripeness
    (
        (
            "Tout est décidé : il ne reste rien à accompagner.",
            "Trop tôt : on ne saurait pas sur quoi travailler.",
        ),
        ("Deux journées feront avancer une partie du projet.", "Les questions demandent à être resserrées."),
        ("De vraies questions, bien posées.", "Le moment est le bon pour un regard extérieur."),
    ),
    # feasibility
    (
        ("Le projet repose sur une seule personne.", "Ni calendrier ni moyens."),
        ("La direction suit, sans s’engager par écrit.", "Le calendrier paraît optimiste."),
        ("Le temps est prévu et la direction présente.", "Les risques sont nommés, les moyens aussi."),
    ),
    # spread
    (
        ("Difficile à transposer ailleurs.", "Un cas particulier, qui le restera."),
        ("Quelques éléments serviraient à la branche.", "À essaimer, à condition d’en écrire la méthode."),
        (
            "Dix structures normandes pourraient s’en saisir demain.",
            "La méthode compte plus que l’outil : elle voyagera.",
        ),
    ),
    # openness
    (
        ("L’équipe cherche une vitrine.", "Rien sur ce que l’équipe apporterait aux autres."),
        ("De la curiosité, encore prudente.", "L’ouverture viendra pendant les journées."),
        ("Les doutes sont dits sans détour.", "L’équipe vient aussi pour donner."),
    ),
)
"""For each criterion of the default grid: sentences for a low, a middling and a high level."""

NOTES = (
    "À comparer avec le dossier du même secteur avant la réunion.",
    "Vérifier les effectifs annoncés.",
    "J’ai relu le dossier deux fois : meilleure impression à la seconde lecture.",
    "Demander en réunion qui paie le temps passé.",
    "Revoir ce point avec une personne de la DREETS.",
)


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """The committee's tendency on one application. ``reason`` goes with a decision that is not a yes."""

    levels: str
    praise: str
    doubt: str
    advice: str
    reason: str = ""

    def __post_init__(self) -> None:
        if len(self.levels) != len(BANK) or not set(self.levels) <= set("01234"):
            raise ValueError(f"levels are {len(BANK)} digits from 0 to 4, not {self.levels!r}")


@dataclass(frozen=True)
class Filled:
    """A grid filled in: one level and one comment (often empty) per criterion, and three texts."""

    levels: list[str]
    comments: list[str]
    committee_comment: str
    holder_comment: str
    private_note: str


def fill_in(key: str, opinion: Opinion, reviewer: str, rank: int) -> Filled:
    """The grid of the reviewer who reads the dossier ``key`` as number ``rank``; the same each time.

    The first insists on what is good, the second on what is not, the others weigh both.
    """
    seed = zlib.crc32(f"{key} {reviewer}".encode())
    levels = [min(4, max(0, int(level) + _shade(seed, index))) for index, level in enumerate(opinion.levels)]
    ranked = sorted(range(len(levels)), key=lambda index: (levels[index], (seed >> index) & 7))
    weakest, strongest = ranked[0], ranked[-1]
    comments = ["" for _level in levels]
    for index in {weakest, strongest, seed % len(levels)}:
        comments[index] = sentence(index, levels[index], seed)
    weighed = (
        f"{sentence(strongest, levels[strongest], seed)} {sentence(weakest, levels[weakest], seed >> 3)}"
    )
    return Filled(
        levels=[str(level) for level in levels],
        comments=comments,
        committee_comment=[opinion.praise, opinion.doubt, weighed][min(rank, 2)],
        holder_comment=opinion.advice if rank == 0 else "",
        private_note=NOTES[seed % len(NOTES)] if seed % 4 == 0 else "",
    )


def sentence(criterion: int, level: int, seed: int) -> str:
    """A sentence of the bank for this level of this criterion."""
    tones = BANK[criterion][0 if level < 2 else 1 if level == 2 else 2]
    return tones[seed % len(tones)]


def _shade(seed: int, index: int) -> int:
    """How far this reviewer departs from the tendency on this criterion: mostly not at all."""
    return (0, 0, 0, 0, 1, -1, 0, -1)[(seed >> (index * 3)) & 7]
