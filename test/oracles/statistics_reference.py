"""Makes test/golden/statistics.json: distributions, intervals, tests and decisions by scipy, statsmodels and sacreBLEU.

    python3 -m venv stats && stats/bin/pip install scipy==1.17.1 statsmodels==0.15.0 sacrebleu==2.6.0 numpy==2.4.6
    stats/bin/python test/oracles/statistics_reference.py > test/golden/statistics.json

Where no package has a formula (Miller's clustered error, the gate's score test) it is written out here in its slow, literal form.
"""

import json
import math
import random
from importlib.metadata import version

import numpy as np
from sacrebleu import significance
from sacrebleu.metrics import BLEU
from scipy import optimize, special, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

PROBABILITIES = [1e-6, 0.005, 0.025, 0.3, 0.5, 0.8, 0.975, 0.995]


def beta_cases():
    shapes = [(0.5, 0.5), (2, 3), (50, 50), (1, 1e6), (1e6, 1), (10, 999990), (1000, 999000), (5e5, 5e5), (5e5, 0.5), (3.5, 1e5), (12.5, 0.5)]
    cases = []
    for a, b in shapes:
        for p in PROBABILITIES:
            # scipy's own inverse is wrong in the eighth digit at (1000, 999000), so it is searched on scipy's function
            x = optimize.brentq(lambda x: special.betainc(a, b, x) - p, 0, 1, xtol=1e-300, rtol=1e-15)
            cases.append({"a": a, "b": b, "p": p, "x": x, "value": float(special.betainc(a, b, x))})
    return cases


def distribution_cases():
    return {
        "normal": [{"z": z, "p": float(stats.norm.cdf(z))} for z in [-37, -8, -3.3, -1.6448536269514722, -0.5, 0, 0.1, 1, 1.959963984540054, 5]],
        "normalQuantile": [{"p": p, "z": float(stats.norm.ppf(p))} for p in [1e-200, 1e-12, *PROBABILITIES]],
        "student": [{"t": t, "degrees": df, "below": float(stats.t.cdf(t, df)), "twoSided": float(2 * stats.t.sf(abs(t), df))}
                    for df in [1, 2, 9, 149, 4999, 999999] for t in [-40, -3, -1, 0, 0.2, 1.7, 2.6, 9]],
        "studentQuantile": [{"p": p, "degrees": df, "t": float(stats.t.ppf(p, df))}
                            for df in [1, 2, 9, 149, 4999, 999999] for p in [0.2, 0.5, 0.8, 0.95, 0.975, 0.999]],
        "chiSquared": [{"x": x, "degrees": df, "p": float(stats.chi2.sf(x, df))} for df in [1, 2, 7, 100] for x in [0, 1e-3, 0.5, 3.84, 20, 130, 900]],
    }


def proportion_cases():
    counts = [(0, 1), (1, 1), (0, 10), (8, 10), (10, 10), (71, 150), (831, 1000), (0, 1000), (1000, 1000), (4999, 5000),
              (0, 10**6), (1, 10**6), (500_000, 10**6), (999_999, 10**6), (10**6, 10**6)]
    cases = []
    for k, n in counts:
        for level in [0.9, 0.95, 0.99]:
            wilson, exact = (proportion_confint(k, n, 1 - level, method=method) for method in ("wilson", "beta"))
            cases.append({"k": k, "n": n, "level": level, "wilson": [float(x) for x in wilson], "exact": [float(x) for x in exact]})
    return cases


def mcnemar_cases():
    cases = []
    for b, c in [(10, 2), (2, 10), (0, 1), (0, 40), (5, 5), (62, 64), (7, 19), (35, 26), (11, 2), (499, 500), (530, 470), (700, 500), (90_000, 90_700)]:
        table = [[3, b], [c, 4]]
        exact, corrected, plain = mcnemar(table), mcnemar(table, exact=False), mcnemar(table, exact=False, correction=False)
        cases.append({"onlyBaseline": b, "onlyCandidate": c, "exact": float(exact.pvalue), "corrected": [float(corrected.statistic), float(corrected.pvalue)],
                      "uncorrected": [float(plain.statistic), float(plain.pvalue)]})
    return cases


