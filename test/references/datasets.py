"""Reference values for test/datasets, by Pillow 13.0 (pip install pillow==13.0.0). Prints datasets.json."""

import base64
import io
import json

from PIL import Image


def grey(width, height):
    """The picture the tests build by the same formula."""
    image = Image.new("L", (width, height))
    image.putdata([(x * 37 + y * 91 + x * y * 5) % 256 for y in range(height) for x in range(width)])
    return image


def resampled(size):
    picture = grey(28, 28).convert("F").resize((size, size), Image.Resampling.LANCZOS)
    return [round(min(max(value, 0.0), 255.0), 4) for value in picture.getdata()]


def photograph():
    """48 x 36, colour, with edges and slopes."""
    image = Image.new("RGB", (48, 36))
    image.putdata(
        [
            (x * 5, 255 if (x - 24) ** 2 + (y - 18) ** 2 < 150 else 30, (x * y) % 97 + 80)
            for y in range(36)
            for x in range(48)
        ]
    )
    return image


def encoded(image, **settings):
    data = io.BytesIO()
    image.save(data, **settings)
    return base64.b64encode(data.getvalue()).decode()


def square(image, size):
    left, top = (image.width - min(image.size)) // 2, (image.height - min(image.size)) // 2
    side = min(image.size)
    cut = image.crop((left, top, left + side, top + side))
    return [v for pixel in cut.resize((size, size), Image.Resampling.LANCZOS).getdata() for v in pixel]


picture = photograph()
board = Image.new("L", (72, 72))
board.putdata([255 * ((x + y) % 2) for y in range(72) for x in range(72)])
jpeg = encoded(picture, format="JPEG", quality=95, subsampling=0)
exif = Image.Exif()
exif[0x0112] = 6  # to be shown turned 90 degrees clockwise
turned = encoded(picture, format="PNG", exif=exif.tobytes())
print(
    json.dumps(
        {
            "lanczos": {str(size): resampled(size) for size in (20, 40)},
            "folder": {
                "png": encoded(picture, format="PNG"),
                "turned": turned,
                "jpeg": jpeg,
                "checkerboard": encoded(board, format="PNG"),
                "pngAt16": square(picture, 16),
                "turnedAt16": square(picture.transpose(Image.Transpose.ROTATE_270), 16),
                "jpegAt16": square(Image.open(io.BytesIO(base64.b64decode(jpeg))), 16),
            },
        }
    )
)
