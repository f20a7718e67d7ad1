"""Signing in with fewer queries; in a walk, who asks is looked up once, not before each of its thousand requests."""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from programmes.queries import RoleBook
from tests.support.guards import replaced


class NewSession(SessionStore):
    """Nobody had it before they signed in: its key is not changed, nor looked for."""

    key_salt = SessionStore().key_salt  # it comes from the name of the class

    def cycle_key(self) -> None:
        pass

    def exists(self, session_key: str) -> bool:
        return False


@contextmanager
def quick_sign_in() -> Iterator[None]:
    """Within it, a browser without a session is signed in with two writes; Django's client makes two sessions."""
    sign_in = Client._login  # type: ignore[attr-defined]

    def sign_in_once(self: Any, user: Any, backend: str | None = None) -> None:
        if settings.SESSION_COOKIE_NAME in self.cookies:
            return sign_in(self, user, backend)
        request = HttpRequest()
        request.session = NewSession()
        login(request, user, backend)
        request.session.save()
        self._set_login_cookies(request)
        return None

    with replaced(Client, "_login", sign_in_once):
        yield


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
