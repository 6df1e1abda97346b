"""Writes damaged and odd picture files and what each of them must give.

    python tools/make_odd_images.py [folder]        # default: src/media/testdata/odd

`expected.golden.json` lists for every file either its size and a few pixel values (sRGB, upright, composited on white,
made with Pillow) with a tolerance, or the error code that decoding must end with.
Pictures that are too big to commit are made by the browser test itself.
"""

import io
import json
import random
import struct
import sys
import zlib
from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 48, 32
expected: list[dict] = []
folder = Path(sys.argv[1] if len(sys.argv) > 1 else "src/media/testdata/odd")


# ---------------------------------------------------------------- pictures

def scene(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Smooth (so that lossy codecs keep it), with four different corners (so that a wrong turn shows)."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            u, v = x / max(1, width - 1), y / max(1, height - 1)
            image.putpixel((x, y), (round(230 * u + 10), round(220 * v + 20), round(200 * (1 - u) * (1 - v) + 30)))
    return image


def scene_alpha() -> Image.Image:
    image = scene().convert("RGBA")
    for y in range(HEIGHT):
        for x in range(WIDTH):
            alpha = 0 if x < 8 else 255 if x >= 40 else round((x - 8) * 255 / 32)
            image.putpixel((x, y), (*image.getpixel((x, y))[:3], alpha))
    return image


def on_white(image: Image.Image) -> Image.Image:
    rgba = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, (255, 255, 255, 255)), rgba).convert("RGB")


# ---------------------------------------------------------------- files

def write(name: str, data: bytes) -> bytes:
    (folder / name).write_bytes(data)
    return data


