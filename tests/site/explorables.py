"""What xentlib says of each explorable: its numbers as a function of its settings.

The keys are those of the explorable's numbers; arrays are compared entry by entry.
"""

import numpy as np
import xentlib as x


def bits(s):
    p, q = (np.array([s[f"{name}{k}"] for k in range(4)]) for name in "pq")
    return {
        "p": p,
        "q": q,
        "entropy": x.entropy(p, base=2),
        "crossEntropy": x.cross_entropy(p, q, base=2),
        "divergence": x.kl_divergence(p, q, base=2),
    }


EXPECTED = {"bits": bits}
