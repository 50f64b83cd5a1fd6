"""What xentlib says of each explorable: its numbers as a function of its settings.

The keys are those of the explorable's numbers; arrays are compared entry by entry.
"""

import heapq

import numpy as np
import xentlib as x
from scipy.special import entr, rel_entr


def bits(s):
    p, q = (np.array([s[f"{name}{k}"] for k in range(4)]) for name in "pq")
    return {
        "p": p,
        "q": q,
        "entropy": x.entropy(p, base=2),
        "crossEntropy": x.cross_entropy(p, q, base=2),
        "divergence": x.kl_divergence(p, q, base=2),
    }


def tangent(s):
    z, y = np.array([s["z"]]), np.array([s["y"]])
    return {
        "probability": x.sigmoid(z[0]),
        "loss": x.binary_cross_entropy_with_logits(z, y),
        "slope": x.binary_cross_entropy_with_logits_grad(z, y)[0],
    }


def start(s):
    """Repeat the descent of the chapter's unit: input 2, bias -1 at first, target 1."""
    inputs = np.array([2.0, 1.0])

    def cross_entropy_slope(z):
        return x.binary_cross_entropy_with_logits_grad([z], [1])[0]

    def squared_error_slope(z):  # of (q - 1)² / 2
        return (x.sigmoid(z) - 1) * x.sigmoid(z) * x.sigmoid(-z)

    q, slopes, waits = [], [], []
    for slope in (cross_entropy_slope, squared_error_slope):
        weights, path = np.array([(s["start"] + 1) / 2, -1.0]), []
        for _ in range(451):
            path.append(weights @ inputs)
            weights = weights - s["rate"] * slope(path[-1]) * inputs
        right = np.flatnonzero(x.sigmoid(np.array(path)) > 0.5)
        q.append(x.sigmoid(path[s["step"]]))
        slopes.append(slope(path[s["step"]]))
        waits.append(right[0] if right.size else np.inf)
    return {"q": q, "slopes": slopes, "waits": waits}


def temperature(s):
    z, T = np.array([s[f"z{k}"] for k in range(4)]), 2.0 ** s["t"]
    q = x.softmax(z / T)
    return {
        "temperature": T,
        "q": q,
        "largest": q.max(),
        "entropy": x.entropy(q, base=2),
        "common": x.logsumexp(z / T),
    }


def double(s):
    C = int(s["C"])
    z = np.zeros((1, C))
    z[0, 0] = s["margin"]
    q = x.softmax(z)
    slopes = x.cross_entropy_with_logits_grad(q, [0])
    return {
        "once": x.cross_entropy_with_logits(z, [0]),
        "onceSlope": x.cross_entropy_with_logits_grad(z, [0])[0, 0],
        "onceRight": q[0, 0],
        "twice": x.cross_entropy_with_logits(q, [0]),
        "twiceSlope": x.softmax_vjp(z, slopes)[0, 0],
        "twiceRight": x.softmax(q)[0, 0],
        "floor": x.cross_entropy_with_logits(np.eye(C)[:1], [0]),
    }


def huffman_lengths(q):
    """Join the two least likely; among equals the earlier, a day before a join."""
    heap = [(round(value * 1e9), k, value, [k]) for k, value in enumerate(q)]
    heapq.heapify(heap)
    lengths = np.zeros(len(q))
    for k in range(len(q), 2 * len(q) - 1):
        _, _, a, days_a = heapq.heappop(heap)
        _, _, b, days_b = heapq.heappop(heap)
        lengths[days_a + days_b] += 1
        heapq.heappush(heap, (round((a + b) * 1e9), k, a + b, days_a + days_b))
    return lengths