def good(name: str, data: bytes, picture: Image.Image, tolerance: int, file_type: str) -> bytes:
    """A file that must give `picture` (RGB) within `tolerance` at a handful of places."""
    width, height = picture.size
    xs = sorted({0, width // 4, width // 2, (3 * width) // 4, width - 1})
    ys = sorted({0, height // 2, height - 1})
    points = [[x, y, *picture.getpixel((x, y))] for y in ys for x in xs]
    expected.append({"file": name, "type": file_type, "size": [width, height], "tolerance": tolerance, "points": points})
    return write(name, data)


def bad(name: str, data: bytes, code: str) -> bytes:
    expected.append({"file": name, "error": code})
    return write(name, data)


def encode(image: Image.Image, file_format: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def decoded(data: bytes) -> Image.Image:
    """What Pillow sees: upright, on white, 8-bit RGB."""
    return on_white(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))


# ---------------------------------------------------------------- PNG by hand (Pillow writes few of its kinds)

def chunk(kind: bytes, body: bytes, *, crc: int | None = None) -> bytes:
    check = zlib.crc32(kind + body) if crc is None else crc
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes, interlace: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def rows16(image: Image.Image, low: int) -> bytes:
    """Rows of 16-bit samples whose high byte is the 8-bit value and whose low byte is `low`."""
    bands = len(image.getbands())
    raw = image.tobytes()
    stride = image.width * bands
    return b"".join(b"\0" + b"".join(bytes((v, low)) for v in raw[y * stride : (y + 1) * stride]) for y in range(image.height))


def rows_adam7(image: Image.Image) -> bytes:
    rows = bytearray()
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for y in range(y0, image.height, dy):
            rows.append(0)
            for x in range(x0, image.width, dx):
                rows += bytes(image.getpixel((x, y)))
    return bytes(rows)


# ---------------------------------------------------------------- ICC profile by hand (a wide gamut, gamma 1.8)

def matrix_profile() -> bytes:
    """A minimal ICC v2 RGB profile: ProPhoto's primaries (D50) and gamma 1.8, so a missed conversion shows plainly."""
    s15 = lambda v: struct.pack(">i", round(v * 65536))
    xyz = lambda x, y, z: b"XYZ \0\0\0\0" + s15(x) + s15(y) + s15(z)
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(1.8 * 256)) + b"\0\0"
    text = b"onsight test wide gamut\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78
    tags = {
        b"desc": description, b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.7977, 0.2880, 0.0), b"gXYZ": xyz(0.1352, 0.7119, 0.0), b"bXYZ": xyz(0.0313, 0.0001, 0.8249),
        b"rTRC": gamma, b"gTRC": gamma, b"bTRC": gamma,
    }
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    size = 128 + len(table) + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + s15(0.9642) + s15(1.0) + s15(0.8249)
    return head.ljust(128, b"\0") + table + body


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")


# ---------------------------------------------------------------- the folder

def formats() -> None:
    rgb, rgba = scene(), scene_alpha()
    sharp = {"quality": 95, "subsampling": 0}
    for name, data, tolerance, kind in [
        ("baseline.jpg", encode(rgb, "JPEG", **sharp), 2, "image/jpeg"),
        ("progressive.jpg", encode(rgb, "JPEG", progressive=True, **sharp), 2, "image/jpeg"),
        ("subsampled-odd.jpg", encode(scene(47, 31), "JPEG", quality=92, subsampling=2), 3, "image/jpeg"),
        ("restart-markers.jpg", encode(rgb, "JPEG", restart_marker_rows=1, **sharp), 2, "image/jpeg"),
        ("grey.jpg", encode(rgb.convert("L"), "JPEG", quality=95), 2, "image/jpeg"),
        ("rgb.png", encode(rgb, "PNG"), 0, "image/png"),
        ("grey.png", encode(rgb.convert("L"), "PNG"), 0, "image/png"),
        ("bilevel.png", encode(rgb.convert("1"), "PNG"), 0, "image/png"),
        ("palette.png", encode(rgb.quantize(16), "PNG"), 0, "image/png"),
        ("rgba.png", encode(rgba, "PNG"), 1, "image/png"),
        ("grey-alpha.png", encode(rgba.convert("LA"), "PNG"), 1, "image/png"),
        ("lossy.webp", encode(rgb, "WEBP", quality=95), 6, "image/webp"),
        ("lossless.webp", encode(rgb, "WEBP", lossless=True), 0, "image/webp"),
        ("alpha.webp", encode(rgba, "WEBP", lossless=True, exact=True), 1, "image/webp"),
        ("still.gif", encode(rgb.quantize(32), "GIF"), 0, "image/gif"),
        ("still.avif", encode(rgb, "AVIF", quality=95, subsampling="4:4:4"), 4, "image/avif"),
        ("rgb24.bmp", encode(rgb, "BMP"), 0, "image/bmp"),
        ("palette8.bmp", encode(rgb.quantize(64), "BMP"), 0, "image/bmp"),
        ("bilevel.bmp", encode(rgb.convert("1"), "BMP"), 0, "image/bmp"),
        ("rgba32.bmp", encode(rgba, "BMP"), 1, "image/bmp"),
        ("one.png", encode(scene(1, 1), "PNG"), 0, "image/png"),
        ("one.jpg", encode(scene(1, 1), "JPEG", **sharp), 3, "image/jpeg"),
        ("one.gif", encode(scene(1, 1).quantize(2), "GIF"), 0, "image/gif"),
        ("tall-1x20000.png", encode(scene(1, 20000), "PNG"), 0, "image/png"),
        ("wide-20000x1.png", encode(scene(20000, 1), "PNG"), 0, "image/png"),
        ("wide-3000x2.jpg", encode(scene(3000, 2), "JPEG", **sharp), 3, "image/jpeg"),
    ]:
        good(name, data, decoded(data), tolerance, kind)
    # Pillow reads ICO entries its own way: the expected picture is the one that went in.
    icon = scene(32, 32)
    good("png-inside.ico", encode(icon, "ICO", sizes=[(32, 32)]), icon, 0, "image/x-icon")
    good("bmp-inside.ico", encode(icon, "ICO", sizes=[(16, 16), (32, 32)], bitmap_format="bmp"), icon, 0, "image/x-icon")


def special_pngs() -> None:
    rgb, rgba, grey = scene(), scene_alpha(), scene().convert("L")
    good("rgb16.png", png(WIDTH, HEIGHT, 16, 2, rows16(rgb, 0x40)), rgb, 1, "image/png")
    good("grey16.png", png(WIDTH, HEIGHT, 16, 0, rows16(grey, 0x40)), grey.convert("RGB"), 1, "image/png")
    good("rgba16.png", png(WIDTH, HEIGHT, 16, 6, rows16(rgba, 0x40)), on_white(rgba), 2, "image/png")
    interlaced = png(WIDTH, HEIGHT, 8, 2, rows_adam7(rgb), interlace=1)
    good("interlaced.png", interlaced, rgb, 0, "image/png")
    indices = b"".join(b"\0" + bytes(x % 4 for x in range(WIDTH)) for _ in range(HEIGHT))
    palette = chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30])) + chunk(b"tRNS", bytes([0, 128, 255]))
    see_through = png(WIDTH, HEIGHT, 8, 3, indices, palette)
    good("palette-transparency.png", see_through, decoded(see_through), 1, "image/png")
    key = chunk(b"tRNS", struct.pack(">HHH", *rgb.getpixel((0, 0))))
    keyed = png(WIDTH, HEIGHT, 8, 2, b"".join(b"\0" + rgb.tobytes()[y * 144 : (y + 1) * 144] for y in range(HEIGHT)), key)
    good("colour-key.png", keyed, decoded(keyed), 0, "image/png")
    bomb = bytes(2000 * (1 + 2000 * 3))
    good("squeezed-2000x2000.png", png(2000, 2000, 8, 2, bomb), Image.new("RGB", (2000, 2000)), 0, "image/png")


