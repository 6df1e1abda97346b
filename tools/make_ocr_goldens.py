"""Writes src/families/ocr/testdata/reference.golden.json: what ONNX Runtime and OpenCV make of the pack `ocr`.

    python tools/make_ocr_goldens.py

`detection` holds every fourth value of the detector's map of a part of an image, as base64 of float32. `lines` holds
quads in images of fixtures/ocr/, straightened by OpenCV, with the text and confidence that the recognizer reads there.
"""

import base64
import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

root = Path(__file__).resolve().parent.parent
pack = root / "public/models/ocr"
manifest = json.loads((pack / "onsight.json").read_text(encoding="utf-8"))
dictionary = ["", *(pack / "dictionary.txt").read_text(encoding="utf-8").split("\n")[:-1], " "]


def session(role):
    return onnxruntime.InferenceSession(str(pack / manifest["parts"][role]["file"]), providers=["CPUExecutionProvider"])


detector, recognizer = session("detector"), session("recognizer")


def image_of(name):
    return cv2.imread(str(root / "fixtures/ocr" / name), cv2.IMREAD_COLOR)


def tensor_of(image, spec):
    # OpenCV's channels are in the model's order, blue, green, red.
    scaled = (image.astype(np.float32) / 255 - np.float32(spec["mean"])) / np.float32(spec["std"])
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


def run(model, tensor):
    return model.run(None, {model.get_inputs()[0].name: tensor})[0]


def detect(name, left, top, width, height, step):
    part = image_of(name)[top : top + height, left : left + width]
    values = run(detector, tensor_of(part, manifest["ocr"]["detector"]))[0, 0]
    sampled = np.ascontiguousarray(values[::step, ::step], dtype="<f4")
    return {
        "image": name,
        "box": {"left": left, "top": top, "width": width, "height": height},
        "step": step,
        "map": base64.b64encode(sampled.tobytes()).decode(),
    }


def read(name, quad):
    spec = manifest["ocr"]["recognizer"]
    corners = np.float32(quad)
    width = int(max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[2] - corners[3])))
    height = int(max(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[1] - corners[2])))
    target = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    straight = cv2.warpPerspective(
        image_of(name),
        cv2.getPerspectiveTransform(corners, target),
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    scaled_width = int(np.ceil(spec["height"] * width / height))
    line = tensor_of(cv2.resize(straight, (scaled_width, spec["height"]), interpolation=cv2.INTER_LINEAR), spec)
    padded = np.zeros((1, 3, spec["height"], max(spec["minWidth"], scaled_width)), np.float32)
    padded[..., :scaled_width] = line
    probabilities = run(recognizer, padded)[0]
    text, scores, last = "", [], 0
    for best, value in zip(probabilities.argmax(1), probabilities.max(1)):
        if best not in (0, last):
            text += dictionary[best]
            scores.append(float(value))
        last = best
    return {"image": name, "quad": quad, "text": text, "confidence": float(np.mean(scores))}


def box(left, top, right, bottom):
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


golden = {
    "detection": detect("chinese.png", 0, 0, 352, 160, 4),
    "lines": [
        read("english.png", box(30, 32, 700, 80)),
        read("english-small.png", box(8, 80, 300, 100)),
        read("chinese.png", box(30, 34, 560, 84)),
        read("chinese.png", box(30, 250, 560, 300)),
        read("receipt.jpg", box(20, 66, 300, 98)),
        read("signs.jpg", [[100, 92], [400, 148], [398, 212], [98, 160]]),
        read("signs.jpg", [[600, 410], [810, 372], [815, 440], [604, 484]]),
        # Upside down, and a line that runs down.
        read("turned-180.png", [[870, 370], [220, 370], [220, 325], [870, 325]]),
        read("turned-270.png", [[370, 30], [370, 680], [325, 680], [325, 30]]),
    ],
}
for line in golden["lines"]:
    print(f"{line['confidence']:.3f} {line['text']}")
out = root / "src/families/ocr/testdata/reference.golden.json"
out.parent.mkdir(exist_ok=True)
out.write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
