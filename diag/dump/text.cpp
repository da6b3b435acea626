// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <hangar/diag/dump/relevant_graph.hpp>
#include <hangar/diag/dump/syscall_text.hpp>
#include <hangar/diag/dump/text.hpp>
#include <hangar/diag/dump/threads_text.hpp>
#include <hangar/diag/dump/tree_text.hpp>
#include <hangar/diag/dump/words.hpp>
#include <hangar/diag/tasks/text.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::dump {
namespace {

constexpr std::size_t longest_cmdline = 200;

std::string head_text(const snapshot::Snapshot& snapshot) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(snapshot.time);
    const auto* root = snapshot.process(snapshot.root);
    return fmt::format("process {}{} at {:%FT%TZ}\n", snapshot.root,
                       root != nullptr ? " " + printable(waitgraph::quoted(root->name)) : "",
                       fmt::gmtime(seconds));
}

std::string verdict_text(const waitgraph::Verdict& verdict) {
    std::string text = fmt::format("{} ({}, {})\n", printable(verdict.summary), slug(verdict.cause),
                                   name(verdict.confidence));
    for (const std::string& evidence : verdict.evidence)
        text += fmt::format("    evidence: {}\n", printable(evidence));
    if (!verdict.advice.empty()) text += fmt::format("    next: {}\n", printable(verdict.advice));
    return text;
}

std::string errors_text(const snapshot::Snapshot& snapshot) {
    std::string text;
    if (!snapshot.complete) text += "not everything could be read:\n";
    for (const std::string& error : snapshot.errors)
        text += fmt::format("    {}\n", printable(error));
    return text;
}

std::string process_text(const snapshot::Snapshot& snapshot, const snapshot::Process& process) {
    const std::string cmdline = process.cmdline.empty()
                                    ? std::string()
                                    : ": " + shortened(printable(process.cmdline), longest_cmdline);
    std::string text =
        fmt::format("\nprocess {} {}, child of {}, {}{}{}\n", process.pid,
                    printable(waitgraph::quoted(process.name)), process.ppid, state_text(process),
                    process.in_tree ? "" : ", outside the tree", cmdline);
    if (!process.error.empty()) text += fmt::format("  {}\n", printable(process.error));
    return text + threads_text(snapshot, process);
}

// By no cause that is known, nor in a circle.
std::string dead_ends_text(const Dump& dump) {
    constexpr std::size_t most = 5;
    const auto& dead = dump.diagnosis.dead;
    std::string text = fmt::format("no cause found, but {} can go on by nothing that was seen:\n",
                                   dead.size() == 1 ? "a thread" : "threads");
    for (std::size_t i = 0; i < dead.size() && i < most; ++i) {
        const auto* process = dump.snapshot.process(dead[i].pid);
        const auto* thread = process != nullptr ? process->thread(dead[i].tid) : nullptr;
        if (thread != nullptr)
            text += fmt::format("    {}: {}\n", printable(waitgraph::who(*process, *thread)),
                                wait_text(dump.snapshot, *process, *thread));
    }
    if (dead.size() > most) text += fmt::format("    and {} more\n", dead.size() - most);
    return text;
}

// In the tree, for good, and nobody knows what for.
std::string not_understood_text(const snapshot::Snapshot& snapshot) {
    constexpr std::size_t most = 5;
    std::string text;
    std::size_t count = 0;
    for (const auto& process : snapshot.processes)
        for (const auto& thread : process.threads) {
            const bool waits = process.in_tree && thread.settled && !thread.wait.ends_by_itself();
            if (!waits || is_understood(thread) || ++count > most) continue;
            text += fmt::format("    {} waits in {}, which is not understood\n",
                                printable(waitgraph::who(process, thread)),
                                syscall_text(*thread.syscall));
        }
    return count > most ? text + fmt::format("    and {} more\n", count - most) : text;
}

std::string no_verdict_text(const Dump& dump) {
    const auto* root = dump.snapshot.process(dump.snapshot.root);
    if (root != nullptr && root->ended())
        return fmt::format("{} has ended; its parent, process {}, has not collected it\n",
                           waitgraph::who(*root), root->ppid);
    if (!dump.diagnosis.dead.empty()) return dead_ends_text(dump);
    if (const std::string unknown = not_understood_text(dump.snapshot); !unknown.empty())
        return "no cause found among the waits that are understood:\n" + unknown;
    return dump.snapshot.complete ? "no cause found: nothing here waits for what cannot come\n"
                                  : "no cause found in what could be read\n";
}

}  // namespace

std::string verdicts_to_text(const Dump& dump) {
    std::string text;
    for (const waitgraph::Verdict& verdict : dump.diagnosis.verdicts) text += verdict_text(verdict);
    if (text.empty()) text = no_verdict_text(dump);
    return text + errors_text(dump.snapshot);
}

std::string to_text(const Dump& dump) {
    std::string text = verdicts_to_text(dump) + '\n' + head_text(dump.snapshot);
    const std::string tree = tree_text(relevant_graph(dump));
    if (!tree.empty()) text += "\nwho waits for whom:\n" + tree;
    for (const auto& process : dump.snapshot.processes) {
        if (!process.examiner) text += process_text(dump.snapshot, process);
    }
    const std::string tasks = tasks::to_text(dump.snapshot.tasks);
    if (!tasks.empty()) text += "\ntasks of actors:\n" + tasks;
    return text;
}

}  // namespace hangar::dump
