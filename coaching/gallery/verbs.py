"""The audit verbs of galleries, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

PICTURE = "coaching.galleryitem"

VERBS = (
    Verb(
        "add_picture",
        PICTURE,
        acts("a ajouté une image à la galerie", "a ajouté %(count)d images à la galerie"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "change_picture",
        PICTURE,
        acts("a corrigé une image de la galerie", "a corrigé %(count)d images de la galerie"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "remove_picture",
        PICTURE,
        acts("a retiré une image de la galerie", "a retiré %(count)d images de la galerie"),
        by_link=True,
    ),
    Verb(
        "clear_drafts",
        "coaching.session",
        acts(
            "a effacé les images restées sans description",
            "a effacé %(count)d fois les images restées sans description",
        ),
    ),
    Verb(
        "publish_picture", PICTURE, acts("a rendu une image publique", "a rendu %(count)d images publiques")
    ),
    Verb(
        "unpublish_picture",
        PICTURE,
        acts("a remis une image entre participants", "a remis %(count)d images entre participants"),
        by_link=True,
    ),
)
