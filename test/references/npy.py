"""Files written by numpy.save, base64, for test/metrics/npy.test.ts. Run: python3 npy.py > npy.json (NumPy 2.4)."""

import base64
import io
import json
import sys

import numpy as np


def saved(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version)
    return base64.b64encode(buffer.getvalue()).decode()


values = np.array([[0.1, -2.5, 3e8], [np.pi, -0.0, 1e-30]])
json.dump(
    {
        "values": values.ravel().tolist(),
        "float64": saved(values),
        "float32": saved(values.astype(np.float32)),
        "line": saved(values[0]),
        "version2": saved(values, (2, 0)),
        "empty": saved(np.empty((0, 5), np.float32)),
        "integer": saved(values.astype(np.int64)),
        "bigEndian": saved(values.astype(">f8")),
        "fortran": saved(np.asfortranarray(values)),
        "cube": saved(values.reshape(1, 2, 3)),
        "scalar": saved(np.float64(1.5).reshape(())),
        "structured": saved(np.zeros(2, [("a", "<f4"), ("b", "<f8")])),
    },
    sys.stdout,
    indent=1,
)
print()
