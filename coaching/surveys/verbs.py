"""What the audit log records of surveys, and its words."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "open_survey",
        "coaching.survey",
        ngettext_lazy("a ouvert une enquête", "a ouvert %(count)d enquêtes", "count"),
    ),
    Verb(
        "move_survey",
        "coaching.survey",
        ngettext_lazy("a changé les dates d’une enquête", "a changé les dates d’une enquête", "count"),
    ),
    Verb(
        "send_links",
        "coaching.survey",
        ngettext_lazy("a envoyé les liens de l’enquête", "a envoyé les liens de l’enquête", "count"),
    ),
    Verb(
        "remind_survey",
        "coaching.survey",
        ngettext_lazy("a relancé une enquête", "a relancé %(count)d fois une enquête", "count"),
    ),
    Verb(
        "resend_personal_link",
        "coaching.personalresponse",
        ngettext_lazy("a renvoyé un lien d’enquête", "a renvoyé %(count)d liens d’enquête", "count"),
        is_minor=True,
    ),
    Verb(
        "revoke_personal_link",
        "coaching.personalresponse",
        ngettext_lazy("a révoqué un lien d’enquête", "a révoqué %(count)d liens d’enquête", "count"),
    ),
    Verb(
        "start_personal_response",
        "coaching.personalresponse",
        ngettext_lazy(
            "a commencé à répondre à une enquête", "a commencé à répondre à %(count)d enquêtes", "count"
        ),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "send_personal_response",
        "coaching.personalresponse",
        ngettext_lazy("a répondu à une enquête", "a répondu à %(count)d enquêtes", "count"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "change_personal_consent",
        "coaching.personalresponse",
        ngettext_lazy("a changé son accord de citation", "a changé %(count)d accords de citation", "count"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "enter_paper",
        "coaching.survey",
        ngettext_lazy(
            "a saisi une réponse d’après papier", "a saisi %(count)d réponses d’après papier", "count"
        ),
    ),
    Verb(
        "start_survey_form",
        "coaching.survey",
        ngettext_lazy(
            "a commencé à modifier une enquête", "a commencé %(count)d fois à modifier une enquête", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "change_survey_form",
        "coaching.survey",
        ngettext_lazy(
            "a modifié les questions d’une enquête",
            "a modifié %(count)d fois les questions d’une enquête",
            "count",
        ),
        is_minor=True,
    ),
    Verb(
        "drop_survey_form",
        "coaching.survey",
        ngettext_lazy(
            "a abandonné le brouillon d’une enquête", "a abandonné %(count)d brouillons d’enquête", "count"
        ),
    ),
    Verb(
        "publish_survey_form",
        "coaching.survey",
        ngettext_lazy(
            "a publié les questions d’une enquête",
            "a publié %(count)d fois les questions d’une enquête",
            "count",
        ),
    ),
    Verb(
        "start_survey",
        "coaching.surveyinvitation",
        ngettext_lazy(
            "a commencé à répondre à une enquête", "a commencé à répondre à %(count)d enquêtes", "count"
        ),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "send",
        "coaching.surveyinvitation",
        ngettext_lazy("a envoyé ses réponses", "a envoyé %(count)d fois des réponses", "count"),
        by_link=True,
    ),
    Verb(
        "change_consents",
        "coaching.surveyinvitation",
        ngettext_lazy("a changé ses accords", "a changé %(count)d fois ses accords", "count"),
        by_link=True,
    ),
    Verb(
        "renew_link",
        "coaching.surveyinvitation",
        ngettext_lazy("a renouvelé un lien d’enquête", "a renouvelé %(count)d liens d’enquête", "count"),
    ),
    Verb(
        "resend_link",
        "coaching.surveyinvitation",
        ngettext_lazy("a renvoyé un lien d’enquête", "a renvoyé %(count)d liens d’enquête", "count"),
        is_minor=True,
    ),
    Verb(
        "revoke_link",
        "coaching.surveyinvitation",
        ngettext_lazy("a révoqué un lien d’enquête", "a révoqué %(count)d liens d’enquête", "count"),
    ),
    Verb(
        "revoke_links",
        "coaching.survey",
        ngettext_lazy(
            "a révoqué tous les liens d’une enquête",
            "a révoqué %(count)d fois tous les liens d’une enquête",
            "count",
        ),
    ),
    Verb(
        "renew_links",
        "coaching.survey",
        ngettext_lazy(
            "a envoyé de nouveaux liens d’enquête",
            "a envoyé %(count)d fois de nouveaux liens d’enquête",
            "count",
        ),
    ),
    Verb(
        "open_debrief",
        "coaching.survey",
        ngettext_lazy(
            "a ouvert le débrief dans la salle", "a ouvert %(count)d fois le débrief dans la salle", "count"
        ),
    ),
    Verb(
        "close_debrief",
        "coaching.survey",
        ngettext_lazy(
            "a fermé le débrief dans la salle", "a fermé %(count)d fois le débrief dans la salle", "count"
        ),
    ),
    Verb(
        "unlink_answers",
        "coaching.survey",
        ngettext_lazy(
            "a effacé qui avait répondu au débrief",
            "a effacé %(count)d fois qui avait répondu au débrief",
            "count",
        ),
    ),
    Verb(
        "send_debrief",
        "coaching.attendeeresponse",
        ngettext_lazy("a envoyé une réponse au débrief", "a envoyé %(count)d réponses au débrief", "count"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "enter_attendee_paper",
        "coaching.attendeeresponse",
        ngettext_lazy(
            "a saisi d’après papier la réponse d’une personne sans compte",
            "a saisi d’après papier les réponses de %(count)d personnes sans compte",
            "count",
        ),
    ),
    Verb(
        "withdraw_quote",
        "coaching.attendeeresponse",
        ngettext_lazy(
            "a retiré l’accord de citation d’une personne sans compte",
            "a retiré l’accord de citation de %(count)d personnes sans compte",
            "count",
        ),
    ),
    Verb(
        "change_quote",
        "coaching.attendeeresponse",
        ngettext_lazy("a changé son accord de citation", "a changé %(count)d accords de citation", "count"),
        is_minor=True,
        by_link=True,
    ),
)
