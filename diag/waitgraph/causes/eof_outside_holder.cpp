// SPDX-License-Identifier: Apache-2.0
// eof-outside-holder: a reader waits for the end of a pipe whose write end lives on in a process
// that does not belong to it any more: a daemon or an orphan that inherited it. Evidence: the pipe
// is empty; every writer strayed: the reader (which made the pipe) is older than it, and yet is not
// its ancestor; or its parent is of another session, so it was adopted. Guard: every writer is
// asleep; a shell's pipeline (the reader reads its standard input, or the writer is its forebear)
// and a reader that was adopted itself give no verdict; never proven.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/pipe_ends.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::Process;

bool is_ancestor(const Picture& picture, const Process& older, const Process& younger) {
    const Process* at = &younger;
    for (int generation = 0; at != nullptr && generation < 1000; ++generation) {
        if (at->ppid == older.pid) return true;
        at = picture.process(at->ppid);
    }
    return false;
}

bool is_asleep(const Process& process) {
    return !process.threads.empty() &&
           std::ranges::all_of(process.threads, [](const snapshot::Thread& thread) {
               return thread.settled || thread.ended();
           });
}

bool strayed(const Picture& picture, const Process& writer, const Process& reader,
             const Descriptor& fd) {
    if (writer.examiner || !is_asleep(writer)) return false;
    if (is_ancestor(picture, writer, reader) || is_ancestor(picture, reader, writer)) return false;
    if (writer.adopted && !reader.adopted) return true;
    const bool made_here = fd.number > 2;
    return made_here && writer.start_time >= reader.start_time && writer.pid != reader.pid;
}

void report(Scene& scene, const Node& node, const Descriptor& fd,
            const std::vector<const Process*>& writers) {
    Verdict verdict = verdict_on(scene, Cause::eof_outside_holder, {&node});
    for (const Process* writer : writers) {
        add_party(verdict, writer->pid, 0);
        verdict.evidence.push_back(fmt::format("{} (child of {}, {} the tree) holds the write end",
                                               who(*writer), writer->ppid,
                                               writer->in_tree ? "in" : "outside"));
    }
    verdict.summary = fmt::format(
        "{} waits for the end of {}, which is empty and kept open by {}, a process that has left "
        "its "
        "parent{}",
        who_where(node), descriptor_text(scene.snapshot(), fd), who(*writers.front()),
        writers.size() > 1 ? fmt::format(", and {} more", writers.size() - 1) : std::string());
    verdict.advice =
        "Start daemons with their output elsewhere (>/dev/null 2>&1), or stop reading once the "
        "child "
        "itself has ended.";
    doubt(verdict, Confidence::likely, "the holder may still write, or end");
    scene.report(std::move(verdict));
}

}  // namespace

void find_eof_outside_holder(Scene& scene) {
    for (const Node& node : scene.graph().nodes()) {
        const Descriptor* fd = node.process->in_tree ? only_source(node) : nullptr;
        if (fd == nullptr || fd->kind == snapshot::FdKind::fifo) continue;
        const auto writers = writers_of(scene.picture(), *fd);
        const bool all_strayed =
            !writers.empty() && std::ranges::all_of(writers, [&](const Process* writer) {
                return strayed(scene.picture(), *writer, *node.process, *fd);
            });
        if (!all_strayed) continue;
        if (!node.live && scene.graph().components()[node.component].sink) scene.claim(node);
        report(scene, node, *fd, writers);
    }
}

}  // namespace hangar::waitgraph
