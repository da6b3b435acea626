// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/loop_directory.hpp>

#include <mutex>
#include <new>
#include <vector>

namespace hangar::runtime {
namespace {

struct Directory {
    std::mutex lock;
    std::vector<Loop*> loops;
};

// Never destroyed: loops of detached threads may outlive static destruction. In a forked child it
// is made anew, for the parent may have forked while another of its threads held the lock.
alignas(Directory) std::byte storage[sizeof(Directory)];
Directory& make_directory() noexcept {
    return *new (storage) Directory;
}
Directory& directory() {
    static Directory& first = make_directory();
    return first;
}

}  // namespace

void for_each_loop(const std::function<void(Loop&)>& visit) {
    Directory& all = directory();
    const std::lock_guard guard(all.lock);
    for (Loop* loop : all.loops) visit(*loop);
}

void enlist_loop(Loop& loop) {
    Directory& all = directory();
    const std::lock_guard guard(all.lock);
    all.loops.push_back(&loop);
}

void strike_loop(Loop& loop) noexcept {
    Directory& all = directory();
    const std::lock_guard guard(all.lock);
    std::erase(all.loops, &loop);
}

void forget_listed_loops_in_child() noexcept {
    static_cast<void>(directory());
    static_cast<void>(make_directory());
}

}  // namespace hangar::runtime
