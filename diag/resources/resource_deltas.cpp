// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/resources/resource_deltas.hpp>
#include <thread>

namespace hangar::diag {
namespace {

using namespace std::chrono_literals;

constexpr auto time_to_settle = 50ms;
constexpr auto look_again = 1ms;

void print(const ResourceChanges& changes, std::string_view verdict) {
    fmt::print(stderr, "hangar: {}: {}\n{}", changes.label, verdict, changes.text());
}

void print_leak(const ResourceChanges& changes, Leak failed) {
    print(changes, "leaks " + leak_names(failed));
}

std::atomic<LeakHandler>& leak_handler() {
    static std::atomic<LeakHandler> handler = print_leak;
    return handler;
}

}  // namespace

LeakHandler set_leak_handler(LeakHandler handler) noexcept {
    return leak_handler().exchange(handler == nullptr ? print_leak : handler);
}

ResourceDeltas::ResourceDeltas(std::string label, ResourceDeltasOptions options)
    : label_(std::move(label)), options_(std::move(options)), owner_(::getpid()) {
    auto counts = count_resources();
    if (!counts) {
        fmt::print(stderr, "hangar: {}: {}\n", label_, counts.error().message());
        return;
    }
    before_ = *std::move(counts);
    if (any(options_.fail_on & Leak::Mappings)) mappings_before_ = count_mappings();
}

os::Result<ResourceChanges> ResourceDeltas::so_far() const {
    const auto after = count_resources();
    if (!after) return tl::unexpected(after.error());
    auto changes = compare_resources(label_, before_.value_or(*after), *after);
    changes.mappings_before = mappings_before_;
    if (mappings_before_ >= 0) changes.mappings_after = count_mappings();
    return changes;
}

ResourceChanges ResourceDeltas::settled(os::Result<ResourceChanges> changes) const {
    const auto limit = os::Deadline::after(time_to_settle);
    while (changes && any(changes->grown() & options_.fail_on) && !limit.passed()) {
        std::this_thread::sleep_for(look_again);
        changes = so_far();
    }
    if (changes) return *std::move(changes);
    fmt::print(stderr, "hangar: {}: {}\n", label_, changes.error().message());
    return {};
}

ResourceDeltas::~ResourceDeltas() {
    if (!before_ || ::getpid() != owner_) return;
    const auto changes = settled(so_far());
    if (!changes.any()) return;
    const Leak failed = changes.grown() & options_.fail_on;
    if (options_.writer) options_.writer(changes);
    if (any(failed))
        leak_handler().load()(changes, failed);
    else if (!options_.writer)
        print(changes, "resources changed");
}

}  // namespace hangar::diag
