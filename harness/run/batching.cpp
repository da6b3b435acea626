// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/harness/run/batching.hpp>
#include <hangar/harness/run/gtest_filter.hpp>

namespace hangar::run {
namespace {

// The kernel takes 128 KiB in one argument.
constexpr std::size_t longest_filter = 100'000;

std::string_view suite_of(const Job& job) {
    const std::string_view name = job.test->info.name;
    return name.substr(0, name.find('.'));
}

bool may_share(const Job& one, const Job& other, Isolation isolation) {
    if (one.program != other.program || !(*one.rules == *other.rules)) return false;
    switch (isolation) {
        case Isolation::test:
            return false;
        case Isolation::suite:
            return suite_of(one) == suite_of(other);
        case Isolation::binary:
            return true;
    }
    return false;
}

}  // namespace

std::vector<Batch> make_batches(std::vector<Job> jobs, Isolation isolation) {
    std::vector<Batch> batches;
    std::size_t length = 0;
    for (auto& job : jobs) {
        length += job.test->info.name.size() + 1;
        const bool joins = !batches.empty() && length < longest_filter &&
                           may_share(batches.back().front(), job, isolation);
        if (!joins) {
            batches.emplace_back();
            length = job.test->info.name.size() + 1;
        }
        batches.back().push_back(std::move(job));
    }
    return batches;
}

std::string filter_for(const std::vector<Job*>& jobs) {
    std::string filter;
    for (const Job* job : jobs)
        filter += (filter.empty() ? "" : ":") + filter_for(job->test->info.name);
    return filter;
}

std::string name_for(const std::vector<Job*>& jobs) {
    if (jobs.size() == 1) return jobs.front()->test->info.name;
    const auto suite = suite_of(*jobs.front());
    const bool one_suite =
        std::ranges::all_of(jobs, [&](const Job* job) { return suite_of(*job) == suite; });
    return one_suite ? std::string(suite) + ".*" : "*";
}

}  // namespace hangar::run
