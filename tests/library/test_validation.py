"""What is refused, and in which words: the argument, what was expected, and what came."""

from fractions import Fraction

import numpy as np
import pytest
from oracles import refused
from xentlib import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    conditional_entropy,
    cross_entropy,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    entropy,
    focal_loss_with_logits,
    information_content,
    js_divergence,
    kl_divergence,
    log_sigmoid,
    log_softmax,
    logsumexp,
    mutual_information,
    nll_loss,
    sigmoid,
    softmax,
    softplus,
)

NAN, INF = np.nan, np.inf
HALF = [0.5, 0.5]
OF_X = [softplus, sigmoid, log_sigmoid]
OF_Z = [logsumexp, softmax, log_softmax]
OF_P = [information_content, entropy]
OF_PQ = [cross_entropy, kl_divergence, js_divergence]
OF_JOINT = [conditional_entropy, mutual_information]
OF_SHARES = [(f, "p") for f in OF_P] + [(f, "joint") for f in OF_JOINT]
OF_FLOATS = [(f, "x") for f in OF_X] + OF_SHARES
OF_ONE = [(f, "z") for f in OF_Z] + OF_FLOATS

# --- kinds of values -------------------------------------------------------------------

NO_NUMBERS = [
    ([True, False], "dtype bool"),
    ([0.5, 0.5j], "dtype complex128"),
    (["0.5", "0.5"], "dtype <U3"),
    ([None, 1.0], "dtype object"),
    ([Fraction(1, 2), Fraction(1, 2)], "dtype object"),
    (np.array(["2026-01-01"], "M8[D]"), "dtype datetime64[D]"),
]


@pytest.mark.parametrize(("values", "got"), NO_NUMBERS)
@pytest.mark.parametrize(("function", "name"), OF_ONE)
def test_values_that_are_not_real_numbers(function, name, values, got):
    refused(TypeError, name, "not real numbers", "floats or integers", got, function, values)


@pytest.mark.parametrize(("values", "got"), NO_NUMBERS)
@pytest.mark.parametrize("function", OF_PQ)
def test_pairs_that_are_not_real_numbers(function, values, got):
    expected = "floats or integers"
    refused(TypeError, "p", "not real numbers", expected, got, function, values, HALF)
    refused(TypeError, "q", "not real numbers", expected, got, function, HALF, values)


@pytest.mark.parametrize(("function", "name"), OF_ONE)
def test_a_ragged_list(function, name):
    expected, ragged = "a rectangular array", [[1.0], HALF]
    refused(TypeError, name, "different lengths", expected, "a ragged list", function, ragged)


@pytest.mark.parametrize(("function", "name"), OF_FLOATS)
def test_nan(function, name):
    rows = [HALF, [0.5, NAN]]
    refused(ValueError, name, "contains NaN", "numbers", "NaN at index [1, 1]", function, rows)


# --- logits ----------------------------------------------------------------------------


@pytest.mark.parametrize("function", OF_Z)
def test_logits_with_nan_or_inf(function):
    finite = "finite logits, or -inf for a masked class"
    for bad in (NAN, INF):
        got = f"maximum {bad}"
        refused(ValueError, "z", f"contains {bad}", finite, got, function, [1.0, bad])
        refused(ValueError, "z", f"row 1 contains {bad}", finite, got, function, [HALF, [bad, 0]])


@pytest.mark.parametrize("function", OF_Z)
def test_a_row_in_which_every_class_is_masked(function):
    problem, finite = "no finite value; a softmax over it is undefined", "-inf for a masked class"
    if function is logsumexp:  # the sum of no probability is 0
        z = np.zeros((2, 2, 3))
        z[1] = -INF
        assert logsumexp(z)[0] == pytest.approx(np.log(3)) and (logsumexp(z)[1] == -INF).all()
        assert logsumexp([-INF, -INF]) == -INF
        return
    z = np.zeros((2, 3, 4))
    z[1, 2] = -INF
    last = "row (1, 2) has " + problem
    refused(ValueError, "z", last, finite, "maximum -inf", function, z)
    refused(ValueError, "z", "row 1 has " + problem, finite, "-inf", function, z[:, 2])
    refused(ValueError, "z", "has " + problem, finite, "maximum -inf", function, [-INF, -INF])


# --- axes and shapes -------------------------------------------------------------------


