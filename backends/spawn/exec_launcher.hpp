// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/optional.hpp>
#include <boost/type_traits.hpp>

#include <boost/asio.hpp>
#include <boost/process/v2/process.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <hangar/backends/spawn/exec_program.hpp>
#include <hangar/diag/os/pidfd.hpp>

namespace hangar::spawn {

// Our launcher in Boost.Process v2's launcher concept: called with an executor, an error code, a
// program, its arguments and initialisers, it gives a Boost.Process process. Theirs are no choice
// here: the vfork one runs fork handlers of the reactor in the parent's memory, the default one
// forks the parent's whole address space. Includes asio: for source files only.
// An initialiser is a callable that is given the ExecProgram to complete.
class ExecLauncher {
  public:
    // The process with its identity, which Boost's handle does not know. Requires: a launch.
    [[nodiscard]] os::Pidfd take_pidfd() noexcept { return std::move(pidfd_); }

    template <class Executor, class... Inits>
    boost::process::v2::basic_process<Executor> operator()(
        Executor executor, boost::system::error_code& error, const std::filesystem::path& program,
        const std::vector<std::string>& arguments, Inits&&... inits) {
        ExecProgram spec;
        spec.path = program.string();
        spec.arguments = arguments;
        (inits(spec), ...);
        auto launched = launch(spec);
        if (!launched) {
            error.assign(launched.error().code, boost::system::system_category());
            failure_ = launched.error();
            return boost::process::v2::basic_process<Executor>(executor);
        }
        pidfd_ = std::move(*launched);
        auto handle = os::duplicate(pidfd_.fd());
        if (!handle) return fail(executor, error, std::move(handle.error()));
        try {
            boost::process::v2::basic_process<Executor> process(executor, pidfd_.id().pid,
                                                                handle->get());
            static_cast<void>(handle->release());
            return process;
        } catch (const boost::system::system_error& e) {
            return fail(executor, error, {e.code().value(), "epoll_ctl", "a child's pidfd"});
        }
    }

    // What an error code has no room for: the step that failed and its object.
    [[nodiscard]] const os::Error& failure() const noexcept { return failure_; }

  private:
    // There is a child, and nobody who could wait for it.
    template <class Executor>
    boost::process::v2::basic_process<Executor> fail(Executor executor,
                                                     boost::system::error_code& error,
                                                     os::Error why) {
        end_launched(pidfd_);
        error.assign(why.code, boost::system::system_category());
        failure_ = std::move(why);
        return boost::process::v2::basic_process<Executor>(executor);
    }

    os::Pidfd pidfd_;
    os::Error failure_;
};

}  // namespace hangar::spawn
