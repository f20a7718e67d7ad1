"""A letter in words, for its pages and its PDF."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from accelerator import pdf
from accelerator.types import Context
from accelerator.web.templatetags.prose import day
from coaching.followup.call_days import find_call_day
from coaching.followup.enums import LineAnswer, LineChange
from coaching.followup.models import LetterLine
from coaching.followup.queries.letters import ReadLetter
from coaching.support.enums import OUTCOME_TONES, SupportOutcome

CHANGED = frozenset({LineChange.NEW, LineChange.CHANGED})


def list_changes(read: ReadLetter) -> list[str]:
    """What changed since the letter before, in sentences; none for a first letter."""
    if read.letter.number == 1:
        return []
    changes = []
    for line in read.lines:
        if line.change == LineChange.NEW:
            changes.append(_("Nouveau : %(need)s") % {"need": line.sentence})
        elif line.change == LineChange.CHANGED:
            changes.append(
                _("Modifié : %(need)s (%(outcome)s)")
                % {"need": line.sentence, "outcome": line.get_outcome_display()}
            )
    return changes + [_("N’y est plus : %(need)s") % {"need": sentence} for sentence in read.letter.removed]


def describe_caller(line: LetterLine, due_on: date | None) -> str:
    """« Mariam Keita (DREETS Normandie) vous appelle avant le mardi 4 août. »"""
    who = f"{line.person} ({line.lead})" if line.person else str(line.lead)
    if due_on:
        return _("%(who)s vous appelle avant le %(day)s.") % {"who": who, "day": day(due_on)}
    return _("%(who)s vous appelle.") % {"who": who}


def describe_lines(lines: list[LetterLine], *, is_first: bool, today: date) -> list[Context]:
    """The lines as a page shows them: who calls, and by when as of today; what changed, and the answer."""
    return [
        {
            "line": line,
            "calls": describe_caller(line, find_call_day(line, today)) if line.lead else "",
            "change": str(line.get_change_display()) if line.change in CHANGED and not is_first else "",
            "tone": OUTCOME_TONES[SupportOutcome(line.outcome)],
            "answer": str(line.get_answer_display()) if line.answer else "",
            "answer_tone": "success" if line.answer == LineAnswer.ACCEPTED else "neutral",
        }
        for line in lines
    ]


def render_letter(read: ReadLetter) -> bytes:
    """The tagged PDF of this version."""
    return pdf.render(
        "coaching/followup/letter.typ",
        pdf.french_spaces_in(_arrange(read)),
        title=_("Ce que les partenaires vous proposent"),
        language=translation.get_language() or "fr",
        at=read.letter.sent_at or read.letter.made_at,
    )


def _arrange(read: ReadLetter) -> Context:
    letter, edition = read.letter, read.letter.participation.edition
    project = letter.participation.project
    version = _("Version %(number)d") % {"number": letter.number}
    when = day(letter.sent_at) if letter.sent_at else _("pas encore envoyée")
    foot = [version, when, _("empreinte %(hash)s") % {"hash": letter.sha256[:16]} if letter.sha256 else ""]
    return {
        "running": edition.name,
        "kind": _("Lettre des partenaires"),
        "subtitle": f"{edition.programme.name} · {edition.name}",
        "project": project.title,
        "body": str(project.organisation or ""),
        "when": when[:1].upper() + when[1:],
        "foot": " · ".join(filter(None, foot)),
        "changes_title": _("Ce qui a changé depuis la lettre précédente"),
        "changes": list_changes(read),
        "opening": letter.opening,
        "closing": letter.closing,
        "given_title": _("Ce que les partenaires proposent"),
        "others_title": _("Ce qu’ils ne peuvent pas proposer"),
        "given": [_arrange_line(line) for line in read.given],
        "others": [_arrange_line(line) for line in read.others],
        "answer": _("Vous acceptez ou déclinez chaque proposition en ligne, dans « Mes projets »."),
    }


def _arrange_line(line: LetterLine) -> dict[str, str]:
    return {
        "sentence": line.sentence,
        "said": str(line.get_outcome_display()),
        "who": describe_caller(line, line.due_on) if line.lead else "",
        "scheme": line.scheme,
        "reason": line.reason,
        "words": line.words,
    }
