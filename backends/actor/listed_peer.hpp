// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/actor/peer.hpp>

namespace hangar::actor {

// Shows a peer to readers outside, and to who gathers the tasks of the tree, for as long as this
// lives. On the peer's loop. Requires: the peer, and the nursery if there is one, outlive it.
class ListedPeer {
  public:
    // A child that lives in `nursery`.
    ListedPeer(Peer& child, const tasks::NurseryNode& nursery);
    // The parent.
    explicit ListedPeer(Peer& parent);
    ~ListedPeer();
    ListedPeer(const ListedPeer&) = delete;
    ListedPeer& operator=(const ListedPeer&) = delete;

  private:
    void link();

    Peer& peer_;
};

}  // namespace hangar::actor
