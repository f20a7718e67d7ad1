"""The audit verbs of attendance, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "make_session_code",
        "coaching.sessioncode",
        acts("a créé le code de la session", "a créé %(count)d fois le code de la session"),
    ),
    Verb(
        "revoke_session_code",
        "coaching.sessioncode",
        acts("a révoqué le code de la session", "a révoqué %(count)d codes de la session"),
    ),
    Verb(
        "add_attendee",
        "coaching.attendee",
        acts("a ajouté une personne à la session", "a ajouté %(count)d personnes à la session"),
    ),
    Verb(
        "edit_attendee",
        "coaching.attendee",
        acts("a modifié une personne de la session", "a modifié %(count)d personnes de la session"),
        is_minor=True,
    ),
    Verb(
        "remove_attendee",
        "coaching.attendee",
        acts("a retiré une personne de la session", "a retiré %(count)d personnes de la session"),
    ),
    Verb(
        "restore_attendee",
        "coaching.attendee",
        acts(
            "a remis une personne sur la liste de la session",
            "a remis %(count)d personnes sur la liste de la session",
        ),
    ),
    Verb(
        "show_badge",
        "coaching.attendee",
        acts("a montré son badge", "a montré %(count)d fois son badge"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "set_image_consent",
        "coaching.attendee",
        acts("a noté un accord pour les photos", "a noté %(count)d accords pour les photos"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "set_credit",
        "coaching.attendee",
        acts(
            "a noté qui est nommé à côté de ses idées",
            "a noté %(count)d fois qui est nommé à côté de ses idées",
        ),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "undo_check_in",
        "coaching.attendee",
        acts("a effacé une présence", "a effacé %(count)d présences"),
        is_minor=True,
    ),
    Verb(
        "recognise_attendee",
        "coaching.attendee",
        acts("a reconnu une personne à la porte", "a reconnu %(count)d personnes à la porte"),
    ),
    Verb(
        "free_attendee",
        "coaching.attendee",
        acts("a libéré un nom de la session", "a libéré %(count)d noms de la session"),
    ),
)
