// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <hangar/diag/waitgraph/causes/registry.hpp>
#include <hangar/diag/waitgraph/diagnose.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

// What may be no more than the consequence of something else in the same process, an idle pool
// beside a deadlock for one: the last is the weakest.
constexpr std::array bystanders{Cause::lost_wakeup, Cause::init_cycle, Cause::promise_never_set,
                                Cause::semaphore_unposted, Cause::condvar_unsignalled};

int weakness(Cause cause) {
    const auto* found = std::ranges::find(bystanders, cause);
    return found == bystanders.end() ? 0 : static_cast<int>(found - bystanders.begin()) + 1;
}

bool shares_a_process(const Verdict& a, const Verdict& b) {
    return std::ranges::any_of(
        a.pids, [&b](pid_t pid) { return std::ranges::find(b.pids, pid) != b.pids.end(); });
}

bool explains(const Verdict& stronger, const Verdict& weaker) {
    return &stronger != &weaker && stronger.confidence >= Confidence::likely &&
           weakness(stronger.cause) < weakness(weaker.cause) && shares_a_process(stronger, weaker);
}

void demote_bystanders(std::vector<Verdict>& verdicts) {
    const auto judged = verdicts;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        const bool explained = std::ranges::any_of(judged, [&](const Verdict& other) {
            return &other != &judged[i] && explains(other, judged[i]);
        });
        if (explained)
            doubt(verdicts[i], Confidence::possible,
                  "it may follow from another cause in its process");
    }
}

void sort_by_weight(std::vector<Verdict>& verdicts) {
    std::ranges::stable_sort(
        verdicts, [](const Verdict& a, const Verdict& b) { return a.confidence > b.confidence; });
}

void add_edges(const Picture& picture, const Graph& graph, Diagnosis& diagnosis) {
    for (const Node& node : graph.nodes()) {
        if (!node.live) diagnosis.dead.push_back(node.party);
        for (const Clause& clause : node.need.all)
            for (const Waker& waker : clause.any) {
                if (!waker.owner) continue;
                diagnosis.edges.push_back(
                    {node.party, waker.who, node.thread->wait.kind,
                     object_text(picture.snapshot(), *node.process, *node.thread)});
            }
    }
}

std::vector<Verdict> verdicts_on(const Picture& picture, const Graph& graph) {
    Scene scene(picture, graph);
    for (const CauseFinder find : cause_finders()) find(scene);
    return scene.take();
}

const snapshot::Process* told_of_children(const Picture& picture, const Verdict& verdict) {
    for (const pid_t pid : verdict.pids) {
        const snapshot::Process* process = picture.process(pid);
        if (process != nullptr && Picture::is_told_of_children(*process)) return process;
    }
    return nullptr;
}

// Whether it is about a thread that lives for no other reason than such a handler.
bool rests_on_handlers(const Verdict& verdict, const Graph& with, const Graph& without) {
    return std::ranges::any_of(without.nodes(), [&](const Node& node) {
        const Node* helped = with.find(node.party);
        return !node.live && helped != nullptr && helped->live &&
               std::ranges::find(verdict.tids, node.party.tid) != verdict.tids.end();
    });
}

bool is_known(const std::vector<Verdict>& verdicts, const Verdict& wanted) {
    return std::ranges::any_of(verdicts, [&wanted](const Verdict& known) {
        return known.cause == wanted.cause && known.pids == wanted.pids;
    });
}

// A hang that the handler of SIGCHLD may end, when some child does, is none for sure; but it is not
// to go unseen.
void add_what_handlers_hide(const Picture& picture, const Graph& graph,
                            std::vector<Verdict>& verdicts) {
    const auto& processes = picture.snapshot().processes;
    if (std::ranges::none_of(processes, &Picture::is_told_of_children)) return;
    const Graph without(picture, ChildHandlers::do_not_help);
    for (Verdict& verdict : verdicts_on(picture, without)) {
        const auto* handler = told_of_children(picture, verdict);
        if (handler == nullptr || !rests_on_handlers(verdict, graph, without)) continue;
        if (is_known(verdicts, verdict)) continue;
        doubt(verdict, Confidence::possible,
              fmt::format("{} handles SIGCHLD, and may go on when a child of it ends",
                          who(*handler)));
        verdicts.push_back(std::move(verdict));
    }
}

}  // namespace

Diagnosis diagnose(const snapshot::Snapshot& snapshot) {
    const Picture picture(snapshot);
    const Graph graph(picture);
    Diagnosis diagnosis;
    diagnosis.verdicts = verdicts_on(picture, graph);
    add_what_handlers_hide(picture, graph, diagnosis.verdicts);
    demote_bystanders(diagnosis.verdicts);
    sort_by_weight(diagnosis.verdicts);
    add_edges(picture, graph, diagnosis);
    return diagnosis;
}

}  // namespace hangar::waitgraph
