"""What the losses and gradients refuse: the argument, what was expected, what came, and a hint."""

import numpy as np
import pytest
from oracles import REDUCTIONS, refused
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    categorical_cross_entropy,
    check_gradient,
    cross_entropy,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    entropy,
    focal_loss_with_logits,
    focal_loss_with_logits_grad,
    mutual_information,
    nll_loss,
    numerical_gradient,
    one_hot,
    smooth_labels,
    softmax,
    softmax_vjp,
)

NAN, INF, HALF, T = np.nan, np.inf, [0.5, 0.5], np.full((2, 3), 1 / 3)
LOGITS = [(cross_entropy_with_logits, "logits"), (cross_entropy_with_logits_grad, "logits")]
MULTICLASS = [*LOGITS, (nll_loss, "log_probs"), (categorical_cross_entropy, "probs")]
SMOOTHED = [f for f, name in MULTICLASS if name != "log_probs"]
WITH_LOGITS = [binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad]
FOCAL = [focal_loss_with_logits, focal_loss_with_logits_grad]
BINARY = [(f, "logits") for f in WITH_LOGITS + FOCAL] + [(binary_cross_entropy, "probs")]
WEIGHTED = [f for f, _ in BINARY if f not in FOCAL]
ALL = MULTICLASS + BINARY
FUNCTIONS = [f for f, _ in MULTICLASS]

THIRDS = T  # legal as logits and probabilities
HALVES = np.full((2, 3), 0.5)


def inputs(function):
    """Return a prediction and targets that the function takes."""
    if function in FUNCTIONS:
        return (np.log(T) if function is nll_loss else T), [0, 1]
    return HALVES, HALVES


# --- predictions -----------------------------------------------------------------------


@pytest.mark.parametrize("targets", [[0, 1], THIRDS])
@pytest.mark.parametrize(("function", "name"), LOGITS)
def test_logits_without_a_softmax(function, name, targets):
    finite = "finite logits, or -inf for a masked class"
    for bad in (NAN, INF):
        z = np.array([[0.0, 1, 2], [0, bad, -INF]])
        problem = f"row 1 contains {bad}"
        refused(ValueError, name, problem, finite, f"maximum {bad}", function, z, targets)
    z = np.array([[0.0, 1, 2], [-INF] * 3])
    problem = "row 1 has no finite value; a softmax over it is undefined"
    refused(ValueError, name, problem, finite, "maximum -inf", function, z, targets)
    refused(ValueError, name, "contains nan", finite, "maximum nan", function, [NAN, 0.0], 0)


@pytest.mark.parametrize(("function", "name"), LOGITS)
def test_the_row_of_a_bad_logit_is_named_in_the_shape_of_the_batch(function, name):
    z = np.zeros((2, 3, 4))
    z[1, :, 2] = NAN
    y = np.zeros((2, 4), int)
    y[0] = 1
    finite = "finite logits"
    refused(ValueError, name, "row (1, 2) contains", finite, "nan", function, z, y, axis=1)
    result = function(z, y, axis=1, ignore_index=0)  # an ignored row need not be valid
    assert np.isfinite(result).all()


def test_the_row_is_counted_on_every_axis_of_the_batch():
    z = np.zeros((1, 2, 3))
    z[0, 1, 0] = NAN
    for function in (softmax, lambda x: softmax_vjp(x, x)):
        with pytest.raises(ValueError, match=r"z: row \(0, 1\) contains nan"):
            function(z)
    with pytest.raises(ValueError, match=r"Is the class axis -2\? Pass it as axis\."):
        cross_entropy_with_logits(np.zeros((3, 2)), [0, 1])


def test_log_probabilities_are_no_numbers_or_plus_infinite():
    refused(ValueError, "log_probs", "NaN", "numbers", "index [1]", nll_loss, [0.0, NAN], 0)
    expected = "finite numbers, or -inf"
    refused(ValueError, "log_probs", "contains inf", expected, "max inf", nll_loss, [0, INF], 0)
    assert nll_loss([3.0, -5.0], 0) == -3  # neither sign nor sum is looked at