def profiles_and_inks() -> None:
    rgb, profile = scene(), matrix_profile()
    good("wide-gamut.png", encode(rgb, "PNG", icc_profile=profile), to_srgb(rgb, profile), 3, "image/png")
    jpeg = encode(rgb, "JPEG", quality=95, subsampling=0, icc_profile=profile)
    good("wide-gamut.jpg", jpeg, to_srgb(Image.open(io.BytesIO(jpeg)), profile), 5, "image/jpeg")
    ink = encode(rgb.convert("CMYK"), "JPEG", quality=95, subsampling=0)
    good("cmyk.jpg", ink, Image.open(io.BytesIO(ink)).convert("RGB"), 4, "image/jpeg")
    broken = encode(rgb, "PNG", icc_profile=b"\xff" * 200)
    good("broken-profile.png", broken, rgb, 0, "image/png")


def orientations() -> None:
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        data = encode(scene(), "JPEG", quality=95, subsampling=0, exif=exif)
        good(f"orientation-{turn}.jpg", data, decoded(data), 3, "image/jpeg")
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, kind in [("orientation-6.png", "PNG"), ("orientation-6.webp", "WEBP"), ("orientation-6.avif", "AVIF")]:
        options = {"quality": 95} if kind == "AVIF" else {"lossless": True} if kind == "WEBP" else {}
        data = encode(scene(), kind, exif=exif, **options)
        good(name, data, decoded(data), 0 if kind != "AVIF" else 6, f"image/{kind.lower()}")
    exif[0x0112] = 77
    data = encode(scene(), "JPEG", quality=95, subsampling=0, exif=exif)
    good("orientation-out-of-range.jpg", data, Image.open(io.BytesIO(data)).convert("RGB"), 3, "image/jpeg")


def animations() -> None:
    frames = [scene().quantize(32), ImageOps.invert(scene()).quantize(32)]
    gif = encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    good("animated.gif", gif, frames[0].convert("RGB"), 0, "image/gif")
    webp = encode(scene(), "WEBP", save_all=True, append_images=[ImageOps.invert(scene())], duration=100, lossless=True)
    good("animated.webp", webp, scene(), 0, "image/webp")
    apng = encode(scene(), "PNG", save_all=True, append_images=[ImageOps.invert(scene())], duration=100)
    good("animated.png", apng, scene(), 0, "image/png")


def misnamed() -> None:
    rgb = scene()
    jpeg, png_file = encode(rgb, "JPEG", quality=95, subsampling=0), encode(rgb, "PNG")
    good("jpeg-named.png", jpeg, decoded(jpeg), 2, "image/jpeg")
    good("png-named.jpg", png_file, rgb, 0, "image/png")
    good("trailing-junk.jpg", jpeg + b"\0junk" * 200, decoded(jpeg), 2, "image/jpeg")
    good("no-end-marker.jpg", jpeg[:-2], decoded(jpeg), 2, "image/jpeg")


