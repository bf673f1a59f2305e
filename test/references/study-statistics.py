"""Reference values for test/study/statistics.test.ts.

Run: python3 study-statistics.py > statistics.json
Needs SciPy 1.17, statsmodels 0.15 and rliable 1.2 (with arch 7.2 and pandas 2).
"""

import json
import sys

import numpy as np
import scipy
import statsmodels
from rliable import library, metrics
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW, ttost_paired

draw = np.random.default_rng(20240611)


def rounded(size, centre, spread, digits):
    return np.round(draw.normal(centre, spread, size), digits)


def summary(values):
    t = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    return {
        "values": values.tolist(),
        "mean": np.mean(values),
        "sd": np.std(values, ddof=1),
        "median": np.median(values),
        "iqm": stats.trim_mean(values, 0.25),
        "t95": t,
        "t90": stats.t.interval(0.90, len(values) - 1, np.mean(values), stats.sem(values)),
    }


def two_samples(x, y, margin):
    welch = stats.ttest_ind(x, y, equal_var=False)
    interval = welch.confidence_interval(0.95)

    def rank_sum(a, b, axis):
        ranks = stats.rankdata(np.concatenate([a, b], axis=axis), axis=axis)
        return np.take(ranks, range(a.shape[axis]), axis=axis).sum(axis=axis)

    ties = len(set(x) | set(y)) < len(x) + len(y)
    exact = stats.permutation_test(
        (x, y), rank_sum, permutation_type="independent", n_resamples=np.inf, vectorized=True
    ).pvalue
    if not ties:
        assert abs(exact - stats.mannwhitneyu(x, y, method="exact").pvalue) < 1e-12
    tost = CompareMeans(DescrStatsW(x), DescrStatsW(y)).ttost_ind(-margin, margin, usevar="unequal")
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "ties": ties,
        "margin": margin,
        "t": welch.statistic,
        "df": welch.df,
        "p": welch.pvalue,
        "interval": [interval.low, interval.high],
        "u": stats.mannwhitneyu(x, y).statistic,
        "exact": exact,
        # P(x > y) as rliable has it, ties one half.
        "improvement": metrics.probability_of_improvement(x[:, None], y[:, None]),
        "tost": [tost[0], tost[1][0][1], tost[1][1][1]],
    }


def paired(x, y, margin):
    test = stats.ttest_rel(x, y)
    interval = test.confidence_interval(0.95)
    flips = stats.permutation_test(
        (x - y,), lambda d, axis: d.mean(axis=axis), permutation_type="samples", n_resamples=np.inf, vectorized=True
    )
    tost = ttost_paired(x, y, -margin, margin)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "margin": margin,
        "t": test.statistic,
        "df": int(test.df),
        "p": test.pvalue,
        "interval": [interval.low, interval.high],
        "exact": flips.pvalue,
        "correlation": stats.pearsonr(x, y).statistic,
        "tost": [tost[0], tost[1][1], tost[2][1]],
    }


def bootstrap(values):
    """rliable's percentile bootstrap of the IQM; repeats tell the Monte-Carlo error of one run."""
    ends = []
    for repeat in range(8):
        np.random.seed(repeat)  # rliable draws from NumPy's global state.
        _, interval = library.get_interval_estimates(
            {"a": values[:, None]},
            lambda x: np.array([metrics.aggregate_iqm(x)]),
            reps=10_000,
        )
        ends.append(interval["a"][:, 0])
    return {
        "values": values.tolist(),
        "iqm": float(metrics.aggregate_iqm(values[:, None])),
        "interval": np.mean(ends, axis=0).tolist(),
        "error": np.std(ends, axis=0, ddof=1).tolist(),
    }


def shift(x, y):
    """The interval of shifts that SciPy's exact test does not reject at .05, found by trying one shift in each gap."""
    differences = np.sort((x[:, None] - y[None, :]).ravel())
    middles = np.concatenate([[differences[0] - 1], (differences[1:] + differences[:-1]) / 2, [differences[-1] + 1]])
    kept = [i for i, m in enumerate(middles) if stats.mannwhitneyu(x - m, y, method="exact").pvalue > 0.05]
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "shift": np.median(differences),
        "low": None if kept[0] == 0 else differences[kept[0] - 1],
        "high": None if kept[-1] == len(differences) else differences[kept[-1]],
    }


