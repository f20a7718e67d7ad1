"""The journey of a project after its session: synthesis, letter of the partners, what moves, surveys of the year."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.types import Context
from accelerator.web.templatetags.prose import day, deadline
from coaching.home.holder.dossiers import HolderDossier
from coaching.surveys.enums import SurveyKind
from coaching.surveys.to_answer import ProjectSurvey
from programmes.enums import Phase


def list_year_steps(dossier: HolderDossier, at: datetime) -> list[Context]:
    """In the order of the page."""
    of_year = [survey for survey in dossier.surveys if survey.kind in (SurveyKind.FOLLOW_UP, SurveyKind.FREE)]
    return [
        _synthesis_step(dossier, at),
        _document_step(dossier),
        *_letter_steps(dossier),
        *(_survey_step(dossier, survey, at) for survey in of_year),
        *_follow_up_steps(dossier, at),
    ]


def _letter_steps(dossier: HolderDossier) -> list[Context]:
    """The letter of the partners, once there is one."""
    letter = dossier.letter
    if letter is None:
        return []
    return [
        {
            "label": _("Lettre des partenaires"),
            "date": day(letter.sent_at),
            "state": "current" if letter.waiting else "done",
            "href": reverse("coaching:letter", args=[dossier.application.project.slug]),
        }
    ]


def _follow_up_steps(dossier: HolderDossier, at: datetime) -> list[Context]:
    """What bodies and the project itself do, from the end of the session on."""
    if not dossier.edition.session_is_over(at):
        return []
    counts = dossier.commitments
    words = (
        (counts.to_confirm, ngettext("%(count)d à confirmer", "%(count)d à confirmer", counts.to_confirm)),
        (
            counts.open,
            ngettext("%(count)d engagement en cours", "%(count)d engagements en cours", counts.open),
        ),
    )
    over = dossier.edition.phase(at) == Phase.CLOSED
    return [
        {
            "label": _("Où en est-ce ?"),
            "state": "done" if over else "current",
            "text": " · ".join(text % {"count": count} for count, text in words if count),
            "href": reverse("coaching:follow_up", args=[dossier.application.project.slug]),
        }
    ]


def _synthesis_step(dossier: HolderDossier, at: datetime) -> Context:
    survey = dossier.synthesis
    if survey is None:
        return {
            "label": _("Votre synthèse"),
            "text": _("Ce que la session a apporté, l’aide utile."),
            "state": "coming",
        }
    if survey.is_sent:
        step = {"label": _("Synthèse envoyée"), "date": day(survey.sent_at), "state": "done"}
        if dossier.may_edit:
            step["href"] = address_of_answers(dossier, survey)
        return step
    if survey.is_open(at):
        step = {
            "label": _("Synthèse à remplir"),
            "date": deadline(survey.closes_at, at),
            "state": "current",
        }
        if dossier.may_edit:
            step["href"] = survey.address_for(dossier.holder)
        return step
    closed = at >= survey.closes_at
    return {
        "label": _("Votre synthèse"),
        "state": "missing" if closed else "coming",
        "text": _("L’enquête est close.") if closed else "",
    }


def _document_step(dossier: HolderDossier) -> Context:
    if dossier.documents:
        latest = dossier.documents[0]
        return {
            "label": _("Document de synthèse"),
            "date": day(latest.built_at),
            "state": "done",
            "href": latest.href,
        }
    return {"label": _("Document de synthèse"), "state": "coming"}


def _survey_step(dossier: HolderDossier, survey: ProjectSurvey, at: datetime) -> Context:
    """One wave of the year, or a free survey."""
    step: dict[str, object] = {"label": survey.survey.heading}
    if survey.is_sent:
        step |= {"date": day(survey.sent_at), "state": "done"}
        href = address_of_answers(dossier, survey)
    elif survey.is_open(at):
        step |= {"date": deadline(survey.closes_at, at), "state": "current"}
        href = survey.address_for(dossier.holder)
    elif at < survey.closes_at:
        return step | {"date": day(survey.survey.opens_at), "state": "coming"}
    else:
        return step | {"state": "missing", "text": _("L’enquête est close.")}
    return step | {"href": href} if dossier.may_edit else step


def address_of_answers(dossier: HolderDossier, survey: ProjectSurvey) -> str:
    """Where those who write for the project read again what they sent."""
    address = reverse("coaching:my_answers", args=[dossier.application.project.slug])
    return address if survey.kind == SurveyKind.SYNTHESIS else f"{address}?survey={survey.survey.slug}"
