// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <hangar/backends/actor/socket_path.hpp>
#include <hangar/diag/os/private_dir.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/random.hpp>

namespace hangar::actor {
namespace {

// With the longest directory and pid still short of what a socket address holds.
constexpr std::size_t max_name = 32;
constexpr std::size_t max_runtime_dir = 40;

std::string directory() {
    const char* runtime_dir = std::getenv("XDG_RUNTIME_DIR");
    std::error_code error;
    // sudo and containers pass on the name of one that is not there.
    if (runtime_dir != nullptr && *runtime_dir == '/' &&
        std::string_view(runtime_dir).size() <= max_runtime_dir &&
        std::filesystem::is_directory(runtime_dir, error)) {
        return fmt::format("{}/hangar", runtime_dir);
    }
    return fmt::format("/tmp/hangar-{}", ::getuid());
}

std::string file_safe(const std::string& name) {
    std::string safe = name.substr(0, max_name);
    for (char& c : safe) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_') c = '_';
    }
    return safe;
}

std::string suffix(pid_t pid) {
    return fmt::format("@{}.sock", pid);
}

}  // namespace

os::Result<std::filesystem::path> new_socket_path(const std::string& actor_name) {
    const std::string dir = directory();
    if (auto opened = os::open_private_dir(dir); !opened) return tl::unexpected(opened.error());
    // A recycled pid may find the file of a process that was killed.
    const auto unique = os::random_hex(4);
    if (!unique) return tl::unexpected(unique.error());
    return std::filesystem::path(dir) /
           fmt::format("{}.{}{}", file_safe(actor_name), *unique, suffix(::getpid()));
}

void remove_sockets_of(const std::vector<pid_t>& ended) noexcept {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory(), error)) {
        const std::string name = entry.path().filename();
        const bool theirs = std::ranges::any_of(ended, [&name](pid_t pid) {
            if (!name.ends_with(suffix(pid))) return false;
            // Another process may have the pid by now, and listen, too.
            const auto now = os::identify(pid);
            return !now || !os::is_running(*now);
        });
        if (theirs) std::filesystem::remove(entry.path(), error);
    }
}

}  // namespace hangar::actor
