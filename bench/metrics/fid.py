"""The Python side of fid.mjs: the same network in PyTorch on the same pictures and weights, FID by NumPy and SciPy.

    python fid.py FOLDER ROUNDS

Prints one JSON line: the figure and the seconds of each round at several batch sizes.
"""

import json
import pathlib
import sys
import time

import numpy
import scipy
import scipy.linalg
import torch
import torch.nn.functional as functional

folder, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
weights = [
    torch.from_numpy(numpy.fromfile(folder / f"weights-{entry['name']}.bin", "f4").reshape(entry["shape"]))
    for entry in json.loads((folder / "weights.json").read_text())
]
layers = list(zip(weights[0::2], weights[1::2]))
# NHWC kernels as NCHW ones; the dense layer reads [height, width, channels] in that order.
convolutions = [(kernel.permute(3, 2, 0, 1).contiguous(), bias) for kernel, bias in layers if kernel.ndim == 4]
hidden = layers[len(convolutions)]


def padded(x, size):
    """TensorFlow's 'same' padding for stride 2: the odd pixel goes below and to the right."""
    total = [max((-(-side // 2) - 1) * 2 + size - side, 0) for side in x.shape[2:]]
    (top, left) = (total[0] // 2, total[1] // 2)
    return functional.pad(x, (left, total[1] - left, top, total[0] - top))


def features(x):
    for kernel, bias in convolutions:
        x = torch.relu(functional.conv2d(padded(x, kernel.shape[2]), kernel, bias, stride=2))
    return torch.relu(x.permute(0, 2, 3, 1).flatten(1) @ hidden[0] + hidden[1])


def moments(pictures, batch):
    with torch.inference_mode():
        parts = [features(pictures[start : start + batch]).numpy() for start in range(0, len(pictures), batch)]
    values = numpy.concatenate(parts).astype("f8")
    return values.mean(axis=0), numpy.cov(values, rowvar=False)


def fid(real, fake):
    root = scipy.linalg.sqrtm(real[1] @ fake[1]).real
    return float(((real[0] - fake[0]) ** 2).sum() + numpy.trace(real[1] + fake[1] - 2 * root))


pictures = {
    name: torch.from_numpy(numpy.fromfile(folder / f"{name}.bin", "f4").reshape(-1, 1, 28, 28)) for name in ("real", "fake")
}
reference = moments(pictures["real"], 256)
by_batch = {}
for batch in (64, 128, 256, 1000, 10000):
    seconds = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        figure = fid(reference, moments(pictures["fake"], batch))
        seconds.append(time.perf_counter() - begun)
    # The first round warms up.
    by_batch[batch] = seconds[1:]
print(
    json.dumps(
        {
            "fid": figure,
            "all": by_batch,
            "torch": torch.__version__,
            "scipy": scipy.__version__,
            "threads": torch.get_num_threads(),
        }
    )
)
