// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/reap/socket_files.hpp>
#include <hangar/harness/gtest/socket_file_tracker.hpp>

namespace hangar {
namespace {

bool is_in(const std::string& path, const std::string& directory) {
    return path.starts_with(directory + '/');
}

std::string file_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// Whether its name says who made it, and that one may still use it.
bool has_living_maker(const std::string& path) {
    const auto pid = reap::pid_of_socket_name(file_name(path));
    return pid && *pid != ::getpid() && os::identify(*pid).has_value();
}

}  // namespace

SocketFileTracker::SocketFileTracker(SocketFileTrackerOptions options)
    : options_(std::move(options)),
      directories_(reap::hangar_socket_directories()),
      owner_(::getpid()) {
    std::ranges::copy(options_.own_directories, std::back_inserter(directories_));
    before_ = reap::socket_files_in(directories_);
}

SocketFileTracker::~SocketFileTracker() {
    if (::getpid() != owner_) return;
    std::string text;
    bool ours = false;
    for (const auto& path : reap::socket_files_in(directories_)) {
        if (std::ranges::find(before_, path) != before_.end()) continue;
        const bool own = std::ranges::any_of(options_.own_directories,
                                             [&](const auto& each) { return is_in(path, each); });
        if (!own && (has_living_maker(path) || !reap::pid_of_socket_name(file_name(path))))
            continue;
        const auto swept = reap::sweep_socket_file(path, false);
        if (swept.outcome == reap::Swept::in_use) continue;
        ours = ours || own || reap::pid_of_socket_name(file_name(path)) == ::getpid();
        text += fmt::format("    {}\n", path);
    }
    if (text.empty()) return;
    tell_leak(ours ? options_.on_leak : OnLeak::report, "socket_files",
              "socket files were left behind, and are removed\n" + text);
}

}  // namespace hangar
