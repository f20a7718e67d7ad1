"""The code that a badge carries."""

from accelerator.links import SignedLink

BADGE = SignedLink(salt="coaching.badge", url_name="coaching:badge")
