"""Logos of organizations, served by the hash of their content."""

from dataclasses import dataclass

MAX_BYTES = 512 * 1024
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Logo:
    id: str
    """The content's hash: 40 hexadecimal digits."""
    media_type: str
    content: bytes

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/logos/{self.id}.{EXTENSIONS[self.media_type]}"


class NotAnImage(Exception):
    """The bytes are no PNG, JPEG or WebP image, or one with too many pixels; the message says which."""
