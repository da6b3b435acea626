// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/spawn/registry.hpp>
#include <hangar/suites/chaos/plan.hpp>
#include <random>

namespace hangar::chaos {
namespace {

constexpr unsigned max_depth = 4;

// std::uniform_int_distribution may differ between libraries: a seed is to mean the same anywhere.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
    bool one_in(std::uint32_t n) { return below(n) == 0; }
    milliseconds up_to(std::uint32_t ms) { return milliseconds(below(ms + 1)); }

  private:
    std::mt19937_64 random_;
};

class Drawing {
  public:
    Drawing(Dice& dice, const std::vector<std::string>& backends)
        : dice_(dice), backends_(backends), left_(1 + dice.below(60)) {}

    Node root() {
        Node root;
        root.name = "n0";
        root.backend = backends_[dice_.below(static_cast<std::uint32_t>(backends_.size()))];
        root.transport = transport();
        root.tolerant = !dice_.one_in(4);
        while (left_ > 0) root.children.push_back(node(1, root));
        return root;
    }

  private:
    ipc::Transport transport() {
        constexpr ipc::Transport all[] = {ipc::Transport::pair, ipc::Transport::uds,
                                          ipc::Transport::tcp};
        return all[dice_.below(3)];
    }

    Node node(unsigned depth, const Node& parent) {
        --left_;
        Node node;
        node.name = "n" + std::to_string(++drawn_);
        node.backend = backends_[dice_.below(static_cast<std::uint32_t>(backends_.size()))];
        node.transport = transport();
        node.way = static_cast<Way>(dice_.below(4));
        if (node.way == Way::one_shot) {  // it is what its parent is, where that lives
            node.backend = parent.backend;
            node.transport = parent.transport;
        }
        node.ending = ending(node);
        node.work = dice_.up_to(200);
        node.limit = milliseconds(50) + dice_.up_to(700);
        if (dice_.one_in(8)) node.cancelled_after = dice_.up_to(300);
        node.tolerant = !dice_.one_in(3);
        node.items = dice_.below(200);
        node.breaks_channel = node.way == Way::stream && dice_.one_in(12);
        while (depth < max_depth && left_ > 0 && !dice_.one_in(3))
            node.children.push_back(this->node(depth + 1, node));
        return node;
    }

    Ending ending(const Node& node) {
        const std::uint32_t drawn = dice_.below(20);
        if (drawn < 8) return Ending::returns;
        if (drawn < 12) return Ending::fails;
        if (drawn < 17) return Ending::waits;
        if (drawn < 19) return Ending::blocks;
        const bool killable =
            spawn::find_backend(node.backend).value()->carrier == spawn::Carrier::process;
        return killable ? Ending::wedges : Ending::blocks;
    }

    Dice& dice_;
    const std::vector<std::string>& backends_;
    std::uint32_t left_;
    int drawn_ = 0;
};

void describe(const Node& node, unsigned depth, std::string& text) {
    constexpr const char* ways[] = {"call", "one-shot", "context", "stream"};
    constexpr const char* endings[] = {"returns", "fails", "waits", "blocks", "wedges"};
    text += fmt::format(
        "{:{}}{} {} {} {} after {} ms, limit {} ms{}{}{}, children over {}\n", "", 2 * depth,
        node.name, node.backend, ways[static_cast<int>(node.way)],
        endings[static_cast<int>(node.ending)], node.work.count(), node.limit.count(),
        node.cancelled_after ? fmt::format(", cancelled after {} ms", node.cancelled_after->count())
                             : "",
        node.tolerant ? ", tolerant" : "", node.breaks_channel ? ", breaks its channel" : "",
        ipc::transport_key(node.transport));
    for (const Node& child : node.children) describe(child, depth + 1, text);
}

bool find(const Node& node, const std::string& name, std::vector<const Node*>& line) {
    bool found = node.name == name;
    for (const Node& child : node.children) found = found || find(child, name, line);
    if (found) line.push_back(&node);
    return found;
}

}  // namespace

Plan make_plan(std::uint64_t seed, const std::vector<std::string>& backends) {
    Dice dice(seed);
    Plan plan;
    plan.seed = seed;
    plan.limit = milliseconds(200) + dice.up_to(900);
    plan.root = Drawing(dice, backends).root();
    for (std::uint32_t kills = dice.below(4); kills > 0; --kills)
        plan.kills.push_back({dice.up_to(600), dice.below(1000)});
    return plan;
}

std::string describe(const Plan& plan) {
    std::string text = fmt::format("seed {}, limit {} ms", plan.seed, plan.limit.count());
    for (const Kill& kill : plan.kills)
        text += fmt::format(", kill {} after {} ms", kill.place, kill.after.count());
    text += '\n';
    describe(plan.root, 0, text);
    return text;
}

std::vector<const Node*> lineage(const Plan& plan, const std::string& name) {
    std::vector<const Node*> line;
    static_cast<void>(find(plan.root, name, line));
    return line;
}

}  // namespace hangar::chaos
