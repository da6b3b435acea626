// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/os/user_processes.hpp>
#include <iterator>

namespace hangar::os {
namespace {

constexpr pid_t kthreadd = 2;

// In another pid namespace this number is anybody's.
bool is_the_kernels(const ProcDir& dir) {
    constexpr unsigned kernel_thread = 0x0020'0000;  // PF_KTHREAD
    constexpr int fields_before = 6;
    const auto stat = dir.read("stat");
    if (!stat) return false;
    std::string_view rest = *stat;
    rest.remove_prefix(std::min(rest.rfind(')') + 1, rest.size()));
    for (int i = 0; i < fields_before; ++i) static_cast<void>(cut_word(rest));
    unsigned flags = 0;
    return cut_number(rest, flags) && (flags & kernel_thread) != 0;
}

bool runs_no_program(pid_t pid) {
    char first = 0;
    return ::readlink(fmt::format("/proc/{}/exe", pid).c_str(), &first, 1) < 0 && errno == ENOENT;
}

std::vector<pid_t> kernel_threads() {
    const auto parent = ProcDir::open(kthreadd);
    if (!parent || !is_the_kernels(*parent)) return {};
    const auto children = parent->read(fmt::format("task/{}/children", kthreadd));
    std::vector<pid_t> found{kthreadd};
    std::string_view rest = children ? std::string_view(*children) : std::string_view();
    for (pid_t pid = 0; cut_number(rest, pid);)
        if (runs_no_program(pid)) found.push_back(pid);
    std::ranges::sort(found);
    return found;
}

}  // namespace

Result<std::vector<pid_t>> user_processes() {
    const auto all = all_processes();
    if (!all) return all;
    const auto kernel = kernel_threads();
    std::vector<pid_t> others;
    std::ranges::set_difference(*all, kernel, std::back_inserter(others));
    return others;
}

}  // namespace hangar::os
