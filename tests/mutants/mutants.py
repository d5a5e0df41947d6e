"""The mutants: small changes of the program, each with the tests that should notice it."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change.

    Args:
        path: The file, relative to the project.
        old: Text that occurs once in it.
        new: What replaces it.
        reason: What the change breaks.
        tests: Test files or node ids.
    """

    path: str
    old: str
    new: str
    reason: str
    tests: tuple[str, ...]


_LIKELIHOOD = ("tests/variants/test_likelihood.py",)
_VARIATIONAL = ("tests/variants/test_variational.py",)
_DECOMPOSITION = ("tests/variants/test_decomposition.py",)
_TRAINING = ("tests/training/test_training.py",)
_BATCHING = ("tests/training/test_batching.py",)
_GRAPHS = ("tests/training/test_graphs.py",)
_FORMULAS = ("tests/variants/test_formulas.py",)
_CONTRACTIVE = ("tests/variants/test_contractive.py",)
_ADVERSARIAL = ("tests/variants/test_adversarial.py",)
_DENOISING = ("tests/variants/test_denoising.py",)
_RESUMED = ("tests/variants/test_all_variants.py", "-k", "cut")
_PROJECTIONS = ("tests/projections",)

MUTANTS = (
    Mutant(
        "aecore/variants/likelihood.py", "noise**2 + log_variance - z**2", "noise**2 - log_variance - z**2",
        "a sign in the importance weights", _LIKELIHOOD,
    ),
    Mutant(
        "aecore/variants/likelihood.py", "np.exp(weights - largest).mean(axis=1)",
        "np.exp(weights - largest).sum(axis=1)", "the mean over draws becomes a sum", _LIKELIHOOD,
    ),
    Mutant(
        "aecore/variants/likelihood.py", "exp(log_variance) - log_variance - 1",
        "exp(log_variance) + log_variance - 1", "a sign in the KL divergence", _LIKELIHOOD,
    ),
    Mutant(
        "aecore/variants/likelihood.py", "n_features / (2 * sigma**2)", "n_features / sigma**2",
        "the Gaussian likelihood has twice the weight", _LIKELIHOOD,
    ),
    Mutant(
        "aecore/networks/variational_layers.py", "axis=1) - math.log(n_draws)", "axis=1)",
        "the importance-weighted bound is that of a sum", _VARIATIONAL,
    ),
    Mutant(
        "aecore/networks/variational_layers.py", "ops.exp(-2 * self.log_sigma) / 2",
        "ops.exp(-self.log_sigma) / 2", "learnt noise is a variance in one of two places", _VARIATIONAL,
    ),
    Mutant(
        "aecore/networks/variational_layers.py",
        "ops.minimum(1.0, self._step / self._warm_up_steps) * log_ratio", "log_ratio",
        "the prior of the importance-weighted bound has no warm-up", _VARIATIONAL,
    ),
    Mutant(
        "aecore/variants/variational_objective.py", "ops.relu(self.free_bits - kl)",
        "ops.relu(kl - self.free_bits)", "free bits are penalised and the rest is not", _VARIATIONAL,
    ),
    Mutant(
        "aecore/variants/variational_objective.py",
        "kl = ops.mean(gaussian_divergence(mean, log_variance, exp=ops.exp), axis=0)",
        "kl = gaussian_divergence(mean, log_variance, exp=ops.exp)",
        "free bits are counted for each sample", _VARIATIONAL,
    ),
    Mutant(
        "aecore/variants/decomposition.py", "log_variance.sum(axis=1) / 2", "log_variance.sum(axis=1)",
        "the density of the posterior has the variance for the deviation", _DECOMPOSITION,
    ),
    Mutant(
        "aecore/variants/decomposition.py", "_log_mean_exp(log_densities).sum(axis=1)",
        "_log_mean_exp(log_densities.sum(axis=2))", "the marginals are the joint density", _DECOMPOSITION,
    ),
    Mutant(
        "aecore/variants/decomposition.py", "np.exp(a - largest).mean(axis=1)",
        "np.exp(a - largest).sum(axis=1)", "the aggregate posterior is a sum", _DECOMPOSITION,
    ),
    Mutant(
        "aecore/training/loop.py", "int(n_steps * WARM_UP)", "int(n_steps * 0)",
        "no warm-up of the learning rate", _TRAINING,
    ),
    Mutant(
        "aecore/training/early_stopping.py", ">= config.patience", "> config.patience",
        "patience is off by one", _TRAINING,
    ),
    Mutant(
        "aecore/training/loop.py", "    best_epoch.restore()\n", "",
        "the weights of the best epoch are not restored", _TRAINING,
    ),
    Mutant(
        "aecore/training/early_stopping.py", "max(best, warm_up_epochs - 1)", "best",
        "patience counts during the warm-up", _TRAINING,
    ),
    Mutant(
        "aecore/training/loop.py", "X[order[n_held_out:]], X[order[:n_held_out]]",
        "X, X[order[:n_held_out]]", "validation samples are learnt from", _TRAINING,
    ),
    Mutant(
        "aecore/training/losses.py", "-log_likelihood / keras.ops.sum(X, axis=-1)", "-log_likelihood",
        "the categorical loss lacks the mean over positions", _FORMULAS,
    ),
    Mutant(
        "aecore/training/loop.py", "_BETA_2 = 0.95", "_BETA_2 = 0.999",
        "Adam averages its squares over another time", ("tests/training/test_optimizer.py",),
    ),
    Mutant(
        "aecore/training/loop.py", "config.learning_rate / 100", "config.learning_rate / 10",
        "the warm-up starts at another rate", _TRAINING,
    ),
    Mutant(
        "aecore/training/loop.py", "max(1, n_steps - warm_up)", "max(1, n_steps)",
        "the decay of the learning rate ends after the training", _TRAINING,
    ),
    Mutant(
        "aecore/training/loop.py", "not np.isfinite(loss)", "np.isnan(loss)",
        "an infinite loss does not end the training",
        ("tests/variants/test_all_variants.py", "-k", "no_number and basic"),
    ),
    Mutant(
        "aecore/training/early_stopping.py", "int(np.argmin(losses))", "int(np.argmax(losses))",
        "the worst epoch is the best one", _TRAINING,
    ),
    Mutant(
        "aecore/training/checkpoint.py", "    _assign([*model.variables, *model.optimizer.variables], state)",
        "    _assign(model.variables, state)", "a resumed training starts with a new optimizer", _RESUMED,
    ),
    Mutant(
        "aecore/training/checkpoint.py",
        "[state[name] for name in sorted(state) if name.startswith(\"best_\")]", "[]",
        "a resumed training forgets the weights of the best epoch",
        ("tests/variants/test_all_variants.py", "-k", "after_a_cut"),
    ),
    Mutant(
        "aecore/training/batching.py", "(self._config.seed, epoch)).permutation",
        "(self._config.seed, 0)).permutation", "each epoch has the same order", _BATCHING,
    ),
    Mutant(
        "aecore/training/batching.py", "(self._config.seed, epoch)).permutation",
        "(0, epoch)).permutation", "the order does not depend on the seed", _BATCHING,
    ),
    Mutant(
        "aecore/training/batching.py", "(self._config.seed, epoch, call)", "(self._config.seed, call)",
        "each epoch has the same noise", _BATCHING,
    ),
    Mutant(
        "aecore/training/batching.py", "(self._config.seed, epoch, call)", "(self._config.seed, epoch)",
        "each block has the same noise", _BATCHING,
    ),
    Mutant(
        "aecore/training/batching.py", "min(per_call, self.n_batches - call * per_call)", "per_call",
        "the last block trains on batches that only fill it", _TRAINING,
    ),
    Mutant(
        "aecore/training/batching.py", "return min(math.prod", "return max(math.prod",
        "work is counted at the positions of the finer side of a convolution", _TRAINING,
    ),
    Mutant(
        "aecore/training/graphs.py", "lambda i: i < n", "lambda i: i <= n",
        "a block trains on one batch too many", _GRAPHS,
    ),
    Mutant(
        "aecore/training/graphs.py", "return (start + _ROWS_PER_BLOCK,)",
        "return (start + _ROWS_PER_BLOCK + 1,)",
        "the evaluation leaves out a sample in each block", _GRAPHS,
    ),
    Mutant(
        "aecore/training/graphs.py", "        model.reset_metrics()\n        evaluate_all",
        "        evaluate_all", "validation metrics include those of the training", _TRAINING,
    ),
    Mutant(
        "aecore/training/graphs.py", "(_unpack(rows[:-1]), rows[-1])", "(_unpack(rows[:-1]), rows[0])",
        "the targets of the evaluation are corrupted", _GRAPHS,
    ),
    Mutant(
        "aecore/training/graphs.py", "default_rng(_EVALUATION_SEED)", "default_rng(config.seed)",
        "the noise of the evaluation depends on the seed", _GRAPHS,
    ),
    Mutant(
        "aecore/training/graphs.py", "corrupted, clean = config.corrupt(X, rng)", "corrupted = clean = X",
        "the inputs of the evaluation are clean", _DENOISING,
    ),
    Mutant(
        "aecore/variants/denoising.py", "uniform < level / 2", "uniform < level",
        "salt and pepper has no salt", _DENOISING,
    ),
    Mutant(
        "aecore/variants/denoising.py", ">= level)", "< level)",
        "masking keeps the share that it should mask", _DENOISING,
    ),
    Mutant(
        "aecore/variants/denoising.py", "    corrupted *= level\n", "    corrupted *= level**2\n",
        "the level is a variance", _DENOISING,
    ),
    Mutant(
        "aecore/variants/denoising.py", "low >= 0 and high <= 1", "low > 0 and high <= 1",
        "noise leaves [0, 1] if the smallest value is 0", _DENOISING,
    ),
    Mutant(
        "aecore/variants/denoising.py", "rng.integers(0, _POOL_SIZE, shape[:-1])",
        "np.zeros(shape[:-1], int)", "all samples have the same noise", _DENOISING,
    ),
    Mutant(
        "aecore/variants/contractive.py", "h * (1 - h)", "h * (1 + h)",
        "a sign in the slope of the sigmoid", _CONTRACTIVE,
    ),
    Mutant(
        "aecore/variants/contractive.py", "1 - h**2", "1 - h", "the slope of tanh", _CONTRACTIVE,
    ),
    Mutant(
        "aecore/variants/contractive.py", "ops.matmul(slope**2, ops.sum(W**2",
        "ops.matmul(slope, ops.sum(W**2", "the slope is not squared", _CONTRACTIVE,
    ),
    Mutant(
        "aecore/variants/contractive.py", "latent_dim * ops.mean(", "ops.mean(",
        "the penalty is a mean over latent dimensions", _CONTRACTIVE,
    ),
    Mutant(
        "aecore/variants/contractive.py", "ops.reshape(jacobian * slopes[0][:, None], ",
        "ops.reshape(jacobian, ", "the slope of the first layer is left out", _CONTRACTIVE,
    ),
    Mutant(
        "aecore/variants/contractive.py", "signs * slope", "signs",
        "the estimate leaves out the slopes", _CONTRACTIVE,
    ),
    Mutant(
        "aecore/variants/contractive.py", "self.latent_dim > MAX_EXACT_LATENT_DIM",
        "self.latent_dim >= MAX_EXACT_LATENT_DIM", "the penalty is estimated from one dimension less",
        _CONTRACTIVE,
    ),
    Mutant(
        "aecore/variants/adversarial.py", "z = ops.stop_gradient(z)\n", "z = 1 * z\n",
        "the discriminator trains the encoder", _ADVERSARIAL,
    ),
    Mutant(
        "aecore/variants/adversarial.py", "freeze=ops.stop_gradient", "freeze=lambda weight: weight",
        "the encoder trains the discriminator", _ADVERSARIAL,
    ),
    Mutant(
        "aecore/variants/adversarial.py",
        "ops.softplus(-discriminator(noise)) + ops.softplus(discriminator(z))",
        "ops.softplus(discriminator(noise)) + ops.softplus(-discriminator(z))",
        "the discriminator learns the opposite", _ADVERSARIAL,
    ),
    Mutant(
        "aecore/variants/adversarial.py", "ops.mean(ops.softplus(-discriminator(z, freeze",
        "ops.mean(ops.softplus(discriminator(z, freeze", "the encoder helps the discriminator", _FORMULAS,
    ),
    Mutant(
        "aecore/variants/adversarial.py", "is_in_loss=False", "is_in_loss=True",
        "the loss includes that of the discriminator", _ADVERSARIAL,
    ),
    Mutant(
        "aecore/variants/architecture.py", 'and self.activation != "linear"', "",
        "a linear autoencoder ends in a sigmoid", ("tests/variants/test_objectives.py", "-k", "meets_pca"),
    ),
    Mutant(
        "aecore/variants/encoder_decoder.py",
        "return -np.mean((X - self._decode(self._encode(X))) ** 2, axis=1)",
        "return -np.sum((X - self._decode(self._encode(X))) ** 2, axis=1)",
        "the score of a sample is a sum", _TRAINING,
    ),
    Mutant(
        "aecore/projections/quality.py", "np.maximum(ranks - k, 0)", "np.maximum(ranks - k + 1, 0)",
        "ranks of trustworthiness are off by one", _PROJECTIONS,
    ),
    Mutant(
        "aecore/projections/inverse.py", "weights = (nearest / distances) ** 2",
        "weights = (nearest / distances) ** 1", "inverse distance weights are not squared", _PROJECTIONS,
    ),
    Mutant(
        "aecore/analysis/generation/densities.py", "size=n, p=weights", "size=n",
        "components are drawn without their weights", ("tests/analysis/generation/test_densities.py",),
    ),
    Mutant(
        "aecore/analysis/generation/codewords.py", "np.log(weights).astype", "-np.log(weights).astype",
        "a rare class of codewords is taken for a frequent one",
        ("tests/analysis/generation/test_codewords.py",),
    ),
    Mutant(
        "aecore/analysis/generation/attributes.py", "(len(Z) - n)))", "(len(Z) + n)))",
        "the mean of the second half", ("tests/analysis/generation/test_attributes.py",),
    ),
    Mutant(
        "aecore/hyperparameters.py", "low <= value <= high", "low < value <= high",
        "the lowest value of a hyperparameter is refused", ("tests/test_hyperparameters.py",),
    ),
    Mutant(
        "aecore/analysis/generation/interpolation.py", "start + np.sin(angles) * across",
        "start - np.sin(angles) * across", "a sign in the spherical interpolation",
        ("tests/analysis/generation/test_interpolation.py",),
    ),
)  # fmt: skip
