"""The audit verbs of attendance, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.sessioncode",
        Verb(
            "make_session_code", "a créé le code de la session", "a créé %(count)d fois le code de la session"
        ),
        Verb(
            "revoke_session_code",
            "a révoqué le code de la session",
            "a révoqué %(count)d codes de la session",
        ),
    ),
    *verbs_of(
        "coaching.attendee",
        Verb(
            "add_attendee", "a ajouté une personne à la session", "a ajouté %(count)d personnes à la session"
        ),
        Verb(
            "edit_attendee",
            "a modifié une personne de la session",
            "a modifié %(count)d personnes de la session",
            is_minor=True,
        ),
        Verb(
            "remove_attendee",
            "a retiré une personne de la session",
            "a retiré %(count)d personnes de la session",
        ),
        Verb(
            "restore_attendee",
            "a remis une personne sur la liste de la session",
            "a remis %(count)d personnes sur la liste de la session",
        ),
        Verb(
            "show_badge",
            "a montré son badge",
            "a montré %(count)d fois son badge",
            is_minor=True,
            by_link=True,
        ),
        Verb(
            "set_image_consent",
            "a noté un accord pour les photos",
            "a noté %(count)d accords pour les photos",
            is_minor=True,
            by_link=True,
        ),
        Verb(
            "set_credit",
            "a noté qui est nommé à côté de ses idées",
            "a noté %(count)d fois qui est nommé à côté de ses idées",
            is_minor=True,
            by_link=True,
        ),
        Verb("undo_check_in", "a effacé une présence", "a effacé %(count)d présences", is_minor=True),
        Verb(
            "recognise_attendee",
            "a reconnu une personne à la porte",
            "a reconnu %(count)d personnes à la porte",
        ),
        Verb("free_attendee", "a libéré un nom de la session", "a libéré %(count)d noms de la session"),
    ),
)
