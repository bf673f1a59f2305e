"""A file written by Python's safetensors, base64, for test/core/run/safetensors.test.ts.

Run: python3 safetensors.py > safetensors.json (safetensors 0.8, NumPy 2.4). The file's own folder must not be searched
for modules: it would find itself.
"""

import sys

sys.path = sys.path[1:]

import base64
import json

import numpy as np
from safetensors.numpy import save

tensors = {
    "generator/dense/kernel": np.array([[0.1, -2.5, 3e8], [np.pi, -0.0, 1e-30]], np.float32),
    "steps": np.array(7, np.int32),
    "mask ä": np.array([True, False, True]),
    "empty": np.zeros((0, 4), np.float32),
}
json.dump(
    {
        "file": base64.b64encode(save(tensors, {"made by": "Python"})).decode(),
        "half": base64.b64encode(save({"h": np.zeros(2, np.float16)})).decode(),
        "tensors": {name: {"shape": list(t.shape), "values": t.ravel().tolist()} for name, t in tensors.items()},
    },
    sys.stdout,
    indent=1,
)
print()
