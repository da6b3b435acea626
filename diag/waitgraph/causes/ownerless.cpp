// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/ownerless.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

std::string others_text(const Node& first, std::size_t waiting) {
    const auto& word = first.thread->wait.word;
    if (word && word->sharers && word->sharers->size() > 1)
        return fmt::format("none of the {} processes that share it can go on",
                           word->sharers->size());
    std::size_t alive = 0;
    for (const auto& thread : first.process->threads) alive += thread.ended() ? 0 : 1;
    if (alive <= 1) return "the process has no other thread";
    return waiting == alive ? fmt::format("all {} threads of the process wait like this", alive)
                            : fmt::format("none of the process's {} threads can go on", alive);
}

}  // namespace

std::map<pid_t, std::vector<const Node*>> ends_of_kind(const Scene& scene,
                                                       const std::set<snapshot::WaitKind>& kinds) {
    std::map<pid_t, std::vector<const Node*>> found;
    for (const Node* node : scene.ends())
        if (kinds.contains(scene.kind(*node))) found[node->party.pid].push_back(node);
    return found;
}

void report_ownerless(Scene& scene, const std::vector<const Node*>& waiting, Cause cause,
                      std::string_view deed, std::string_view advice) {
    const Node& first = *waiting.front();
    Verdict verdict = verdict_on(scene, cause, waiting);
    verdict.confidence = std::min(verdict.confidence, Confidence::likely);
    verdict.summary =
        fmt::format("{} waits for {}, and nobody is left to {}: {}{}", who_where(first),
                    object_text(scene.snapshot(), *first.process, *first.thread), deed,
                    others_text(first, waiting.size()), waiters_text(scene, first));
    verdict.advice = advice;
    for (const Node* node : waiting) scene.claim(*node);
    scene.report(std::move(verdict));
}

}  // namespace hangar::waitgraph
