// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <hangar/diag/dump/deadlock.hpp>

namespace hangar::dump {
namespace {

using waitgraph::Cause;
using waitgraph::Diagnosis;
using waitgraph::Party;
using waitgraph::Verdict;

constexpr std::array for_good{Cause::mutex_cycle,
                              Cause::self_deadlock,
                              Cause::lock_in_signal_handler,
                              Cause::owner_gone,
                              Cause::lock_held_across_fork,
                              Cause::join_cycle,
                              Cause::init_cycle,
                              Cause::wait_under_lock,
                              Cause::rwlock_blocked,
                              Cause::pipe_cycle,
                              Cause::pipe_full,
                              Cause::eof_own_writer,
                              Cause::socket_full,
                              Cause::rpc_cycle,
                              Cause::file_lock_cycle,
                              Cause::task_cycle,
                              Cause::wait_cycle};

// A thread, or (tid 0) any thread of the process.
bool meets(const Party& a, const Party& b) {
    return a.pid == b.pid && (a.tid == b.tid || a.tid == 0 || b.tid == 0);
}

// The threads and processes for which `first` waits, directly or not, and itself.
std::set<Party> awaited_by(const Party& first, const Diagnosis& diagnosis) {
    std::set<Party> found{first};
    std::vector<Party> rest{first};
    while (!rest.empty()) {
        const Party current = rest.back();
        rest.pop_back();
        for (const waitgraph::Edge& edge : diagnosis.edges)
            if (meets(edge.from, current) && found.insert(edge.to).second) rest.push_back(edge.to);
    }
    return found;
}

bool concerns(const Verdict& verdict, const std::set<Party>& awaited) {
    return std::ranges::any_of(awaited, [&verdict](const Party& party) {
        const bool same_process = std::ranges::find(verdict.pids, party.pid) != verdict.pids.end();
        const bool same_thread =
            party.tid == 0 || std::ranges::find(verdict.tids, party.tid) != verdict.tids.end();
        return same_process && same_thread;
    });
}

}  // namespace

const Verdict* proven_deadlock(const Dump& dump) {
    const Party first{dump.snapshot.root, dump.snapshot.root};
    if (std::ranges::find(dump.diagnosis.dead, first) == dump.diagnosis.dead.end()) return nullptr;
    const auto awaited = awaited_by(first, dump.diagnosis);
    const auto found =
        std::ranges::find_if(dump.diagnosis.verdicts, [&awaited](const Verdict& verdict) {
            return verdict.confidence == waitgraph::Confidence::proven &&
                   std::ranges::find(for_good, verdict.cause) != for_good.end() &&
                   concerns(verdict, awaited);
        });
    return found == dump.diagnosis.verdicts.end() ? nullptr : &*found;
}

}  // namespace hangar::dump
