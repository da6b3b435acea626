// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <hangar/backends/ipc/address.hpp>
#include <hangar/backends/ipc/frame_stream.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::ipc {

// A connected stream whose other end has not proved itself yet: join() or admit() (greeting.hpp)
// make a Channel of it. Move-only; belongs to its loop's thread. Letting it go closes it.
class Connection {
  public:
    Connection(os::Fd socket, Transport transport, StreamOptions options = {});

    [[nodiscard]] FrameStream& stream() noexcept { return *stream_; }
    [[nodiscard]] Transport transport() const noexcept { return transport_; }
    [[nodiscard]] std::size_t max_payload() const noexcept { return max_payload_; }
    [[nodiscard]] std::unique_ptr<FrameStream> release() noexcept { return std::move(stream_); }

    // Whether the kernel says that the other end is our user's: on pair and uds; tcp does not tell.
    [[nodiscard]] Status check_user();
    // And that it was connected by this very process: on uds, from the side that accepted. A peer
    // in another pid namespace fails it.
    [[nodiscard]] Status check_process(pid_t pid);

  private:
    std::unique_ptr<FrameStream> stream_;
    Transport transport_;
    std::size_t max_payload_;
};

// Connects to an address; an inherited pair's end is taken over. On the current loop.
// Errors: throws OsError (nobody listens, no descriptor left), ChannelError `timed_out`.
[[nodiscard]] runtime::Task<Connection> dial(Address address, os::Duration limit,
                                             StreamOptions options = {});

}  // namespace hangar::ipc
