"""Values and gradients of PyTorch's BCEWithLogitsLoss in float64. Run: python losses.py > losses.json (PyTorch 2.13.0)"""

import json

import torch
from pattern import flat, pattern

bce = torch.nn.functional.binary_cross_entropy_with_logits
extremes = torch.tensor([1e4, -1e4, 100.0, -100.0, 30.0, -30.0, 15.0, -15.0, 0.0, 1e-3], dtype=torch.float64)


def case(name, real, fake, real_label):
    real = real.clone().requires_grad_()
    fake = fake.clone().requires_grad_()
    discriminator = bce(real, torch.full_like(real, real_label)) + bce(fake, torch.zeros_like(fake))
    real_gradient, fake_gradient = torch.autograd.grad(discriminator, [real, fake])
    minimax = -bce(fake, torch.zeros_like(fake))
    saturating = bce(fake, torch.ones_like(fake))
    return {
        "name": name,
        "shape": list(real.shape),
        "real": flat(real),
        "fake": flat(fake),
        "realLabel": real_label,
        "discriminator": {"value": discriminator.item(), "real": flat(real_gradient), "fake": flat(fake_gradient)},
        "minimax": {"value": minimax.item(), "fake": flat(torch.autograd.grad(minimax, fake)[0])},
        "nonSaturating": {"value": saturating.item(), "fake": flat(torch.autograd.grad(saturating, fake)[0])},
    }


cases = [
    case("ordinary scores", pattern([16, 1], 1, 4), pattern([16, 1], 2, 4), 1.0),
    case("patch maps", pattern([2, 3, 3, 1], 3, 4), pattern([2, 3, 3, 1], 4, 4), 1.0),
    case("smoothed labels", pattern([16, 1], 5, 4), pattern([16, 1], 6, 4), 0.9),
    case("extreme scores", extremes.reshape(-1, 1), extremes.flip(0).reshape(-1, 1), 1.0),
    case("extreme scores, smoothed", extremes.reshape(-1, 1), extremes.flip(0).reshape(-1, 1), 0.9),
]
print(json.dumps({"torch": torch.__version__, "cases": cases}, indent=1))