@pytest.mark.parametrize("function", [*OF_Z, entropy])
def test_an_axis_that_is_not_there(function):
    name = "p" if function is entropy else "z"
    has_no = "has no axis "
    refused(ValueError, name, has_no + "2", "at least 3 axes", "shape (2,)", function, HALF, axis=2)
    refused(ValueError, name, has_no + "-2", "at least 2 axes", "(2,)", function, HALF, axis=-2)
    refused(ValueError, name, has_no + "-1", "at least 1 axes", "shape ()", function, 1.0)
    empty, expected = np.zeros((2, 0)), "at least one entry along axis -1"
    refused(ValueError, name, "is empty", expected, "shape (2, 0)", function, empty)


@pytest.mark.parametrize("axis", [None, (0, 1), 1.0, "0", True, False])
@pytest.mark.parametrize("function", [*OF_Z, entropy])
def test_an_axis_that_is_not_one_integer(function, axis):
    problem, got = "not one axis", repr(axis)
    refused(TypeError, "axis", problem, "an integer", got, function, [HALF, HALF], axis=axis)


@pytest.mark.parametrize("function", OF_PQ)
def test_an_axis_of_pairs(function):
    refused(TypeError, "axis", "not one", "an integer", "None", function, HALF, HALF, axis=None)
    refused(ValueError, "p", "has no axis 1", "2 axes", "(2,)", function, HALF, HALF, axis=1)


@pytest.mark.parametrize("function", OF_PQ)
def test_pairs_that_do_not_match(function):
    problem = "does not match p"
    third, two, three = np.full(3, 1 / 3), np.full((2, 2), 0.5), np.full((3, 2), 0.5)
    refused(ValueError, "q", problem, "p, shape (2,), along axis -1", "(3,)", function, HALF, third)
    refused(ValueError, "q", problem, "shape (2,)", "shape (1,)", function, HALF, [1.0])
    refused(ValueError, "q", problem, "shape (2, 2)", "shape (3, 2)", function, two, three)
    refused(ValueError, "q", problem, "along axis 0", "shape (2,)", function, two, HALF, axis=0)


@pytest.mark.parametrize("function", OF_JOINT)
@pytest.mark.parametrize("values", [1.0, HALF, np.full((2, 2, 2), 1 / 8)])
def test_a_joint_distribution_is_a_table(function, values):
    got = f"shape {np.shape(values)}"
    refused(ValueError, "joint", "not a table", "two axes", got, function, values)


# --- probabilities ---------------------------------------------------------------------


@pytest.mark.parametrize(("function", "name"), OF_SHARES)
def test_values_outside_0_and_1(function, name):
    problem = "values must lie in [0, 1]"
    for values, got in ([-0.2, 1.2], "min -0.2"), ([0.2, 1.2], "max 1.2"), ([0, INF], "max inf"):
        refused(ValueError, name, problem, "probabilities", got, function, [values])


@pytest.mark.parametrize("function", OF_PQ)
def test_pairs_outside_0_and_1(function):
    problem, expected = "values must lie in [0, 1]", "probabilities"
    refused(ValueError, "p", problem, expected, "min -2", function, [-2.0, 3.0], HALF)
    refused(ValueError, "q", problem, expected, "max 3", function, HALF, [0.0, 3.0])


def test_rows_that_do_not_sum_to_1():
    problem, expected, columns = "rows must sum to 1", "distributions", [[0.6, 0.5], HALF]
    refused(ValueError, "p", problem, expected, "sum 1.8", entropy, [0.9, 0.9])
    refused(
        ValueError, "p", problem, expected, "row 1, which sums to 1.8", entropy, [HALF, [0.9, 0.9]]
    )
    refused(
        ValueError, "p", problem, expected, "row (0, 1), which sums to 0", entropy, [[HALF, [0, 0]]]
    )
    refused(
        ValueError, "p", problem, expected, "row 0, which sums to 1.1", entropy, columns, axis=0
    )
    for function in OF_PQ:
        refused(ValueError, "q", problem, expected, "sum 0.7", function, HALF, [0.5, 0.2])
    for function in OF_JOINT:
        refused(ValueError, "joint", problem, expected, "sum 2", function, [HALF, HALF])


@pytest.mark.parametrize("classes", [2, 512, 2896, 65536, 2**20])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_tolerance_of_a_sum_is_what_rounding_makes(dtype, classes):
    """It is sqrt(eps), or C eps for very many classes, and never more than 1/32."""
    eps = float(np.finfo(dtype).eps)
    tolerance = max(eps**0.5, min(1 / 32, classes * eps))
    row = np.zeros(classes, dtype)
    for sign in (1, -1):
        row[:2] = 0.5, 0.5 + sign * 0.9 * tolerance
        assert entropy(row) > 0
        row[1] = 0.5 + sign * 1.1 * tolerance + sign * eps
        with pytest.raises(ValueError, match="p: rows must sum to 1"):
            entropy(row)


