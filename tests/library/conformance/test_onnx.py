"""The node tests of the ONNX backend suite for softmax, sigmoid and the two losses.

They come from the `onnx` wheel: inputs, attributes and the outputs that any backend has to
reproduce. ONNX puts the classes of a loss on axis 1, and gives its weights as an input.
"""

import importlib

import numpy as np
import onnx
import pytest
from onnx.backend.test.case import node as suite
from xentlib import (
    cross_entropy_with_logits,
    log_softmax,
    nll_loss,
    sigmoid,
    softmax,
    softplus,
)


def loss(function, inputs, attributes):
    scores, targets, *weights = inputs
    return function(
        scores,
        targets,
        axis=1,
        class_weights=weights[0] if weights else None,
        ignore_index=attributes.get("ignore_index"),
        reduction=attributes["reduction"].decode(),
    )


ADAPTERS = {
    "Softmax": lambda inputs, a: softmax(inputs[0], axis=a.get("axis", -1)),
    "LogSoftmax": lambda inputs, a: log_softmax(inputs[0], axis=a.get("axis", -1)),
    "Sigmoid": lambda inputs, a: sigmoid(inputs[0]),
    "Softplus": lambda inputs, a: softplus(inputs[0]),
    "NegativeLogLikelihoodLoss": lambda inputs, a: loss(nll_loss, inputs, a),
    "SoftmaxCrossEntropyLoss": lambda inputs, a: loss(cross_entropy_with_logits, inputs, a),
}


FILES = ["logsoftmax", "negativeloglikelihoodloss", "sigmoid", "softmax", "softplus"]
FILES += ["softmax_cross_entropy_loss"]


def collected():
    """Return the cases that consist of one of these operators; importing a file makes its cases."""
    for file in FILES:
        importlib.import_module(f"{suite.__name__}.{file}")
    kinds = [[node.op_type for node in case.model.graph.node] for case in suite._NodeTestCases]
    pairs = zip(suite._NodeTestCases, kinds, strict=True)
    return [case for case, kind in pairs if len(kind) == 1 and kind[0] in ADAPTERS]


CASES = collected()


def test_there_are_70_cases():
    assert len({case.name for case in CASES}) == 70


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case):
    (node,) = case.model.graph.node
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    for inputs, (want, *log_prob) in case.data_sets:
        got = ADAPTERS[node.op_type](inputs, attributes)
        assert np.shape(got) == want.shape
        assert got.dtype == want.dtype
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=case.atol)
        if log_prob:  # a second output that the node may ask for
            got = log_softmax(inputs[0], axis=1)
            np.testing.assert_allclose(got, log_prob[0], rtol=1e-5, atol=case.atol)