def test_probabilities():
    function, expected = categorical_cross_entropy, "probabilities"
    problem = "values must lie in [0, 1]"
    refused(ValueError, "probs", problem, expected, "min -0.2", function, [[-0.2, 1.2]], [0])
    with pytest.raises(ValueError, match=r"If these are logits, .* cross_entropy_with_logits"):
        function([[3.0, -1.0]], [0])
    problem, got = "rows must sum to 1", "row 1, which sums to 1.8"
    refused(ValueError, "probs", problem, "dist", got, function, [[0.5, 0.5], [0.9, 0.9]], [0, 0])
    problem = "values must lie in [0, 1]"
    refused(ValueError, "probs", problem, expected, "max 1.2", binary_cross_entropy, [1.2], [1])


@pytest.mark.parametrize(("function", "name"), ALL)
def test_predictions_that_are_not_real_numbers(function, name):
    _, targets = inputs(function)
    problem, expected = "not real numbers", "floats or integers"
    for values, got in (
        (HALVES > 0, "bool"),
        (HALVES * 1j, "complex128"),
        (HALVES.astype(str), "<U"),
    ):
        refused(TypeError, name, problem, expected, got, function, values, targets)
    ragged = [[0.5], [0.5, 0.5]]
    problem, expected = "rows of different lengths", "a rectangular array"
    refused(TypeError, name, problem, expected, "a ragged list", function, ragged, targets)
    right, _ = inputs(function)
    refused(TypeError, "targets", problem, expected, "ragged", function, right, [[0], [0, 1]])


@pytest.mark.parametrize("function", [f for f, _ in BINARY])
def test_nan_in_binary_logits_and_targets(function):
    name = "probs" if function is binary_cross_entropy else "logits"
    got = "NaN at index [1]"
    refused(ValueError, name, "contains NaN", "numbers", got, function, [0.5, NAN], [0, 1])
    refused(ValueError, "targets", "contains NaN", "numbers", got, function, [0.5, 0.5], [0, NAN])
    refused(ValueError, name, "contains NaN", "numbers", "NaN at index []", function, NAN, 1)


@pytest.mark.parametrize("size", [3, 3_000_000])  # in one block and in several
@REDUCTIONS
@pytest.mark.parametrize(
    "function", [binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_grad]
)
def test_nan_in_binary_logits_is_found_beside_infinities_and_without_weight(
    function, reduction, size
):
    x, t, w = np.zeros(size, np.float32), np.zeros(size), np.ones(size)
    x[[0, -2, -1]], t[0], w[-2] = [INF, NAN, -INF], 1, 0
    for weights in (None, w):
        with pytest.raises(ValueError, match=rf"logits: contains NaN.*index \[{size - 2}\]"):
            function(x, t, weights=weights, reduction=reduction)


# --- targets ---------------------------------------------------------------------------


@pytest.mark.parametrize(("function", "name"), MULTICLASS)
def test_class_indices_that_are_not_integers(function, name):
    problem, expected = "class indices must be integers", "integers of shape (2,)"
    for targets in ([0.0, 1.0], [True, False], ["0", "1"], [None, 0]):
        got = f"dtype {np.asarray(targets).dtype}"
        refused(TypeError, "targets", problem, expected, got, function, THIRDS, targets)
    with pytest.raises(TypeError, match=r"For probabilities pass floats of shape \(2, 3\)"):
        function(THIRDS, [0.0, 1.0])
    x, rows = inputs(function)[0], np.eye(2, 3, dtype=bool)  # only rows have this shape
    np.testing.assert_array_equal(function(x, rows), function(x, np.eye(2, 3)))


@pytest.mark.parametrize(("function", "name"), MULTICLASS)
def test_class_indices_out_of_range(function, name):
    expected = "0 to 2"
    for bad in (-1, 3, -100):
        problem = f"index {bad} at position 1 is outside [0, 3)"
        for dtype in (int, np.int8, np.int32):
            y = np.array([0, bad], dtype)
            refused(ValueError, "targets", problem, expected, str(bad), function, THIRDS, y)
        with pytest.raises(ValueError, match=f"Pass ignore_index={bad} to skip it"):
            function(THIRDS, [0, bad])
    grid = np.full((2, 2, 3), 1 / 3)
    problem = "index 7 at position (1, 0) is outside [0, 3)"
    refused(ValueError, "targets", problem, expected, "7", function, grid, [[0, 1], [7, 8]])
    problem = "index -2 at position 1 is outside"
    y = [-1, -2]
    refused(ValueError, "targets", problem, expected, "-2", function, THIRDS, y, ignore_index=-1)
    problem = "index 3 is outside [0, 3)"
    refused(ValueError, "targets", problem, expected, "3", function, THIRDS[0], 3)


