// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/sibling.hpp>
#include <hangar/harness/gtest/flags.hpp>
#include <hangar/harness/gtest/launch_fitness.hpp>

// Defined by the runtime of each, if the program has it; the harness itself may be without.
extern "C" {
[[gnu::weak]] void __asan_init();    // NOLINT(bugprone-reserved-identifier)
[[gnu::weak]] void __lsan_init();    // NOLINT(bugprone-reserved-identifier)
[[gnu::weak]] void __tsan_init();    // NOLINT(bugprone-reserved-identifier)
[[gnu::weak]] void __msan_init();    // NOLINT(bugprone-reserved-identifier)
[[gnu::weak]] void __hwasan_init();  // NOLINT(bugprone-reserved-identifier)
}

namespace hangar {
namespace {

const char* sanitizer() {
    if (&__asan_init != nullptr) return "AddressSanitizer";
    if (&__lsan_init != nullptr) return "LeakSanitizer";
    if (&__tsan_init != nullptr) return "ThreadSanitizer";
    if (&__msan_init != nullptr) return "MemorySanitizer";
    if (&__hwasan_init != nullptr) return "HWAddressSanitizer";
    return nullptr;
}

// What it is open on; empty if there is none.
std::string descriptor_but(int socket) {
    const auto fds = os::ProcDir::open(::getpid()).and_then(os::read_fds);
    if (!fds) return fds.error().message();
    const auto held = std::ranges::find_if(*fds, [&](const os::OpenFd& fd) {
        // Not those that it was read by.
        return fd.number > STDERR_FILENO && fd.number != socket && os::file_size(fd.number);
    });
    return held != fds->end() ? held->target.text : std::string();
}

}  // namespace

std::string unfit_for_forks(int socket) {
    if (const char* name = sanitizer()) return fmt::format("it is built with {}", name);
    const auto stat = os::ProcDir::open(::getpid()).and_then(os::read_stat);
    if (!stat) return stat.error().message();
    if (stat->num_threads != 1)
        return fmt::format("it has {} threads before its first test", stat->num_threads);
    const auto children = os::children_of_this_process();
    if (!children) return children.error().message();
    if (!children->empty())
        return fmt::format("it has {} children before its first test", children->size());
    if (os::has_timers()) return "it has a timer running before its first test";
    const std::string held = descriptor_but(socket);
    return held.empty() ? held : fmt::format("it holds {} open before its first test", held);
}

void note_fitness(MainKind main) {
    const std::string path = process_environment("HANGAR_LAUNCH_NOTE");
    if (path.empty()) return;
    std::string note = unfit_for_forks() + '\n';  // before there is one descriptor more
    if (main == MainKind::own) note += "it has a main of its own\n";
    // By a plain open: the name is a link of /proc.
    std::ofstream(path) << note;
}

}  // namespace hangar
