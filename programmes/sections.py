"""The organiser's sections of one edition, in the order of the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: list[tuple[str | Promise, list[tuple[str | Promise, dict[str, str | Promise]]]]] = [
    (
        _("Tableau de bord"),
        [
            (_("Tableau de bord"), {"coaching:manage_edition": _("Tableau de bord")}),
        ],
    ),
    (
        _("Appel"),
        [
            (
                _("L’appel"),
                {
                    "programmes:manage_call": _("Appel à projets"),
                    "programmes:manage_form": _("Formulaire de candidature"),
                },
            ),
            (_("Dossiers"), {"projects:manage_applications": _("Dossiers")}),
            (
                _("Fichiers"),
                {
                    "projects:manage_exports": _("Exports"),
                    "projects:application_imports": _("Import"),
                    "projects:manage_history": _("Édition passée"),
                },
            ),
        ],
    ),
    (
        _("Sélection"),
        [
            (
                _("Comité"),
                {
                    "programmes:manage_committee": _("Comité de sélection"),
                    "projects:manage_conflicts": _("Conflits d’intérêts"),
                    "programmes:manage_criteria": _("Grille d’évaluation"),
                },
            ),
            (_("Affectation"), {"projects:manage_assignment": _("Affectation")}),
            (
                _("Décisions"),
                {
                    "projects:ranking": _("Classement"),
                    "projects:deliberation": _("Délibération"),
                    "projects:committee_minutes": _("Procès-verbal"),
                    "projects:announce": _("Annonce"),
                },
            ),
        ],
    ),
    (
        _("Session"),
        [
            (_("Déroulé"), {"coaching:manage_session": _("Déroulé")}),
            (
                _("Participants"),
                {
                    "coaching:manage_attendees": _("Participants"),
                    "coaching:presence": _("Présences"),
                },
            ),
            (_("Parrainages"), {"coaching:manage_pairings": _("Parrainages")}),
            (
                _("Ateliers"),
                {
                    "coaching:session_drawn": _("Dessins"),
                    "coaching:manage_axes": _("Axes de la carte ADN"),
                    "coaching:session_pitches": _("Pitchs"),
                    "coaching:mix": _("Grand Mix des idées"),
                },
            ),
            (_("En direct"), {"coaching:cockpit": _("En direct")}),
            (_("Galerie"), {"coaching:manage_gallery": _("Galerie")}),
        ],
    ),
    (
        _("Suites"),
        [
            (
                _("Résultats"),
                {
                    "coaching:manage_results": _("Résultats"),
                    "coaching:manage_portfolio": _("Projets"),
                    "coaching:manage_amounts": _("Montants"),
                },
            ),
            (_("Enquêtes"), {"coaching:manage_surveys": _("Enquêtes")}),
            (_("Synthèses"), {"coaching:manage_reports": _("Synthèses")}),
            (
                _("Réunion des partenaires"),
                {
                    "coaching:manage_support_board": _("Réunion des partenaires"),
                    "programmes:manage_schemes": _("Dispositifs d’appui"),
                },
            ),
            (
                _("Lettres et engagements"),
                {
                    "coaching:manage_letters": _("Lettres"),
                    "coaching:manage_commitments": _("Engagements"),
                },
            ),
            (_("Actualités"), {"coaching:manage_posts": _("Actualités")}),
        ],
    ),
    (
        _("Réglages"),
        [
            (
                _("Édition et dates"),
                {
                    "programmes:manage_settings": _("Réglages"),
                    "programmes:manage_dates": _("Dates"),
                },
            ),
            (_("Personnes"), {"programmes:manage_people": _("Personnes")}),
            (_("Messages"), {"programmes:manage_mails": _("Messages")}),
            (
                _("Journal et conservation"),
                {
                    "coaching:manage_journal": _("Journal"),
                    "projects:manage_retention": _("Conservation"),
                },
            ),
        ],
    ),
]
"""The groups, each with its sections: a label, and its pages (address name → label), which are tabs of one another."""


@dataclass(frozen=True)
class SectionLink:
    label: str | Promise
    url: str
    is_current: bool
    links: list[SectionLink] = field(default_factory=list)


@dataclass(frozen=True)
class Navigation:
    """The menus of an edition: ``groups`` of sections, and these of pages; ``group``, ``section`` and ``page`` are the
    current ones. ``is_at_page``: the address is that of ``page``, not of a page below it.
    """

    groups: list[SectionLink]
    group: SectionLink
    section: SectionLink
    page: SectionLink
    is_at_page: bool


def navigation(edition_slug: str, path: str, may_open: Callable[[str], bool]) -> Navigation | None:
    """The pages of an edition that a person may open; ``None`` without any. No query.

    The current page is the one whose address begins ``path``, the longest of them; else the first.
    """
    urls = {name: url for name, url in _list_urls(edition_slug).items() if may_open(name)}
    if not urls:
        return None
    around = [name for name, url in urls.items() if path.startswith(url)]
    current = max(around, key=lambda name: len(urls[name]), default=next(iter(urls)))
    groups: list[SectionLink] = []
    for group, sections in GROUPS:
        links: list[SectionLink] = []
        for section, tabs in sections:
            open_tabs = [
                SectionLink(label, urls[name], name == current)
                for name, label in tabs.items()
                if name in urls
            ]
            links += _gather(section, open_tabs)
        groups += _gather(group, links)
    here = next(group for group in groups if group.is_current)
    current_section = next(section for section in here.links if section.is_current)
    page = next(page for page in current_section.links if page.is_current)
    return Navigation(groups, here, current_section, page, page.url == path)


@lru_cache(maxsize=64)
def _list_urls(edition_slug: str) -> Mapping[str, str]:
    """The address of each page. To reverse all forty takes 4 100 Python calls, about a millisecond, on every page."""
    pages = [name for _label, sections in GROUPS for _label, tabs in sections for name in tabs]
    return {name: reverse(name, args=[edition_slug]) for name in pages}


def _gather(label: str | Promise, links: list[SectionLink]) -> list[SectionLink]:
    """What leads to the first of these links, or nothing without one."""
    return (
        [SectionLink(str(label), links[0].url, any(link.is_current for link in links), links)]
        if links
        else []
    )
