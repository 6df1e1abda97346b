"""Goldens for src/heads: optimisers, schedules, losses and fitted heads as PyTorch computes them.

    pip install -r tools/requirements-heads.txt && python tools/make_head_goldens.py
"""
import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_num_threads(1)
TARGET = Path(__file__).parent.parent / "src/heads/testdata/goldens.json"
DIMS, CLASSES, SHOTS, SCALE = 16, 3, 4, 20.0


def unit(rows):
    return F.normalize(rows, dim=-1)


def flat(tensor):
    return [float(np.float32(value)) for value in tensor.detach().double().flatten()]


def mulberry(seed):
    """The generator of src/math/random.ts, for equal random starts."""
    state = seed & 0xFFFFFFFF
    imul = lambda a, b: (a * b) & 0xFFFFFFFF

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = imul(state ^ (state >> 15), state | 1)
        mixed ^= (mixed + imul(mixed ^ (mixed >> 7), mixed | 61)) & 0xFFFFFFFF
        return ((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 2**32

    return draw


def optimiser_golden():
    start, gradients = torch.randn(12), [torch.randn(12) for _ in range(5)]
    result = {"start": flat(start), "gradients": [flat(g) for g in gradients]}
    weights = torch.nn.Parameter(start.clone())
    adamw = torch.optim.AdamW([weights], lr=0.01, weight_decay=0.1)
    for gradient in gradients:
        weights.grad = gradient.clone()
        adamw.step()
    result["adamw"] = flat(weights)
    # You et al. 2020, algorithm 2, with bias correction and a trust ratio of at most 10.
    w, m, v = start.clone().double(), torch.zeros(12).double(), torch.zeros(12).double()
    for t, gradient in enumerate(gradients, 1):
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient**2
        update = (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-6) + 0.1 * w
        w = w - 0.01 * min(float(w.norm() / update.norm()), 10) * update
    result["lamb"] = flat(w)
    return result


def schedule_golden():
    def rates(after):
        parameter = torch.nn.Parameter(torch.zeros(1))
        optimiser = torch.optim.SGD([parameter], lr=0.5)
        factor = lambda t: (t + 1) / 10 if t < 10 else after((t - 10) / 30)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, factor)
        result = []
        for _ in range(40):
            result.append(schedule.get_last_lr()[0])
            optimiser.step()
            schedule.step()
        return result

    return {
        "warmup-cosine": rates(lambda done: 0.5 * (1 + math.cos(math.pi * done))),
        "warmup-polynomial": rates(lambda done: (1 - done) ** 2),
    }


def loss_golden():
    def slope(loss, logits):
        (gradient,) = torch.autograd.grad(loss, logits)
        return {"loss": float(loss), "slope": flat(gradient)}

    n = 6
    logits = (torch.randn(n, n) * 3).requires_grad_()
    groups = torch.tensor([0, 1, 2, 1, 4, 5])
    same = (groups[:, None] == groups[None]).float()
    target = same / same.sum(1, keepdim=True)
    info = -((target * logits.log_softmax(1)).sum(1).mean() + (target.T * logits.T.log_softmax(1)).sum(1).mean()) / 2
    sigmoid = -F.logsigmoid((2 * same - 1) * logits).sum() / n
    rows = (torch.randn(5, 3) * 3).requires_grad_()
    classes, weights = torch.tensor([0, 2, 1, 1, 0]), torch.tensor([1.0, 0.5, 2.0, 1.0, 0.25])
    cross = (F.cross_entropy(rows, classes, reduction="none") * weights).sum() / weights.sum()
    return {
        "square": {"logits": flat(logits), "groups": groups.tolist(), "infoNce": slope(info, logits), "sigmoid": slope(sigmoid, logits)},
        "crossEntropy": {"logits": flat(rows), "classOf": classes.tolist(), "weights": weights.tolist(), **slope(cross, rows)},
    }


def train(logits_of, parameters, classes, steps, warmup, eps=1e-8):
    optimiser = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01, eps=eps)
    factor = lambda t: (t + 1) / warmup if t < warmup else 0.5 * (1 + math.cos(math.pi * (t - warmup) / (steps - warmup)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, factor)
    for _ in range(steps):
        loss = F.cross_entropy(logits_of(), classes)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()


def head_golden():
    words = unit(torch.randn(CLASSES, DIMS))
    classes = torch.arange(CLASSES).repeat_interleave(SHOTS)
    shots = unit(words[classes] + 0.6 * torch.randn(len(classes), DIMS))
    queries = unit(words[torch.arange(CLASSES).repeat(2)] + 0.6 * torch.randn(2 * CLASSES, DIMS))
    onehot = F.one_hot(classes, CLASSES).float()
    alpha, beta = SCALE / SHOTS**0.5, 3.0
    result = {"dims": DIMS, "scale": SCALE, "words": flat(words), "rows": flat(shots), "classOf": classes.tolist(), "queries": flat(queries)}
    vote = lambda rows, keys: SCALE * rows @ words.T + alpha * torch.exp(-beta * (1 - rows @ keys.T)) @ onehot
    result["tip-adapter"] = flat(vote(queries, shots))
    keys = torch.nn.Parameter(shots.clone())
    train(lambda: vote(shots, keys), [keys], classes, 20, 0, 1e-4)
    result["tip-adapter-f"] = flat(vote(queries, keys))
    # Fewer than 15 examples: the linear head starts at the words.
    weights = torch.nn.Parameter(words.clone())
    train(lambda: SCALE * shots @ weights.T, [weights], classes, 200, 10)
    result["linear"] = flat(SCALE * queries @ weights.T)
    draw, units = mulberry(3), DIMS // 4
    uniform = lambda rows, columns: torch.tensor([[(2 * draw() - 1) / columns**0.5 for _ in range(columns)] for _ in range(rows)])
    down = torch.nn.Parameter(uniform(units, DIMS))
    up = torch.nn.Parameter(uniform(DIMS, units))
    adapted = lambda rows: unit(0.2 * F.relu(F.relu(rows @ down.T) @ up.T) + 0.8 * rows)
    train(lambda: SCALE * adapted(shots) @ words.T, [down, up], classes, 200, 10)
    result["clip-adapter"] = flat(SCALE * adapted(queries) @ words.T)
    result["prototype"] = flat(SCALE * queries @ unit(torch.stack([shots[classes == c].mean(0) for c in range(CLASSES)])).T)
    return result


TARGET.parent.mkdir(exist_ok=True)
TARGET.write_text(
    json.dumps({"optimiser": optimiser_golden(), "schedules": schedule_golden(), "losses": loss_golden(), "heads": head_golden()}) + "\n"
)
