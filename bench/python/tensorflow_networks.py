"""The networks of the workloads in TensorFlow, with Saddle's initial weights; layouts are the same."""

import tensorflow as tf


class Network:
    """Trained variables, and all that persists; `__call__` is the forward pass in training."""

    def __init__(self):
        self.parameters = []
        self.buffers = []
        self.forward = None

    def parameter(self, array):
        self.parameters.append(tf.Variable(array))
        return self.parameters[-1]

    def buffer(self, array):
        self.buffers.append(tf.Variable(array, trainable=False))
        return self.buffers[-1]

    def __call__(self, x):
        return self.forward(x)

    def dense(self, layer):
        kernel = self.parameter(layer["kernel"])
        return self.with_bias(layer, lambda x: x @ kernel)

    def with_bias(self, layer, linear):
        if "bias" not in layer:
            return linear
        bias = self.parameter(layer["bias"])
        return lambda x: tf.nn.bias_add(linear(x), bias)

    def conv(self, layer, stride=1):
        kernel = self.parameter(layer["kernel"])
        return self.with_bias(layer, lambda x: tf.nn.conv2d(x, kernel, stride, "SAME"))

    def conv_transposed(self, layer):
        kernel = self.parameter(layer["kernel"])
        outputs = kernel.shape[2]

        def linear(x):
            batch, height, width, _ = x.shape
            return tf.nn.conv2d_transpose(x, kernel, (batch, 2 * height, 2 * width, outputs), 2, "SAME")

        return self.with_bias(layer, linear)

    def batch_norm(self, layer):
        scale, offset = self.parameter(layer["scale"]), self.parameter(layer["offset"])
        mean, variance = self.buffer(layer["running-mean"]), self.buffer(layer["running-variance"])

        def normalize(x):
            # The variance that comes out is the unbiased one.
            y, batch_mean, batch_variance, *_ = tf.raw_ops.FusedBatchNormV3(
                x=x, scale=scale, offset=offset, mean=[], variance=[], epsilon=1e-5, is_training=True
            )
            mean.assign_add(0.1 * (batch_mean - mean))
            variance.assign_add(0.1 * (batch_variance - variance))
            return y

        return normalize

    def spectral(self, layer):
        """The kernel over its largest singular value: Miyato et al. 2018, algorithm 1, one iteration for each pass."""
        kernel, u = self.parameter(layer["kernel"]), self.buffer(layer["singular-vector"])

        def normalized():
            matrix = tf.reshape(kernel, (-1, kernel.shape[-1]))
            v = tf.math.l2_normalize(tf.stop_gradient(matrix) @ u, epsilon=1e-24)
            w = tf.math.l2_normalize(tf.matmul(tf.stop_gradient(matrix), v, transpose_a=True), epsilon=1e-24)
            u.assign(w)
            return kernel / tf.reduce_sum(v * (matrix @ w))

        return normalized

    def spectral_conv(self, layer):
        kernel = self.spectral(layer)
        return self.with_bias(layer, lambda x: tf.nn.conv2d(x, kernel(), 1, "SAME"))

    def spectral_dense(self, layer):
        kernel = self.spectral(layer)
        return self.with_bias(layer, lambda x: x @ kernel())


def sequence(*functions):
    def forward(x):
        for function in functions:
            x = function(x)
        return x

    return forward


def leaky_relu(x):
    return tf.nn.leaky_relu(x, 0.2)


def flatten(x):
    return tf.reshape(x, (x.shape[0], -1))


def maps(side, channels):
    return lambda x: tf.reshape(x, (x.shape[0], side, side, channels))


def enlarge(x):
    """Twice the size by nearest neighbours: faster and differentiable under XLA, which resize ops are not."""
    batch, height, width, channels = x.shape
    copies = tf.broadcast_to(x[:, :, None, :, None, :], (batch, height, 2, width, 2, channels))
    return tf.reshape(copies, (batch, 2 * height, 2 * width, channels))


def shrink(x):
    return tf.nn.avg_pool2d(x, 2, 2, "SAME")


def mlp(generator, discriminator):
    def network(layers, activation):
        network = Network()
        functions = []
        for layer in layers:
            functions += [network.dense(layer), activation]
        network.forward = sequence(*functions[:-1])
        return network

    return network(generator, tf.nn.relu), network(discriminator, leaky_relu)


def dcgan(generator, discriminator):
    g, d = Network(), Network()
    first = next(generator)
    functions = [g.dense(first), maps(4, first["kernel"].shape[1] // 16)]
    for layer in generator:
        functions += [g.batch_norm(layer)] if "scale" in layer else [tf.nn.relu, g.conv_transposed(layer)]
    g.forward = sequence(*functions, tf.nn.tanh)
    functions = []
    *layers, last = discriminator
    for layer in layers:
        if "scale" in layer:
            functions.insert(len(functions) - 1, d.batch_norm(layer))
        else:
            functions += [d.conv(layer, 2), leaky_relu]
    d.forward = sequence(*functions, flatten, d.dense(last))
    return g, d


def generator_block(g, layers):
    residual = sequence(
        g.batch_norm(next(layers)),
        tf.nn.relu,
        enlarge,
        g.conv(next(layers)),
        g.batch_norm(next(layers)),
        tf.nn.relu,
        g.conv(next(layers)),
    )
    shortcut = sequence(enlarge, g.conv(next(layers)))
    return lambda x: residual(x) + shortcut(x)


def discriminator_block(d, layers, first=False, pooled=True):
    """`first`: on pictures, without activation, the shortcut pools first. `pooled`: halves the size."""
    conv1, conv2 = d.spectral_conv(next(layers)), d.spectral_conv(next(layers))
    residual = sequence(*([] if first else [tf.nn.relu]), conv1, tf.nn.relu, conv2, *([shrink] if pooled else []))
    if not pooled:
        return lambda x: residual(x) + x
    conv3 = d.spectral_conv(next(layers))
    shortcut = sequence(shrink, conv3) if first else sequence(conv3, shrink)
    return lambda x: residual(x) + shortcut(x)


def resnet(generator, discriminator):
    g, d = Network(), Network()
    first = next(generator)
    g.forward = sequence(
        g.dense(first),
        maps(4, first["kernel"].shape[1] // 16),
        *[generator_block(g, generator) for _ in range(3)],
        g.batch_norm(next(generator)),
        tf.nn.relu,
        g.conv(next(generator)),
        tf.nn.tanh,
    )
    d.forward = sequence(
        discriminator_block(d, discriminator, first=True),
        discriminator_block(d, discriminator),
        discriminator_block(d, discriminator, pooled=False),
        discriminator_block(d, discriminator, pooled=False),
        tf.nn.relu,
        lambda x: tf.reduce_sum(x, (1, 2)),
        d.spectral_dense(next(discriminator)),
    )
    return g, d
