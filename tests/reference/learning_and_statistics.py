"""Learning and statistics: how each row's quantity is computed from the stated parameters."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from scipy.special import expit

from sim.statistics.comparisons import holm
from sim.statistics.estimates import mean_estimate, standard_deviation, t_critical
from sim.statistics.replications import ReplicationRule
from sim.statistics.selection import kim_nelson_constants
from sim.theory.attitudes import (
    hazard_of_yearly_share,
    logit,
    logit_cost,
    repeat_cost,
    satisfied_share,
    value_after,
    value_sd,
)
from tests.reference.learning import (
    events_until,
    mean_handle_min,
    power_law_exponent,
    roth_erev_probability,
    share_newer_than,
    softmax_extinction_days,
    softmax_probability,
    wait_cost,
)
from tests.reference.output_analysis import control_variates, lavenberg_welch_loss, mser
from tests.reference.rows import Computed, number
from tests.reference.textbook import benjamini_hochberg, bonferroni, ocba_fractions, rinott_h


def learning(text: str) -> Computed:
    if text.startswith("Rescorla-Wagner"):
        rate, reward = number(text, "alpha"), number(text, "R")
        return {f"V_{n}": value_after(n, rate, reward) for n in (1, 5, 10, 20, 50)}
    if text.startswith("alpha"):
        rate = number(text, "alpha")
        return {
            "events to halve an extinguished value": events_until(0.5, rate),
            "events to 5% of initial": events_until(0.05, rate),
        }
    if text.startswith("delta rule"):
        return {"stationary SD of V": value_sd(number(text, "alpha"), number(text, "sd"))}
    if text.startswith("softmax"):
        values = number(text, "V_e"), number(text, "V_s")
        return {"P(escalate)": softmax_probability(number(text, "beta"), *values)}
    if text.startswith("Roth-Erev"):
        rewards = number(text, "r_e"), number(text, "r_s")
        share = roth_erev_probability(*rewards, number(text, "eps"))
        return {"mean-field P(escalate)": share}
    return _extinction(text)


def _extinction(text: str) -> Computed:
    values = number(text, "V_e(0)"), number(text, "reward"), number(text, "V_s")
    pace = number(text, "nu") * number(text, "alpha")
    return {
        f"days until P(escalate) falls to {left} of initial 0.880797": softmax_extinction_days(
            left, number(text, "beta"), values, pace
        )
        for left in (0.5, 0.1, 0.05)
    }


def experience(text: str) -> Computed:
    if text.startswith("power law"):
        return {"exponent b": power_law_exponent(number(text, "rate"))}
    if "%" in text:
        share = number(text, "attrition") / 100
        return {"equivalent hazard /yr": hazard_of_yearly_share(share)}
    hazard = number(text, "hazard")
    return {
        "mean AHT min": mean_handle_min(5.0, 7.5, 0.25, hazard),
        "fraction of staff with tenure < 3 months": share_newer_than(0.25, hazard),
        "mean tenure yr": 1 / hazard,
    }


def variance_reduction(text: str) -> Computed:
    if "Y=e^U" not in text:
        loss = lavenberg_welch_loss(int(number(text, "n")), int(number(text, "q")))
        name = "Lavenberg-Welch loss" if number(text, "q") == 1 else "loss"
        return {f"{name} factor (n-2)/(n-q-2)": loss}
    size = 1_000_000  # midpoints of the uniform law: moments exact to about 1e-13
    uniform = (np.arange(size) + 0.5) / size
    result = control_variates(np.exp(uniform), uniform, 0.5)
    spread = standard_deviation(np.exp(uniform))
    assert spread is not None
    variance = spread**2 * (size - 1) / size
    return {
        "optimal beta": result.coefficients[0],
        "Var(Y)": variance,
        "residual Var(Y-beta(U-1/2))": variance * (1 - result.r_squared),
        "R^2": result.r_squared,
    }


def critical_values(text: str) -> Computed:
    n = int(number(text, "n"))
    comparisons = {"Bonferroni": 6, "all pairs": 10}
    tests = next((k for start, k in comparisons.items() if text.startswith(start)), 1)
    share = {1: "0.975", 6: "1-0.05/12", 10: "1-0.05/20"}[tests]
    return {f"t_({share},{n - 1})": t_critical(n, 0.95, tests)}


def multiple_testing(text: str) -> Computed:
    p_values = [float(p) for p in re.findall(r"\d\.\d+", text)]
    return {
        "Holm adjusted": holm(p_values),
        "Bonferroni adjusted": bonferroni(p_values),
        "Benjamini-Hochberg adjusted": benjamini_hochberg(p_values),
    }


def selection(text: str) -> Computed:
    if text.startswith("OCBA"):
        return {"allocation fractions": ocba_fractions([1, 2, 3, 4, 5], [10] * 5)}
    scenarios, first = int(number(text, "k")), int(number(text, "n0"))
    if text.startswith("Rinott"):
        return {"h": rinott_h(scenarios, first)}
    eta, squared = kim_nelson_constants(scenarios, first)
    return {"eta": eta, "h^2": squared}


def warm_up(text: str) -> Computed:
    del text
    i = np.arange(1000)
    series = 10 * (1 - np.exp(-i / 40)) + ((7919 * i % 101) - 50) / 25
    cut = mser(series)
    assert cut.reliable
    return {
        "truncation d* (batches of 5)": cut.batches,
        "truncation in observations": cut.observations,
        "MSER statistic at d*": cut.statistic,
        "truncated mean": cut.mean,
        "untruncated mean": series.mean(),
    }


def enough_replications(text: str) -> Computed:
    look_ahead, first = int(number(text, "kLimit")), int(number(text, "n0"))
    rule = ReplicationRule(number(text, "precision") / 100, look_ahead=look_ahead, initial=first)
    values = []
    while not rule.finished:
        values.append(10 + ((37 * (rule.n + 1) % 17) - 8) / 4)
        rule.add({"outcome": values[-1]})
    enough = mean_estimate(values[: rule.sufficient])
    assert enough.standard_error is not None
    half_width = t_critical(enough.n) * enough.standard_error / enough.value  # Student's; this saw is hardly skewed
    assert rule.sufficient_half_width == pytest.approx(half_width, rel=1e-3)
    return {"Nsol": rule.sufficient, "relative half-width at Nsol": half_width}


def satisfaction(text: str) -> Computed:
    base = logit(0.86)
    repeat = repeat_cost(0.86, 0.44, 4)
    wait = wait_cost(0.86, 0.81, 10.0)
    transfer = logit_cost(0.86, 0.74)
    shares = {f"implied P(sat) contact {n}": satisfied_share(0.86, n, repeat) for n in (2, 3, 4)}
    costs = transfer + wait * math.log1p(10 / 2)
    del text
    return shares | {
        "b0=logit(0.86)": base,
        "beta per extra contact": repeat,
        "beta hold": logit_cost(0.86, 0.71),
        "beta_w": wait,
        "logit increments": [logit_cost(0.09, 0.05), logit_cost(0.25, 0.05)],
        "logit increment of adding apology etc.": logit_cost(0.73, 0.37),
        "value": expit(base - costs),
    }


CASES = {
    "reinforcement / habit": learning,
    "learning + attrition": experience,
    "CRN / antithetic / control variates": variance_reduction,
    "critical values": critical_values,
    "multiple testing": multiple_testing,
    "ranking & selection": selection,
    "MSER-5": warm_up,
    "replications (Hoad-Robinson-Davies 2010)": enough_replications,
    "CSAT proxy calibration": satisfaction,
}
