"""The networks of the workloads in PyTorch, with Saddle's initial weights, in PyTorch's own layout."""

import torch
from torch import nn
from torch.nn import functional as F


def set_weight(module, weight, bias):
    module.weight = nn.Parameter(torch.from_numpy(weight).contiguous())
    if bias is not None:
        module.bias = nn.Parameter(torch.from_numpy(bias))
    return module


def dense(layer):
    kernel = layer["kernel"]
    module = nn.Linear(*kernel.shape, bias="bias" in layer)
    return set_weight(module, kernel.T.copy(), layer.get("bias"))


def dense_to_maps(layer, side, channels):
    """A dense layer whose outputs are maps: Saddle's are [height, width, channel], PyTorch's [channel, height, width]."""
    inputs = layer["kernel"].shape[0]
    kernel = layer["kernel"].reshape(inputs, side, side, channels).transpose(0, 3, 1, 2).reshape(inputs, -1)
    reordered = {"kernel": kernel}
    if "bias" in layer:
        reordered["bias"] = layer["bias"].reshape(side, side, channels).transpose(2, 0, 1).reshape(-1).copy()
    return nn.Sequential(dense(reordered), nn.Unflatten(1, (channels, side, side)))


def maps_to_dense(layer, side, channels):
    outputs = layer["kernel"].shape[1]
    kernel = layer["kernel"].reshape(side, side, channels, outputs).transpose(2, 0, 1, 3).reshape(-1, outputs)
    return nn.Sequential(nn.Flatten(), dense({**layer, "kernel": kernel}))


def conv(layer, stride=1):
    """Padding 'same': 1 for windows of 4 in strides of 2 and for windows of 3, 0 for windows of 1."""
    size, _, inputs, outputs = layer["kernel"].shape
    module = nn.Conv2d(inputs, outputs, size, stride, padding=0 if size == 1 else 1, bias="bias" in layer)
    return set_weight(module, layer["kernel"].transpose(3, 2, 0, 1).copy(), layer.get("bias"))


def conv_transposed(layer):
    size, _, outputs, inputs = layer["kernel"].shape
    module = nn.ConvTranspose2d(inputs, outputs, size, 2, padding=1, bias="bias" in layer)
    return set_weight(module, layer["kernel"].transpose(3, 2, 0, 1).copy(), layer.get("bias"))


def batch_norm(layer):
    return set_weight(nn.BatchNorm2d(len(layer["scale"])), layer["scale"], layer["offset"])


class SpectralNorm(nn.Module):
    """Miyato et al. 2018, algorithm 1, one power iteration in each forward pass, from a given vector."""

    def __init__(self, vector):
        super().__init__()
        self.register_buffer("u", torch.from_numpy(vector.reshape(-1)))

    def forward(self, weight):
        matrix = weight.flatten(1)
        with torch.no_grad():
            v = F.normalize(matrix.mT @ self.u, dim=0, eps=1e-12)
            u = F.normalize(matrix @ v, dim=0, eps=1e-12)
            self.u.copy_(u)
        return weight / torch.dot(u, matrix @ v)


class SpectralConv(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.conv = conv(layer)
        self.norm = SpectralNorm(layer["singular-vector"])

    def forward(self, x):
        return F.conv2d(x, self.norm(self.conv.weight), self.conv.bias, padding=self.conv.padding)


class SpectralDense(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.dense = dense(layer)
        self.norm = SpectralNorm(layer["singular-vector"])

    def forward(self, x):
        return F.linear(x, self.norm(self.dense.weight), self.dense.bias)


def mlp(generator, discriminator):
    def network(layers, activation):
        modules = []
        for layer in layers:
            modules += [dense(layer), activation()]
        return nn.Sequential(*modules[:-1])

    return network(generator, nn.ReLU), network(discriminator, lambda: nn.LeakyReLU(0.2))


def dcgan(generator, discriminator):
    layers = list(generator)
    widest = next(layer["kernel"].shape[3] for layer in layers if layer.get("kernel", layers[0]["kernel"]).ndim == 4)
    g = [dense_to_maps(layers[0], 4, widest)]
    for layer in layers[1:]:
        if "scale" in layer:
            g.append(batch_norm(layer))
        else:
            g += [nn.ReLU(), conv_transposed(layer)]
    d = []
    layers = list(discriminator)
    for layer in layers[:-1]:
        if "scale" in layer:
            d.insert(len(d) - 1, batch_norm(layer))
        else:
            d += [conv(layer, 2), nn.LeakyReLU(0.2)]
            channels = layer["kernel"].shape[3]
    d.append(maps_to_dense(layers[-1], 4, channels))
    return nn.Sequential(*g, nn.Tanh()), nn.Sequential(*d)


class GeneratorBlock(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.residual = nn.Sequential(
            batch_norm(next(layers)),
            nn.ReLU(),
            nn.Upsample(scale_factor=2, mode="nearest"),
            conv(next(layers)),
            batch_norm(next(layers)),
            nn.ReLU(),
            conv(next(layers)),
        )
        self.shortcut = nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), conv(next(layers)))

    def forward(self, x):
        return self.residual(x) + self.shortcut(x)


class DiscriminatorBlock(nn.Module):
    """`first`: on pictures, without activation, the shortcut pools first. `pooled`: halves the size."""

    def __init__(self, layers, first=False, pooled=True):
        super().__init__()
        self.first = first
        self.pooled = pooled
        self.conv1 = SpectralConv(next(layers))
        self.conv2 = SpectralConv(next(layers))
        self.shortcut = SpectralConv(next(layers)) if pooled else None

    def forward(self, x):
        residual = self.conv2(F.relu(self.conv1(x if self.first else F.relu(x))))
        if not self.pooled:
            return residual + x
        shortcut = self.shortcut(F.avg_pool2d(x, 2)) if self.first else F.avg_pool2d(self.shortcut(x), 2)
        return F.avg_pool2d(residual, 2) + shortcut


class SumPooling(nn.Module):
    def forward(self, x):
        return F.relu(x).sum((2, 3))


def resnet(generator, discriminator):
    first = next(generator)
    channels = first["kernel"].shape[1] // 16
    g = nn.Sequential(
        dense_to_maps(first, 4, channels),
        *[GeneratorBlock(generator) for _ in range(3)],
        batch_norm(next(generator)),
        nn.ReLU(),
        conv(next(generator)),
        nn.Tanh(),
    )
    d = nn.Sequential(
        DiscriminatorBlock(discriminator, first=True),
        DiscriminatorBlock(discriminator),
        DiscriminatorBlock(discriminator, pooled=False),
        DiscriminatorBlock(discriminator, pooled=False),
        SumPooling(),
        SpectralDense(next(discriminator)),
    )
    return g, d