@pytest.mark.parametrize(("function", "name"), MULTICLASS)
def test_shapes_of_class_indices(function, name):
    x = np.full((2, 4, 3), 1 / 3)
    y = np.zeros((2, 4), int)
    problem = f"shape (2, 4) does not match {name} (2, 4, 3) without axis 1"
    moved = np.full((2, 3, 3), 1 / 3)
    refused(ValueError, "targets", "", "shape (2, 3)", "shape (2, 4)", function, moved, y)
    if name != "probs":
        refused(ValueError, "targets", problem, "(2, 3)", "shape (2, 4)", function, x, y, axis=1)
        with pytest.raises(ValueError, match=r"Is the class axis -1\? Pass it as axis\."):
            function(x, y, axis=1)
    y = np.zeros((2, 3), int)
    expected, got = "shape (2,)", "shape (2, 3)"
    refused(ValueError, "targets", "without axis -1", expected, got, function, THIRDS, y)
    with pytest.raises(ValueError, match=r"For one-hot rows pass floats of shape \(2, 3\)"):
        function(THIRDS, y)
    refused(ValueError, "targets", "", "shape (2,)", "shape (2, 1)", function, THIRDS, [[0], [1]])
    refused(ValueError, "targets", "", "shape (2,)", "shape ()", function, THIRDS, 0)


@pytest.mark.parametrize(("function", "name"), MULTICLASS)
def test_probability_targets(function, name):
    problem, expected = f"shape (3, 2) does not match {name}", "shape (2, 3)"
    t = np.full((3, 2), 0.5)
    refused(ValueError, "targets", problem, expected, "shape (3, 2)", function, THIRDS, t)
    with pytest.raises(ValueError, match=r"For class indices pass integers of shape \(2,\)"):
        function(THIRDS, t)
    problem, got = "rows must sum to 1", "row 1, which sums to 1.8"
    t = [[1.0, 0, 0], [0.9, 0.9, 0]]
    refused(ValueError, "targets", problem, "distributions", got, function, THIRDS, t)
    problem, got = "values must lie in [0, 1]", "min -0.5"
    t = [[1.5, -0.5, 0], [1.0, 0, 0]]
    refused(ValueError, "targets", problem, "probabilities", got, function, THIRDS, t)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_ignored_index_with_probability_targets(function):
    problem, got = "goes with class indices only", "-100 and probability targets"
    args = THIRDS, THIRDS
    refused(ValueError, "ignore_index", problem, "None", got, function, *args, ignore_index=-100)


@pytest.mark.parametrize("bad", [1.0, "1", True, [1]])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_ignored_index_that_is_not_an_integer(function, bad):
    problem, expected = "not an integer", "an integer"
    args = THIRDS, [0, 1]
    refused(
        TypeError, "ignore_index", problem, expected, repr(bad), function, *args, ignore_index=bad
    )


@pytest.mark.parametrize(("function", "name"), BINARY)
def test_binary_targets(function, name):
    problem, expected = "values must lie in [0, 1]", "probabilities"
    refused(ValueError, "targets", problem, expected, "max 2", function, [0.5], [2.0])
    refused(ValueError, "targets", problem, expected, "min -1", function, [0.5], [-1])
    assert function([0.5], [True]) == function([0.5], [1])
    for shape in ((4,), (1, 4), (4, 2), ()):
        problem, got = f"shape {shape} does not match {name}", f"shape {shape}"
        x, t = np.full((4, 1), 0.5), np.zeros(shape)
        refused(ValueError, "targets", problem, "shape (4, 1)", got, function, x, t)


# --- options ---------------------------------------------------------------------------


@pytest.mark.parametrize("reduction", ["Mean", "avg", "batchmean", None, True])
@pytest.mark.parametrize("function", [f for f, _ in ALL])
def test_an_unknown_reduction(function, reduction):
    problem, expected = "no such reduction", "'none', 'sum' or 'mean'"
    args = inputs(function)
    refused(
        ValueError,
        "reduction",
        problem,
        expected,
        repr(reduction),
        function,
        *args,
        reduction=reduction,
    )


