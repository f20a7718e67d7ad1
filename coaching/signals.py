"""What is done here and matters to the packages above: they listen, inside the transaction of the action."""

from django.dispatch import Signal

answers_sent = Signal()
"""From ``Survey``, with ``survey``, ``participation``, ``language`` (of its holder) and ``at``: a project answered."""
image_consent_changed = Signal()
"""From ``Attendee``, with ``attendee``, ``actor`` and ``at``: how far images of this person may be shown."""
consents_changed = Signal()
"""From ``Survey``, with ``survey``, ``participation`` (``None`` for somebody who came for none) and ``at``: what may be
published, and to whom, has changed."""
minutes_written = Signal()
"""From ``MeetingMinutes``, with ``minutes``, ``actor`` and ``at``: the partners' meeting closed on them."""
credit_changed = Signal()
"""From ``Attendee``, with ``attendee`` and ``at``: whether documents name this person beside their ideas."""
