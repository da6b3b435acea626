// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <hangar/diag/waitgraph/strong_components.hpp>

namespace hangar::waitgraph {
namespace {

// Tarjan's algorithm with its recursion spelled out.
class Search {
  public:
    explicit Search(const std::vector<std::vector<std::size_t>>& links)
        : links_(links), order_(links.size(), unseen), low_(links.size()), open_(links.size()) {}

    std::vector<std::vector<std::size_t>> run() {
        for (std::size_t node = 0; node < links_.size(); ++node)
            if (order_[node] == unseen) walk_from(node);
        return std::move(found_);
    }

  private:
    static constexpr std::size_t unseen = SIZE_MAX;

    struct Step {
        std::size_t node;
        std::size_t next_link;
    };

    void enter(std::size_t node) {
        order_[node] = low_[node] = count_++;
        open_[node] = true;
        stack_.push_back(node);
        path_.push_back({node, 0});
    }

    void leave(std::size_t node) {
        path_.pop_back();
        if (!path_.empty()) {
            std::size_t& low = low_[path_.back().node];
            low = std::min(low, low_[node]);
        }
        if (low_[node] != order_[node]) return;
        auto& members = found_.emplace_back();
        for (std::size_t member = SIZE_MAX; member != node;) {
            member = stack_.back();
            stack_.pop_back();
            open_[member] = false;
            members.push_back(member);
        }
    }

    void walk_from(std::size_t root) {
        enter(root);
        while (!path_.empty()) {
            Step& step = path_.back();
            const std::size_t node = step.node;
            if (step.next_link == links_[node].size()) {
                leave(node);
                continue;
            }
            const std::size_t target = links_[node][step.next_link++];
            if (order_[target] == unseen)
                enter(target);
            else if (open_[target])
                low_[node] = std::min(low_[node], order_[target]);
        }
    }

    const std::vector<std::vector<std::size_t>>& links_;
    std::vector<std::size_t> order_;
    std::vector<std::size_t> low_;
    std::vector<bool> open_;
    std::vector<std::size_t> stack_;
    std::vector<Step> path_;
    std::vector<std::vector<std::size_t>> found_;
    std::size_t count_ = 0;
};

}  // namespace

std::vector<std::vector<std::size_t>> strong_components(
    const std::vector<std::vector<std::size_t>>& links) {
    return Search(links).run();
}

}  // namespace hangar::waitgraph
