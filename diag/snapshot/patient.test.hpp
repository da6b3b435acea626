// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <functional>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/subtree.hpp>
#include <hangar/diag/snapshot/take.hpp>

namespace hangar::snapshot {

// Splits a mapping of so many pages into as many maps, as far as the machine allows.
inline void split_into_maps(std::size_t pages) {
    constexpr std::size_t page = 4096;
    void* const all = ::mmap(nullptr, page * pages, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (std::size_t i = 0; i < pages; i += 2)
        if (::mprotect(static_cast<char*>(all) + i * page, page, PROT_NONE) != 0) return;
}

// A forked child of a test, which does `body` and stays as it is. Whatever happens, it and its
// descendants are gone when this is.
class TestPatient {
  public:
    explicit TestPatient(const std::function<void()>& body) {
        const pid_t parent = ::getpid();
        auto fork = os::fork_process();
        os::require(fork.has_value(), "a child can be forked");
        if (fork->in_child()) {
            static_cast<void>(os::set_parent_death_signal(SIGKILL, parent));
            body();
            ::_exit(0);
        }
        handle_ = std::move(fork->child);
    }
    ~TestPatient() {
        const auto deadline = os::Deadline::after(std::chrono::seconds(20));
        static_cast<void>(os::kill_subtree(handle_, deadline));
        static_cast<void>(handle_.collect());
    }
    TestPatient(const TestPatient&) = delete;
    TestPatient& operator=(const TestPatient&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return handle_.id().pid; }
    [[nodiscard]] const os::Pidfd& handle() const noexcept { return handle_; }

    // A snapshot in which `holds`: taken again and again until then, for the patient gets into its
    // position in its own time. Ends the test program if it never does.
    [[nodiscard]] Snapshot take_until(const std::function<bool(const Snapshot&)>& holds) const {
        const auto deadline = os::Deadline::after(std::chrono::seconds(20));
        Options options;
        options.interval = std::chrono::milliseconds(20);
        for (;;) {
            auto snapshot = take(pid(), options);
            if (snapshot && holds(*snapshot)) return std::move(*snapshot);
            os::require(!deadline.passed(), "the patient comes into its position");
        }
    }

  private:
    os::Pidfd handle_;
};

// The first thread that settled in a wait of this kind; null for none.
[[nodiscard]] inline const Thread* thread_in(const Snapshot& snapshot, WaitKind kind) {
    for (const Process& process : snapshot.processes)
        for (const Thread& thread : process.threads)
            if (thread.settled && thread.wait.kind == kind) return &thread;
    return nullptr;
}

// What a thread of a patient that does `body` waits for, once one of them waits so.
[[nodiscard]] inline Wait wait_in(WaitKind kind, const std::function<void()>& body) {
    const TestPatient patient(body);
    const auto snapshot =
        patient.take_until([kind](const Snapshot& now) { return thread_in(now, kind) != nullptr; });
    return thread_in(snapshot, kind)->wait;
}

// Once it reads from a pipe.
[[nodiscard]] inline Snapshot when_it_reads(const TestPatient& patient) {
    return patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::pipe_read) != nullptr; });
}

}  // namespace hangar::snapshot
