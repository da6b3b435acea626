// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <source_location>
#include <string>

#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {

// Takes evidence when a deadline passes, and only then cancels: what a task waited for is still
// there to be seen. Belongs to the loop's thread, which is not held up: the evidence is taken by a
// thread of its own, within 12 s or so.
class EvidenceDeadline {
  public:
    EvidenceDeadline(os::Duration limit, runtime::CancelScope& scope);
    ~EvidenceDeadline();
    EvidenceDeadline(const EvidenceDeadline&) = delete;
    EvidenceDeadline& operator=(const EvidenceDeadline&) = delete;

    // Where it is; empty while the deadline has not passed.
    [[nodiscard]] std::string folder() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

// Writes the task trees (tasks.txt) and, where the `hangar` program is found, a dump of this
// process and all below it (dump.txt, dump.json and so on) into a new folder in HANGAR_DUMP_DIR, or
// in `hangar-dumps` below the working directory. Gives the folder; what could not be written is
// missing there. Any thread but a loop's.
[[nodiscard]] std::string take_evidence();

[[noreturn]] void throw_timeout(os::Duration limit, const std::source_location& where,
                                const std::string& evidence);

// Like runtime::fail_after, but when the deadline passes the task trees and the stacks of all
// processes are written down before anything unwinds, and the error says where. The body runs on
// meanwhile; if it ends in time after all, it has. Requires: an actor's or any other loop.
template <runtime::TaskBody F>
runtime::Task<runtime::body_result_t<F>> fail_after_with_evidence(
    os::Duration limit, F body, std::source_location where = std::source_location::current()) {
    std::string folder;
    auto run = [&](runtime::CancelScope& scope) -> runtime::Task<runtime::body_result_t<F>> {
        struct Keep {
            ~Keep() { folder = deadline.folder(); }
            const EvidenceDeadline& deadline;
            std::string& folder;
        };
        EvidenceDeadline deadline(limit, scope);
        const Keep keep{deadline, folder};
        auto task = body();
        co_return co_await std::move(task);
    };
    auto scoped = runtime::within_scope(runtime::ScopeOptions(), std::ref(run));
    auto completion = co_await std::move(scoped);
    if (!completion) throw_timeout(limit, where, folder);
    if constexpr (!std::is_void_v<runtime::body_result_t<F>>) co_return std::move(*completion);
}

}  // namespace hangar::actor
