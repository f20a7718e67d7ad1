"""What the holder of a project may expect when there is nothing to do."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import day, deadline, longdate
from coaching.home.holder.dossiers import HolderDossier, is_over
from coaching.home.holder.next_action import NextAction
from coaching.session.releases import turn_in_words
from programmes.enums import Phase
from projects.application.enums import ApplicationState

S = ApplicationState


def what_comes_next(dossier: HolderDossier, at: datetime) -> NextAction:
    """Nothing to do: what the holder of this project may expect."""
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
    return _next_in_session(dossier, at)


def _next_in_session(dossier: HolderDossier, at: datetime) -> NextAction:
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
        text = turn_in_words(coming) if coming else ""
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
