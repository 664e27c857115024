"""What a gateway with a database of its own keeps in its data folder: that database, and its secrets."""

import base64
import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from gateway.settings import Settings

DEV_KEY, DEV_ISSUER, ENCRYPTION_KEY = "dev-key", "dev-issuer-key", "encryption-key"


def read_secret(path: Path) -> str | None:
    """The text of a file, None where there is none."""
    try:
        return path.read_text().strip() or None
    except FileNotFoundError:
        return None


def write_secret(path: Path, text: str) -> None:
    """Keep a text in a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
    draft.replace(path)


def with_local_keys(settings: Settings) -> Settings:
    """The settings, with an encryption key of the data folder where none is configured."""
    if settings.encryption_keys:
        return settings
    path = settings.data_dir / ENCRYPTION_KEY
    key = read_secret(path)
    if key is None:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        write_secret(path, key)
    return settings.model_copy(update={"encryption_keys": (SecretStr(key),)})
