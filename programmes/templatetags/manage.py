"""The organiser's sections of one edition, in the order of the work: ``{% load manage %}{% manage_nav %}``."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.types import Context, Values


@dataclass(frozen=True)
class ManageSection:
    label: "str | Promise"
    url_name: str


GROUPS: list[tuple["str | Promise", list[ManageSection]]] = [
    (
        _("Édition"),
        [
            ManageSection(_("Tableau de bord"), "coaching:manage_edition"),
            ManageSection(_("Réglages"), "programmes:manage_settings"),
            ManageSection(_("Dates"), "programmes:manage_dates"),
            ManageSection(_("Personnes"), "programmes:manage_people"),
            ManageSection(_("Messages"), "programmes:manage_mails"),
            ManageSection(_("Journal"), "coaching:manage_journal"),
            ManageSection(_("Conservation"), "projects:manage_retention"),
        ],
    ),
    (
        _("Appel"),
        [
            ManageSection(_("Appel à projets"), "programmes:manage_call"),
            ManageSection(_("Formulaire"), "programmes:manage_form"),
            ManageSection(_("Grille d’évaluation"), "programmes:manage_criteria"),
            ManageSection(_("Dossiers"), "projects:manage_applications"),
            ManageSection(_("Exports"), "projects:manage_exports"),
            ManageSection(_("Import"), "projects:application_imports"),
            ManageSection(_("Édition passée"), "projects:manage_history"),
        ],
    ),
    (
        _("Sélection"),
        [
            ManageSection(_("Comité"), "programmes:manage_committee"),
            ManageSection(_("Conflits d’intérêts"), "projects:manage_conflicts"),
            ManageSection(_("Affectation"), "projects:manage_assignment"),
            ManageSection(_("Classement"), "projects:ranking"),
            ManageSection(_("Délibération"), "projects:deliberation"),
            ManageSection(_("Annonce"), "projects:announce"),
        ],
    ),
    (
        _("Session"),
        [
            ManageSection(_("Déroulé"), "coaching:manage_session"),
            ManageSection(_("Parrainages"), "coaching:manage_pairings"),
            ManageSection(_("Participants"), "coaching:manage_attendees"),
            ManageSection(_("Présences"), "coaching:presence"),
            ManageSection(_("Axes"), "coaching:manage_axes"),
            ManageSection(_("Galerie"), "coaching:manage_gallery"),
            ManageSection(_("En direct"), "coaching:cockpit"),
        ],
    ),
    (
        _("Suites"),
        [
            ManageSection(_("Enquêtes"), "coaching:manage_surveys"),
            ManageSection(_("Synthèses"), "coaching:manage_reports"),
            ManageSection(_("Appuis"), "coaching:manage_support_board"),
            ManageSection(_("Lettres"), "coaching:manage_letters"),
            ManageSection(_("Engagements"), "coaching:manage_commitments"),
            ManageSection(_("Dispositifs"), "programmes:manage_schemes"),
            ManageSection(_("Portefeuille"), "coaching:manage_portfolio"),
            ManageSection(_("Actualités"), "coaching:manage_posts"),
            ManageSection(_("Prochaine édition"), "coaching:manage_lessons"),
        ],
    ),
]


def navigation(edition_slug: str, path: str) -> tuple[list[Values], list[Values]]:
    """The groups as tabs, each leading to its first section, and the sections of the current group.

    The longest address that starts the present path is the current one.
    """
    urls = {
        section.url_name: reverse(section.url_name, args=[edition_slug])
        for _label, group in GROUPS
        for section in group
    }
    ahead = [name for name, url in urls.items() if path.startswith(url)]
    current = max(ahead, key=lambda name: len(urls[name]), default=GROUPS[0][1][0].url_name)
    here = next(group for _label, group in GROUPS if any(section.url_name == current for section in group))
    tabs = [
        {"label": label, "url": urls[group[0].url_name], "current": group is here} for label, group in GROUPS
    ]
    sections = [
        {"label": section.label, "url": urls[section.url_name], "current": section.url_name == current}
        for section in here
    ]
    return tabs, sections


register = template.Library()


@register.inclusion_tag("programmes/_manage_nav.html", takes_context=True)
def manage_nav(context: template.Context) -> Context:
    """The sections of the edition the page belongs to."""
    request = context["request"]
    tabs, sections = navigation(request.edition.slug, request.path)
    return {"tabs": tabs, "sections": sections}
