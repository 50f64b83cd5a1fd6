"""Every public function with every wrong kind of argument: one table of messages.

ARGUMENTS says for each function which arguments it takes, and what each of them means; WRONG says
for each meaning which values are no such thing, and the message. `{name}` is the argument.
"""

import inspect

import numpy as np
import pytest
import torch
import xentlib
from scipy.sparse import csr_array

T, LOG, HALF = np.full((2, 3), 1 / 3), np.log(np.full((2, 3), 1 / 3)), np.full((2, 3), 0.5)


class Series:
    """Numbers with labels, as pandas has them."""

    def __init__(self, values, index):
        self.values, self.axes = np.array(values), [index]

    def to_numpy(self):
        return self.values

    def __array__(self, dtype=None, copy=None):
        return self.values


# --- what is wrong for a meaning, and the message ----------------------------------------------

EXPECTED = "not real numbers; expected floats or integers, got "
FLOATS = [
    (None, TypeError, "{name}: " + EXPECTED + "a NoneType. Pass an array or a list of numbers."),
    ("half", TypeError, "{name}: " + EXPECTED + "'half'. Pass numbers."),
    (
        {"a": 0.5, "b": 0.5},
        TypeError,
        "{name}: " + EXPECTED + "a dict. Pass list(x.values()), in the order of the classes.",
    ),
    ({0.5}, TypeError, "{name}: " + EXPECTED + "a set. Pass list(x)."),
    (iter([0.5]), TypeError, "{name}: " + EXPECTED + "a list_iterator. Pass list(x)."),
    ((x for x in [0.5]), TypeError, "{name}: " + EXPECTED + "a generator. Pass list(x)."),
    (
        len,
        TypeError,
        "{name}: "
        + EXPECTED
        + "a builtin_function_or_method. Pass an array or a list of numbers.",
    ),
    (csr_array([[0.5]]), TypeError, "{name}: " + EXPECTED + "a csr_array. Pass x.toarray()."),
    (["a", "b"], TypeError, "{name}: " + EXPECTED + "dtype <U1. Convert the values to floats first."),
    ([1j], TypeError, "{name}: " + EXPECTED + "dtype complex128. Convert the values to floats first."),
    (
        [None, 1.0],
        TypeError,
        "{name}: " + EXPECTED + "dtype object. Convert the values to floats first.",
    ),
    (
        [[0.5], [0.5, 0.5]],
        TypeError,
        "{name}: rows of different lengths; expected a rectangular array of numbers, "
        "got a ragged list. Pad the rows, or treat them one by one.",
    ),
    (
        np.ma.array([0.5, 0.5], mask=[0, 1]),
        TypeError,
        "{name}: has masked entries; expected an array without a mask, got a masked array. "
        "Drop the masked entries, or fill them; the logit of a masked class is -inf.",
    ),
    (
        [np.ma.array([0.5, 0.5], mask=[0, 1])],
        TypeError,
        "{name}: has masked entries; expected an array without a mask, got a masked array. "
        "Drop the masked entries, or fill them; the logit of a masked class is -inf.",
    ),
    (
        torch.ones(2, dtype=torch.bfloat16),
        TypeError,
        "{name}: cannot be read by NumPy; expected an array of numbers, got a Tensor. "
        "Pass x.detach().cpu().float().numpy().",
    ),
    (
        torch.ones(2, requires_grad=True),
        TypeError,
        "{name}: cannot be read by NumPy; expected an array of numbers, got a Tensor. "
        "Pass x.detach().cpu().float().numpy().",
    ),
]  # fmt: skip
FLAG = (True, TypeError, "{name}: " + EXPECTED + "True. Pass a number, not a flag.")
FLAGS = (
    [True, False],
    TypeError,
    "{name}: " + EXPECTED + "dtype bool. Convert the values to floats first.",
)
NAN = (
    [np.nan],
    ValueError,
    "{name}: contains NaN; expected numbers, got NaN at index [0]. "
    "Find where it arose: 0/0, inf - inf or log of a negative number.",
)
BOUNDS = "{name}: values must lie in [0, 1]; expected probabilities, got "
SHARES = [
    *FLOATS, FLAG, FLAGS, NAN,
    ([0.5, 1.5], ValueError, BOUNDS + "max 1.5. If these are logits, apply softmax first, or use cross_entropy_with_logits."),
    ([3, 1, 2], ValueError, BOUNDS + "max 3. If these are counts, divide them by their sum; if percentages, by 100."),
    ([0.0, 3], ValueError, BOUNDS + "max 3. If these are counts, divide them by their sum; if percentages, by 100."),
    ([3.0], ValueError, BOUNDS + "max 3. If these are logits, apply softmax first, or use cross_entropy_with_logits."),
    ([-0.5, 0.5], ValueError, BOUNDS + "min -0.5. If these are logits, apply softmax first, or use cross_entropy_with_logits."),
    ([0.0, -1.5], ValueError, BOUNDS + "min -1.5. If these are logarithms of probabilities, apply exp first."),
    ([-0.5, -1.5], ValueError, BOUNDS + "min -1.5. If these are logarithms of probabilities, apply exp first."),
]  # fmt: skip
LOGITS = [
    *FLOATS, FLAG, FLAGS,
    (1.0, ValueError, "{name}: has no axis -1; expected an array with at least 1 axes, got shape (). Check `axis`; one number alone is no distribution."),
    (np.ones((2, 0)), ValueError, "{name}: is empty; expected at least one entry along axis -1, got shape (2, 0). Check `axis`."),
]  # fmt: skip
PROBS = [*SHARES, *LOGITS[-2:], ([0.5, 0.2], ValueError, "{name}: rows must sum to 1; expected distributions, got sum 0.7. Divide by the sum, or check `axis`.")]  # fmt: skip
ROWS_OF_SHARES = [case for case in PROBS if str(case[0]) != "[3, 1, 2]"]
ROWS_OF_SHARES += [
    ([1, 0], TypeError, "{name}: class indices; expected floats, got integers. Write them as rows first: one_hot(targets, num_classes)."),
    ([3.0, 1, 2], ValueError, BOUNDS + "max 3. If these are counts, divide them by their sum; if percentages, by 100."),
]  # fmt: skip
JOINT = [
    *SHARES,
    ([0.5, 0.5], ValueError, "{name}: not a table; expected two axes, joint[x, y], got shape (2,). Sum over the other variables first."),
    ([[0.5, 0.5], [0.25, 0.75]], ValueError, "{name}: rows must sum to 1; expected distributions, got sum 2. Each row sums to 1: if these are p(y | x), multiply each row by its p(x)."),
    ([[0.5, 0.1]], ValueError, "{name}: rows must sum to 1; expected distributions, got sum 0.6. Divide by the sum, or check `axis`."),
    ([[0.25, 0.25], [0.5, 0.25]], ValueError, "{name}: rows must sum to 1; expected distributions, got sum 1.25. Divide by the sum, or check `axis`."),
]  # fmt: skip
CLASSES = "{name}: class indices must be integers; expected integers of shape (2,), got dtype "
TARGETS = [
    *[(value, error, text) for value, error, text in FLOATS if "not real" not in text],
    *[
        (value, TypeError, CLASSES + f"{kind}. For probabilities pass floats of shape (2, 3).")
        for value, kind in (
            (None, "object"), ({"a": 1}, "object"), ("half", "<U4"), ([0.0, 1.0], "float64"),
            ([True, False], "bool"), (["a", "b"], "<U1"), ([1j], "complex128"),
        )
    ],
    ([[0], [1]], ValueError, "{name}: shape (2, 1) does not match {prediction} (2, 3) without axis -1; expected shape (2,), got shape (2, 1). Drop the axis of length 1."),
    (np.zeros((1, 2, 3), int), ValueError, "{name}: shape (1, 2, 3) does not match {prediction} (2, 3) without axis -1; expected shape (2,), got shape (1, 2, 3). Are the arguments swapped? The prediction comes first."),
    (np.ones((1, 2, 3)), ValueError, "{name}: shape (1, 2, 3) does not match {prediction}; expected shape (2, 3), got shape (1, 2, 3). Are the arguments swapped? The prediction comes first."),
    (np.ones((3, 2)), ValueError, "{name}: shape (3, 2) does not match {prediction}; expected shape (2, 3), got shape (3, 2). For class indices pass integers of shape (2,)."),
    (np.eye(2, 3, dtype=int), ValueError, "{name}: shape (2, 3) does not match {prediction} (2, 3) without axis -1; expected shape (2,), got shape (2, 3). For one-hot rows pass floats of shape (2, 3)."),
    ([0, 3], ValueError, "{name}: index 3 at position 1 is outside [0, 3); expected class indices from 0 to 2, got 3. Classes count from 0. Pass ignore_index=3 to skip it."),
    (np.array([0, 2**64 - 1], np.uint64), ValueError, "{name}: index 18446744073709551615 at position 1 is outside [0, 3); expected class indices from 0 to 2, got 18446744073709551615. Classes count from 0. Pass ignore_index=18446744073709551615 to skip it."),
    (T * 2, ValueError, "{name}: rows must sum to 1; expected distributions, got row 0, which sums to 2. Divide by the sum, or check `axis`."),
    (T * [0, 6, -3], ValueError, BOUNDS + "min -1. If these are logits, apply softmax first, or use cross_entropy_with_logits."),
    (2 * np.eye(2, 3) - 1, ValueError, BOUNDS + "min -1. If these are answers of -1 and 1, pass (targets + 1) / 2."),
]  # fmt: skip
ANSWERS = [
    *FLOATS, NAN,
    ([1, 0, 1], ValueError, "{name}: shape (3,) does not match {prediction}; expected shape (2, 3), got shape (3,). Reshape one of them; shapes are not broadcast."),
    ([1, 0], ValueError, "{name}: shape (2,) does not match {prediction}; expected shape (2, 3), got shape (2,). For class numbers use cross_entropy_with_logits."),
    (2 * np.eye(2, 3) - 1, ValueError, BOUNDS + "min -1. If these are answers of -1 and 1, pass (targets + 1) / 2."),
    (2 * np.eye(2, 3), ValueError, BOUNDS + "max 2. If these are class numbers, use cross_entropy_with_logits; if counts, pass shares."),
    ([2.0], ValueError, BOUNDS + "max 2. If these are class numbers, use cross_entropy_with_logits; if counts, pass shares."),
    ([0.5, 1.5], ValueError, BOUNDS + "max 1.5. If these are logits, apply softmax first, or use cross_entropy_with_logits."),
    (np.full((2, 3), 1.5), ValueError, BOUNDS + "max 1.5. If these are logits, apply softmax first, or use cross_entropy_with_logits."),
]  # fmt: skip
WEIGHTS = [
    *FLOATS, FLAG, NAN,
    ("balanced", TypeError, "{name}: " + EXPECTED + "'balanced'. Pass numbers: balanced weights are len(y) / (C * np.bincount(y))."),
    ([1, -2, 1], ValueError, "{name}: not weights; expected finite numbers from 0 up, as float64, got min -2. A weight says how often an example counts; 0 leaves it out."),
    ([1, np.inf, 1], ValueError, "{name}: not weights; expected finite numbers from 0 up, as float64, got max inf. A weight says how often an example counts; 0 leaves it out."),
]  # fmt: skip
WEIGHTS = [w for w in WEIGHTS if w[0] is not None]
CLASS_WEIGHTS = [
    *WEIGHTS,
    (2.0, ValueError, "{name}: shape () does not match 3 classes; expected shape (3,), got shape (). Give one weight for each class, in the order of the classes."),
    (Series([1.0, 2, 3], [2, 1, 0]), ValueError, "{name}: other labels; expected the classes from 0 to 2, got [2, 1, 0]. Reindex it, or pass x.to_numpy() if the places are right."),
]  # fmt: skip
ENTRY_WEIGHTS = [
    *WEIGHTS,
    ([1.0, 2], ValueError, "{name}: shape (2,) does not match the prediction; expected shape (2, 3), got shape (2,). Give one number, or one for each entry."),
]  # fmt: skip
KINDS = [None, "1", [1], 1j, np.array([1.0]), True, np.bool_(True), len]


