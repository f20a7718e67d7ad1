"""The audit verbs of attendance, with their descriptions."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "make_session_code",
        "coaching.sessioncode",
        ngettext_lazy("a créé le code de la session", "a créé %(count)d fois le code de la session", "count"),
    ),
    Verb(
        "revoke_session_code",
        "coaching.sessioncode",
        ngettext_lazy("a révoqué le code de la session", "a révoqué %(count)d codes de la session", "count"),
    ),
    Verb(
        "add_attendee",
        "coaching.attendee",
        ngettext_lazy(
            "a ajouté une personne à la session", "a ajouté %(count)d personnes à la session", "count"
        ),
    ),
    Verb(
        "edit_attendee",
        "coaching.attendee",
        ngettext_lazy(
            "a modifié une personne de la session", "a modifié %(count)d personnes de la session", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "remove_attendee",
        "coaching.attendee",
        ngettext_lazy(
            "a retiré une personne de la session", "a retiré %(count)d personnes de la session", "count"
        ),
    ),
    Verb(
        "restore_attendee",
        "coaching.attendee",
        ngettext_lazy(
            "a remis une personne sur la liste de la session",
            "a remis %(count)d personnes sur la liste de la session",
            "count",
        ),
    ),
    Verb(
        "set_image_consent",
        "coaching.attendee",
        ngettext_lazy(
            "a noté un accord pour les photos", "a noté %(count)d accords pour les photos", "count"
        ),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "set_credit",
        "coaching.attendee",
        ngettext_lazy(
            "a noté qui est nommé à côté de ses idées",
            "a noté %(count)d fois qui est nommé à côté de ses idées",
            "count",
        ),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "undo_check_in",
        "coaching.attendee",
        ngettext_lazy("a effacé une présence", "a effacé %(count)d présences", "count"),
        is_minor=True,
    ),
    Verb(
        "recognise_attendee",
        "coaching.attendee",
        ngettext_lazy(
            "a reconnu une personne à la porte", "a reconnu %(count)d personnes à la porte", "count"
        ),
    ),
    Verb(
        "free_attendee",
        "coaching.attendee",
        ngettext_lazy("a libéré un nom de la session", "a libéré %(count)d noms de la session", "count"),
    ),
)
