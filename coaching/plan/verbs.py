"""What is recorded in the audit log of plans, and its words."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "share_need",
        "coaching.need",
        acts("a transmis un besoin aux partenaires", "a transmis %(count)d besoins aux partenaires"),
        by_link=True,
    ),
    Verb(
        "withdraw_need",
        "coaching.need",
        acts(
            "ne transmet plus un besoin aux partenaires", "ne transmet plus %(count)d besoins aux partenaires"
        ),
        by_link=True,
    ),
)
