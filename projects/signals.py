"""What is done here and matters to the apps above: they listen, inside the transaction of the action."""

from django.dispatch import Signal

place_left = Signal()
"""From ``Participation``, with ``participation``, ``actor`` and ``at``: the project comes no more."""
