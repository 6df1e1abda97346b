"""The checkpoints and what each of them tests. Nothing in a converter or runtime may depend on BLIP-base's numbers."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """One checkpoint. `vision` and `text` are entries of `vision_config` and `text_config`."""

    name: str
    task: str  # "captioning", "vqa" or "retrieval"
    vision: dict
    text: dict
    tokenizer: str  # a layout of vocabulary.py
    prompt: str = "a photo of"
    spare_rows: int = 0  # rows of the model's vocabulary beyond the tokenizer's last id and [DEC], [ENC]
    found: tuple[int, float] = (1, 0.0)  # the seed and the bias of [SEP] that the search ended with
    dtype: str = "float32"  # of the stored weights; the goldens are computed in float32 from them
    hub_2022: bool = False  # the files as Salesforce's repositories have them; else as transformers 5 saves them
    short_config: bool = False  # as transformers 4 saved it
    tied: bool = True
    shard_size: str | None = None
    joint_width: int = 256
    processor: dict = field(default_factory=dict)  # changes of preprocessor_config.json
    vocabulary_file: bool = False  # vocab.txt and added_tokens.json instead of tokenizer.json
    memory: float = 1.0  # scale of the decoder's self-attention: deep random decoders stutter if it is loud


ALL = [
    # Every key spelled out, the tied matrix stored twice, int64 `position_ids` beside the weights.
    Shape(
        "captioning-hub", "captioning", found=(34, 1.0), hub_2022=True, tokenizer="bert",
        vision=dict(hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=3, image_size=48,
                    patch_size=16),
        text=dict(hidden_size=60, intermediate_size=120, num_hidden_layers=2, num_attention_heads=3,
                  max_position_embeddings=64),
    ),
    # Twelve heads of 8, a 10 x 10 grid, towers of different widths, bfloat16, the tied matrix left out.
    Shape(
        "captioning-wide-bf16", "captioning", found=(1, 1.0), tokenizer="front", dtype="bfloat16", memory=0.4,
        prompt="a picture of a dog",
        vision=dict(hidden_size=40, intermediate_size=100, num_hidden_layers=1, num_attention_heads=5, image_size=80,
                    patch_size=8),
        text=dict(hidden_size=96, intermediate_size=160, num_hidden_layers=3, num_attention_heads=12,
                  max_position_embeddings=72),
    ),
    # Several files with an index, a vocabulary larger than the tokenizer's, padding that is not id 0.
    Shape(
        "captioning-sharded", "captioning", found=(6, 2.0), tokenizer="shuffled", spare_rows=19, shard_size="220KB",
        prompt="two dogs on",
        vision=dict(hidden_size=56, intermediate_size=112, num_hidden_layers=3, num_attention_heads=2, image_size=56,
                    patch_size=14),
        text=dict(hidden_size=48, intermediate_size=144, num_hidden_layers=1, num_attention_heads=4,
                  max_position_embeddings=48),
    ),
    # An untied decoder matrix (`tie_word_embeddings` false), float16.
    Shape(
        "captioning-untied-fp16", "captioning", found=(7, 4.0), tokenizer="front", tied=False, dtype="float16",
        prompt="the",
        vision=dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, image_size=60,
                    patch_size=12),
        text=dict(hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2,
                  max_position_embeddings=40),
    ),
    # Rare activations, images smaller than `image_size` that are scaled by a shorter side and cropped, another filter,
    # mean and deviation, no tokenizer.json.
    Shape(
        "captioning-rare", "captioning", found=(28, 4.0), tokenizer="front", vocabulary_file=True, prompt="A café",
        vision=dict(hidden_size=44, intermediate_size=80, num_hidden_layers=2, num_attention_heads=11, image_size=70,
                    patch_size=16, hidden_act="mish", layer_norm_eps=1e-3),
        text=dict(hidden_size=52, intermediate_size=90, num_hidden_layers=2, num_attention_heads=13,
                  max_position_embeddings=48, hidden_act="gelu_10", layer_norm_eps=1e-6),
        processor=dict(size={"shortest_edge": 60}, do_center_crop=True, crop_size={"height": 50, "width": 50}, resample=5,
                       image_mean=[0.5, 0.4, 0.3], image_std=[0.25, 0.3, 0.35], rescale_factor=1 / 250),
    ),
    # The decoder reads the question's states through keys of the vision width: both towers are equally wide in VQA.
    Shape(
        "vqa-hub", "vqa", found=(15, 5.0), hub_2022=True, tokenizer="bert",
        vision=dict(hidden_size=60, intermediate_size=120, num_hidden_layers=2, num_attention_heads=5, image_size=48,
                    patch_size=12),
        text=dict(hidden_size=60, intermediate_size=120, num_hidden_layers=2, num_attention_heads=3,
                  max_position_embeddings=64),
    ),
    # config.json without values that equal the defaults of transformers' classes, such as 8 text heads.
    Shape(
        "vqa-deep-fp16", "vqa", found=(7, 4.0), tokenizer="shuffled", short_config=True, dtype="float16", memory=0.4,
        vision=dict(hidden_size=64, intermediate_size=96, num_hidden_layers=1, num_attention_heads=4, image_size=64,
                    patch_size=16),
        text=dict(hidden_size=64, intermediate_size=160, num_hidden_layers=3, num_attention_heads=8,
                  max_position_embeddings=50),
    ),
    Shape(
        "retrieval-hub", "retrieval", found=(1, 0.0), hub_2022=True, tokenizer="bert", joint_width=20,
        vision=dict(hidden_size=36, intermediate_size=72, num_hidden_layers=2, num_attention_heads=3, image_size=48,
                    patch_size=16),
        text=dict(hidden_size=60, intermediate_size=120, num_hidden_layers=2, num_attention_heads=3,
                  max_position_embeddings=64),
    ),
    Shape(
        "retrieval-wide", "retrieval", found=(4, 0.0), tokenizer="front", spare_rows=6, joint_width=56,
        vision=dict(hidden_size=80, intermediate_size=100, num_hidden_layers=1, num_attention_heads=10, image_size=72,
                    patch_size=8),
        text=dict(hidden_size=48, intermediate_size=96, num_hidden_layers=3, num_attention_heads=12,
                  max_position_embeddings=56),
    ),
]
SHAPES = {shape.name: shape for shape in ALL}
