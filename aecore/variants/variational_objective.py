"""The training objective of a variational autoencoder: from samples and their posteriors to a loss."""

import dataclasses
from collections.abc import Callable
from typing import Any

from aecore.variants.likelihood import compute_log_ratio, gaussian_divergence


@dataclasses.dataclass(frozen=True, kw_only=True)
class VariationalObjective:
    """A lower bound of the log likelihood as a training loss.

    Args:
        loss: Name of the reconstruction loss.
        nats_per_loss: Number of nats per unit of the loss, see `compute_nats_per_loss`.
        beta: Weight of the KL divergence.
        free_bits: Nats per dimension below which the KL divergence is not penalised.
        warm_up_steps: Number of training steps over which the weight of the prior increases from zero.
        n_draws: Draws of the importance-weighted bound; None for the evidence lower bound.
        noise_model: With learnt noise, maps the loss of samples to their negative log likelihood in nats per
            feature, both of the same shape; None if the noise is fixed.
    """

    loss: str
    nats_per_loss: float
    beta: float
    free_bits: float
    warm_up_steps: int
    n_draws: int | None
    noise_model: Callable[[Any], Any] | None

    def reconstruct(self, x: Any, mean: Any, log_variance: Any, noise: Any, decoder: Any) -> Any:
        """Draws latent vectors, decodes them, and adds to the loss what the reconstruction loss lacks.

        Args:
            x: Samples, shape `(n, n_features)`.
            mean: Means of their latent distributions, shape `(n, latent_dim)`.
            log_variance: Log variances, same shape.
            noise: Standard normal noise, shape `(n, latent_dim)`, or `(n, n_draws * latent_dim)`.
            decoder: Maps latent vectors to reconstructions.

        Returns:
            Reconstructions, of the first draw if there are several, shape `(n, n_features)`.
        """
        from keras import ops

        if self.n_draws:
            return self._reconstruct_by_importance(x, mean, log_variance, noise, decoder)
        z = mean + ops.exp(log_variance / 2) * noise
        x_hat = decoder(self._penalise(z, mean, log_variance))
        if self.noise_model is None:
            return x_hat
        reconstruction_loss = self._compute_loss(x, x_hat)
        return _replace_loss(x_hat, self.noise_model(reconstruction_loss), reconstruction_loss)

    def _penalise(self, z: Any, mean: Any, log_variance: Any) -> Any:
        """Penalises the KL divergence from the prior; its metric is `kl`, whatever the free bits are.

        With free bits, the divergence of each dimension, averaged over the batch, counts at least as much.
        Source: D. P. Kingma et al. (2016), arXiv:1606.04934, section C.8.
        """
        from keras import ops

        from aecore.networks.layers import Penalty

        def divergence(_: Any, mean: Any, log_variance: Any) -> Any:
            return ops.mean(ops.sum(gaussian_divergence(mean, log_variance, exp=ops.exp), axis=1))

        def shortfall(_: Any, mean: Any, log_variance: Any) -> Any:
            """What the sum over dimensions of max(free bits, KL) has more than that of KL."""
            kl = ops.mean(gaussian_divergence(mean, log_variance, exp=ops.exp), axis=0)
            return ops.sum(ops.relu(self.free_bits - kl))

        # The importance-weighted bound contains the prior; the divergence is only reported.
        is_in_bound = self.n_draws is not None
        weight = 0.0 if is_in_bound else self.beta / self.nats_per_loss
        steps = 0 if is_in_bound else self.warm_up_steps
        z = Penalty(divergence, name="kl", weight=weight, warm_up_steps=steps)([z, mean, log_variance])
        if self.free_bits:
            penalty = Penalty(shortfall, name="below_free_bits", weight=weight, warm_up_steps=steps)
            z = penalty([z, mean, log_variance])
        return z

    def _reconstruct_by_importance(
        self, x: Any, mean: Any, log_variance: Any, noise: Any, decoder: Any
    ) -> Any:
        from keras import ops

        from aecore.networks.variational_layers import ImportanceWeightedBound

        n_draws, latent_dim = self.n_draws, mean.shape[1]
        noise = ops.reshape(noise, (-1, n_draws, latent_dim))
        z = mean[:, None] + ops.exp(log_variance[:, None] / 2) * noise
        z = self._penalise(z, mean, log_variance)
        x_hat = decoder(ops.reshape(z, (-1, latent_dim)))
        losses = self._compute_loss(ops.repeat(x, n_draws, axis=0), x_hat)
        losses = ops.reshape(losses, (-1, n_draws))
        minus_log_likelihood = losses if self.noise_model is None else self.noise_model(losses)
        bound = ImportanceWeightedBound(self.warm_up_steps, name="importance_weighted_bound")(
            [
                -self.nats_per_loss * minus_log_likelihood,
                ops.sum(compute_log_ratio(z, noise, log_variance[:, None]), axis=2),
            ]
        )
        first = ops.reshape(x_hat, (-1, n_draws, x.shape[1]))[:, 0]
        return _replace_loss(first, -bound / self.nats_per_loss, losses[:, 0])

    def _compute_loss(self, x: Any, x_hat: Any) -> Any:
        from aecore.training.losses import LOSSES

        return LOSSES[self.loss](x, x_hat)


def _replace_loss(x_hat: Any, loss: Any, reconstruction_loss: Any) -> Any:
    from aecore.networks.variational_layers import LossReplacement

    return LossReplacement(name="loss_replacement")([x_hat, loss, reconstruction_loss])
