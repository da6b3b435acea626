// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/harness/launch/order.hpp>
#include <hangar/harness/run/program.hpp>
#include <hangar/harness/run/services.hpp>

namespace hangar::run {

// A program that was started to be forked (launch::server_variable): the processes of its tests are
// copies of it, made where it stands after InitGoogleTest (before main, if it is not linked with
// hangar), and *our* children. It serves one test at a time: GoogleTest opens its report under a
// name that it was given at its start, and that is this server's memory.
//
// On the loop; only the runner's thread. Ended and collected when this goes, which the processes
// that it forked outlive; one that never came to serve takes along what it has started.
class ForkServer {
  public:
    // Errors: those of a launch, EMFILE; that it did not say in time that it serves (EPROTO, with
    // what it printed or said instead).
    [[nodiscard]] static runtime::Task<os::Result<std::unique_ptr<ForkServer>>> start(
        Services& services, const Program& program);
    ForkServer(const ForkServer&) = delete;
    ForkServer& operator=(const ForkServer&) = delete;
    ~ForkServer();

    // A process for that test, with the descriptors that travel with its order; it counts as
    // launched. The report is empty. Errors: those of clone, with the server unharmed; EPIPE and
    // ETIMEDOUT: it is of no use any more, and there is no such process.
    [[nodiscard]] runtime::Task<os::Result<os::Pidfd>> fork(const launch::TestOrder& order,
                                                            std::vector<int> descriptors);
    // GoogleTest's, of the test that was forked last.
    [[nodiscard]] int report() const noexcept { return report_.get(); }

  private:
    ForkServer(Services& services, os::Fd socket, os::Fd output, os::Fd report)
        : services_(services),
          socket_(std::move(socket)),
          output_(std::move(output)),
          report_(std::move(report)) {}
    os::Status launch(const Program& program, int socket);
    runtime::Task<os::Result<launch::Answer>> next_answer(os::Duration patience);
    [[nodiscard]] std::string last_words() const;

    Services& services_;
    runtime::AsyncFd socket_;
    os::Fd output_;  // what it printed before its tests
    os::Fd report_;
    os::Pidfd process_;
    os::ProcessTag tag_ = 0;
    bool serves_ = false;  // it has said so
};

}  // namespace hangar::run
