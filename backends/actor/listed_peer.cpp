// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/listed_peer.hpp>
#include <hangar/backends/runtime/loop.hpp>

namespace hangar::actor {

ListedPeer::ListedPeer(Peer& child, const tasks::NurseryNode& nursery) : peer_(child) {
    peer_.node().nursery = &nursery;
    Actor::current().task_relay().add_child(peer_);
    link();
}

ListedPeer::ListedPeer(Peer& parent) : peer_(parent) {
    peer_.node().flags |= tasks::PeerNode::is_parent;
    link();
}

void ListedPeer::link() {
    tasks::LoopNode& loop = runtime::Loop::running().node();
    peer_.node().next = loop.peers;
    loop.peers = &peer_.node();
}

ListedPeer::~ListedPeer() {
    Actor::current().task_relay().forget(peer_);
    tasks::PeerNode& node = peer_.node();
    for (tasks::PeerNode** link = &runtime::Loop::running().node().peers; *link != nullptr;
         link = &(*link)->next) {
        if (*link != &node) continue;
        *link = node.next;
        break;
    }
    node.nursery = nullptr;
}

}  // namespace hangar::actor
