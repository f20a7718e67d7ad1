"""A broker made of folders, for the set-up that needs no server: kombu's, with messages that appear whole."""

import uuid
from pathlib import Path
from time import monotonic

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """kombu opens the file of a message, then locks it, then writes: a worker that looks in between reads nothing."""

    def _put(self, queue: str, message: object, **kwargs: object) -> None:  # type: ignore[override]
        """Side effect: one file in ``data_folder_out``, written under a name that nobody reads, then renamed."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f".{name}")
        draft.write_text(dumps(message), encoding="utf-8")
        draft.replace(Path(self.data_folder_out, name))


class Transport(filesystem.Transport):
    Channel = Channel
