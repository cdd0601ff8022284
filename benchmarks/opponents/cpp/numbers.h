// Random numbers by counter, quantile tables, counts and a few equations: as in sim/demand and sim/behavior.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

using u64 = uint64_t;
using i64 = int64_t;

constexpr i64 MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
constexpr int SIDE = 64 * 40 + 1;  // nodes of a quantile table on each side of one half

inline u64 output(u64 state, u64 n) {
    u64 z = state + (n + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}
inline double number(u64 key, u64 n) { return (double(i64(output(key, n) >> 12)) + 0.5) * 0x1p-52; }
inline i64 ticks(double minutes) { return i64(minutes * MINUTE + 0.5); }
inline double logistic(double x) {
    if (x >= 0.0) return 1.0 / (1.0 + std::exp(-x));
    double e = std::exp(x);
    return e / (1.0 + e);
}
inline double risen(double anger, double rise) { return 1.0 - (1.0 - anger) * (1.0 - std::min(1.0, rise)); }
inline double step(double value, double target, double rate) { return value + rate * (target - value); }

inline double log_factorial(i64 n) {
    if (n < 16) {
        double total = 0.0;
        for (i64 i = 2; i <= n; i++) total += std::log(double(i));
        return total;
    }
    double inverse = 1.0 / n, square = inverse * inverse;
    double series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    return (n + 0.5) * std::log(double(n)) - n + 0.9189385332046727 + series;
}

inline double read(const double* table, double u) {
    bool upper = u > 0.5;
    double x = upper ? 1.0 - u : u;
    u64 word;
    std::memcpy(&word, &x, 8);
    u64 half = (word & ((u64(1) << 52) - 1)) | (u64(1022) << 52);
    double mantissa;
    std::memcpy(&mantissa, &half, 8);
    double place = (mantissa - 0.5) * 128;
    i64 cell = i64(place), index = (40 + i64(word >> 52) - 1022) * 64 + cell;
    double fraction = place - cell;
    if (index < 0) index = 0, fraction = 0.0;
    const double* at = table + index + (upper ? SIDE : 0);
    return at[0] + (at[1] - at[0]) * fraction;
}

// A Poisson count at a probability, by inversion; the part that does not depend on the probability is done once.
struct Poisson {
    i64 start;
    double mean, mass, last;

    explicit Poisson(double mean) : mean(mean) {
        start = std::max(i64(0), i64(mean - 10.0 * std::sqrt(mean) - 10.0));
        mass = start ? std::exp(start * std::log(mean) - mean - log_factorial(start)) : std::exp(-mean);
        last = mean + 12.0 * std::sqrt(mean) + 40.0;
    }
    i64 count(double u) const {
        i64 n = start;
        double at = mass, reached = mass;
        while (reached < u && n < last) {
            n++;
            at *= mean / n;
            reached += at;
        }
        return n;
    }
};
