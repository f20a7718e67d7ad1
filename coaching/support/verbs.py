"""What the audit log records of the partners' board, and its words."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "take_stance",
        "coaching.stance",
        ngettext_lazy("a répondu à un besoin", "a répondu à %(count)d besoins", "count"),
    ),
    Verb(
        "withdraw_stance",
        "coaching.stance",
        ngettext_lazy(
            "a retiré une réponse à un besoin", "a retiré %(count)d réponses à des besoins", "count"
        ),
    ),
    Verb(
        "decide_support",
        "coaching.supportdecision",
        ngettext_lazy(
            "a noté la décision des partenaires sur un besoin",
            "a noté les décisions des partenaires sur %(count)d besoins",
            "count",
        ),
    ),
    Verb(
        "plan_meeting",
        "coaching.partnermeeting",
        ngettext_lazy(
            "a fixé la réunion des partenaires", "a fixé %(count)d fois la réunion des partenaires", "count"
        ),
    ),
    Verb(
        "open_meeting",
        "coaching.partnermeeting",
        ngettext_lazy("a ouvert la réunion des partenaires", "a ouvert la réunion des partenaires", "count"),
    ),
    Verb(
        "close_meeting",
        "coaching.partnermeeting",
        ngettext_lazy(
            "a clos la réunion des partenaires", "a clos %(count)d fois la réunion des partenaires", "count"
        ),
    ),
    Verb(
        "reopen_meeting",
        "coaching.partnermeeting",
        ngettext_lazy(
            "a rouvert la réunion des partenaires",
            "a rouvert %(count)d fois la réunion des partenaires",
            "count",
        ),
    ),
    Verb(
        "write_minutes",
        "coaching.meetingminutes",
        ngettext_lazy(
            "a établi un compte rendu de la réunion des partenaires",
            "a établi %(count)d comptes rendus de la réunion des partenaires",
            "count",
        ),
    ),
    Verb(
        "approve_minutes",
        "coaching.meetingminutes",
        ngettext_lazy(
            "a approuvé un compte rendu au nom de son organisme",
            "a approuvé %(count)d comptes rendus au nom de son organisme",
            "count",
        ),
    ),
)
"""Reasons are in the entry, never the answers of partners."""
