// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

#include <hangar/backends/actor/remote_error.hpp>

namespace hangar::actor {

// A context used out of turn: started twice, a stream before that, a function that ended without.
class ContextError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Nobody receives what is sent: one of the sides has closed the stream, or left the context.
class StreamClosed : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// More came than the buffer of a stream holds that does not let its sender wait (Overrun::fail).
class StreamOverrun : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The function at a context's other end was cancelled, and not by this end.
class ContextCancelled : public RemoteError {
  public:
    explicit ContextCancelled(ipc::RemoteErrorData data);

    // Who asked for it: an actor anywhere in the tree; the cancelled one itself, if it did.
    [[nodiscard]] const ipc::Identity& canceller() const noexcept;
};

// What came over the channel, as the exception that it is here.
[[nodiscard]] std::exception_ptr to_exception(ipc::RemoteErrorData data);

}  // namespace hangar::actor
