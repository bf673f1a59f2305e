"""The numbers of bench/configs that the Python sides need; that they agree is checked by equal losses."""

ADAM = {"learning_rate": 2e-4, "beta1": 0.5, "beta2": 0.999}

WORKLOADS = {
    "mlp-2d": {"networks": "mlp", "latent": 64, "loss": "non-saturating", **ADAM, "learning_rate": 1e-3},
    "dcgan-32": {"networks": "dcgan", "latent": 128, "loss": "non-saturating", **ADAM},
    "wgan-gp-32": {
        "networks": "dcgan",
        "latent": 128,
        "loss": "wasserstein",
        "gradient_penalty": 10,
        "learning_rate": 1e-4,
        "beta1": 0.0,
        "beta2": 0.9,
    },
    "sngan-32": {
        "networks": "resnet",
        "latent": 128,
        "loss": "hinge",
        "learning_rate": 2e-4,
        "beta1": 0.0,
        "beta2": 0.9,
    },
}
