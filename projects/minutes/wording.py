"""Minutes in words, in the reader's language: the same for the page and for the PDF. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.template.defaultfilters import floatformat
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext as _, ngettext

from accelerator import pdf
from accelerator.types import Context, Json
from accelerator.web.localised import join_clauses
from accelerator.web.templatetags.prose import clock, day, longdate
from programmes.enums import RoleName, ScoreMethod
from projects.decision.enums import Outcome
from projects.deliberation.enums import VoteChoice
from projects.minutes.queries.reading import VersionApprovals
from projects.models import CommitteeMinutes, ConflictEffect
from projects.review.queries.correction import LIMITS
from projects.review.solver.corrected import CorrectionLimit


def describe_minutes(content: Json) -> Context:
    """``{"when", "presence", "voices": [{"name", "members": [text]}], "absent", "adjourned", "method": [text],
    "groups": [{"label", "reason", "dossiers": [dossier]}], "ties": [text], "preamble", "remarks", "is_partial"}``.

    A dossier is ``{"title", "structure", "reference", "is_masked", "facts", "reason", "lines": [{"label", "text"}]}``.
    """
    opened, closed = _read(content["opened_at"]), _read(content["closed_at"])
    text = _("%(day)s, de %(start)s à %(end)s") % {
        "day": day(opened),
        "start": clock(opened),
        "end": clock(closed),
    }
    return {
        "when": text[:1].upper() + text[1:],
        "presence": _describe_presence(content),
        "voices": [
            {"name": voice["name"], "members": [_describe_member(member) for member in voice["members"]]}
            for voice in content["voices"]
        ],
        "absent": ", ".join(content["absent"]),
        "adjourned": content["adjourned_because"],
        "method": [*_describe_method(content), *_describe_decider(content["dossiers"])],
        "groups": _group_dossiers(content["dossiers"]),
        "ties": [_describe_tie(tie) for tie in content["ties"]],
        "preamble": content.get("preamble", ""),
        "remarks": content.get("remarks", ""),
        "is_partial": content.get("is_partial", False),
    }


def _read(instant: str) -> datetime | None:
    return parse_datetime(instant) if instant else None


def _describe_presence(content: Json) -> str:
    number = len(content["voices"])
    text = ngettext(
        "%(n)s organisme sur %(total)s a siégé.", "%(n)s organismes sur %(total)s ont siégé.", number
    ) % {"n": number, "total": max(content["bodies"], number)}
    if not content["quorum"]:
        return text
    quorum = _("Quorum : %(quorum)s.") % {"quorum": content["quorum"]}
    return f"{text} {quorum}"


def _describe_member(member: Json) -> str:
    """« Hélène Prévost, présidence du comité : 14 h – 15 h 10, 15 h 30 – 17 h »."""
    name = ", ".join([member["name"], *(str(RoleName(role).label) for role in member["roles"])])
    periods = ", ".join(_describe_period(*period) for period in member["periods"])
    return _("%(name)s : %(periods)s") % {"name": name, "periods": periods}


def _describe_period(start: str, end: str) -> str:
    return " – ".join(filter(None, (clock(_read(start)), clock(_read(end)))))


def _describe_method(content: Json) -> list[str]:
    correction = content["correction"]
    if content.get("is_partial"):
        return [_("Une partie vous est cachée : rangs, notes corrigées, horaires et ex æquo sont retirés.")]
    sentences = [_describe_score(content)]
    if correction["limit"]:
        sentences.append(str(LIMITS[CorrectionLimit(correction["limit"])]))
    elif correction["is_current"]:
        sentences.append(_("La note corrigée retire la sévérité de chaque juré·e."))
    if correction["is_current"]:
        sentences.append(
            _("La part des jurys dit combien de jurys semblables sur cent donneraient une place au dossier.")
        )
    return sentences


def _describe_score(content: Json) -> str:
    if content["score_method"] == ScoreMethod.MEDIAN:
        return _(
            "Le rang suit la médiane des notes sur 100, celle du milieu ; à droite, l’intervalle où elle peut bouger."
        )
    return _("Le rang suit la moyenne des notes sur 100 ; à droite, l’intervalle où elle peut bouger.")


def _group_dossiers(dossiers: Sequence[Json]) -> list[Context]:
    """The dossiers by outcome; those of a block apart, with the reason that they share."""
    labels: list[tuple[str, str, str]] = [
        (Outcome.SELECTED, _("Retenus"), _("Retenus en bloc")),
        (Outcome.RESERVE, _("Liste complémentaire"), _("Liste complémentaire, en bloc")),
        (Outcome.NOT_SELECTED, _("Non retenus"), _("Non retenus en bloc")),
        ("", _("Sans décision de la séance"), ""),
    ]
    visible = [dossier for dossier in dossiers if not dossier.get("is_masked")]
    usual = _find_usual_decider(visible)
    groups = []
    for outcome, label, label_of_block in labels:
        those = [dossier for dossier in visible if dossier["outcome"] == outcome]
        together = [dossier for dossier in those if dossier["in_block"]]
        alone = [dossier for dossier in those if not dossier["in_block"]]
        groups += [_describe_group(label_of_block, together, usual), _describe_group(label, alone, usual)]
    masked = [_describe_masked(dossier) for dossier in dossiers if dossier.get("is_masked")]
    groups.append({"label": _("Dossiers qui vous sont cachés"), "reason": "", "dossiers": masked})
    return [group for group in groups if group["dossiers"]]


def _describe_group(label: str, dossiers: Sequence[Json], usual: str) -> Context:
    reasons = {dossier["reason"] for dossier in dossiers}
    shared = reasons.pop() if len(reasons) == 1 and len(dossiers) > 1 else ""
    rows = [{**dossier, "reason": ""} for dossier in dossiers] if shared else dossiers
    described = [_describe_dossier(row, usual) for row in rows]
    return {"label": label, "reason": shared, "dossiers": described}


def _find_usual_decider(dossiers: Iterable[Json]) -> str:
    """The person who recorded most decisions, of those that the reader may know."""
    visible = (dossier for dossier in dossiers if not dossier.get("is_masked"))
    names = Counter(dossier["decided_by"] for dossier in visible if dossier["decided_by"])
    return names.most_common(1)[0][0] if names else ""


def _describe_decider(dossiers: Iterable[Json]) -> list[str]:
    usual = _find_usual_decider(dossiers)
    text = _("Décisions enregistrées par %(who)s, sauf mention contraire.")
    return [text % {"who": usual}] if usual else []


def _describe_masked(dossier: Json) -> Context:
    names = {name: dossier[name] for name in ("title", "structure", "reference")}
    return {**names, "is_masked": True, "facts": "", "reason": "", "lines": []}


def _describe_dossier(dossier: Json, usual: str) -> Context:
    names = {name: dossier[name] for name in ("title", "structure", "reference", "reason")}
    lines = [
        (_("Phrase de la séance"), dossier["explanation"]),
        (_("Voix"), _describe_votes(dossier["votes"])),
        (_("Discussion"), join_clauses(_describe_period(*talk) for talk in dossier["discussions"])),
        (_("Hors de la salle"), ", ".join(_describe_outs(dossier["out"]))),
        (_("Objections au bloc"), " ".join(_describe_objection(row) for row in dossier["objections"])),
        (_("Déports et liens déclarés"), " ".join(_describe_recusal(row) for row in dossier["recusals"])),
    ]
    return {
        **names,
        "is_masked": False,
        "facts": _describe_facts(dossier, usual),
        "lines": [{"label": label, "text": text} for label, text in lines if text],
    }


def _describe_facts(dossier: Json, usual: str) -> str:
    """« Rang 3 · note 71,4 (62 à 79) · corrigée 73,5 · 96 jurys sur 100 ». Who recorded it, when not as ``usual``."""
    parts = []
    if dossier["rank"]:
        parts.append(_("rang %(rank)s") % {"rank": dossier["rank"]})
    if dossier["score"] is not None:
        text = _("note %(score)s") % {"score": _format(dossier["score"])}
        if dossier["interval"]:
            low, high = (_format(value, 0) for value in dossier["interval"])
            bounds = _("%(low)s à %(high)s") % {"low": low, "high": high}
            text = f"{text} ({bounds})"
        parts.append(text)
    if dossier["corrected"] is not None:
        parts.append(_("corrigée %(score)s") % {"score": _format(dossier["corrected"])})
    if dossier["chance"] is not None:
        parts.append(_("%(chance)s jurys sur 100") % {"chance": dossier["chance"]})
    if dossier["reserve_rank"]:
        parts.append(_("rang %(rank)s de la liste complémentaire") % {"rank": dossier["reserve_rank"]})
    if dossier["decided_by"] != usual and dossier["decided_by"]:
        parts.append(_("décision enregistrée par %(who)s") % {"who": dossier["decided_by"]})
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def _format(value: object, decimals: int = 1) -> str:
    """A score as the ranking and the room format it."""
    return str(floatformat(value, decimals))


def _describe_votes(votes: Sequence[Json]) -> str:
    """« 2 pour (A, B), 1 contre (C) »."""
    texts = []
    for choice in VoteChoice:
        names = [vote["voice"] for vote in votes if vote["choice"] == choice]
        if names:
            values = {"n": len(names), "choice": choice.label, "names": ", ".join(names)}
            texts.append(_("%(n)s %(choice)s (%(names)s)") % values)
    return ", ".join(texts)


def _describe_outs(steps: Sequence[Json]) -> Iterator[str]:
    """Each person once, with their hours: « Julien Prevel (14 h 21 – 14 h 28, 15 h – 15 h 04) »."""
    hours: dict[tuple[int, str], list[str]] = {}
    for step in steps:
        periods = hours.setdefault((step["user"], step["name"]), [])
        if step["at"]:
            periods.append(_describe_period(step["at"], step["to"]))
    for (_user, name), periods in hours.items():
        yield _("%(name)s (%(hours)s)") % {"name": name, "hours": ", ".join(periods)} if periods else name


def _describe_objection(row: Json) -> str:
    if not row["reason"]:
        return f"{row['name']}."
    return _("%(name)s : « %(reason)s »") % row


def _describe_recusal(row: Json) -> str:
    values = {**row, "effect": ConflictEffect(row["effect"]).label}
    text = _("%(name)s, %(effect)s : « %(reason)s »") % values
    if row["lifted_at"]:
        lifted = _("levé le %(day)s : « %(reason)s »")
        text = f"{text} ({lifted % {'day': day(_read(row['lifted_at'])), 'reason': row['lift_reason']}})"
    return text


def _describe_tie(tie: Json) -> str:
    references: Iterable[str] = tie["references"]
    return _(
        "%(references)s ont la même note, %(score)s, au seuil : la raison de chaque décision les départage."
    ) % {
        "references": join_clauses(references),
        "score": _format(tie["score"]),
    }


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
