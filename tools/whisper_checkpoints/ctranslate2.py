"""Reads a Whisper model in the format of CTranslate2 and writes it as Hugging Face's transformers do."""

import json
import shutil
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration

TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
FEATURES = {
    "chunk_length": 30,
    "feature_extractor_type": "WhisperFeatureExtractor",
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
ENGLISH_VOCABULARY = 51864


def read_variables(path: Path) -> dict[str, np.ndarray]:
    with path.open("rb") as file:
        read_number(file, "I")
        read_name(file)
        read_number(file, "I")
        return dict(read_variable(file) for _ in range(read_number(file, "I")))


def read_variable(file: BinaryIO) -> tuple[str, np.ndarray]:
    name = read_name(file)
    shape = [read_number(file, "I") for _ in range(read_number(file, "B"))]
    dtype = TYPES[read_number(file, "B")]
    return name, np.frombuffer(file.read(read_number(file, "I")), dtype=dtype).reshape(shape)


def read_number(file: BinaryIO, kind: str) -> int:
    return struct.unpack(kind, file.read(struct.calcsize(kind)))[0]


def read_name(file: BinaryIO) -> str:
    return file.read(read_number(file, "H")).rstrip(b"\0").decode()


def to_hugging_face(source: Path, out: Path) -> None:
    variables = read_variables(source / "model.bin")
    described = json.loads((source / "config.json").read_text())
    model = WhisperForConditionalGeneration(config_of(variables)).eval()
    weights = model.state_dict()
    for name, value in renamed(variables).items():
        weights[name].copy_(torch.from_numpy(value.astype(np.float32)).reshape(weights[name].shape))
    model.load_state_dict(weights)
    model.tie_weights()
    model.generation_config = generation_of(model.config, described, source)
    model.save_pretrained(out)
    mels = model.config.num_mel_bins
    (out / "preprocessor_config.json").write_text(json.dumps({**FEATURES, "feature_size": mels}))
    shutil.copy(source / "tokenizer.json", out)
    names = {f"{kind}_token": "<|endoftext|>" for kind in ("bos", "eos", "unk", "pad")}
    added = json.loads((source / "tokenizer.json").read_text())["added_tokens"]
    special = [token["content"] for token in added if token["special"]]
    config = {"tokenizer_class": "WhisperTokenizer", "errors": "replace", "model_max_length": 1024}
    (out / "tokenizer_config.json").write_text(json.dumps({**config, **names, "additional_special_tokens": special}))


def config_of(variables: dict[str, np.ndarray]) -> WhisperConfig:
    width = variables["encoder/layer_norm/gamma"].shape[0]
    layers = 1 + max(int(name.split("_")[1].split("/")[0]) for name in variables if name.startswith("encoder/layer_") and name[14].isdigit())
    heads = int(variables["encoder/num_heads"])
    vocabulary = variables["decoder/embeddings/weight"].shape[0]
    end = 50256 if vocabulary == ENGLISH_VOCABULARY else 50257
    return WhisperConfig(
        vocab_size=vocabulary,
        num_mel_bins=variables["encoder/conv1/weight"].shape[1],
        d_model=width,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=end + 1,
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )


def generation_of(config: WhisperConfig, described: dict, source: Path) -> GenerationConfig:
    end = config.eos_token_id
    english = config.vocab_size == ENGLISH_VOCABULARY
    added = {token["content"]: token["id"] for token in json.loads((source / "tokenizer.json").read_text())["added_tokens"]}
    languages = set(described.get("lang_ids", []))
    multilingual = {
        "lang_to_id": {name: i for name, i in added.items() if i in languages},
        "task_to_id": {"transcribe": added["<|transcribe|>"], "translate": added["<|translate|>"]},
    }
    return GenerationConfig(
        alignment_heads=described["alignment_heads"],
        begin_suppress_tokens=[220, end],
        suppress_tokens=described["suppress_ids"],
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=end + 1,
        is_multilingual=not english,
        max_initial_timestamp_index=50,
        max_length=448,
        no_timestamps_token_id=added["<|notimestamps|>"],
        prev_sot_token_id=added["<|startofprev|>"],
        return_timestamps=False,
        **({} if english else multilingual),
    )


def renamed(variables: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Weights by their names in Hugging Face's model."""
    out = {"model.decoder.embed_tokens.weight": variables["decoder/embeddings/weight"]}
    for convolution in ("conv1", "conv2"):
        for kind in ("weight", "bias"):
            out[f"model.encoder.{convolution}.{kind}"] = variables[f"encoder/{convolution}/{kind}"]
    for side in ("encoder", "decoder"):
        out[f"model.{side}.embed_positions.weight"] = variables[f"{side}/position_encodings/encodings"]
        norm(out, f"model.{side}.layer_norm", variables, f"{side}/layer_norm")
        for layer in range(100):
            if f"{side}/layer_{layer}/ffn/layer_norm/gamma" not in variables:
                break
            layer_of(out, f"model.{side}.layers.{layer}", variables, f"{side}/layer_{layer}")
    return out


def layer_of(out: dict, to: str, variables: dict, at: str) -> None:
    rows = np.split
    weights, biases = variables[f"{at}/self_attention/linear_0/weight"], variables[f"{at}/self_attention/linear_0/bias"]
    attention(out, f"{to}.self_attn", rows(weights, 3), rows(biases, 3), variables, f"{at}/self_attention/linear_1")
    norm(out, f"{to}.self_attn_layer_norm", variables, f"{at}/self_attention/layer_norm")
    if f"{at}/attention/layer_norm/gamma" in variables:
        query = variables[f"{at}/attention/linear_0/weight"], variables[f"{at}/attention/linear_0/bias"]
        both = variables[f"{at}/attention/linear_1/weight"], variables[f"{at}/attention/linear_1/bias"]
        weights, biases = [query[0], *rows(both[0], 2)], [query[1], *rows(both[1], 2)]
        attention(out, f"{to}.encoder_attn", weights, biases, variables, f"{at}/attention/linear_2")
        norm(out, f"{to}.encoder_attn_layer_norm", variables, f"{at}/attention/layer_norm")
    norm(out, f"{to}.final_layer_norm", variables, f"{at}/ffn/layer_norm")
    for number, name in enumerate(("fc1", "fc2")):
        for kind in ("weight", "bias"):
            out[f"{to}.{name}.{kind}"] = variables[f"{at}/ffn/linear_{number}/{kind}"]


def attention(out: dict, to: str, weights: list, biases: list, variables: dict, last: str) -> None:
    for name, weight, bias in zip(("q_proj", "k_proj", "v_proj"), weights, biases, strict=True):
        out[f"{to}.{name}.weight"] = weight
        if name != "k_proj":
            out[f"{to}.{name}.bias"] = bias
    for kind in ("weight", "bias"):
        out[f"{to}.out_proj.{kind}"] = variables[f"{last}/{kind}"]


def norm(out: dict, to: str, variables: dict, at: str) -> None:
    out[f"{to}.weight"] = variables[f"{at}/gamma"]
    out[f"{to}.bias"] = variables[f"{at}/beta"]
