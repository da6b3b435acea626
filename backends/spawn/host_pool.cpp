// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/backends/spawn/host_pool.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <utility>

namespace hangar::spawn {
namespace {

constexpr std::chrono::seconds kill_limit{2};

}  // namespace

os::Result<std::unique_ptr<HostPool::Place>> HostPool::place(const SpawnRequest& request) {
    const std::lock_guard guard(lock_);
    // Who still has an actor in one that has ended has its handle as well.
    std::erase_if(hosts_, [](const Entry& entry) { return !entry.host->takes_orders(); });
    Entry* entry = find(request.host);
    if (entry == nullptr) {
        auto host = Host::start(request.main, request.host_duties);
        if (!host) return tl::unexpected(host.error());
        hosts_.push_back({request.host, std::move(*host)});
        entry = &hosts_.back();
    }
    ++entry->actors;
    return std::make_unique<Place>(*this, entry->host);
}

HostPool::Entry* HostPool::find(const std::string& name) {
    const auto found = std::ranges::find_if(hosts_, [&](const Entry& entry) {
        return entry.name == name && entry.abandoned == 0 &&
               (!name.empty() || entry.actors < actors_per_host);
    });
    return found == hosts_.end() ? nullptr : &*found;
}

HostPool::Entry* HostPool::entry_of(const Host& host) {
    const auto found =
        std::ranges::find_if(hosts_, [&](const Entry& entry) { return entry.host.get() == &host; });
    return found == hosts_.end() ? nullptr : &*found;
}

void HostPool::end() noexcept {
    std::vector<Entry> ending;
    {
        const std::lock_guard guard(lock_);
        ending.swap(hosts_);
    }
    for (const Entry& entry : ending) entry.host->close();
}

std::vector<std::size_t> HostPool::census() {
    const std::lock_guard guard(lock_);
    std::vector<std::size_t> actors;
    for (const Entry& entry : hosts_) actors.push_back(entry.actors);
    return actors;
}

void HostPool::Place::leave() noexcept {
    if (std::exchange(left_, true)) return;
    const std::lock_guard guard(pool_.lock_);
    Entry* entry = pool_.entry_of(*host_);
    if (entry == nullptr) return;
    --entry->actors;
    if (entry->abandoned == 0 || entry->actors > 0) return;
    // Only those are left that nobody waits for.
    static_cast<void>(os::kill_subtree(host_->process(), os::Deadline::after(kill_limit)));
}

bool HostPool::Place::abandon() noexcept {
    if (std::exchange(left_, true)) return false;
    const std::lock_guard guard(pool_.lock_);
    Entry* entry = pool_.entry_of(*host_);
    if (entry == nullptr) return true;
    --entry->actors;
    ++entry->abandoned;
    return entry->actors == 0;
}

}  // namespace hangar::spawn
