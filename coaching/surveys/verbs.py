"""What the audit log records of surveys, and its words."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb("open_survey", "coaching.survey", acts("a ouvert une enquête", "a ouvert %(count)d enquêtes")),
    Verb(
        "move_survey",
        "coaching.survey",
        acts("a changé les dates d’une enquête", "a changé les dates d’une enquête"),
    ),
    Verb(
        "send_links",
        "coaching.survey",
        acts("a envoyé les liens de l’enquête", "a envoyé les liens de l’enquête"),
    ),
    Verb(
        "remind_survey",
        "coaching.survey",
        acts("a relancé une enquête", "a relancé %(count)d fois une enquête"),
    ),
    Verb(
        "resend_personal_link",
        "coaching.personalresponse",
        acts("a renvoyé un lien d’enquête", "a renvoyé %(count)d liens d’enquête"),
        is_minor=True,
    ),
    Verb(
        "revoke_personal_link",
        "coaching.personalresponse",
        acts("a révoqué un lien d’enquête", "a révoqué %(count)d liens d’enquête"),
    ),
    Verb(
        "start_personal_response",
        "coaching.personalresponse",
        acts("a commencé à répondre à une enquête", "a commencé à répondre à %(count)d enquêtes"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "send_personal_response",
        "coaching.personalresponse",
        acts("a répondu à une enquête", "a répondu à %(count)d enquêtes"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "change_personal_consent",
        "coaching.personalresponse",
        acts("a changé son accord de citation", "a changé %(count)d accords de citation"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "enter_paper",
        "coaching.survey",
        acts("a saisi une réponse d’après papier", "a saisi %(count)d réponses d’après papier"),
    ),
    Verb(
        "start_survey_form",
        "coaching.survey",
        acts("a commencé à modifier une enquête", "a commencé %(count)d fois à modifier une enquête"),
        is_minor=True,
    ),
    Verb(
        "change_survey_form",
        "coaching.survey",
        acts("a modifié les questions d’une enquête", "a modifié %(count)d fois les questions d’une enquête"),
        is_minor=True,
    ),
    Verb(
        "drop_survey_form",
        "coaching.survey",
        acts("a abandonné le brouillon d’une enquête", "a abandonné %(count)d brouillons d’enquête"),
    ),
    Verb(
        "publish_survey_form",
        "coaching.survey",
        acts("a publié les questions d’une enquête", "a publié %(count)d fois les questions d’une enquête"),
    ),
    Verb(
        "start_survey",
        "coaching.surveyinvitation",
        acts("a commencé à répondre à une enquête", "a commencé à répondre à %(count)d enquêtes"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "send",
        "coaching.surveyinvitation",
        acts("a envoyé ses réponses", "a envoyé %(count)d fois des réponses"),
        by_link=True,
    ),
    Verb(
        "change_consents",
        "coaching.surveyinvitation",
        acts("a changé ses accords", "a changé %(count)d fois ses accords"),
        by_link=True,
    ),
    Verb(
        "renew_link",
        "coaching.surveyinvitation",
        acts("a renouvelé un lien d’enquête", "a renouvelé %(count)d liens d’enquête"),
    ),
    Verb(
        "resend_link",
        "coaching.surveyinvitation",
        acts("a renvoyé un lien d’enquête", "a renvoyé %(count)d liens d’enquête"),
        is_minor=True,
    ),
    Verb(
        "revoke_link",
        "coaching.surveyinvitation",
        acts("a révoqué un lien d’enquête", "a révoqué %(count)d liens d’enquête"),
    ),
    Verb(
        "revoke_links",
        "coaching.survey",
        acts(
            "a révoqué tous les liens d’une enquête", "a révoqué %(count)d fois tous les liens d’une enquête"
        ),
    ),
    Verb(
        "renew_links",
        "coaching.survey",
        acts("a envoyé de nouveaux liens d’enquête", "a envoyé %(count)d fois de nouveaux liens d’enquête"),
    ),
    Verb(
        "open_debrief",
        "coaching.survey",
        acts("a ouvert le débrief dans la salle", "a ouvert %(count)d fois le débrief dans la salle"),
    ),
    Verb(
        "close_debrief",
        "coaching.survey",
        acts("a fermé le débrief dans la salle", "a fermé %(count)d fois le débrief dans la salle"),
    ),
    Verb(
        "unlink_answers",
        "coaching.survey",
        acts("a effacé qui avait répondu au débrief", "a effacé %(count)d fois qui avait répondu au débrief"),
    ),
    Verb(
        "send_debrief",
        "coaching.attendeeresponse",
        acts("a envoyé une réponse au débrief", "a envoyé %(count)d réponses au débrief"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "enter_attendee_paper",
        "coaching.attendeeresponse",
        acts(
            "a saisi d’après papier la réponse d’une personne sans compte",
            "a saisi d’après papier les réponses de %(count)d personnes sans compte",
        ),
    ),
    Verb(
        "withdraw_quote",
        "coaching.attendeeresponse",
        acts(
            "a retiré l’accord de citation d’une personne sans compte",
            "a retiré l’accord de citation de %(count)d personnes sans compte",
        ),
    ),
    Verb(
        "change_quote",
        "coaching.attendeeresponse",
        acts("a changé son accord de citation", "a changé %(count)d accords de citation"),
        is_minor=True,
        by_link=True,
    ),
)
