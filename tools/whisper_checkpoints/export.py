"""Exports Whisper models as the Hub's `…_timestamped` repositories hold them: decoders also give cross-attentions."""

import shutil
from pathlib import Path

from optimum.exporters.onnx import main_export
from optimum.exporters.onnx.base import ConfigBehavior
from optimum.exporters.onnx.model_configs import WhisperOnnxConfig
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoConfig

KEPT = ("config.json", "generation_config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json")


class TimestampedConfig(WhisperOnnxConfig):
    @property
    def outputs(self):
        outputs = super().outputs
        if self._behavior is ConfigBehavior.DECODER:
            for layer in range(self._config.decoder_layers):
                axes = {0: "batch_size", 2: "decoder_sequence_length", 3: "encoder_sequence_length_out"}
                outputs[f"cross_attentions.{layer}"] = axes
        return outputs


def export(source: Path, out: Path, *, quantized: bool) -> None:
    """Writes a repository; `quantized` adds graphs of int8 weights."""
    config = AutoConfig.from_pretrained(source)
    onnx = TimestampedConfig(config, task="automatic-speech-recognition", use_past=True)
    configs = {
        "encoder_model": onnx.with_behavior("encoder"),
        "decoder_model": onnx.with_behavior("decoder", use_past=True, use_past_in_inputs=False),
        # Without use_past_in_inputs the graph silently has no cache.
        "decoder_with_past_model": onnx.with_behavior("decoder", use_past=True, use_past_in_inputs=True),
    }
    work = out / "export"
    main_export(
        str(source),
        output=work,
        task="automatic-speech-recognition-with-past",
        do_validation=False,
        opset=17,
        custom_onnx_configs=configs,
        model_kwargs={"output_attentions": True},
    )
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    for graph in ("encoder_model", "decoder_model_merged"):
        shutil.copy(work / f"{graph}.onnx", out / "onnx")
        if quantized:
            quantize_dynamic(
                work / f"{graph}.onnx",
                out / "onnx" / f"{graph}_quantized.onnx",
                op_types_to_quantize=["MatMul", "Gemm", "Gather"],
                weight_type=QuantType.QUInt8,
                extra_options={"EnableSubgraph": True},
            )
    for name in KEPT:
        if (source / name).exists():
            shutil.copy(source / name, out)
    shutil.rmtree(work)
