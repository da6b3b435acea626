// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <hangar/diag/dump/relevant_graph.hpp>
#include <hangar/diag/dump/text.hpp>
#include <hangar/diag/dump/threads_text.hpp>
#include <hangar/diag/dump/tree_text.hpp>
#include <hangar/diag/dump/words.hpp>
#include <hangar/diag/tasks/text.hpp>

namespace hangar::dump {
namespace {

constexpr std::size_t longest_cmdline = 200;

std::string head_text(const snapshot::Snapshot& snapshot) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(snapshot.time);
    const auto* root = snapshot.process(snapshot.root);
    return fmt::format("process {}{} at {:%FT%TZ}\n", snapshot.root,
                       root != nullptr ? fmt::format(" \"{}\"", printable(root->name)) : "",
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
    std::string text = fmt::format("\nprocess {} \"{}\", child of {}, {}{}{}\n", process.pid,
                                   printable(process.name), process.ppid, state_text(process),
                                   process.in_tree ? "" : ", outside the tree", cmdline);
    if (!process.error.empty()) text += fmt::format("  {}\n", printable(process.error));
    return text + threads_text(snapshot, process);
}

}  // namespace

std::string verdicts_to_text(const Dump& dump) {
    std::string text;
    for (const waitgraph::Verdict& verdict : dump.diagnosis.verdicts) text += verdict_text(verdict);
    if (text.empty())
        text = dump.snapshot.complete ? "no cause found: nothing here waits for what cannot come\n"
                                      : "no cause found in what could be read\n";
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
