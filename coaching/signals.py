"""Signals for the packages above: their receivers run inside the transaction of the action."""

from django.dispatch import Signal

answers_sent = Signal()
"""From ``Survey``, with ``survey``, ``participation``, ``language`` (of its holder) and ``at``: a project answered.
"""
image_consent_changed = Signal()
"""From ``Attendee``, with ``attendee``, ``actor`` and ``at``: their consent to images changed."""
consents_changed = Signal()
"""From ``Survey``, with ``survey``, ``participation`` (``None`` for somebody who came for none) and ``at``: what may be
published, and to whom, has changed."""
minutes_written = Signal()
"""From ``MeetingMinutes``, with ``minutes``, ``actor`` and ``at``: the partners' meeting closed on them."""
credit_changed = Signal()
"""From ``Attendee``, with ``attendee`` and ``at``: whether documents name this person beside their ideas."""