def not_a_number(low, high, *bad, none=True):
    one_of = f"a number from {low} to {high}"
    for x in KINDS:
        if x is not None or none:
            yield x, TypeError, "{name}: not a number; expected " + f"{one_of}, got {x!r}. Pass one number for all examples."  # fmt: skip
    for x in (*bad, np.nan):
        yield x, ValueError, "{name}: out of range; expected " + f"{one_of}, got {x!r}. Pass a number in that range."  # fmt: skip


AXIS = [
    (x, TypeError, f"axis: not one axis; expected an integer, got {x!r}. Move or reshape the axes so that one of them holds the outcomes.")
    for x in (None, "0", 1.0, (0, 1), [0], True)
]  # fmt: skip
BASE = [
    (x, TypeError, f"base: not a number; expected 2 (bits), 10 (bans) or None (nats), got {x!r}. Pass the base of the logarithm.")
    for x in KINDS[1:]
] + [
    (x, ValueError, f"base: no unit of information; expected a number above 1, got {x}. Pass 2 for bits, or None for nats.")
    for x in (0, 0.5, 1, -2, np.inf, np.nan)
]  # fmt: skip
REDUCTION = [
    (x, ValueError, f"reduction: no such reduction; expected 'none', 'sum' or 'mean', got {x!r}. Check the spelling.")
    for x in (None, "avg", "Mean", True, 1, ["mean"], np.array(["mean"]), len)
]  # fmt: skip
IGNORE = [
    (x, TypeError, f"ignore_index: not an integer; expected an integer, got {x!r}. Pass a whole number.")
    for x in ("1", 1.0, [1], True, np.bool_(True))
]  # fmt: skip
COUNT = [
    (x, TypeError, f"num_classes: not an integer; expected an integer from 1 up, got {x!r}. Pass a whole number.")
    for x in (None, "3", 3.0, [3], True)
] + [
    (x, ValueError, f"num_classes: too small; expected an integer from 1 up, got {x}. Pass a larger number.")
    for x in (0, -1)
]  # fmt: skip
KEEPDIMS = [
    (x, TypeError, f"keepdims: not a flag; expected True or False, got {x!r}. Pass one of them.")
    for x in (None, "no", 1, 0.0, [True])
]
LABELS = [
    *[(value, error, text) for value, error, text in FLOATS if "not real" not in text],
    (None, TypeError, "labels: class indices must be integers; expected integers, got a NoneType. Pass an array or a list of numbers."),
    ({"a": 1}, TypeError, "labels: class indices must be integers; expected integers, got a dict. Pass list(x.values()), in the order of the classes."),
    ([0.0], TypeError, "labels: class indices must be integers; expected integers, got dtype float64. Number the classes from 0."),
    ([True], TypeError, "labels: class indices must be integers; expected integers, got dtype bool. Number the classes from 0."),
    ([-1], ValueError, "labels: index -1 at position 0 is outside [0, 3); expected class indices from 0 to 2, got -1. Classes count from 0."),
]  # fmt: skip
FUNCTION = [
    (x, TypeError, "f: not a function; expected a function of an array, got a " + f"{type(x).__name__}. Pass the function itself, not its value.")
    for x in (None, 1.0, "f", np.ones(2))
]  # fmt: skip
VALUES = {
    "an array": (lambda x: x, ValueError, "f: returns an array; expected one number, got shape (2,). Sum or average its values."),
    "nothing": (lambda x: None, TypeError, "f: " + EXPECTED + "a NoneType. Pass an array or a list of numbers."),
    "a flag": (lambda x: True, TypeError, "f: " + EXPECTED + "True. Pass a number, not a flag."),
    "NaN": (lambda x: np.nan, ValueError, NAN[2].format(name="f").replace("[0]", "[]")),
    "inf": (lambda x: np.inf, ValueError, "f: not finite; expected a finite number, got inf at x = [1.00001 2.     ]. Move x, or take less steps."),
}  # fmt: skip
POINT = [
    *FLOATS, FLAG, FLAGS, NAN,
    ([np.inf], ValueError, "{name}: not finite; expected finite numbers, as float64, got inf at index [0]. Find the overflow."),
]  # fmt: skip
STEP = [
    *not_a_number("2.22507e-308", "inf", 0, -1e-5, np.inf),
    (1e-20, ValueError, "step: is lost beside x; expected one that changes 2, got 1e-20. Pass 1e-5 of the size of x, such as step=2e-05."),
    (1.7976931348623157e308, ValueError, "step: is too large; expected one that keeps x finite, got 1.79769e+308. Pass 1e-5 of the size of x."),
]  # fmt: skip
LOSS = [
    (x, TypeError, f"loss: no gradient is written for it; expected cross_entropy_with_logits, binary_cross_entropy_with_logits, focal_loss_with_logits, got {name}. Other gradients are found by numerical_gradient.")
    for x, name in ((None, "None"), ("mean", "'mean'"), (xentlib.nll_loss, "nll_loss"))
]  # fmt: skip
GRAD = [
    *[(x, e, t) for x, e, t in [*FLOATS, FLAG, FLAGS, NAN] if not callable(x)],
    ([1.0], ValueError, "grad: shape (1,) does not match x; expected shape (2,), got shape (1,). Return one number for each x."),
    ([2.0, 5.0], ValueError, "grad: differs from central differences; expected a relative error up to 1e-06, got 0.25 at index [1]. Derive it again, entry by entry."),
]  # fmt: skip
VECTOR = [
    *POINT[:-1],
    ([1.0, 2], ValueError, "v: shape (2,) does not match z; expected shape (2, 3), got shape (2,). Give one number for each logit."),
]  # fmt: skip
COSTS = [
    *FLOATS, FLAG, FLAGS, NAN,
    ([0.5, -0.25], ValueError, "{name}: is negative; expected costs from 0 up, got min -0.25. The cost of a token is minus the logarithm of its probability."),
]  # fmt: skip
COUNTS = [
    *FLOATS[1:], FLAG, FLAGS, NAN,
    ([1.5, 2], ValueError, "{name}: no number of them; expected whole numbers from 0 up, got 1.5. Count the {name}."),
    ([3, -1], ValueError, "{name}: no number of them; expected whole numbers from 0 up, got -1. Count the {name}."),
    ([3, np.inf], ValueError, "{name}: no number of them; expected whole numbers from 0 up, got inf. Count the {name}."),
    (8, ValueError, "{name}: shape () does not match nats; expected shape (2,), got shape (). Give one number for each cost."),
    ([0, 0], ValueError, "{name}: mean of nothing; expected at least one, got none. Leave out what is empty."),
]  # fmt: skip
SMOOTHING = list(not_a_number(0, 1, -0.1, 1.5, np.inf))
GAMMA = list(not_a_number(0, "inf", -1, np.inf))
ALPHA = list(not_a_number(0, 1, -0.1, 1.5, none=False))
RTOL = list(not_a_number(0, 0.5, -1e-6, 1.0, np.inf))


