"""What a holder does in the year after the session: surveys, the letter of the partners, commitments to confirm."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.web.templatetags.prose import deadline
from coaching.home.holder.dossiers import HolderDossier
from coaching.home.holder.next_action import NextAction
from coaching.surveys.enums import SurveyKind
from coaching.surveys.to_answer import PersonalSurvey, ProjectSurvey


def list_to_answer(dossier: HolderDossier, at: datetime) -> list[NextAction]:
    """The surveys that wait for this project."""
    return [_answer_survey(dossier, survey, at) for survey in dossier.surveys if survey.is_awaited(at)]


def _answer_survey(dossier: HolderDossier, survey: ProjectSurvey, at: datetime) -> NextAction:
    words = {
        "title": dossier.title,
        "survey": survey.survey.heading,
        "when": deadline(survey.closes_at, at),
    }
    href, due = survey.address_for(dossier.holder), survey.closes_at
    if survey.kind == SurveyKind.SYNTHESIS:
        return NextAction(
            _("Dites ce que la session a apporté à « %(title)s »") % words,
            _("Les partenaires lisent vos besoins pour décider de leurs appuis. À envoyer %(when)s.") % words,
            href,
            _("Continuer la synthèse") if survey.is_begun else _("Remplir la synthèse"),
            due,
        )
    titles = {
        SurveyKind.DEBRIEF: _("Dites à chaud ce que vous retenez pour « %(title)s »"),
        SurveyKind.FOLLOW_UP: _("Où en est « %(title)s » ?"),
    }
    return NextAction(
        titles.get(survey.kind, _("Une enquête attend la réponse de « %(title)s »")) % words,
        _("%(survey)s, à envoyer %(when)s.") % words,
        href,
        _("Reprendre") if survey.is_begun else _("Répondre"),
        due,
    )


def answer_as_oneself(survey: PersonalSurvey, at: datetime) -> NextAction:
    """A survey that somebody answers for no project."""
    return NextAction(
        survey.title, survey.describe_deadline(at), survey.address, survey.button, survey.survey.closes_at
    )


def answer_letter(dossier: HolderDossier) -> NextAction | None:
    """What the partners propose waits to be accepted or declined."""
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
