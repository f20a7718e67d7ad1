"""The next actions of a holder, the most pressing first, or the next event: computed for an instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext

from accelerator.web.templatetags.prose import day, deadline, longdate
from coaching.home.holder.dossiers import HolderDossier, is_over
from coaching.models import SurveyInvitation
from coaching.session.releases import describe_turn
from coaching.session.timetable import PARIS
from coaching.surveys.enums import SurveyKind
from coaching.surveys.to_answer import PersonalSurvey, find_address, is_awaited
from programmes.enums import Phase
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from projects.decision.queries.feedback import answer_due_on, describe_answer


@dataclass(frozen=True)
class NextAction:
    """An action (``href``, ``label``), or the next event. ``due``: its deadline, to choose among several."""

    title: "str | Promise"
    text: "str | Promise" = ""
    href: str | None = None
    label: "str | Promise" = ""
    due: datetime | None = None


def list_to_answer(dossier: HolderDossier, at: datetime) -> list[NextAction]:
    """The surveys that await the answers of this project."""
    return [_answer_survey(dossier, row, at) for row in dossier.invitations if is_awaited(row, at)]


def _answer_survey(dossier: HolderDossier, invitation: SurveyInvitation, at: datetime) -> NextAction:
    survey = invitation.survey
    words = {
        "title": dossier.title,
        "survey": survey.heading,
        "when": deadline(survey.closes_at, at),
    }
    href, due = find_address(invitation, dossier.holder), survey.closes_at
    if survey.kind == SurveyKind.SYNTHESIS:
        return NextAction(
            _("Dites ce que la session a apporté à « %(title)s »") % words,
            _("Les partenaires lisent vos besoins pour décider de leurs appuis. À envoyer %(when)s.") % words,
            href,
            _("Continuer la synthèse") if invitation.is_started else _("Remplir la synthèse"),
            due,
        )
    titles = {
        SurveyKind.DEBRIEF: _("Dites à chaud ce que vous retenez pour « %(title)s »"),
        SurveyKind.FOLLOW_UP: _("Où en est « %(title)s » ?"),
    }
    return NextAction(
        titles.get(SurveyKind(survey.kind), _("Une enquête attend la réponse de « %(title)s »")) % words,
        _("%(survey)s, à envoyer %(when)s.") % words,
        href,
        _("Reprendre") if invitation.is_started else _("Répondre"),
        due,
    )


def answer_as_oneself(survey: PersonalSurvey, at: datetime) -> NextAction:
    """A survey that somebody answers for themselves."""
    return NextAction(
        survey.title, survey.describe_deadline(at), survey.address, survey.button, survey.survey.closes_at
    )


def answer_letter(dossier: HolderDossier) -> NextAction | None:
    """The lines of the letter that have no answer."""
    letter = dossier.letter
    if letter is None or not letter.waiting:
        return None
    count = ngettext(
        "%(count)d proposition attend votre réponse.",
        "%(count)d propositions attendent votre réponse.",
        letter.waiting,
    )
    return NextAction(
        _("Les partenaires vous proposent leur appui pour « %(title)s »") % {"title": dossier.title},
        count % {"count": letter.waiting},
        reverse("coaching:letter", args=[dossier.application.project.slug]),
        _("Lire la lettre"),
    )


def confirm_commitments(dossier: HolderDossier) -> NextAction | None:
    """A body declared a commitment done: the project confirms it."""
    if not dossier.commitments.to_confirm:
        return None
    count = ngettext(
        "%(count)d engagement est dit fait : l’est-il pour vous ?",
        "%(count)d engagements sont dits faits : le sont-ils pour vous ?",
        dossier.commitments.to_confirm,
    )
    return NextAction(
        _("C’est fait ? Dites-le pour « %(title)s »") % {"title": dossier.title},
        count % {"count": dossier.commitments.to_confirm},
        reverse("coaching:follow_up", args=[dossier.application.project.slug]),
        _("Répondre"),
    )


S = ApplicationState


def find_next_event(dossier: HolderDossier, at: datetime) -> NextAction:
    """The next event for the holder of this project, when there is nothing to do."""
    edition, application = dossier.edition, dossier.application
    read = reverse("projects:application", args=[application.reference])
    state = dossier.state
    if state == S.WITHDRAWN:
        return NextAction(
            _("Vous avez retiré ce dossier"),
            _("Vous pouvez en déposer un autre tant que l’appel est ouvert."),
        )
    if not dossier.may_edit and application.is_being_written and (admission := dossier.admission(at)):
        return NextAction(
            _("« %(title)s » est en cours d’écriture") % {"title": dossier.title},
            _("Vous pouvez le lire. Les personnes qui l’écrivent l’envoient %(when)s.")
            % {"when": deadline(admission.until, at)},
            read,
            _("Lire le dossier"),
        )
    if not dossier.may_edit and state == S.SELECTED:
        return NextAction(
            _("« %(title)s » est retenu") % {"title": dossier.title},
            _("Les personnes qui portent le projet confirment sa venue."),
            read,
            _("Lire la décision"),
        )
    if state == S.DRAFT:
        return NextAction(
            _("L’appel est clos"), _("Ce dossier n’a pas été envoyé à temps. Il reste lisible un moment.")
        )
    if state == S.SUBMITTED and dossier.has_completed:
        return NextAction(
            _("Votre complément est arrivé, l’équipe le lit"),
            _("Rien à faire pour l’instant : la suite arrive par e-mail."),
        )
    if dossier.may_edit and state in (S.SUBMITTED, S.ELIGIBLE) and (admission := dossier.admission(at)):
        return NextAction(
            _("Votre dossier est entre nos mains"),
            _("Vous pouvez encore le modifier et le renvoyer %(when)s.")
            % {"when": deadline(admission.until, at)},
            f"{read}#change",
            _("Lire ou modifier le dossier"),
        )
    if state in (S.SUBMITTED, S.COMPLETION_REQUESTED, S.ELIGIBLE, S.UNDER_REVIEW):
        meets = edition.committee_meets_at
        text = (
            _("Le comité se réunit %(when)s. Vous recevrez sa réponse, avec ses raisons.")
            % {"when": longdate(meets)}
            if meets and meets > at
            else _("Vous recevrez la réponse du comité, avec ses raisons.")
        )
        return NextAction(_("Votre dossier est entre nos mains"), text)
    if state == S.RESERVE:
        return NextAction(
            _("Votre projet est sur la liste complémentaire"),
            _("Si une place se libère, nous vous écrivons aussitôt."),
            read,
            _("Lire la décision"),
        )
    if state in (S.NOT_SELECTED, S.INELIGIBLE):
        return NextAction(
            _("Votre projet n’a pas été retenu cette fois"),
            _("Les raisons sont dans la décision. D’autres éditions suivront."),
            read,
            _("Lire la décision"),
        )
    if state == S.DECLINED and dossier.has_room:
        return NextAction(
            _("Votre projet a quitté la session"),
            _("Sa salle et ses documents restent à lire."),
            reverse("coaching:room", args=[dossier.application.project.slug]),
            _("Lire la salle du projet"),
        )
    if state == S.DECLINED:
        return NextAction(_("Votre projet ne participe pas à la session"), _("À une prochaine édition."))
    return _find_next_in_session(dossier, at)


def _find_next_in_session(dossier: HolderDossier, at: datetime) -> NextAction:
    edition, starts = dossier.edition, dossier.edition.session_starts_on
    programme = reverse("coaching:timetable", args=[edition.slug])
    coming = next((turn for turn in dossier.bookings if not is_over(turn, at)), None)
    if starts and not edition.session_has_begun(at):
        text = (
            _("Rendez-vous %(day)s, %(place)s.") % {"day": day(starts), "place": edition.place}
            if edition.place
            else _("Rendez-vous %(day)s.") % {"day": day(starts)}
        )
        if coming:
            return NextAction(_("Votre place est confirmée"), text, programme, _("Voir mon programme"))
        return NextAction(
            _("Votre place est confirmée"), text + " " + _("Le programme vous parviendra avant la session.")
        )
    if edition.session_runs(at):
        text = describe_turn(coming) if coming else ""
        return NextAction(_("La session a commencé"), text, programme, _("Voir mon programme"))
    if dossier.letter and edition.phase(at) != Phase.CLOSED:
        return NextAction(
            _("Les partenaires vous ont répondu"),
            _("Leur lettre dit ce que chacun propose, qui appelle, avant quand."),
            reverse("coaching:follow_up", args=[dossier.application.project.slug]),
            _("Suivre ce qui avance"),
        )
    if dossier.has_answered:
        if edition.phase(at) == Phase.CLOSED:
            return NextAction(
                _("Cette édition est close"), _("Votre projet, ses documents et ses contacts restent ici.")
            )
        return NextAction(
            _("Merci, votre synthèse est arrivée"),
            _("Les partenaires l’étudient ensemble et vous disent ce qu’ils proposent."),
        )
    return NextAction(
        _("La session est passée"),
        _("Vous recevrez bientôt un lien pour dire ce qu’elle a apporté et l’aide utile."),
    )


def list_next_for_holder(
    dossiers: Iterable[HolderDossier], at: datetime, personal: PersonalSurvey | None = None
) -> list[NextAction]:
    """The actions over all projects, else the next event of the latest project; empty without a project.

    ``personal``: a survey that this person has to answer for themselves.
    """
    all_dossiers = list(dossiers)
    todo = [action for row in all_dossiers for action in list_things_to_do(row, at)]
    if personal:
        todo.append(answer_as_oneself(personal, at))
    if todo:
        return sorted(todo, key=lambda action: (action.due is None, action.due or at))
    return [find_next_event(row, at) for row in all_dossiers[:1]]


def list_things_to_do(dossier: HolderDossier, at: datetime) -> list[NextAction]:
    """The actions of the holder of this project at this instant."""
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
                _find_beginning(answer_due_on(dossier.edition, place.offered_at) or starts),
            )
        )
    if dossier.may_edit:
        todo += list_to_answer(dossier, at)
    return todo


def _to_meet(dossier: HolderDossier) -> NextAction | None:
    """Choose one of the proposed dates."""
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
    """Choose the mentors that the project wishes for."""
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
    """Send a draft, or a new version, that the call still accepts."""
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
    """Complete the answers that the organisers requested again."""
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


def _find_beginning(day: date | None) -> datetime | None:
    return datetime.combine(day, datetime.min.time(), tzinfo=PARIS) if day else None
