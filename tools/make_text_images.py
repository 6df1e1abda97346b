"""Renders the images of fixtures/ocr/ and writes their text, line by line in reading order, to truth.json.

Needs the fonts DejaVu, Liberation and Noto CJK, and the photographs of public/samples/.
Usage: python3 tools/make_text_images.py
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

root = Path(__file__).resolve().parent.parent
out = root / "fixtures/ocr"
fonts = {
    "sans": ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
    "bold": ("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 0),
    "serif": ("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 0),
    "mono": ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", 0),
    "liberation": ("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", 0),
    "cjk": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "cjk-serif": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
}
truth = {}
random = np.random.default_rng(20)

english = [
    "The ferry to the island leaves at 7:45",
    "and returns in the late afternoon.",
    "Tickets cost 12.80 EUR, children 6.40.",
    "Please do not feed the gulls & swans!",
    "Questions? Write to harbour@example.com",
    "Ref. 5521-B/09, valid until 30 June 2027",
]
chinese = [
    "图书馆每周一闭馆，请提前还书。",
    "会议将于下午三点半开始",
    "服务热线：400-810 6619",
    "上海市浦东新区世纪大道88号",
    "新版 Android 应用已经发布 v3.2",
    "请勿在车厢内吸烟！",
]


def font(name, size):
    path, index = fonts[name]
    return ImageFont.truetype(path, size, index=index)


def save(name, image, lines):
    truth[name] = lines
    noisy = name in ("receipt", "signs", "low-contrast")
    if noisy:
        image.save(out / f"{name}.jpg", quality=85)
    else:
        image.convert("RGB").quantize(32).save(out / f"{name}.png", optimize=True)


def page(lines, size, name, font_size, ink=(25, 25, 30), paper=(255, 255, 255), leading=1.6, at=(40, 36)):
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((at[0], at[1] + int(row * font_size * leading)), line, font=font(name, font_size), fill=ink)
    return image


def noise(image, deviation):
    pixels = np.asarray(image).astype(float)
    return Image.fromarray(np.clip(pixels + random.normal(0, deviation, pixels.shape), 0, 255).astype("uint8"))


def receipt():
    lines = [
        "CORNER BAKERY", "48 Mill Lane, Leeds", "Tel 0113 496 0877", "03/11/2026 09:16  Till 1",
        "2 Croissant        3.90", "1 Rye bread 800g   4.25", "1 Apple juice 1L   2.80",
        "SUBTOTAL          10.95", "TOTAL GBP         10.95", "Cash              20.00", "Change             9.05",
        "Have a nice day!",
    ]
    image = page(lines, (430, 520), "mono", 22, ink=(62, 60, 66), paper=(238, 236, 228), leading=1.75, at=(28, 24))
    pixels = np.asarray(image).astype(float)
    height, width, _ = pixels.shape
    y, x = np.mgrid[0:height, 0:width]
    bent_y = np.clip(y + 2.5 * np.sin(x / 49), 0, height - 1).astype(int)
    bent_x = np.clip(x + 3 * np.sin(y / 41), 0, width - 1).astype(int)
    shaded = pixels[bent_y, bent_x] * (0.87 + 0.13 * np.sin(x / 170 + y / 240))[..., None]
    crumpled = noise(Image.fromarray(np.clip(shaded, 0, 255).astype("uint8")), 6)
    # The amounts stand far from their labels: a reader may return a row in two parts, which counts as right.
    save("receipt", crumpled.filter(ImageFilter.GaussianBlur(0.7)), lines)


def screenshot():
    image = Image.new("RGB", (1280, 720), (32, 34, 41))
    draw = ImageDraw.Draw(image)
    lines = []

    def put(at, text, name, size, ink):
        draw.text(at, text, font=font(name, size), fill=ink)
        lines.append(text)

    draw.rectangle((0, 0, 1280, 36), fill=(52, 54, 64))
    put((16, 8), "notes.md - Editor", "liberation", 16, (212, 212, 216))
    put((1080, 8), "3 unsaved changes", "liberation", 15, (240, 190, 120))
    code = ["# Release checklist", "run all tests before noon", "update the changelog and docs", "tag v2.4.1 and publish"]
    for row, text in enumerate(code):
        put((90, 70 + row * 28), text, "mono", 15, (160, 215, 250))
    draw.rectangle((420, 300, 900, 520), fill=(246, 246, 248))
    put((450, 320), "Delete 14 photos?", "bold", 20, (20, 20, 20))
    put((450, 365), "They stay in the bin for 30 days and", "liberation", 16, (60, 60, 60))
    put((450, 390), "can be restored from there.", "liberation", 16, (60, 60, 60))
    draw.rounded_rectangle((450, 450, 590, 490), 8, fill=(180, 40, 40))
    put((488, 460), "Delete", "liberation", 18, (255, 255, 255))
    draw.rounded_rectangle((610, 450, 750, 490), 8, fill=(222, 222, 226))
    put((648, 460), "Cancel", "liberation", 18, (20, 20, 20))
    save("screenshot", image, lines)


def in_perspective(sign, corners, size):
    width, height = sign.size
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (width, 0), (width, height), (0, height)]):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return sign.transform(size, Image.PERSPECTIVE, list(np.linalg.solve(np.array(rows, float), np.array(values, float))), Image.BICUBIC)


def sign(lines, name, size, font_size, ground):
    image = Image.new("RGBA", size, ground + (255,))
    draw = ImageDraw.Draw(image)
    draw.rectangle((6, 6, size[0] - 7, size[1] - 7), outline=(255, 255, 255), width=4)
    for row, line in enumerate(lines):
        at = (size[0] / 2, size[1] * (row + 0.5) / len(lines))
        draw.text(at, line, font=font(name, font_size), fill=(255, 255, 255), anchor="mm")
    return image


def signs():
    image = Image.open(root / "public/samples/city-roofs-at-sunset.jpg").convert("RGB").resize((900, 675))
    for lines, name, size, font_size, ground, corners in [
        (["BRIDGE ROAD", "Keep left, 40 km/h"], "bold", (540, 180), 48, (20, 60, 110), [(60, 80), (440, 150), (434, 280), (54, 240)]),
        (["解放路", "JIEFANG RD"], "cjk-serif", (360, 200), 60, (10, 90, 60), [(560, 400), (840, 350), (850, 500), (566, 560)]),
    ]:
        turned = in_perspective(sign(lines, name, size, font_size, ground), corners, image.size)
        image.paste(turned, (0, 0), turned)
    lines = ["BRIDGE ROAD", "Keep left, 40 km/h", "解放路", "JIEFANG RD"]
    save("signs", image.filter(ImageFilter.GaussianBlur(0.8)), lines)


def columns():
    left = ["Bread was baked at night", "because the ovens kept", "the whole house warm", "until the morning came."]
    right = ["The second part tells of", "a market in the valley", "where people sold wool", "and bought winter grain."]
    image = Image.new("RGB", (1000, 420), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for x, lines in ((50, left), (540, right)):
        for row, line in enumerate(lines):
            draw.text((x, 50 + row * 60), line, font=font("serif", 30), fill=(0, 0, 0))
    save("two-columns", image, left + right)


def vertical():
    lines = ["白日依山尽", "黄河入海流", "欲穷千里目"]
    image = Image.new("RGB", (520, 540), (250, 246, 236))
    draw = ImageDraw.Draw(image)
    for column, line in enumerate(lines):
        for row, character in enumerate(line):
            draw.text((380 - column * 120, 50 + row * 84), character, font=font("cjk-serif", 60), fill=(30, 20, 20))
    save("vertical-chinese", image, lines)


out.mkdir(parents=True, exist_ok=True)
plain = page(english, (900, 400), "sans", 30)
save("english", page(english, (900, 400), "serif", 32), english)
save("english-small", page(english, (420, 170), "liberation", 13, leading=1.75, at=(12, 12)), english)
save("chinese", page(chinese, (820, 400), "cjk", 34), chinese)
pale = page(english, (900, 400), "sans", 32, ink=(186, 186, 190), paper=(206, 206, 208))
save("low-contrast", noise(pale, 4), english)
tilted = plain.rotate(12, expand=True, fillcolor=(255, 255, 255), resample=Image.BICUBIC)
save("turned-12", tilted, english)
save("turned-90", plain.rotate(90, expand=True), english)
save("turned-270", plain.rotate(270, expand=True), english)
save("turned-180", plain.rotate(180), english)
receipt()
screenshot()
signs()
columns()
vertical()
(out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