@pytest.mark.parametrize("function", SMOOTHED)
def test_label_smoothing_out_of_range(function):
    expected, name = "a number from 0 to 1", "label_smoothing"
    for bad in (-0.1, 1.5, NAN, INF, -INF):
        refused(
            ValueError,
            name,
            "out of range",
            expected,
            repr(bad),
            function,
            THIRDS,
            [0, 1],
            label_smoothing=bad,
        )
    for bad in ("0.1", True, np.bool_(True), None, [0.1], 0.1j):
        refused(
            TypeError,
            name,
            "not a number",
            expected,
            repr(bad),
            function,
            THIRDS,
            [0, 1],
            label_smoothing=bad,
        )
    for bad in (-0.1, 1.5):
        refused(ValueError, "epsilon", "out of", expected, str(bad), smooth_labels, THIRDS, bad)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_class_weights(function):
    name = "class_weights"
    args = THIRDS, [0, 1]

    def fails(error, problem, expected, got, weights):
        refused(error, name, problem, expected, got, function, *args, class_weights=weights)

    fails(ValueError, "shape (2,) does not match 3 classes", "shape (3,)", "shape (2,)", [1, 2])
    fails(ValueError, "does not match 3 classes", "shape (3,)", "shape ()", 2.0)
    fails(ValueError, "not weights", "finite numbers from 0 up", "min -1", [1, -1, 1])
    fails(ValueError, "not weights", "finite numbers from 0 up", "max inf", [1, INF, 1])
    fails(ValueError, "contains NaN", "numbers", "NaN at index [1]", [1, NAN, 1])
    x, y = inputs(function)
    flags = function(x, y, class_weights=[True, True, False])
    np.testing.assert_array_equal(flags, function(x, y, class_weights=[1, 1, 0]))
    fails(TypeError, "not real numbers", "floats or integers", "True", True)


@pytest.mark.parametrize("name", ["weights", "pos_weight"])
@pytest.mark.parametrize("function", WEIGHTED)
def test_weights_of_binary_losses(function, name):
    if (function, name) == (binary_cross_entropy, "pos_weight"):
        return

    def fails(error, problem, expected, got, weights):
        refused(error, name, problem, expected, got, function, HALVES, HALVES, **{name: weights})

    fails(ValueError, "not weights", "finite numbers from 0 up", "min -1", [1, -1, 1])
    fails(ValueError, "not weights", "finite numbers from 0 up", "max inf", INF)
    fails(ValueError, "contains NaN", "numbers", "NaN at index []", NAN)
    fails(TypeError, "not real numbers", "floats or integers", "'1'", "1")
    fails(TypeError, "not real numbers", "floats or integers", "True", True)
    flags = function(HALVES, HALVES, **{name: [True, False, True]})
    np.testing.assert_array_equal(flags, function(HALVES, HALVES, **{name: [1, 0, 1]}))
    for shape in ((2,), (4, 2, 3), (1, 2, 3), (3, 2)):
        got = f"shape {shape}"
        fails(
            ValueError, f"{got} does not match the prediction", "shape (2, 3)", got, np.ones(shape)
        )


@pytest.mark.parametrize("function", FOCAL)
def test_focal_options(function):
    def fails(error, name, problem, expected, bad):
        refused(error, name, problem, expected, repr(bad), function, [0.5], [1], **{name: bad})

    for bad in (-1, NAN, INF):
        fails(ValueError, "gamma", "out of range", "a number from 0 to inf", bad)
    for bad in (-0.1, 1.1, NAN):
        fails(ValueError, "alpha", "out of range", "a number from 0 to 1", bad)
    for bad in ("2", True, [2]):
        fails(TypeError, "gamma", "not a number", "a number from 0 to inf", bad)
        fails(TypeError, "alpha", "not a number", "a number from 0 to 1", bad)


@pytest.mark.parametrize(("function", "name"), ALL)
def test_a_mean_of_no_targets(function, name):
    problem, expected = "mean of no targets", "at least one of positive weight"
    empty = np.zeros((0, 3))
    targets = np.zeros(0, int) if function in FUNCTIONS else empty
    refused(ValueError, "targets", problem, expected, "0 of 0", function, empty, targets)
    if function in FUNCTIONS:
        for options in ({"ignore_index": 1}, {"class_weights": [1, 0, 1]}):
            args = inputs(function)[0], [1, 1]
            refused(ValueError, "targets", problem, expected, "0 of 2", function, *args, **options)
            assert np.sum(function(*args, reduction="sum", **options)) == 0
    if function in WEIGHTED:
        args, options = (HALVES, HALVES), {"weights": 0.0}
        refused(ValueError, "targets", problem, expected, "0 of 6", function, *args, **options)


