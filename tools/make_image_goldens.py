"""Writes images and their resized versions by Pillow, for the parity tests of src/media.

    python tools/make_image_goldens.py [folder]     # default: src/media/testdata/resize

Inputs and outputs are PNG, so that decoding cannot cause differences. `resize.golden.json` has three lists:
`resize` (Image.resize), `fit` (Hugging Face's CLIPImageProcessor: resize, center_crop) and, for each `fit`,
a checksum and samples of the float tensor.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "src/media/testdata/resize")
samples = Path("public/samples")
filters = {"bicubic": Image.BICUBIC, "bilinear": Image.BILINEAR, "lanczos": Image.LANCZOS}
rng = np.random.default_rng(7)


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    bands = len(Image.new(mode, (1, 1)).getbands())
    values = rng.integers(0, 256, (height, width, bands), dtype=np.uint8)
    return Image.fromarray(values.squeeze(2) if bands == 1 else values, mode)


def stripes(width: int, height: int) -> Image.Image:
    """Hard edges from 0 to 255: the filters overshoot, so clipping is tested."""
    y, x = np.mgrid[:height, :width]
    band = ((x // 3 + y // 5) % 2 * 255).astype(np.uint8)
    return Image.fromarray(np.stack([band, 255 - band, np.where(x % 7 < 3, 255, 0).astype(np.uint8)], 2), "RGB")


def photo(name: str, width: int, height: int) -> Image.Image:
    return Image.open(samples / name).convert("RGB").resize((width, height), Image.LANCZOS)


def with_alpha(width: int, height: int) -> Image.Image:
    image = photo("tabby-cat-lying-on-porch.jpg", width, height).convert("RGBA")
    alpha = np.clip(np.mgrid[:height, :width][1] * 300 // width - 20, 0, 255).astype(np.uint8)
    image.putalpha(Image.fromarray(alpha, "L"))
    return image


inputs = {
    "photo-320x213": photo("rainbow-lorikeet-parrot.jpg", 320, 213),
    "photo-tall-101x197": photo("sunflower-close-up.jpg", 101, 197),
    "stripes-97x61": stripes(97, 61),
    "portrait-107x160": photo("hot-air-balloon-in-sky.jpg", 107, 160),
    "noise-33x47": noise(33, 47),
    "noise-7x5": noise(7, 5),
    "one-1x1": noise(1, 1),
    "line-1x300": noise(1, 300),
    "line-300x1": noise(300, 1),
    "thin-2x2000": noise(2, 2000),
    "long-2000x3": noise(2000, 3),
    "two-2x2": stripes(4, 4).crop((1, 2, 3, 4)),
    "grey-90x60": photo("siberian-tiger-in-snow.jpg", 90, 60).convert("L"),
    "bilevel-64x50": noise(64, 50, "L").filter(ImageFilter.BLUR).convert("1"),
    "alpha-80x75": with_alpha(80, 75),
    "grey-alpha-40x31": with_alpha(40, 31).convert("LA"),
    "palette-70x70": photo("red-panda-in-tree.jpg", 70, 70).quantize(48),
    "exact-224x224": photo("red-panda-in-tree.jpg", 224, 224).quantize(64).convert("RGB"),
}

# input, width, height, filter
resizes = [
    ("photo-320x213", 224, 224, "bicubic"), ("photo-320x213", 112, 75, "bilinear"), ("photo-320x213", 64, 43, "lanczos"),
    ("photo-320x213", 7, 3, "bicubic"), ("photo-tall-101x197", 224, 224, "bicubic"), ("photo-tall-101x197", 101, 50, "bicubic"),
    ("photo-tall-101x197", 60, 197, "lanczos"), ("stripes-97x61", 48, 48, "bicubic"),
    ("portrait-107x160", 56, 56, "bicubic"), ("portrait-107x160", 57, 60, "lanczos"), ("portrait-107x160", 56, 58, "bilinear"),
    ("stripes-97x61", 200, 150, "lanczos"),
    ("stripes-97x61", 96, 60, "bilinear"), ("noise-33x47", 50, 20, "bicubic"), ("noise-33x47", 16, 16, "bilinear"),
    ("noise-7x5", 48, 48, "bicubic"), ("noise-7x5", 1, 1, "bicubic"), ("one-1x1", 24, 24, "bicubic"),
    ("line-1x300", 48, 48, "bicubic"), ("line-300x1", 48, 48, "bicubic"), ("line-1x300", 1, 17, "lanczos"),
    ("thin-2x2000", 40, 40, "bicubic"), ("long-2000x3", 40, 40, "bicubic"), ("long-2000x3", 33, 2, "bilinear"),
    ("two-2x2", 31, 29, "bicubic"), ("two-2x2", 31, 29, "lanczos"), ("grey-90x60", 48, 48, "bicubic"),
    ("bilevel-64x50", 48, 48, "bicubic"), ("alpha-80x75", 48, 48, "bicubic"), ("grey-alpha-40x31", 48, 48, "bicubic"),
    ("palette-70x70", 48, 48, "bicubic"), ("exact-224x224", 224, 224, "bicubic"),
]

clip = {"mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]}
half = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
squash = {"size": [48, 48], "resize": "squash", "resample": "bicubic", **half}
edge = {"size": [48, 48], "resize": "shortest-edge", "resample": "bicubic", **clip}
fits = [
    ("photo-320x213", squash), ("photo-320x213", edge), ("photo-tall-101x197", edge), ("portrait-107x160", squash), ("portrait-107x160", edge),
    ("stripes-97x61", {**edge, "edge": 55}),
    ("stripes-97x61", {**edge, "edge": 41}), ("noise-33x47", {**edge, "size": [47, 31], "edge": 31}),
    ("noise-33x47", {**edge, "size": [48, 31], "edge": 20, "resample": "bilinear"}), ("noise-7x5", edge),
    ("line-1x300", edge), ("line-300x1", edge), ("thin-2x2000", squash), ("one-1x1", edge), ("alpha-80x75", edge),
    ("exact-224x224", {**edge, "size": [224, 224]}),
]


def on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands():
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, (255, 255, 255, 255)), rgba).convert("RGB")


def shortest_edge(image: Image.Image, spec: dict) -> Image.Image:
    """`get_resize_output_image_size` of transformers/image_transforms.py, default_to_square=False."""
    short, long = sorted(image.size)
    new_short = spec.get("edge", min(spec["size"]))
    new_long = int(new_short * long / short)
    size = (new_short, new_long) if image.width <= image.height else (new_long, new_short)
    return image.resize(size, filters[spec["resample"]])


def center_crop(image: np.ndarray, crop_width: int, crop_height: int) -> np.ndarray:
    """`center_crop` of transformers/image_transforms.py, with its roundings, on [height, width, 3]."""
    height, width = image.shape[:2]
    top, left = (height - crop_height) // 2, (width - crop_width) // 2
    if top >= 0 and top + crop_height <= height and left >= 0 and left + crop_width <= width:
        return image[top : top + crop_height, left : left + crop_width]
    new_height, new_width = max(crop_height, height), max(crop_width, width)
    padded = np.zeros((new_height, new_width, 3), image.dtype)
    top_pad, left_pad = math.ceil((new_height - height) / 2), math.ceil((new_width - width) / 2)
    padded[top_pad : top_pad + height, left_pad : left_pad + width] = image
    top, left = top + top_pad, left + left_pad
    return padded[max(0, top) : min(new_height, top + crop_height), max(0, left) : min(new_width, left + crop_width)]


def fit(image: Image.Image, spec: dict) -> np.ndarray:
    if spec["resize"] == "squash":
        return np.asarray(image.resize(tuple(spec["size"]), filters[spec["resample"]]))
    return center_crop(np.asarray(shortest_edge(image, spec)), *spec["size"])


def tensor(pixels: np.ndarray, spec: dict) -> np.ndarray:
    values = (pixels.astype(np.float64) / 255 - spec["mean"]) / spec["std"]
    return values.transpose(2, 0, 1).ravel()


def main() -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, image in inputs.items():
        image.save(folder / f"{name}.png", optimize=True)
    goldens: dict[str, list] = {"resize": [], "fit": []}
    for name, width, height, kind in resizes:
        output = f"{name}.to-{width}x{height}-{kind}.png"
        on_white(inputs[name]).resize((width, height), filters[kind]).save(folder / output, optimize=True)
        goldens["resize"].append({"input": f"{name}.png", "output": output, "width": width, "height": height, "filter": kind})
    for index, (name, spec) in enumerate(fits):
        output = f"{name}.fit-{index}.png"
        pixels = fit(on_white(inputs[name]), spec)
        assert pixels.shape == (spec["size"][1], spec["size"][0], 3)
        Image.fromarray(pixels, "RGB").save(folder / output, optimize=True)
        values = tensor(pixels, spec)
        at = [0, 1, len(values) // 3, len(values) // 2, 2 * len(values) // 3 + 5, len(values) - 1]
        goldens["fit"].append({"input": f"{name}.png", "output": output, "spec": spec, "mean": round(float(values.mean()), 7),
                               "samples": [[i, round(float(values[i]), 7)] for i in at]})
    rows = [f'"{key}": [\n' + ",\n".join("  " + json.dumps(entry) for entry in entries) + "\n]" for key, entries in goldens.items()]
    (folder / "resize.golden.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")
    print(f"{len(inputs)} inputs, {len(resizes)} resizes, {len(fits)} fits, {sum(f.stat().st_size for f in folder.iterdir()) // 1024} kB")


main()
