"""What a holder can do next, the most pressing first, or what they may expect: computed for an instant."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import day, deadline, longdate
from coaching.home.holder.dossiers import HolderDossier
from coaching.home.holder.expectations import what_comes_next
from coaching.home.holder.next_action import NextAction
from coaching.home.holder.year import answer_as_oneself, answer_letter, confirm_commitments, list_to_answer
from coaching.session.timetable import PARIS
from coaching.surveys.to_answer import PersonalSurvey
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from projects.decision.queries.feedback import answer_due_on, describe_answer

S = ApplicationState


def list_next_for_holder(
    dossiers: Iterable[HolderDossier], at: datetime, personal: PersonalSurvey | None = None
) -> list[NextAction]:
    """All that waits over all projects, else the one thing that comes next for the latest; empty without a project.

    ``personal``: a survey that this person has to answer as themselves.
    """
    known = list(dossiers)
    todo = [action for row in known for action in things_to_do(row, at)]
    if personal:
        todo.append(answer_as_oneself(personal, at))
    if todo:
        return sorted(todo, key=lambda action: (action.due is None, action.due or at))
    return [what_comes_next(row, at) for row in known[:1]]


def things_to_do(dossier: HolderDossier, at: datetime) -> list[NextAction]:
    """What waits for the holder of this project at this instant."""
    application = dossier.application
    todo = [
        action
        for action in (
            _to_send(dossier, at),
            _to_complete(dossier, at),
            _to_meet(dossier),
            _to_wish(dossier),
            answer_letter(dossier),
            confirm_commitments(dossier),
        )
        if action and dossier.may_edit
    ]
    if (
        dossier.may_edit
        and dossier.participation
        and dossier.participation.state == ParticipationState.OFFERED
        and dossier.state == S.SELECTED
    ):
        starts, place = dossier.edition.session_starts_on, dossier.participation
        answer = str(describe_answer(dossier.edition, place.offered_at, at))
        todo.append(
            NextAction(
                _("« %(title)s » est retenu : confirmez votre venue") % {"title": dossier.title},
                " ".join(
                    [answer, _("La session commence %(when)s.") % {"when": day(starts)}]
                    if starts
                    else [answer]
                ),
                reverse("projects:participation", args=[application.reference]),
                _("Répondre"),
                _beginning_of(answer_due_on(dossier.edition, place.offered_at) or starts),
            )
        )
    if dossier.may_edit:
        todo += list_to_answer(dossier, at)
    return todo


def _to_meet(dossier: HolderDossier) -> NextAction | None:
    """Dates were proposed: one of them is to be chosen."""
    meeting = dossier.meeting
    if meeting is None or not meeting.to_answer:
        return None
    return NextAction(
        _("%(mentor)s vous propose un rendez-vous") % {"mentor": meeting.mentor},
        dossier.title,
        reverse("coaching:meeting", args=[dossier.application.project.slug, meeting.meeting.pk]),
        _("Choisir une date"),
    )


def _to_wish(dossier: HolderDossier) -> NextAction | None:
    """The project has not named the mentors it wishes for yet."""
    wishes = dossier.wishes
    if wishes is None or wishes.has_answered or dossier.mentor:
        return None
    return NextAction(
        _("Qui aimeriez-vous pour suivre « %(title)s » ?") % {"title": dossier.title},
        _("Vos souhaits sont attendus %(until)s.") % {"until": wishes.until},
        reverse("coaching:project_wishes", args=[wishes.slug]),
        _("Dire mes souhaits"),
        due=wishes.closes_at,
    )


def _to_send(dossier: HolderDossier, at: datetime) -> NextAction | None:
    """A draft, or a new version, that the call still takes."""
    application, admission = dossier.application, dossier.admission(at)
    if not application.is_being_written or not admission:
        return None
    until = longdate(admission.until)
    if application.is_being_revised:
        title = _("Renvoyez votre dossier « %(title)s »") % {"title": dossier.title}
        text = _(
            "La version déjà envoyée compte tant que la nouvelle ne l’est pas. Dernier moment : %(when)s."
        )
        href = reverse("projects:application", args=[application.reference])
        return NextAction(title, text % {"when": until}, href, _("Reprendre le dossier"), admission.until)
    text = (
        _("Dernier moment pour vous : %(when)s.")
        if admission.is_late
        else _("Clôture de l’appel : %(when)s.")
    )
    title = _("Finissez votre dossier « %(title)s »") % {"title": dossier.title}
    href = reverse("projects:application_resume", args=[application.reference])
    return NextAction(title, text % {"when": until}, href, _("Continuer le dossier"), admission.until)


def _to_complete(dossier: HolderDossier, at: datetime) -> NextAction | None:
    """Answers that the organisers requested again."""
    due_at = dossier.completion_due_at
    if due_at is None or at >= due_at:
        return None
    return NextAction(
        _("Complétez votre dossier « %(title)s »") % {"title": dossier.title},
        _("L’équipe vous demande de revoir quelques réponses, %(when)s. Le reste du dossier ne bouge pas.")
        % {"when": deadline(due_at, at)},
        reverse("projects:application", args=[dossier.application.reference]),
        _("Voir ce qui est demandé"),
        due_at,
    )


def _beginning_of(day: date | None) -> datetime | None:
    return datetime.combine(day, datetime.min.time(), tzinfo=PARIS) if day else None
