"""Who asks is looked up once in a walk, and not before each of its thousand requests."""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore

from programmes.queries import RoleBook
from tests.support.guards import replaced


@contextmanager
def remembered_visitor() -> Iterator[None]:
    """Within it, a session, an account and its roles are read from the database the first time only.

    For walks that leave them as they are: pages that are read, posts that are refused or taken back. Each request gets
    copies of its own, and a session that is saved is read again.
    """
    sessions: dict[str, Any] = {}
    accounts: dict[Any, Any] = {}
    roles: dict[Any, Any] = {}
    load, save = SessionStore.load, SessionStore.save
    get_user = ModelBackend.get_user
    read_roles = RoleBook.roles.func  # type: ignore[attr-defined]

    def load_once(self: Any) -> Any:
        return copy.deepcopy(_remember(sessions, self.session_key, lambda: load(self)))

    def save_and_forget(self: Any, *args: Any, **options: Any) -> None:
        sessions.clear()
        save(self, *args, **options)

    def get_user_once(self: Any, user_id: Any) -> Any:
        return copy.copy(_remember(accounts, user_id, lambda: get_user(self, user_id)))

    def roles_once(self: RoleBook) -> Any:
        return list(_remember(roles, self.user.pk, lambda: read_roles(self)))

    once = cached_property(roles_once)
    once.__set_name__(RoleBook, "roles")
    with ExitStack() as stack:
        stack.enter_context(replaced(SessionStore, "load", load_once))
        stack.enter_context(replaced(SessionStore, "save", save_and_forget))
        stack.enter_context(replaced(ModelBackend, "get_user", get_user_once))
        stack.enter_context(replaced(RoleBook, "roles", once))
        yield


def _remember(found: dict[Any, Any], key: Any, read: Callable[[], Any]) -> Any:
    if key not in found:
        found[key] = read()
    return found[key]