def test_float32_sums_from_0_8_to_1_2_do_not_pass():
    q = np.full(1000, 1e-3, "f")
    for wrong in (0.81, 0.99, 1.01, 1.19):
        refused(
            ValueError, "p", "rows must sum to 1", "distr", f"{wrong}", kl_divergence, wrong * q, q
        )


def test_many_float16_classes_are_summed_without_a_warning():
    row = np.full(100_000, 1e-5, np.float16)
    assert entropy(row) == pytest.approx(np.log(100_000), rel=2e-2)


LONG = pytest.mark.skipif(np.dtype(np.longdouble).itemsize == 8, reason="here it is float64")


@LONG
@pytest.mark.parametrize(
    ("call", "name"),
    [
        (entropy, "p"),
        (lambda p: cross_entropy(HALF, p), "q"),
        (lambda p: cross_entropy(p, HALF), "p"),
        (lambda p: js_divergence(HALF, p), "q"),
        (lambda p: js_divergence(p, HALF), "p"),
        (lambda p: binary_cross_entropy(p, p), "probs"),
        (lambda p: conditional_entropy(p[None]), "joint"),
    ],
)
def test_floats_longer_than_64_bits_are_refused_where_scipy_has_no_logarithm(call, name):
    row = np.full(2, 0.5, np.longdouble)
    problem = f"{name}: too many bits; expected floats up to 64 bits, got dtype {row.dtype}. "
    with pytest.raises(TypeError) as caught:
        call(row)
    assert str(caught.value) == problem + "Pass x.astype(np.float64)."


@LONG
def test_floats_longer_than_64_bits_compute_elsewhere():
    row = np.array([0.5, 0.25, 0.25], np.longdouble)
    z = np.log(row)
    for result in (
        softmax(z), log_softmax(z), logsumexp(z), softplus(z), sigmoid(z), kl_divergence(row, row),
        information_content(row), cross_entropy_with_logits(z, 0), cross_entropy_with_logits(z, row),
        cross_entropy_with_logits_grad(z, row), nll_loss(z, 0),
        binary_cross_entropy_with_logits(z, row), focal_loss_with_logits(z, row),
    ):  # fmt: skip
        assert result.dtype == np.longdouble
    assert abs(softmax(z) - row).max() <= 2 * np.finfo(np.longdouble).eps
    assert abs(cross_entropy_with_logits(z, 0) - np.log(np.longdouble(2))) < 1e-18


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_sum_that_rounding_put_above_1_counts_as_1(dtype):
    above = np.array([1 + np.finfo(dtype).eps], dtype)
    assert above > 1
    assert information_content(above) == entropy(above) == cross_entropy(above, above) == 0
    with pytest.raises(ValueError, match=r"values must lie in \[0, 1\]"):
        information_content(np.array([1 + 2 * np.sqrt(np.finfo(dtype).eps)], dtype))


def test_information_content_does_not_look_at_the_sum():
    assert information_content([0.5, 0.25], base=2).tolist() == [1, 2]


# --- the base of the logarithm ---------------------------------------------------------

CALLS = [(f, [HALF]) for f in OF_P] + [(f, [HALF, HALF]) for f in OF_PQ]
CALLS += [(f, [[HALF, [0, 0]]]) for f in OF_JOINT]


@pytest.mark.parametrize(
    "base", [0, 1, -2, 0.5, 1.0, NAN, INF, np.float32(1), Fraction(1), Fraction(1, 2)]
)
@pytest.mark.parametrize(("function", "args"), CALLS)
def test_bases_without_a_logarithm(function, args, base):
    problem, expected = "no unit of information", "a number above 1"
    refused(ValueError, "base", problem, expected, str(base), function, *args, base=base)


@pytest.mark.parametrize(
    "base", ["2", True, np.bool_(True), 2j, np.complex64(2), [2], np.array([2.0])]
)
@pytest.mark.parametrize(("function", "args"), CALLS)
def test_bases_that_are_not_numbers(function, args, base):
    expected = "2 (bits), 10 (bans) or None (nats)"
    refused(TypeError, "base", "not a number", expected, repr(base), function, *args, base=base)


@pytest.mark.parametrize("base", [2, np.int8(2), np.float16(2), Fraction(2)])
def test_bases_of_any_real_type(base):
    assert entropy([1 / 4] * 4, base=base) == 2


# --- the signatures --------------------------------------------------------------------


@pytest.mark.parametrize(("function", "args"), CALLS)
def test_options_are_given_by_name(function, args):
    with pytest.raises(TypeError, match="positional argument"):
        function(*args, 2)
