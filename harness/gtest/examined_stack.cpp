// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <hangar/diag/hang/examiner_program.hpp>
#include <hangar/diag/os/detached.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/harness/gtest/examined_stack.hpp>
#include <nlohmann/json.hpp>

namespace hangar {
namespace {

using nlohmann::json;

constexpr std::size_t most_output = 16U << 20U;

std::string text_of(const json& frame) {
    const std::string function = frame.value("function", frame.value("pc", std::string("?")));
    if (!frame.contains("line")) return function;
    return fmt::format("{} ({}:{})", function, frame.value("file", std::string("?")),
                       frame.value("line", 0));
}

// What it is to write to, and nothing else of ours.
os::Result<os::ProcessId> start_examiner(const std::string& program, pid_t pid, int output) {
    std::array<std::string, 5> words{program, "dump", "--json", "--only", std::to_string(pid)};
    std::array<char*, words.size() + 1> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
    const auto nothing = os::open_file(AT_FDCWD, "/dev/null", O_RDWR);
    if (!nothing) return tl::unexpected(nothing.error());
    std::array fds{os::FdPlacement{nothing->get(), 0}, os::FdPlacement{output, 1},
                   os::FdPlacement{nothing->get(), 2}};
    return os::start_detached({program, arguments.data(), environ, fds});
}

// Its end, or the deadline, which is its own.
bool wait_for(const os::ProcessId& examiner, os::Deadline deadline) {
    const auto handle = os::Pidfd::open(examiner);
    if (!handle) return true;  // it has ended
    if (handle->wait_exit(deadline).value_or(false)) return true;
    static_cast<void>(handle->signal(SIGKILL));
    return false;
}

}  // namespace

std::vector<std::string> stack_in_dump(const std::string& dump, pid_t thread) {
    const json document = json::parse(dump, nullptr, false);
    std::vector<std::string> lines;
    if (!document.is_object()) return lines;
    for (const json& process : document.value("processes", json::array()))
        for (const json& each : process.value("threads", json::array())) {
            if (each.value("tid", 0) != thread) continue;
            for (const json& frame : each.value("frames", json::array()))
                lines.push_back(text_of(frame));
        }
    return lines;
}

os::Result<std::vector<std::string>> examined_stack(const os::ProcessId& process, pid_t thread,
                                                    os::Deadline deadline) {
    const auto program = hang::find_examiner();
    if (!program) return tl::unexpected(program.error());
    const auto output = os::make_capture_file("examined");
    if (!output) return tl::unexpected(output.error());
    const auto examiner = start_examiner(*program, process.pid, output->get());
    if (!examiner) return tl::unexpected(examiner.error());
    const std::string target = "process " + std::to_string(process.pid);
    if (!wait_for(*examiner, deadline)) return os::error(ETIMEDOUT, "examine", target);
    const auto dump = os::read_at(output->get(), 0, most_output);
    auto lines = stack_in_dump(dump.value_or(""), thread);
    if (lines.empty()) return os::error(EBADMSG, "examine", target);
    return lines;
}

}  // namespace hangar
