"""Writes one checkpoint folder: configs, tokenizer, ONNX graphs (float32 and q8) and golden.json."""

import json
import logging
import shutil
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from PIL import Image
from tokenizers import Tokenizer

PHOTOS = ["dachshund-on-a-path.jpg", "eiffel-tower-paris.jpg", "snowy-mountains-above-lake.jpg"]
TEXTS = [
    "a dog",
    "A photo of a Cat, lying on the porch!",
    "  snowy   mountains above a lake ",
    "something to drink: café, 2 cups?",
    "雪山",
    "一只猫在海滩上 and a dog",
    "🙂 emoji",
    "a very long text that never ends because it says the same thing again and again, " * 6,
    "",
]

logging.getLogger().setLevel(logging.ERROR)  # the quantizer recommends pre-processing with every file

Axes = dict[str, dict[int, str]]


def spread(model: torch.nn.Module, seed: int) -> None:
    """Random weights, large enough to distinguish inputs (a fresh Hugging Face model returns nearly equal vectors)."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim < 2:
                noise = torch.randn(parameter.shape, generator=generator) * 0.1
                is_norm_weight = name.endswith("weight")
                parameter.copy_(noise + (1.0 if is_norm_weight else 0.0))
            else:
                fan_in = parameter[0].numel() if "embedding" not in name or "patch" in name else 1
                scale = 1.0 if fan_in == 1 else 1.5 / fan_in**0.5
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * scale)
    model.eval()


class Folder:
    """A repository folder under construction."""

    def __init__(self, hub: Path, repository: str):
        self.path = hub / repository
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        self.repository = repository

    def write_json(self, name: str, value: object) -> None:
        (self.path / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    def write_tokenizer(self, tokenizer: Tokenizer, config: dict) -> None:
        data = json.loads(tokenizer.to_str())
        (self.path / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
        self.write_json("tokenizer_config.json", config)

    def export(
        self, name: str, module: torch.nn.Module, feeds: dict[str, torch.Tensor], outputs: Sequence[str], axes: Axes
    ) -> None:
        """Exports `onnx/<name>.onnx` and its q8 variant; checks both against the module."""
        target = self.path / "onnx" / f"{name}.onnx"
        target.parent.mkdir(exist_ok=True)
        module.eval()  # a wrapper starts in training mode, and the exporter would restore that
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module,
                tuple(feeds.values()),
                str(target),
                input_names=list(feeds),
                output_names=list(outputs),
                dynamic_axes=axes,
                opset_version=17,
                dynamo=False,
            )
            expected = module(*feeds.values())
        # The exporter stamps nothing that changes from run to run except doc strings with source paths.
        model = onnx.load(target)
        for node in model.graph.node:
            node.doc_string = ""
        model.producer_version = ""
        onnx.save(model, target)
        quantized = self.path / "onnx" / f"{name}_quantized.onnx"
        quantize_dynamic(target, quantized, weight_type=QuantType.QUInt8, extra_options={"EnableSubgraph": True})
        arrays = {key: value.numpy() for key, value in feeds.items()}
        for want, got in zip(expected, run(target, arrays), strict=True):
            assert np.abs(want.numpy() - got).max() < 1e-4, f"{target}: ONNX differs from torch"

    def externalize(self, name: str) -> None:
        """Moves the weights of `onnx/<name>.onnx` to `onnx/<name>.onnx_data`."""
        target = self.path / "onnx" / f"{name}.onnx"
        model = onnx.load(target)
        onnx.save(
            model, target, save_as_external_data=True, location=f"{name}.onnx_data", size_threshold=256,
            convert_attribute=False,
        )

    def write_golden(
        self,
        samples: Path,
        pixels: Callable[[Image.Image], torch.Tensor],
        image_embeds: Callable[[torch.Tensor], torch.Tensor],
        tokens: Callable[[str], torch.Tensor],
        text_embeds: Callable[[torch.Tensor], torch.Tensor],
        reduced: dict[str, dict[str, Callable[[torch.Tensor], np.ndarray]]],
        extra: dict | None = None,
    ) -> None:
        """Runs the reference on every photograph and text, one at a time, and stores unit-length embeddings.

        `reduced`: weight format -> how onnxruntime runs its towers, stored beside the reference.
        """
        images, texts = [], []
        for name in PHOTOS:
            tensor = pixels(Image.open(samples / name).convert("RGB"))
            images.append(
                {
                    "file": name,
                    "pixels": {"dims": list(tensor.shape[1:]), "first": rounded(tensor[0, 0, 0, :8].numpy())},
                    "embedding": unit(image_embeds(tensor)),
                    **{dtype: unit(towers["image"](tensor)) for dtype, towers in reduced.items()},
                }
            )
        for text in TEXTS:
            ids = tokens(text)
            texts.append(
                {
                    "text": text,
                    "ids": ids[0].tolist(),
                    "embedding": unit(text_embeds(ids)),
                    **{dtype: unit(towers["text"](ids)) for dtype, towers in reduced.items()},
                }
            )
        golden = {"repository": self.repository, **(extra or {}), "images": images, "texts": texts}
        (self.path / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
        report(self.path, images, texts, [*reduced])


def run(path: Path, feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
    """Runs an ONNX file in onnxruntime on the CPU."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, feeds)


def runner(path: Path, output: str, *inputs: str) -> Callable[..., np.ndarray]:
    """A function from input tensors (in the order of `inputs`) to one output of an ONNX file."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def call(*tensors: torch.Tensor) -> np.ndarray:
        feeds = {name: tensor.numpy() for name, tensor in zip(inputs, tensors, strict=True)}
        return session.run([output], feeds)[0]

    return call


def unit(embeds) -> list[float]:
    vector = np.asarray(embeds.detach() if isinstance(embeds, torch.Tensor) else embeds, dtype=np.float64)[0]
    return rounded(vector / np.linalg.norm(vector))


def rounded(values) -> list[float]:
    return [round(float(value), 7) for value in values]


def report(path: Path, images: list[dict], texts: list[dict], dtypes: list[str]) -> None:
    def worst(items: list[dict]) -> str:
        vectors = np.array([item["embedding"] for item in items])
        similarity = vectors @ vectors.T - 2 * np.eye(len(vectors))
        cosine = min(float(np.dot(item["embedding"], item[dtype])) for item in items for dtype in dtypes)
        return f"most alike {similarity.max():.3f}, {', '.join(dtypes)} cosine >= {cosine:.4f}"

    total = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    print(f"{path.name}: images {worst(images)}; texts {worst(texts)}; {total / 1e6:.2f} MB")