@pytest.mark.parametrize(("function", "name"), MULTICLASS)
def test_the_class_axis(function, name):
    y = [0, 1]
    refused(ValueError, name, "has no axis 2", "3 axes", "(2, 3)", function, THIRDS, y, axis=2)
    refused(ValueError, name, "has no axis -1", "least 1 axes", "shape ()", function, 0.5, 0)
    refused(ValueError, name, "has no axis 0", "least 1 axes", "()", function, 0.5, 0, axis=0)
    refused(TypeError, "axis", "not one axis", "an integer", "None", function, THIRDS, y, axis=None)
    empty = np.zeros((2, 0))
    refused(ValueError, name, "is empty", "at least one entry", "(2, 0)", function, empty, y)


@pytest.mark.parametrize("function", [f for f, _ in ALL])
def test_options_are_given_by_name(function):
    with pytest.raises(TypeError, match="positional argument"):
        function(*inputs(function), -1)


# --- helpers ---------------------------------------------------------------------------


def test_one_hot():
    problem, expected = "class indices must be integers", "integers"
    for labels in ([0.0], [True], ["0"]):
        got = f"dtype {np.asarray(labels).dtype}"
        refused(TypeError, "labels", problem, expected, got, one_hot, labels, 3)
    problem = "index 3 at position 1 is outside [0, 3)"
    refused(ValueError, "labels", problem, "0 to 2", "3", one_hot, [0, 3], 3)
    problem = "index -1 at position 0 is outside [0, 3)"
    refused(ValueError, "labels", problem, "0 to 2", "-1", one_hot, [-1, 0], 3)
    for bad in (3.0, "3", True, None):
        problem, expected = "not an integer", "an integer from 1 up"
        refused(TypeError, "num_classes", problem, expected, repr(bad), one_hot, [0], bad)
    for bad in (0, -1):
        expected = "an integer from 1 up"
        refused(ValueError, "num_classes", "too small", expected, str(bad), one_hot, [0], bad)
    assert one_hot([0], np.int64(1)).tolist() == [[1]]
    problem, got = "has no axis 2", "shape (1, 3)"
    refused(ValueError, "one_hot", problem, "at least 3 axes", got, one_hot, [0], 3, axis=2)


def test_smooth_labels():
    problem = "rows must sum to 1"
    refused(ValueError, "targets", problem, "dist", "sum 2", smooth_labels, [1.0, 1.0], 0.1)
    refused(
        ValueError, "targets", "has no axis 1", "2", "(2,)", smooth_labels, [1.0, 0], 0.1, axis=1
    )


def test_softmax_vjp():
    problem, expected = "shape (2,) does not match z", "shape (2, 3)"
    refused(ValueError, "v", problem, expected, "shape (2,)", softmax_vjp, THIRDS, [1.0, 2])
    refused(ValueError, "v", "contains NaN", "numbers", "[0]", softmax_vjp, [0.0, 1], [NAN, 1])
    finite = "finite logits"
    refused(ValueError, "z", "contains nan", finite, "nan", softmax_vjp, [NAN, 1.0], [1.0, 1])


def test_numerical_gradient():
    problem, expected = "returns an array", "one number"
    refused(ValueError, "f", problem, expected, "shape (2,)", numerical_gradient, abs, [1.0, 2])
    refused(
        TypeError,
        "f",
        "not real numbers",
        "floats",
        "True",
        numerical_gradient,
        lambda x: True,
        1.0,
    )
    refused(ValueError, "x", "contains NaN", "numbers", "NaN", numerical_gradient, abs, NAN)
    for bad in (0, -1e-5, NAN, INF):
        problem, expected = "out of range", "a number from"
        refused(ValueError, "step", problem, expected, "", numerical_gradient, abs, 1.0, step=bad)
    refused(
        TypeError, "step", "not a number", "number", "None", numerical_gradient, abs, 1.0, step=None
    )


def test_a_step_that_is_lost_beside_x():
    expected, got = "one that changes 1e+12", "1e-05"
    x = [0.0, -1e12, 1e11]
    refused(ValueError, "step", "is lost beside x", expected, got, numerical_gradient, np.sum, x)
    with pytest.raises(ValueError, match=r"Pass 1e-5 of the size of x, such as step=1e\+07\.$"):
        numerical_gradient(np.sum, x)
    np.testing.assert_allclose(numerical_gradient(np.sum, x, step=1e7), 1, rtol=1e-9)


