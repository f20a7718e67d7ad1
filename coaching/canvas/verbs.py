"""What the audit log records of canvases, and its words."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

CANVAS = "coaching.canvas"

VERBS = (
    Verb(
        "choose_axes",
        "programmes.edition",
        ngettext_lazy("a choisi les axes de la carte ADN", "a choisi les axes de la carte ADN", "count"),
    ),
    Verb(
        "change_axes",
        "programmes.edition",
        ngettext_lazy("a modifié les axes de la carte ADN", "a modifié les axes de la carte ADN", "count"),
    ),
    Verb(
        "order_pitches",
        "programmes.edition",
        ngettext_lazy("a changé l’ordre des pitchs", "a changé l’ordre des pitchs", "count"),
        is_minor=True,
    ),
    Verb(
        "draw_pitches",
        "programmes.edition",
        ngettext_lazy("a tiré au sort l’ordre des pitchs", "a tiré au sort l’ordre des pitchs", "count"),
    ),
    Verb(
        "start_canvas",
        CANVAS,
        ngettext_lazy("a commencé un canevas", "a commencé %(count)d canevas", "count"),
        is_minor=True,
    ),
    Verb(
        "validate_canvas",
        CANVAS,
        ngettext_lazy("a validé un canevas", "a validé %(count)d canevas", "count"),
    ),
    Verb(
        "reopen_canvas",
        CANVAS,
        ngettext_lazy("a rouvert un canevas", "a rouvert %(count)d canevas", "count"),
    ),
    Verb(
        "freeze_canvas",
        CANVAS,
        ngettext_lazy("a figé un canevas", "a figé %(count)d canevas", "count"),
    ),
    Verb(
        "unfreeze_canvas",
        CANVAS,
        ngettext_lazy("a dégelé un canevas", "a dégelé %(count)d canevas", "count"),
    ),
    Verb(
        "add_photo",
        CANVAS,
        ngettext_lazy("a joint une photo à un canevas", "a joint %(count)d photos à des canevas", "count"),
        is_minor=True,
    ),
    Verb(
        "describe_photo",
        CANVAS,
        ngettext_lazy(
            "a redit ce que montre une photo d’un canevas",
            "a redit ce que montrent %(count)d photos",
            "count",
        ),
        is_minor=True,
    ),
    Verb(
        "remove_photo",
        CANVAS,
        ngettext_lazy("a retiré une photo d’un canevas", "a retiré %(count)d photos de canevas", "count"),
        is_minor=True,
    ),
)
