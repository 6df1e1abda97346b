"""A random Whisper with a vocabulary of its own, under 1 MB."""

import json
from pathlib import Path

import torch
from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration

LANGUAGES = ("en", "de", "zh")
WORDS = (
    "the of and to in is you that it he was for on are as with his they at be this have from or one had by word but "
    "not what all were we when your can said there use an each which she do how their if will up other about out many "
    "then them these so some her would make like him into time has look two more write go see number no way could "
    "people my than first water been call who oil its now find long down day did get come made may part"
).split()
CHINESE = "的一是不了人我在有他这中大来上国个到说们"
SPECIAL = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{code}|>" for code in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]


def write(folder: Path, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = make_vocabulary()
    ids = {name: len(vocabulary) + i for i, name in enumerate(SPECIAL)}
    first_timestamp = len(vocabulary) + len(SPECIAL)
    added = [
        {"id": i, "content": name, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for name, i in ids.items()
    ]
    write_tokenizer(folder, vocabulary, added)
    end = ids["<|endoftext|>"]
    config = WhisperConfig(
        vocab_size=first_timestamp + 1501,
        num_mel_bins=80,
        d_model=24,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=48,
        decoder_ffn_dim=48,
        max_source_positions=1500,
        max_target_positions=64,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=ids["<|startoftranscript|>"],
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )
    torch.manual_seed(seed)
    model = WhisperForConditionalGeneration(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            # Random weights of the usual size give the same token for ever.
            if weight.dim() > 1 and "embed_positions" not in name:
                weight.mul_(9 if "embed_tokens" in name else 6)
            if "decoder.embed_positions" in name:
                weight.mul_(40)
    # Bytes alone are not UTF-8.
    text = [i for token, i in vocabulary.items() if len(token) == 1 and not token.isascii()]
    model.generation_config = GenerationConfig(
        alignment_heads=[[0, 1], [1, 0]],
        begin_suppress_tokens=[vocabulary["Ġ"], end],
        suppress_tokens=[*text, *(i for name, i in ids.items() if name != "<|endoftext|>")],
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=ids["<|startoftranscript|>"],
        is_multilingual=True,
        lang_to_id={f"<|{code}|>": ids[f"<|{code}|>"] for code in LANGUAGES},
        task_to_id={"transcribe": ids["<|transcribe|>"], "translate": ids["<|translate|>"]},
        max_initial_timestamp_index=50,
        max_length=64,
        no_timestamps_token_id=ids["<|notimestamps|>"],
        prev_sot_token_id=ids["<|startofprev|>"],
        return_timestamps=False,
    )
    model.save_pretrained(folder)


def make_vocabulary() -> dict[str, int]:
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, spare = {}, 256
    for byte in range(256):
        table[byte] = chr(byte) if byte in shown else chr(spare)
        spare += byte not in shown
    tokens = list(table.values())
    tokens += ["".join(table[byte] for byte in f" {word}".encode()) for word in WORDS]
    tokens += ["".join(table[byte] for byte in character.encode()) for character in CHINESE]
    return {token: i for i, token in enumerate(dict.fromkeys(tokens))}


def write_tokenizer(folder: Path, vocabulary: dict[str, int], added: list[dict]) -> None:
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": byte_level,
        "model": {"type": "BPE", "dropout": None, "unk_token": "", "vocab": vocabulary, "merges": []},
    }
    del tokenizer["model"]["unk_token"]
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False))
    end = "<|endoftext|>"
    described = {"tokenizer_class": "WhisperTokenizer", "errors": "replace", "model_max_length": 64}
    names = {f"{kind}_token": end for kind in ("bos", "eos", "unk", "pad")}
    (folder / "tokenizer_config.json").write_text(json.dumps({**described, **names, "additional_special_tokens": SPECIAL}))
    features = {
        "chunk_length": 30,
        "feature_extractor_type": "WhisperFeatureExtractor",
        "feature_size": 80,
        "hop_length": 160,
        "n_fft": 400,
        "n_samples": 480000,
        "nb_max_frames": 3000,
        "padding_side": "right",
        "padding_value": 0.0,
        "processor_class": "WhisperProcessor",
        "return_attention_mask": False,
        "sampling_rate": 16000,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(features))
