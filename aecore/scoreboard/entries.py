"""The rows of the scoreboard."""

from aecore.scoreboard import application_measures, measures
from aecore.scoreboard.entry import Entry

_BCE = {"loss": "binary_crossentropy"}
_CONVOLUTIONAL = {"hidden_layers": (32, 64), **_BCE}
_KERAS_BLOG = "blog.keras.io, Building autoencoders in Keras"
_SPARSE = {"epochs": 20}
_BINARISED = {
    "latent_dim": 50,
    "hidden_layers": (200, 200),
    "activation": "tanh",
    "binarisation": "dynamic",
    **_BCE,
}
_TOP_K = {
    "penalty": "top_k",
    "k": 16,
    "hidden_layers": (512,),
    "learning_rate": 2e-3,
    "epochs": 20,
}
_SERIES = {"network": "convolutional", "hidden_layers": (32, 64), "batch_size": 32}

ENTRIES = (
    Entry(
        "linear: relative difference of test MSE from PCA", "deep", "mnist",
        {"latent_dim": 32, "hidden_layers": (), "activation": "linear", "epochs": 20},
        measures.distance_to_pca, 0.03, "PCA on the same data, 32 components",
    ),
    Entry(
        "deep: test MSE", "deep", "mnist", {"latent_dim": 32, "hidden_layers": (128,), "epochs": 30},
        measures.mse, 0.0084, "half of .0168 (PCA)",
    ),
    Entry(
        "deep: test error of 100 random labels that spread", "deep", "mnist",
        {"latent_dim": 32, "hidden_layers": (128,), "epochs": 30},
        application_measures.spread_label_error, 0.04,
        ".0333 with a variational model that learns from the labels (Kingma et al. 2014, arXiv:1406.5298)",
        tried=24,
    ),
    Entry(
        "deep: test accuracy of 10 clusters, k-means on UMAP", "deep", "mnist",
        {"latent_dim": 32, "hidden_layers": (128,), "epochs": 30},
        application_measures.cluster_accuracy, 0.95, ".979 (McConville et al. 2020, N2D, arXiv:1908.05968)",
        is_at_most=False, tried=32,
    ),
    Entry(
        "deep: test accuracy of logistic regression minus that of PCA, in points", "deep", "mnist",
        {"latent_dim": 32, "hidden_layers": (128,), "epochs": 30},
        application_measures.probe_gain, 0.0, "PCA with 32 components", is_at_most=False,
    ),
    Entry(
        "variational, convolutional: gain in test accuracy by pretraining, in points, 100 labels",
        "variational", "mnist",
        {"network": "convolutional", "latent_dim": 16, "epochs": 10, **_BCE, "hidden_layers": (16, 32, 64)},
        application_measures.pretraining_gain, 5.0, "the same classifier from random weights",
        is_at_most=False, tried=8,
    ),
    Entry(
        "dense: test cross-entropy", "basic", "mnist", {"latent_dim": 32, "epochs": 50, **_BCE},
        measures.cross_entropy, 0.092, f".09 ({_KERAS_BLOG})",
    ),
    Entry(
        "convolutional, 128 dimensions: test cross-entropy", "convolutional", "mnist",
        {"latent_dim": 128, "epochs": 15, **_CONVOLUTIONAL},
        measures.cross_entropy, 0.094, f".094 ({_KERAS_BLOG})", seeds=2,
    ),
    Entry(
        "convolutional, wide: test cross-entropy", "convolutional", "mnist",
        {"latent_dim": 784, "epochs": 20, "learning_rate": 5e-3, **_CONVOLUTIONAL},
        measures.cross_entropy, 0.0625, ".0622 with 1,568 dimensions (keras.io, Convolutional autoencoder)",
        seeds=2, tried=2,
    ),
    Entry(
        "denoising at 0.4: test cross-entropy", "denoising", "mnist",
        {"network": "convolutional", "latent_dim": 256, "level": 0.4, "epochs": 25, "learning_rate": 3e-3,
         **_CONVOLUTIONAL},
        measures.denoised_cross_entropy, 0.084,
        ".0838 (keras.io, Convolutional autoencoder for image denoising)", seeds=2,
    ),
    Entry(
        "denoising at 0.5: PSNR gain in dB", "denoising", "mnist",
        {"network": "convolutional", "latent_dim": 256, "level": 0.5, "epochs": 15, "learning_rate": 3e-3,
         "hidden_layers": (32, 64)},
        measures.psnr_gain, 8.0, "goal of this project", is_at_most=False, seeds=2,
    ),
    Entry(
        "denoising at 0.5: PSNR in dB above the best tuned classical filter", "denoising", "mnist",
        {"network": "convolutional", "latent_dim": 256, "level": 0.5, "epochs": 15, "learning_rate": 3e-3,
         "hidden_layers": (32, 64)},
        application_measures.gain_over_filters, 3.0, "median of 3 x 3 pixels, 14.2 dB; goal of this project",
        is_at_most=False, seeds=2,
    ),
    Entry(
        "compression: bytes a digit at an error of .0053", "variational", "mnist",
        {"latent_dim": 32, "hidden_layers": (512, 256), "sigma": 0.07, "epochs": 30},
        application_measures.bytes_per_sample, 13.0,
        "goal of this project; PCA coded in the same way takes 40, JPEG 66",
        seeds=2, tried=2,
    ),
    Entry(
        "variational, 2 dimensions: negative test ELBO in nats", "variational", "mnist",
        {"network": "convolutional", "latent_dim": 2, "epochs": 30, **_CONVOLUTIONAL,
         "hidden_layers": (24, 48, 96)},
        measures.negative_elbo, 148.0,
        "146.95 on training and test data mixed (keras.io, Variational autoencoder)", seeds=2, tried=3,
    ),
    Entry(
        "variational, 50 dimensions, binarised: NLL in nats, 500 draws", "variational", "mnist",
        {**_BINARISED, "epochs": 200},
        measures.nll, 90.0, "86.76 with 5,000 draws (Burda et al. 2015, arXiv:1509.00519)", seeds=2,
    ),
    Entry(
        "variational, 50 dimensions, binarised, 60 passes: NLL in nats, 5,000 draws, 2,000 test samples",
        "variational", "mnist", {**_BINARISED, "epochs": 60},
        measures.nll_of_many_draws, 92.0, "86.76 after 3,280 passes (Burda et al. 2015, arXiv:1509.00519)",
        seeds=2,
    ),
    Entry(
        "importance-weighted (k = 5), otherwise as the row above", "variational", "mnist",
        {**_BINARISED, "epochs": 60, "objective": "iwae", "n_importance": 5},
        measures.nll_of_many_draws, 91.2, "85.54 after 3,280 passes (Burda et al. 2015); 0.8 nats below the "
        "row above", seeds=2,
    ),
    Entry(
        "sparse, KL: lifetime sparseness", "sparse", "mnist", _SPARSE,
        measures.lifetime_sparseness, 0.3, "1 for a dense representation", tried=15,
    ),
    Entry(
        "sparse, KL: distance of the share of active samples from rho, mean over units", "sparse", "mnist",
        _SPARSE, measures.distance_to_rho, 0.02, "rho", tried=15,
    ),
    Entry(
        "sparse, top-k with 16 of 256 units: test MSE", "sparse", "mnist", _TOP_K,
        measures.mse, 0.009, "goal of this project", tried=21,
    ),
    Entry(
        "sparse, top-k with 16 of 256 units: share of units that are active for any test sample", "sparse",
        "mnist", _TOP_K, measures.live_share, 0.95, "goal of this project", is_at_most=False, tried=21,
    ),
    Entry(
        "sparse, top-k with 16 of 256 units: lifetime sparseness", "sparse", "mnist", _TOP_K,
        measures.lifetime_sparseness, 0.2, "1 for a dense representation", tried=21,
    ),
    Entry(
        "heartbeats: test MSE relative to PCA", "sequence", "heartbeats",
        {"latent_dim": 8, "epochs": 200, **_SERIES},
        measures.relative_to_pca, 1.0, "PCA with 8 components",
    ),
    Entry(
        "power demand: test MSE relative to PCA", "sequence", "power_demand",
        {"latent_dim": 4, "epochs": 200, **_SERIES},
        measures.relative_to_pca, 1.0, "PCA with 4 components",
    ),
    Entry(
        "names: share of correct letters", "sequence", "names",
        {"network": "gru", "latent_dim": 32, "epochs": 100, "batch_size": 32,
         "loss": "categorical_crossentropy"},
        measures.share_of_correct_letters, 0.9, "goal of this project; blanks do not count",
        is_at_most=False, seeds=2,
    ),
    Entry(
        "vector-quantised: perplexity relative to codebook size", "vector_quantised", "mnist", {"epochs": 10},
        measures.relative_perplexity, 0.5, "no codebook collapse", is_at_most=False,
    ),
    Entry(
        "anomalies: AUROC of the rank average of models of one digit, mean over digits", "sparse", "mnist",
        {"penalty": "top_k", "k": 8, "latent_dim": 256, "epochs": 30, "batch_size": 128},
        application_measures.one_class_auroc, 0.97, "0.955 (PCA), 0.954 (5 nearest neighbours)",
        is_at_most=False, seeds=2, tried=10,
    ),
    Entry(
        "anomalies: AUROC of the rank average of a model of benign samples, minus that of the best baseline",
        "sparse", "breast_cancer",
        {"penalty": "top_k", "k": 4, "latent_dim": 64, "epochs": 200, "batch_size": 32},
        application_measures.benign_auroc_gain, 0.0,
        "PCA, 5 nearest neighbours and isolation forest on the same data",
        is_at_most=False, tried=8,
    ),
)  # fmt: skip
