"""Writes src/families/blip/testdata/hf-generate.golden.json: outputs of Hugging Face's `generate` for a model
whose logits are a formula of the ids so far, so that the browser's search can be compared without any weights.

    pip install -r tools/requirements-hub.txt
    python tools/make_generate_goldens.py
"""

import itertools
import json
import math
import random
from pathlib import Path

import torch
import transformers
from transformers import GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutput

OUT = Path(__file__).parent.parent / "src/families/blip/testdata/hf-generate.golden.json"
END = 1


class FormulaConfig(PretrainedConfig):
    model_type = "formula"

    def __init__(self, vocab_size=20, sharpness=3.0, **kwargs):
        self.vocab_size = vocab_size
        self.sharpness = sharpness
        super().__init__(**kwargs)


class FormulaModel(PreTrainedModel, GenerationMixin):
    config_class = FormulaConfig

    def __init__(self, config):
        super().__init__(config)
        self.unused = torch.nn.Parameter(torch.zeros(1))

    def forward(self, input_ids, attention_mask=None, **kwargs):
        logits = torch.tensor([[self.row(ids.tolist())] for ids in input_ids], dtype=torch.float32)
        return CausalLMOutput(logits=logits)

    def row(self, ids):
        state = 7
        for id in ids:
            state = (state * 31 + id + 1) % 65521
        return [
            self.config.sharpness * math.sin(state * 0.37 * (v + 1)) + (1.5 if v == END else 0.0)
            for v in range(self.config.vocab_size)
        ]

    def prepare_inputs_for_generation(self, input_ids, **kwargs):
        return {"input_ids": input_ids}


def cases():
    rng = random.Random(5)
    grid = list(
        itertools.product(
            [1, 2, 3, 5],
            [6, 20, 400],
            [1, 8, 20],
            [0, 3, 7],
            [1.0, 0.0, -1.0, 0.6, 2.0],
            [1.0, 1.3, 0.8],
            [0, 1, 2, 3],
        )
    )
    yield from rng.sample(grid, 120)
    # The most common options are always in the table.
    for beams, vocab in itertools.product([1, 3], [20, 400]):
        yield beams, vocab, 20, 0, 1.0, 1.0, 0


def main():
    results = []
    for index, (beams, vocab, most, least, length, repetition, ngram) in enumerate(cases()):
        if least > most or (ngram == 1 and vocab < most + 2):
            continue
        sharpness = [1.0, 3.0, 6.0][index % 3]
        model = FormulaModel(FormulaConfig(vocab_size=vocab, sharpness=sharpness))
        prompt = [[2], [2, 4, 3], [2, 3, 3, 5]][index % 3]
        options = {} if beams == 1 else {"length_penalty": length, "num_return_sequences": beams}
        out = model.generate(
            input_ids=torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
            num_beams=beams,
            do_sample=False,
            use_cache=False,
            max_new_tokens=most,
            min_new_tokens=least,
            repetition_penalty=repetition,
            no_repeat_ngram_size=ngram,
            eos_token_id=END,
            pad_token_id=0,
            return_dict_in_generate=True,
            output_scores=True,
            **options,
        )
        sequences = []
        for row, ids in enumerate(out.sequences.tolist()):
            new = ids[len(prompt) :]
            new = new[: new.index(END) + 1] if END in new else new
            # Greedy search has no scores.
            sequences.append({"ids": new, "score": out.sequences_scores[row].item() if beams > 1 else None})
        results.append(
            {
                "vocabulary": vocab,
                "sharpness": sharpness,
                "prompt": prompt,
                "options": {
                    "beams": beams,
                    "n": beams if beams > 1 else 1,
                    "maxNewTokens": most,
                    "minNewTokens": least,
                    "lengthPenalty": length if beams > 1 else 1,
                    "repetitionPenalty": repetition,
                    "noRepeatNgramSize": ngram,
                },
                "sequences": sequences,
            }
        )
    golden = {"transformers": transformers.__version__, "end": END, "cases": results}
    OUT.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{len(results)} cases, {OUT.stat().st_size} bytes")


main()
