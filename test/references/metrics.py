"""Reference values for test/metrics/*.test.ts.

Run: python3 metrics.py > metrics.json
Needs NumPy, SciPy 1.17 and prdc 0.2 (the code of Naeem et al. 2020). Features are made by `features` below, which
test/metrics/features.ts repeats in whole numbers, so both sides have the same bits and none are stored.
"""

import io
import json
import sys
from contextlib import redirect_stdout

import numpy as np
import scipy
from prdc import compute_prdc
from scipy import linalg, signal, stats


def uniform(count, seed):
    """A 32-bit linear congruential generator (Numerical Recipes' constants), its upper 24 bits as [0, 1)."""
    state, values = seed, np.empty(count)
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = (state >> 8) / 2**24
    return values


def features(rows, columns, seed, scale=1.0, shift=0.0):
    """Sums of 4 uniforms, exact in binary, so near normal; exact for scales of few bits."""
    u = uniform(4 * rows * columns, seed).reshape(rows, columns, 4)
    return (u.sum(axis=2) - 2) * scale + shift


def fid_by_sqrtm(real, fake):
    """The formula of Heusel et al. 2017 with SciPy's matrix square root."""
    s1, s2 = np.cov(real, rowvar=False), np.cov(fake, rowvar=False)
    root = linalg.sqrtm(s1 @ s2)
    return float(np.sum((real.mean(0) - fake.mean(0)) ** 2) + np.trace(s1 + s2 - 2 * np.real(root)))


def fid_by_singular_values(real, fake):
    """The same from LAPACK's singular values of the centred sets, right for rank-deficient ones too."""
    a = (real - real.mean(0)) / np.sqrt(len(real) - 1)
    b = (fake - fake.mean(0)) / np.sqrt(len(fake) - 1)
    return float(
        np.sum((real.mean(0) - fake.mean(0)) ** 2)
        + np.sum(a * a)
        + np.sum(b * b)
        - 2 * linalg.svdvals(a @ b.T).sum()
    )


def kid(real, fake):
    k = lambda x, y: (x @ y.T / x.shape[1] + 1) ** 3
    m, n = len(real), len(fake)
    xx, yy, xy = k(real, real), k(fake, fake), k(real, fake)
    return float(
        (xx.sum() - np.trace(xx)) / (m * (m - 1)) + (yy.sum() - np.trace(yy)) / (n * (n - 1)) - 2 * xy.mean()
    )


def prdc(real, fake, k):
    with redirect_stdout(io.StringIO()):
        return {name: float(value) for name, value in compute_prdc(real, fake, nearest_k=k).items()}


def score(real, fake, full_rank=True):
    by_values = fid_by_singular_values(real, fake)
    if full_rank:
        assert abs(fid_by_sqrtm(real, fake) / by_values - 1) < 1e-8
    return {"fid": by_values, "kid": kid(real, fake), "k5": prdc(real, fake, 5), "k3": prdc(real, fake, 3)}


def one_mode(real_rows, fake_rows):
    """Real data on four far modes; a generator stuck on the first."""
    real = features(real_rows, 8, 11)
    real[:, 0] += 8.0 * (np.arange(real_rows) % 4)
    return real, features(fake_rows, 8, 12, scale=0.5)


def pictures(count, size, channels, seed):
    """Smooth pictures in [0, 1]: a coarse random grid, each cell repeated, plus fine noise."""
    cells = size // 8
    coarse = uniform(count * cells * cells * channels, seed).reshape(count, cells, cells, channels)
    fine = uniform(count * size * size * channels, seed + 1).reshape(count, size, size, channels)
    return 0.75 * coarse.repeat(8, axis=1).repeat(8, axis=2) + 0.25 * fine


