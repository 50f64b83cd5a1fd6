"""What readers search for, and the section that answers it, which has to be among the first three.

A section is named by its page, without `book/`, and its id; a page alone is its opening. The queries
of one line lead to the same place. Where new sections answer better, name one of them here.
"""

QUESTIONS = "appendix/questions"
KL, ENTROPY = "information/kl-divergence", "information/entropy"
CROSS_ENTROPY, CATEGORICAL = "information/cross-entropy", "losses/categorical-cross-entropy"
SOFTMAX, STABILITY = "probabilities/softmax", "practice/numerical-stability"
WEIGHTS, TRAINING = "practice/weights-and-smoothing", "practice/training"
PYTORCH, TENSORFLOW = "practice/pytorch", "practice/tensorflow"

ASKED = {
    ("-100", "\u2212100"): f"{QUESTIONS}#why-does-bceloss-stop-at-100-or-27-6",
    ("0.693",): f"{QUESTIONS}#loss-stuck-at-0-693",
    ("2.303", "loss stuck"): f"{QUESTIONS}#loss-stuck-at-2-303-with-accuracy-0-1",
    ("1.75",): f"{ENTROPY}#how-uncertain-is-tomorrow",
    ("0.7437", "softmax twice"): f"{CATEGORICAL}#softmax-twice",
    ("nan loss", "loss is nan"): f"{TRAINING}#nan-and-infinity",
    ("class imbalance", "unbalanced", "imbalanced"): f"{WEIGHTS}#a-rare-yes",
    ("autocast", "fp16", "mixed precision"): f"{STABILITY}#half-precision",
    ("dropout",): f"{QUESTIONS}#same-model-same-batch-another-loss-in-train-and-eval",
    ("histogram",): f"{CROSS_ENTROPY}#from-a-known-truth-to-data",
    ("negative KL",): f"{KL}#when-a-kl-is-negative",
    ("KL", "D_KL", "KL divergence", "Kullback\u2013Leibler", "relative entropy", "KL散度"): KL,
    ("cross entropy", "交叉熵", "交叉熵损失"): CROSS_ENTROPY,
    ("entropy", "熵", "entrpy"): ENTROPY,
    ("perplexity", "困惑度"): "language-models/perplexity",
    ("is KL symmetric",): f"{KL}#is-it-a-distance",
    ("reverse KL", "forward KL"): f"{KL}#which-one-goes-first-when-one-is-learned",
    ("jensen",): f"{KL}#second-proof-jensen-s-inequality",
    ("label smoothing", "标签平滑"): f"{WEIGHTS}#label-smoothing",
    ("focal loss",): f"{WEIGHTS}#focal-loss",
    ("pos_weight",): f"{WEIGHTS}#two-kinds-of-weight",
    ("padding mask",): f"{WEIGHTS}#masks-and-unequal-batches",
    ("ignore_index",): f"{PYTORCH}#reductions-and-options",
    ("BCEWithLogitsLoss",): f"{PYTORCH}#yes-or-no-bceloss-and-bcewithlogitsloss",
    ("KLDivLoss",): f"{PYTORCH}#kldivloss-takes-logarithms-first",
    ("expected scalar type long",): f"{PYTORCH}#error-messages-and-their-cures",
    ("from_logits",): f"{TENSORFLOW}#without-from-logits",
    ("softmax gradient", "derivative of softmax"): "gradients/softmax-gradient",
    ("cross entropy vs mse",): "gradients/squared-error",
    ("logsumexp", "log-sum-exp trick"): f"{SOFTMAX}#log-sum-exp-the-smooth-maximum",
    ("temperature",): f"{SOFTMAX}#temperature",
    ("overflow",): f"{STABILITY}#overflow-which-shift-is-safe",
    ("epsilon",): f"{STABILITY}#clips-and-epsilons",
    ("log of zero",): f"{ENTROPY}#zero-times-log-zero",
    ("huffman",): f"{ENTROPY}#a-better-code-and-longer-blocks",
    ("gradient accumulation",): "language-models/batches-and-masks#the-mean-of-means-comes-back",
    ("large vocabulary memory",): "language-models/loss-in-chunks#what-fills-the-memory",
    ("accuracy rises when loss rises",): f"{TRAINING}#when-accuracy-and-loss-disagree",
    ("why is my loss negative",): f"{QUESTIONS}#why-is-my-cross-entropy-loss-negative",
    ("calibration",): f"{QUESTIONS}#are-softmax-outputs-real-probabilities-calibrated",
    ("hinge", "SVM", "AdaBoost"): f"{QUESTIONS}#hinge-loss-svm-or-cross-entropy",
    ("variance or entropy",): f"{QUESTIONS}#is-entropy-the-same-as-variance",
    ("correlation",): f"{QUESTIONS}#correlation-is-0-is-the-mutual-information-0",
    ("perfect separation", "complete separation"): (
        f"{QUESTIONS}#perfect-separation-why-do-the-weights-of-logistic-regression-grow-without-end"
    ),
    ("standardize features", "feature scaling"): (
        f"{QUESTIONS}#should-i-standardize-scale-normalize-the-features"
    ),
    ("xgboost", "lightgbm raw score"): (
        f"{QUESTIONS}#do-xgboost-and-lightgbm-return-probabilities-or-raw-scores-logits"
    ),
}

# Each of the first three results prints one that begins with these digits.
NUMBERS = ("0.6931", "-0.6931", "1.75", "0.7437", "27.631", "100")

# Ways to write one thing: the results are the same.
SAME = (
    ("KL", "D_KL", "KL divergence", "Kullback-Leibler divergence", "DKL"),
    ("-100", "\u2212100"),
    ("MSE", "mean squared error"),
)
