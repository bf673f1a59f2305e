"""DiffAugment and ADA in PyTorch, float64. Run: python augmentations.py > augmentations.json (PyTorch 2.13.0)

Written from the papers' equations and tables, picture by picture with PyTorch's own roll, flip, rot90, grid_sample and
colour matrices. Random numbers come from pattern() with keys 40, 41, …, in the order in which the plugins draw them."""

import json
import math

import torch
from pattern import flat, pattern, pictures

torch.set_default_dtype(torch.float64)


class Draws:
    def __init__(self):
        self.key = 39

    def uniform(self, shape, low=0.0, high=1.0):
        self.key += 1
        return (pattern(shape, self.key) + 1) / 2 * (high - low) + low

    def whole(self, shape, low, high):
        return torch.floor(self.uniform(shape, 0, high - low)) + low

    def normal(self, shape, deviation):
        """Not normal: any numbers serve to compare."""
        self.key += 1
        return pattern(shape, self.key, 1.5) * deviation


def channels_last(x):
    return [round(value, 9) for value in flat(x.permute(0, 2, 3, 1))]


# DiffAugment (Zhao et al. 2020, arXiv:2006.10738)
def color(x, draws):
    n = len(x)
    x = x + draws.uniform([n, 1, 1, 1], -0.5, 0.5)
    mean = x.mean(1, keepdim=True)
    x = (x - mean) * draws.uniform([n, 1, 1, 1], 0, 2) + mean
    mean = x.mean([1, 2, 3], keepdim=True)
    return (x - mean) * draws.uniform([n, 1, 1, 1], 0.5, 1.5) + mean


def translation(x, draws):
    n, _, height, width = x.shape
    most = [int(side / 8 + 0.5) for side in (height, width)]
    down = draws.whole([n, 1], -most[0], most[0] + 1)
    right = draws.whole([n, 1], -most[1], most[1] + 1)
    moved = []
    for i, picture in enumerate(x):
        padded = torch.nn.functional.pad(picture, [most[1]] * 2 + [most[0]] * 2)
        top, left = most[0] + int(down[i]), most[1] + int(right[i])
        moved.append(padded[:, top : top + height, left : left + width])
    return torch.stack(moved)


def cutout(x, draws):
    n, _, height, width = x.shape
    sides = [int(side / 2 + 0.5) for side in (height, width)]
    rows = draws.whole([n, 1], 0, height + (1 - sides[0] % 2))
    columns = draws.whole([n, 1], 0, width + (1 - sides[1] % 2))
    mask = torch.ones(n, 1, height, width)
    for i in range(n):
        top, left = int(rows[i]) - sides[0] // 2, int(columns[i]) - sides[1] // 2
        mask[i, :, max(top, 0) : max(top + sides[0], 0), max(left, 0) : max(left + sides[1], 0)] = 0
    return x * mask


def with_gradients(shape, apply):
    """The output, and the gradient of sum(output^2 * pattern(9)), which the second derivative enters."""
    x = pictures(shape, 1).clone().requires_grad_()
    output = apply(x, Draws())
    weight = pictures(shape, 9)
    gradient = torch.autograd.grad((output.square() * weight).sum(), x, create_graph=True)[0]
    second = torch.autograd.grad(gradient.square().sum(), x)[0]
    return {"shape": shape, "output": channels_last(output), "gradient": channels_last(gradient), "second": channels_last(second)}


def in_order(*functions):
    def apply(x, draws):
        for function in functions:
            x = function(x, draws)
        return x

    return apply


shape = [3, 8, 6, 3]
references = {
    "torch": torch.__version__,
    "diffAugment": {
        "color": with_gradients(shape, color),
        "translation": with_gradients(shape, translation),
        "cutout": with_gradients(shape, cutout),
        "color,translation,cutout": with_gradients(shape, in_order(color, translation, cutout)),
    },
}


