"""StyleGAN2 in PyTorch, float64: Karras et al. 2020, arXiv:1912.04958, configuration F, and its path length
regularization (equation 4). Run: python stylegan2.py > stylegan2.json (PyTorch 2.13.0)

Written from the paper and its predecessors (arXiv:1710.10196, arXiv:1812.04948). Modulated convolutions have a kernel
for every example, by grouped convolution; up- and down-sampling puts zeros between pixels and convolves with the filter
of two dimensions. Parameters are named as Saddle's layers; parameter i is pattern(shape, 100 + i, scale) + add.
Gradients are those of sum(output * pattern(output, 9)); `penalty` is the sum of the squares of its gradient in the
input, and its gradients are a double backward. `counts` are the numbers of trained parameters,
at 256 pixels with half as many channels."""

import json
import math

import torch
from pattern import pattern
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
batch, classes, latent, style, side, group = 4, 3, 6, 5, 16, 2
labels = torch.tensor([0, 2, 1, 2])
one_hot = F.one_hot(labels, classes).double()
rate = 0.01


class Parameters:
    def __init__(self):
        self.values = {}

    def make(self, name, shape, scale=1.0, add=0.0):
        value = pattern(shape, 100 + len(self.values), scale) + add
        self.values[name] = value.requires_grad_()
        return value

    def list(self):
        return [{"name": name, "shape": list(value.shape)} for name, value in self.values.items()]


class Counter(Parameters):
    """Counts what it is asked for; fills nothing."""

    total = 0

    def make(self, name, shape, scale=1.0, add=0.0):
        self.total += math.prod(shape)
        return torch.zeros(())


def fir(x, before, after, gain=1.0):
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    kernel = (gain * torch.outer(taps, taps)).expand(x.shape[1], 1, 4, 4)
    return F.conv2d(F.pad(x, [before, after, before, after]), kernel, groups=x.shape[1])


def enlarge(x):
    b, c, h, w = x.shape
    spread = F.pad(x.reshape(b, c, h, 1, w, 1), [0, 1, 0, 0, 0, 1]).reshape(b, c, 2 * h, 2 * w)
    return fir(spread, 2, 1, 4.0)


def lrelu(x):
    return F.leaky_relu(x, 0.2) * math.sqrt(2)


def normalized(x):
    return x / (x.square().mean(1, keepdim=True) + 1e-8).sqrt()