p_values = [
    np.array([0.01, 0.04, 0.03, 0.005]),
    np.array([0.5]),
    np.array([0.2, 0.2, 0.9, 0.9, 0.01]),
    np.round(draw.uniform(0, 0.2, 12), 4),
]
profile_values = rounded(9, 20, 4, 2)
thresholds = np.array([14.0, 18.0, 20.0, float(profile_values[0]), 30.0])

json.dump(
    {
        "versions": {
            "scipy": scipy.__version__,
            "statsmodels": statsmodels.__version__,
            "numpy": np.__version__,
            "rliable": "1.2.0",
        },
        "quantiles": [
            {"p": p, "df": df, "t": stats.t.ppf(p, df), "z": stats.norm.ppf(p)}
            for p in (0.005, 0.025, 0.2, 0.8, 0.95, 0.975, 0.9995)
            for df in (1, 2, 2.37, 4, 9.81, 29, 198)
        ],
        "summaries": [summary(rounded(k, 2.5, 0.3, 4)) for k in (2, 3, 4, 5, 8, 10, 23)],
        "two": [
            two_samples(rounded(3, 2, 0.2, 4), rounded(3, 2.4, 0.1, 4), 0.5),
            two_samples(rounded(4, 2, 0.2, 1), rounded(5, 2.1, 0.3, 1), 0.4),
            two_samples(rounded(5, 2, 0.2, 4), rounded(5, 2.6, 0.4, 4), 0.1),
            two_samples(rounded(7, 2, 0.2, 1), rounded(4, 2.1, 0.2, 1), 0.3),
            two_samples(rounded(10, 0, 1, 3), rounded(8, 1, 2, 3), 2.0),
            two_samples(rounded(8, 0, 1, 0), rounded(8, 1, 1, 0), 1.0),
        ],
        "paired": [
            paired(x, x + rounded(len(x), shift_by, 0.2, 4), margin)
            for x, shift_by, margin in (
                (rounded(3, 2, 0.5, 4), 0.3, 0.5),
                (rounded(5, 2, 0.5, 4), 0.3, 0.4),
                (rounded(6, 2, 0.5, 4), 0.0, 0.2),
                (rounded(12, 2, 0.5, 2), 0.1, 0.2),
            )
        ]
        + [paired(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([0.5, 1.5, 3.5, 3.5, 5.5]), 0.3)],
        "wilson": [
            {"successes": s, "count": n, "interval": list(proportion_confint(s, n, 0.05, "wilson"))}
            for s, n in ((0, 3), (1, 5), (3, 5), (5, 5), (2, 10), (37, 120))
        ],
        "multiplicity": [
            {
                "p": p.tolist(),
                "holm": multipletests(p, method="holm")[1].tolist(),
                "bh": stats.false_discovery_control(p, method="bh").tolist(),
            }
            for p in p_values
        ],
        "bootstrap": [bootstrap(rounded(k, 2.5, 0.3, 4)) for k in (3, 5, 10)],
        "shift": [shift(rounded(a, 2, 0.3, 4), rounded(b, 2.4, 0.3, 4)) for a, b in ((3, 3), (4, 4), (5, 5), (10, 7))],
        "profile": {
            "values": profile_values.tolist(),
            "thresholds": thresholds.tolist(),
            "above": [library.run_score_deviation(profile_values[:, None], tau) for tau in thresholds],
        },
        "rankdata": {
            "values": [3.0, 1.0, 3.0, 2.0, 2.0, 2.0],
            "ranks": stats.rankdata([3.0, 1.0, 3.0, 2.0, 2.0, 2.0]).tolist(),
        },
    },
    sys.stdout,
    indent=1,
    default=float,
)
print()
