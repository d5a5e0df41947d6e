"""What is compared: variants, latent dimensions and the length of the trainings."""

PCA = "pca"
VARIANTS = ("basic", "deep", "variational")
LATENT_DIMS = (2, 4, 8, 16, 32, 64)
_SAMPLES_LEARNT = 400_000
_MIN_EPOCHS, _MAX_EPOCHS = 5, 100


def choose_latent_dims(n_features: int) -> tuple[int, ...]:
    """Returns the latent dimensions that are fewer than the features; at least one.

    Args:
        n_features: Number of features of a sample.
    """
    return tuple(n for n in LATENT_DIMS if n < n_features) or (1,)


def suggest_epochs(n_train: int) -> int:
    """Suggests a number of epochs: many of a small data set, few of a large one.

    Args:
        n_train: Number of training samples.
    """
    return max(_MIN_EPOCHS, min(_MAX_EPOCHS, round(_SAMPLES_LEARNT / max(1, n_train))))
