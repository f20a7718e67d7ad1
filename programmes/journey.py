"""Where the public stands in an edition: its steps, and the one thing to do now."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import day, days, longdate, until
from programmes.enums import Phase
from programmes.models import Edition

ORDER = [Phase.CALL, Phase.SELECTION, Phase.SESSION, Phase.SYNTHESIS, Phase.FOLLOW_UP]
_STEP_OF = {
    Phase.DRAFT: Phase.CALL,
    Phase.ANNOUNCED: Phase.CALL,
    Phase.CALL: Phase.CALL,
    Phase.SELECTION: Phase.SELECTION,
    Phase.PREPARATION: Phase.SESSION,
    Phase.SESSION: Phase.SESSION,
    Phase.SYNTHESIS: Phase.SYNTHESIS,
    Phase.FOLLOW_UP: Phase.FOLLOW_UP,
}


def public_steps(edition: Edition, at: datetime) -> list[dict[str, Any]]:
    """The five steps of the journey, with their dates and the present one marked."""
    phase = edition.phase(at)
    here = ORDER.index(_STEP_OF[phase]) if phase in _STEP_OF else len(ORDER)
    texts = [
        (_("Vous déposez un dossier"), _("en ligne, à votre rythme"), _until(edition, at)),
        (
            _("Un comité choisit"),
            _("plusieurs regards sur chaque dossier"),
            _date(edition.committee_meets_at),
        ),
        (
            _("Deux jours d’accélération"),
            edition.place,
            days(edition.session_starts_on, edition.session_ends_on),
        ),
        (_("Vous faites le point"), _("ce que la session a apporté, l’aide utile"), ""),
        (_("Les partenaires vous suivent"), _("un appui décidé ensemble, pendant un an"), ""),
    ]
    return [
        {
            "label": label,
            "text": text,
            "date": date,
            "state": "done" if index < here else "current" if index == here else "coming",
        }
        for index, (label, text, date) in enumerate(texts)
    ]


def _until(edition: Edition, at: datetime) -> str:
    """When the call ends, said as an end as long as one may apply."""
    closing = longdate(edition.call.closes_at)
    return _("jusqu’au %(day)s") % {"day": closing} if at < edition.call.closes_at else closing


def _date(value: datetime | None) -> str:
    return longdate(value) if value else ""


def public_action(edition: Edition, at: datetime, *, shows_projects: bool = False) -> dict[str, str]:
    """The one thing a visitor can do: ``title``, ``text``, ``label``, ``href`` (no label: nothing to do but wait).

    ``shows_projects``: whether some of its projects have a public sheet.
    """
    call = edition.call
    phase = edition.phase(at)
    if phase == Phase.CALL:
        return {
            "title": _("L’appel est ouvert"),
            "text": until(call.closes_at, at),
            "label": _("Déposer un dossier"),
            "href": reverse("projects:apply", args=[edition.slug]),
        }
    if phase in (Phase.DRAFT, Phase.ANNOUNCED):
        return {
            "title": _("L’appel ouvre bientôt"),
            "text": longdate(call.opens_at),
            "label": _("Ajouter les dates à mon agenda"),
            "href": reverse("programmes:call_dates", args=[edition.slug]),
        }
    if edition.announced_at and at >= edition.announced_at:
        return {
            "title": _("Les projets sont choisis"),
            "text": _("Le dépôt est clos depuis le %(day)s.") % {"day": day(call.closes_at)},
            "label": _("Voir les projets") if shows_projects else "",
            "href": reverse("projects:public_projects", args=[edition.slug]) if shows_projects else "",
        }
    return {
        "title": _("Le comité étudie les dossiers"),
        "text": _("Le dépôt est clos depuis le %(day)s.") % {"day": day(call.closes_at)},
        "label": "",
        "href": "",
    }
