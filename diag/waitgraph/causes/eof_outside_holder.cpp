// SPDX-License-Identifier: Apache-2.0
// eof-outside-holder: a reader waits for the end of a pipe whose write end lives on in a process
// that does not belong to it any more: a daemon or an orphan that inherited it. Evidence: the pipe
// is empty; every writer strayed: its parent is of another session, so it was adopted; or it is of
// a group or session that the reader leads, and yet no descendant of it; or the reader (which made
// the pipe) is older, and a forebear of the reader's has taken it in. Guard: every writer is
// asleep; a shell's pipeline (the reader reads its standard input, or the writer is its forebear),
// a sibling, and a reader that was adopted itself give no verdict; a service that has the pipe as
// its standard output may log there on purpose, unless the reader has not even collected a child
// that ended: it reads that one's output to the end; never proven.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/pipe_ends.hpp>
#include <hangar/diag/waitgraph/causes/serving.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::Process;

bool is_asleep(const Process& process) {
    return !process.threads.empty() &&
           std::ranges::all_of(process.threads, [](const snapshot::Thread& thread) {
               return thread.settled || thread.ended();
           });
}

// Orphans come to init or to another forebear of who made them. One that has the reader's own
// parent may be its sibling, unless it has left the session.
bool was_taken_in(const Picture& picture, const Process& writer, const Process& reader) {
    const bool may_be_sibling = writer.ppid == reader.ppid && writer.session == reader.session;
    const bool by_init = writer.ppid == 1;
    return !writer.in_tree && !may_be_sibling &&
           (by_init || picture.is_forebear(writer.ppid, reader));
}

bool strayed(const Picture& picture, const Process& writer, const Process& reader,
             const Descriptor& fd) {
    if (writer.examiner || writer.pid == reader.pid || !is_asleep(writer)) return false;
    if (picture.is_forebear(writer.pid, reader) || picture.is_forebear(reader.pid, writer))
        return false;
    if (writer.adopted && !reader.adopted) return true;
    const bool of_its_own_group = writer.group == reader.pid || writer.session == reader.pid;
    const bool made_here = fd.number > 2 && writer.start_time >= reader.start_time;
    return of_its_own_group || (made_here && was_taken_in(picture, writer, reader));
}

bool all_writers_strayed(const Picture& picture, const Process& reader, const Descriptor& fd) {
    const auto writers = writers_of(picture, fd);
    return !writers.empty() && std::ranges::all_of(writers, [&](const Process* writer) {
        return strayed(picture, *writer, reader, fd);
    });
}

bool is_standard_output(const Picture& picture, const Process& writer, const Descriptor& fd) {
    return std::ranges::any_of(picture.holders(key_of(fd)), [&](const Holder& holder) {
        return holder.process == &writer && holder.fd->writes() &&
               (holder.fd->number == 1 || holder.fd->number == 2);
    });
}

// Nobody reads a log to its end.
bool may_log_there(const Scene& scene, const Process& reader, const Descriptor& fd,
                   const std::vector<const Process*>& writers) {
    const bool reads_to_the_end = std::ranges::any_of(
        scene.picture().children(reader.pid), [](const Process* child) { return child->ended(); });
    return !reads_to_the_end && std::ranges::any_of(writers, [&](const Process* writer) {
        return serves(scene, *writer) && is_standard_output(scene.picture(), *writer, fd);
    });
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
        "{} waits for data or the end of {}, which is empty and kept open by {}, a process that "
        "has left its parent{}",
        who_where(node), descriptor_text(scene.snapshot(), fd), who(*writers.front()),
        writers.size() > 1 ? fmt::format(", and {} more", writers.size() - 1) : std::string());
    verdict.advice =
        "Start daemons with their output elsewhere (>/dev/null 2>&1), or stop reading once the "
        "child itself has ended.";
    doubt(verdict, Confidence::likely, "the holder may still write, or end");
    if (may_log_there(scene, *node.process, fd, writers))
        doubt(verdict, Confidence::possible, "the holder is a service, whose log this may be");
    scene.report(std::move(verdict));
}

}  // namespace

void find_eof_outside_holder(Scene& scene) {
    for (const Node& node : scene.graph().nodes()) {
        const auto sources = only_sources(node);
        const auto is_kept_open = [&](const Descriptor* fd) {
            return fd->kind != snapshot::FdKind::fifo &&
                   all_writers_strayed(scene.picture(), *node.process, *fd);
        };
        const bool kept_open =
            node.process->in_tree && !sources.empty() && std::ranges::all_of(sources, is_kept_open);
        if (!kept_open) continue;
        if (!node.live && scene.graph().components()[node.component].sink) scene.claim(node);
        report(scene, node, *sources.front(), writers_of(scene.picture(), sources));
    }
}

}  // namespace hangar::waitgraph
