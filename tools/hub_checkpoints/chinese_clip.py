"""Chinese-CLIP: one graph for both towers, as Xenova/chinese-clip-vit-base-patch16 has it."""

from pathlib import Path

import torch
from transformers import ChineseCLIPConfig, ChineseCLIPImageProcessorPil, ChineseCLIPModel

from .folder import Folder, runner, spread
from .tokens import word_piece


class Joint(torch.nn.Module):
    def __init__(self, model: ChineseCLIPModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, pixel_values: torch.Tensor, attention_mask: torch.Tensor):
        output = self.model(input_ids=input_ids, pixel_values=pixel_values, attention_mask=attention_mask)
        return output.logits_per_image, output.logits_per_text, output.text_embeds, output.image_embeds


def make(hub: Path, samples: Path) -> None:
    folder = Folder(hub, "onsight-test/chinese-clip-tiny-patch16")
    tokenizer = word_piece()
    config = ChineseCLIPConfig(
        text_config=dict(
            vocab_size=tokenizer.get_vocab_size(), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
            num_attention_heads=4, max_position_embeddings=52, type_vocab_size=2, pad_token_id=0,
        ),
        vision_config=dict(
            hidden_size=36, intermediate_size=72, num_hidden_layers=2, num_attention_heads=3, image_size=32,
            patch_size=16,
        ),
        projection_dim=28,
        attn_implementation="eager",
    )
    model = ChineseCLIPModel(config)
    spread(model, 4)
    folder.write_json("config.json", {**config.to_dict(), "architectures": ["ChineseCLIPModel"]})
    folder.write_json(
        "preprocessor_config.json",
        {
            "crop_size": {"height": 32, "width": 32}, "do_center_crop": False, "do_convert_rgb": True,
            "do_normalize": True, "do_rescale": True, "do_resize": True,
            "image_mean": [0.48145466, 0.4578275, 0.40821073],
            "image_processor_type": "ChineseCLIPImageProcessor", "image_std": [0.26862954, 0.26130258, 0.27577711],
            "processor_class": "ChineseCLIPProcessor", "resample": 3, "rescale_factor": 0.00392156862745098,
            "size": {"height": 32, "width": 32},
        },
    )
    folder.write_tokenizer(
        tokenizer,
        {
            "cls_token": "[CLS]", "do_basic_tokenize": True, "do_lower_case": True, "mask_token": "[MASK]",
            "model_max_length": 512, "never_split": None, "pad_token": "[PAD]", "sep_token": "[SEP]",
            "strip_accents": None, "tokenize_chinese_chars": True, "tokenizer_class": "BertTokenizer",
            "unk_token": "[UNK]",
        },
    )
    ids, picture = torch.full((2, 7), 3), torch.randn(3, 3, 32, 32)
    text_axes = {0: "text_batch", 1: "sequence"}
    outputs = ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"]
    folder.export(
        "model", Joint(model), {"input_ids": ids, "pixel_values": picture, "attention_mask": torch.ones_like(ids)},
        outputs,
        {"input_ids": text_axes, "attention_mask": text_axes, "pixel_values": {0: "image_batch"},
         "logits_per_image": {0: "image_batch", 1: "text_batch"}, "logits_per_text": {0: "text_batch", 1: "image_batch"},
         "text_embeds": {0: "text_batch"}, "image_embeds": {0: "image_batch"}},
    )
    processor = ChineseCLIPImageProcessorPil(size={"height": 32, "width": 32}, do_center_crop=False)
    tokenizer.enable_truncation(52)
    one_text, one_image = torch.tensor([[2, 3]]), torch.zeros(1, 3, 32, 32)
    q8 = folder.path / "onnx/model_quantized.onnx"
    inputs = ("input_ids", "pixel_values", "attention_mask")
    q8_image, q8_text = runner(q8, "image_embeds", *inputs), runner(q8, "text_embeds", *inputs)
    joint = Joint(model)
    folder.write_golden(
        samples,
        lambda image: torch.tensor(processor(image, return_tensors="np")["pixel_values"]),
        lambda tensor: joint(one_text, tensor, torch.ones_like(one_text))[3],
        lambda text: torch.tensor([tokenizer.encode(text).ids]),
        lambda ids: joint(ids, one_image, torch.ones_like(ids))[2],
        {
            "q8": {
                "image": lambda tensor: q8_image(one_text, tensor, torch.ones_like(one_text)),
                "text": lambda ids: q8_text(ids, one_image, torch.ones_like(ids)),
            }
        },
    )
