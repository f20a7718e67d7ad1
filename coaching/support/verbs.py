"""What the audit log records of the partners' board, and its words."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.stance",
        Verb("take_stance", "a répondu à un besoin", "a répondu à %(count)d besoins"),
        Verb(
            "withdraw_stance", "a retiré une réponse à un besoin", "a retiré %(count)d réponses à des besoins"
        ),
    ),
    *verbs_of(
        "coaching.supportdecision",
        Verb(
            "decide_support",
            "a noté la décision des partenaires sur un besoin",
            "a noté les décisions des partenaires sur %(count)d besoins",
        ),
        Verb(
            "withdraw_decision",
            "a repris la décision des partenaires sur un besoin",
            "a repris les décisions des partenaires sur %(count)d besoins",
        ),
    ),
    *verbs_of(
        "coaching.partnermeeting",
        Verb(
            "plan_meeting",
            "a fixé la réunion des partenaires",
            "a fixé %(count)d fois la réunion des partenaires",
        ),
        Verb("open_meeting", "a ouvert la réunion des partenaires", "a ouvert la réunion des partenaires"),
        Verb(
            "close_meeting",
            "a clos la réunion des partenaires",
            "a clos %(count)d fois la réunion des partenaires",
        ),
        Verb(
            "reopen_meeting",
            "a rouvert la réunion des partenaires",
            "a rouvert %(count)d fois la réunion des partenaires",
        ),
    ),
    *verbs_of(
        "coaching.meetingminutes",
        Verb(
            "write_minutes",
            "a établi un compte rendu de la réunion des partenaires",
            "a établi %(count)d comptes rendus de la réunion des partenaires",
        ),
        Verb(
            "approve_minutes",
            "a approuvé un compte rendu au nom de son organisme",
            "a approuvé %(count)d comptes rendus au nom de son organisme",
        ),
    ),
)
