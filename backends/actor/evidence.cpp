// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <hangar/backends/actor/dump_writer.hpp>
#include <hangar/backends/actor/evidence.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/task_gathering.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/outside_work.hpp>
#include <hangar/diag/hang/examiner_program.hpp>
#include <hangar/diag/os/detached.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/random.hpp>
#include <hangar/diag/os/signals.hpp>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace hangar::actor {
namespace {

namespace fs = std::filesystem;

// `hangar dump` keeps to a deadline of 10 s by itself.
constexpr std::chrono::seconds examiner_limit{11};

fs::path base_folder() {
    const char* dir = std::getenv("HANGAR_DUMP_DIR");
    return dir != nullptr && *dir != '\0' ? fs::path(dir) : fs::path("hangar-dumps");
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (std::string& string : strings) out.push_back(string.data());
    out.push_back(nullptr);
    return out;
}

// Beside us and nobody's child, so that the tree that it reads is ours alone.
void examine_into(const std::string& folder) {
    const auto program = hang::find_examiner();
    if (!program) return;
    std::vector<std::string> arguments{*program, "dump", std::to_string(::getpid()), "--out",
                                       folder};
    const auto nothing = os::open_file(AT_FDCWD, "/dev/null", O_RDWR);
    if (!nothing) return;
    const int null = nothing->get();
    std::array fds{os::FdPlacement{null, 0}, os::FdPlacement{null, 1}, os::FdPlacement{null, 2}};
    const auto examiner = os::start_detached({*program, pointers(arguments).data(), environ, fds});
    if (!examiner) return;
    os::let_examine(*examiner);
    if (const auto process = os::Pidfd::open(*examiner))
        static_cast<void>(process->wait_exit(os::Deadline::after(examiner_limit)));
}

}  // namespace

std::string take_evidence() {
    const auto tag = os::random_hex(4);
    std::error_code failed;
    const fs::path folder = fs::absolute(
        base_folder() / fmt::format("timeout-{}-{}", ::getpid(), tag ? *tag : "x"), failed);
    DumpWriter(folder.string(), false).write(gather_tasks());
    examine_into(folder.string());
    return folder.string();
}

// Shared with the thread that takes the evidence, which may end after the deadline's owner.
struct EvidenceDeadline::State {
    std::mutex lock;
    runtime::Loop* loop = nullptr;  // null: nobody waits any more
    runtime::CancelScope* scope = nullptr;
    std::optional<runtime::OutsideWork> expected;  // the loop's
    std::string folder;
    runtime::Timer timer;

    void start(const std::shared_ptr<State>& self);
    void finish(const std::shared_ptr<State>& self, std::string where);
};

// On the loop.
void EvidenceDeadline::State::start(const std::shared_ptr<State>& self) {
    expected.emplace();
    const os::ScopedSignalBlock all(os::SignalSet::all());
    try {
        std::thread([self] {
            std::string where;
            try {
                where = take_evidence();
            } catch (...) {
                log(LogLevel::warning, "actor", "the evidence of a timeout could not be taken");
            }
            self->finish(self, std::move(where));
        }).detach();
    } catch (const std::system_error&) {
        expected.reset();
        scope->cancel("deadline");
    }
}

// On the thread.
void EvidenceDeadline::State::finish(const std::shared_ptr<State>& self, std::string where) {
    const std::lock_guard guard(lock);
    folder = std::move(where);
    if (loop == nullptr) return;
    loop->post([self] {
        self->expected.reset();
        if (self->scope != nullptr) self->scope->cancel("deadline");
    });
}

EvidenceDeadline::EvidenceDeadline(os::Duration limit, runtime::CancelScope& scope)
    : state_(std::make_shared<State>()) {
    state_->loop = &runtime::Loop::running();
    state_->scope = &scope;
    std::weak_ptr<State> weak = state_;
    state_->timer.arm(runtime::from_now(limit), [weak] {
        if (const auto state = weak.lock()) state->start(state);
    });
}

EvidenceDeadline::~EvidenceDeadline() {
    state_->timer.disarm();
    state_->expected.reset();
    const std::lock_guard guard(state_->lock);
    state_->loop = nullptr;
    state_->scope = nullptr;
}

std::string EvidenceDeadline::folder() const {
    const std::lock_guard guard(state_->lock);
    return state_->folder;
}

void throw_timeout(os::Duration limit, const std::source_location& where,
                   const std::string& evidence) {
    const double seconds = std::chrono::duration<double>(limit).count();
    throw runtime::TimeoutError(
        fmt::format("timed out after {:g} s ({}:{}, in {}); what it was waiting for: {}", seconds,
                    where.file_name(), where.line(), where.function_name(),
                    evidence.empty() ? "could not be written" : evidence),
        where);
}

}  // namespace hangar::actor
