"""The rows of the scoreboard."""

from aecore.scoreboard import measures
from aecore.scoreboard.entry import Entry

_BCE = {"loss": "binary_crossentropy"}
_CONVOLUTIONAL = {"hidden_layers": (32, 64), **_BCE}
_KERAS_BLOG = "blog.keras.io, Building autoencoders in Keras"
_SERIES = {"network": "convolutional", "hidden_layers": (32, 64), "batch_size": 32}

ENTRIES = (
    Entry(
        "linear: relative difference of test MSE from PCA", "deep", "mnist",
        {"latent_dim": 32, "hidden_layers": (), "activation": "linear", "epochs": 20},
        measures.distance_to_pca, 0.03, "PCA on the same data, 32 components", seeds=3,
    ),
    Entry(
        "deep: test MSE", "deep", "mnist", {"latent_dim": 32, "hidden_layers": (128,), "epochs": 30},
        measures.mse, 0.0084, "half of .0168 (PCA)", seeds=3,
    ),
    Entry(
        "dense: test cross-entropy", "basic", "mnist", {"latent_dim": 32, "epochs": 50, **_BCE},
        measures.cross_entropy, 0.092, f".09 ({_KERAS_BLOG})",
    ),
    Entry(
        "convolutional, 128 dimensions: test cross-entropy", "convolutional", "mnist",
        {"latent_dim": 128, "epochs": 15, **_CONVOLUTIONAL},
        measures.cross_entropy, 0.094, f".094 ({_KERAS_BLOG})",
    ),
    Entry(
        "convolutional, wide: test cross-entropy", "convolutional", "mnist",
        {"latent_dim": 784, "epochs": 20, "learning_rate": 5e-3, **_CONVOLUTIONAL},
        measures.cross_entropy, 0.0625, ".0622 with 1,568 dimensions (keras.io, Convolutional autoencoder)",
    ),
    Entry(
        "denoising at 0.4: test cross-entropy", "denoising", "mnist",
        {"network": "convolutional", "latent_dim": 256, "level": 0.4, "epochs": 25, "learning_rate": 3e-3,
         **_CONVOLUTIONAL},
        measures.denoised_cross_entropy, 0.084,
        ".0838 (keras.io, Convolutional autoencoder for image denoising)",
    ),
    Entry(
        "denoising at 0.5: PSNR gain in dB", "denoising", "mnist",
        {"network": "convolutional", "latent_dim": 256, "level": 0.5, "epochs": 15, "learning_rate": 3e-3,
         "hidden_layers": (32, 64)},
        measures.psnr_gain, 8.0, "goal of this project", is_at_most=False,
    ),
    Entry(
        "variational, 2 dimensions: negative test ELBO in nats", "variational", "mnist",
        {"network": "convolutional", "latent_dim": 2, "epochs": 30, **_CONVOLUTIONAL,
         "hidden_layers": (24, 48, 96)},
        measures.negative_elbo, 148.0,
        "146.95 on training and test data mixed (keras.io, Variational autoencoder)",
    ),
    Entry(
        "variational, 50 dimensions, binarised: NLL in nats, 500 draws", "variational", "mnist",
        {"latent_dim": 50, "hidden_layers": (200, 200), "activation": "tanh", "binarisation": "dynamic",
         "epochs": 200, **_BCE},
        measures.nll, 90.0, "86.76 with 5,000 draws (Burda et al. 2015, arXiv:1509.00519)",
    ),
    Entry(
        "sparse, KL: distance of the mean activation of live units from rho", "sparse", "mnist",
        {"latent_dim": 64, "rho": 0.05, "epochs": 20},
        measures.distance_to_rho, 0.02, "rho", seeds=3,
    ),
    Entry(
        "sparse, KL: test MSE relative to basic", "sparse", "mnist",
        {"latent_dim": 64, "rho": 0.05, "epochs": 20},
        measures.relative_to_basic, 1.5, "a basic autoencoder with the same width", seeds=3,
    ),
    Entry(
        "heartbeats: test MSE relative to PCA", "sequence", "heartbeats",
        {"latent_dim": 8, "epochs": 200, **_SERIES},
        measures.relative_to_pca, 1.0, "PCA with 8 components", seeds=3,
    ),
    Entry(
        "power demand: test MSE relative to PCA", "sequence", "power_demand",
        {"latent_dim": 4, "epochs": 200, **_SERIES},
        measures.relative_to_pca, 1.0, "PCA with 4 components", seeds=3,
    ),
    Entry(
        "names: share of correct letters", "sequence", "names",
        {"network": "gru", "latent_dim": 32, "epochs": 100, "batch_size": 32,
         "loss": "categorical_crossentropy"},
        measures.share_of_correct_letters, 0.9, "goal of this project; blanks do not count", is_at_most=False,
    ),
    Entry(
        "vector-quantised: perplexity relative to codebook size", "vector_quantised", "mnist", {"epochs": 10},
        measures.relative_perplexity, 0.5, "no codebook collapse", is_at_most=False, seeds=3,
    ),
)  # fmt: skip
