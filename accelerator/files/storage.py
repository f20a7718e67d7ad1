"""Where files are stored: on the disk, or with a service that speaks S3 when S3_BUCKET names a bucket."""

import re
from urllib.parse import urlsplit

from accelerator.environment import EnvironmentProblem, env

BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def describe_storage() -> dict[str, object]:
    """Django's description of the storage of files: uploads, exports, reports."""
    if env.str("FILE_STORAGE", default=""):
        raise EnvironmentProblem("FILE_STORAGE is no longer read; set S3_BUCKET and what goes with it.")
    bucket, endpoint = _read_value("S3_BUCKET"), _read_value("S3_ENDPOINT")
    if not bucket:
        lonely = [name for name in ("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY") if _read_value(name)]
        if lonely:
            raise EnvironmentProblem(f"{lonely[0]} is set but S3_BUCKET is missing.")
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not BUCKET_NAME.fullmatch(bucket):
        raise EnvironmentProblem(f"S3_BUCKET={bucket!r} is not a bucket's name: write the name alone.")
    if endpoint and (urlsplit(endpoint).scheme not in {"http", "https"} or not urlsplit(endpoint).hostname):
        raise EnvironmentProblem(f"S3_ENDPOINT={endpoint!r} is not an address; write https://host.")
    if bool(_read_value("S3_ACCESS_KEY")) != bool(_read_value("S3_SECRET_KEY")):
        raise EnvironmentProblem("S3_ACCESS_KEY and S3_SECRET_KEY go together: one is missing.")
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _read_options(bucket, endpoint)}


def _read_options(bucket: str, endpoint: str) -> dict[str, object]:
    from botocore.config import Config  # half a second to import, for those who use it

    return {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": _read_value("S3_REGION") or None,
        # without keys: those of the machine's role, as boto3 finds them
        "access_key": _read_value("S3_ACCESS_KEY") or None,
        "secret_key": _read_value("S3_SECRET_KEY") or None,
        "location": _read_value("S3_PREFIX"),
        "default_acl": None,
        "file_overwrite": False,
        "client_config": Config(
            connect_timeout=5,
            read_timeout=20,
            retries={"max_attempts": 3, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
            # services that are not Amazon's refuse its newer checksums
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }


def _read_value(name: str) -> str:
    value: str = env.str(name, default="")
    return value