def ms_ssim(x, y, scales):
    """Wang et al. 2003 with full 2-D convolutions."""
    weights = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])[:scales]
    weights = weights / weights.sum()
    grid = np.arange(11) - 5.0
    window = np.exp(-(grid[:, None] ** 2 + grid[None, :] ** 2) / (2 * 1.5**2))
    window /= window.sum()
    blur = lambda image: signal.convolve2d(image, window, mode="valid")
    values = []
    for channel in range(x.shape[-1]):
        a, b, product = x[..., channel], y[..., channel], 1.0
        for scale, weight in enumerate(weights):
            ma, mb = blur(a), blur(b)
            va, vb, cov = blur(a * a) - ma * ma, blur(b * b) - mb * mb, blur(a * b) - ma * mb
            contrast = (2 * cov + 0.03**2) / (va + vb + 0.03**2)
            full = contrast * (2 * ma * mb + 0.01**2) / (ma**2 + mb**2 + 0.01**2)
            product *= max(0.0, (full if scale == scales - 1 else contrast).mean()) ** weight
            if scale < scales - 1:
                a, b = (c.reshape(c.shape[0] // 2, 2, c.shape[1] // 2, 2).mean((1, 3)) for c in (a, b))
        values.append(product)
    return float(np.mean(values))


def sliced(real, fake, directions, order):
    # Equal sizes, so that sorting alone matches them.
    a, b = np.sort(real @ directions.T, axis=0), np.sort(fake @ directions.T, axis=0)
    return float(np.mean(np.abs(a - b) ** order) ** (1 / order))


wide = features(400, 24, 1), features(500, 24, 2, scale=1.5, shift=0.25)
# Rank 6 of 24: 6 columns of their own, the rest copies, sums and constants.
narrow = [
    np.hstack([f, f[:, :4] * 2, f[:, :4] + f[:, 2:6], np.full((len(f), 10), 0.5)])
    for f in (features(300, 6, 3), features(320, 6, 4, scale=0.5, shift=0.125))
]
few = features(20, 64, 5), features(28, 64, 6, scale=1.25)
# More rows than are taken at once.
long = features(4200, 4, 13), features(1100, 4, 14, scale=1.25)
collapsed = features(200, 16, 7), np.tile(features(1, 16, 8), (200, 1))
one = one_mode(400, 400)
directions = features(16, 24, 9)
directions /= np.linalg.norm(directions, axis=1, keepdims=True)
probabilities = uniform(300 * 10, 10).reshape(300, 10) ** 4
probabilities /= probabilities.sum(1, keepdims=True)
inner = np.sum(probabilities * np.log(probabilities / probabilities.mean(0)), axis=1)
big, small = [pictures(4, 176, 1, s) for s in (21, 31)], [pictures(4, 32, 3, s) for s in (41, 51)]
u, v = features(37, 1, 61)[:, 0], features(53, 1, 62, scale=2.0, shift=0.5)[:, 0]
table = [np.hstack([f, f[:, :1] * 2 + features(len(f), 1, s + 90)]) for s, f in ((1, features(200, 3, 71)), (2, features(150, 3, 72)))]
lower = np.tril_indices(4, -1)
correlation_gap = np.abs(np.corrcoef(table[0].T) - np.corrcoef(table[1].T))[lower]

json.dump(
    {
        "versions": {"scipy": scipy.__version__, "numpy": np.__version__, "prdc": "0.2"},
        "checksum": [float(wide[0][0, 0]), float(wide[1][-1, -1]), float(wide[0].sum())],
        "wide": score(*wide),
        "swapped": score(*wide[::-1]),
        "rankDeficient": score(*narrow, full_rank=False),
        "long": score(*long),
        "few": score(*few, full_rank=False),
        "collapsed": {"fid": fid_by_singular_values(*collapsed), "kid": kid(*collapsed)},
        "identical": {"kid": kid(wide[0], wide[0]), "k5": prdc(wide[0], wide[0].copy(), 5)},
        "oneMode": score(*one),
        "moments": {"mean": wide[1].mean(0).tolist(), "covariance": np.cov(wide[1], rowvar=False).ravel().tolist()},
        "inceptionScore": float(np.exp(inner.mean())),
        "sliced": {str(p): sliced(wide[0], wide[1][:400], directions, p) for p in (1, 2)},
        "wasserstein": stats.wasserstein_distance(u, v),
        "tables": {
            "wasserstein": [stats.wasserstein_distance(table[0][:, i], table[1][:, i]) for i in range(4)],
            "ks": [stats.ks_2samp(table[0][:, i], table[1][:, i]).statistic for i in range(4)],
            "correlationMean": correlation_gap.mean(),
            "correlationLargest": correlation_gap.max(),
        },
        "msSsim": {
            "big": [ms_ssim(a, 0.5 * a + 0.5 * b, 5) for a, b in zip(*big)],
            "small": [ms_ssim(a, 0.5 * a + 0.5 * b, 2) for a, b in zip(*small)],
        },
        "line": (lambda fit: {"slope": fit.slope, "intercept": fit.intercept, "r2": fit.rvalue**2})(
            stats.linregress([0.001, 0.002, 0.005, 0.01], [3.1, 3.9, 7.2, 12.3])
        ),
    },
    sys.stdout,
    indent=1,
    default=float,
)
print()
