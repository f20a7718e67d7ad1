"""What the audit log records of plans, and its words."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "coaching.need",
    Verb(
        "share_need",
        "a transmis un besoin aux partenaires",
        "a transmis %(count)d besoins aux partenaires",
        by_link=True,
    ),
    Verb(
        "withdraw_need",
        "ne transmet plus un besoin aux partenaires",
        "ne transmet plus %(count)d besoins aux partenaires",
        by_link=True,
    ),
)
