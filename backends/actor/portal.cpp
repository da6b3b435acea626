// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/portal.hpp>

namespace hangar::actor {

runtime::Task<void> Portal::cancel(std::shared_ptr<ChildActor> child) {
    child->close("cancel_actor");
    auto gone = child->gone().wait();
    co_await gone;
}

}  // namespace hangar::actor