def code(s):
    p, q = (np.array([s[f"{name}{k}"] for k in range(4)]) for name in "pq")
    lengths, best = huffman_lengths(q), huffman_lengths(p)
    # A full tree leaves no word unused, so a mean length is a cross-entropy of its 2^-lengths.
    return {
        "lengths": lengths,
        "meanLength": x.cross_entropy(p, 2.0**-lengths, base=2),
        "bestLength": x.cross_entropy(p, 2.0**-best, base=2),
        "entropy": x.entropy(p, base=2),
        "crossEntropy": x.cross_entropy(p, q, base=2),
    }


def line(s):
    """Draw the 24 students as the chapter on logistic regression does."""
    rng = np.random.default_rng(0)
    study, sleep = rng.integers(1, 11, 24) / 2, rng.integers(8, 20, 24) / 2
    features = np.stack([np.ones(24), study - 3, sleep - 7], axis=1)
    passed = rng.random(24) < x.sigmoid(features @ [0, 1.2, 0.8])
    turn = np.radians(s["angle"])
    direction = np.array([-s["offset"], np.cos(turn), np.sin(turn)])
    scores = s["steepness"] * features @ direction
    return {
        "mistakes": np.sum((features @ direction > 1e-9) != passed),
        "loss": x.binary_cross_entropy_with_logits(scores, passed.astype(int)),
        "weights": s["steepness"] * direction,
    }


def rectangles(s):
    p = np.diff([0, *(s[f"b{k}"] for k in range(3)), 1])
    return {
        "p": p,
        "surprise": x.information_content(p, base=2),
        "terms": entr(p) / np.log(2),
        "entropy": x.entropy(p, base=2),
    }


GRID = np.arange(-120, 121) / 10


def normal(mean, sd):
    """Return normal curves at the points of the grid, each divided by its sum."""
    return x.softmax(-((GRID - mean) ** 2) / (2 * sd**2))


TWO_PEAKS = 0.6 * normal(-1.5, 0.8) + 0.4 * normal(3.5, 0.6)


def bell(s):
    q = normal(s["mean"], s["sd"])
    return {
        "forward": x.kl_divergence(TWO_PEAKS, q),
        "reverse": x.kl_divergence(q, TWO_PEAKS),
        "forwardAt": GRID[rel_entr(TWO_PEAKS, q).argmax()],
        "reverseAt": GRID[rel_entr(q, TWO_PEAKS).argmax()],
    }


def best_bell(loss, least=-4):
    """Return the settings with the smallest divergence, of all with a mean of at least so much."""
    means, sds = np.arange(20 * least, 121) / 20, np.arange(10, 81) / 20
    bells = normal(means[:, None, None], sds[:, None])
    order = (TWO_PEAKS, bells) if loss == "forward" else (bells, TWO_PEAKS)
    i, j = np.unravel_index(x.kl_divergence(*order).argmin(), bells.shape[:2])
    return {"mean": means[i], "sd": sds[j]}


def surprise(s):
    p = s["p"]
    return {
        "odds": 1 / p if p else np.inf,
        "bits": x.information_content(p, base=2),
        "nats": x.information_content(p),
        "bans": x.information_content(p, base=10),
    }


def arrows(s):
    z = np.array([s[f"z{k}"] for k in range(3)])
    t = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.2, 0.7, 0.1]])[int(s["target"])]
    gradient = x.cross_entropy_with_logits_grad(z[None], t[None])[0]
    stepped = z - s["rate"] * gradient
    return {
        "q": x.softmax(z),
        "gradient": gradient,
        "total": 0,
        "loss": x.cross_entropy_with_logits(z[None], t[None]),
        "next": x.cross_entropy_with_logits(stepped[None], t[None]),
    }


def learning_rate(s):
    """Repeat the descent of a sigmoid unit with a weight and a bias, both 0 at first."""
    inputs = np.stack([np.arange(1, 9) / 2, np.ones(8)])
    passed = np.array([0, 0, 0, 1, 0, 1, 1, 1])
    weights, losses = np.zeros(2), []
    for _ in range(51):
        scores = weights @ inputs
        losses.append(x.binary_cross_entropy_with_logits(scores, passed))
        slopes = x.binary_cross_entropy_with_logits_grad(scores, passed)
        weights = weights - 10 ** s["log"] * inputs @ slopes
    return {
        "rate": 10 ** s["log"],
        "start": np.log(2),
        "end": losses[-1],
        "highest": max(losses),
        "raised": np.sum(np.diff(losses) > 1e-9),
    }


