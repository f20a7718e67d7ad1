"""The life of a piece of news."""

from accelerator.transitions import StateTable, Transition
from coaching.posts.enums import PostState as S

POST = StateTable(
    {
        "propose_post": Transition(frozenset({S.DRAFT}), S.PROPOSED),
        "publish_post": Transition(frozenset({S.DRAFT, S.PROPOSED}), S.PUBLISHED),
        "withdraw_post": Transition(frozenset({S.PROPOSED, S.PUBLISHED}), S.DRAFT),
    }
)
