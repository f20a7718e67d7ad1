"""What a holder may download: the receipt and the dossier, the programme, the syntheses."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import day
from coaching.home.holder.dossiers import HolderDossier
from coaching.home.holder.steps import address_of_answers
from coaching.surveys.enums import SurveyKind


@dataclass(frozen=True)
class Paper:
    """One document: what it is called, where it is, and from when it dates; ``file``: the same, to download."""

    label: str
    href: str
    date: str = ""
    icon: str = "download"
    language: str = ""
    file: str = ""


def papers_of(dossier: HolderDossier) -> list[Paper]:
    """Every document of a project, the first made first. No query."""
    application = dossier.application
    ref, papers = application.reference, []
    if application.submitted_at:
        sent = day(application.submitted_at)
        papers = [
            Paper(_("Reçu du dépôt"), reverse("projects:application_sent", args=[ref]), sent, "file"),
            Paper(_("Dossier envoyé (PDF)"), reverse("projects:dossier_pdf", args=[ref]), sent),
        ]
    if dossier.bookings:
        address = reverse("coaching:my_calendar", args=[application.project.slug])
        papers.append(Paper(_("Votre programme, pour votre agenda"), address, icon="clock"))
        papers.append(
            Paper(_("Votre programme, suivi par votre agenda"), reverse("coaching:my_feed"), icon="clock")
        )
    if dossier.has_gallery:
        address = reverse("coaching:gallery", args=[dossier.edition.slug])
        papers.append(Paper(_("Galerie de la session"), address, icon="file"))
    for invitation in dossier.invitations:
        survey = invitation.survey
        if invitation.is_sent and survey.kind != SurveyKind.DEBRIEF and dossier.may_edit:
            label = (
                _("Vos réponses à la synthèse et vos accords")
                if survey.kind == SurveyKind.SYNTHESIS
                else _("Vos réponses : %(survey)s") % {"survey": survey.heading}
            )
            papers.append(Paper(label, address_of_answers(dossier, survey), day(invitation.sent_at), "file"))
    for document in dossier.documents:
        label = _("Synthèse en anglais") if document.language == "en" else _("Synthèse")
        made = day(document.built_at)
        papers.append(Paper(label, document.href, made, "file", document.language, document.file))
    return papers
