"""First and second gradients by PyTorch in float64. Run: python second-order.py > second-order.json (PyTorch 2.13.0)

Every loss is sum(weight * y * y) with y the op's output in TensorFlow's order of axes and weight a pattern. `penalty`
is the sum of the squares of the loss's gradients in all inputs, `penaltyGradients` its gradients in them: a double
backward. Inputs are rounded to float32, which is what the tests compute in."""

import json
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

sys.path.append(str(Path(__file__).parent / "torch"))
from pattern import flat, pattern

torch.set_default_dtype(torch.float64)


def of(shape, key=1, scale=2.0, offset=0.0):
    return {"shape": shape, "key": key, "scale": scale, "offset": offset}


def build(spec):
    values = (pattern(spec["shape"], spec["key"], spec["scale"]).float() + spec["offset"]).float()
    return values.double().requires_grad_()


def first(x):
    """[batch, …, channels] to [batch, channels, …]."""
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def same(x, size, stride, value):
    """TensorFlow's padding 'same' of both spatial axes, at the end where it is uneven."""
    pads = []
    for axis in (3, 2):
        length = x.shape[axis]
        total = max((-(-length // stride) - 1) * stride + size - length, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value)


def max_pool_same(x):
    return last(F.max_pool2d(same(first(x), 3, 2, -1e30), 3, 2))


def average_pool_same(x):
    x = first(x)
    sums = F.avg_pool2d(same(x, 3, 2, 0.0), 3, 2)
    return last(sums / F.avg_pool2d(same(torch.ones_like(x), 3, 2, 0.0), 3, 2))


def left_aligned(x, height, width):
    """Bilinear resizing with pixels' corners as their places, TensorFlow's first convention."""

    def weights(source, size):
        matrix = torch.zeros(size, source)
        for i in range(size):
            position = i * source / size
            low = int(position)
            matrix[i, low] += 1 - (position - low)
            matrix[i, min(low + 1, source - 1)] += position - low
        return matrix

    return torch.einsum("hi,wj,bijc->bhwc", weights(x.shape[1], height), weights(x.shape[2], width), x)


def resize(x, size, mode, **options):
    return last(F.interpolate(first(x), size, mode=mode, **options))


def convolution(x, kernel, stride, padding=0):
    return last(F.conv2d(first(x), kernel.permute(3, 2, 0, 1), stride=stride, padding=padding))


def transposed(x, kernel):
    """Kernel 4, stride 2, padding 'same': doubles the sides."""
    return last(F.conv_transpose2d(first(x), kernel.permute(3, 2, 0, 1), stride=2, padding=1))


def depthwise(x, kernel):
    height, width, channels, multiplier = kernel.shape
    weights = kernel.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
    return last(F.conv2d(first(x), weights, groups=channels))


def batch_norm(x, mean, variance, offset, scale):
    return (x - mean) / torch.sqrt(variance + 1e-3) * scale + offset


V = [of([3, 4])]
PLUS = [of([3, 4], scale=0.9, offset=1.5)]
SMALL = [of([3, 4], scale=0.8)]
TWO = [of([3, 4]), of([3, 4], 2)]
ROW = [of([3, 4]), of([4], 2)]
MAPS = [of([2, 4, 6, 3])]

cases = {
    # Elementwise
    "abs": (V, torch.abs),
    "acos": (SMALL, torch.acos),
    "acosh": ([of([3, 4], scale=0.9, offset=2.5)], torch.acosh),
    "asin": (SMALL, torch.asin),
    "asinh": (V, torch.asinh),
    "atan": (V, torch.atan),
    "atanh": (SMALL, torch.atanh),
    "clipByValue": (V, lambda x: torch.clamp(x, -1, 1)),
    "cos": (V, torch.cos),
    "cosh": (V, torch.cosh),
    "elu": (V, F.elu),
    "erf": (V, torch.erf),
    "exp": (V, torch.exp),
    "expm1": (V, torch.expm1),
    "gelu": (V, F.gelu),
    "leakyRelu": (V, lambda x: F.leaky_relu(x, 0.2)),
    "log": (PLUS, torch.log),
    "log1p": (PLUS, torch.log1p),
    "logSigmoid": (V, F.logsigmoid),
    "neg": (V, torch.neg),
    "reciprocal": (PLUS, torch.reciprocal),
    "relu": (V, F.relu),
    "relu6": ([of([3, 4], scale=9)], F.relu6),
    "rsqrt": (PLUS, torch.rsqrt),
    "selu": (V, F.selu),
    "sigmoid": (V, torch.sigmoid),
    "silu": (V, F.silu),
    "sin": (V, torch.sin),
    "sinh": (V, torch.sinh),
    "softplus": (V, F.softplus),
    "sqrt": (PLUS, lambda x: torch.sqrt(x) + x),
    "square": (V, torch.square),
    "tan": (SMALL, torch.tan),
    "tanh": (V, torch.tanh),
    # Two inputs, the second one broadcast
    "add": (ROW, torch.add),
    "atan2": ([of([3, 4]), of([4], 2, 0.5, 1.5)], torch.atan2),
    "div": ([of([3, 4]), of([4], 2, 0.5, 1.5)], torch.div),
    "maximum": (ROW, torch.maximum),
    "minimum": (ROW, torch.minimum),
    "mod": ([of([3, 4]), of([4], 2, 0.5, 1.5)], torch.remainder),
    "mul": (ROW, torch.mul),
    "pow": ([of([3, 4], 1, 0.9, 1.5), of([4], 2)], torch.pow),
    "prelu": (ROW, lambda x, slope: torch.where(x > 0, x, x * slope)),
    "squaredDifference": (ROW, lambda a, b: torch.square(a - b)),
    "sub": (ROW, torch.sub),
    "where": (TWO, lambda a, b: torch.where(a > b, torch.exp(a), a * b)),
    # Along axes
    "cumsum": (V, lambda x: torch.cumsum(x, 1)),
    "logSoftmax": (V, lambda x: F.log_softmax(x, -1)),
    "logSumExp": (V, lambda x: torch.logsumexp(x, 1)),
    "max": (V, lambda x: torch.amax(x, 1)),
    "mean": (V, lambda x: torch.mean(x, 0)),
    "min": (V, lambda x: torch.amin(x, 1)),
    "moments": (V, lambda x: torch.var(x, 0, unbiased=False)),
    "norm": (V, lambda x: torch.linalg.vector_norm(x, dim=1)),
    "softmax": (V, lambda x: F.softmax(x, -1)),
    "sum": (V, lambda x: torch.sum(x, 1)),
    # Shapes
    "batchToSpaceND": (
        [of([4, 2, 3, 2])],
        lambda x: x.reshape(2, 2, 1, 2, 3, 2).permute(2, 3, 0, 4, 1, 5).reshape(1, 4, 6, 2),
    ),
    "broadcastTo": ([of([4])], lambda x: x.expand(3, 4)),
    "concat": (TWO, lambda a, b: torch.cat([a, b], 1)),
    "gather": (V, lambda x: x[[2, 0, 2]]),
    "mirrorPad": ([of([1, 4, 5, 2])], lambda x: last(F.pad(first(x), (2, 1, 1, 2), mode="reflect"))),
    "mirrorPad symmetric": (V, lambda x: torch.cat([x[:, [1, 0]], x, x[:, [3, 2, 1]]], 1)),
    "pad": (V, lambda x: F.pad(x, (2, 0, 1, 1))),
    "reshape": (V, lambda x: x.reshape(2, 6)),
    "reverse": (V, lambda x: x.flip(1)),
    "slice": (V, lambda x: x[1:3, 1:3]),
    "spaceToBatchND": (
        [of([1, 4, 6, 2])],
        lambda x: x.reshape(1, 2, 2, 3, 2, 2).permute(2, 4, 0, 1, 3, 5).reshape(4, 2, 3, 2),
    ),
    "split": (V, lambda x: torch.split(x, 2, 1)[0] * torch.split(x, 2, 1)[1]),
    "stack": (TWO, lambda a, b: torch.stack([a, b], 1)),
    "tile": (V, lambda x: x.tile(2, 3)),
    "transpose": (V, lambda x: x.t()),
    "unsortedSegmentSum": (V, lambda x: torch.stack([x[0] + x[2], x[1]])),
    "unstack": (V, lambda x: x[0] * x[1] - x[2]),
    # Networks
    "addN": (TWO, torch.add),
    "averagePool": (MAPS, lambda x: last(F.avg_pool2d(first(x), 2))),
    "averagePool same": ([of([2, 5, 6, 3])], average_pool_same),
    "averagePool3d": ([of([1, 4, 4, 2, 2])], lambda x: last(F.avg_pool3d(first(x), 2))),
    "batchNorm": (
        [of([2, 3, 3, 4]), of([4], 2), of([4], 3, 0.5, 1.0), of([4], 4), of([4], 5)],
        batch_norm,
    ),
    "conv2d": ([of([2, 5, 6, 3]), of([3, 3, 3, 2], 2)], lambda x, k: convolution(x, k, 2)),
    "conv2dTranspose": ([of([2, 3, 3, 2]), of([4, 4, 3, 2], 2)], transposed),
    "conv3d": (
        [of([1, 3, 4, 4, 2]), of([2, 2, 2, 2, 3], 2)],
        lambda x, k: last(F.conv3d(first(x), k.permute(4, 3, 0, 1, 2))),
    ),
    "dense": ([of([3, 4]), of([4, 5], 2), of([5], 3)], lambda x, k, b: torch.tanh(x @ k + b)),
    "depthwiseConv2d": ([of([2, 4, 5, 3]), of([3, 3, 3, 2], 2)], depthwise),
    "fusedConv2d": (
        [of([2, 4, 5, 3]), of([3, 3, 3, 2], 2), of([2], 3)],
        lambda x, k, b: convolution(x, k, 1, 1) + b,
    ),
    "matMul": ([of([2, 3, 4]), of([2, 5, 4], 2)], lambda a, b: a @ b.transpose(1, 2)),
    "maxPool": (MAPS, lambda x: last(F.max_pool2d(first(x), 2))),
    "maxPool overlapping": ([of([1, 7, 7, 2])], lambda x: last(F.max_pool2d(first(x), 3, 2))),
    "maxPool same": ([of([2, 5, 6, 3])], max_pool_same),
    "maxPool of relu": (MAPS, lambda x: last(F.max_pool2d(first(F.relu(x)), 2))),
    "resizeBilinear": ([of([1, 3, 4, 2])], lambda x: left_aligned(x, 6, 7)),
    "resizeBilinear aligned": (
        [of([1, 3, 4, 2])],
        lambda x: resize(x, (6, 7), "bilinear", align_corners=True),
    ),
    "resizeBilinear half pixels": (
        [of([1, 3, 4, 2])],
        lambda x: resize(x, (6, 7), "bilinear", align_corners=False),
    ),
    "resizeNearest": ([of([2, 3, 4, 3])], lambda x: resize(x, (6, 12), "nearest")),
    "resizeNearest smaller": ([of([1, 6, 8, 2])], lambda x: resize(x, (3, 4), "nearest")),
    "resizeNearest uneven": ([of([1, 3, 4, 2])], lambda x: resize(x, (7, 5), "nearest")),
    "resizeNearest half pixels": ([of([1, 3, 4, 2])], lambda x: resize(x, (7, 5), "nearest-exact")),
}


def run(specs, op):
    inputs = [build(spec) for spec in specs]
    y = op(*inputs)
    weight = pattern(list(y.shape), 9).float().double()
    gradients = torch.autograd.grad((weight * y * y).sum(), inputs, create_graph=True)
    penalty = sum(gradient.square().sum() for gradient in gradients)
    second = torch.autograd.grad(penalty, inputs, allow_unused=True, materialize_grads=True)
    return {
        "inputs": specs,
        "gradients": [flat(gradient) for gradient in gradients],
        "penalty": penalty.item(),
        "penaltyGradients": [flat(gradient) for gradient in second],
    }


references = {"torch": torch.__version__, "cases": {name: run(*case) for name, case in cases.items()}}
print(json.dumps(references, separators=(",", ":")))
