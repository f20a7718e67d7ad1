"""Nothing that lets somebody in, and nobody's address, is written to a log or sent to Sentry.

Records are masked as they are made, whatever logger, handler or formatter writes them: Django's, gunicorn's access
log and Celery's share one process-wide record class. A file of the proxy's is its own to mask.
"""

import logging
import logging.config
import re
from typing import Any

TOKEN_PATHS = (
    "link",
    "invitation",
    "project-invitation",
    "late",
    "letters",
    "surveys",
    "asked",
    "anonymous",
    "undo",
    "badges",
    "schemes",
    "calendar",
)
"""The part of an address before a token that opens something."""
MASK = "***"

_SLASH = r"(?:/|%2F|%252F)"
_IN_PATH = re.compile(
    rf"({_SLASH}(?:{'|'.join(TOKEN_PATHS)}){_SLASH})(?:(?!%2F|%252F)[^/\s?&#\"'<>])+", re.IGNORECASE
)
_SESSION_CODE = re.compile(
    rf"({_SLASH}live{_SLASH})(?!badges{_SLASH}|worker)(?:(?!%2F|%252F)[^/\s?&#\"'<>])+", re.IGNORECASE
)
"""The short code of a session opens its pages to anybody who knows it."""
_KEY = re.compile(r"((?:[?&]|%3F|%26|%253F|%2526)k(?:=|%3D|%253D))[\w-]+", re.IGNORECASE)
_COLON = r"(?::|%3A|%253A)"
_SIGNED = re.compile(rf"\.?[\w-]+{_COLON}[\w-]{{5,8}}{_COLON}[\w-]{{27,}}", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+'’-]+(?:@|%40|%2540)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def mask(text: str) -> str:
    """The text without live tokens and without the addresses of people."""
    text = _IN_PATH.sub(rf"\1{MASK}", text)
    text = _SESSION_CODE.sub(rf"\1{MASK}", text)
    text = _KEY.sub(rf"\1{MASK}", text)
    text = _SIGNED.sub(MASK, text)
    return _ADDRESS.sub(f"{MASK}@{MASK}", text)


class MaskedRecord(logging.LogRecord):
    """A record whose message and traceback are masked before any formatter reads them."""

    def getMessage(self) -> str:  # noqa: N802  the name that logging calls
        return mask(super().getMessage())

    @property
    def exc_text(self) -> str | None:
        return self._exc_text

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._exc_text = mask(text) if text else text


def configure(config: dict[str, object]) -> None:
    """What Django calls to set logging up (``LOGGING_CONFIG``). Side effect: every later record is masked."""
    logging.setLogRecordFactory(MaskedRecord)
    logging.config.dictConfig(config)


def mask_event(event: object, hint: object = None) -> Any:
    """A Sentry event (``before_send``), masked throughout: address, headers, breadcrumbs, variables, messages."""
    if isinstance(event, str):
        return mask(event)
    if isinstance(event, dict):
        return {key: mask_event(value) for key, value in event.items()}
    if isinstance(event, list | tuple):
        return [mask_event(value) for value in event]
    return event
