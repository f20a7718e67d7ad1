"""What the year after the session asks of a holder: surveys, the letter of the partners, commitments to confirm."""

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
    return [_answer_survey(dossier, asked, at) for asked in dossier.surveys if asked.is_awaited(at)]


def _answer_survey(dossier: HolderDossier, asked: ProjectSurvey, at: datetime) -> NextAction:
    told = {
        "title": dossier.title,
        "survey": asked.survey.heading,
        "when": deadline(asked.closes_at, at),
    }
    href, due = asked.address_for(dossier.holder), asked.closes_at
    if asked.kind == SurveyKind.SYNTHESIS:
        return NextAction(
            _("Dites ce que la session a apporté à « %(title)s »") % told,
            _("Les partenaires lisent vos besoins pour décider de leurs appuis. À envoyer %(when)s.") % told,
            href,
            _("Continuer la synthèse") if asked.is_begun else _("Remplir la synthèse"),
            due,
        )
    titles = {
        SurveyKind.DEBRIEF: _("Dites à chaud ce que vous retenez pour « %(title)s »"),
        SurveyKind.FOLLOW_UP: _("Où en est « %(title)s » ?"),
    }
    return NextAction(
        titles.get(asked.kind, _("Une enquête attend la réponse de « %(title)s »")) % told,
        _("%(survey)s, à envoyer %(when)s.") % told,
        href,
        _("Reprendre") if asked.is_begun else _("Répondre"),
        due,
    )


def answer_as_oneself(asked: PersonalSurvey, at: datetime) -> NextAction:
    """A survey that somebody answers for no project."""
    return NextAction(
        asked.title, asked.describe_deadline(at), asked.address, asked.button, asked.survey.closes_at
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
    """A body says that it is done: is it?"""
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
