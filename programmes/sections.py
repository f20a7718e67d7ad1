"""The organiser's sections of one edition, in the order of the work."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    label: "str | Promise"
    url_name: str


@dataclass(frozen=True)
class Section:
    """Pages of one subject, which are tabs of one another; a section of one page has no tabs."""

    label: "str | Promise"
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Group:
    label: "str | Promise"
    sections: tuple[Section, ...]


def _single(label: "str | Promise", url_name: str) -> Section:
    return Section(label, (Page(label, url_name),))


GROUPS = (
    Group(_("Tableau de bord"), (_single(_("Tableau de bord"), "coaching:manage_edition"),)),
    Group(
        _("Appel"),
        (
            Section(
                _("L’appel"),
                (
                    Page(_("Appel à projets"), "programmes:manage_call"),
                    Page(_("Formulaire de candidature"), "programmes:manage_form"),
                ),
            ),
            _single(_("Dossiers"), "projects:manage_applications"),
            Section(
                _("Fichiers"),
                (
                    Page(_("Exports"), "projects:manage_exports"),
                    Page(_("Import"), "projects:application_imports"),
                    Page(_("Édition passée"), "projects:manage_history"),
                ),
            ),
        ),
    ),
    Group(
        _("Sélection"),
        (
            Section(
                _("Comité"),
                (
                    Page(_("Comité de sélection"), "programmes:manage_committee"),
                    Page(_("Conflits d’intérêts"), "projects:manage_conflicts"),
                    Page(_("Grille d’évaluation"), "programmes:manage_criteria"),
                ),
            ),
            _single(_("Affectation"), "projects:manage_assignment"),
            Section(
                _("Décisions"),
                (
                    Page(_("Classement"), "projects:ranking"),
                    Page(_("Délibération"), "projects:deliberation"),
                    Page(_("Annonce"), "projects:announce"),
                ),
            ),
        ),
    ),
    Group(
        _("Session"),
        (
            _single(_("Déroulé"), "coaching:manage_session"),
            Section(
                _("Participants"),
                (
                    Page(_("Participants"), "coaching:manage_attendees"),
                    Page(_("Présences"), "coaching:presence"),
                ),
            ),
            _single(_("Parrainages"), "coaching:manage_pairings"),
            Section(
                _("Ateliers"),
                (
                    Page(_("Dessins"), "coaching:session_drawn"),
                    Page(_("Axes de la carte ADN"), "coaching:manage_axes"),
                    Page(_("Pitchs"), "coaching:session_pitches"),
                    Page(_("Grand Mix des idées"), "coaching:mix"),
                ),
            ),
            _single(_("En direct"), "coaching:cockpit"),
            _single(_("Galerie"), "coaching:manage_gallery"),
        ),
    ),
    Group(
        _("Suites"),
        (
            Section(
                _("Résultats"),
                (
                    Page(_("Projets"), "coaching:manage_portfolio"),
                    Page(_("Au fil de l’année"), "coaching:manage_indicators"),
                ),
            ),
            _single(_("Enquêtes"), "coaching:manage_surveys"),
            _single(_("Synthèses"), "coaching:manage_reports"),
            Section(
                _("Réunion des partenaires"),
                (
                    Page(_("Réunion des partenaires"), "coaching:manage_support_board"),
                    Page(_("Dispositifs d’appui"), "programmes:manage_schemes"),
                ),
            ),
            Section(
                _("Lettres et engagements"),
                (
                    Page(_("Lettres"), "coaching:manage_letters"),
                    Page(_("Engagements"), "coaching:manage_commitments"),
                ),
            ),
            _single(_("Actualités"), "coaching:manage_posts"),
        ),
    ),
    Group(
        _("Réglages"),
        (
            Section(
                _("Édition et dates"),
                (
                    Page(_("Réglages"), "programmes:manage_settings"),
                    Page(_("Dates"), "programmes:manage_dates"),
                ),
            ),
            _single(_("Personnes"), "programmes:manage_people"),
            _single(_("Messages"), "programmes:manage_mails"),
            Section(
                _("Journal et conservation"),
                (
                    Page(_("Journal"), "coaching:manage_journal"),
                    Page(_("Conservation"), "projects:manage_retention"),
                ),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    label: "str | Promise"
    url: str
    is_current: bool
    links: "list[Link]" = field(default_factory=list)


@dataclass(frozen=True)
class Navigation:
    """``groups``, each with its sections as ``links``, and these with their pages; ``group`` and ``section`` are the
    current ones.
    """

    groups: list[Link]
    group: Link
    section: Link


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

    groups: list[Link] = []
    for group in GROUPS:
        sections: list[Link] = []
        for section in group.sections:
            names = [page for page in section.pages if page.url_name in urls]
            links = [Link(page.label, urls[page.url_name], page.url_name == current) for page in names]
            sections += _gather(section.label, links)
        groups += _gather(group.label, sections)
    here = next(group for group in groups if group.is_current)
    return Navigation(groups, here, next(section for section in here.links if section.is_current))


def _gather(label: "str | Promise", links: list[Link]) -> list[Link]:
    """What leads to the first of these links, or nothing without one."""
    return [Link(label, links[0].url, any(link.is_current for link in links), links)] if links else []
