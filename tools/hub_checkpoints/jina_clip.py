"""jina-clip v1. Its own code cannot be fetched here, so this is a stand-in with the same interface: BERT with mean
pooling and a vision tower of CLIP's kind, under the repository layout, configs and tensor names of jinaai/jina-clip-v1.
Its text graph takes no mask: padding would change the embedding."""

from pathlib import Path

import torch
from transformers import BertConfig, BertModel, CLIPImageProcessorPil, CLIPVisionConfig, CLIPVisionModelWithProjection

from .folder import Folder, runner, spread
from .tokens import word_piece


class Text(torch.nn.Module):
    def __init__(self, bert: BertModel):
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor):
        return (self.bert(input_ids=input_ids, attention_mask=torch.ones_like(input_ids)).last_hidden_state.mean(dim=1),)


class Vision(torch.nn.Module):
    def __init__(self, model: CLIPVisionModelWithProjection):
        super().__init__()
        self.model = model

    def forward(self, pixel_values: torch.Tensor):
        return (self.model(pixel_values=pixel_values).image_embeds,)


def make(hub: Path, samples: Path) -> None:
    folder = Folder(hub, "onsight-test/jina-clip-tiny-v1")
    tokenizer = word_piece()
    bert = BertModel(
        BertConfig(vocab_size=tokenizer.get_vocab_size(), hidden_size=40, intermediate_size=80, num_hidden_layers=2,
                   num_attention_heads=5, max_position_embeddings=256, attn_implementation="eager"),
        add_pooling_layer=False,
    )
    vision = CLIPVisionModelWithProjection(
        CLIPVisionConfig(hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=3,
                         image_size=56, patch_size=14, projection_dim=40, attn_implementation="eager")
    )
    spread(bert, 5)
    spread(vision, 6)
    folder.write_json(
        "config.json",
        {
            "architectures": ["JinaCLIPModel"], "model_type": "jina_clip", "projection_dim": 40,
            "logit_scale_init_value": 2.6592, "add_projections": False,
            "text_config": {"embed_dim": 40, "model_type": "jina_clip_text", "pooler_type": "mean_pooler"},
            "vision_config": {"embed_dim": 40, "image_size": 56, "model_type": "jina_clip_vision", "patch_size": 14},
        },
    )
    folder.write_json(
        "preprocessor_config.json",
        {
            "fill_color": 0, "image_processor_type": "JinaCLIPImageProcessor", "interpolation": "bicubic",
            "mean": [0.48145466, 0.4578275, 0.40821073], "processor_class": "JinaCLIPProcessor",
            "resize_mode": "shortest", "size": 56, "std": [0.26862954, 0.26130258, 0.27577711],
        },
    )
    folder.write_tokenizer(
        tokenizer,
        {
            "cls_token": "[CLS]", "do_lower_case": True, "mask_token": "[MASK]", "model_max_length": 200,
            "pad_token": "[PAD]", "sep_token": "[SEP]", "tokenizer_class": "BertTokenizer", "unk_token": "[UNK]",
        },
    )
    ids, picture = torch.full((2, 7), 3), torch.randn(2, 3, 56, 56)
    batch = {0: "batch"}
    folder.export("text_model", Text(bert), {"input_ids": ids}, ["text_embeds"],
                  {"input_ids": {0: "batch", 1: "sequence"}, "text_embeds": batch})
    folder.export("vision_model", Vision(vision), {"pixel_values": picture}, ["image_embeds"],
                  {"pixel_values": batch, "image_embeds": batch})
    processor = CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size={"height": 56, "width": 56})
    tokenizer.enable_truncation(200)
    text, image = Text(bert), Vision(vision)
    folder.write_golden(
        samples,
        lambda picture: torch.tensor(processor(picture, return_tensors="np")["pixel_values"]),
        lambda tensor: image(tensor)[0],
        lambda words: torch.tensor([tokenizer.encode(words).ids]),
        lambda tokens: text(tokens)[0],
        {
            "q8": {
                "image": runner(folder.path / "onnx/vision_model_quantized.onnx", "image_embeds", "pixel_values"),
                "text": runner(folder.path / "onnx/text_model_quantized.onnx", "text_embeds", "input_ids"),
            }
        },
    )
