"""Class indices as distributions, and distributions that are less sure."""

import numpy as np

from .options import as_integer, as_number
from .targets import as_classes, as_labels, as_rows_of_shares
from .validation import check_axis, quiet, rounded, working


def smooth_labels(targets, epsilon, *, axis=-1):
    """Mix distributions with the uniform one.

        t' = (1 - epsilon) t + epsilon / C

    Parameters
    ----------
    targets : (..., C) array_like
        Floats that sum to 1 over `axis`.
    epsilon : float
        The share of the uniform distribution, in [0, 1].
    axis : int, default -1
        The axis of the C classes.

    Returns
    -------
    (..., C) floats
        With sum 1 over `axis`.

    Raises
    ------
    ValueError
        Values outside [0, 1]; sums other than 1; epsilon outside [0, 1].
    TypeError
        Class indices, or values that are not real numbers.

    Notes
    -----
    Differs from fairseq, which gives epsilon / (C - 1) to the other classes only.

    References
    ----------
    Szegedy et al. 2016, doi:10.1109/CVPR.2016.308

    Examples
    --------
    >>> smooth_labels([1.0, 0, 0, 0], 0.1).round(6).tolist()
    [0.925, 0.025, 0.025, 0.025]
    """
    t, dtype = working(as_rows_of_shares(targets, axis))
    epsilon = as_number(epsilon, "epsilon", 0, 1)
    with quiet():
        return rounded((1 - epsilon) * t + epsilon / t.shape[axis], dtype)


def one_hot(labels, num_classes, *, axis=-1):
    """Write class indices as distributions with a single 1.

    Parameters
    ----------
    labels : (...) array_like
        Integers in [0, C).
    num_classes : int
        The C of the result.
    axis : int, default -1
        Where the result has its axis of classes.

    Returns
    -------
    (..., C) float64
        1 at the label, 0 elsewhere.

    Raises
    ------
    ValueError
        A label outside [0, C); an axis that the result does not have.
    TypeError
        Labels that are not integers.

    Examples
    --------
    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    num_classes = as_integer(num_classes, "num_classes", 1)
    labels = as_labels(as_classes(labels, "labels"), "labels", num_classes)
    rows = np.where(labels[..., None] == np.arange(num_classes), 1.0, 0.0)
    check_axis(rows, "one_hot", axis)
    return np.moveaxis(rows, -1, axis)