def test_infinities_in_gradients():
    expected, got = "finite numbers, as float64", "-inf at index [1]"
    x = [0.0, -INF]
    refused(ValueError, "x", "not finite", expected, got, numerical_gradient, np.sum, x)
    refused(ValueError, "x", "not finite", expected, got, check_gradient, np.sum, [1.0, 1], x)
    refused(ValueError, "v", "not finite", expected, got, softmax_vjp, [0.0, 1.0], x)
    expected, z, v = "finite numbers, as float32", np.zeros(2, np.float32), [1.0, 1e39]
    refused(ValueError, "v", "not finite", expected, "inf at index [1]", softmax_vjp, z, v)
    with pytest.raises(ValueError, match=r"^f: not finite; expected a finite number, got inf at x"):
        check_gradient(lambda x: np.inf, [1.0], [0.0])


def test_check_gradient():
    problem, expected = "shape () does not match x", "shape (2,)"
    args = (lambda x: x @ x), 1.0, [1.0, 2]
    refused(ValueError, "grad", problem, expected, "shape ()", check_gradient, *args)
    args = (lambda x: x @ x), [2.0, 5.0], [1.0, 2]
    problem, expected = "differs from central differences", "a relative error up to 0.001"
    got = "0.25 at index [1]"
    refused(ValueError, "grad", problem, expected, got, check_gradient, *args, rtol=1e-3)
    problem = "out of range"
    refused(ValueError, "rtol", problem, "a number from 0", "-1", check_gradient, *args, rtol=-1)


# --- every message in full -------------------------------------------------------------

