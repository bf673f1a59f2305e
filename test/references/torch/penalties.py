"""Regularizers in PyTorch, float64, double backward included. Run: python penalties.py > penalties.json (PyTorch 2.13.0)

The discriminator has two tanh layers: scores = W3 tanh(W2 tanh(W1 x)), smooth, so that second derivatives are compared
and no kink. Random numbers come from pattern(), in the order in which the plugins draw them."""

import json

import torch
from pattern import flat, pattern
from torch.nn.functional import cross_entropy, mse_loss, relu

torch.set_default_dtype(torch.float64)
batch, size, width = 4, 5, 6
sizes = [(size * size * 2, width), (width, width), (width, 1)]
weights = [pattern(list(shape), 20 + i, 0.5).clone().requires_grad_() for i, shape in enumerate(sizes)]
# [batch, height, width, channels], as TensorFlow has it
real = pattern([batch, size, size, 2], 1)
fake = pattern([batch, size, size, 2], 2)


def discriminator(x):
    first = torch.tanh(x.reshape(len(x), -1) @ weights[0])
    return torch.tanh(first @ weights[1]) @ weights[2]


def uniform(shape, key):
    """In [0, 1)."""
    return (pattern(shape, key) + 1) / 2


def result(value):
    return {"value": value.item(), "gradients": [flat(g) for g in torch.autograd.grad(value, weights)]}


def norms(x):
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(discriminator(x).sum(), x, create_graph=True)[0]
    return gradient.reshape(len(x), -1).norm(dim=1)


references = {"torch": torch.__version__}

# Gulrajani et al. 2017, arXiv:1704.00028, equation 3 and, one-sided, section 4
mix = uniform([batch, 1, 1, 1], 40)
between = real + mix * (fake - real)
references["gradientPenalty"] = {
    f"sides {sides}, target {target}": {
        "options": {"sides": sides, "target": target},
        **result((relu(norms(between) - target) if sides == 1 else norms(between) - target).square().mean()),
    }
    for sides, target in [(2, 1), (1, 0.1), (2, 0)]
}

# Mescheder et al. 2018, arXiv:1801.04406, equation 9 without gamma
references["r1"] = result(0.5 * norms(real).square().mean())

# Tseng et al. 2021, arXiv:2104.03310: equations 5 and 6, and the paper's code with relu; averages start at the first means
decay = 0.9
for name, cut in [("lecam", relu), ("lecamEquation", lambda x: x)]:
    steps, means = [], None
    for step in range(4):
        scores_real = discriminator(pattern(list(real.shape), 50 + step))
        scores_fake = discriminator(pattern(list(fake.shape), 60 + step))
        now = torch.stack([scores_real.mean(), scores_fake.mean()]).detach()
        means = now if means is None else decay * means + (1 - decay) * now
        value = cut(scores_real - means[1]).square().mean() + cut(means[0] - scores_fake).square().mean()
        steps.append({**result(value), "averages": flat(means)})
    references[name] = steps


# Zhao et al. 2020, arXiv:2002.04724, algorithm 1, with flips and shifts; the mirror image moves in
def flip_and_shift(x, shift, key):
    """Draws: rows, columns (whole numbers in [-shift, shift]), then flips."""
    moved = []
    down = torch.floor(uniform([batch, 1], key) * (2 * shift + 1)) - shift
    right = torch.floor(uniform([batch, 1], key + 1) * (2 * shift + 1)) - shift
    flips = uniform([batch, 1], key + 2) < 0.5
    for i, picture in enumerate(x):
        picture = picture.permute(2, 0, 1)[None]
        if flips[i]:
            picture = picture.flip(3)
        padded = torch.nn.functional.pad(picture, [shift] * 4, mode="reflect")
        top, left = shift - int(down[i]), shift - int(right[i])
        moved.append(padded[0, :, top : top + size, left : left + size].permute(1, 2, 0))
    return torch.stack(moved)


def change(x, key):
    return mse_loss(discriminator(flip_and_shift(x, 2, key)), discriminator(x))


references["consistency"] = {
    "options": {"real": 10, "fake": 5, "shift": 2},
    "moved": flat(flip_and_shift(real, 2, 40)),
    **result(10 * change(real, 40) + 5 * change(fake, 43)),
}

# Cross-entropies of heads: Odena et al. 2017, arXiv:1610.09585; Chen et al. 2016, arXiv:1606.03657
logits_real, logits_fake = (pattern([batch, 3], key, 4).requires_grad_() for key in (70, 71))
labels_real, labels_fake = torch.tensor([0, 2, 1, 1]), torch.tensor([2, 2, 0, 1])
loss = cross_entropy(logits_real, labels_real) + cross_entropy(logits_fake, labels_fake)
references["auxiliaryClassifier"] = {
    "discriminator": loss.item(),
    "generator": cross_entropy(logits_fake, labels_fake).item(),
    "real": flat(torch.autograd.grad(loss, logits_real, retain_graph=True)[0]),
    "fake": flat(torch.autograd.grad(loss, logits_fake)[0]),
}
head = pattern([batch, 2], 72).requires_grad_()
code = pattern([batch, 2], 73)
gaussian = -torch.distributions.Normal(head, 1.0).log_prob(code).sum(1).mean()
constant = 2 * 0.5 * torch.log(torch.tensor(2 * torch.pi))  # of the density, which no gradient sees
loss = cross_entropy(logits_fake, labels_fake) + 0.1 * (gaussian - constant)
references["mutualInformation"] = {
    "value": loss.item(),
    "categorical": flat(torch.autograd.grad(loss, logits_fake, retain_graph=True)[0]),
    "continuous": flat(torch.autograd.grad(loss, head)[0]),
}

# Salimans et al. 2016, arXiv:1606.03498, section 3.1
features = pattern([batch, 7], 74)
made = pattern([batch, 7], 75).requires_grad_()
loss = (features.mean(0) - made.mean(0)).square().sum()
references["featureMatching"] = {"value": loss.item(), "fake": flat(torch.autograd.grad(loss, made)[0])}
print(json.dumps(references, indent=1))
