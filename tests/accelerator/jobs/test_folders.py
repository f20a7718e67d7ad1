"""The broker made of folders: a message is there whole, or not at all."""

from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from accelerator import celery  # noqa: F401 (it names the transport)


def test_a_worker_that_looks_while_a_message_is_written_finds_nothing_and_then_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "processed_folder")}
    channel = Connection("folders://", transport_options=folders).channel()
    found, put_in_place = [], Path.replace

    def look_then_replace(draft: Path, place: Path) -> Path:
        assert draft.read_text() == '{"body": "due"}'
        with pytest.raises(Empty):
            channel._get("celery")
        found.append(channel._size("celery"))
        return put_in_place(draft, place)

    monkeypatch.setattr(Path, "replace", look_then_replace)
    channel._put("celery", {"body": "due"})

    assert found == [0]
    assert channel._get("celery") == {"body": "due"}
    assert list(tmp_path.glob("*celery*")) == []
