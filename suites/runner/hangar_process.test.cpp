// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/harness/run/child_environment.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string fresh_folder() {
    static int count = 0;
    const std::string path =
        fmt::format("{}hangar_suite_{}_{}", testing::TempDir(), ::getpid(), ++count);
    fs::remove_all(path);
    return path;
}

std::vector<std::string> with_folder(std::vector<std::string> arguments,
                                     const std::string& folder) {
    const bool has_own = std::ranges::find(arguments, "--out") != arguments.end();
    if (!arguments.empty() && arguments.front() == "run" && !has_own)
        arguments.insert(arguments.begin() + 1, {"--out", folder});
    return arguments;
}

const run::Launcher& launcher() {
    static const auto made = run::Launcher::create();
    return made.value();
}

std::string text_of(int fd) {
    return os::read_at(fd, 0, 64U << 20U).value_or("");
}

std::string quoted(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) line += " '" + word + "'";
    return line;
}

}  // namespace

std::string program(const std::string& name) {
    return (fs::read_symlink("/proc/self/exe").parent_path() / name).string();
}

char state_of(pid_t pid) {
    const auto dir = os::ProcDir::open(pid);
    const auto stat = dir ? os::read_stat(*dir) : tl::unexpected(dir.error());
    return stat ? stat->state : '?';
}

HangarProcess::HangarProcess(std::vector<std::string> arguments,
                             std::map<std::string, std::string> environment)
    : HangarProcess(program("hangar"), std::move(arguments), environment, fresh_folder()) {}

HangarProcess HangarProcess::after(const std::string& prelude, std::vector<std::string> arguments) {
    const std::string folder = fresh_folder();
    const std::string command = prelude + "; exec \"$@\" '" + program("hangar") + "'" +
                                quoted(with_folder(std::move(arguments), folder));
    return HangarProcess("/bin/bash", {"-c", command}, {}, folder);
}

HangarProcess::HangarProcess(const std::string& path, const std::vector<std::string>& arguments,
                             const std::map<std::string, std::string>& environment,
                             std::string folder)
    : folder_(std::move(folder)),
      out_(os::make_capture_file("out").value()),
      errors_(os::make_capture_file("errors").value()) {
    std::vector<std::string> all{path};
    for (auto& each : with_folder(arguments, folder_)) all.push_back(std::move(each));
    run::Variables variables{{"XDG_CACHE_HOME", cache()}};
    for (const auto& [name, value] : environment) variables[name] = value;
    const run::ChildEnvironment base(run::variables_of(environ), variables);
    const auto block = base.with({});
    const auto launched = launcher().launch({.path = path,
                                             .arguments = all,
                                             .environment = block.data(),
                                             .output = out_.get(),
                                             .errors = errors_.get(),
                                             .tag = 0});
    process_ = os::Pidfd::open(launched.value().id().pid).value();  // with its identity
}

HangarProcess::~HangarProcess() {
    if (process_ && !status_) {
        static_cast<void>(process_.signal(SIGKILL));
        wait();
    }
    std::error_code ignored;
    if (folder_.empty()) return;
    fs::remove_all(folder_, ignored);
    fs::remove_all(cache(), ignored);
}

int HangarProcess::wait() {
    if (status_) return *status_;
    if (!process_.wait_exit(os::Deadline::after(120s)).value()) {
        ADD_FAILURE() << "hangar did not end: " << out() << errors();
        static_cast<void>(process_.signal(SIGKILL));
        static_cast<void>(process_.wait_exit(os::Deadline::after(10s)));
    }
    status_ = process_.collect().value().value().returncode();
    return *status_;
}

void HangarProcess::send(int signal) const {
    ASSERT_TRUE(process_.signal(signal));
}

std::string HangarProcess::out() const {
    return text_of(out_.get());
}
std::string HangarProcess::errors() const {
    return text_of(errors_.get());
}

std::string HangarProcess::file(const std::string& name) const {
    const auto opened = os::open_file(AT_FDCWD, folder_ + '/' + name, O_RDONLY);
    return opened ? text_of(opened->get()) : std::string();
}

std::vector<events::Stamped> HangarProcess::events() const {
    auto journal = report::read_journal(folder_ + "/events.jsonl");
    return journal ? std::move(journal->events) : std::vector<events::Stamped>();
}

std::map<std::string, events::TestFinished> HangarProcess::ends() const {
    std::map<std::string, events::TestFinished> ends;
    for (const auto& each : events())
        if (const auto* end = std::get_if<events::TestFinished>(&each.event))
            ends[end->test.test] = *end;
    return ends;
}

// Polls: a journal can only be looked at.
bool HangarProcess::await(const std::function<bool()>& condition) {
    const auto limit = os::Deadline::after(60s);
    while (!condition()) {
        if (limit.passed()) return false;
        ::usleep(5000);
    }
    return true;
}

}  // namespace hangar::suites
