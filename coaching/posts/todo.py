"""Things to do about news: proposals of projects."""

from django.utils.translation import gettext_lazy as _, ngettext_lazy

from coaching.models import Post
from coaching.posts.enums import PostState
from programmes.enums import Phase
from programmes.todo import TodoRule, TodoUrgency

RULES = (
    TodoRule(
        page="coaching:manage_posts",
        phases=frozenset(Phase),
        select=lambda _reader: Post.objects.visible_to_organisers().filter(state=PostState.PROPOSED),
        who="project__title",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("actualité à relire", "actualités à relire"),
        moment="changed_at",
        button=_("Relire"),
    ),
)
