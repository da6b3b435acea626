// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/spawn/exec_launcher.hpp>  // before anything else of Boost
//
#include <signal.h>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/reactor_context.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <hangar/backends/spawn/executed_child.hpp>
#include <hangar/backends/spawn/process_child.hpp>
#include <hangar/diag/os/sealed_file.hpp>

namespace hangar::spawn {
namespace {

namespace process_v2 = boost::process::v2;
using Process = process_v2::basic_process<boost::asio::io_context::executor_type>;

// Waits through Boost.Process, whose handle collects the child; signals go through our pidfd, which
// unlike that handle cannot name a recycled pid.
class ExecChild final : public ProcessChild {
  public:
    ExecChild(Process process, os::Pidfd pidfd, BootOutput output)
        : ProcessChild(std::move(pidfd), std::move(output)),
          shared_(std::make_shared<Shared>(std::move(process))) {
        shared_->process.async_wait(
            [shared = shared_](const boost::system::error_code&, int) { shared->ended.set(); });
    }
    // Boost's destructor would kill the pid, whoever has it by then.
    ~ExecChild() override {
        if (!shared_->ended.is_set()) shared_->process.detach();
    }

  protected:
    runtime::Task<os::WaitStatus> collect() override {
        auto ended = shared_->ended.wait();
        co_await ended;
        co_return os::WaitStatus::from_wait(shared_->process.native_exit_code());
    }

  private:
    struct Shared {
        explicit Shared(Process p) : process(std::move(p)) {}
        Process process;
        runtime::Event ended;
    };
    std::shared_ptr<Shared> shared_;
};

}  // namespace

runtime::Task<std::unique_ptr<Child>> execute_child(std::string_view backend,
                                                    SpawnRequest request) {
    require_child_role(backend);
    auto& context = runtime::io_context_of(runtime::Loop::running().reactor());
    BootOutput output = runtime::value_or_throw(BootOutput::make());
    const os::Fd seed = runtime::value_or_throw(
        os::make_sealed_file("hangar-actor-seed", ipc::text_of(request.seed)));
    const auto complete = [&](ExecProgram& program) {
        program.parent_death_signal = SIGTERM;
        program.environment = with_role(current_environment(), seed.get(), output);
        program.inherit.push_back(seed.get());
        for (const os::Fd& fd : request.inherit) program.inherit.push_back(fd.get());
        if (!output.diverts()) return;
        program.placements = {{output.file(), 1}, {output.file(), 2}};
        for (const int fd : {output.file(), output.out(), output.err()})
            program.inherit.push_back(fd);
    };
    ExecLauncher launcher;
    boost::system::error_code error;
    const std::vector<std::string> arguments{role_program_name(), "actor", request.name};
    Process process =
        launcher(context.get_executor(), error, "/proc/self/exe", arguments, complete);
    if (error) throw runtime::OsError(launcher.failure());
    co_return std::make_unique<ExecChild>(std::move(process), launcher.take_pidfd(),
                                          std::move(output));
}

}  // namespace hangar::spawn
