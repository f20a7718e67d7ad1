"""What is recorded in the audit log of plans, and its words."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "share_need",
        "coaching.need",
        ngettext_lazy(
            "a transmis un besoin aux partenaires",
            "a transmis %(count)d besoins aux partenaires",
            "count",
        ),
        by_link=True,
    ),
    Verb(
        "withdraw_need",
        "coaching.need",
        ngettext_lazy(
            "ne transmet plus un besoin aux partenaires",
            "ne transmet plus %(count)d besoins aux partenaires",
            "count",
        ),
        by_link=True,
    ),
)
