// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <hangar/diag/snapshot/wait.hpp>
#include <hangar/diag/waitgraph/cause.hpp>

namespace hangar::waitgraph {

// A thread, or (tid 0) a process as a whole.
struct Party {
    pid_t pid = 0;
    pid_t tid = 0;
    friend auto operator<=>(const Party&, const Party&) = default;
};

// `from` waits for something that `to` can do.
struct Edge {
    Party from;
    Party to;
    snapshot::WaitKind kind = snapshot::WaitKind::none;
    std::string object;  // "mutex 0x55d0c0", "pipe 5531"
    friend bool operator==(const Edge&, const Edge&) = default;
};

struct Verdict {
    Cause cause = Cause::wait_cycle;
    Confidence confidence = Confidence::possible;
    std::string summary;  // one sentence: who waits for whom, and what closed the circle
    std::vector<pid_t> pids;
    std::vector<pid_t> tids;
    std::vector<std::string> evidence;
    std::string advice;  // one concrete next step
    friend bool operator==(const Verdict&, const Verdict&) = default;
};

struct Diagnosis {
    std::vector<Edge> edges;
    std::vector<Verdict> verdicts;  // the root cause first
    std::vector<Party> dead;        // threads that nothing seen can wake any more

    // Whether any verdict is at least `likely`.
    [[nodiscard]] bool named_a_cause() const noexcept;
};

}  // namespace hangar::waitgraph
