"""Entropy, cross-entropy and KL divergence in NumPy: the library of The Cross-Entropy Book.

What is imported here is public (`as` says so). To read it all, from the top down:

    information, activations   entropies and divergences; from scores to probabilities
    losses, gradients          what a training step needs; each docstring states its formula
    labels                     class indices as distributions
    language_models            what is counted in tokens
    sweeps                     the steps that a loss and its gradient share
    kernels                    their arithmetic, some rows at a time: here are the formulas
    targets, validation        what arguments must be like: here are the refusals
    options                    the same for arguments that are one number or one choice
    blocks                     which rows at a time, and on how many threads
    exercises, tables, plots   for the pages of the book

Functions of two distributions take the truth first, as D(p || q) does; losses take the
prediction first and the target second, as PyTorch and Optax do.
"""

from .activations import log_sigmoid as log_sigmoid
from .activations import log_softmax as log_softmax
from .activations import logsumexp as logsumexp
from .activations import sigmoid as sigmoid
from .activations import softmax as softmax
from .activations import softplus as softplus
from .exercises import check as check
from .exercises import solution as solution
from .gradients import (
    binary_cross_entropy_with_logits_grad as binary_cross_entropy_with_logits_grad,
)
from .gradients import check_gradient as check_gradient
from .gradients import cross_entropy_with_logits_grad as cross_entropy_with_logits_grad
from .gradients import focal_loss_with_logits_grad as focal_loss_with_logits_grad
from .gradients import loss_and_gradient as loss_and_gradient
from .gradients import numerical_gradient as numerical_gradient
from .gradients import softmax_vjp as softmax_vjp
from .information import conditional_entropy as conditional_entropy
from .information import cross_entropy as cross_entropy
from .information import entropy as entropy
from .information import information_content as information_content
from .information import js_divergence as js_divergence
from .information import kl_divergence as kl_divergence
from .information import mutual_information as mutual_information
from .labels import one_hot as one_hot
from .labels import smooth_labels as smooth_labels
from .language_models import bits_per_byte as bits_per_byte
from .language_models import cross_entropy_with_logits_sums as cross_entropy_with_logits_sums
from .language_models import perplexity as perplexity
from .language_models import z_loss as z_loss
from .losses import binary_cross_entropy as binary_cross_entropy
from .losses import binary_cross_entropy_with_logits as binary_cross_entropy_with_logits
from .losses import categorical_cross_entropy as categorical_cross_entropy
from .losses import cross_entropy_with_logits as cross_entropy_with_logits
from .losses import focal_loss_with_logits as focal_loss_with_logits
from .losses import nll_loss as nll_loss

__version__ = "3.2"
