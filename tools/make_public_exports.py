"""Writes src/families/blip/testdata/exports/: small random checkpoints of fixtures/blip, exported as the public ONNX exports of BLIP
are, with their file names, tensor names and shapes (docs/manifests/ describes those).

    pip install -r tools/requirements-hub.txt
    python tools/make_public_exports.py

- `blip-vqa-base-onnx` (mpai-community): the vision encoder's weights in a `.onnx.data` file, a decoder without a mask, batch 1.
- `blip-image-captioning-split` (onnx-community): the vision graph outputs a mask without a batch dimension, which the decoder reads.
"""

import shutil
from pathlib import Path

import onnx
import torch
from transformers import BlipForConditionalGeneration, BlipForQuestionAnswering

ROOT = Path(__file__).resolve().parent.parent
CHECKPOINTS = ROOT / "fixtures/blip/onsight-test"
OUT = ROOT / "src/families/blip/testdata/exports"


class Call(torch.nn.Module):
    """Exports a function of a model."""

    def __init__(self, model, function):
        super().__init__()
        self.model = model
        self.function = function

    def forward(self, *tensors):
        return self.function(self.model, *tensors)


def export(path, model, function, feeds, outputs, axes):
    torch.onnx.export(
        Call(model, function).eval(), tuple(feeds.values()), str(path), input_names=list(feeds), output_names=outputs,
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )


def externalize(path):
    """Moves the weights to a file beside the graph."""
    onnx.save(
        onnx.load(path), path, save_as_external_data=True, location=f"{path.name}.data", size_threshold=256,
        convert_attribute=False,
    )


def opened(model_class, name):
    model = model_class.from_pretrained(CHECKPOINTS / name, attn_implementation="eager").eval()
    vision = model.config.vision_config
    pixels = torch.randn(1, 3, vision.image_size, vision.image_size)
    return model, pixels, torch.randn(1, (vision.image_size // vision.patch_size) ** 2 + 1, vision.hidden_size)


def vqa(folder):
    model, pixels, states = opened(BlipForQuestionAnswering, "vqa-hub")
    ids = torch.tensor([[5, 6, 7]])
    vision = folder / "blip_vision_model.onnx"
    export(vision, model, lambda m, x: m.vision_model(x)[0], {"pixel_values": pixels}, ["last_hidden_state"], {})
    externalize(vision)

    def read(m, ids, mask, states):
        ones = torch.ones(states.shape[:2], dtype=torch.int64)
        return m.text_encoder(ids, mask, encoder_hidden_states=states, encoder_attention_mask=ones)[0]

    export(
        folder / "blip_text_encoder_wrapper.onnx", model, read,
        {"input_ids": ids, "attention_mask": torch.ones_like(ids), "encoder_hidden_states": states},
        ["question_states"], {name: {1: "tokens"} for name in ("input_ids", "attention_mask", "question_states")},
    )

    def write(m, ids, states):
        return m.text_decoder(ids, encoder_hidden_states=states, use_cache=False).logits

    export(
        folder / "blip_decoder_context_dynamic.onnx", model, write,
        {"input_ids": ids, "encoder_hidden_states": torch.randn(1, 4, states.shape[2])}, ["logits"],
        {"input_ids": {1: "tokens"}, "encoder_hidden_states": {1: "context"}, "logits": {1: "tokens"}},
    )


def split(folder):
    model, pixels, states = opened(BlipForConditionalGeneration, "captioning-hub")
    ids = torch.tensor([[5, 6, 7]])

    def see(m, x):
        states = m.vision_model(x)[0]
        return torch.ones(states.shape[1], dtype=torch.int64), states

    export(
        folder / "split_0.onnx", model, see, {"pixel_values": pixels},
        ["encoder_attention_mask", "encoder_hidden_states"], {},
    )

    def write(m, ids, mask, seen, states):
        # transformers drops a mask that is all ones when it is traced; here it stays an input.
        return m.text_decoder(
            ids, attention_mask=mask, encoder_hidden_states=states * seen[None, :, None], use_cache=False
        ).logits

    feeds = {
        "input_ids": ids, "attention_mask": torch.ones_like(ids),
        "encoder_attention_mask": torch.ones(states.shape[1], dtype=torch.int64), "encoder_hidden_states": states,
    }
    axes = {name: {1: "tokens"} for name in ("input_ids", "attention_mask", "logits")}
    export(folder / "split_1.onnx", model, write, feeds, ["logits"], axes)


def main():
    for name, make in {"blip-vqa-base-onnx": vqa, "blip-image-captioning-split": split}.items():
        folder = OUT / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        print(name, {path.name: path.stat().st_size for path in sorted(folder.iterdir())})


main()
