"""One TensorFlow variant of one workload: the step in a tf.function, with XLA or without."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Switched on by TensorFlow itself on some processors only; Saddle does the same.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import tensorflow as tf  # noqa: E402

import tensorflow_networks  # noqa: E402
from protocol import POOL, Fixture, best_gflops, serve  # noqa: E402
from workloads import WORKLOADS  # noqa: E402


def mean_softplus(x):
    return tf.reduce_mean(tf.nn.softplus(x))


LOSSES = {
    "non-saturating": (lambda real, fake: mean_softplus(-real) + mean_softplus(fake), lambda fake: mean_softplus(-fake)),
    "wasserstein": (
        lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real),
        lambda fake: -tf.reduce_mean(fake),
    ),
    "hinge": (
        lambda real, fake: tf.reduce_mean(tf.nn.relu(1 - real)) + tf.reduce_mean(tf.nn.relu(1 + fake)),
        lambda fake: -tf.reduce_mean(fake),
    ),
}


class Adam:
    """TensorFlow's fused op, with the epsilon that makes it Kingma and Ba's algorithm 1 as PyTorch and Saddle have it."""

    def __init__(self, parameters, workload):
        self.parameters = parameters
        self.beta1, self.beta2 = workload["beta1"], workload["beta2"]
        self.rate = tf.Variable(workload["learning_rate"], trainable=False)
        self.moments = [[tf.Variable(tf.zeros_like(p), trainable=False) for p in parameters] for _ in range(2)]
        self.count = tf.Variable(0.0, trainable=False)

    @property
    def variables(self):
        return [*self.moments[0], *self.moments[1], self.count]

    def apply(self, gradients):
        count = self.count.assign_add(1.0)
        power1, power2 = tf.pow(self.beta1, count), tf.pow(self.beta2, count)
        epsilon = 1e-8 * tf.sqrt(1 - power2)
        for parameter, mean, square, gradient in zip(self.parameters, *self.moments, gradients):
            tf.raw_ops.ResourceApplyAdam(
                var=parameter.handle,
                m=mean.handle,
                v=square.handle,
                beta1_power=power1,
                beta2_power=power2,
                lr=self.rate,
                beta1=self.beta1,
                beta2=self.beta2,
                epsilon=epsilon,
                grad=gradient,
            )


class Training:
    def __init__(self, settings):
        fixture = Fixture(settings["fixture"])
        workload = WORKLOADS[settings["config"]]
        self.fixture = fixture
        self.steps = settings["steps"]
        self.latent = workload["latent"]
        self.learning_rate = workload["learning_rate"]
        self.penalty_weight = workload.get("gradient_penalty")
        self.loss_d, self.loss_g = LOSSES[workload["loss"]]
        networks = getattr(tensorflow_networks, workload["networks"])
        self.g, self.d = networks(fixture.layers("generator"), fixture.layers("discriminator"))
        self.adam_g = Adam(self.g.parameters, workload)
        self.adam_d = Adam(self.d.parameters, workload)
        self.batches = [tf.constant(batch) for batch in fixture.batches]
        variables = [*self.g.parameters, *self.g.buffers, *self.d.parameters, *self.d.buffers]
        variables += [*self.adam_g.variables, *self.adam_d.variables]
        self.initial = [(variable, tf.identity(variable)) for variable in variables]
        compiled = tf.function(jit_compile=settings["xla"])
        self.drawn = compiled(self.draw_and_step)
        self.given = compiled(self.step)
        self.last = None

    def step(self, real, z_d, mix, z_g):
        fake = self.g(z_d)
        with tf.GradientTape() as tape:
            loss = self.loss_d(self.d(real), self.d(fake))
            losses = {"discriminator/loss": loss}
            if self.penalty_weight is not None:
                penalty = self.penalty(real, fake, mix) * self.penalty_weight
                losses["discriminator/gradient-penalty"] = penalty
                loss += penalty
        self.adam_d.apply(tape.gradient(loss, self.d.parameters))
        if self.steps == "all":
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(self.g.parameters)
                loss = self.loss_g(self.d(self.g(z_g)))
            self.adam_g.apply(tape.gradient(loss, self.g.parameters))
            losses["generator/loss"] = loss
        return losses

    def penalty(self, real, fake, mix):
        between = real + mix * (fake - real)
        with tf.GradientTape() as tape:
            tape.watch(between)
            scores = tf.reduce_sum(self.d(between))
        gradient = tape.gradient(scores, between)
        norms = tf.sqrt(tf.reduce_sum(gradient**2, (1, 2, 3)) + 1e-12)
        return tf.reduce_mean((norms - 1) ** 2)

    def draw_and_step(self, real):
        count = real.shape[0]
        draw = lambda: tf.random.normal((count, self.latent))  # noqa: E731
        return self.step(real, draw(), tf.random.uniform((count, 1, 1, 1)), draw())

    def scale_rates(self, factor):
        for adam in (self.adam_g, self.adam_d):
            adam.rate.assign(self.learning_rate * factor)

    def iteration(self, i):
        self.last = self.drawn(self.batches[i % POOL])

    def finish(self):
        for value in self.last.values():
            value.numpy()

    def checked(self, i):
        """Iteration i on Saddle's random numbers; its losses by Saddle's names."""
        z_d = tf.constant(self.fixture.latent("discriminator", i))
        z_g = tf.constant(self.fixture.latent("generator", i)) if self.steps == "all" else z_d
        losses = self.given(self.batches[i % POOL], z_d, tf.constant(self.fixture.mix(i)), z_g)
        return {name: float(value) for name, value in losses.items()}

    def restore(self):
        for variable, value in self.initial:
            variable.assign(value)


def sgemm(sizes, seconds):
    def multiply(size):
        a, b = tf.random.uniform((size, size)), tf.random.uniform((size, size))
        return lambda: tf.matmul(a, b)

    return best_gflops(multiply, sizes, seconds, "TensorFlow (tf.matmul)")


def make_training(settings):
    tf.config.threading.set_intra_op_parallelism_threads(settings["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(settings["threads"])
    return Training(settings)


serve(make_training, sgemm, lambda: {"TensorFlow (Python)": tf.__version__})
