"""The short code of a session, how long it is valid, and the code of a badge."""

import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from accelerator.links import SignedLink
from coaching.models import Attendee, Session, SessionCode

BADGE = SignedLink(salt="coaching.badge", url_name="coaching:badge")


ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ234789"
"""Without the characters that are mistaken for others: no 0 nor O, 1 nor I nor L, 5 nor S, 6."""
LENGTH = 6
DOOR = "attendance.door"
KEY_LENGTH = 12
BADGE_LENGTH = 5
PARIS = ZoneInfo("Europe/Paris")
CLOSES_AT = time(23, 0)
"""The hour of the last day at which the code expires."""
WITH_EDITION = ("session__edition__programme", "session__edition__call")


def generate_code() -> str:
    """Letters and digits that nobody can guess: one of 480 millions."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def normalise_code(typed: str) -> str:
    """A code as it is stored, whatever the case, the spaces and the hyphens it was typed with."""
    return "".join(character for character in typed.upper() if character.isalnum())[:8]


def find_validity(session: Session) -> tuple[datetime, datetime] | None:
    """When the codes of a session are valid: from the day before the first to the evening of the last. ``None`` for a
    session without days. One query.
    """
    dates = sorted(session.days.values_list("date", flat=True))
    edition = session.edition
    first = dates[0] if dates else edition.session_starts_on
    last = dates[-1] if dates else edition.session_ends_on or first
    if first is None or last is None:
        return None
    begins = datetime.combine(first - timedelta(days=1), time.min, tzinfo=PARIS)
    return begins, datetime.combine(last, CLOSES_AT, tzinfo=PARIS)


def select_code(typed: str, at: datetime) -> "QuerySet[SessionCode]":
    """The code that was typed, with its session and edition, if it opens something now."""
    codes = SessionCode.objects.valid(at).filter(code=normalise_code(typed))
    return codes.select_related(*WITH_EDITION).order_by("pk")


def find_code(typed: str, at: datetime) -> SessionCode | None:
    """The typed session code, if it is valid now, with its session and edition. One query."""
    return select_code(typed, at).first()


def make_key(code: str) -> str:
    """The key beside the code in a QR code: a browser that sends it did not guess the code."""
    return salted_hmac(DOOR, code).hexdigest()[:KEY_LENGTH]


def find_session(typed: str, key: str, at: datetime) -> int | None:
    """The session that a code with its key opens now. One query."""
    code = normalise_code(typed)
    if not is_key(code, key):
        return None
    return SessionCode.objects.valid(at).filter(code=code).values_list("session", flat=True).first()


def is_key(code: str, key: str) -> bool:
    return constant_time_compare(make_key(code), key)


def format_badge_code(attendee: Attendee) -> str:
    """The code printed on a badge, which proves at the door who its owner is."""
    digest = int(salted_hmac(f"{DOOR}.badge", attendee.nonce).hexdigest(), 16)
    return "".join(
        ALPHABET[digest // len(ALPHABET) ** place % len(ALPHABET)] for place in range(BADGE_LENGTH)
    )
