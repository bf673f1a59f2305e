"""What both workers share: answering the benchmark's requests, reading its data, timing."""

import json
import os
import resource
import struct
import sys
import time

import numpy as np

ANSWERS = 3
POOL = 8


def read_safetensors(path):
    """Arrays by name. The format: header length (8 bytes, little endian), JSON header, bytes."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    arrays = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        dtype = {"F32": np.float32, "I32": np.int32}[entry["dtype"]]
        arrays[name] = np.frombuffer(data[start:end], dtype).reshape(entry["shape"]).copy()
    return arrays


def layers_of(arrays, network):
    """Saddle's weights of one network, layer by layer in its order: `generator/1-dense/kernel` is `kernel` of a layer."""
    layers = {}
    for name, array in arrays.items():
        if name.startswith(network + "/"):
            _, layer, weight = name.split("/")
            layers.setdefault(layer, {})[weight] = array
    return iter(layers.values())


class Fixture:
    """The initial weights, the batches and the random numbers of the first iterations."""

    def __init__(self, path):
        self.arrays = read_safetensors(path)
        self.batches = [self.arrays[f"batch/{i}"] for i in range(POOL)]

    def layers(self, network):
        return layers_of(self.arrays, network)

    def latent(self, step, iteration):
        return self.arrays[f"latent/{step}/{iteration}"]

    def mix(self, iteration):
        return self.arrays[f"mix/{iteration}"]


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def resident_bytes():
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return None


def peak_bytes():
    # Kilobytes everywhere but on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def best_gflops(multiply, sizes, seconds, by):
    """`multiply(size)` returns a function that multiplies two square matrices once."""
    results = []
    for size in sizes:
        once = multiply(size)
        once()
        best = float("inf")
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            best = min(best, timed(once)[0])
        results.append({"by": by, "size": size, "gflops": 2 * size**3 / best / 1e9})
    return results


def serve(make_training, sgemm, versions):
    """Answers each line of stdin by one line on file descriptor 3. `make_training(settings)` gives the training."""
    training = None

    def answer(message):
        os.write(ANSWERS, (json.dumps(message) + "\n").encode())

    for line in sys.stdin:
        request = json.loads(line)
        try:
            action = request["do"]
            if action == "prepare":
                training = make_training(request)
                value = {"perCall": 1}
            elif action == "first":
                training.scale_rates(request["rate"])
                seconds, losses = timed(lambda: [training.checked(0)])
                losses += [training.checked(i) for i in range(1, request["iterations"])]
                training.scale_rates(1)
                value = {
                    "seconds": seconds,
                    "losses": {name: [step[name] for step in losses] for name in losses[0]},
                }
            elif action == "block":
                training.restore()
                for i in range(request["warm"]):
                    training.iteration(i)
                first = request["warm"]
                seconds, _ = timed(
                    lambda: [training.iteration(first + i) for i in range(request["iterations"])] and training.finish()
                )
                value = {"seconds": seconds}
            elif action == "memory":
                value = {"peak": peak_bytes(), "resident": resident_bytes()}
            elif action == "sgemm":
                value = sgemm(request["sizes"], request["seconds"])
            elif action == "versions":
                value = versions()
            else:
                raise ValueError(f"Unknown request {action}")
            answer({"value": value})
        except Exception as error:  # noqa: BLE001  (whatever a library says is the answer)
            text = f"{type(error).__name__}: {error}"
            answer({"error": text[:2000]})
