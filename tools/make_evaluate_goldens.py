"""Goldens for src/evaluate: the same figures by scikit-learn, ranx, statsmodels and SciPy.

    pip install -r tools/requirements-evaluate.txt && python tools/make_evaluate_goldens.py
"""
import json
from pathlib import Path

import numpy as np
from ranx import Qrels, Run, evaluate
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.metrics import brier_score_loss, confusion_matrix, roc_auc_score
from statsmodels.stats.proportion import proportion_confint

TARGET = Path(__file__).parent.parent / "src/evaluate/testdata/goldens.json"
random = np.random.default_rng(11)


def ranking():
    ids = [f"photo-{i}" for i in range(30)]
    queries, qrels, run = [], {}, {}
    for q in range(12):
        ranked = [str(i) for i in random.permutation(ids)[: random.integers(3, 30)]]
        relevant = {str(i): int(random.integers(1, 4)) for i in random.permutation(ids)[: random.integers(1, 6)]}
        queries.append({"ranked": ranked, "relevant": relevant})
        qrels[f"q{q}"] = relevant
        run[f"q{q}"] = {i: float(len(ranked) - place) for place, i in enumerate(ranked)}
    names = {"hit_rate@5": "recallAt5", "map": "map", "ndcg_burges@5": "ndcgAt5", "ndcg_burges@20": "ndcgAt20"}
    figures = evaluate(Qrels(qrels), Run(run), list(names))
    return {"queries": queries, **{names[key]: float(value) for key, value in figures.items()}}


def classification():
    labels = ["cat", "dog", "bird"]
    truth = [str(label) for label in random.choice(labels, 60)]
    predicted = [str(random.choice(labels)) if random.random() < 0.4 else label for label in truth]
    order = list(dict.fromkeys(truth))
    right = sum(a == b for a, b in zip(truth, predicted))
    low, high = proportion_confint(right, len(truth), method="wilson")
    return {"truth": truth, "predicted": predicted, "labels": order, "counts": confusion_matrix(truth, predicted, labels=order).tolist(), "low": low, "high": high}


def calibration():
    logits = (random.normal(size=(400, 4)) * 3).round(4)
    truth = [int(random.choice(4, p=p)) for p in softmax(logits / 2.5, axis=1)]
    probabilities = softmax(logits, axis=1)
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    bins = np.minimum((confidence * 15).astype(int), 14)
    error = sum(abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in range(15) if (bins == b).any())
    loss = lambda log: -log_softmax(logits / np.exp(log), axis=1)[np.arange(400), truth].sum()
    best = minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-9})
    return {"logits": logits.tolist(), "truth": truth, "error": float(error), "brier": brier_score_loss(right, confidence), "temperature": float(np.exp(best.x))}


def roc():
    positives, negatives = random.integers(0, 12, 30) + 2, random.integers(0, 12, 40)
    labels = [1] * 30 + [0] * 40
    return {"positives": positives.tolist(), "negatives": negatives.tolist(), "auroc": float(roc_auc_score(labels, [*positives, *negatives]))}


TARGET.parent.mkdir(exist_ok=True)
TARGET.write_text(json.dumps({"ranking": ranking(), "classification": classification(), "calibration": calibration(), "roc": roc()}) + "\n")