# --- the functions: legal arguments, and what each of them means -------------------------------


def square(x):
    return float(x @ x)


PAIR = {"p": (T, PROBS), "q": (T, PROBS), "axis": (-1, AXIS), "base": (None, BASE)}
CLASS_OPTIONS = {
    "targets": ([0, 1], TARGETS), "axis": (-1, AXIS), "class_weights": (None, CLASS_WEIGHTS),
    "ignore_index": (None, IGNORE), "label_smoothing": (0.0, SMOOTHING),
    "reduction": ("mean", REDUCTION),
}  # fmt: skip
WITH_LOGITS = {"logits": (T, LOGITS), **CLASS_OPTIONS}
BINARY = {
    "logits": (HALF, [*FLOATS, FLAG, FLAGS]), "targets": (HALF, ANSWERS),
    "pos_weight": (None, ENTRY_WEIGHTS), "weights": (None, ENTRY_WEIGHTS),
    "reduction": ("mean", REDUCTION),
}  # fmt: skip
FOCAL = {
    "logits": BINARY["logits"], "targets": BINARY["targets"], "gamma": (2.0, GAMMA),
    "alpha": (None, ALPHA), "reduction": BINARY["reduction"],
}  # fmt: skip
WITHOUT_SMOOTHING = {k: v for k, v in CLASS_OPTIONS.items() if k != "label_smoothing"}
ROWS = {"z": (T, LOGITS), "axis": (-1, AXIS)}
ENTRIES = {"x": (HALF, [*FLOATS, FLAG, FLAGS, NAN])}
CHECKED = {"f": (square, FUNCTION), "x": ([1.0, 2.0], POINT)}

