// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/context_error.hpp>

namespace hangar::actor {

ContextCancelled::ContextCancelled(ipc::RemoteErrorData data) : RemoteError(std::move(data)) {}

const ipc::Identity& ContextCancelled::canceller() const noexcept {
    return data().canceller ? *data().canceller : data().actor;
}

std::exception_ptr to_exception(ipc::RemoteErrorData data) {
    if (data.shape == ipc::ErrorShape::cancelled) {
        return std::make_exception_ptr(ContextCancelled(std::move(data)));
    }
    return std::make_exception_ptr(RemoteError(std::move(data)));
}

}  // namespace hangar::actor
