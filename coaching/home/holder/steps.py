"""The journey of a project as a timeline: what happened, what comes."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.types import Context
from accelerator.web.templatetags.prose import day, deadline, longdate
from coaching.canvas.enums import CanvasKind, CanvasState
from coaching.home.holder.dossiers import HolderDossier
from coaching.home.holder.year_steps import list_year_steps
from coaching.session.releases import turn_in_words
from projects.application.enums import ApplicationState

S = ApplicationState
CANVAS_STEPS = {
    CanvasState.EMPTY: "coming",
    CanvasState.IN_PROGRESS: "current",
    CanvasState.VALIDATED: "done",
    CanvasState.FROZEN: "done",
}
DECIDED = {S.SELECTED, S.CONFIRMED, S.DECLINED, S.RESERVE, S.NOT_SELECTED, S.INELIGIBLE}


def journey(dossier: HolderDossier, at: datetime) -> list[Context]:
    """The steps of a project for the timeline component: what happened, what comes."""
    steps = [_dossier_step(dossier, at)]
    if dossier.state in (S.DRAFT, S.WITHDRAWN):
        return steps
    steps.append(_decision_step(dossier))
    if dossier.state not in (S.SELECTED, S.CONFIRMED):
        return steps
    mentoring = dossier.mentoring.as_step(over=dossier.edition.session_is_over(at))
    return [
        *steps,
        _place_step(dossier),
        *filter(None, [mentoring]),
        _session_step(dossier, at),
        *_room_steps(dossier, at),
        *list_year_steps(dossier, at),
    ]


def _dossier_step(dossier: HolderDossier, at: datetime) -> Context:
    application = dossier.application
    href = reverse("projects:application", args=[application.reference])
    if dossier.state == S.WITHDRAWN:
        return {"label": _("Dossier retiré"), "state": "missing", "href": href}
    admission = dossier.admission(at)
    if dossier.state == S.DRAFT:
        if admission:
            return {
                "label": _("Dossier à finir") if dossier.may_edit else _("Dossier en cours d’écriture"),
                "date": deadline(admission.until, at),
                "state": "current",
                "href": href,
            }
        return {
            "label": _("Dossier non envoyé"),
            "text": _("L’appel est clos."),
            "state": "missing",
            "href": href,
        }
    return {
        "label": _("Dossier déposé"),
        "date": day(application.submitted_at),
        "text": application.reference,
        "state": "done",
        "href": href,
    }


def _decision_step(dossier: HolderDossier) -> Context:
    if dossier.state not in DECIDED:
        meets = dossier.edition.committee_meets_at
        return {
            "label": _("Décision du comité"),
            "date": longdate(meets) if meets else "",
            "state": "current",
            "text": {
                S.SUBMITTED: _("L’équipe vérifie que votre dossier est recevable."),
                S.COMPLETION_REQUESTED: _("L’équipe attend quelques réponses de votre part."),
            }.get(dossier.state, _("Le comité étudie votre dossier.")),
        }
    decision = getattr(dossier.application, "decision", None)
    labels: dict[ApplicationState, str] = {
        S.RESERVE: _("Liste complémentaire"),
        S.NOT_SELECTED: _("Projet non retenu"),
        S.INELIGIBLE: _("Dossier non recevable"),
        S.DECLINED: _("Projet retenu, place laissée"),
    }
    announced = decision.announced_at if decision else None
    return {
        "label": labels.get(dossier.state, _("Projet retenu")),
        "date": day(announced),
        "state": "done",
        "text": decision.reason if decision and announced else "",
    }


def _place_step(dossier: HolderDossier) -> Context:
    """The page of the place is where one confirms, and where one declines later."""
    href = reverse("projects:participation", args=[dossier.application.reference])
    if dossier.state == S.SELECTED:
        label = _("Confirmez votre venue") if dossier.may_edit else _("Venue à confirmer")
        return {"label": label, "state": "current", "href": href}
    answered = dossier.participation.answered_at if dossier.participation else None
    return {"label": _("Venue confirmée"), "date": day(answered), "state": "done", "href": href}


def _session_step(dossier: HolderDossier, at: datetime) -> Context:
    edition, starts = dossier.edition, dossier.edition.session_starts_on
    state = "current" if edition.session_has_begun(at) else "coming"
    step = {
        "label": _("Deux jours d’accélération") if starts != edition.session_ends_on else _("La session"),
        "date": day(starts) if starts else "",
        "state": "done" if edition.session_is_over(at) else state,
        "text": " · ".join(turn_in_words(booking) for booking in dossier.bookings),
    }
    if dossier.bookings:
        step["href"] = reverse("coaching:timetable", args=[edition.slug])
    return step


def _list_expected_canvases(dossier: HolderDossier, at: datetime) -> list[CanvasKind]:
    """What was begun; before the session is over, what may be."""
    found, over = dossier.progress, dossier.edition.session_is_over(at)
    assert found is not None  # only those who have a room get here
    return [
        kind
        for kind, state in found.canvases.items()
        if state != CanvasState.EMPTY or (not over and (kind != CanvasKind.ADN or found.has_axes))
    ]


def _room_steps(dossier: HolderDossier, at: datetime) -> list[Context]:
    """The canvases and ideas of the two days, from the first of them on; before, the session stands for them."""
    if dossier.progress is None or not dossier.edition.session_has_begun(at):
        return []
    found, slug = dossier.progress, dossier.application.project.slug
    canvases = [
        (CanvasKind.TIMELINE, _("Frise"), "room_timeline"),
        (CanvasKind.PITCH, _("Pitch"), "room_pitch"),
        (CanvasKind.ADN, _("Carte ADN"), "room_adn"),
    ]
    steps = [
        {
            "label": label,
            "state": CANVAS_STEPS[found.canvases[kind]],
            "text": "" if CANVAS_STEPS[found.canvases[kind]] == "done" else found.canvases[kind].label,
            "href": reverse(f"coaching:{page}", args=[slug]),
        }
        for kind, label, page in canvases
        if kind in _list_expected_canvases(dossier, at)
    ]
    ideas = ngettext("%(count)d idée", "%(count)d idées", found.ideas_received)
    left = ngettext("%(count)d à trier", "%(count)d à trier", found.ideas_unsorted)
    parts = [ideas % {"count": found.ideas_received}] if found.ideas_received else []
    parts += [left % {"count": found.ideas_unsorted}] if found.ideas_unsorted else []
    sorted_out = "current" if found.ideas_unsorted else "done"
    return [
        *steps,
        {
            "label": _("Idées reçues"),
            "state": sorted_out if found.ideas_received else "coming",
            "text": " · ".join(parts),
            "href": reverse("coaching:room_ideas", args=[slug]),
        },
        {
            "label": _("Plan d’action"),
            "state": "done" if found.has_actions else "coming",
            "text": "" if found.has_actions else _("à commencer"),
            "href": reverse("coaching:room_plan", args=[slug]),
        },
    ]
