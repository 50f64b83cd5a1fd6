"""Types of what is public. A number comes back as a NumPy scalar, more of them as an array."""

from collections.abc import Callable
from typing import Any, Literal

from numpy import float64, floating
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[floating[Any]] | floating[Any]
Reduction = Literal["none", "sum", "mean"]

__version__: str

def binary_cross_entropy(
    probs: ArrayLike,
    targets: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    reduction: Reduction = "mean",
) -> Numbers: ...
def binary_cross_entropy_with_logits(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    reduction: Reduction = "mean",
) -> Numbers: ...
def binary_cross_entropy_with_logits_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    reduction: Reduction = "mean",
) -> Numbers: ...
def bits_per_byte(nats: ArrayLike, tokens: ArrayLike, bytes: ArrayLike) -> float64: ...
def categorical_cross_entropy(
    probs: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    class_weights: ArrayLike | None = None,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    reduction: Reduction = "mean",
) -> Numbers: ...
def check(name: str, answer: ArrayLike) -> None: ...
def check_gradient(
    f: Callable[[NDArray[float64]], float],
    grad: ArrayLike | Callable[[NDArray[float64]], ArrayLike],
    x: ArrayLike,
    *,
    rtol: float = 1e-06,
) -> float: ...
def conditional_entropy(joint: ArrayLike, *, base: float | None = None) -> Numbers: ...
def cross_entropy(
    p: ArrayLike, q: ArrayLike, *, axis: int = -1, base: float | None = None
) -> Numbers: ...
def cross_entropy_with_logits(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    class_weights: ArrayLike | None = None,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    reduction: Reduction = "mean",
) -> Numbers: ...
def cross_entropy_with_logits_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    class_weights: ArrayLike | None = None,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    reduction: Reduction = "mean",
) -> Numbers: ...
def cross_entropy_with_logits_sums(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    class_weights: ArrayLike | None = None,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
) -> tuple[float64, float64]: ...
def entropy(p: ArrayLike, *, axis: int = -1, base: float | None = None) -> Numbers: ...
def focal_loss_with_logits(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    gamma: float = 2.0,
    alpha: float | None = None,
    reduction: Reduction = "mean",
) -> Numbers: ...
def focal_loss_with_logits_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    gamma: float = 2.0,
    alpha: float | None = None,
    reduction: Reduction = "mean",
) -> Numbers: ...
def information_content(p: ArrayLike, *, base: float | None = None) -> Numbers: ...
def js_divergence(
    p: ArrayLike, q: ArrayLike, *, axis: int = -1, base: float | None = None
) -> Numbers: ...
def kl_divergence(
    p: ArrayLike, q: ArrayLike, *, axis: int = -1, base: float | None = None
) -> Numbers: ...
def log_sigmoid(x: ArrayLike) -> Numbers: ...
def log_softmax(z: ArrayLike, *, axis: int = -1) -> Numbers: ...
def logsumexp(z: ArrayLike, *, axis: int = -1, keepdims: bool = False) -> Numbers: ...
def loss_and_gradient(
    loss: Callable[..., Numbers], logits: ArrayLike, targets: ArrayLike, **options: Any
) -> tuple[Numbers, Numbers]: ...
def mutual_information(joint: ArrayLike, *, base: float | None = None) -> Numbers: ...
def nll_loss(
    log_probs: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    class_weights: ArrayLike | None = None,
    ignore_index: int | None = None,
    reduction: Reduction = "mean",
) -> Numbers: ...
def numerical_gradient(
    f: Callable[[NDArray[float64]], float], x: ArrayLike, *, step: float = 1e-05
) -> NDArray[float64]: ...
def one_hot(labels: ArrayLike, num_classes: int, *, axis: int = -1) -> NDArray[float64]: ...
def perplexity(nats: ArrayLike, tokens: ArrayLike | None = None) -> float64: ...
def sigmoid(x: ArrayLike) -> Numbers: ...
def smooth_labels(targets: ArrayLike, epsilon: float, *, axis: int = -1) -> Numbers: ...
def softmax(z: ArrayLike, *, axis: int = -1) -> Numbers: ...
def softmax_vjp(z: ArrayLike, v: ArrayLike, *, axis: int = -1) -> Numbers: ...
def softplus(x: ArrayLike) -> Numbers: ...
def solution(name: str) -> None: ...
def z_loss(
    logits: ArrayLike, *, axis: int = -1, alpha: float = 1e-4, reduction: Reduction = "mean"
) -> Numbers: ...
