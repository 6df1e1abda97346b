"""Reference outputs of the starter pack under the arithmetic of browsers.

`public/models/starter/golden.json` was made by ONNX Runtime on an x86 CPU without VNNI. There its int8 matrix product
(`MatMulInteger`, unsigned by signed) adds products in pairs with `vpmaddubsw`, which saturates each sum at 16 bits.
WebAssembly, ARM and CPUs with VNNI add them exactly. The pack's weights use all 8 bits, so some sums do saturate: the
states of an image then differ by up to 0.1 % in norm, which changes close decisions between two tokens.

This script replaces `MatMulInteger` in the graphs by float64 arithmetic that is the same on every CPU:

1. with sums saturated in pairs it must reproduce `golden.json`: the same tokens, and probabilities to 2e-4;
2. with exact sums it writes `src/families/blip/testdata/starter-exact.golden.json`, which browser tests compare with.

    pip install -r tools/requirements-starter.txt
    python tools/make_starter_goldens.py
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import PIL
import tokenizers
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "public/models/starter"
SAMPLES = ROOT / "public/samples"
OUT = ROOT / "src/families/blip/testdata/starter-exact.golden.json"
ROLES = ["vision_encoder", "text_encoder", "text_decoder_cross", "text_decoder"]


def weight_of(graph, name):
    """The int8 matrix behind a MatMulInteger: an initializer, or the transposition of one."""
    initializers = {each.name: each for each in graph.initializer}
    if name in initializers:
        return numpy_helper.to_array(initializers[name])
    (node,) = [node for node in graph.node if name in node.output]
    assert node.op_type == "Transpose", node.op_type
    return numpy_helper.to_array(initializers[node.input[0]]).T


def plain_product(graph, node, index, saturating):
    """Nodes equivalent to `node` (MatMulInteger), in float64."""
    weight = weight_of(graph, node.input[1]).astype(np.float64)
    at = f"plain{index}_"

    def constant(name, value):
        graph.initializer.append(numpy_helper.from_array(np.asarray(value), at + name))
        return at + name

    nodes = [helper.make_node("Cast", [node.input[0]], [at + "a"], to=TensorProto.DOUBLE)]
    if saturating:
        assert len(weight) % 2 == 0
        last, step, end = constant("last", [-1]), constant("step", [2]), constant("end", [len(weight)])
        for half in (0, 1):
            h = f"{at}{half}"
            nodes += [
                helper.make_node("Slice", [at + "a", constant(f"{half}start", [half]), end, last, step], [h + "s"]),
                helper.make_node("Unsqueeze", [h + "s", last], [h + "u"]),
                helper.make_node("Mul", [h + "u", constant(f"{half}w", weight[half::2])], [h + "m"]),
            ]
        nodes += [
            helper.make_node("Add", [at + "0m", at + "1m"], [at + "pair"]),
            helper.make_node(
                "Clip", [at + "pair", constant("low", np.float64(-32768)), constant("high", np.float64(32767))], [at + "cut"]
            ),
            helper.make_node("ReduceSum", [at + "cut", constant("pairs", [-2])], [at + "sum"], keepdims=0),
        ]
    else:
        nodes.append(helper.make_node("MatMul", [at + "a", constant("w", weight)], [at + "sum"]))
    return nodes + [
        helper.make_node("Cast", [node.input[2]], [at + "zero"], to=TensorProto.DOUBLE),
        helper.make_node("Mul", [at + "zero", constant("columns", weight.sum(0))], [at + "shift"]),
        helper.make_node("Sub", [at + "sum", at + "shift"], [at + "product"]),
        helper.make_node("Cast", [at + "product"], [node.output[0]], to=TensorProto.INT32),
    ]


def open_part(file, saturating):
    model = onnx.load(PACK / file)
    nodes = []
    for index, node in enumerate(model.graph.node):
        plain = node.op_type == "MatMulInteger"
        nodes += plain_product(model.graph, node, index, saturating) if plain else [node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def run(session, feeds):
    return dict(zip([each.name for each in session.get_outputs()], session.run(None, feeds)))


def log_softmax(scores):
    scores = scores.astype(np.float64)
    return scores - scores.max() - np.log(np.exp(scores - scores.max()).sum(-1, keepdims=True))


class Starter:
    def __init__(self, saturating):
        self.manifest = json.loads((PACK / "onsight.json").read_text())
        self.parts = {role: open_part(self.manifest["parts"][role]["file"], saturating) for role in ROLES}
        self.tokenizer = tokenizers.Tokenizer.from_file(str(PACK / self.manifest["text"]["tokenizer"]))
        self.start = self.manifest["text"]["tokens"]["decoderStart"]
        self.end = self.manifest["text"]["tokens"]["sep"]
        self.generation = self.manifest["generation"]
        pasts = [each for each in self.parts["text_decoder"].get_inputs() if each.name.startswith("past.")]
        self.layers, (_, self.heads, _, self.width) = len(pasts) // 2, pasts[0].shape

    def see(self, file):
        image = self.manifest["image"]
        photo = Image.open(SAMPLES / file).convert("RGB").resize(image["size"], Image.BICUBIC)
        mean, std = (np.array(image[key], np.float32) for key in ("mean", "std"))
        pixels = (np.asarray(photo, np.float32) / 255 - mean) / std
        return run(self.parts["vision_encoder"], {"pixel_values": pixels.transpose(2, 0, 1)[None]})["image_states"]

    def read(self, text, states):
        ids = np.array([self.tokenizer.encode(text).ids], np.int64)
        return run(self.parts["text_encoder"], {"input_ids": ids, "attention_mask": np.ones_like(ids), "image_states": states})

    def step(self, ids, cross, past, states):
        feeds = {"input_ids": np.array(ids, np.int64), "encoder_attention_mask": np.ones((1, states.shape[1]), np.int64), **cross}
        for layer in range(self.layers):
            for kind in ("key", "value"):
                empty = np.zeros((len(ids), self.heads, 0, self.width), np.float32)
                feeds[f"past.{layer}.{kind}"] = past.get(f"present.{layer}.{kind}", empty)
        return run(self.parts["text_decoder"], feeds)

    def ban(self, ids, scores):
        size = self.generation.get("noRepeatNgramSize", 0)
        if size == 0:
            return
        prefix = ids[len(ids) + 1 - size :]
        for at in range(len(ids) - size + 1):
            if ids[at : at + size - 1] == prefix:
                scores[ids[at + size - 1]] = -np.inf

    def beam_search(self, states, most, beams):
        """Hugging Face's `_beam_search`, `early_stopping=False`; one beam is greedy search."""
        cross = run(self.parts["text_decoder_cross"], {"encoder_states": states})
        running, finished, past, tokens = [([self.start], 0.0)], [], {}, [[self.start]]
        for length in range(1, most + 1):
            past = self.step(tokens, cross, past, states)
            found = []
            for beam, (ids, total) in enumerate(running):
                scores = log_softmax(past["logits"][beam, -1])
                self.ban(ids, scores)
                best = np.argsort(-scores, kind="stable")[: 2 * beams]
                found += [(total + scores[token], beam, int(token)) for token in best]
            found = sorted(found, key=lambda each: -each[0])[: 2 * beams]
            ends = lambda each: each[2] == self.end or length >= most
            finished += [(total / length, running[beam][0] + [token]) for total, beam, token in found[:beams] if ends((0, 0, token))]
            finished = sorted(finished, key=lambda each: -each[0])[:beams]
            on = [each for each in found if not ends(each)][:beams]
            if beams == 1 and finished:
                break
            running = [(running[beam][0] + [token], total) for total, beam, token in on]
            if not on or (len(finished) == beams and running[0][1] / length <= finished[-1][0]):
                break
            past = {name: value[[beam for _, beam, _ in on]] for name, value in past.items() if name.startswith("present")}
            tokens = [[token] for _, _, token in on]
        ids = [token for token in finished[0][1] if token not in (self.start, self.end)]
        return {"ids": ids, "text": self.tokenizer.decode(ids)}

    def rank(self, states, answers):
        cross = run(self.parts["text_decoder_cross"], {"encoder_states": states})
        sums = []
        for answer in answers:
            ids = [self.start, *self.tokenizer.encode(answer).ids[1:]]
            logits = self.step([ids[:-1]], cross, {}, states)["logits"][0]
            sums.append(sum(log_softmax(row)[token] for row, token in zip(logits, ids[1:])))
        return np.exp(log_softmax(np.array(sums)))

    def outputs(self, image, texts):
        """Outputs in golden.json for an image, except its embedding, which no int8 product affects."""
        states = self.see(image["file"])
        question, answers = image["rank"]["question"], image["rank"]["answers"]
        most = self.generation["answerMaxNewTokens"]
        hidden = lambda text: self.read(text, states)["last_hidden_state"]
        match = [np.exp(log_softmax(self.read(text, states)["itm_logits"][0]))[1] for text in texts]
        return {
            "file": image["file"],
            "states": {"norm": round(float(np.linalg.norm(states)), 4)},
            "caption": {
                "greedy": self.beam_search(states, self.generation["maxNewTokens"], 1),
                "beam3": self.beam_search(states, self.generation["maxNewTokens"], 3),
            },
            "answers": [
                {"question": each["question"], **self.beam_search(hidden(each["question"]), most, 1)} for each in image["answers"]
            ],
            "match": [round(float(each), 5) for each in match],
            "rank": {
                "question": question,
                "answers": answers,
                "probabilities": [round(float(each), 5) for each in self.rank(hidden(question), answers)],
            },
        }