def holm_cases():
    lists = [[0.04], [0.01, 0.04, 0.03], [0.2, 0.001, 0.001, 0.9, 0.012], [0.5, 0.5, 0.5], [0.0, 1.0, 0.024, 0.0261]]
    return [{"p": p, "adjusted": [float(x) for x in multipletests(p, method="holm")[1]]} for p in lists]


def clustered_error(values, clusters):
    """Miller 2024: the variance of the mean of independent samples, and the cross terms of every cluster, pair by pair."""
    n, deviations = len(values), np.asarray(values) - np.mean(values)
    cross = sum(deviations[i] * deviations[j] for i in range(n) for j in range(n) if i != j and clusters[i] == clusters[j])
    return math.sqrt(max(0.0, float(np.sum(deviations**2)) / (n - 1) / n + cross / n**2))


def stake(added):
    return sum(x * x for x in added) / sum(added) if sum(added) > 0 else 0.0


def gate(value, error, degrees, at_stake, margin, alpha, power=0.8):
    """The score test: excess against the variance under the hypothesis; its bounds are the roots of x^2 = t^2 (se^2 + stake x)."""
    drop, t, other = -value, stats.t.ppf(1 - alpha, degrees), stats.t.ppf(power, degrees)
    at_stake *= max(1, -math.log(alpha) / t**2)
    reach = lambda growth: float(max(np.roots([1, -t * t * at_stake / growth, -t * t * error**2 / growth])))
    detectable = lambda growth: reach(growth) + other * error / math.sqrt(growth)
    one_sided = lambda excess: float(stats.t.cdf(excess / math.sqrt(error**2 + at_stake * abs(excess)), degrees))
    low, high = drop - reach(1), drop + reach(1)
    growth = math.exp(optimize.brentq(lambda log: detectable(math.exp(log)) - abs(margin - drop), -12, 13, xtol=1e-14))
    return {"margin": margin, "alpha": alpha, "drop": drop, "low": low, "high": high, "pPass": one_sided(drop - margin), "pFail": one_sided(margin - drop),
            "verdict": "pass" if high <= margin else "fail" if low > margin else "inconclusive", "detectable": detectable(1), "growth": growth}


PAIRED = [("right or wrong, alone", 60, 60, "flips"), ("right or wrong, in clusters", 60, 20, "flips"), ("a fifth breaks", 90, 90, "breaks"),
          ("scores, alone", 40, 40, "scores"), ("scores, uneven clusters", 50, 13, "scores"), ("nothing changed", 80, 80, "same")]


def paired_runs(rng, samples, clusters, kind):
    of = np.arange(samples) if samples == clusters else np.concatenate([np.arange(clusters), rng.integers(clusters, size=samples - clusters)])
    if kind == "scores":
        before = rng.gamma(1.5, 0.6, samples)
        return of, before, np.maximum(0, before + rng.normal(-0.05, 0.2, samples))
    before = (rng.random(samples) < 0.7) * 1.0
    changed = rng.random(samples) < {"flips": 0.15, "breaks": 0.2, "same": 0}[kind]
    return of, before, np.where(changed, 0 if kind == "breaks" else 1 - before, before)


def paired_cases():
    rng = np.random.default_rng(20261125)
    cases = []
    for name, samples, clusters, kind in PAIRED:
        of, before, after = paired_runs(rng, samples, clusters, kind)
        degrees, value, error = clusters - 1, float(np.mean(after - before)), clustered_error(after - before, of)
        half = float(stats.t.ppf(0.975, degrees)) * error
        p = float(2 * stats.t.sf(abs(value) / error, degrees)) if error else 1.0
        at_stake = stake([float(sum(before[of == c])) / samples for c in range(clusters)])
        if clusters == samples and error:
            reference = stats.ttest_rel(after, before)
            bounds = reference.confidence_interval(0.95)
            assert np.allclose([p, value - half, value + half], [reference.pvalue, bounds.low, bounds.high], rtol=1e-12)
        cases.append({"name": name, "baseline": before.tolist(), "candidate": after.tolist(), "clusters": of.tolist(), "value": value, "standardError": error,
                      "low": value - half, "high": value + half, "p": p, "stake": at_stake,
                      "gates": [gate(value, error, degrees, at_stake, margin, alpha) for margin, alpha in [(0.01, 0.05), (0.05, 0.05), (0.2, 0.01)]]})
    return cases


