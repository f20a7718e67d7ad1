"""What the audit log records of the partners' board, and its words."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb("take_stance", "coaching.stance", acts("a répondu à un besoin", "a répondu à %(count)d besoins")),
    Verb(
        "withdraw_stance",
        "coaching.stance",
        acts("a retiré une réponse à un besoin", "a retiré %(count)d réponses à des besoins"),
    ),
    Verb(
        "decide_support",
        "coaching.supportdecision",
        acts(
            "a noté la décision des partenaires sur un besoin",
            "a noté les décisions des partenaires sur %(count)d besoins",
        ),
    ),
    Verb(
        "withdraw_decision",
        "coaching.supportdecision",
        acts(
            "a repris la décision des partenaires sur un besoin",
            "a repris les décisions des partenaires sur %(count)d besoins",
        ),
    ),
    Verb(
        "plan_meeting",
        "coaching.partnermeeting",
        acts("a fixé la réunion des partenaires", "a fixé %(count)d fois la réunion des partenaires"),
    ),
    Verb(
        "open_meeting",
        "coaching.partnermeeting",
        acts("a ouvert la réunion des partenaires", "a ouvert la réunion des partenaires"),
    ),
    Verb(
        "close_meeting",
        "coaching.partnermeeting",
        acts("a clos la réunion des partenaires", "a clos %(count)d fois la réunion des partenaires"),
    ),
    Verb(
        "reopen_meeting",
        "coaching.partnermeeting",
        acts("a rouvert la réunion des partenaires", "a rouvert %(count)d fois la réunion des partenaires"),
    ),
    Verb(
        "write_minutes",
        "coaching.meetingminutes",
        acts(
            "a établi un compte rendu de la réunion des partenaires",
            "a établi %(count)d comptes rendus de la réunion des partenaires",
        ),
    ),
    Verb(
        "approve_minutes",
        "coaching.meetingminutes",
        acts(
            "a approuvé un compte rendu au nom de son organisme",
            "a approuvé %(count)d comptes rendus au nom de son organisme",
        ),
    ),
)
"""Reasons are in the entry, never the answers of partners."""
