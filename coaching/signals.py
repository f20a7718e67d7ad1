"""What is done here and matters to the packages above: they listen, inside the transaction of the action."""

from django.dispatch import Signal

answers_sent = Signal()
"""From ``SurveyInvitation``, with ``invitation``, ``language`` (of its holder) and ``at``: a project answered."""
consents_changed = Signal()
"""From ``SurveyInvitation``, with ``invitation`` and ``at``: what may be told, and to whom, is no longer the same."""
