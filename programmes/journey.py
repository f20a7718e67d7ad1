"""The steps of an edition for the public, and the one thing to do now; the first steps of an empty site."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.types import Values
from accelerator.web.templatetags.prose import day, days, longdate, until
from programmes.enums import Phase
from programmes.models import Call, Edition, Programme

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


def public_steps(edition: Edition, at: datetime) -> list[Values]:
    """The five steps of the journey, with their dates and the present one marked.

    A date that its step contradicts (a meeting to come of a committee that has chosen) is left out.
    """
    phase, call = edition.phase(at), edition.call
    here = ORDER.index(_STEP_OF[phase]) if phase in _STEP_OF else len(ORDER)
    starts, ends, meets = edition.session_starts_on, edition.session_ends_on, edition.committee_meets_at
    texts: list[tuple[str, str, str, date | None, date | None]] = [
        (
            _("Vous déposez un dossier"),
            _("en ligne, à votre rythme"),
            _describe_closing(edition, at),
            call.closes_at,
            call.closes_at,
        ),
        (_("Un comité choisit"), _("plusieurs regards sur chaque dossier"), longdate(meets), meets, meets),
        (_("Deux jours d’accélération"), edition.place, days(starts, ends), starts, ends or starts),
        (_("Vous faites le point"), _("ce que la session a apporté, l’aide utile"), "", None, None),
        (_("Les partenaires vous suivent"), _("un appui décidé ensemble, pendant un an"), "", None, None),
    ]
    steps = []
    for index, (label, text, words, first, last) in enumerate(texts):
        # between the announcement and the session nothing is under way: the session is to come
        begun = phase != Phase.PREPARATION or _STEP_OF[phase] != ORDER[index]
        state = "done" if index < here else "current" if index == here and begun else "coming"
        displayed = words if _is_consistent(state, first, last, phase, at) else ""
        steps.append({"label": label, "text": text, "date": displayed, "state": state})
    return steps


def _is_consistent(state: str, first: date | None, last: date | None, phase: Phase, at: datetime) -> bool:
    """Whether the dates of a step can be read beside its state: nothing done is to come, nothing coming is past."""
    if first is None or last is None:
        return False
    if state == "done":
        return not _is_ahead(first, at)
    if state == "coming" or phase in (Phase.DRAFT, Phase.ANNOUNCED):
        return not _is_past(last, at)
    return True


def _is_ahead(value: date, at: datetime) -> bool:
    return value > at if isinstance(value, datetime) else value > timezone.localdate(at)


def _is_past(value: date, at: datetime) -> bool:
    return value <= at if isinstance(value, datetime) else value < timezone.localdate(at)


def _describe_closing(edition: Edition, at: datetime) -> str:
    """The closing of the call, worded as an end as long as one may apply."""
    closing = longdate(edition.call.closes_at)
    return _("jusqu’au %(day)s") % {"day": closing} if at < edition.call.closes_at else closing


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
        return _describe_before_call(edition, at)
    is_announced = edition.announced_at is not None and at >= edition.announced_at
    leads_on = is_announced and shows_projects
    return {
        "title": _find_title_after_call(edition, phase, at),
        "text": _("Le dépôt est clos depuis le %(day)s.") % {"day": day(call.closes_at)},
        "label": _("Voir les projets") if leads_on else "",
        "href": reverse("projects:public_projects", args=[edition.slug]) if leads_on else "",
    }


def _describe_before_call(edition: Edition, at: datetime) -> dict[str, str]:
    if edition.call.opens_at <= at:  # only its organisers read this page: it is not published
        return {
            "title": _("L’appel n’est pas encore publié"),
            "text": _("Seule l’équipe qui organise voit cette page."),
            "label": "",
            "href": "",
        }
    return {
        "title": _("L’appel ouvre bientôt"),
        "text": longdate(edition.call.opens_at),
        "label": _("Ajouter les dates à mon agenda"),
        "href": reverse("programmes:call_dates", args=[edition.slug]),
    }


def _find_title_after_call(edition: Edition, phase: Phase, at: datetime) -> str:
    if phase == Phase.SELECTION:
        meets = edition.committee_meets_at
        if meets and meets <= at:
            return _("Le comité s’est réuni, les réponses arrivent")
        return _("Le comité étudie les dossiers")
    titles = {
        Phase.PREPARATION: _("Les projets sont choisis"),
        Phase.SESSION: _("La session est en cours"),
        Phase.SYNTHESIS: _("La session a eu lieu, les projets font le point"),
        Phase.FOLLOW_UP: _("Les partenaires suivent les projets"),
        Phase.CLOSED: _("Cette édition est terminée"),
    }
    return titles[phase]


@dataclass(frozen=True)
class FirstStep:
    """A step of the way from an empty site to a published call. ``href`` is empty for a step that waits for the one
    before.
    """

    label: str
    text: str
    href: str
    done: bool


def first_steps(at: datetime) -> list[FirstStep]:
    """What leads from an empty site to its first call; empty once a call is published. 3 queries."""
    if Call.objects.published(at).exists():
        return []
    programme = Programme.objects.order_by("pk").last()
    edition = Edition.objects.order_by("pk").last()
    return [
        FirstStep(
            _("Décrire le programme"),
            _("Son nom, ce que c’est, son logo, une adresse de contact, qui répond des données."),
            reverse("programmes:edit_programme", args=[programme.slug])
            if programme
            else reverse("programmes:new_programme"),
            programme is not None,
        ),
        FirstStep(
            _("Créer la première édition"),
            _("Son thème, son lieu, les jours de sa session. Formulaire et grille sont déjà prêts."),
            reverse("coaching:manage_edition", args=[edition.slug])
            if edition
            else reverse("programmes:new_edition")
            if programme
            else "",
            edition is not None,
        ),
        FirstStep(
            _("Publier l’appel"),
            _("Ce qu’il recherche, son règlement, ses dates. Il s’ouvre et se ferme tout seul."),
            reverse("programmes:manage_call", args=[edition.slug]) if edition else "",
            False,
        ),
    ]
