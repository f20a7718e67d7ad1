"""The minutes on paper: a tagged PDF with the hash of the version."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator import pdf
from accelerator.types import Context, Json
from accelerator.web.templatetags.prose import day, longdate
from projects.minutes.queries.reading import VersionApprovals
from projects.minutes.wording import describe_minutes
from projects.models import CommitteeMinutes


def build_document(minutes: CommitteeMinutes, content: Json, approvals: VersionApprovals) -> bytes:
    """The PDF (PDF/UA-1) of a version, ``content`` being what its reader may know of it. Raises ``PdfError``."""
    words = _describe_version(minutes, describe_minutes(content), content, approvals)
    return pdf.render(
        "projects/minutes/minutes.typ",
        pdf.french_spaces_in(words),
        title=_("Procès-verbal du comité de sélection"),
        language=get_language() or "fr",
        at=minutes.created_at,
    )


def _describe_version(
    minutes: CommitteeMinutes, words: Context, content: Json, approvals: VersionApprovals
) -> Context:
    version = _("Version %(number)s, publiée le %(when)s par %(who)s") % {
        "number": minutes.version,
        "when": longdate(minutes.created_at),
        "who": minutes.created_by,
    }
    return {
        **words,
        "kind": _("Procès-verbal"),
        "subtitle": f"{content['programme']} · {content['edition']}",
        "running": content["edition"],
        "foot": _("Version %(number)s, du %(day)s · empreinte %(hash)s")
        % {"number": minutes.version, "day": day(minutes.created_at), "hash": minutes.sha256[:16]},
        "version": version,
        "amended": _("Ce qui change : %(reason)s") % {"reason": minutes.amendment_reason}
        if minutes.amendment_reason and not content.get("is_partial")
        else "",
        "warnings": list_warnings(minutes, content),
        "present_title": _("Qui a siégé"),
        "present_columns": [_("Organisme"), _("Personnes et présence")],
        "absent_text": _("Sans représentant : %(names)s.") % {"names": words["absent"]}
        if words["absent"]
        else "",
        "adjourned_text": _("Séance levée sans décision : %(reason)s") % {"reason": words["adjourned"]}
        if words["adjourned"]
        else "",
        "decisions_title": _("Décisions et raisons"),
        "ties_title": _("Ex æquo au seuil"),
        "remarks_title": _("Remarques"),
        "masked_text": _("Cette partie vous est cachée."),
        "approved_title": _("Approbations"),
        "approved": [[describe_approver(row), day(row.at)] for row in approvals.recorded],
        "not_yet": _("Aucun organisme n’a encore approuvé cette version."),
        "waiting": _("En attente : %(names)s.") % {"names": ", ".join(approvals.waiting)}
        if approvals.waiting
        else "",
        "hash_text": _("Empreinte SHA-256 du contenu publié : %(hash)s") % {"hash": minutes.sha256},
    }


def describe_approver(row: object) -> str:
    """« DREETS, par A. Martin, hors dossiers qui lui sont cachés »."""
    body, user = getattr(row, "organisation", None), getattr(row, "user", None)
    name = _("%(body)s, par %(who)s") % {"body": body, "who": user} if body else str(user)
    if getattr(row, "is_partial", False):
        return _("%(name)s, sauf la partie qui lui est cachée") % {"name": name}
    return name


def list_warnings(minutes: CommitteeMinutes, content: Json) -> list[str]:
    warnings = []
    if content.get("is_partial"):
        warnings.append(
            _(
                "Copie partielle : ce qui concerne un dossier qui vous est caché est retiré. L’empreinte est celle du "
                "document entier."
            )
        )
    if minutes.redacted_at:
        warnings.append(
            _(
                "Des données personnelles ont été effacées le %(day)s : l’empreinte est celle du texte d’origine."
            )
            % {"day": day(minutes.redacted_at)}
        )
    return warnings
