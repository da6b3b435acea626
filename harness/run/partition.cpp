// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/partition.hpp>

namespace hangar::run {
namespace {

// FNV-1a: the same on every machine, which std::hash need not be.
std::uint64_t stable_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

using Shares = std::vector<std::size_t>;  // of each test, through all programs

template <class Function>
void for_each_test(const std::vector<Program>& programs, Function function) {
    for (const auto& program : programs)
        for (const auto& test : program.tests) function(program, test);
}

Shares by_number(const std::vector<Program>& programs, std::size_t total) {
    Shares shares;
    for_each_test(programs, [&](const Program&, const PlannedTest&) {
        shares.push_back(shares.size() % total);
    });
    return shares;
}

Shares by_name(const std::vector<Program>& programs, std::size_t total) {
    Shares shares;
    for_each_test(programs, [&](const Program& program, const PlannedTest& test) {
        shares.push_back(stable_hash(program.name + ' ' + test.info.name) % total);
    });
    return shares;
}

// What is not known yet takes as long as the others do on the average.
std::vector<double> expectations(const std::vector<Program>& programs) {
    std::vector<double> all;
    double sum = 0;
    double known = 0;
    for_each_test(programs, [&](const Program&, const PlannedTest& test) {
        all.push_back(test.expected ? test.expected->count() : -1);
        if (!test.expected) return;
        sum += all.back();
        ++known;
    });
    for (auto& each : all)
        if (each < 0) each = known > 0 ? sum / known : 1;
    return all;
}

// The longest first, each to whom has least.
Shares by_time(const std::vector<Program>& programs, std::size_t total) {
    const auto expected = expectations(programs);
    std::vector<std::size_t> order(expected.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return expected[i]; });
    std::vector<double> loads(total);
    Shares shares(expected.size());
    for (const auto test : order) {
        const auto least = std::ranges::min_element(loads);
        *least += expected[test];
        shares[test] = static_cast<std::size_t>(least - loads.begin());
    }
    return shares;
}

Shares share_out(const std::vector<Program>& programs, const Partition& partition) {
    switch (partition.by) {
        case Partition::By::slice:
            return by_number(programs, partition.total);
        case Partition::By::hash:
            return by_name(programs, partition.total);
        case Partition::By::time:
            return by_time(programs, partition.total);
    }
    return {};
}

}  // namespace

std::optional<Partition> parse_partition(std::string_view text) {
    Partition partition;
    const auto kind = os::cut(text, ':');
    if (kind == "hash")
        partition.by = Partition::By::hash;
    else if (kind == "time")
        partition.by = Partition::By::time;
    else if (kind != "slice")
        return std::nullopt;
    const auto index = os::parse_number<std::size_t>(os::cut(text, '/'));
    const auto total = os::parse_number<std::size_t>(text);
    if (!index || !total || *index < 1 || *index > *total) return std::nullopt;
    partition.index = *index;
    partition.total = *total;
    return partition;
}

void keep_share(std::vector<Program>& programs, const Partition& partition) {
    const auto shares = share_out(programs, partition);
    auto share = shares.begin();
    for (auto& program : programs)
        std::erase_if(program.tests,
                      [&](const PlannedTest&) { return *share++ != partition.index - 1; });
}

}  // namespace hangar::run