def check(found, golden):
    """Checks that the saturating outputs equal golden.json."""
    assert abs(found["states"]["norm"] - golden["states"]["norm"]) < 2e-4, found["file"]
    assert found["caption"] == golden["caption"], (found["file"], found["caption"], golden["caption"])
    assert found["answers"] == golden["answers"], (found["file"], found["answers"], golden["answers"])
    for ours, theirs in ((found["match"], golden["match"]), (found["rank"]["probabilities"], golden["rank"]["probabilities"])):
        assert np.abs(np.array(ours) - theirs).max() < 2e-4, (found["file"], ours, theirs)


def main():
    golden = json.loads((PACK / "golden.json").read_text())
    texts = [each["text"] for each in golden["texts"]]
    saturating = Starter(True)
    for image in golden["images"]:
        check(saturating.outputs(image, texts[: len(image["match"])]), image)
        print("golden.json is the saturating result:", image["file"])
    exact = Starter(False)
    made_by = f"onnxruntime {onnxruntime.__version__}, numpy {np.__version__}, Pillow {PIL.__version__}"
    images = [exact.outputs(image, texts[: len(image["match"])]) for image in golden["images"]]
    pack = f"{exact.manifest['id']} {exact.manifest['version']}"
    OUT.write_text(json.dumps({"pack": pack, "runtime": made_by, "images": images}, indent=1) + "\n")


if __name__ == "__main__":
    main()
