"""The audit verbs of galleries, with their descriptions."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

PICTURE = "coaching.galleryitem"

VERBS = (
    Verb(
        "add_picture",
        PICTURE,
        ngettext_lazy("a ajouté une image à la galerie", "a ajouté %(count)d images à la galerie", "count"),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "change_picture",
        PICTURE,
        ngettext_lazy(
            "a corrigé une image de la galerie", "a corrigé %(count)d images de la galerie", "count"
        ),
        is_minor=True,
        by_link=True,
    ),
    Verb(
        "remove_picture",
        PICTURE,
        ngettext_lazy("a retiré une image de la galerie", "a retiré %(count)d images de la galerie", "count"),
        by_link=True,
    ),
    Verb(
        "clear_drafts",
        "coaching.session",
        ngettext_lazy(
            "a effacé les images restées sans description",
            "a effacé %(count)d fois les images restées sans description",
            "count",
        ),
    ),
    Verb(
        "publish_picture",
        PICTURE,
        ngettext_lazy("a rendu une image publique", "a rendu %(count)d images publiques", "count"),
    ),
    Verb(
        "unpublish_picture",
        PICTURE,
        ngettext_lazy(
            "a remis une image entre participants", "a remis %(count)d images entre participants", "count"
        ),
        by_link=True,
    ),
)
