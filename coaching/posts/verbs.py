"""The audit verbs of news, with their descriptions."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

POST = "coaching.post"

VERBS = (
    Verb(
        "write_post",
        POST,
        ngettext_lazy("a écrit une actualité", "a écrit %(count)d actualités", "count"),
        is_minor=True,
    ),
    Verb(
        "edit_post",
        POST,
        ngettext_lazy("a corrigé une actualité", "a corrigé %(count)d actualités", "count"),
        is_minor=True,
    ),
    Verb(
        "propose_post",
        POST,
        ngettext_lazy("a proposé une actualité", "a proposé %(count)d actualités", "count"),
    ),
    Verb(
        "publish_post",
        POST,
        ngettext_lazy("a publié une actualité", "a publié %(count)d actualités", "count"),
    ),
    Verb(
        "withdraw_post",
        POST,
        ngettext_lazy("a retiré une actualité", "a retiré %(count)d actualités", "count"),
    ),
    Verb(
        "remove_post",
        POST,
        ngettext_lazy("a supprimé une actualité", "a supprimé %(count)d actualités", "count"),
    ),
)
