// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <filesystem>
#include <hangar/backends/actor/dump_writer.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/terminal.hpp>
#include <hangar/diag/tasks/text.hpp>
#include <map>

namespace hangar::actor {
namespace {

constexpr const char* merged_name = "tasks.txt";
// A terminal that nobody reads from (^S) is not waited for any longer.
constexpr std::chrono::milliseconds terminal_limit{200};

std::string headed(unsigned count, const tasks::TaskTree& tree) {
    const auto now =
        std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    return fmt::format("----- tasks, dump {} of process {}, {:%Y-%m-%dT%H:%M:%SZ} -----\n{}\n",
                       count, os::this_process().pid, fmt::gmtime(now), to_text(tree));
}

std::map<pid_t, tasks::TaskTree> by_process(const tasks::TaskTree& tree) {
    std::map<pid_t, tasks::TaskTree> parts;
    for (const tasks::Actor& actor : tree.actors) parts[actor.process.pid].actors.push_back(actor);
    return parts;
}

}  // namespace

std::string DumpWriter::merged_path() const {
    return folder_.empty() ? std::string() : folder_ + '/' + merged_name;
}

void DumpWriter::write(const tasks::TaskTree& tree) {
    ++count_;
    const std::string text = headed(count_, tree);
    if (!folder_.empty()) {
        std::error_code ignored;  // then the files cannot be opened, either
        std::filesystem::create_directories(folder_, ignored);
        append(merged_name, text);
        for (const auto& [pid, part] : by_process(tree))
            append(fmt::format("tasks-{}.txt", pid), headed(count_, part));
    }
    if (terminal_) show(text);
}

void DumpWriter::append(const std::string& name, const std::string& text) const {
    const auto file = os::open_append(AT_FDCWD, folder_ + '/' + name);
    if (file) static_cast<void>(os::write_all(file->get(), text));
}

void DumpWriter::show(const std::string& text) const {
    const auto terminal = os::open_file(AT_FDCWD, "/dev/tty", O_WRONLY | O_NOCTTY | O_NONBLOCK);
    if (!terminal || !os::is_terminal(terminal->get())) return;
    const auto deadline = os::Deadline::after(terminal_limit);
    auto left = std::as_bytes(std::span(text));
    while (!left.empty() && !deadline.passed()) {
        const auto written = os::write_some(terminal->get(), left);
        if (written) {
            left = left.subspan(*written);
        } else if (written.error().code != EAGAIN ||
                   !os::wait_writable(terminal->get(), deadline).value_or(false)) {
            return;
        }
    }
}

}  // namespace hangar::actor
