"""Where pages find their style sheets and scripts."""

import logging

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A page whose files were not collected is rendered without them, with a line in the log: an error page must not
    fail in turn.

    ``/readyz`` goes on refusing such a process. Collecting stays strict.
    """

    def create_compressor(self, **kwargs: object) -> Compressor:
        """Source maps, half of what there is to compress, are for who opens a debugger: they stay as they are."""
        kwargs["extensions"] = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
        return Compressor(**kwargs)

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:
            logger.error("static file %s is missing: run `manage.py collectstatic`, then start again", name)
            return name
