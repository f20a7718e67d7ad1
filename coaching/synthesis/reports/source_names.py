"""What the sources of a document are called in its notes."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KINDS: dict[str, str | Promise] = {
    "page": gettext_lazy("Page de l’édition"),
    "results": gettext_lazy("Résultats de l’enquête"),
    "project": gettext_lazy("Le projet"),
    "blocker": gettext_lazy("Plan d’action"),
    "action": gettext_lazy("Plan d’action"),
    "need": gettext_lazy("Besoin transmis aux partenaires"),
    "answers": gettext_lazy("Réponses au fichier de synthèse"),
    "wave": gettext_lazy("Réponses au suivi"),
    "drawn": gettext_lazy("Frise"),
    "scheme": gettext_lazy("Dispositif"),
    "sheet": gettext_lazy("Fiche publique"),
    "commitments": gettext_lazy("Engagements"),
    "letter": gettext_lazy("Lettre des partenaires"),
    "minutes": gettext_lazy("Compte rendu de la réunion"),
}
"""By kind of source."""
PAGES: dict[str, str | Promise] = {
    "programmes:call": gettext_lazy("L’appel à projets"),
    "projects:manage_applications": gettext_lazy("Dossiers"),
    "projects:announce": gettext_lazy("Annonce"),
    "programmes:manage_committee": gettext_lazy("Comité de sélection"),
    "programmes:manage_people": gettext_lazy("Personnes"),
    "programmes:manage_schemes": gettext_lazy("Dispositifs"),
    "coaching:manage_attendees": gettext_lazy("Participants"),
    "coaching:mix": gettext_lazy("Grand Mix des idées"),
    "coaching:session_drawn": gettext_lazy("Ce que les projets ont dessiné"),
    "coaching:timetable": gettext_lazy("Programme de la session"),
    "coaching:manage_surveys": gettext_lazy("Enquêtes"),
    "coaching:read_synthesis": gettext_lazy("Réponses au fichier de synthèse"),
    "coaching:manage_results": gettext_lazy("Résultats de l’édition"),
}
"""By name of a page of the edition."""


def name_source(source: str, section: str) -> str:
    """« Réponses au suivi, pour « À 12 mois » »; ``section``: where it is first cited."""
    kind, _colon, name = source.partition(":")
    label = str(PAGES.get(name) if kind == "page" and name in PAGES else KINDS.get(kind, KINDS["page"]))
    return _("%(label)s (%(section)s)") % {"label": label, "section": section} if section else label
