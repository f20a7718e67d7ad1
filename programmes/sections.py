"""The organiser's sections of one edition, in the order of the work."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ManagePage:
    label: "str | Promise"
    url_name: str


@dataclass(frozen=True)
class ManageSection:
    """Pages of one subject, which are tabs of one another; a section of one page has no tabs."""

    label: "str | Promise"
    pages: tuple[ManagePage, ...]


@dataclass(frozen=True)
class ManageGroup:
    label: "str | Promise"
    sections: tuple[ManageSection, ...]


def _single(label: "str | Promise", url_name: str) -> ManageSection:
    return ManageSection(label, (ManagePage(label, url_name),))


GROUPS = (
    ManageGroup(_("Tableau de bord"), (_single(_("Tableau de bord"), "coaching:manage_edition"),)),
    ManageGroup(
        _("Appel"),
        (
            ManageSection(
                _("L’appel"),
                (
                    ManagePage(_("Appel à projets"), "programmes:manage_call"),
                    ManagePage(_("Formulaire de candidature"), "programmes:manage_form"),
                ),
            ),
            _single(_("Dossiers"), "projects:manage_applications"),
            ManageSection(
                _("Fichiers"),
                (
                    ManagePage(_("Exports"), "projects:manage_exports"),
                    ManagePage(_("Import"), "projects:application_imports"),
                    ManagePage(_("Édition passée"), "projects:manage_history"),
                ),
            ),
        ),
    ),
    ManageGroup(
        _("Sélection"),
        (
            ManageSection(
                _("Comité"),
                (
                    ManagePage(_("Comité de sélection"), "programmes:manage_committee"),
                    ManagePage(_("Conflits d’intérêts"), "projects:manage_conflicts"),
                    ManagePage(_("Grille d’évaluation"), "programmes:manage_criteria"),
                ),
            ),
            _single(_("Affectation"), "projects:manage_assignment"),
            ManageSection(
                _("Décisions"),
                (
                    ManagePage(_("Classement"), "projects:ranking"),
                    ManagePage(_("Délibération"), "projects:deliberation"),
                    ManagePage(_("Annonce"), "projects:announce"),
                ),
            ),
        ),
    ),
    ManageGroup(
        _("Session"),
        (
            _single(_("Déroulé"), "coaching:manage_session"),
            ManageSection(
                _("Participants"),
                (
                    ManagePage(_("Participants"), "coaching:manage_attendees"),
                    ManagePage(_("Présences"), "coaching:presence"),
                ),
            ),
            _single(_("Parrainages"), "coaching:manage_pairings"),
            ManageSection(
                _("Ateliers"),
                (
                    ManagePage(_("Dessins"), "coaching:session_drawn"),
                    ManagePage(_("Axes de la carte ADN"), "coaching:manage_axes"),
                    ManagePage(_("Pitchs"), "coaching:session_pitches"),
                    ManagePage(_("Grand Mix des idées"), "coaching:mix"),
                ),
            ),
            _single(_("En direct"), "coaching:cockpit"),
            _single(_("Galerie"), "coaching:manage_gallery"),
        ),
    ),
    ManageGroup(
        _("Suites"),
        (
            ManageSection(
                _("Résultats"),
                (
                    ManagePage(_("Projets"), "coaching:manage_portfolio"),
                    ManagePage(_("Au fil de l’année"), "coaching:manage_indicators"),
                ),
            ),
            _single(_("Enquêtes"), "coaching:manage_surveys"),
            _single(_("Synthèses"), "coaching:manage_reports"),
            ManageSection(
                _("Réunion des partenaires"),
                (
                    ManagePage(_("Réunion des partenaires"), "coaching:manage_support_board"),
                    ManagePage(_("Dispositifs d’appui"), "programmes:manage_schemes"),
                ),
            ),
            ManageSection(
                _("Lettres et engagements"),
                (
                    ManagePage(_("Lettres"), "coaching:manage_letters"),
                    ManagePage(_("Engagements"), "coaching:manage_commitments"),
                ),
            ),
            _single(_("Actualités"), "coaching:manage_posts"),
        ),
    ),
    ManageGroup(
        _("Réglages"),
        (
            ManageSection(
                _("Édition et dates"),
                (
                    ManagePage(_("Réglages"), "programmes:manage_settings"),
                    ManagePage(_("Dates"), "programmes:manage_dates"),
                ),
            ),
            _single(_("Personnes"), "programmes:manage_people"),
            _single(_("Messages"), "programmes:manage_mails"),
            ManageSection(
                _("Journal et conservation"),
                (
                    ManagePage(_("Journal"), "coaching:manage_journal"),
                    ManagePage(_("Conservation"), "projects:manage_retention"),
                ),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class SectionLink:
    label: "str | Promise"
    url: str
    is_current: bool
    links: "list[SectionLink]" = field(default_factory=list)


@dataclass(frozen=True)
class Navigation:
    """``groups``, each with its sections as ``links``, and these with their pages; ``group`` and ``section`` are the
    current ones.
    """

    groups: list[SectionLink]
    group: SectionLink
    section: SectionLink


def navigation(edition_slug: str, path: str, may_open: Callable[[str], bool]) -> Navigation | None:
    """The pages of an edition that a person may open; ``None`` without any. No query.

    The current page is the one whose address begins ``path``, the longest of them; else the first.
    """
    pages = [page.url_name for group in GROUPS for section in group.sections for page in section.pages]
    urls = {name: reverse(name, args=[edition_slug]) for name in pages if may_open(name)}
    if not urls:
        return None
    around = [name for name, url in urls.items() if path.startswith(url)]
    current = max(around, key=lambda name: len(urls[name]), default=next(iter(urls)))

    groups: list[SectionLink] = []
    for group in GROUPS:
        sections: list[SectionLink] = []
        for section in group.sections:
            names = [page for page in section.pages if page.url_name in urls]
            links = [SectionLink(page.label, urls[page.url_name], page.url_name == current) for page in names]
            sections += _gather(section.label, links)
        groups += _gather(group.label, sections)
    here = next(group for group in groups if group.is_current)
    return Navigation(groups, here, next(section for section in here.links if section.is_current))


def _gather(label: "str | Promise", links: list[SectionLink]) -> list[SectionLink]:
    """What leads to the first of these links, or nothing without one."""
    return [SectionLink(label, links[0].url, any(link.is_current for link in links), links)] if links else []