MESSAGES = [
    (
        lambda: entropy(["a"]),
        TypeError,
        "p: not real numbers; "
        "expected floats or integers, "
        "got dtype <U1. "
        "Convert the values to floats first.",
    ),
    (
        lambda: entropy([[1.0], [0.5, 0.5]]),
        TypeError,
        "p: rows of different lengths; "
        "expected a rectangular array of numbers, "
        "got a ragged list. "
        "Pad the rows, or treat them one by one.",
    ),
    (
        lambda: entropy([0.5, NAN]),
        ValueError,
        "p: contains NaN; "
        "expected numbers, "
        "got NaN at index [1]. "
        "Find where it arose: 0/0, inf - inf or log of a negative number.",
    ),
    (
        lambda: entropy([-0.2, 1.2]),
        ValueError,
        "p: values must lie in [0, 1]; "
        "expected probabilities, "
        "got min -0.2. "
        "If these are logits, apply softmax first, or use cross_entropy_with_logits.",
    ),
    (
        lambda: entropy([0.2, 1.2]),
        ValueError,
        "p: values must lie in [0, 1]; "
        "expected probabilities, "
        "got max 1.2. "
        "If these are logits, apply softmax first, or use cross_entropy_with_logits.",
    ),
    (
        lambda: entropy([HALF, [0.9, 0.9]]),
        ValueError,
        "p: rows must sum to 1; "
        "expected distributions, "
        "got row 1, which sums to 1.8. "
        "Divide by the sum, or check `axis`.",
    ),
    (
        lambda: entropy([0.9, 0.9]),
        ValueError,
        "p: rows must sum to 1; "
        "expected distributions, "
        "got sum 1.8. "
        "Divide by the sum, or check `axis`.",
    ),
    (
        lambda: entropy(1.0),
        ValueError,
        "p: has no axis -1; "
        "expected an array with at least 1 axes, "
        "got shape (). "
        "Check `axis`; one number alone is no distribution.",
    ),
    (
        lambda: entropy(HALF, axis=None),
        TypeError,
        "axis: not one axis; "
        "expected an integer, "
        "got None. "
        "Move or reshape the axes so that one of them holds the outcomes.",
    ),
    (
        lambda: entropy(np.zeros((2, 0))),
        ValueError,
        "p: is empty; expected at least one entry along axis -1, got shape (2, 0). Check `axis`.",
    ),
    (
        lambda: entropy(HALF, base="2"),
        TypeError,
        "base: not a number; "
        "expected 2 (bits), 10 (bans) or None (nats), "
        "got '2'. "
        "Pass the base of the logarithm.",
    ),
    (
        lambda: entropy(HALF, base=1),
        ValueError,
        "base: no unit of information; "
        "expected a number above 1, "
        "got 1. "
        "Pass 2 for bits, or None for nats.",
    ),
    (
        lambda: mutual_information(HALF),
        ValueError,
        "joint: not a table; "
        "expected two axes, joint[x, y], "
        "got shape (2,). "
        "Sum over the other variables first.",
    ),
    (
        lambda: cross_entropy(HALF, [1.0]),
        ValueError,
        "q: does not match p; "
        "expected the outcomes of p, shape (2,), along axis -1, "
        "got shape (1,). "
        "Give both the same outcomes in the same order.",
    ),
    (
        lambda: cross_entropy([HALF, HALF], HALF, axis=0),
        ValueError,
        "q: does not match p; "
        "expected the outcomes of p, shape (2, 2), along axis 0, "
        "got shape (2,). "
        "Give both the same outcomes in the same order, and count `axis` from the end.",
    ),
    (
        lambda: softmax([0.0, NAN]),
        ValueError,
        "z: contains nan; "
        "expected finite logits, or -inf for a masked class, "
        "got maximum nan. "
        "Find the overflow or the 0/0 that made it.",
    ),
    (
        lambda: softmax([HALF, [-INF, -INF]]),
        ValueError,
        "z: row 1 has no finite value; a softmax over it is undefined; "
        "expected finite logits, or -inf for a masked class, "
        "got maximum -inf. "
        "Mask fewer classes, or drop the row.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0.0, 1.0]),
        TypeError,
        "targets: class indices must be integers; "
        "expected integers of shape (2,), "
        "got dtype float64. "
        "For probabilities pass floats of shape (2, 3).",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 3]),
        ValueError,
        "targets: index 3 at position 1 is outside [0, 3); "
        "expected class indices from 0 to 2, "
        "got 3. "
        "Classes count from 0. Pass ignore_index=3 to skip it.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [[0, 1], [1, 2]]),
        ValueError,
        "targets: shape (2, 2) does not match logits (2, 3) without axis -1; "
        "expected shape (2,), "
        "got shape (2, 2). "
        "For one-hot rows pass floats of shape (2, 3).",
    ),
    (
        lambda: cross_entropy_with_logits(np.zeros((2, 4, 3)), np.zeros((2, 4), int), axis=1),
        ValueError,
        "targets: shape (2, 4) does not match logits (2, 4, 3) without axis 1; "
        "expected shape (2, 3), "
        "got shape (2, 4). "
        "Is the class axis -1? Pass it as axis.",
    ),
    (
        lambda: cross_entropy_with_logits(T, np.full((3, 2), 0.5)),
        ValueError,
        "targets: shape (3, 2) does not match logits; "
        "expected shape (2, 3), "
        "got shape (3, 2). "
        "For class indices pass integers of shape (2,).",
    ),
    (
        lambda: cross_entropy_with_logits(T, T, ignore_index=-1),
        ValueError,
        "ignore_index: goes with class indices only; "
        "expected None, "
        "got -1 and probability targets. "
        "Leave out those rows.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 1], ignore_index=1.0),
        TypeError,
        "ignore_index: not an integer; expected an integer, got 1.0. Pass a whole number.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 1], class_weights=[1, 2]),
        ValueError,
        "class_weights: shape (2,) does not match 3 classes; "
        "expected shape (3,), "
        "got shape (2,). "
        "Give one weight for each class, in the order of the classes.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 1], class_weights=[1, -2, 1]),
        ValueError,
        "class_weights: not weights; "
        "expected finite numbers from 0 up, as float64, "
        "got min -2. "
        "A weight says how often an example counts; 0 leaves it out.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 1], class_weights=[1, INF, 1]),
        ValueError,
        "class_weights: not weights; "
        "expected finite numbers from 0 up, as float64, "
        "got max inf. "
        "A weight says how often an example counts; 0 leaves it out.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 1], label_smoothing=2),
        ValueError,
        "label_smoothing: out of range; "
        "expected a number from 0 to 1, "
        "got 2. "
        "Pass a number in that range.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 1], label_smoothing="0.1"),
        TypeError,
        "label_smoothing: not a number; "
        "expected a number from 0 to 1, "
        "got '0.1'. "
        "Pass one number for all examples.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [0, 1], reduction="avg"),
        ValueError,
        "reduction: no such reduction; "
        "expected 'none', 'sum' or 'mean', "
        "got 'avg'. "
        "Check the spelling.",
    ),
    (
        lambda: cross_entropy_with_logits(T, [1, 1], ignore_index=1),
        ValueError,
        "targets: mean of no targets; "
        "expected at least one of positive weight, "
        "got 0 of 2. "
        "Use reduction='sum', which is 0 here, or skip the batch.",
    ),
    (
        lambda: nll_loss([0.0, INF], 0),
        ValueError,
        "log_probs: contains inf; "
        "expected finite numbers, or -inf, "
        "got max inf. "
        "A probability is at most 1, its logarithm 0.",
    ),
    (
        lambda: categorical_cross_entropy([3.0, -1.0], 0),
        ValueError,
        "probs: values must lie in [0, 1]; "
        "expected probabilities, "
        "got min -1. "
        "If these are logits, apply softmax first, or use cross_entropy_with_logits.",
    ),
    (
        lambda: binary_cross_entropy([0.5], [[1]]),
        ValueError,
        "targets: shape (1, 1) does not match probs; "
        "expected shape (1,), "
        "got shape (1, 1). "
        "Reshape one of them; shapes are not broadcast.",
    ),
    (
        lambda: binary_cross_entropy([0.5], [1], weights=[1, 2]),
        ValueError,
        "weights: shape (2,) does not match the prediction; "
        "expected shape (1,), "
        "got shape (2,). "
        "Give one number, or one for each entry.",
    ),
    (
        lambda: binary_cross_entropy_with_logits([0.5], [1], pos_weight=[1, 2]),
        ValueError,
        "pos_weight: shape (2,) does not match the prediction; "
        "expected shape (1,), "
        "got shape (2,). "
        "Give one number, or one for each entry.",
    ),
    (
        lambda: one_hot([0.5], 3),
        TypeError,
        "labels: class indices must be integers; "
        "expected integers, "
        "got dtype float64. "
        "Number the classes from 0.",
    ),
    (
        lambda: one_hot([0, -1], 3),
        ValueError,
        "labels: index -1 at position 1 is outside [0, 3); "
        "expected class indices from 0 to 2, "
        "got -1. "
        "Classes count from 0.",
    ),
    (
        lambda: one_hot([0], 3.0),
        TypeError,
        "num_classes: not an integer; expected an integer from 1 up, got 3.0. Pass a whole number.",
    ),
    (
        lambda: one_hot([0], 0),
        ValueError,
        "num_classes: too small; expected an integer from 1 up, got 0. Pass a larger number.",
    ),
    (
        lambda: one_hot([0], 3, axis=2),
        ValueError,
        "one_hot: has no axis 2; "
        "expected an array with at least 3 axes, "
        "got shape (1, 3). "
        "Check `axis`; one number alone is no distribution.",
    ),
    (
        lambda: softmax_vjp([0.0, 1.0], [1.0]),
        ValueError,
        "v: shape (1,) does not match z; "
        "expected shape (2,), "
        "got shape (1,). "
        "Give one number for each logit.",
    ),
    (
        lambda: numerical_gradient(np.sum, [1e12]),
        ValueError,
        "step: is lost beside x; "
        "expected one that changes 1e+12, "
        "got 1e-05. "
        "Pass 1e-5 of the size of x, such as step=1e+07.",
    ),
    (
        lambda: numerical_gradient(np.sum, [1.0, INF]),
        ValueError,
        "x: not finite; "
        "expected finite numbers, as float64, "
        "got inf at index [1]. "
        "Find the overflow.",
    ),
    (
        lambda: numerical_gradient(abs, [1.0, 2.0]),
        ValueError,
        "f: returns an array; expected one number, got shape (2,). Sum or average its values.",
    ),
    (
        lambda: check_gradient(np.sum, [1.0], [1.0, 2.0]),
        ValueError,
        "grad: shape (1,) does not match x; "
        "expected shape (2,), "
        "got shape (1,). "
        "Return one number for each x.",
    ),
    (
        lambda: check_gradient(np.sum, [1.0, 1.5], [1.0, 2.0]),
        ValueError,
        "grad: differs from central differences; "
        "expected a relative error up to 1e-06, "
        "got 0.5 at index [1]. "
        "Derive it again, entry by entry.",
    ),
    (
        lambda: check_gradient(np.sum, [1.0, NAN], [1.0, 2.0]),
        ValueError,
        "grad: contains NaN; "
        "expected numbers, "
        "got NaN at index [1]. "
        "Find where it arose: 0/0, inf - inf or log of a negative number.",
    ),
    (
        lambda: check_gradient(np.sum, [1.0, 1.5], [1.0, NAN]),
        ValueError,
        "x: contains NaN; "
        "expected numbers, "
        "got NaN at index [1]. "
        "Find where it arose: 0/0, inf - inf or log of a negative number.",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), MESSAGES)
def test_the_words(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