ARGUMENTS = {
    "information_content": {"p": (T, SHARES), "base": (None, BASE)},
    "entropy": {k: v for k, v in PAIR.items() if k != "q"},
    "cross_entropy": PAIR, "kl_divergence": PAIR, "js_divergence": PAIR,
    "conditional_entropy": {"joint": (T / 2, JOINT), "base": (None, BASE)},
    "mutual_information": {"joint": (T / 2, JOINT), "base": (None, BASE)},
    "logsumexp": {**ROWS, "keepdims": (False, KEEPDIMS)}, "softmax": ROWS, "log_softmax": ROWS,
    "softplus": ENTRIES, "sigmoid": ENTRIES, "log_sigmoid": ENTRIES,
    "cross_entropy_with_logits": WITH_LOGITS, "cross_entropy_with_logits_grad": WITH_LOGITS,
    "cross_entropy_with_logits_sums": {k: v for k, v in WITH_LOGITS.items() if k != "reduction"},
    "z_loss": {
        "logits": (T, LOGITS), "axis": (-1, AXIS), "alpha": (1e-4, GAMMA),
        "reduction": ("mean", REDUCTION),
    },
    "perplexity": {"nats": ([0.5, 2.0], COSTS), "tokens": ([3, 1], COUNTS)},
    "bits_per_byte": {
        "nats": ([0.5, 2.0], COSTS), "tokens": ([3, 1], COUNTS), "bytes": ([9, 2], COUNTS),
    },
    "nll_loss": {"log_probs": (LOG, LOGITS), **WITHOUT_SMOOTHING},
    "categorical_cross_entropy": {"probs": (T, LOGITS), **CLASS_OPTIONS},
    "binary_cross_entropy": {
        "probs": (HALF, SHARES), "targets": BINARY["targets"],
        "weights": BINARY["weights"], "reduction": BINARY["reduction"],
    },
    "binary_cross_entropy_with_logits": BINARY, "binary_cross_entropy_with_logits_grad": BINARY,
    "focal_loss_with_logits": FOCAL, "focal_loss_with_logits_grad": FOCAL,
    "smooth_labels": {"targets": (T, ROWS_OF_SHARES), "epsilon": (0.1, SMOOTHING), "axis": (-1, AXIS)},
    "one_hot": {"labels": ([0, 2], LABELS), "num_classes": (3, COUNT), "axis": (-1, AXIS)},
    "softmax_vjp": {**ROWS, "v": (T, VECTOR)},
    "numerical_gradient": {**CHECKED, "step": (1e-5, STEP)},
    "check_gradient": {**CHECKED, "grad": ([2.0, 4.0], GRAD), "rtol": (1e-6, RTOL)},
    "loss_and_gradient": {
        "loss": (xentlib.cross_entropy_with_logits, LOSS), "logits": (T, LOGITS),
        "targets": ([0, 1], TARGETS),
    },
}  # fmt: skip