def modulated(x, kernel, s, up=False, demodulate=True):
    """x [batch, inputs, h, w], kernel [size, size, inputs, outputs], s [batch, inputs]."""
    b, inputs, h, w = x.shape
    size, _, _, outputs = kernel.shape
    kernel = kernel / math.sqrt(inputs * size * size)
    each = kernel.permute(3, 2, 0, 1)[None] * s[:, None, :, None, None]
    if demodulate:
        each = each / (each.square().sum([2, 3, 4], keepdim=True) + 1e-8).sqrt()
    x = x.reshape(1, b * inputs, h, w)
    if not up:
        maps = F.conv2d(x, each.reshape(b * outputs, inputs, size, size), padding=size // 2, groups=b)
        return maps.reshape(b, outputs, h, w)
    each = each.transpose(1, 2).reshape(b * inputs, outputs, size, size)
    maps = F.conv_transpose2d(x, each, stride=2, groups=b)
    return fir(maps.reshape(b, outputs, *maps.shape[2:]), 1, 1, 4.0)


def channels_at(side, most, base):
    return min(most, base // side)


def mapping(parameters, latent, style, layers, conditional):
    make = parameters.make
    if conditional:
        embedding = [make("mapping/label-embedding/kernel", [classes, style]), make("mapping/label-embedding/bias", [style])]
    width = latent + (style if conditional else 0)
    dense = []
    for i in range(layers):
        kernel = make(f"mapping/dense-{i}/kernel", [width, style], 1 / rate)
        dense.append((kernel, make(f"mapping/dense-{i}/bias", [style], 1 / rate)))
        width = style

    def apply(z):
        x = normalized(z)
        if conditional:
            x = torch.cat([x, normalized(one_hot @ embedding[0] / math.sqrt(classes) + embedding[1])], 1)
        for kernel, bias in dense:
            x = lrelu(x @ kernel * (rate / math.sqrt(kernel.shape[0])) + bias * rate)
        return x

    return apply


def synthesis(parameters, side, most, base, style):
    make = parameters.make

    def styled(name, inputs, outputs, size):
        affine = make(f"synthesis/{name}/style-kernel", [style, inputs]), make(f"synthesis/{name}/style-bias", [inputs], 0.5, 1.0)
        return (*affine, make(f"synthesis/{name}/kernel", [size, size, inputs, outputs]))

    def layer(name, inputs, outputs):
        return (
            *styled(name, inputs, outputs, 3),
            make(f"synthesis/{name}-noise/strength", [], 0.5),
            make(f"synthesis/{name}-bias/bias", [outputs], 0.5),
        )

    def colours(name, inputs):
        return *styled(name, inputs, 3, 1), make(f"synthesis/{name}-bias/bias", [3], 0.5)

    channels = channels_at(4, most, base)
    constant = make("synthesis/constant/value", [1, 4, 4, channels])
    first = layer("4-conv", channels, channels), colours("4-colours", channels)
    blocks, at = [], 8
    while at <= side:
        outputs = channels_at(at, most, base)
        up, plain = layer(f"{at}-conv-up", channels, outputs), layer(f"{at}-conv", outputs, outputs)
        blocks.append((up, plain, colours(f"{at}-colours", outputs)))
        channels, at = outputs, 2 * at

    def convolve(x, w, noise, weights, up=False):
        kernel, bias, filters, strength, offset = weights
        x = modulated(x, filters, w @ kernel / math.sqrt(style) + bias, up)
        x = x + strength * next(noise)([x.shape[0], x.shape[2], x.shape[3], 1]).permute(0, 3, 1, 2)
        return lrelu(x + offset[:, None, None])

    def to_colours(x, w, weights):
        kernel, bias, filters, offset = weights
        return modulated(x, filters, w @ kernel / math.sqrt(style) + bias, demodulate=False) + offset[:, None, None]

    def apply(w, noise):
        """w [batch, layers, style]; noise gives a function from shape to numbers."""
        x = constant.permute(0, 3, 1, 2).repeat(w.shape[0], 1, 1, 1)
        x = convolve(x, w[:, 0], noise, first[0])
        pictures = to_colours(x, w[:, 1], first[1])
        for i, (up, plain, final) in enumerate(blocks):
            x = convolve(x, w[:, 2 * i + 1], noise, up, up=True)
            x = convolve(x, w[:, 2 * i + 2], noise, plain)
            pictures = enlarge(pictures) + to_colours(x, w[:, 2 * i + 3], final)
        return pictures.permute(0, 2, 3, 1)

    return apply


def keyed(first):
    """Noise as test/support/keyed-random.ts draws it: pattern(shape, key, 1.5), key after key."""
    key = first
    while True:
        yield lambda shape, key=key: pattern(shape, key, 1.5)
        key += 1


def uniform(shape, key):
    return (pattern(shape, key) + 1) / 2


def mixed(map_, z, layers, key):
    """Style mixing with probability 0.9: where, then from which layer on. The other latent is the next example's."""
    w, other = (map_(x)[:, None].expand(-1, layers, -1) for x in (z, z.roll(-1, 0)))
    which = uniform([batch, 1, 1], key) < 0.9
    crossover = torch.floor(uniform([batch, 1, 1], key + 1) * (layers - 1)) + 1
    position = torch.arange(layers).reshape(1, layers, 1)
    return torch.where(which & (position >= crossover), other, w)


def deviation(x, group):
    """x [batch, channels, height, width]; example i is in group i mod (batch / group)."""
    groups = x.shape[0] // group
    members = [torch.stack([x[i + j * groups] for j in range(group)]) for i in range(groups)]
    statistics = torch.stack([(each.var(0, unbiased=False) + 1e-8).sqrt().mean() for each in members])
    return torch.cat([x, statistics.repeat(group)[:, None, None, None].expand(-1, 1, *x.shape[2:])], 1)


def discriminator(parameters, side, most, base, conditional, heads=1):
    make = parameters.make

    def convolution(name, size, inputs, outputs, bias=True):
        kernel = make(f"{name}/kernel", [size, size, inputs, outputs])
        return kernel, make(f"{name}/bias", [outputs], 0.5) if bias else None

    def dense(name, inputs, outputs):
        return make(f"{name}/kernel", [inputs, outputs]), make(f"{name}/bias", [outputs], 0.5)

    entry = convolution("from-colours", 1, 3, channels_at(side, most, base))
    blocks, at = [], side
    while at > 4:
        inner, outer = channels_at(at, most, base), channels_at(at // 2, most, base)
        blocks.append(
            (
                convolution(f"{at}-conv", 3, inner, inner),
                convolution(f"{at}-conv-down", 3, inner, outer),
                convolution(f"{at}-shortcut", 1, inner, outer, bias=False),
            )
        )
        at //= 2
    width = channels_at(4, most, base)
    last = convolution("4-conv", 3, width + 1, width)
    flat = dense("4-dense", 16 * width, width)
    scores = dense("scores-of-classes", width, classes) if conditional else dense("scores", width, 1)

    def convolve(x, weights, down=False):
        kernel, bias = weights
        size = kernel.shape[0]
        kernel = kernel.permute(3, 2, 0, 1) / math.sqrt(kernel[..., 0].numel())
        if not down:
            return F.conv2d(x, kernel, bias, padding=size // 2)
        padding = (size + 1) // 2
        return F.conv2d(fir(x, padding, padding), kernel, bias, stride=2)

    def connect(x, weights):
        return x @ weights[0] / math.sqrt(weights[0].shape[0]) + weights[1]

    def apply(samples):
        x = lrelu(convolve(samples.permute(0, 3, 1, 2), entry))
        for plain, down, shortcut in blocks:
            residual = lrelu(convolve(lrelu(convolve(x, plain)), down, True))
            x = (residual + convolve(x, shortcut, True)) / math.sqrt(2)
        x = deviation(x, group)
        x = lrelu(convolve(x, last))
        x = lrelu(connect(x.permute(0, 2, 3, 1).reshape(x.shape[0], -1), flat))
        x = connect(x, scores)
        return x[torch.arange(batch), labels][:, None] if conditional else x

    return apply


def rounded(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().reshape(-1).tolist()]


def gradients(value, parameters):
    found = torch.autograd.grad(value, list(parameters.values.values()), retain_graph=True, allow_unused=True)
    zero = lambda gradient, like: torch.zeros_like(like) if gradient is None else gradient
    return [rounded(zero(gradient, like)) for gradient, like in zip(found, parameters.values.values())]


def study(apply, parameters, x):
    x = x.clone().requires_grad_()
    output = apply(x)
    loss = (output * pattern(list(output.shape), 9)).sum()
    in_x = torch.autograd.grad(loss, x, create_graph=True)[0]
    penalty = in_x.square().sum()
    return {
        "parameters": parameters.list(),
        "output": rounded(output),
        "input": rounded(in_x),
        "gradients": gradients(loss, parameters),
        "penalty": penalty.item(),
        "penaltyGradients": gradients(penalty, parameters),
    }


def layer(apply, shapes):
    """A layer by itself: gradients in all it takes, and those of their squares' sum."""
    inputs = [pattern(shape, 300 + i).requires_grad_() for i, shape in enumerate(shapes)]
    output = apply(*inputs)
    first = torch.autograd.grad((output * pattern(list(output.shape), 9)).sum(), inputs, create_graph=True)
    squares = sum(each.square().sum() for each in first)
    # Of a linear layer the gradient is a constant.
    second = torch.autograd.grad(squares, inputs, allow_unused=True) if squares.requires_grad else []
    return {
        "shapes": shapes,
        "output": rounded(output),
        "first": [rounded(each) for each in first],
        "second": [rounded(torch.zeros_like(x) if each is None else each) for each, x in zip(second, inputs)],
    }


def modulated_layer(size, up, demodulate):
    def apply(x, w, style_kernel, style_bias, kernel):
        s = w @ style_kernel / math.sqrt(style) + style_bias
        return modulated(x.permute(0, 3, 1, 2), kernel, s, up, demodulate).permute(0, 2, 3, 1)

    outputs = 3 if size == 1 else 4
    shapes = [[2, 6, 6, 4], [2, style], [style, 4], [4], [size, size, 4, outputs]]
    return layer(apply, shapes)


def nchw(apply):
    return lambda x: apply(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


def down(x, kernel, bias):
    kernel = kernel.permute(3, 2, 0, 1) / math.sqrt(kernel[..., 0].numel())
    return F.conv2d(fir(x.permute(0, 3, 1, 2), 2, 2), kernel, bias, stride=2).permute(0, 2, 3, 1)


def path_lengths():
    """Three looks at half the batch: penalty, mean length so far, gradients; decay 0.9, y drawn with key 40."""
    parameters = Parameters()
    map_ = mapping(parameters, latent, style, 2, False)
    draw = synthesis(parameters, side, 4, 64, style)
    steps, mean, half = [], None, batch // 2
    for step in range(3):
        z = pattern([batch, latent], 1 + step)[:half]
        w, other = (map_(x)[:, None].expand(-1, 6, -1) for x in (z, z.roll(-1, 0)))
        which = uniform([half, 1, 1], 60) < 0.9
        crossover = torch.floor(uniform([half, 1, 1], 61) * 5) + 1
        w = torch.where(which & (torch.arange(6).reshape(1, 6, 1) >= crossover), other, w)
        pictures = draw(w, keyed(60))
        y = pattern(list(pictures.shape), 40, 1.5) / side
        in_w = torch.autograd.grad((pictures * y).sum(), w, create_graph=True)[0]
        lengths = in_w.square().sum(2).mean(1).sqrt()
        now = lengths.mean().item()
        mean = now if mean is None else 0.9 * mean + 0.1 * now
        penalty = (lengths - mean).square().mean()
        steps.append({"penalty": penalty.item(), "mean": mean, "gradients": gradients(penalty, parameters)})
    return {"parameters": parameters.list(), "steps": steps}


def generator_study(conditional):
    parameters = Parameters()
    map_ = mapping(parameters, latent, style, 2, conditional)
    draw = synthesis(parameters, side, 4, 64, style)
    return study(lambda z: draw(mixed(map_, z, 6, 40), keyed(42)), parameters, pattern([batch, latent], 1))


def discriminator_study(conditional):
    parameters = Parameters()
    return study(discriminator(parameters, side, 4, 64, conditional), parameters, pattern([batch, side, side, 3], 1))


def counts(side, base, layers):
    generator, judge = Counter(), Counter()
    mapping(generator, 512, 512, layers, False)
    synthesis(generator, side, 512, base, 512)
    discriminator(judge, side, 512, base, False)
    return {"generator": generator.total, "discriminator": judge.total}


references = {
    "torch": torch.__version__,
    "layers": {
        "modulated": modulated_layer(3, False, True),
        "modulatedUp": modulated_layer(3, True, True),
        "colours": modulated_layer(1, False, False),
        "enlarge": layer(nchw(enlarge), [[2, 5, 4, 3]]),
        "down": layer(down, [[2, 8, 8, 4], [3, 3, 4, 4], [4]]),
        # Groups of two would have straight lines, without second derivatives.
        "deviation": layer(nchw(lambda x: deviation(x, 3)), [[6, 3, 3, 2]]),
    },
    "generator": generator_study(False),
    "conditionalGenerator": generator_study(True),
    "discriminator": discriminator_study(False),
    "conditionalDiscriminator": discriminator_study(True),
    "pathLength": path_lengths(),
    "counts": {
        "32": counts(32, 32768, 8),
        "64": counts(64, 32768, 8),
        "256": counts(256, 16384, 8),
        "1024": counts(1024, 32768, 8),
    },
}
print(json.dumps(references))
