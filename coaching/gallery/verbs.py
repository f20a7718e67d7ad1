"""The audit verbs of galleries, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.galleryitem",
        Verb(
            "add_picture",
            "a ajouté une image à la galerie",
            "a ajouté %(count)d images à la galerie",
            is_minor=True,
            by_link=True,
        ),
        Verb(
            "change_picture",
            "a corrigé une image de la galerie",
            "a corrigé %(count)d images de la galerie",
            is_minor=True,
            by_link=True,
        ),
        Verb(
            "remove_picture",
            "a retiré une image de la galerie",
            "a retiré %(count)d images de la galerie",
            by_link=True,
        ),
        Verb("publish_picture", "a rendu une image publique", "a rendu %(count)d images publiques"),
        Verb(
            "unpublish_picture",
            "a remis une image entre participants",
            "a remis %(count)d images entre participants",
            by_link=True,
        ),
    ),
    *verbs_of(
        "coaching.session",
        Verb(
            "clear_drafts",
            "a effacé les images restées sans description",
            "a effacé %(count)d fois les images restées sans description",
        ),
    ),
)
