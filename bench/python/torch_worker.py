"""One PyTorch variant of one workload. Settings: threads, fused, channelsLast, compile, and the workload's."""

import torch
from torch import nn
from torch.nn import functional as F

import torch_networks
from protocol import POOL, Fixture, best_gflops, serve
from workloads import WORKLOADS


def non_saturating():
    return (
        lambda real, fake: F.softplus(-real).mean() + F.softplus(fake).mean(),
        lambda fake: F.softplus(-fake).mean(),
    )


def wasserstein():
    return lambda real, fake: fake.mean() - real.mean(), lambda fake: -fake.mean()


def hinge():
    return (
        lambda real, fake: F.relu(1 - real).mean() + F.relu(1 + fake).mean(),
        lambda fake: -fake.mean(),
    )


LOSSES = {"non-saturating": non_saturating, "wasserstein": wasserstein, "hinge": hinge}


class Training:
    def __init__(self, settings):
        torch.set_num_threads(settings["threads"])
        fixture = Fixture(settings["fixture"])
        workload = WORKLOADS[settings["config"]]
        self.fixture = fixture
        self.steps = settings["steps"]
        self.latent = workload["latent"]
        self.learning_rate = workload["learning_rate"]
        self.penalty_weight = workload.get("gradient_penalty")
        self.loss_d, self.loss_g = LOSSES[workload["loss"]]()
        networks = getattr(torch_networks, workload["networks"])
        self.g, self.d = networks(fixture.layers("generator"), fixture.layers("discriminator"))
        layout = torch.channels_last if settings.get("channelsLast") else torch.contiguous_format
        if settings.get("channelsLast"):
            self.g.to(memory_format=layout)
            self.d.to(memory_format=layout)
        self.batches = [self.to_layout(torch.from_numpy(batch)).contiguous(memory_format=self.layout(layout, batch)) for batch in fixture.batches]
        self.optimizers = {
            network: torch.optim.Adam(
                network.parameters(),
                lr=workload["learning_rate"],
                betas=(workload["beta1"], workload["beta2"]),
                fused=True if settings.get("fused") else None,
            )
            for network in (self.g, self.d)
        }
        self.initial = [[tensor.detach().clone() for tensor in self.tensors(network)] for network in (self.g, self.d)]
        self.discriminator_loss = self.discriminator_objective
        self.generator_loss = self.generator_objective
        mode = settings.get("compile")
        if mode:
            mode = None if mode == "default" else mode
            self.discriminator_loss = torch.compile(self.discriminator_objective, mode=mode)
            self.generator_loss = torch.compile(self.generator_objective, mode=mode)

    @staticmethod
    def layout(layout, batch):
        return layout if batch.ndim == 4 else torch.contiguous_format

    @staticmethod
    def to_layout(batch):
        """Saddle's pictures are [batch, height, width, channel]."""
        return batch.permute(0, 3, 1, 2) if batch.ndim == 4 else batch

    @staticmethod
    def tensors(network):
        return [*network.parameters(), *network.buffers()]

    def discriminator_objective(self, real, z, mix):
        with torch.no_grad():
            fake = self.g(z)
        loss = self.loss_d(self.d(real), self.d(fake))
        if self.penalty_weight is None:
            return loss, loss, loss
        penalty = self.penalty(real, fake, mix) * self.penalty_weight
        return loss + penalty, loss, penalty

    def penalty(self, real, fake, mix):
        between = (real + mix * (fake - real)).requires_grad_()
        (gradient,) = torch.autograd.grad(self.d(between).sum(), between, create_graph=True)
        norms = torch.sqrt(gradient.square().flatten(1).sum(1) + 1e-12)
        return (norms - 1).square().mean()

    def generator_objective(self, z):
        return self.loss_g(self.d(self.g(z)))

    def discriminator_step(self, real, z, mix):
        optimizer = self.optimizers[self.d]
        optimizer.zero_grad(set_to_none=True)
        total, loss, penalty = self.discriminator_loss(real, z, mix)
        total.backward()
        optimizer.step()
        return loss, penalty

    def generator_step(self, z):
        optimizer = self.optimizers[self.g]
        optimizer.zero_grad(set_to_none=True)
        # Else the gradients of the discriminator's weights would be computed too.
        for parameter in self.d.parameters():
            parameter.requires_grad_(False)
        loss = self.generator_loss(z)
        loss.backward()
        optimizer.step()
        for parameter in self.d.parameters():
            parameter.requires_grad_(True)
        return loss

    def scale_rates(self, factor):
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = self.learning_rate * factor

    def iteration(self, i):
        real = self.batches[i % POOL]
        count = real.shape[0]
        mix = torch.rand(count, 1, 1, 1) if self.penalty_weight is not None else None
        self.discriminator_step(real, torch.randn(count, self.latent), mix)
        if self.steps == "all":
            self.generator_step(torch.randn(count, self.latent))

    def finish(self):
        """Nothing to wait for: every op on a CPU is done when its call returns."""

    def checked(self, i):
        """Iteration i on Saddle's random numbers; its losses by Saddle's names."""
        mix = torch.from_numpy(self.fixture.mix(i)) if self.penalty_weight is not None else None
        z = torch.from_numpy(self.fixture.latent("discriminator", i))
        loss, penalty = self.discriminator_step(self.batches[i % POOL], z, mix)
        losses = {"discriminator/loss": loss.item()}
        if self.penalty_weight is not None:
            losses["discriminator/gradient-penalty"] = penalty.item()
        if self.steps == "all":
            losses["generator/loss"] = self.generator_step(torch.from_numpy(self.fixture.latent("generator", i))).item()
        return losses

    @torch.no_grad()
    def restore(self):
        for network, initial in zip((self.g, self.d), self.initial):
            for tensor, value in zip(self.tensors(network), initial):
                tensor.copy_(value)
            for state in self.optimizers[network].state.values():
                for value in state.values():
                    value.zero_()


def sgemm(sizes, seconds):
    def multiply(size):
        a, b = torch.rand(size, size), torch.rand(size, size)
        out = torch.empty(size, size)
        return lambda: torch.mm(a, b, out=out)

    return best_gflops(multiply, sizes, seconds, "PyTorch (torch.mm)")


def versions():
    return {"PyTorch": torch.__version__}


serve(Training, sgemm, versions)