# ADA (Karras et al. 2020, arXiv:2006.06676, appendix B)
def ada(strength, names):
    def apply(x, draws):
        n, channels, height, width = x.shape

        def gate(name, identity, amount, count=1):
            if name not in names:
                return torch.full([n, count], float(identity))
            value = amount([n, count])
            return torch.where(draws.uniform([n, 1]) < strength, value, torch.full_like(value, identity))

        shifts = gate("translate", 0, lambda s: draws.uniform(s, -0.125, 0.125), 2)
        flips = gate("flip", 0, lambda s: torch.floor(draws.uniform(s, 0, 2)))
        quarters = gate("rotate90", 0, lambda s: torch.floor(draws.uniform(s, 0, 4)))
        scales = gate("scale", 1, lambda s: torch.exp2(draws.normal(s, 0.2)))
        moved = []
        for i in range(n):
            picture = x[i : i + 1]
            if flips[i] == 1:
                picture = picture.flip(3)
            picture = torch.rot90(picture, int(quarters[i]), [2, 3])
            # Shift and size by an affine grid, mirrored outside; align_corners makes positions whole pixels.
            down, right = torch.round(shifts[i, 0] * height), torch.round(shifts[i, 1] * width)
            factor = 1 / scales[i, 0]
            zero = torch.zeros(())
            matrix = torch.stack(
                [
                    torch.stack([factor, zero, -2 * right / (width - 1)]),
                    torch.stack([zero, factor, -2 * down / (height - 1)]),
                ]
            )
            grid = torch.nn.functional.affine_grid(matrix[None], [1, channels, height, width], align_corners=True)
            moved.append(
                torch.nn.functional.grid_sample(picture, grid, "bilinear", padding_mode="reflection", align_corners=True)
            )
        x = torch.cat(moved)

        brightness = gate("brightness", 0, lambda s: draws.normal(s, 0.2))
        contrast = gate("contrast", 1, lambda s: torch.exp2(draws.normal(s, 0.5)))
        luma = gate("luma-flip", 0, lambda s: torch.floor(draws.uniform(s, 0, 2)))
        x = (x + brightness[:, :, None, None]) * contrast[:, :, None, None]
        axis = torch.ones(channels) / math.sqrt(channels)
        grey = torch.outer(axis, axis)
        colors = []
        matrices = [torch.eye(channels) - 2 * grey * flag for flag in luma[:, 0]]
        if channels == 3:
            angles = gate("hue", 0, lambda s: draws.uniform(s, -math.pi, math.pi))
            saturation = gate("saturation", 1, lambda s: torch.exp2(draws.normal(s, 1.0)))
            cross = torch.tensor([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
            for i in range(n):
                turn = torch.matrix_exp(angles[i, 0] * cross)  # a rotation about the grey axis
                saturate = grey + (torch.eye(3) - grey) * saturation[i, 0]
                matrices[i] = saturate @ turn @ matrices[i]
        for i in range(n):
            colors.append(torch.einsum("ab,bhw->ahw", matrices[i], x[i]))
        return torch.stack(colors)

    return apply


geometry = ["flip", "rotate90", "translate", "scale"]
colors = ["brightness", "contrast", "luma-flip", "hue", "saturation"]
references["ada"] = [
    {"names": names, "strength": strength, **with_gradients(shape, ada(strength, names))}
    for names, strength, shape in [
        (["flip"], 1.0, [4, 4, 4, 1]),
        (["rotate90"], 1.0, [8, 4, 4, 1]),
        (["flip", "rotate90"], 1.0, [16, 4, 4, 1]),
        (["translate"], 1.0, [3, 16, 12, 1]),
        (["scale"], 1.0, [4, 9, 9, 1]),
        (["hue"], 1.0, [6, 4, 4, 3]),
        (colors, 0.7, [8, 4, 4, 3]),
        (geometry + colors, 0.6, [8, 8, 8, 3]),
        (geometry + ["brightness", "contrast", "luma-flip"], 0.6, [8, 8, 8, 1]),
    ]
]

# The controller: section 3.1, and the schedule of the paper's training loop
batch, interval, speed, target = 8, 4, 2000, 0.6
strength, seen, trace = 0.0, [], []
for update in range(40):
    scores = pattern([batch, 1], 200 + update) + (0.9 if update < 24 else -0.5)
    seen.append(torch.sign(scores).mean().item())
    if (update + 1) % interval == 0:
        mean = sum(seen) / len(seen)
        strength = min(max(strength + (1 if mean > target else -1) * batch * interval / speed, 0.0), 1.0)
        seen = []
    trace.append(strength)
references["controller"] = {"batch": batch, "interval": interval, "speed": speed, "target": target, "strength": trace}
print(json.dumps(references))
