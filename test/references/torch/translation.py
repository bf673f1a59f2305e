"""pix2pix and CycleGAN networks in PyTorch. Run: python translation.py > translation.json (PyTorch 2.13.0)

Written from the papers' appendices (arXiv:1611.07004 section 6.1, arXiv:1703.10593 section 7.2): parameter counts at the
published sizes, and outputs and gradients of small ones, in float64. Weights are pattern() with the key of their place
in the order in which Saddle registers them; kernels are stored as TensorFlow has them."""

import json

import torch
import torch.nn.functional as F
from pattern import flat, pattern
from torch import nn

torch.set_default_dtype(torch.float64)


class Weights:
    """Hands out weights in order: kernels as [height, width, inputs, outputs] (transposed ones: outputs, inputs)."""

    def __init__(self):
        self.tensors = []

    def take(self, *shape):
        scale = 0.2 if len(shape) > 1 else 0.5
        tensor = pattern(shape, 100 + len(self.tensors), scale).clone().requires_grad_()
        self.tensors.append(tensor)
        return tensor

    def conv(self, x, filters, size, stride=1, pad=0, bias=True):
        kernel = self.take(size, size, x.shape[1], filters)
        return F.conv2d(x, kernel.permute(3, 2, 0, 1).contiguous(), self.take(filters) if bias else None, stride, pad)

    def transposed(self, x, filters, size, bias=True):
        """Twice the size; what a stride of 2 and padding 'same' make of it. Size 4: a border of 1; size 3: the end."""
        kernel = self.take(size, size, filters, x.shape[1])
        full = F.conv_transpose2d(x, kernel.permute(3, 2, 0, 1).contiguous(), self.take(filters) if bias else None, 2)
        start = 1 if size == 4 else 0
        rows, columns = 2 * x.shape[2], 2 * x.shape[3]
        return full[:, :, start : start + rows, start : start + columns]

    def batch_norm(self, x):
        return F.batch_norm(x, None, None, self.take(x.shape[1]) + 1, self.take(x.shape[1]), training=True)


def unet(x, w, channels, depth, outputs):
    width = lambda level: channels * min(2**level, 8)
    skips = []
    for level in range(depth):
        first, last = level == 0, level == depth - 1
        x = x if first else F.leaky_relu(x, 0.2)
        x = w.conv(x, width(level), 4, 2, 1, bias=False)
        x = x if first or last else w.batch_norm(x)
        skips.append(x)
    for level in range(depth - 1, 0, -1):
        x = w.batch_norm(w.transposed(F.relu(x), width(level - 1), 4, bias=False))
        x = torch.cat([x, skips[level - 1]], 1)
    return torch.tanh(w.transposed(F.relu(x), outputs, 4))


def patch_gan(x, w, channels, layers, norm):
    bias = norm != "batch"
    normalize = w.batch_norm if norm == "batch" else F.instance_norm
    width = lambda level: channels * min(2**level, 8)
    x = F.leaky_relu(w.conv(x, channels, 4, 2, 1), 0.2)
    for level in range(1, layers):
        x = F.leaky_relu(normalize(w.conv(x, width(level), 4, 2, 1, bias)), 0.2)
    x = F.leaky_relu(normalize(w.conv(x, width(layers), 4, 1, 1, bias)), 0.2)
    return w.conv(x, 1, 4, 1, 1)


def residual(x, w, channels, blocks, outputs):
    def halved(x, filters):
        # Padding 'same' of an even size: one row at the end.
        return w.conv(F.pad(x, (0, 1, 0, 1)), filters, 3, 2)

    mirrored = lambda x, width: F.pad(x, (width,) * 4, mode="reflect")
    active = lambda x: F.relu(F.instance_norm(x))
    x = active(w.conv(mirrored(x, 3), channels, 7))
    x = active(halved(x, 2 * channels))
    x = active(halved(x, 4 * channels))
    for _ in range(blocks):
        y = active(w.conv(mirrored(x, 1), 4 * channels, 3))
        x = x + F.instance_norm(w.conv(mirrored(y, 1), 4 * channels, 3))
    x = active(w.transposed(x, 2 * channels, 3))
    x = active(w.transposed(x, channels, 3))
    return torch.tanh(w.conv(mirrored(x, 3), outputs, 7))


def count(network, *shape):
    weights = Weights()
    with torch.no_grad():
        network(torch.zeros(shape), weights)
    return sum(tensor.numel() for tensor in weights.tensors)


def case(network, channels_last_shape, key):
    weights = Weights()
    x = pattern(channels_last_shape, key).permute(0, 3, 1, 2).clone().requires_grad_()
    y = network(x, weights)
    (y * pattern((y.shape[0], y.shape[2], y.shape[3], y.shape[1]), key + 1).permute(0, 3, 1, 2)).sum().backward()
    rounded = lambda tensor: [round(value, 9) for value in flat(tensor)]
    return {
        "shape": list(channels_last_shape),
        "key": key,
        "output": rounded(y.permute(0, 2, 3, 1)),
        "inputGradient": rounded(x.grad.permute(0, 2, 3, 1)),
        "weights": [list(tensor.shape) for tensor in weights.tensors],
        "weightGradientSums": [round(tensor.grad.sum().item(), 9) for tensor in weights.tensors],
    }


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "parameters": {
                "unet-256": count(lambda x, w: unet(x, w, 64, 8, 3), 2, 3, 256, 256),
                "patch-70-pairs": count(lambda x, w: patch_gan(x, w, 64, 3, "batch"), 2, 6, 70, 70),
                "patch-70-instance": count(lambda x, w: patch_gan(x, w, 64, 3, "instance"), 1, 3, 70, 70),
                "residual-9": count(lambda x, w: residual(x, w, 64, 9, 3), 1, 3, 32, 32),
                "residual-6": count(lambda x, w: residual(x, w, 64, 6, 3), 1, 3, 32, 32),
            },
            "unet": case(lambda x, w: unet(x, w, 2, 3, 3), (2, 8, 8, 1), 1),
            "patch": case(lambda x, w: patch_gan(x, w, 2, 2, "batch"), (2, 16, 16, 2), 3),
            "patch-instance": case(lambda x, w: patch_gan(x, w, 2, 1, "instance"), (2, 16, 16, 2), 5),
            "residual": case(lambda x, w: residual(x, w, 1, 1, 3), (2, 12, 8, 3), 7),
        }
    )
)
