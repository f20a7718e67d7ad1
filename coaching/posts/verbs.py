"""The audit verbs of news, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "coaching.post",
    Verb("write_post", "a écrit une actualité", "a écrit %(count)d actualités", is_minor=True),
    Verb("edit_post", "a corrigé une actualité", "a corrigé %(count)d actualités", is_minor=True),
    Verb("propose_post", "a proposé une actualité", "a proposé %(count)d actualités"),
    Verb("publish_post", "a publié une actualité", "a publié %(count)d actualités"),
    Verb("withdraw_post", "a retiré une actualité", "a retiré %(count)d actualités"),
    Verb("remove_post", "a supprimé une actualité", "a supprimé %(count)d actualités"),
)
