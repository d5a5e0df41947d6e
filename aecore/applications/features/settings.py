"""What label efficiency and pretraining compare by default."""

_NUMBERS = (10, 30, 100, 300, 1000, 3000, 10_000)
_UPDATES = 600
_MIN_EPOCHS, _MAX_EPOCHS = 10, 60
BATCH_SIZE = 32
# Chosen on validation samples of MNIST with 100 labels, from .0003, .001 and .003; the best for both starts.
LEARNING_RATE = 3e-3


def choose_numbers(n_classes: int, n_available: int) -> tuple[int, ...]:
    """Returns the numbers of labelled samples that are compared, from 10 to 10,000 at most.

    Args:
        n_classes: Number of classes; each needs a sample.
        n_available: Number of labelled samples to draw from.
    """
    return tuple(n for n in _NUMBERS if n_classes <= n <= n_available) or (n_available,)


def suggest_epochs(n_labels: int) -> int:
    """Suggests epochs for the training of a classifier: about 600 updates, but from 10 to 60 epochs.

    Args:
        n_labels: Number of labelled samples.
    """
    n_batches = -(-n_labels // BATCH_SIZE)
    return max(_MIN_EPOCHS, min(_MAX_EPOCHS, round(_UPDATES / n_batches)))
