"""Layers of PyTorch in float64. Run: python layers.py > layers.json (PyTorch 2.13.0)

Every loss is sum(output * pattern(output, 9)), in TensorFlow's order of axes; `penalty` is the sum of the squares of
that loss's gradient in the input, and `penaltyGradient` its gradient: a double backward."""

import json

import torch
from pattern import flat, kernel, pattern, pictures
from torch import nn

torch.set_default_dtype(torch.float64)
references = {"torch": torch.__version__}


def weighted(output):
    """Outputs to TensorFlow's order, then weighted."""
    ordered = output.permute(0, 2, 3, 1) if output.dim() == 4 else output
    return ordered, (ordered * pattern(list(ordered.shape), 9)).sum()


def channels_last(tensor):
    return flat(tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor)


def as_kernel(tensor):
    """A gradient of a PyTorch kernel in TensorFlow's order."""
    return flat(tensor.permute(2, 3, 1, 0) if tensor.dim() == 4 else tensor.t())


def normalization(layer, shape, affine):
    layer.weight.data = pattern([shape[-1]], 2)
    layer.bias.data = pattern([shape[-1]], 3)
    x = (pictures(shape, 1, 3) if len(shape) == 4 else pattern(shape, 1, 3)).add(0.5).contiguous().requires_grad_()
    output, loss = weighted(layer(x))
    gradient, weight, bias = torch.autograd.grad(loss, [x, layer.weight, layer.bias], create_graph=True)
    penalty = gradient.square().sum()
    of_penalty = torch.autograd.grad(penalty, [x, layer.weight])
    result = {
        "shape": shape,
        "output": flat(output),
        "gradient": channels_last(gradient),
        "scaleGradient": flat(weight),
        "offsetGradient": flat(bias),
        "penalty": penalty.item(),
        "penaltyGradient": channels_last(of_penalty[0]),
        "penaltyScaleGradient": flat(of_penalty[1]),
    }
    if affine == "batch":
        layer(x * 0.5)  # a second update of the running averages
        result["runningMean"] = flat(layer.running_mean)
        result["runningVariance"] = flat(layer.running_var)
        layer.eval()
        result["evaluated"] = flat(weighted(layer(x))[0])
    return result


references["batchNorm2d"] = normalization(nn.BatchNorm2d(3), [4, 3, 2, 3], "batch")
references["batchNorm1d"] = normalization(nn.BatchNorm1d(5), [6, 5], "batch")
references["layerNorm"] = normalization(nn.LayerNorm(5), [6, 5], "layer")
references["groupNorm"] = normalization(nn.GroupNorm(1, 3), [4, 3, 2, 3], "layer")


def spectral(layer, weight, x, outputs, axes):
    """`axes`: the order of the weight's axes that makes it [outputs, rest]; torch's own default is the same."""
    layer.weight.data = weight.clone()
    layer.bias.data = pattern([outputs], 3)
    layer = nn.utils.spectral_norm(layer)
    u = pattern([outputs], 4)
    layer.weight_u.copy_(u / u.norm())
    x = x.clone().requires_grad_()
    calls = []
    for _ in range(3):
        output, loss = weighted(layer(x))
        gradient_x = torch.autograd.grad(loss, x, create_graph=True)[0]
        gradient = torch.autograd.grad(loss, layer.weight_orig, retain_graph=True)[0]
        penalty = gradient_x.square().sum()
        of_penalty = torch.autograd.grad(penalty, layer.weight_orig)[0]
        calls.append(
            {
                "output": flat(output),
                "gradient": as_kernel(gradient),
                "penalty": penalty.item(),
                "penaltyGradient": as_kernel(of_penalty),
                "vector": flat(layer.weight_u),
            }
        )
    return calls


references["spectralDense"] = spectral(nn.Linear(5, 4), pattern([5, 4], 2).t(), pattern([3, 5], 1), 4, None)
references["spectralConv2d"] = spectral(
    nn.Conv2d(3, 4, 4, stride=2, padding=1), kernel([4, 4, 3, 4], 2), pictures([2, 8, 8, 3], 1), 4, None
)

# TensorFlow's kernel of a transposed convolution is [height, width, outputs, inputs], so `kernel` gives PyTorch's
# [inputs, outputs, height, width].
transposed = nn.ConvTranspose2d(3, 2, 4, stride=2, padding=1, bias=False)
transposed.weight.data = kernel([4, 4, 2, 3], 2).clone()
x = pictures([2, 4, 4, 3], 1).clone().requires_grad_()
output, loss = weighted(transposed(x))
references["convTranspose2d"] = {
    "output": flat(output),
    "gradient": channels_last(torch.autograd.grad(loss, x, retain_graph=True)[0]),
    "kernelGradient": as_kernel(torch.autograd.grad(loss, transposed.weight)[0]),
}

x = pattern([4, 5], 1).clone().requires_grad_()
gradient = torch.autograd.grad((nn.functional.leaky_relu(x, 0.2) ** 3 * pattern([4, 5], 9)).sum(), x, create_graph=True)[0]
penalty = gradient.square().sum()
references["leakyRelu"] = {
    "gradient": flat(gradient),
    "penalty": penalty.item(),
    "penaltyGradient": flat(torch.autograd.grad(penalty, x)[0]),
}

class Discriminator(nn.Module):
    """DCGAN's for 16 pixels with 4 channels and layer normalization, as packages/arch-dcgan builds it."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 4, stride=2, padding=1, bias=False)
        self.second = nn.Conv2d(4, 8, 4, stride=2, padding=1, bias=False)
        self.norm = nn.GroupNorm(1, 8)
        self.scores = nn.Linear(128, 1, bias=False)
        self.first.weight.data = kernel([4, 4, 3, 4], 2, 0.3).clone()
        self.second.weight.data = kernel([4, 4, 4, 8], 3, 0.3).clone()
        self.scores.weight.data = pattern([128, 1], 4, 0.3).t().clone()

    def forward(self, x):
        x = nn.functional.leaky_relu(self.first(x), 0.2)
        x = nn.functional.leaky_relu(self.norm(self.second(x)), 0.2)
        return self.scores(x.permute(0, 2, 3, 1).reshape(len(x), -1))


discriminator = Discriminator()
x = pictures([4, 16, 16, 3], 1).clone().requires_grad_()
scores = discriminator(x)
gradient = torch.autograd.grad(scores.sum(), x, create_graph=True)[0]
penalty = (gradient.reshape(4, -1).norm(dim=1) - 1).square().mean()  # Gulrajani et al. 2017, equation 3
weights = [discriminator.first.weight, discriminator.second.weight, discriminator.norm.weight, discriminator.scores.weight]
gradients = torch.autograd.grad(penalty, weights)
references["dcganGradientPenalty"] = {
    "scores": flat(scores),
    "penalty": penalty.item(),
    "gradients": [as_kernel(g) if g.dim() > 1 else flat(g) for g in gradients],
}
print(json.dumps(references, indent=1))
