// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/launch/order.hpp>
#include <hangar/harness/report/output_tail.hpp>
#include <hangar/harness/run/lister.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest_list = 64U << 20U;  // of some 200,000 tests
constexpr os::Duration between_looks = 50ms;
constexpr std::size_t quoted_output = 2U << 10U;

// Into memory: a list needs no disk.
struct ListingFiles {
    os::Fd output;
    os::Fd errors;
    os::Fd list;
    os::Fd note;  // by a program linked with hangar
};

os::Result<ListingFiles> make_files() {
    auto output = os::make_capture_file("listing output");
    auto errors = os::make_capture_file("listing errors");
    auto list = os::make_memory_file("listing");
    auto note = os::make_memory_file("launch note");
    for (const auto* each : {&output, &errors, &list, &note})
        if (!*each) return tl::unexpected(each->error());
    return ListingFiles{std::move(*output), std::move(*errors), std::move(*list), std::move(*note)};
}

// The process that lists, ended and collected when this goes.
class Asked {
  public:
    Asked(Services& services, os::Pidfd process, os::ProcessTag tag)
        : services_(services), process_(std::move(process)), tag_(tag) {
        services_.orphans.launched(process_.id().pid);
    }
    Asked(const Asked&) = delete;
    Asked& operator=(const Asked&) = delete;
    ~Asked() {
        static_cast<void>(os::signal_group(os::ProcessGroup{process_.id().pid}, SIGKILL));
        static_cast<void>(process_.signal(SIGKILL));
        static_cast<void>(process_.wait_exit(os::Deadline::after(2s)));
        static_cast<void>(process_.collect());
        services_.orphans.collected(process_.id().pid);
        const Lineage origin{tag_, process_.id().pid, "(listing)"};
        for (const auto& left : services_.orphans.living(origin))
            static_cast<void>(left.signal(SIGKILL));
    }
    [[nodiscard]] const os::Pidfd& process() const noexcept { return process_; }

  private:
    Services& services_;
    os::Pidfd process_;
    os::ProcessTag tag_;
};

os::Result<os::Pidfd> ask(const Services& services, const std::string& path,
                          const ListingFiles& files, os::ProcessTag tag) {
    std::vector<std::string> arguments{path};
    const auto& own = services.options.arguments;
    arguments.insert(arguments.end(), own.begin(), own.end());
    arguments.push_back("--gtest_list_tests");
    arguments.push_back(fmt::format("--gtest_output=json:/proc/{}/fd/{}",
                                    services.launcher.runner(), files.list.get()));
    const auto environment = services.environment.with({fmt::format(
        "HANGAR_LAUNCH_NOTE=/proc/{}/fd/{}", services.launcher.runner(), files.note.get())});
    return services.launcher.launch({.path = path,
                                     .arguments = arguments,
                                     .environment = environment.data(),
                                     .output = files.output.get(),
                                     .errors = files.errors.get(),
                                     .tag = tag});
}

std::string quoted(const ListingFiles& files) {
    std::string text = report::output_tail(files.errors.get(), quoted_output);
    if (text.empty()) text = report::output_tail(files.output.get(), quoted_output);
    const auto shown = os::trimmed(text);
    return shown.empty() ? std::string() : fmt::format(": {}", shown);
}

// Of a program that is not linked with hangar.
std::string unfit(const Services& services, const std::string& path) {
    if (services.environment.has(launch::preload_variable))
        return "it is not linked with hangar, and LD_PRELOAD is set";
    return unfit_for_preload(path);
}

// With what the program has noted.
TestList list_of(std::vector<events::TestInfo> tests, const Services& services,
                 const std::string& path, const ListingFiles& files) {
    const auto note = os::read_at(files.note.get(), 0, quoted_output).value_or("");
    if (note.empty()) {
        TestList list{std::move(tests), unfit(services, path)};
        list.preloads = true;
        return list;
    }
    std::string_view rest = note;
    const auto impossible = os::cut(rest, '\n');
    return {std::move(tests), std::string(impossible), std::string(os::trimmed(rest))};
}

Listing interpret(const os::WaitStatus& status, const Services& services, const std::string& path,
                  const ListingFiles& files) {
    const auto list = os::read_at(files.list.get(), 0, largest_list).value_or("");
    if (auto tests = parse_json_list(list))
        return list_of(std::move(*tests), services, path, files);
    if (status.kind() != os::WaitStatus::Kind::exited)
        return ListingProblem{ListingProblem::Kind::failed,
                              fmt::format("killed by {} while it listed its tests{}",
                                          status.describe(), quoted(files))};
    if (status.exit_code() != 0)
        return ListingProblem{
            ListingProblem::Kind::unusable,
            fmt::format("{} when it was asked for its tests{}", status.describe(), quoted(files))};
    const auto printed = os::read_at(files.output.get(), 0, largest_list).value_or("");
    if (auto tests = parse_text_list(printed))
        return list_of(std::move(*tests), services, path, files);
    return ListingProblem{ListingProblem::Kind::unusable,
                          "not a GoogleTest program: it listed no tests"};
}

std::string limit_text(os::Duration duration) {
    return fmt::format("{:g} s", std::chrono::duration<double>(duration).count());
}

bool is_flooded(const ListingFiles& files) {
    const auto is_large = [](const os::Fd* file) {
        return os::file_size(file->get()).value_or(0) > largest_list;
    };
    return std::ranges::any_of(std::array{&files.output, &files.errors, &files.list}, is_large);
}

ListingProblem endless(const ListingFiles& files) {
    return {ListingProblem::Kind::failed,
            fmt::format("it printed more than {} MiB instead of a list of its tests{}",
                        largest_list >> 20U, quoted(files))};
}

ListingProblem late(os::Duration limit, const ListingFiles& files) {
    return {ListingProblem::Kind::failed,
            fmt::format("it did not list its tests within {}{}", limit_text(limit), quoted(files))};
}

ListingProblem not_started(const os::Error& error) {
    constexpr std::array scarce{EMFILE, ENFILE, EAGAIN, ENOMEM};
    const bool is_scarce = std::ranges::find(scarce, error.code) != scarce.end();
    return {is_scarce ? ListingProblem::Kind::not_asked : ListingProblem::Kind::unusable,
            error.message()};
}

}  // namespace

runtime::Task<Listing> list_tests(Services& services, const std::string& path) {
    auto files = runtime::value_or_throw(make_files());
    const auto tag = services.next_tag();
    auto process = ask(services, path, files, tag);
    if (!process) co_return not_started(process.error());
    const Asked asked(services, std::move(*process), tag);
    const auto limit = services.options.listing_timeout;
    // Counted by the looks: no time passes for it while the runner stands still.
    for (os::Duration waited{};; waited += between_looks) {
        auto ended = [&] { return runtime::wait_exit(asked.process()); };
        auto bounded = runtime::move_on_after(std::min(between_looks, limit), ended);
        const bool has_ended = co_await std::move(bounded);
        if (is_flooded(files)) co_return endless(files);
        if (has_ended) break;
        if (waited + between_looks >= limit) co_return late(limit, files);
    }
    const auto status = runtime::value_or_throw(asked.process().peek());
    co_return interpret(status.value_or(os::WaitStatus::exited(0)), services, path, files);
}

}  // namespace hangar::run