def damaged() -> None:
    noisy = Image.effect_noise((160, 120), 80).convert("RGB")
    jpeg, progressive = encode(noisy, "JPEG", quality=90), encode(noisy, "JPEG", quality=90, progressive=True)
    png_file, webp, gif = encode(noisy, "PNG"), encode(noisy, "WEBP", lossless=True), encode(noisy.quantize(64), "GIF")
    avif, bmp = encode(noisy, "AVIF", quality=70), encode(noisy, "BMP")
    for name, data, share in [
        ("cut-header.jpg", jpeg, 0.002), ("cut-early.jpg", jpeg, 0.05),
        ("cut-header.png", png_file, 0.0005), ("cut-half.png", png_file, 0.5),
        ("cut-late.png", png_file, 0.99), ("cut-half.webp", webp, 0.5), ("cut-half.gif", gif, 0.5),
        ("cut-half.avif", avif, 0.5), ("cut-half.bmp", bmp, 0.5),
    ]:
        bad(name, data[: max(3, round(len(data) * share))], "image-unreadable")
    # Three of its eight rows of blocks are there in full.
    good("cut-half.jpg", jpeg[: len(jpeg) // 2], decoded(jpeg).crop((0, 0, 160, 48)), 6, "image/jpeg")
    # All of its area is there, in less detail.
    good("cut-progressive.jpg", progressive[: len(progressive) // 2], noisy, 255, "image/jpeg")
    small = encode(scene(), "PNG")
    at = small.index(b"IDAT")
    length = struct.unpack(">I", small[at - 4 : at])[0]
    bad("wrong-crc.png", small[: at + 4 + length] + b"\0\0\0\0" + small[at + 8 + length :], "image-unreadable")
    bad("lying-size.png", small[:16] + struct.pack(">II", 60000, 60000) + small[24:], "image-unreadable")
    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    honest_crc = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + small[33:]
    bad("huge-60000x60000.png", honest_crc, "image-unreadable")
    head = struct.pack(">IIBBBBB", 12000, 9000, 8, 2, 0, 0, 0)
    bad("bomb-12000x9000.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + small[33:], "image-unreadable")
    head = struct.pack(">IIBBBBB", 0, 32, 8, 2, 0, 0, 0)
    bad("zero-width.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + small[33:], "image-unreadable")
    bad("no-pixels.png", small[:33] + chunk(b"IEND", b""), "image-unreadable")
    at = jpeg.index(b"\xff\xc0")
    bad("lying-size.jpg", jpeg[: at + 5] + struct.pack(">HH", 65000, 65000) + jpeg[at + 9 :], "image-unreadable")
    bad("lying-size.bmp", bmp[:18] + struct.pack("<ii", 50000, 50000) + bmp[26:], "image-unreadable")
    bad("lying-size.gif", gif[:6] + struct.pack("<HH", 65535, 65535) + gif[10:], "image-unreadable")
    random.seed(4)
    bad("noise-after-header.jpg", jpeg[:20] + random.randbytes(4000), "image-unreadable")


def not_pictures() -> None:
    random.seed(5)
    bad("empty.jpg", b"", "image-unreadable")
    bad("one-byte.png", b"\x89", "image-unreadable")
    bad("magic-only.jpg", b"\xff\xd8\xff", "image-unreadable")
    bad("text-named.jpg", b"This is not a photograph.\n" * 40, "image-unreadable")
    bad("html-named.png", b"<!doctype html><html><body>404 Not Found</body></html>", "image-unreadable")
    bad("random.webp", random.randbytes(3000), "image-unreadable")
    bad("zeros.gif", bytes(4096), "image-unreadable")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="red"/></svg>'
    bad("drawing.svg", svg, "unsupported-media")
    bad("svg-with-prologue.png", b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a drawing -->\n' + svg, "unsupported-media")
    bad("picture.tif", encode(scene(), "TIFF"), "unsupported-media")
    bad("big-endian.tiff", b"MM\0*" + bytes(200), "unsupported-media")
    bad("picture.jp2", encode(scene(), "JPEG2000"), "unsupported-media")
    bad("layers.psd", b"8BPS\0\x01" + bytes(200), "unsupported-media")
    bad("header-only.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), "unsupported-media")
    out = io.BytesIO()
    pillow_heif.from_pillow(scene()).save(out, quality=80)
    bad("iphone.heic", out.getvalue(), "unsupported-media")
    bad("heic-named.jpg", out.getvalue(), "unsupported-media")


def main() -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for step in (formats, special_pngs, profiles_and_inks, orientations, animations, misnamed, damaged, not_pictures):
        step()
    lines = ",\n".join("  " + json.dumps(entry, separators=(",", ":")) for entry in expected)
    (folder / "expected.golden.json").write_text("[\n" + lines + "\n]\n")
    print(f"{len(expected)} files, {sum(f.stat().st_size for f in folder.iterdir()) // 1024} kB in {folder}")


main()
