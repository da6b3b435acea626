// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <fcntl.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <hangar/diag/hang/examiner_program.hpp>
#include <hangar/diag/hang/helper.hpp>
#include <hangar/diag/os/detached.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <string>
#include <vector>

namespace hangar::hang {
namespace {

std::atomic<Helper*> current = nullptr;

// Nothing by which anybody could take it for a part of a test; only what may be needed to start.
std::vector<std::string> environment() {
    std::vector<std::string> variables;
    for (const char* name : {"PATH", "LD_LIBRARY_PATH"})
        if (const char* value = std::getenv(name); value != nullptr)
            variables.push_back(std::string(name) + '=' + value);
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> all;
    for (std::string& each : strings) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
}

constexpr int table_fd = 3;

os::Result<os::ProcessId> execute(const std::string& program, int table) {
    auto nothing = os::open_file(AT_FDCWD, "/dev/null", O_RDWR);
    if (!nothing) return tl::unexpected(nothing.error());
    std::vector<std::string> arguments{"hangar", "guard", std::to_string(table_fd)};
    auto variables = environment();
    std::array fds{os::FdPlacement{nothing->get(), 0}, os::FdPlacement{nothing->get(), 1},
                   os::FdPlacement{nothing->get(), 2}, os::FdPlacement{table, table_fd}};
    return os::start_detached(
        {program, pointers(arguments).data(), pointers(variables).data(), fds});
}

}  // namespace

os::Result<Helper*> Helper::of_this_process(const MakersTurn&) {
    // Acquire: sees all of it.
    Helper* helper = current.load(std::memory_order_acquire);
    if (helper != nullptr && helper->serves_this_process()) return helper;
    return start(helper);
}

os::Result<Helper*> Helper::start(Helper* before) {
    auto program = find_examiner();
    if (!program) return tl::unexpected(program.error());
    auto file = os::make_shared_file("hangar guards", sizeof(GuardTable));
    if (!file) return tl::unexpected(file.error());
    auto memory = os::SharedMemory::map(file->get(), sizeof(GuardTable));
    if (!memory) return tl::unexpected(memory.error());
    auto& table = *static_cast<GuardTable*>(memory->data());
    const os::ProcessId self = os::this_process();
    table.layout = GuardTable::this_layout;
    table.pid = self.pid;
    table.start_time = self.start_time;
    const auto process = execute(*program, file->get());
    if (!process) return tl::unexpected(process.error());
    os::let_examine(*process);
    auto* helper = new Helper(std::move(*memory), *process, before);
    // Release: whoever finds it sees all of it.
    current.store(helper, std::memory_order_release);
    return helper;
}

bool Helper::serves_this_process() const {
    return table().pid == os::signal_safe::current_pid() && os::is_running(process_);
}

std::set<std::string> Helper::paths() const {
    std::set<std::string> paths;
    for (const GuardSlot& slot : table().slots)
        if (slot.state.load(std::memory_order_relaxed) != GuardSlot::free)
            paths.insert(slot.path.data());
    return paths;
}

os::Status Helper::wake() const {
    const auto handle = os::Pidfd::open(process_);
    if (!handle) return tl::unexpected(handle.error());
    return handle->signal(SIGUSR1);
}

}  // namespace hangar::hang
