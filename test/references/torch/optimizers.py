"""100 steps of PyTorch's optimizers in float64. Run: python optimizers.py > optimizers.json (PyTorch 2.13.0)

Gradients: pattern(shape, 100 + step, 1 + step % 7) of each parameter, plus 0.1 times the parameter, so that an error
feeds back. optimistic-adam is made from PyTorch's Adam: its direction is what Adam at rate 1 subtracts."""

import json

import torch
from pattern import flat, pattern

shapes = [[3, 2], [4]]
kept = (1, 2, 10, 100)


def parameters():
    return [pattern(shape, key).clone().requires_grad_() for key, shape in enumerate(shapes)]


def gradients(values, step):
    return [
        pattern(shape, 100 + 2 * step + i, 1 + step % 7) + 0.1 * values[i].detach() for i, shape in enumerate(shapes)
    ]


def run(name, use, options, rate, make):
    values = parameters()
    update = make(values)
    states = {}
    for step in range(1, 101):
        update(gradients(values, step))
        if step in kept:
            states[step] = [flat(value) for value in values]
    return {"name": name, "use": use, "options": options, "rate": rate, "states": states}


def torch_optimizer(cls, **arguments):
    def make(values):
        optimizer = cls(values, **arguments)

        def update(given):
            for value, gradient in zip(values, given):
                value.grad = gradient
            optimizer.step()

        return update

    return make


def optimistic(rate, betas):
    def make(values):
        directions = [torch.zeros_like(value) for value in values]
        probes = [torch.zeros_like(value).requires_grad_() for value in values]
        adam = torch.optim.Adam(probes, lr=1.0, betas=betas)

        def update(given):
            for probe, gradient in zip(probes, given):
                probe.data.zero_()
                probe.grad = gradient
            adam.step()
            for i, (value, probe) in enumerate(zip(values, probes)):
                direction = -probe.detach().clone()
                value.data.sub_(2 * rate * direction - rate * directions[i])
                directions[i] = direction

        return update

    return make


adam, adamw, rmsprop, sgd = torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.SGD
cases = [
    run("Adam", "adam", {}, 2e-3, torch_optimizer(adam, lr=2e-3)),
    run("Adam, beta1 0.5", "adam", {"beta1": 0.5}, 2e-3, torch_optimizer(adam, lr=2e-3, betas=(0.5, 0.999))),
    run(
        "Adam, beta1 0, beta2 0.9",
        "adam",
        {"beta1": 0, "beta2": 0.9},
        2e-3,
        torch_optimizer(adam, lr=2e-3, betas=(0.0, 0.9)),
    ),
    run("AdamW", "adam", {"weightDecay": 0.1}, 2e-3, torch_optimizer(adamw, lr=2e-3, weight_decay=0.1)),
    run("RMSprop", "rmsprop", {}, 1e-3, torch_optimizer(rmsprop, lr=1e-3)),
    run(
        "RMSprop, centered, momentum",
        "rmsprop",
        {"decay": 0.9, "momentum": 0.5, "centered": True},
        1e-3,
        torch_optimizer(rmsprop, lr=1e-3, alpha=0.9, momentum=0.5, centered=True),
    ),
    run("SGD", "sgd", {}, 1e-2, torch_optimizer(sgd, lr=1e-2)),
    run("SGD, momentum", "sgd", {"momentum": 0.9}, 1e-3, torch_optimizer(sgd, lr=1e-3, momentum=0.9)),
    run(
        "SGD, Nesterov",
        "sgd",
        {"momentum": 0.9, "nesterov": True},
        1e-3,
        torch_optimizer(sgd, lr=1e-3, momentum=0.9, nesterov=True),
    ),
    run("optimistic Adam", "optimistic-adam", {"beta1": 0.5}, 2e-3, optimistic(2e-3, (0.5, 0.999))),
]


def schedule(name, use, options, make, total=100):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    for _ in range(total):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"name": name, "use": use, "options": options, "total": total, "factors": factors}


lr = torch.optim.lr_scheduler
schedules = [
    schedule("ConstantLR", "constant", {}, lambda o: lr.ConstantLR(o, 1.0)),
    schedule("LinearLR", "linear", {"end": 0.2}, lambda o: lr.LinearLR(o, 1.0, 0.2, total_iters=100)),
    schedule("CosineAnnealingLR", "cosine", {"end": 0.1}, lambda o: lr.CosineAnnealingLR(o, 100, eta_min=0.1)),
    schedule(
        "MultiStepLR", "step", {"at": [0.3, 0.6], "factor": 0.5}, lambda o: lr.MultiStepLR(o, [30, 60], gamma=0.5)
    ),
    schedule(
        "ExponentialLR", "exponential", {"factor": 0.5, "every": 20}, lambda o: lr.ExponentialLR(o, 0.5 ** (1 / 20))
    ),
    schedule(
        "LinearLR upwards",
        "warmup",
        {"iterations": 20, "start": 0.25},
        lambda o: lr.LinearLR(o, 0.25, 1.0, total_iters=20),
    ),
    schedule(
        "constant, then LinearLR",
        "linear",
        {"start": 0.4},
        lambda o: lr.SequentialLR(
            o, [lr.ConstantLR(o, 1.0), lr.LinearLR(o, 1.0, 0.0, total_iters=60)], milestones=[40]
        ),
    ),
]
print(json.dumps({"torch": torch.__version__, "optimizers": cases, "schedules": schedules}, indent=1))
