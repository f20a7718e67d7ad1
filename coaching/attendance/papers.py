"""Papers for the two days, from data: attendance sheets, badges, signs, table tents, certificates.

Each function returns a PDF in the active language. Names and rooms are data, never markup.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _, ngettext

from accelerator.qr import render_qr_code
from accelerator.types import Context
from accelerator.web.templatetags.prose import clock, day as in_words, days, longdate
from coaching.attendance.codes import BADGE, format_badge_code
from coaching.attendance.halves import HalfDay
from coaching.attendance.queries import RoomSign, list_room_signs
from coaching.models import Attendee, Session
from coaching.session.printing import render_paper
from coaching.session.releases import find_followed, find_released, read_place

ROWS = 20
"""People on one page of an attendance sheet, with room to sign."""
BLANK_ROWS = 3
"""Empty rows at the end, at least, for people who were not expected."""


def print_sheet(
    session: Session, half_days: Sequence[HalfDay], attendees: Sequence[Attendee], at: datetime
) -> bytes:
    """The attendance sheets of these half-days: every name expected, body, role, and a box to sign."""
    people = [[row.name, row.body, str(row.get_kind_display())] for row in attendees]
    pages = -(-(len(people) + BLANK_ROWS) // ROWS)
    rows = people + [["", "", ""]] * (pages * ROWS - len(people))
    data = {
        "kind": _("Feuille d’émargement"),
        "place": _format_place(session),
        "led_by": _("Animation"),
        "columns": [_("Nom et prénom"), _("Organisme"), _("Vient comme"), _("Signature")],
        "foot": _("Signer à chaque demi-journée.") if session.published_at else describe_draft(),
        "pages": [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)],
        "half_days": [
            {
                "label": half.label[:1].upper() + half.label[1:],
                "times": half.times,
                "leaders": ", ".join(half.leaders),
                "slots": [f"{clock(slot.starts_at)} · {slot.title}" for slot in half.slots],
            }
            for half in half_days
        ],
        "edition": session.edition.name,
    }
    return render_paper(
        "coaching/attendance/sheet.typ", data, _("Émargement – %(name)s") % {"name": session.edition.name}, at
    )


def describe_draft() -> str:
    """The note printed on a paper while nothing is released."""
    return _("Brouillon : le programme n’est pas encore publié.")


def _format_place(session: Session) -> str:
    session = read_place(session, find_released(session))
    return ", ".join(part for part in (session.venue, session.address) if part)


def print_badges(session: Session, attendees: Iterable[Attendee], at: datetime) -> bytes:
    """Eight badges a page: the name in large letters, role, body, project, and the code that is scanned at the door."""
    data = {
        "edition": session.edition.name,
        "code": _("Code de présence"),
        "badges": [
            {
                "name": row.name,
                "kind": str(row.get_kind_display()),
                "body": row.body,
                "project": str(row.participation.project) if row.participation else "",
                "short": format_badge_code(row),
                "svg": str(render_qr_code(BADGE.address_of(row), label="")),
            }
            for row in attendees
        ],
    }
    return render_paper(
        "coaching/attendance/badges.typ", data, _("Badges – %(name)s") % {"name": session.edition.name}, at
    )


def print_tents(session: Session, cards: Sequence[tuple[str, str]], at: datetime) -> bytes:
    """Table tents, one a page, to be folded: the name on both sides, and a second line under it."""
    data = {
        "edition": session.edition.name,
        "fold": _("Plier ici"),
        "cards": [{"name": name, "detail": detail} for name, detail in cards],
    }
    return render_paper(
        "coaching/attendance/tents.typ", data, _("Chevalets – %(name)s") % {"name": session.edition.name}, at
    )


def print_door_signs(session: Session, at: datetime) -> bytes:
    """One page a room: its name, then its released timetable by day, or the draft before any release. Five queries."""
    programme = find_followed(session)
    signs = list_room_signs(session, programme)
    data = {
        "edition": session.edition.name,
        "empty": _("Rien n’est prévu dans cette salle."),
        "draft": "" if programme.number else describe_draft(),
        "rooms": [_arrange_sign(sign) for sign in signs],
    }
    return render_paper(
        "coaching/attendance/doors.typ",
        data,
        _("Affiches des salles – %(name)s") % {"name": session.edition.name},
        at,
    )


def _arrange_sign(sign: RoomSign) -> Context:
    return {
        "name": sign.name,
        "days": [
            {
                "label": in_words(date)[:1].upper() + in_words(date)[1:],
                "rows": [
                    [f"{clock(planned.starts_at)} – {clock(planned.ends_at)}", planned.title, planned.detail]
                    for planned in rows
                ],
            }
            for date, rows in sign.days.items()
        ],
    }


def print_certificates(
    session: Session,
    attended: Sequence[tuple[Attendee, Sequence[HalfDay]]],
    signer: str,
    at: datetime,
) -> bytes:
    """One page a person: the half-days they attended, and the person who certifies it."""
    edition = session.edition
    dates = [half.day.date for _attendee, halves in attended for half in halves]
    organiser = edition.controller or edition.programme.controller or edition.programme.name
    data = {
        "kind": _("Attestation de présence"),
        "edition": edition.name,
        "theme": edition.theme,
        "place": _format_place(session),
        "organiser": organiser,
        "signer": signer,
        "signed": _("Pour %(organiser)s,") % {"organiser": organiser},
        "dated": _("Établie le %(date)s.") % {"date": longdate(at.date())},
        "was_there": _("a participé à la session « %(name)s », %(dates)s")
        % {"name": edition.name, "dates": days(min(dates), max(dates)) if dates else ""},
        "halves_title": _("Présences relevées"),
        "people": [
            {
                "name": attendee.name,
                "body": attendee.body,
                "count": ngettext("%(count)d demi-journée", "%(count)d demi-journées", len(halves))
                % {"count": len(halves)},
                "halves": [[half.label[:1].upper() + half.label[1:], half.times] for half in halves],
            }
            for attendee, halves in attended
        ],
    }
    return render_paper(
        "coaching/attendance/certificates.typ",
        data,
        _("Attestations – %(name)s") % {"name": edition.name},
        at,
    )
