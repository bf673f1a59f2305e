"""Losses of both players in PyTorch, float64, from the papers' equations. Run: python more-losses.py > more-losses.json
(PyTorch 2.13.0)"""

import json

import torch
from pattern import flat, pattern
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss, relu



def bce(scores, target):
    return binary_cross_entropy_with_logits(scores, torch.full_like(scores, target))


losses = {
    # Mao et al. 2017, arXiv:1611.04076, equation 2: 1/2 E[(D(x) - b)^2] + 1/2 E[(D(G(z)) - a)^2], 1/2 E[(D(G(z)) - c)^2]
    "least-squares": (
        lambda real, fake: 0.5 * mse_loss(real, torch.ones_like(real)) + 0.5 * mse_loss(fake, torch.zeros_like(fake)),
        lambda real, fake: 0.5 * mse_loss(fake, torch.ones_like(fake)),
        {},
    ),
    "least-squares, -1 1 0": (
        lambda real, fake: 0.5 * mse_loss(real, torch.ones_like(real)) + 0.5 * mse_loss(fake, -torch.ones_like(fake)),
        lambda real, fake: 0.5 * mse_loss(fake, torch.zeros_like(fake)),
        {"fakeTarget": -1, "realTarget": 1, "generatorTarget": 0},
    ),
    # Miyato et al. 2018, arXiv:1802.05957, equations 16 and 17
    "hinge": (
        lambda real, fake: relu(1 - real).mean() + relu(1 + fake).mean(),
        lambda real, fake: -fake.mean(),
        {},
    ),
    # Arjovsky et al. 2017, arXiv:1701.07875, algorithm 1, signs turned for descent
    "wasserstein": (
        lambda real, fake: fake.mean() - real.mean(),
        lambda real, fake: -fake.mean(),
        {},
    ),
    # Jolicoeur-Martineau 2018, arXiv:1807.00734, section 4.2
    "relativistic-average": (
        lambda real, fake: bce(real - fake.mean(), 1.0) + bce(fake - real.mean(), 0.0),
        lambda real, fake: bce(fake - real.mean(), 1.0) + bce(real - fake.mean(), 0.0),
        {},
    ),
}
inputs = {
    "ordinary scores": (pattern([16, 1], 1, 4), pattern([16, 1], 2, 4)),
    "patch maps": (pattern([2, 3, 3, 1], 3, 4), pattern([2, 3, 3, 1], 4, 4)),
    "extreme scores": (pattern([8, 1], 5, 1e4), pattern([8, 1], 6, 1e4)),
}


def gradients(value, tensors):
    found = torch.autograd.grad(value, tensors, allow_unused=True)
    return [flat(torch.zeros_like(tensor) if gradient is None else gradient) for gradient, tensor in zip(found, tensors)]


def player(loss, real, fake):
    value = loss(real, fake)
    in_real, in_fake = gradients(value, [real, fake])
    return {"value": value.item(), "real": in_real, "fake": in_fake}


cases = []
for name, (discriminator, generator, options) in losses.items():
    for kind, (real, fake) in inputs.items():
        real, fake = real.clone().requires_grad_(), fake.clone().requires_grad_()
        cases.append(
            {
                "loss": name.split(",")[0],
                "options": options,
                "inputs": kind,
                "shape": list(real.shape),
                "real": flat(real),
                "fake": flat(fake),
                "discriminator": player(discriminator, real, fake),
                "generator": player(generator, real, fake),
            }
        )
print(json.dumps({"torch": torch.__version__, "cases": cases}, indent=1))
