"""The cache on Redis: JSON, and a server that is down forgets instead of failing."""

import socket
from collections.abc import Iterator

import pytest
from allauth.core.internal.ratelimit import cache_lock
from django.core.cache import caches

from accelerator import caching
from accelerator.jobs import broker


@pytest.fixture
def dead(settings) -> Iterator[str]:
    """The address of a server that nobody runs, which the cache is set to use."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
        settings.CACHES = {
            "default": {"BACKEND": "accelerator.caching.ForgivingCache", "LOCATION": [address]}
        }
        yield address


def test_a_cache_that_is_down_remembers_nothing_and_says_so_once(dead, caplog):
    cache = caches["default"]

    cache.set("seen", 1)
    cache.set_many({"a": 1})
    assert cache.get("seen", "nothing") == "nothing"
    assert cache.get_many(["seen"]) == {}
    assert "seen" not in cache
    assert not cache.delete("seen")
    assert not cache.touch("seen")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("seen")
    cache.delete_many(["a"])
    cache.clear()

    assert len(caplog.records) == 1
    assert "the cache does not answer" in caplog.text


def test_nobody_waits_for_a_lock_of_a_dead_server(dead):
    with cache_lock("try") as taken:
        assert taken


def test_values_come_back_as_they_were():
    for value in (
        3,
        True,
        "3",
        1.5,
        ["a", 2],
        {"name": "Léa"},
        {"at": [1, None]},
    ):
        serializer = caching.JsonSerializer()
        written = serializer.dumps(value)

        assert serializer.loads(str(written).encode()) == value


def test_values_pickled_by_another_release_are_not_loaded():
    assert caching.JsonSerializer().loads(b"\x80\x05\x95\x00cos\nsystem\n") is None


def test_a_broker_that_is_down_is_tried_once_in_a_while(dead, monkeypatch, caplog):
    requested = []

    def refuse(*_arguments, **_options):
        requested.append(1)
        raise OSError("connection refused")

    monkeypatch.setattr(broker.current_app, "send_task", refuse)
    for _mail in range(500):
        broker.enqueue("outbox.deliver")

    assert len(requested) == 1
    assert len(caplog.records) == 1
