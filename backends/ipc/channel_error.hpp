// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <utility>

#include <hangar/backends/ipc/protocol_error.hpp>

namespace hangar::ipc {

// Thrown into whoever uses a channel that ended, or that refuses a message: why.
class ChannelError : public std::runtime_error {
  public:
    explicit ChannelError(Error error)
        : std::runtime_error(error.message()), error_(std::move(error)) {}
    [[nodiscard]] const Error& error() const noexcept { return error_; }
    [[nodiscard]] ProtocolError code() const noexcept { return error_.code; }

  private:
    Error error_;
};

// The value, or its error thrown as ChannelError.
template <class T>
T value_or_throw(Result<T>&& result) {
    if (!result) throw ChannelError(std::move(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace hangar::ipc
