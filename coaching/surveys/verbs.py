"""What the audit log records of surveys, and its words."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.survey",
        Verb("open_survey", "a ouvert une enquête", "a ouvert %(count)d enquêtes"),
        Verb("move_survey", "a changé les dates d’une enquête", "a changé les dates d’une enquête"),
        Verb("send_links", "a envoyé les liens de l’enquête", "a envoyé les liens de l’enquête"),
        Verb("remind_survey", "a relancé une enquête", "a relancé %(count)d fois une enquête"),
        Verb(
            "enter_paper", "a saisi une réponse d’après papier", "a saisi %(count)d réponses d’après papier"
        ),
        Verb(
            "start_survey_form",
            "a commencé à modifier une enquête",
            "a commencé %(count)d fois à modifier une enquête",
            is_minor=True,
        ),
        Verb(
            "change_survey_form",
            "a modifié les questions d’une enquête",
            "a modifié %(count)d fois les questions d’une enquête",
            is_minor=True,
        ),
        Verb(
            "drop_survey_form",
            "a abandonné le brouillon d’une enquête",
            "a abandonné %(count)d brouillons d’enquête",
        ),
        Verb(
            "publish_survey_form",
            "a publié les questions d’une enquête",
            "a publié %(count)d fois les questions d’une enquête",
        ),
        Verb(
            "revoke_links",
            "a révoqué tous les liens d’une enquête",
            "a révoqué %(count)d fois tous les liens d’une enquête",
        ),
        Verb(
            "renew_links",
            "a envoyé de nouveaux liens d’enquête",
            "a envoyé %(count)d fois de nouveaux liens d’enquête",
        ),
        Verb(
            "open_debrief",
            "a ouvert le débrief dans la salle",
            "a ouvert %(count)d fois le débrief dans la salle",
        ),
        Verb(
            "close_debrief",
            "a fermé le débrief dans la salle",
            "a fermé %(count)d fois le débrief dans la salle",
        ),
        Verb(
            "unlink_answers",
            "a effacé qui avait répondu au débrief",
            "a effacé %(count)d fois qui avait répondu au débrief",
        ),
    ),
    *verbs_of(
        "coaching.personalresponse",
        Verb(
            "resend_personal_link",
            "a renvoyé un lien d’enquête",
            "a renvoyé %(count)d liens d’enquête",
            is_minor=True,
        ),
        Verb("revoke_personal_link", "a révoqué un lien d’enquête", "a révoqué %(count)d liens d’enquête"),
        Verb(
            "start_personal_response",
            "a commencé à répondre à une enquête",
            "a commencé à répondre à %(count)d enquêtes",
            is_minor=True,
            by_link=True,
        ),
        Verb(
            "send_personal_response",
            "a répondu à une enquête",
            "a répondu à %(count)d enquêtes",
            is_minor=True,
            by_link=True,
        ),
        Verb(
            "change_personal_consent",
            "a changé son accord de citation",
            "a changé %(count)d accords de citation",
            is_minor=True,
            by_link=True,
        ),
    ),
    *verbs_of(
        "coaching.surveyinvitation",
        Verb(
            "start_survey",
            "a commencé à répondre à une enquête",
            "a commencé à répondre à %(count)d enquêtes",
            is_minor=True,
            by_link=True,
        ),
        Verb("send", "a envoyé ses réponses", "a envoyé %(count)d fois des réponses", by_link=True),
        Verb("change_consents", "a changé ses accords", "a changé %(count)d fois ses accords", by_link=True),
        Verb("renew_link", "a renouvelé un lien d’enquête", "a renouvelé %(count)d liens d’enquête"),
        Verb(
            "resend_link", "a renvoyé un lien d’enquête", "a renvoyé %(count)d liens d’enquête", is_minor=True
        ),
        Verb("revoke_link", "a révoqué un lien d’enquête", "a révoqué %(count)d liens d’enquête"),
    ),
    *verbs_of(
        "coaching.attendeeresponse",
        Verb(
            "send_debrief",
            "a envoyé une réponse au débrief",
            "a envoyé %(count)d réponses au débrief",
            is_minor=True,
            by_link=True,
        ),
        Verb(
            "enter_attendee_paper",
            "a saisi d’après papier la réponse d’une personne sans compte",
            "a saisi d’après papier les réponses de %(count)d personnes sans compte",
        ),
        Verb(
            "withdraw_quote",
            "a retiré l’accord de citation d’une personne sans compte",
            "a retiré l’accord de citation de %(count)d personnes sans compte",
        ),
        Verb(
            "change_quote",
            "a changé son accord de citation",
            "a changé %(count)d accords de citation",
            is_minor=True,
            by_link=True,
        ),
    ),
)
