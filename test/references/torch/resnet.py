"""The residual SNGAN in PyTorch, float64: Miyato et al. 2018, arXiv:1802.05957, table 4, with the conditional batch
normalization and the projection of Miyato and Koyama 2018, arXiv:1802.05637. Run: python resnet.py > resnet.json
(PyTorch 2.13.0)

Written from the tables of the papers. Parameters are pattern(shape, 100 + i, 0.5), in the order in which the layers are
made; scales of normalizations have 1 added. Gradients are those of sum(output * pattern(output, 9)); `penalty` is the
sum of the squares of its gradient in the input, and its gradients are a double backward. `counts` are the numbers of
trained parameters at the paper's size, 32 pixels without labels."""

import json

import torch
from pattern import pattern
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
batch, classes, latent = 4, 3, 6
labels = torch.tensor([0, 2, 1, 2])


class Parameters:
    """Makes them as they are asked for; kernels in TensorFlow's order."""

    def __init__(self):
        self.values = []

    def make(self, shape, add=0.0):
        value = (pattern(shape, 100 + len(self.values), 0.5) + add).requires_grad_()
        self.values.append(value)
        return value


def convolve(kernel, bias):
    return lambda x: F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, padding="same")


def generator(side, channels, conditional):
    parameters = Parameters()
    make = parameters.make

    def normalization():
        table = [classes, channels] if conditional else [channels]
        scale, offset = make(table, 1.0), make(table)

        def apply(x):
            normal = F.batch_norm(x, None, None, training=True)
            rows = (scale[labels], offset[labels]) if conditional else (scale[None], offset[None])
            return normal * rows[0][:, :, None, None] + rows[1][:, :, None, None]

        return apply

    def convolution(size, inputs, outputs):
        return convolve(make([size, size, inputs, outputs]), make([outputs]))

    enlarge = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")
    kernel, bias = make([latent, 16 * channels]), make([16 * channels])
    blocks = []
    while 4 * 2 ** len(blocks) < side:
        norm1, conv1 = normalization(), convolution(3, channels, channels)
        norm2, conv2 = normalization(), convolution(3, channels, channels)
        blocks.append((norm1, conv1, norm2, conv2, convolution(1, channels, channels)))
    plain = [make([channels], 1.0), make([channels])]
    last = convolution(3, channels, 3)

    def apply(z):
        x = (z @ kernel + bias).reshape(batch, 4, 4, channels).permute(0, 3, 1, 2)
        for norm1, conv1, norm2, conv2, shortcut in blocks:
            x = conv2(norm2(conv1(enlarge(norm1(x).relu()))).relu()) + shortcut(enlarge(x))
        x = F.batch_norm(x, None, None, *plain, training=True).relu()
        return torch.tanh(last(x)).permute(0, 2, 3, 1)

    return apply, parameters.values


def discriminator(side, channels, conditional):
    parameters = Parameters()
    make = parameters.make
    vectors = []

    def spectral(kernel):
        """Divided by the singular value after one power iteration from pattern(…, 200 + number of the vector)."""
        matrix = kernel.reshape(-1, kernel.shape[-1])
        u = pattern([kernel.shape[-1], 1], 200 + len(vectors))
        left = F.normalize(matrix.detach() @ (u / u.norm()), dim=0)
        right = F.normalize(matrix.detach().t() @ left, dim=0)
        vectors.append(right)
        return kernel / (left * (matrix @ right)).sum()

    def convolution(size, inputs, outputs):
        kernel, bias = make([size, size, inputs, outputs]), make([outputs])
        return convolve(spectral(kernel), bias)

    shrink = lambda x: F.avg_pool2d(x, 2)
    first = [convolution(3, 3, channels), convolution(3, channels, channels), convolution(1, 3, channels)]
    halving = []
    while side / 2 ** (1 + len(halving)) > 8:
        halving.append([convolution(k, channels, channels) for k in (3, 3, 1)])
    plain = [[convolution(3, channels, channels) for _ in range(2)] for _ in range(2)]
    kernel, bias = spectral(make([channels, 1])), make([1])
    embedding = spectral(make([classes, channels])) if conditional else None

    def apply(samples):
        x = samples.permute(0, 3, 1, 2)
        x = shrink(first[1](first[0](x).relu())) + first[2](shrink(x))
        for conv1, conv2, shortcut in halving:
            x = shrink(conv2(conv1(x.relu()).relu())) + shrink(shortcut(x))
        for conv1, conv2 in plain:
            x = conv2(conv1(x.relu()).relu()) + x
        features = x.relu().sum([2, 3])
        scores = features @ kernel + bias
        if conditional:
            scores = scores + (features * embedding[labels]).sum(1, keepdim=True)
        return scores

    return apply, parameters.values


def rounded(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def study(apply, values, x):
    x = x.clone().requires_grad_()
    output = apply(x)
    loss = (output * pattern(list(output.shape), 9)).sum()
    in_x = torch.autograd.grad(loss, x, create_graph=True)[0]
    gradients = torch.autograd.grad(loss, values, retain_graph=True)
    penalty = in_x.square().sum()
    of_penalty = torch.autograd.grad(penalty, values, allow_unused=True)
    return {
        "shapes": [list(value.shape) for value in values],
        "output": rounded(output),
        "input": rounded(in_x),
        "gradients": [rounded(gradient) for gradient in gradients],
        "penalty": penalty.item(),
        "penaltyGradients": [
            rounded(torch.zeros_like(value) if gradient is None else gradient)
            for gradient, value in zip(of_penalty, values)
        ],
    }


def count(build, channels):
    global latent
    latent = 128
    return sum(value.numel() for value in build(32, channels, False)[1])


references = {
    "torch": torch.__version__,
    "generator": study(*generator(16, 4, True), pattern([batch, latent], 1)),
    "discriminator": study(*discriminator(16, 4, True), pattern([batch, 16, 16, 3], 1)),
    "counts": {"generator": count(generator, 256), "discriminator": count(discriminator, 128)},
}
print(json.dumps(references))
