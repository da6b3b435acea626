// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/ipc/identity.hpp>

namespace hangar::ipc {

// What an exception was, where it was thrown. Closed.
enum class ErrorShape : std::uint8_t {
    single,     // an exception of the actor's own
    group,      // several that belong together: `causes`, the first first
    relayed,    // an error of another actor that passed through this one: the one in `causes`
    cancelled,  // no error: the work was cancelled
};
constexpr ErrorShape last_enumerator(ErrorShape) {
    return ErrorShape::cancelled;
}

// An error that crosses channels. A value; any thread.
struct RemoteErrorData {
    ErrorShape shape = ErrorShape::single;
    std::string type;      // the exception's demangled type: "std::out_of_range"
    std::string message;   // its what()
    Identity actor;        // whose it is
    std::string function;  // in which it was raised
    std::string file;      // empty where the place is not known
    std::uint32_t line = 0;
    std::vector<RemoteErrorData> causes;
    std::vector<std::string> backtrace;
    std::optional<Identity> canceller;  // of a context that was cancelled: who asked for it
    friend bool operator==(const RemoteErrorData&, const RemoteErrorData&) = default;
};
HANGAR_SERIALIZE(RemoteErrorData, shape, type, message, actor, function, file, line, causes,
                 backtrace, canceller);

}  // namespace hangar::ipc
