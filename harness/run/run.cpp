// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>

#include <random>

#include <hangar/backends/runtime/loop.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/run/run.hpp>
#include <hangar/harness/run/session.hpp>

namespace hangar::run {
namespace {

int complain(const Host& host, const std::string& message, ExitStatus status) {
    host.errors("hangar: " + message + '\n');
    return static_cast<int>(status);
}

os::Status touch(const std::string& path) {
    if (path.empty()) return {};
    const auto file = os::open_file(AT_FDCWD, path, O_WRONLY | O_CREAT, 0666);
    return file ? os::Status() : tl::unexpected(file.error());
}

// One that can be typed again.
std::uint64_t any_seed() {
    return std::random_device()() % 100'000;
}

// What is left of the older run is read before it is set aside.
os::Result<std::optional<FailedBefore>> earlier_run(const Options& options) {
    if (!options.rerun_failed) return std::nullopt;
    auto earlier = FailedBefore::read(options.out);
    if (!earlier) return tl::unexpected(earlier.error());
    return std::move(*earlier);
}

// How this process meets its signals and its children, for good.
os::Status prepare_process() {
    // Inherited as ignored, it would make the kernel collect our children.
    os::restore_default(SIGCHLD);
    // A write that fails is told by its errno: a reader that went away, a file that may not grow.
    os::ignore_signal(SIGPIPE);
    os::ignore_signal(SIGXFSZ);
    // A test may take the terminal: that does not stop us.
    os::ignore_signal(SIGTTIN);
    os::ignore_signal(SIGTTOU);
    // One that comes while we leave must not end us in its own way.
    os::block_for_good(run_signals());
    if (const int code = os::set_subreaper(); code != 0)
        return os::error(code, "prctl", "subreaper");
    return {};
}

int run_session(const Options& options, const Host& host, Shard shard,
                const FailedBefore* earlier) {
    auto launcher = Launcher::create();
    if (!launcher) return complain(host, launcher.error().message(), ExitStatus::internal_error);
    const auto id = reap::RunId::make();
    if (!id) return complain(host, id.error().message(), ExitStatus::internal_error);
    Session session(options, host, *id, std::move(*launcher), std::move(shard), earlier);
    if (const auto posted = session.post_guardian(); !posted)
        return complain(host, posted.error().message(), ExitStatus::internal_error);
    runtime::Loop loop({.name = "runner", .virtual_time = false, .seed = std::nullopt});
    auto body = [&] { return session.run(); };
    const int status = loop.run(body);
    session.dismiss_guardian();
    return status;
}

}  // namespace

int run(const Options& asked, const Host& host) {
    Options options = asked;
    auto shard = shard_of(host.environment);
    if (!shard) return complain(host, shard.error().message(), ExitStatus::usage);
    if (const auto touched = touch(shard->status_file); !touched)
        return complain(host, touched.error().message(), ExitStatus::usage);
    if (options.partition && shard->total > 1)
        return complain(host, "--partition and GTEST_TOTAL_SHARDS: one share is enough",
                        ExitStatus::usage);
    const auto earlier = earlier_run(options);
    if (!earlier)
        return complain(host, "--rerun-failed: " + earlier.error().message(), ExitStatus::usage);
    if (*earlier && options.binaries.empty()) options.binaries = (*earlier)->programs();
    if (options.shuffle && !options.seed) options.seed = any_seed();
    if (const auto prepared = prepare_process(); !prepared)
        return complain(host, prepared.error().message(), ExitStatus::internal_error);
    try {
        return run_session(options, host, std::move(*shard), *earlier ? &**earlier : nullptr);
    } catch (const std::exception& error) {
        return complain(host, error.what(), ExitStatus::internal_error);
    }
}

}  // namespace hangar::run
