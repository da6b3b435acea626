// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/ipc/address.hpp>
#include <hangar/backends/ipc/connection.hpp>
#include <hangar/backends/ipc/listened_file.hpp>
#include <hangar/backends/runtime/async_fd.hpp>

namespace hangar::ipc {

// Accepts connections on a uds path, whose file it makes and removes, or on a tcp port. On the
// current loop; belongs to its thread; requires that no task waits in it when it goes.
class Listener {
  public:
    // Errors: throws OsError: EADDRINUSE, naming who has it; ENAMETOOLONG; EINVAL for a pair, which
    // has no listener.
    explicit Listener(const Address& at, StreamOptions options = {});
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // Where it is, with the port that the kernel chose.
    [[nodiscard]] const Address& address() const noexcept { return address_; }
    // Errors: throws OsError; after EMFILE and the like it can be called again.
    [[nodiscard]] runtime::Task<Connection> accept();

  private:
    ListenedFile file_;  // before the socket: it goes, too, if that cannot be watched
    runtime::AsyncFd socket_;
    Address address_;
    StreamOptions options_;
};

}  // namespace hangar::ipc
