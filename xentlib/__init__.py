"""Entropy, cross-entropy and KL divergence in NumPy: the helper library of The Cross-Entropy Book."""

from .activations import log_sigmoid as log_sigmoid
from .activations import log_softmax as log_softmax
from .activations import logsumexp as logsumexp
from .activations import sigmoid as sigmoid
from .activations import softmax as softmax
from .activations import softplus as softplus
from .exercises import check as check
from .information import conditional_entropy as conditional_entropy
from .information import cross_entropy as cross_entropy
from .information import entropy as entropy
from .information import information_content as information_content
from .information import js_divergence as js_divergence
from .information import kl_divergence as kl_divergence
from .information import mutual_information as mutual_information
