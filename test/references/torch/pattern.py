"""Numbers in [-1, 1) that test/support/pattern.ts makes too, so that references need no stored inputs."""

import numpy
import torch

torch.set_num_threads(1)  # so that every run stores the same digits


def pattern(shape, key, scale=1.0):
    index = numpy.arange(int(numpy.prod(shape)), dtype=numpy.float64)
    value = numpy.sin(index * 12.9898 + key * 78.233) * 43758.5453
    return torch.tensor(((value - numpy.floor(value)) * 2 - 1) * scale).reshape(shape)


def kernel(shape, key, scale=1.0):
    """A kernel in TensorFlow's order [height, width, a, b], as PyTorch's [b, a, height, width]."""
    return pattern(shape, key, scale).permute(3, 2, 0, 1)


def pictures(shape, key, scale=1.0):
    """[batch, height, width, channels] as PyTorch's [batch, channels, height, width]."""
    return pattern(shape, key, scale).permute(0, 3, 1, 2)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()
