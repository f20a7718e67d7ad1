"""Where a project stands and what its holder can do next: computed for an instant, from few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import clock, day, deadline, longdate
from coaching.enums import InvitationState, PairingState, ReportKind, ReportState, SurveyKind
from coaching.links import token_for
from coaching.models import Booking, Pairing, SurveyInvitation, SynthesisReport
from coaching.timetable import PARIS
from programmes.enums import Phase
from programmes.models import Call, Edition
from projects.enums import STATE_TONES, ApplicationState, ParticipationState
from projects.models import Application, Participation

S = ApplicationState
DECIDED = {S.SELECTED, S.CONFIRMED, S.DECLINED, S.RESERVE, S.NOT_SELECTED, S.INELIGIBLE}


@dataclass(frozen=True)
class NextAction:
    """The one thing to do (``href`` and ``label``), or what comes next. ``due``: before when, to choose among several."""

    title: "str | Promise"
    text: "str | Promise" = ""
    href: str | None = None
    label: "str | Promise" = ""
    due: datetime | None = None


@dataclass
class Dossier:
    """One project of a holder, with everything its journey is told from."""

    application: Application
    participation: Participation | None = None
    bookings: list[Booking] = field(default_factory=list)
    pairing: Pairing | None = None
    synthesis: SurveyInvitation | None = None
    documents: list[SynthesisReport] = field(default_factory=list)

    @property
    def edition(self) -> Edition:
        return self.application.call.edition

    @property
    def title(self) -> str:
        return self.application.title or _("Dossier sans titre")

    @property
    def state(self) -> ApplicationState:
        return ApplicationState(self.application.state)

    @property
    def state_label(self) -> "str | Promise":
        return self.state.label_for_holder

    @property
    def tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def mentor(self) -> Any:
        """The person who follows the project, once they said yes."""
        return self.pairing.mentor if self.pairing and self.pairing.state == PairingState.ACCEPTED else None

    @property
    def confirmed(self) -> bool:
        return self.participation is not None and self.participation.state == ParticipationState.CONFIRMED


def dossiers_of(user: Any, *, slug: str | None = None) -> list[Dossier]:
    """The projects of a holder, latest first: one query, and four more when one of them is admitted."""
    found = Application.objects.held_by(user).exclude(state=S.WITHDRAWN)
    if slug is not None:
        found = Application.objects.held_by(user).filter(project__slug=slug)
    found = found.select_related(
        "call__edition__programme", "project__organisation", "project__participation", "decision", "sheet"
    ).order_by("-created_at", "-pk")
    dossiers = [Dossier(one, getattr(one.project, "participation", None)) for one in found[:50]]
    _complete({one.participation.pk: one for one in dossiers if one.participation})
    return dossiers


def _complete(admitted: dict[int, Dossier]) -> None:
    if not admitted:
        return
    bookings = Booking.objects.filter(participation__in=admitted).select_related("slot__day__session", "room")
    for booking in bookings.order_by("slot__day__date", "slot__starts_at"):
        if booking.slot.day.session.published_at:
            admitted[booking.participation_id].bookings.append(booking)
    for pairing in Pairing.objects.current().filter(participation__in=admitted).select_related("mentor"):
        admitted[pairing.participation_id].pairing = pairing
    invitations = SurveyInvitation.objects.filter(participation__in=admitted, survey__kind=SurveyKind.SYNTHESIS)
    for invitation in invitations.select_related("survey"):
        admitted[invitation.participation_id].synthesis = invitation
    reports = SynthesisReport.objects.filter(
        participation__in=admitted, kind=ReportKind.PROJECT, state=ReportState.READY
    ).defer("facts").order_by("-version")
    for report in reports:
        documents = admitted[report.participation_id].documents  # type: ignore[index]
        if report.language not in {one.language for one in documents}:
            documents.append(report)


def next_for_holder(dossiers: Iterable[Dossier], at: datetime) -> NextAction | None:
    """The most pressing thing over all projects, else what comes next for the latest; ``None`` without a project."""
    known = list(dossiers)
    todo = [action for one in known for action in things_to_do(one, at)]
    if todo:
        return min(todo, key=lambda action: (action.due is None, action.due or at))
    return what_comes_next(known[0], at) if known else None


def things_to_do(dossier: Dossier, at: datetime) -> list[NextAction]:
    """What waits for the holder of this project at this instant."""
    application, call = dossier.application, dossier.application.call
    todo = []
    if dossier.state == S.DRAFT and call.is_open(at):
        todo.append(NextAction(
            _("Finissez votre dossier « %(title)s »") % {"title": dossier.title},
            _("Clôture de l’appel : %(when)s.") % {"when": longdate(call.closes_at)},
            reverse("projects:application", args=[application.reference]), _("Continuer le dossier"), call.closes_at,
        ))
    if dossier.participation and dossier.participation.state == ParticipationState.OFFERED and dossier.state == S.SELECTED:
        starts = _first_day(dossier.edition)
        todo.append(NextAction(
            _("« %(title)s » est retenu : confirmez votre venue") % {"title": dossier.title},
            _("La session commence %(when)s.") % {"when": day(starts)} if starts else "",
            reverse("projects:participation", args=[application.reference]), _("Répondre"), starts,
        ))
    invitation = dossier.synthesis
    if invitation and invitation.state != InvitationState.SENT and invitation.survey.is_open(at):
        todo.append(NextAction(
            _("Dites ce que la session a apporté à « %(title)s »") % {"title": dossier.title},
            _("Les partenaires lisent vos besoins pour décider de leurs appuis. À envoyer %(when)s.")
            % {"when": deadline(invitation.survey.closes_at, at)},
            reverse("coaching:survey", args=[token_for(invitation)]),
            _("Continuer la synthèse") if invitation.state == InvitationState.STARTED else _("Remplir la synthèse"),
            invitation.survey.closes_at,
        ))
    return todo


def _first_day(edition: Edition) -> datetime | None:
    starts = edition.session_starts_on
    return datetime.combine(starts, datetime.min.time(), tzinfo=PARIS) if starts else None


def what_comes_next(dossier: Dossier, at: datetime) -> NextAction:
    """Nothing to do: what the holder of this project may expect."""
    edition, application = dossier.edition, dossier.application
    read = reverse("projects:application", args=[application.reference])
    state = dossier.state
    if state == S.WITHDRAWN:
        return NextAction(_("Vous avez retiré ce dossier"), _("Vous pouvez en déposer un autre tant que l’appel est ouvert."))
    if state == S.DRAFT:
        return NextAction(_("L’appel est clos"), _("Ce dossier n’a pas été envoyé à temps. Il reste lisible un moment."))
    if state in (S.SUBMITTED, S.ELIGIBLE, S.UNDER_REVIEW):
        meets = edition.committee_meets_at
        text = _("Le comité se réunit %(when)s. Vous recevrez sa réponse, avec ses raisons.") % {
            "when": longdate(meets)} if meets and meets > at else _("Vous recevrez la réponse du comité, avec ses raisons.")
        return NextAction(_("Votre dossier est entre nos mains"), text)
    if state == S.RESERVE:
        return NextAction(_("Votre projet est sur la liste complémentaire"),
                          _("Si une place se libère, nous vous écrivons aussitôt."), read, _("Lire la décision"))
    if state in (S.NOT_SELECTED, S.INELIGIBLE):
        return NextAction(_("Votre projet n’a pas été retenu cette fois"),
                          _("Les raisons sont dans la décision. D’autres éditions suivront."), read, _("Lire la décision"))
    if state == S.DECLINED:
        return NextAction(_("Vous avez laissé votre place"), _("Merci de nous l’avoir dit. À une prochaine édition."))
    return _next_in_session(dossier, at)


def _next_in_session(dossier: Dossier, at: datetime) -> NextAction:
    edition, today = dossier.edition, timezone.localdate(at)
    starts, ends = edition.session_starts_on, edition.session_ends_on
    programme = reverse("coaching:timetable", args=[edition.slug])
    coming = next((one for one in dossier.bookings if one.slot.day.date >= today), None)
    if starts and today < starts:
        text = _("Rendez-vous %(day)s, %(place)s.") % {"day": day(starts), "place": edition.place} if edition.place else \
            _("Rendez-vous %(day)s.") % {"day": day(starts)}
        if coming:
            return NextAction(_("Votre place est confirmée"), text, programme, _("Voir mon programme"))
        return NextAction(_("Votre place est confirmée"), text + " " + _("Le programme vous parviendra avant la session."))
    if starts and ends and starts <= today <= ends:
        text = turn_in_words(coming) if coming else ""
        return NextAction(_("La session a commencé"), text, programme, _("Voir mon programme"))
    if dossier.synthesis and dossier.synthesis.state == InvitationState.SENT:
        if edition.phase(at) == Phase.CLOSED:
            return NextAction(_("Cette édition est close"), _("Votre projet, ses documents et ses contacts restent ici."))
        return NextAction(_("Merci, votre synthèse est arrivée"),
                          _("Les partenaires l’étudient ensemble et vous disent ce qu’ils proposent."))
    return NextAction(_("La session est passée"),
                      _("Vous recevrez bientôt un lien pour dire ce qu’elle a apporté et l’aide utile."))


def turn_in_words(booking: Booking) -> str:
    """« Frise du projet : jeudi 13 décembre 2018 à 11 h 15, salle Dumont »."""
    slot = booking.slot
    starts = datetime.combine(slot.day.date, slot.starts_at, tzinfo=PARIS)
    when = _("%(day)s à %(time)s") % {"day": day(slot.day.date), "time": clock(starts)}
    words = _("%(what)s : %(when)s") % {"what": slot.title, "when": when}
    return f"{words}, {booking.room.name}" if booking.room else words


def journey(dossier: Dossier, at: datetime) -> list[dict[str, Any]]:
    """The steps of a project as the timeline component draws them: what was said and decided, what comes."""
    steps = [_dossier_step(dossier, at)]
    if dossier.state in (S.DRAFT, S.WITHDRAWN):
        return steps
    steps.append(_decision_step(dossier))
    if dossier.state not in (S.SELECTED, S.CONFIRMED):
        return steps
    if dossier.state == S.SELECTED:
        steps.append({"label": _("Confirmez votre venue"), "state": "current",
                      "href": reverse("projects:participation", args=[dossier.application.reference])})
    return [*steps, _mentor_step(dossier), _session_step(dossier, at), _synthesis_step(dossier, at), _document_step(dossier)]


def _dossier_step(dossier: Dossier, at: datetime) -> dict[str, Any]:
    application = dossier.application
    href = reverse("projects:application", args=[application.reference])
    if dossier.state == S.WITHDRAWN:
        return {"label": _("Dossier retiré"), "state": "missing", "href": href}
    if dossier.state == S.DRAFT:
        if application.call.is_open(at):
            return {"label": _("Dossier à finir"), "date": deadline(application.call.closes_at, at), "state": "current",
                    "href": href}
        return {"label": _("Dossier non envoyé"), "text": _("L’appel est clos."), "state": "missing", "href": href}
    return {"label": _("Dossier déposé"), "date": day(application.submitted_at), "text": application.reference,
            "state": "done", "href": href}


def _decision_step(dossier: Dossier) -> dict[str, Any]:
    if dossier.state not in DECIDED:
        meets = dossier.edition.committee_meets_at
        return {"label": _("Décision du comité"), "date": longdate(meets) if meets else "", "state": "current",
                "text": _("Le comité étudie votre dossier.")}
    decision = getattr(dossier.application, "decision", None)
    labels: dict[ApplicationState, str] = {
        S.RESERVE: _("Liste complémentaire"), S.NOT_SELECTED: _("Projet non retenu"),
        S.INELIGIBLE: _("Dossier non recevable"), S.DECLINED: _("Projet retenu, place laissée"),
    }
    announced = decision.announced_at if decision else None
    return {"label": labels.get(dossier.state, _("Projet retenu")), "date": day(announced), "state": "done",
            "text": decision.reason if decision and announced else ""}


def _mentor_step(dossier: Dossier) -> dict[str, Any]:
    if dossier.mentor:
        return {"label": _("%(mentor)s vous accompagne") % {"mentor": dossier.mentor}, "state": "done"}
    text = _("Une personne est pressentie.") if dossier.pairing else _("Une personne suivra votre projet pendant la session.")
    return {"label": _("Parrain ou marraine"), "text": text, "state": "current" if dossier.pairing else "coming"}


def _session_step(dossier: Dossier, at: datetime) -> dict[str, Any]:
    edition, today = dossier.edition, timezone.localdate(at)
    starts, ends = edition.session_starts_on, edition.session_ends_on
    past = bool(ends and today > ends)
    running = bool(starts and ends and starts <= today <= ends)
    step = {"label": _("Deux jours d’accélération") if starts != ends else _("La session"),
            "date": day(starts) if starts else "", "state": "done" if past else "current" if running else "coming",
            "text": " · ".join(turn_in_words(one) for one in dossier.bookings)}
    if dossier.bookings:
        step["href"] = reverse("coaching:timetable", args=[edition.slug])
    return step


def _synthesis_step(dossier: Dossier, at: datetime) -> dict[str, Any]:
    invitation = dossier.synthesis
    if invitation is None:
        return {"label": _("Votre synthèse"), "text": _("Ce que la session a apporté, l’aide utile."), "state": "coming"}
    if invitation.state == InvitationState.SENT:
        return {"label": _("Synthèse envoyée"), "date": day(invitation.sent_at), "state": "done"}
    if invitation.survey.is_open(at):
        return {"label": _("Synthèse à remplir"), "date": deadline(invitation.survey.closes_at, at), "state": "current",
                "href": reverse("coaching:survey", args=[token_for(invitation)])}
    closed = at >= invitation.survey.closes_at
    return {"label": _("Votre synthèse"), "state": "missing" if closed else "coming",
            "text": _("L’enquête est close.") if closed else ""}


def _document_step(dossier: Dossier) -> dict[str, Any]:
    if dossier.documents:
        latest = dossier.documents[0]
        return {"label": _("Document de synthèse"), "date": day(latest.built_at), "state": "done",
                "href": reverse("coaching:report_file", args=[latest.pk])}
    return {"label": _("Document de synthèse"), "state": "coming"}


def open_calls(at: datetime) -> list[Call]:
    """Calls that take applications now, the first to close first."""
    return list(Call.objects.open(at).select_related("edition").order_by("closes_at")[:5])
