// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/harness/events/event.hpp>

namespace hangar::events {

// Whoever wants to know what happens in a run. Called by the dispatcher's thread alone, in the
// order of the events. Errors: a sink must not throw; it remembers its trouble and is asked later.
class Sink {
  public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;

    virtual void on(const Stamped& happened) = 0;
};

}  // namespace hangar::events
