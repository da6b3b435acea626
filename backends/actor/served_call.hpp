// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/runtime/context.hpp>
#include <hangar/backends/runtime/current.hpp>
#include <hangar/diag/tasks/layout.hpp>

namespace hangar::actor {

// Shows readers outside that the running task answers a call of a peer's, or serves a context, for
// as long as this lives. On the peer's loop. Requires: the peer and the node outlive it.
class ServedCall {
  public:
    ServedCall(tasks::PeerNode& peer, tasks::CallNode& node) noexcept : peer_(peer), node_(node) {
        node_.task = &runtime::current.task->node;
        node_.next = peer_.served;
        peer_.served = &node_;
    }
    ~ServedCall() {
        tasks::CallNode** link = &peer_.served;
        while (*link != &node_) link = &(*link)->next;
        *link = node_.next;
        node_.next = nullptr;
        node_.task = nullptr;
    }
    ServedCall(const ServedCall&) = delete;
    ServedCall& operator=(const ServedCall&) = delete;

  private:
    tasks::PeerNode& peer_;
    tasks::CallNode& node_;
};

}  // namespace hangar::actor