def public_functions():
    found = {n: f for n, f in vars(xentlib).items() if inspect.isfunction(f) and n[0] != "_"}
    return {n: f for n, f in found.items() if n not in ("check", "solution")}  # test_exercises


def call(name, **changed):
    """Call a function with legal arguments, but for those that are changed."""
    arguments = {k: legal for k, (legal, _) in ARGUMENTS[name].items()} | changed
    parameters = inspect.signature(getattr(xentlib, name)).parameters.values()
    by_place = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    return getattr(xentlib, name)(*[arguments.pop(k) for k in by_place], **arguments)


def test_the_table_has_every_public_function_and_argument():
    assert set(ARGUMENTS) == set(public_functions())
    for name, function in public_functions().items():
        parameters = set(inspect.signature(function).parameters) - {"options"}
        assert set(ARGUMENTS[name]) == parameters, name


CASES = [
    pytest.param(name, argument, k, id=f"{name}-{argument}-{k}")
    for name, arguments in ARGUMENTS.items()
    for argument, (_, wrong) in arguments.items()
    for k in range(len(wrong))
]


@pytest.mark.parametrize(("function", "argument", "k"), CASES)
def test_what_is_wrong_is_refused_with_these_words(function, argument, k):
    value, error, text = ARGUMENTS[function][argument][1][k]
    predictions = {"logits", "log_probs", "probs"} & set(ARGUMENTS[function])
    with pytest.raises(error) as caught:
        call(function, **{argument: value})
    assert caught.type is error
    want = text.format(name=argument, prediction="".join(predictions))
    assert str(caught.value) == want


@pytest.mark.parametrize("function", ARGUMENTS)
def test_legal_arguments_pass_even_where_numpy_raises(function):
    with np.errstate(all="raise"):
        call(function)


@pytest.mark.parametrize("function", ["numerical_gradient", "check_gradient"])
@pytest.mark.parametrize("kind", VALUES)
def test_what_a_function_returns_is_looked_at(function, kind):
    f, error, text = VALUES[kind]
    with pytest.raises(error) as caught:
        call(function, f=f)
    assert str(caught.value) == text
