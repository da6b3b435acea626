// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <barrier>
#include <cstdlib>
#include <deque>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/suites/bench/hung_tree.hpp>
#include <mutex>
#include <thread>

namespace hangar::bench {
namespace {

using namespace std::chrono_literals;

// None of them returns; each says so when the others have locked theirs.
void start_ring(int threads) {
    struct Ring {
        explicit Ring(int count) : mutexes(static_cast<std::size_t>(count)), all(count + 1) {}
        std::deque<std::mutex> mutexes;
        std::barrier<> all;
    };
    if (threads < 1) return;
    auto* ring = new Ring(threads);  // as long as the process
    for (std::size_t i = 0; i < static_cast<std::size_t>(threads); ++i)
        std::thread([ring, i] {
            ring->mutexes[i].lock();
            ring->all.arrive_and_wait();
            ring->mutexes[(i + 1) % ring->mutexes.size()].lock();
        }).detach();
    ring->all.arrive_and_wait();
}

void open_descriptors(int count) {
    for (int i = 0; i < count; ++i)
        if (::open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) std::abort();
}

void furnish(const TreeSize& size, const os::Fd& ready) {
    open_descriptors(size.fds);
    start_ring(size.threads - 1);
    if (!os::write_all(ready.get(), "x")) std::abort();
}

[[noreturn]] void read_for_ever(const os::Fd& pipe) {
    std::array<std::byte, 1> byte{};
    for (;;) static_cast<void>(os::read_some(pipe.get(), byte));
}

// The children go with it, by its group.
[[noreturn]] void be_root(const TreeSize& size, const os::Fd& ready) {
    static_cast<void>(os::new_process_group());
    auto pipe = os::make_pipe();
    for (int i = 1; i < size.processes; ++i) {
        auto child = os::fork_process();
        if (!child) std::abort();
        if (child->in_child()) {
            pipe->second.reset();
            furnish(size, ready);
            read_for_ever(pipe->first);
        }
    }
    pipe->first.reset();
    furnish(size, ready);
    for (;;) ::waitpid(-1, nullptr, 0);
}

}  // namespace

HungTree::HungTree(TreeSize size) {
    auto ready = os::make_pipe();
    auto root = os::fork_process();
    if (!ready || !root) std::abort();
    if (root->in_child()) be_root(size, ready->second);
    root_ = std::move(root->child);
    for (int up = 0; up < size.processes;) {
        std::array<std::byte, 64> bytes{};
        up += static_cast<int>(os::read_some(ready->first.get(), bytes).value_or(0));
    }
    std::this_thread::sleep_for(100ms);  // into their last waits; the figure is no verdict
}

HungTree::~HungTree() {
    static_cast<void>(os::signal_group({root_.id().pid}, SIGKILL));
    static_cast<void>(root_.wait_exit(os::Deadline::after(10s)));
    static_cast<void>(root_.collect());
}

}  // namespace hangar::bench
