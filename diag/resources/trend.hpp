// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hangar/diag/resources/counts.hpp>

namespace hangar::diag {

enum class TrendKind {
    steady,        // as much at the end as at the beginning
    one_off,       // it grew in a step or two, and stayed: a cache, a lazily made descriptor
    accumulating,  // it grew again and again, all along the run
};

// How one resource went over a run. A value.
struct TrendLine {
    std::string resource;
    TrendKind kind = TrendKind::steady;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t kept = 0;             // how much of the growth never went away again
    std::vector<std::string> growers;  // after which tests, in order
    friend bool operator==(const TrendLine&, const TrendLine&) = default;
};

// What a process had after each of its tests, and what that tells: an accumulating leak from a
// one-off. What rises and falls again (a pool, a cache) is steady. Not synchronised.
class ResourceTrend {
  public:
    // What there was before the first test.
    void begin(const ResourceLevels& levels);
    void add(const std::string& test, const ResourceLevels& levels);

    [[nodiscard]] std::vector<TrendLine> lines() const;
    [[nodiscard]] bool accumulates() const;
    // For people: a table, and for what grew the tests after which it did.
    [[nodiscard]] std::string table() const;

  private:
    struct Series {
        std::string resource;
        std::int64_t grain = 1;  // less than this is no growth
        std::vector<std::int64_t> values;
    };
    void append(const ResourceLevels& levels);
    void append(const std::string& resource, std::int64_t grain, std::int64_t value);
    [[nodiscard]] TrendLine judge(const Series& series) const;

    std::vector<std::string> tests_;
    std::vector<Series> series_;
};

}  // namespace hangar::diag
