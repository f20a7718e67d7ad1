"""What the home of a juror says before their dossiers, from subjects above: an open meeting, minutes to approve."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accelerator.accounts.models import User
from accelerator.registry import Registry


@dataclass(frozen=True)
class QueueNotice:
    """One thing to do, with the page where it is done."""

    title: str
    text: str
    href: str
    label: str


NoticeReader = Callable[[User], Iterable[QueueNotice]]

_readers: Registry[NoticeReader] = Registry()
register_notices = _readers.add


def list_notices(user: User) -> list[QueueNotice]:
    return [notice for read in _readers for notice in read(user)]
