"""The files of a repository, in the styles that exist: Salesforce's of 2022, and what transformers 4 and 5 save."""

import json

import torch
from safetensors.torch import save_file
from transformers import BlipTextConfig, BlipVisionConfig

from hub_checkpoints.folder import Folder

from .shapes import Shape
from .vocabulary import Vocabulary

MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]

# What `Salesforce/blip-image-captioning-base` lists in both of its sub-configurations besides the model's own keys.
LISTED_2022 = json.loads("""{
  "_name_or_path": "", "add_cross_attention": false, "architectures": null, "bad_words_ids": null,
  "begin_suppress_tokens": null, "bos_token_id": null, "chunk_size_feed_forward": 0,
  "cross_attention_hidden_size": null, "decoder_start_token_id": null, "diversity_penalty": 0.0, "do_sample": false,
  "early_stopping": false, "encoder_no_repeat_ngram_size": 0, "eos_token_id": null,
  "exponential_decay_length_penalty": null, "finetuning_task": null, "forced_bos_token_id": null,
  "forced_eos_token_id": null, "hidden_act": "gelu", "id2label": {"0": "LABEL_0", "1": "LABEL_1"},
  "initializer_factor": 1.0, "initializer_range": 0.02, "is_decoder": false, "is_encoder_decoder": false,
  "label2id": {"LABEL_0": 0, "LABEL_1": 1}, "length_penalty": 1.0, "max_length": 20, "min_length": 0,
  "no_repeat_ngram_size": 0, "num_beam_groups": 1, "num_beams": 1, "num_return_sequences": 1,
  "output_attentions": false, "output_hidden_states": false, "output_scores": false, "pad_token_id": null,
  "prefix": null, "problem_type": null, "pruned_heads": {}, "remove_invalid_values": false, "repetition_penalty": 1.0,
  "return_dict": true, "return_dict_in_generate": false, "sep_token_id": null, "suppress_tokens": null,
  "task_specific_params": null, "temperature": 1.0, "tf_legacy_loss": false, "tie_encoder_decoder": false,
  "tie_word_embeddings": true, "tokenizer_class": null, "top_k": 50, "top_p": 1.0, "torch_dtype": null,
  "torchscript": false, "transformers_version": "4.26.0.dev0", "typical_p": 1.0, "use_bfloat16": false
}""")


def write_repository(folder: Folder, shape: Shape, words: Vocabulary, model) -> None:
    if shape.hub_2022:
        write_2022(folder, shape, model)
    else:
        model.to(getattr(torch, shape.dtype)).save_pretrained(folder.path, max_shard_size=shape.shard_size or "5GB")
        model.to(torch.float32)
        (folder.path / "generation_config.json").unlink(missing_ok=True)  # says nothing that BLIP reads
        if shape.short_config:
            shorten(folder)
    preprocessor = {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": MEAN,
        "image_processor_type": "BlipImageProcessor", "image_std": STD, "processor_class": "BlipProcessor",
        "resample": 3, "rescale_factor": 0.00392156862745098,
        "size": {"height": shape.vision["image_size"], "width": shape.vision["image_size"]},
    }
    preprocessor |= shape.processor
    if shape.hub_2022:
        preprocessor |= {"do_pad": True, "size_divisor": 32}  # there, and without effect
    folder.write_json("preprocessor_config.json", preprocessor)
    tokenizer_config = {
        "cls_token": "[CLS]", "do_basic_tokenize": True, "do_lower_case": True, "mask_token": "[MASK]",
        "model_input_names": ["input_ids", "attention_mask"],
        "model_max_length": shape.text["max_position_embeddings"], "never_split": None, "pad_token": "[PAD]",
        "processor_class": "BlipProcessor", "sep_token": "[SEP]", "strip_accents": None,
        "tokenize_chinese_chars": True, "tokenizer_class": "BertTokenizer", "unk_token": "[UNK]",
    }
    folder.write_tokenizer(words.tokenizer, tokenizer_config)
    if shape.vocabulary_file:
        to_vocabulary_file(folder)


def to_vocabulary_file(folder: Folder) -> None:
    """As Hugging Face's Python tokenizers saved themselves: the vocabulary with one token per line, added tokens beside it."""
    stated = json.loads((folder.path / "tokenizer.json").read_text())
    (folder.path / "tokenizer.json").unlink()
    ids = stated["model"]["vocab"]
    added = {token: ids.pop(token) for token in ("[DEC]", "[ENC]")}
    (folder.path / "vocab.txt").write_text("".join(f"{token}\n" for token in sorted(ids, key=ids.__getitem__)))
    folder.write_json("added_tokens.json", added)
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("cls", "mask", "pad", "sep", "unk")}
    named = {"additional_special_tokens": ["[ENC]"], "bos_token": "[DEC]", **names}
    folder.write_json("special_tokens_map.json", named)


def shorten(folder: Folder) -> None:
    """Leaves out what equals the default of the class, as transformers 4.30 to 4.57 did."""
    config = json.loads((folder.path / "config.json").read_text())
    for key, default in {"text_config": BlipTextConfig(), "vision_config": BlipVisionConfig()}.items():
        usual = default.to_dict()
        config[key] = {
            name: value for name, value in config[key].items() if name == "model_type" or usual.get(name) != value
        }
    config["torch_dtype"] = config.pop("dtype")
    folder.write_json("config.json", dict(sorted(config.items())))


def write_2022(folder: Folder, shape: Shape, model) -> None:
    text = {
        **LISTED_2022, "attention_probs_dropout_prob": 0.0, "bos_token_id": model.config.text_config.bos_token_id,
        "eos_token_id": 2, "hidden_dropout_prob": 0.0, "is_decoder": True, "layer_norm_eps": 1e-12,
        "model_type": "blip_text_model", "pad_token_id": model.config.text_config.pad_token_id, "projection_dim": 768,
        "sep_token_id": model.config.text_config.sep_token_id, "use_cache": True,
        "vocab_size": model.config.text_config.vocab_size, **shape.text,
    }
    vision = {
        **LISTED_2022, "attention_dropout": 0.0, "dropout": 0.0, "layer_norm_eps": 1e-05,
        "model_type": "blip_vision_model", "num_channels": 3, "projection_dim": 512, **shape.vision,
    }
    folder.write_json(
        "config.json",
        {
            "_commit_hash": None, "architectures": [type(model).__name__],
            "image_text_hidden_size": shape.joint_width, "initializer_factor": 1.0, "logit_scale_init_value": 2.6592,
            "model_type": "blip", "projection_dim": 512, "text_config": dict(sorted(text.items())),
            "torch_dtype": shape.dtype, "transformers_version": None, "vision_config": dict(sorted(vision.items())),
        },
    )
    # Tied tensors twice and the position numbers as a tensor, as in files of that time.
    tensors = {name: tensor.to(getattr(torch, shape.dtype)).clone() for name, tensor in model.state_dict().items()}
    for name in [name for name in tensors if name.endswith("position_embeddings.weight")]:
        positions = torch.arange(tensors[name].shape[0]).expand(1, -1).contiguous()
        tensors[name.replace("position_embeddings.weight", "position_ids")] = positions
    save_file(tensors, folder.path / "model.safetensors", metadata={"format": "pt"})
