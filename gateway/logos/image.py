"""An uploaded picture, made anew: nothing of the file's own bytes, comments or colour tables is served to anybody.

Decoding and encoding are Pillow's. The size is looked at before a pixel is decoded.
"""

import hashlib
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from gateway.logos.model import Logo, NotAnImage

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
OPTIONS: dict[str, dict[str, object]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 90, "optimize": True},
    "WEBP": {"quality": 90, "method": 4},
}
MAX_SIDE = 512
"""Pixels; larger ones are made smaller."""
MAX_PIXELS = 16_000_000
ID_LENGTH = 40


def logo_of(data: bytes) -> Logo:
    """The picture in its own format, at most MAX_SIDE wide and high; of an animation the first. Raises NotAnImage."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=list(FORMATS)) as picture:
                return encoded(picture)
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, Image.DecompressionBombError) as problem:
        raise NotAnImage("must be a PNG, JPEG or WebP image") from problem


def encoded(picture: Image.Image) -> Logo:
    name = picture.format
    assert name, "it was opened from a file"
    if picture.width * picture.height > MAX_PIXELS:
        raise NotAnImage(f"must have at most {MAX_PIXELS} pixels, has {picture.width} x {picture.height}")
    upright = ImageOps.exif_transpose(picture)
    clear = name != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.thumbnail((MAX_SIDE, MAX_SIDE))
    content = BytesIO()
    # A new image: what the file says beside its pixels (place, device, colour profile) is not copied.
    Image.frombytes(plain.mode, plain.size, plain.tobytes()).save(content, name, **OPTIONS[name])
    data = content.getvalue()
    return Logo(hashlib.sha256(data).hexdigest()[:ID_LENGTH], FORMATS[name], data)