def budget(s):
    """Give out the words in their order: each is the number before it plus 1, in more digits."""
    p, lengths = np.array([1, 1 / 2, 1 / 4, 1 / 4]) / 2, [int(s[f"l{k}"]) for k in range(4)]
    shares = 0.5 ** np.array(lengths)
    words, number, digits = [0] * 4, 0, 0
    for k in np.argsort(lengths, stable=True):
        number <<= lengths[k] - digits
        digits = lengths[k]
        words[k] = float(f"{number:0{digits}b}")
        number += 1
    return {
        "shares": shares,
        "spent": shares.sum(),
        "left": 1 - shares.sum(),
        "words": words if shares.sum() <= 1 else [],
        "meanLength": p @ lengths,
        "entropy": x.entropy(p, base=2),
    }


def batch(s):
    """Make each text a micro-batch of tokens that all cost the same."""
    n, a = np.array([s["n1"], s["n2"]], int), [s["a1"], s["a2"]]
    parts = [
        x.nll_loss(np.full((k, 1), -c), [0] * k, reduction="sum") for k, c in zip(n, a, strict=True)
    ]
    means = [x.nll_loss(np.full((k, 1), -c), [0] * k) for k, c in zip(n, a, strict=True)]
    return {
        "pooled": sum(parts) / n.sum(),
        "ofMeans": np.mean(means),
        "count": n.sum(),
        "weights": 1 / n / len(n),
    }


def unit(s):
    bits = s["bits"] * s["size"]
    return {
        "perplexity": x.perplexity(bits * np.log(2)),
        "perCharacter": x.perplexity(s["bits"] * np.log(2)),
        "bits": x.bits_per_byte(bits * np.log(2), 1, 1),
        "nats": bits * np.log(2),
    }


def steps(s, number):
    """Return the logits after so many steps of gradient descent."""
    z = np.array([s[f"z{k}"] for k in range(3)])
    for _ in range(number):
        z = z - s["rate"] * arrows({**s, **named_logits(z)})["gradient"]
    return named_logits(z)


def named_logits(z):
    return {f"z{k}": value for k, value in enumerate(z)}


def online(s):
    """Read the logits one by one; only the log-sum-exp is the library's."""
    z = np.array([s[f"z{k}"] for k in range(6)])[: int(s["read"])]
    tops = np.maximum.accumulate(z)
    return {
        "m": z.max(),
        "s": np.exp(z - z.max()).sum(),
        "factor": np.exp(tops[-2] - tops[-1]) if z.size > 1 else 1,
        "lse": x.logsumexp(z),
        "forgotten": z.max() + np.log(np.exp(z - tops).sum()),
    }


EXPECTED = {
    "bits": bits,
    "code": code,
    "line": line,
    "temperature": temperature,
    "double": double,
    "tangent": tangent,
    "start": start,
    "rectangles": rectangles,
    "bell": bell,
    "surprise": surprise,
    "arrows": arrows,
    "learning-rate": learning_rate,
    "budget": budget,
    "online": online,
    "batch": batch,
    "unit": unit,
}

# Where a button leads is computed, too: the settings that it changes.
BUTTONS = {
    ("bell", "smallest forward"): lambda s: best_bell("forward"),
    ("bell", "smallest reverse"): lambda s: best_bell("reverse"),
    ("bell", "smallest reverse on the right"): lambda s: best_bell("reverse", 2),
    ("arrows", "one step"): lambda s: steps(s, 1),
    ("arrows", "ten steps"): lambda s: steps(s, 10),
}
