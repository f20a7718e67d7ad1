"""The cache of a site on Redis: values are JSON, and a server that is down is an empty cache. Nothing that must be
certain depends on the cache: see ``docs/operations.md``.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from accelerator.pause import Pause

TIME_OUT_S = 1.0
"""To connect, and to answer."""


class JsonSerializer:
    """Whole numbers as Redis counts them, the rest as JSON. What cannot be read is not there."""

    def dumps(self, value: object) -> object:
        return value if type(value) is int else json.dumps(value)

    def loads(self, data: bytes) -> Any:
        try:
            return json.loads(data)
        except ValueError:  # another release wrote it
            return None


pause = Pause("the cache")
"""Of the process: each thread has a client of its own."""


def _answer_without_redis(missing: object) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What a call answers when Redis does not."""

    def decorate(method: Callable[..., object]) -> Callable[..., object]:
        @wraps(method)
        def wrapper(self: "ForgivingClient", *args: object, **kwargs: object) -> object:
            if not pause.is_on:
                try:
                    return method(self, *args, **kwargs)
                except (RedisError, OSError) as problem:
                    pause.begin(problem)
            return missing

        return wrapper

    return decorate


class ForgivingClient(RedisCacheClient):
    """Django's, that forgets rather than fails. A lock taken with ``add`` is taken: nobody waits for a dead server."""

    def __init__(self, servers: Any, **options: Any) -> None:
        options |= {"socket_connect_timeout": TIME_OUT_S, "socket_timeout": TIME_OUT_S}
        # once more at once: a connection that Redis closed meanwhile is no failure
        serializer: Any = JsonSerializer()
        super().__init__(servers, serializer, retry=Retry(NoBackoff(), 1), **options)

    def get(self, key: object, default: object) -> Any:
        value = self._get(key, None)
        return default if value is None else value

    def get_many(self, keys: Any) -> dict[Any, Any]:
        return {key: value for key, value in self._get_many(keys).items() if value is not None}

    def incr(self, key: Any, delta: int) -> int:
        """Raises ValueError for a key that is not there, as Django's does."""
        counted: int | None = self._incr(key, delta)
        if counted is None:
            raise ValueError(f"Key {key!r} not found")
        return counted

    _get = _answer_without_redis(None)(RedisCacheClient.get)
    _get_many = _answer_without_redis({})(RedisCacheClient.get_many)
    _incr = _answer_without_redis(None)(RedisCacheClient.incr)
    add = _answer_without_redis(True)(RedisCacheClient.add)
    set = _answer_without_redis(None)(RedisCacheClient.set)
    touch = _answer_without_redis(False)(RedisCacheClient.touch)
    delete = _answer_without_redis(False)(RedisCacheClient.delete)
    has_key = _answer_without_redis(False)(RedisCacheClient.has_key)
    set_many = _answer_without_redis(None)(RedisCacheClient.set_many)
    delete_many = _answer_without_redis(None)(RedisCacheClient.delete_many)
    clear = _answer_without_redis(False)(RedisCacheClient.clear)


class ForgivingCache(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
