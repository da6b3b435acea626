// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <hangar/backends/ipc/listener.hpp>
#include <hangar/backends/runtime/runtime.hpp>

namespace hangar::faults {

// What becomes of a channel at the cut. Closed.
enum class Cut {
    close,       // both directions, at once
    half_close,  // the direction that is cut ends, the other goes on
    stall,       // nothing ends, nothing comes any more that way
};
enum class Way { to_server, to_client };

// Stands between a client and a server, on one loop, and carries bytes both ways; of one direction
// so many and no more. One connection.
class CuttingProxy {
  public:
    CuttingProxy(ipc::Address server, Way way, Cut cut, std::size_t after);

    [[nodiscard]] const ipc::Address& address() const noexcept { return listener_.address(); }
    // Until both ends have closed, or the cut has closed them.
    runtime::Task<void> serve();
    // How many have passed that way.
    [[nodiscard]] std::size_t passed(Way way) const noexcept {
        return passed_[static_cast<std::size_t>(way)];
    }

  private:
    runtime::Task<void> carry(runtime::AsyncFd& from, runtime::AsyncFd& to, Way way,
                              runtime::Nursery& both);

    ipc::Address server_;
    Way way_;
    Cut cut_;
    std::size_t after_;
    std::size_t passed_[2] = {0, 0};
    ipc::Listener listener_;
};

}  // namespace hangar::faults
