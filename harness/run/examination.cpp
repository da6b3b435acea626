// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <cerrno>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/harness/run/examination.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

constexpr const char* own_deadline = "4";  // seconds: its own
constexpr auto patience_with_it = 5s;
constexpr auto patience_with_the_killed = 100ms;
constexpr std::size_t longest_answer = 4U << 20U;

std::vector<std::string> argument_list(pid_t pid, const std::string& folder) {
    std::vector<std::string> arguments{"hangar",     "why",        "--json",
                                       "--deadline", own_deadline, std::to_string(pid)};
    if (!folder.empty()) arguments.insert(arguments.end(), {"--out", folder});
    return arguments;
}

}  // namespace

os::Result<Examination> Examination::start(Services& services, pid_t pid,
                                           const std::string& folder) {
    if (services.examiner.empty()) return os::error(ENOENT, "examine", std::to_string(pid));
    auto answer = os::make_capture_file("examination");
    if (!answer) return tl::unexpected(answer.error());
    Examination examination(services, std::move(*answer));
    const auto arguments = argument_list(pid, folder);
    const auto environment = services.environment.with({});
    const int output = examination.answer_.get();
    auto process = services.launcher.launch({.path = services.examiner,
                                             .arguments = arguments,
                                             .environment = environment.data(),
                                             .output = output,
                                             .errors = services.launcher.nothing(),
                                             .tag = 0});
    if (!process) return tl::unexpected(process.error());
    examination.process_ = std::move(*process);
    services.orphans.launched(examination.process_.id().pid);
    return examination;
}

// What the kernel does not let go of at once is collected as an orphan, later.
Examination::~Examination() {
    if (!process_) return;
    static_cast<void>(process_.signal(SIGKILL));
    static_cast<void>(process_.wait_exit(os::Deadline::after(patience_with_the_killed)));
    static_cast<void>(process_.collect());
    services_->orphans.collected(process_.id().pid);
}

runtime::Task<std::optional<Finding>> Examination::finding() {
    auto wait = [this] { return runtime::wait_exit(process_); };
    auto bounded = runtime::move_on_after(patience_with_it, wait);
    const bool ended = co_await std::move(bounded);
    if (!ended) co_return std::nullopt;
    const auto answer = os::read_at(answer_.get(), 0, longest_answer);
    co_return answer ? parse_finding(*answer) : std::nullopt;
}

}  // namespace hangar::run
