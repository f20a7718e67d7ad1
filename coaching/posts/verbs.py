"""The audit verbs of news, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

POST = "coaching.post"

VERBS = (
    Verb("write_post", POST, acts("a écrit une actualité", "a écrit %(count)d actualités"), is_minor=True),
    Verb("edit_post", POST, acts("a corrigé une actualité", "a corrigé %(count)d actualités"), is_minor=True),
    Verb("propose_post", POST, acts("a proposé une actualité", "a proposé %(count)d actualités")),
    Verb("publish_post", POST, acts("a publié une actualité", "a publié %(count)d actualités")),
    Verb("withdraw_post", POST, acts("a retiré une actualité", "a retiré %(count)d actualités")),
    Verb("remove_post", POST, acts("a supprimé une actualité", "a supprimé %(count)d actualités")),
)
