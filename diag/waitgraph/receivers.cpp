// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/receivers.hpp>

namespace hangar::waitgraph {
namespace {

bool only_waits_for_signals(const snapshot::Process& process) {
    return !process.threads.empty() &&
           std::ranges::all_of(process.threads, [](const snapshot::Thread& thread) {
               return thread.settled && thread.wait.kind == snapshot::WaitKind::signal;
           });
}

}  // namespace

void add_receivers(const Picture& picture, const char* why, Need& need, Clause& clause) {
    if (picture.receivers().empty()) return;
    for (const Holder& receiver : picture.receivers())
        if (!only_waits_for_signals(*receiver.process) && picture.may_be_for(receiver))
            clause.any.push_back({{receiver.process->pid, 0}, false});
    need.doubt(Confidence::likely, why);
}

}  // namespace hangar::waitgraph
