// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <bit>
#include <cerrno>
#include <hangar/backends/actor/task_tree_codec.hpp>
#include <hangar/diag/os/process_memory.hpp>
#include <hangar/diag/tasks/announced.hpp>
#include <hangar/harness/cli/ask_tasks.hpp>

namespace hangar::cli {
namespace {

using tasks::StackscopeNode;

constexpr std::uint64_t most_answer = 256U << 20U;
constexpr std::chrono::milliseconds between_looks{2};

os::Error trouble(int code, pid_t pid, const char* what) {
    return {code, "ask for tasks", fmt::format("process {} {}", pid, what)};
}

os::Result<StackscopeNode> look(const tasks::FoundRegistry& found) {
    return os::read_value<StackscopeNode>(found.process.pid,
                                          found.address + offsetof(tasks::Registry, stackscope));
}

os::Result<tasks::TaskTree> decode(pid_t pid, const ipc::Bytes& bytes) {
    auto tree = ipc::decode<tasks::TaskTree>(bytes);
    if (!tree) return tl::unexpected(trouble(EBADMSG, pid, "answered nonsense"));
    std::erase_if(tree->actors, [](const tasks::Actor& actor) { return !actor.is_sound(); });
    return std::move(*tree);
}

// The answer that `node` shows; empty if another dump began meanwhile.
os::Result<std::optional<tasks::TaskTree>> take(const tasks::FoundRegistry& found,
                                                const StackscopeNode& node) {
    const pid_t pid = found.process.pid;
    if (node.answer_size > most_answer)
        return tl::unexpected(trouble(EBADMSG, pid, "answered too much"));
    ipc::Bytes bytes(node.answer_size);
    const auto read =
        os::read_memory_exactly(pid, std::bit_cast<std::uint64_t>(node.answer), bytes);
    const auto after = look(found);
    if (!after) return tl::unexpected(after.error());
    if (after->begun != node.begun) return std::nullopt;
    if (!read) return tl::unexpected(read.error());
    auto tree = decode(pid, bytes);
    if (!tree) return tl::unexpected(tree.error());
    return std::move(*tree);
}

}  // namespace

os::Result<tasks::TaskTree> ask_tasks(pid_t pid, os::Deadline deadline) {
    const auto found = tasks::find_registry_of(pid);
    if (!found) return tl::unexpected(found.error());
    const auto process = tasks::open_announced(*found);
    if (!process) return tl::unexpected(process.error());
    const auto before = look(*found);
    if (!before) return tl::unexpected(before.error());
    if (const auto sent = process->signal(SIGUSR1); !sent) return tl::unexpected(sent.error());
    while (!deadline.passed()) {
        const auto node = look(*found);
        if (!node) return tl::unexpected(node.error());
        // A dump that was under way when we asked is not the answer.
        if (node->finished > before->begun && node->begun == node->finished) {
            auto tree = take(*found, *node);
            if (!tree) return tl::unexpected(tree.error());
            if (*tree) return std::move(**tree);
        }
        const auto pause = os::Deadline::after(between_looks).earlier(deadline);
        if (process->wait_exit(pause).value_or(false))
            return tl::unexpected(trouble(ESRCH, pid, "ended while it was asked"));
    }
    return tl::unexpected(trouble(ETIMEDOUT, pid, "did not answer"));
}

}  // namespace hangar::cli
