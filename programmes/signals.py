"""What is done here and matters to the apps above: they listen, inside the transaction of the action."""

from django.dispatch import Signal

role_granted = Signal()
"""From ``Role``, with ``role``, ``actor`` and ``at``: somebody newly has it."""

edition_cloned = Signal()
"""From ``Edition``, with ``edition``, ``source``, ``parts`` and ``at``: rows of this app are copied, others' may be."""

role_ended = Signal()
"""From ``Role``, with ``role``, ``reason``, ``actor`` and ``at``."""
