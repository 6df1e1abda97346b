"""Writes src/models/blip/testdata/uncached-decoder.onnx: the text decoder of a checkpoint of e2e/blip, exported as the
public BLIP exports are: no past, no attention mask, batch 1, `input_ids` and `encoder_hidden_states` in, `logits` out.

    pip install -r tools/requirements-hub.txt
    python tools/make_uncached_decoder.py
"""

from pathlib import Path

import torch
from transformers import BlipForConditionalGeneration

ROOT = Path(__file__).parent.parent
CHECKPOINT = ROOT / "e2e/blip/onsight-test/captioning-hub"
OUT = ROOT / "src/models/blip/testdata/uncached-decoder.onnx"


class Decoder(torch.nn.Module):
    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, input_ids, encoder_hidden_states):
        return self.decoder(
            input_ids=input_ids, encoder_hidden_states=encoder_hidden_states, use_cache=False, return_dict=True
        ).logits


def main():
    model = BlipForConditionalGeneration.from_pretrained(CHECKPOINT, attn_implementation="eager").eval()
    states = (model.config.vision_config.image_size // model.config.vision_config.patch_size) ** 2 + 1
    torch.onnx.export(
        Decoder(model.text_decoder),
        (torch.tensor([[5, 6, 7]]), torch.randn(1, states, model.config.vision_config.hidden_size)),
        str(OUT),
        input_names=["input_ids", "encoder_hidden_states"],
        output_names=["logits"],
        dynamic_axes={"input_ids": {1: "sequence"}, "logits": {1: "sequence"}},
        opset_version=17,
        dynamo=False,
    )
    print(OUT.stat().st_size, "bytes")


main()
