"""What the KL divergence of a variational autoencoder consists of, and its learnt observation noise."""

import math

import streamlit as st

from aecore.runs import Run
from aecore.variants.decomposition import count_decomposed_samples
from pages.ui import cache
from pages.ui.widgets.metrics import show_metrics


def show_divergence(run: Run) -> None:
    """Shows the three terms of the KL divergence, if they were measured; earlier versions did not."""
    metrics = run.metrics
    if "total_correlation" not in metrics:
        return
    n_test = len(cache.dataset(run.spec.dataset).part("test"))
    n = count_decomposed_samples(n_test, len(metrics["kl_per_dimension"]))
    st.header("What the KL term consists of", anchor=False)
    show_metrics(
        {
            "Mutual information": (
                f"{metrics['mutual_information']:.1f} of {math.log(n):.1f} nats",
                "What a latent vector tells about which sample it encodes. At most log n nats can be "
                "measured with n samples; near that, the true value can be larger. Measured on "
                f"{n:,} test samples.",
            ),
            "Total correlation": (
                f"{metrics['total_correlation']:.1f} nats",
                "Dependence of the latent dimensions on each other: 0 if they are independent. "
                f"Measured on {n:,} test samples.",
            ),
            "Dimension-wise KL": (
                f"{metrics['dimension_wise_kl']:.1f} nats",
                "Sum of the KL divergences of each dimension's distribution over all samples from the "
                f"prior: 0 if each has the distribution of the prior. Measured on {n:,} test samples.",
            ),
        }
    )


def show_noise(run: Run) -> None:
    """Shows the learnt standard deviation of the Gaussian likelihood, beside the errors that it models."""
    metrics, spec = run.metrics, run.spec
    if "sigma" not in metrics:
        return
    errors = cache.pca_errors(spec.dataset)
    latent_dim = min(spec.hyperparameters["latent_dim"], len(errors) - 1)
    n_test = len(cache.dataset(spec.dataset).part("test"))
    st.header("Learnt observation noise", anchor=False)
    show_metrics(
        {
            "Sigma": (
                f"{metrics['sigma']:.3f}",
                "Standard deviation of a scaled value about its reconstruction from a drawn latent vector, "
                "learnt from the training samples.",
            ),
            "Test error": (
                f"{math.sqrt(metrics['test_mse']):.3f}",
                f"Root mean squared error of the reconstructions from the mean, on {n_test:,} test samples.",
            ),
            "PCA error": (
                f"{math.sqrt(errors[latent_dim]):.3f}",
                f"Root mean squared error of PCA with {latent_dim} components, on {n_test:,} test samples.",
            ),
            "Mean sample": (
                f"{math.sqrt(errors[0]):.3f}",
                "Root mean squared error if every sample is reconstructed as the mean training sample: the "
                "sigma of a model that knows nothing of a sample.",
            ),
        }
    )