def sentences(rng, count):
    words = "a the dog cat man bus runs sits on in under red small big street table near with two".split()
    return [" ".join(rng.choice(words) for _ in range(rng.randint(6, 14))) for _ in range(count)]


def bleu_cases():
    """sacreBLEU's own tests; their draws, as counts and flips, are kept so that ours can repeat them."""
    rng = random.Random(7)
    count, resamples = 30, 200
    references = sentences(rng, count)
    noisy = lambda rate: [" ".join(rng.choice(sentences(rng, 1)[0].split()) if rng.random() < rate else w for w in s.split()) for s in references]
    baseline, candidate = noisy(0.2), noisy(0.3)
    metric = BLEU(smooth_method="none", references=[references])
    rows = [np.array(metric._extract_corpus_statistics(system, None)) for system in (baseline, candidate)]
    score = lambda sums: metric._compute_score_from_stats([int(x) for x in sums]).score
    info = {"BLEU": (rows[0], significance.Result(score(rows[0].sum(0))))}
    seed = 12345
    bootstrap = significance._paired_bs_test(info, "candidate", candidate, None, {"BLEU": metric}, n_samples=resamples, seed=seed)[1]["BLEU"]
    randomised = significance._paired_ar_test(info, "candidate", candidate, None, {"BLEU": metric}, n_samples=resamples, seed=seed)[1]["BLEU"]
    draws = np.random.default_rng(seed).choice(count, size=(resamples, count), replace=True)
    flips = np.random.default_rng(seed).integers(2, size=(resamples, count), dtype=bool)
    differences = np.array([score(rows[1][draw].sum(0)) - score(rows[0][draw].sum(0)) for draw in draws])
    return {"baseline": rows[0].tolist(), "candidate": rows[1].tolist(), "counts": [np.bincount(draw, minlength=count).tolist() for draw in draws],
            "flips": flips.astype(int).tolist(), "difference": score(rows[1].sum(0)) - score(rows[0].sum(0)),
            "bootstrapP": bootstrap.p_value, "randomisationP": randomised.p_value,
            "low": float(np.percentile(differences, 2.5)), "high": float(np.percentile(differences, 97.5)), "standardError": float(np.std(differences, ddof=1)),
            "twoSidedP": float(min(1, 2 * min(np.mean(differences <= 0), np.mean(differences >= 0))))}


def clustered_proportions():
    rng = np.random.default_rng(5)
    cases = []
    for p, size, spread in [(0.5, 5, 4), (0.93, 4, 4), (0.99, 3, 4), (0.8, 5, 1e6)]:
        rate = rng.beta(p * spread, (1 - p) * spread, 25).repeat(size)
        values, of = (rng.random(rate.size) < rate) * 1.0, np.arange(25).repeat(size)
        n, m = len(values), float(np.mean(values))
        sums = [float(np.sum(values[of == c] - m)) for c in range(25)]
        variance = max(25 / 24 * sum(u * u for u in sums) / n**2, m * (1 - m) / (n - 1))
        effective = n * m * (1 - m) / (n - 1) / variance if variance else 25
        t = stats.t.ppf(0.975, 24)
        roots = np.roots([1 + t * t / effective, -(2 * m + t * t / effective), m * m])
        cases.append({"values": values.tolist(), "clusters": of.tolist(), "low": float(min(roots)), "high": float(max(roots))})
    return cases


print(json.dumps({
    "command": "pip install scipy statsmodels sacrebleu numpy; python test/oracles/statistics_reference.py > test/golden/statistics.json", "tolerance": 1e-9,
    "versions": {name: version(name) for name in ("numpy", "scipy", "statsmodels", "sacrebleu")},
    "beta": beta_cases(), **distribution_cases(), "proportions": proportion_cases(), "clusteredProportions": clustered_proportions(),
    "mcnemar": mcnemar_cases(), "holm": holm_cases(), "paired": paired_cases(), "bleu": bleu_cases(),
}, separators=(",", ":")))
