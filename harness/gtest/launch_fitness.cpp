// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/harness/gtest/flags.hpp>
#include <hangar/harness/gtest/launch_fitness.hpp>

// Defined by the runtime of each, if the program has it; the harness itself may be without.
extern "C" {
[[gnu::weak]] void __asan_init();    // NOLINT(bugprone-reserved-identifier)
[[gnu::weak]] void __tsan_init();    // NOLINT(bugprone-reserved-identifier)
[[gnu::weak]] void __msan_init();    // NOLINT(bugprone-reserved-identifier)
[[gnu::weak]] void __hwasan_init();  // NOLINT(bugprone-reserved-identifier)
}

namespace hangar {
namespace {

const char* sanitizer() {
    if (&__asan_init != nullptr) return "AddressSanitizer";
    if (&__tsan_init != nullptr) return "ThreadSanitizer";
    if (&__msan_init != nullptr) return "MemorySanitizer";
    if (&__hwasan_init != nullptr) return "HWAddressSanitizer";
    return nullptr;
}

}  // namespace

std::string unfit_for_forks() {
    if (const char* name = sanitizer()) return fmt::format("it is built with {}", name);
    const auto stat = os::ProcDir::open(::getpid()).and_then(os::read_stat);
    if (!stat) return stat.error().message();
    if (stat->num_threads == 1) return {};
    return fmt::format("it has {} threads before its first test", stat->num_threads);
}

void note_fitness() {
    const std::string path = process_environment("HANGAR_LAUNCH_NOTE");
    if (path.empty()) return;
    // By a plain open: the name is a link of /proc.
    std::ofstream(path) << unfit_for_forks() << '\n';
}

}  // namespace hangar
