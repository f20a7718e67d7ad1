"""What is done here and matters to the packages above: they listen, inside the transaction of the action."""

from django.dispatch import Signal

content_adopted = Signal()
"""From ``Application``, with ``application``, ``content`` and ``at``: what was sent is what everybody reads now."""
application_withdrawn = Signal()
"""From ``Application``, with ``application``, ``actor`` and ``at``: its people took it back."""
eligibility_decided = Signal()
"""From ``Application``, with ``applications`` (ids), ``actor`` and ``at``: they are eligible or not."""
eligibility_undone = Signal()
"""From ``Application``, with ``applications`` (ids), ``undone_by`` and ``undone_at``: that was taken back."""
review_left = Signal()
"""From ``Application``, with ``edition``, ``applications`` (ids), ``actor`` and ``at``: they can no longer be
decided."""
conflict_changed = Signal()
"""From ``Application``, with ``application``, its row locked, and ``at``: a conflict was recorded, changed or lifted,
and the review of its person counts no more, or again."""
meeting_closed = Signal()
"""From ``Meeting``, with ``meeting`` and ``at``: its decisions are written, or it was adjourned without any."""
place_left = Signal()
"""From ``Participation``, with ``participation``, ``actor`` and ``at``: the project gave its place up."""
member_erased = Signal()
"""From ``ProjectMember``, with ``application``, ``person`` and ``at``: receivers erase this person."""
application_anonymised = Signal()
"""From ``Application``, with ``application``, ``people`` (ids: those without another project in its edition),
``on_request`` and ``at``: receivers erase its names and texts, at the end of its retention or on request."""
