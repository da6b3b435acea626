// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <hangar/diag/resources/changes.hpp>

namespace hangar::diag {

struct ResourceDeltasOptions {
    // What makes the block fail if there is more of it at its end.
    Leak fail_on = Leak::None;
    // Told what changed, if anything did; empty: a block that does not fail is reported on standard
    // error.
    std::function<void(const ResourceChanges&)> writer{};
};

// Compares what this process has at the end of a block with what it had at its beginning: threads,
// descriptors with where each new one points, children, shared memory, memory, and what the program
// counts itself (gauges.hpp).
//
//     hangar::diag::ResourceDeltas deltas{"block", {.fail_on = Leak::Fds | Leak::Children}};
//
// Cheap while nothing changes: counts alone, tens of microseconds. What is on its way out when the
// block ends (a thread that was joined, a child that somebody is about to collect) is given 50 ms.
// A block fails through the leak handler: with <hangar/harness.hpp> that fails the running test, a
// plain TEST() as well. A count is of the whole process: what other threads open meanwhile counts.
// Nothing is closed, ended or collected. Neither copied nor moved. A forked child's copy does
// nothing.
class ResourceDeltas {
  public:
    explicit ResourceDeltas(std::string label, ResourceDeltasOptions options = {});
    ~ResourceDeltas();
    ResourceDeltas(const ResourceDeltas&) = delete;
    ResourceDeltas& operator=(const ResourceDeltas&) = delete;

    // What has changed so far. Errors: as count_resources.
    [[nodiscard]] os::Result<ResourceChanges> so_far() const;
    // Nothing is compared at the end.
    void dismiss() noexcept { before_.reset(); }

  private:
    [[nodiscard]] ResourceChanges settled(os::Result<ResourceChanges> changes) const;

    std::string label_;
    ResourceDeltasOptions options_;
    std::optional<ResourceCounts> before_;
    std::int64_t mappings_before_ = -1;
    pid_t owner_ = 0;
};

// What a leak makes of whoever runs: `failed` is what grew of what must not. The default writes to
// standard error. Returns the handler before. Requires: no block ends at the same time.
using LeakHandler = void (*)(const ResourceChanges& changes, Leak failed);
LeakHandler set_leak_handler(LeakHandler handler) noexcept;

}  // namespace hangar::diag
