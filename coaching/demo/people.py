"""The people of the demo, all invented. Addresses end in ``.example``, which nobody can own."""

from dataclasses import dataclass

from coaching.demo.story import email_of


@dataclass(frozen=True, kw_only=True)
class Person:
    """``role`` and ``also`` are role names; ``skills`` is what they are asked for."""

    name: str
    job: str
    body: str
    domain: str
    role: str
    also: tuple[str, ...] = ()
    skills: str = ""
    language: str = "fr"
    address: str = ""

    @property
    def email(self) -> str:
        return self.address or email_of(self.name, self.domain)


ORGANISERS = (
    Person(
        name="Hélène Vasseur",
        job="Responsable du programme",
        body="Aract Normandie",
        domain="aract-normandie.example",
        role="organiser",
        address="organisation@possibles.example",
    ),
    Person(
        name="Malik Bensaïd",
        job="Chargé de mission",
        body="Aract Normandie",
        domain="aract-normandie.example",
        role="organiser",
        skills="animation de la session",
    ),
    Person(
        name="Lise Tanguy",
        job="Assistante de projet",
        body="Aract Normandie",
        domain="aract-normandie.example",
        role="organiser",
        skills="accueil et logistique",
    ),
)

REVIEWERS = (
    Person(
        name="Véronique Marchand",
        job="Ergonome",
        body="Aract Normandie",
        domain="aract-normandie.example",
        role="reviewer",
        skills="ergonomie, santé au travail",
    ),
    Person(
        name="Tarek Haddouche",
        job="Chargé de mission",
        body="Aract Normandie",
        domain="aract-normandie.example",
        role="reviewer",
        skills="organisation du travail",
    ),
    Person(
        name="Paul-Henri Lesage",
        job="Inspecteur du travail",
        body="DREETS Normandie",
        domain="dreets-normandie.example",
        role="reviewer",
        skills="droit du travail, dialogue social",
    ),
    Person(
        name="Mariam Keita",
        job="Chargée de mission mutations économiques",
        body="DREETS Normandie",
        domain="dreets-normandie.example",
        role="reviewer",
        also=("partner",),
        skills="emploi, mutations économiques",
    ),
    Person(
        name="Sophie Delaunay",
        job="Cheffe de service",
        body="Région Normandie",
        domain="region-normandie.example",
        role="reviewer",
        skills="formation, compétences",
    ),
    Person(
        name="Julien Prevel",
        job="Conseiller en développement",
        body="AD Normandie",
        domain="ad-normandie.example",
        role="reviewer",
        skills="développement économique",
    ),
    Person(
        name="Clotilde Amiot",
        job="Déléguée régionale adjointe",
        body="Direction régionale aux droits des femmes et à l’égalité",
        domain="droits-des-femmes.example",
        role="reviewer",
        skills="égalité professionnelle",
    ),
    Person(
        name="Fiona MacAllister",
        job="Dirigeante d’une agence numérique",
        body="Normandie Web Experts",
        domain="nwx.example",
        role="reviewer",
        skills="numérique responsable",
        language="en",
    ),
    Person(
        name="Bruno Szymański",
        job="Éditeur de logiciels",
        body="Normandie Web Experts",
        domain="nwx.example",
        role="reviewer",
        skills="conception de logiciels",
    ),
)

COACHES = (
    Person(
        name="Anne Kervella",
        job="Ergonome",
        body="Aract Bretagne",
        domain="aract-bretagne.example",
        role="mentor",
        also=("facilitator",),
        skills="ergonomie",
    ),
    Person(
        name="Didier Rouxel",
        job="Économiste",
        body="Anact",
        domain="anact.example",
        role="mentor",
        also=("facilitator",),
        skills="économie, modèles d’affaires",
    ),
    Person(
        name="Salima Ouchikh",
        job="Sociologue du travail",
        body="Aract Normandie",
        domain="aract-normandie.example",
        role="mentor",
        also=("facilitator",),
        skills="sociologie du travail",
    ),
    Person(
        name="Frédéric Wagner",
        job="Spécialiste du dialogue social",
        body="Aract Grand Est",
        domain="aract-grand-est.example",
        role="mentor",
        also=("facilitator",),
        skills="dialogue social",
    ),
    Person(
        name="Christine Bellanger",
        job="Consultante en ressources humaines",
        body="Apec",
        domain="apec.example",
        role="mentor",
        also=("facilitator",),
        skills="GRH, compétences",
    ),
    Person(
        name="Nour El Amrani",
        job="Designer de services",
        body="Fing",
        domain="fing.example",
        role="mentor",
        also=("facilitator",),
        skills="conception numérique",
    ),
    Person(
        name="Étienne Salaün",
        job="Chef de projet",
        body="Pôle Aten",
        domain="pole-aten.example",
        role="mentor",
        also=("facilitator",),
        skills="expérimentation, usages",
    ),
    Person(
        name="Barbara Klein",
        job="Psychologue du travail",
        body="Aract Grand Est",
        domain="aract-grand-est.example",
        role="mentor",
        also=("facilitator",),
        skills="conduite du changement",
    ),
)

SPEAKERS = (
    Person(
        name="Cloé Ferrandi",
        job="Conférencière",
        body="Compagnie Les Pieds dans le code",
        domain="pieds-dans-le-code.example",
        role="speaker",
        skills="récits d’échecs numériques",
    ),
)

PARTNERS = (
    Person(
        name="Laurent Buisson",
        job="Responsable des aides aux entreprises",
        body="Région Normandie",
        domain="region-normandie.example",
        role="partner",
    ),
    Person(
        name="Gisèle Anquetil",
        job="Directrice de l’accompagnement",
        body="AD Normandie",
        domain="ad-normandie.example",
        role="partner",
    ),
)

TEAM = (*ORGANISERS, *REVIEWERS, *COACHES, *SPEAKERS, *PARTNERS)
"""Holders come with their stories; the third partner is Mariam Keita, who also sits on the committee."""
