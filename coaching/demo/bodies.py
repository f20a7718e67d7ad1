"""The bodies around the demo edition and what they offer. Bodies are real, the edition and its people are not."""

from dataclasses import dataclass

COMMITTEE = (
    "Aract Normandie",
    "DREETS Normandie",
    "Région Normandie",
    "AD Normandie",
    "Direction régionale aux droits des femmes et à l’égalité",
    "Normandie Web Experts",
)
"""The first one chairs."""

SHORT_NAMES = {
    "Direction régionale aux droits des femmes et à l’égalité": "DRDFE",
    "Normandie Web Experts": "NWX",
}


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A support scheme. ``verified`` is how many days ago its facts were checked; figures are examples."""

    name: str
    body: str
    summary_fr: str
    summary_en: str
    conditions_fr: str
    conditions_en: str
    slug: str
    verified: int
    needs: tuple[str, ...]
    head_counts: tuple[int | None, int | None] = (None, None)


SCHEMES = (
    Scheme(
        name="Fact",
        body="Anact",
        slug="fact",
        verified=60,
        needs=("expertise", "funding"),
        head_counts=(None, 299),
        summary_fr="Un fonds qui cofinance l’accompagnement d’une démarche d’amélioration des conditions de travail.",
        summary_en="A fund that co-finances expert support for a project that improves working conditions.",
        conditions_fr="Entreprises et associations de moins de 300 personnes. Aucun investissement n’est financé.",
        conditions_en="Companies and associations under 300 people. Investments are not funded.",
    ),
    Scheme(
        name="Prestation conseil RH",
        body="DREETS Normandie",
        slug="conseil-rh",
        verified=90,
        needs=("hr", "expertise"),
        head_counts=(None, 249),
        summary_fr="Quelques journées de conseil en ressources humaines : recrutement, compétences, dialogue social.",
        summary_en="A few days of advice on human resources: recruitment, skills, social dialogue.",
        conditions_fr="Moins de 250 personnes. L’État prend en charge au plus la moitié, dans la limite de 15 000 €.",
        conditions_en="Under 250 people. The State pays at most one half, up to €15,000.",
    ),
    Scheme(
        name="Impulsion Conseil",
        body="Région Normandie",
        slug="impulsion-conseil",
        verified=120,
        needs=("expertise", "funding"),
        head_counts=(1, 249),
        summary_fr="Une subvention pour une étude ou un conseil extérieur avant une décision importante.",
        summary_en="A grant for a study or outside advice ahead of an important decision.",
        conditions_fr="Petites et moyennes entreprises : la moitié de la dépense, 15 000 € au plus.",
        conditions_en="Small and medium-sized companies: one half of the cost, at most €15,000.",
    ),
    Scheme(
        name="Impulsion Transition numérique",
        body="Région Normandie",
        slug="impulsion-transition-numerique",
        verified=410,
        needs=("funding",),
        head_counts=(None, 9),
        summary_fr="Une aide à l’achat de solutions numériques, après un diagnostic, pour les plus petites "
        "entreprises.",
        summary_en="Help to buy digital solutions, after a diagnosis, for the smallest companies.",
        conditions_fr="Entreprises de moins de 10 personnes.",
        conditions_en="Companies under 10 people.",
    ),
    Scheme(
        name="Draccare",
        body="DREETS Normandie",
        slug="draccare",
        verified=200,
        needs=("funding", "network"),
        summary_fr="Un financement d’actions collectives, menées par plusieurs entreprises d’une filière ou "
        "d’un territoire.",
        summary_en="Funding for collective actions run by several companies of one sector or area.",
        conditions_fr="Dossier porté par un collectif : groupement, branche, association d’entreprises.",
        conditions_en="The application comes from a group: cluster, trade body, association of companies.",
    ),
    Scheme(
        name="Appui méthodologique",
        body="Aract Normandie",
        slug="appui-methodologique",
        verified=30,
        needs=("expertise",),
        summary_fr="L’accompagnement d’une ou d’un ergonome pour analyser le travail et animer l’expérimentation.",
        summary_en="An ergonomist helps analyse work and run an experiment with the teams.",
        conditions_fr="Une demande commune de la direction et des représentants du personnel, quand il y en a.",
        conditions_en="Asked for by management and employee representatives together, where there are any.",
    ),
    Scheme(
        name="Plan de développement des compétences",
        body="OPCO de branche",
        slug="plan-competences",
        verified=150,
        needs=("training",),
        head_counts=(1, 49),
        summary_fr="La prise en charge de formations pour les personnes dont le métier change.",
        summary_en="Training paid for people whose trade is changing.",
        conditions_fr="Moins de 50 personnes. Les plafonds dépendent de la branche.",
        conditions_en="Under 50 people. Ceilings depend on the sector.",
    ),
    Scheme(
        name="Mise en relation NWX",
        body="Normandie Web Experts",
        slug="mise-en-relation",
        verified=420,
        needs=("network",),
        summary_fr="Une mise en relation avec des entreprises du numérique normandes, et une première rencontre.",
        summary_en="An introduction to digital companies of Normandy, and a first meeting with them.",
        conditions_fr="Un besoin écrit en une page. Sans engagement.",
        conditions_en="A need written on one page. No commitment.",
    ),
)
