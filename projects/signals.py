"""What is done here and matters to the packages above: they listen, inside the transaction of the action."""

from django.dispatch import Signal

content_adopted = Signal()
"""From ``Application``, with ``application``, ``content`` and ``at``: what was sent is what everybody reads now."""
application_withdrawn = Signal()
"""From ``Application``, with ``application``, ``actor`` and ``at``: its people took it back."""
eligibility_settled = Signal()
"""From ``Application``, with ``applications`` (ids), ``actor`` and ``at``: they are eligible or not."""
eligibility_undone = Signal()
"""From ``Application``, with ``applications`` (ids), ``settled_by`` and ``settled_at``: that was taken back."""
review_left = Signal()
"""From ``Application``, with ``edition``, ``applications`` (ids), ``actor`` and ``at``: they may be decided no more."""
review_set_aside = Signal()
"""From ``Application``, with ``application``, its row held: somebody stepped aside, their review counts no more."""
place_left = Signal()
"""From ``Participation``, with ``participation``, ``actor`` and ``at``: the project comes no more."""
member_erased = Signal()
"""From ``ProjectMember``, with ``application``, ``person`` and ``at``: whoever knows them there forgets them."""
application_anonymised = Signal()
"""From ``Application``, with ``application``, ``people`` (ids: who holds nothing else of its edition), ``on_request``
and ``at``: whoever knows it keeps no name and no text of it, whether its time is over or somebody asked."""
