// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/tasks/nesting.hpp>
#include <unordered_map>

namespace hangar::tasks {

Nesting::Nesting(const TaskTree& tree) : entries_(tree.actors.size()) {
    std::unordered_map<std::string, std::size_t> by_uid;
    for (std::size_t i = 0; i < tree.actors.size(); ++i)
        if (!tree.actors[i].uid.empty()) by_uid.emplace(tree.actors[i].uid, i);
    for (std::size_t child = 0; child < tree.actors.size(); ++child) {
        const auto parent = by_uid.find(tree.actors[child].parent_uid());
        if (parent == by_uid.end() || descends_from(parent->second, child)) {
            roots_.push_back(child);
            continue;
        }
        entries_[child].parent = parent->second;
        entries_[parent->second].children.push_back(child);
        for (const Peer& peer : tree.actors[parent->second].peers)
            if (!peer.parent && peer.uid == tree.actors[child].uid)
                entries_[child].nursery = peer.nursery;
    }
}

bool Nesting::descends_from(std::size_t actor, std::size_t ancestor) const noexcept {
    for (; actor != SIZE_MAX; actor = entries_[actor].parent)
        if (actor == ancestor) return true;
    return false;
}

std::vector<std::size_t> Nesting::children_in(std::size_t actor, std::size_t nursery) const {
    std::vector<std::size_t> found;
    for (const std::size_t child : entries_[actor].children)
        if (entries_[child].nursery == static_cast<std::int32_t>(nursery)) found.push_back(child);
    return found;
}

}  // namespace hangar::tasks
