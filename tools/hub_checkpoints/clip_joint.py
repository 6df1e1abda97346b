"""CLIP as one graph with a mask, in float32 and in half precision throughout, its image processor where
transformers 5 saves it (`processor_config.json`), and padding that is not the end token."""

from pathlib import Path

import onnx
import torch
from onnxruntime.transformers.float16 import convert_float_to_float16
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel

from .folder import Folder, runner, spread
from .tokens import clip_bpe

LENGTH = 16
INPUTS = ("input_ids", "pixel_values", "attention_mask")


class Joint(torch.nn.Module):
    def __init__(self, model: CLIPModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, pixel_values: torch.Tensor, attention_mask: torch.Tensor):
        output = self.model(input_ids=input_ids, pixel_values=pixel_values, attention_mask=attention_mask)
        return output.logits_per_image, output.logits_per_text, output.text_embeds, output.image_embeds


def make(hub: Path, samples: Path) -> None:
    folder = Folder(hub, "onsight-test/clip-tiny-joint")
    tokenizer = clip_bpe(600)
    vocab = tokenizer.get_vocab_size()
    config = CLIPConfig(
        text_config=dict(
            vocab_size=vocab, hidden_size=24, intermediate_size=48, num_hidden_layers=1, num_attention_heads=3,
            max_position_embeddings=LENGTH, bos_token_id=vocab - 2, eos_token_id=vocab - 1, pad_token_id=0,
        ),
        vision_config=dict(
            hidden_size=30, intermediate_size=60, num_hidden_layers=1, num_attention_heads=5, image_size=30,
            patch_size=10,
        ),
        projection_dim=20,
        attn_implementation="eager",
    )
    model = CLIPModel(config)
    spread(model, 7)
    folder.write_json("config.json", {**config.to_dict(), "architectures": ["CLIPModel"]})
    processor = CLIPImageProcessorPil(
        size={"shortest_edge": 33}, crop_size={"height": 30, "width": 30}, resample=2,
        image_mean=[0.5, 0.4, 0.3], image_std=[0.2, 0.25, 0.3],
    )
    settings = {
        "crop_size": {"height": 30, "width": 30}, "do_center_crop": True, "do_convert_rgb": True, "do_normalize": True,
        "do_rescale": True, "do_resize": True, "image_mean": [0.5, 0.4, 0.3],
        "image_processor_type": "CLIPImageProcessor", "image_std": [0.2, 0.25, 0.3], "resample": 2,
        "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 33},
    }
    folder.write_json("processor_config.json", {"image_processor": settings, "processor_class": "CLIPProcessor"})
    folder.write_tokenizer(
        tokenizer,
        {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "model_max_length": LENGTH, "pad_token": "!",
         "tokenizer_class": "CLIPTokenizer", "unk_token": "<|endoftext|>"},
    )
    ids, picture = torch.full((2, 7), vocab - 1), torch.randn(3, 3, 30, 30)
    text_axes = {0: "text_batch", 1: "sequence"}
    folder.export(
        "model", Joint(model), dict(zip(INPUTS, (ids, picture, torch.ones_like(ids)), strict=True)),
        ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"],
        {"input_ids": text_axes, "attention_mask": text_axes, "pixel_values": {0: "image_batch"},
         "logits_per_image": {0: "image_batch", 1: "text_batch"}, "logits_per_text": {0: "text_batch", 1: "image_batch"},
         "text_embeds": {0: "text_batch"}, "image_embeds": {0: "image_batch"}},
    )
    (folder.path / "onnx/model_quantized.onnx").unlink()
    half = convert_float_to_float16(onnx.load(folder.path / "onnx/model.onnx"), keep_io_types=False)
    onnx.save(half, folder.path / "onnx/model_fp16.onnx")

    tokenizer.enable_truncation(LENGTH)
    one_text, one_image = torch.tensor([[vocab - 2, vocab - 1]]), torch.zeros(1, 3, 30, 30)
    halves = folder.path / "onnx/model_fp16.onnx"
    half_image, half_text = runner(halves, "image_embeds", *INPUTS), runner(halves, "text_embeds", *INPUTS)
    joint = Joint(model)
    folder.write_golden(
        samples,
        lambda image: torch.tensor(processor(image, return_tensors="np")["pixel_values"]),
        lambda tensor: joint(one_text, tensor, torch.ones_like(one_text))[3],
        lambda text: torch.tensor([tokenizer.encode(text).ids]),
        lambda tokens: joint(tokens, one_image, torch.ones_like(tokens))[2],
        {
            "fp16": {
                "image": lambda tensor: half_image(one_text, tensor.half(), torch.ones_like(one_text)),
                "text": lambda tokens: half_text(tokens, one_image.half(), torch.ones_like(tokens)),
            }
        },
    )
