// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/listened_file.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <hangar/diag/os/remove_file.hpp>

#include <sys/un.h>
#include <unistd.h>

namespace hangar::ipc {
namespace {

constexpr pid_t being_written = -1;

// A signal handler reads it, so it is of fixed size. A slot of another process is free: a forked
// child has a copy of its parent's table, and none of its files.
struct Slot {
    std::atomic<pid_t> owner{0};
    std::array<char, sizeof(sockaddr_un::sun_path)> path{};
};
constinit std::array<Slot, 128> slots{};

bool claim(Slot& slot, const std::string& path) {
    pid_t owner = slot.owner.load();
    if (owner == ::getpid() || owner == being_written) return false;
    if (!slot.owner.compare_exchange_strong(owner, being_written)) return false;
    path.copy(slot.path.data(), slot.path.size() - 1);
    slot.path[path.size()] = '\0';
    slot.owner = ::getpid();
    return true;
}

}  // namespace

void ListenedFile::hold(std::string path) {
    path_ = std::move(path);
    if (path_.size() >= slots[0].path.size()) return;
    // The listener of an actor whose thread was abandoned is never destroyed.
    static const int at_exit = std::atexit(remove_listened_files);
    static_cast<void>(at_exit);
    for (std::size_t i = 0; i < slots.size() && slot_ < 0; ++i)
        if (claim(slots[i], path_)) slot_ = static_cast<int>(i);
}

ListenedFile::~ListenedFile() {
    if (path_.empty()) return;
    if (slot_ >= 0) slots[static_cast<std::size_t>(slot_)].owner = 0;
    os::remove_file(path_.c_str());
}

void remove_listened_files() noexcept {
    const int kept = errno;
    for (const Slot& slot : slots)
        if (slot.owner.load() == ::getpid()) os::remove_file(slot.path.data());
    errno = kept;
}

}  // namespace hangar::ipc
