// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/dump/tree_text.hpp>
#include <set>

namespace hangar::dump {
namespace {

class Tree {
  public:
    explicit Tree(const RelevantGraph& graph) : graph_(graph) {}

    std::string text() {
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) {
            if (!shown_.contains(index)) show(index, "  ", "", false);
        }
        if (graph_.is_cut) text_ += "  ... and more\n";
        return std::move(text_);
    }

  private:
    void show(std::size_t index, const std::string& indent, const std::string& before,
              bool closes) {
        const auto& node = graph_.nodes[index];
        const bool is_new = shown_.insert(index).second;
        text_ += fmt::format("{}{}{}", indent, before, node.name);
        if (closes) text_ += "  <- the circle closes";
        if (!is_new && !closes) text_ += " (above)";
        if (is_new && !node.wait.empty()) text_ += fmt::format("  [{}]", node.wait);
        text_ += '\n';
        if (is_new) show_edges_of(index, indent + "   ");
    }

    void show_edges_of(std::size_t index, const std::string& indent) {
        for (const auto& edge : graph_.edges) {
            if (edge.from != index) continue;
            const std::string before =
                edge.label.empty() ? "in it: " : fmt::format("waits for {} -> ", edge.label);
            show(edge.to, indent, before, edge.closes);
        }
    }

    const RelevantGraph& graph_;
    std::set<std::size_t> shown_;
    std::string text_;
};

}  // namespace

std::string tree_text(const RelevantGraph& graph) {
    return Tree(graph).text();
}

}  // namespace hangar::dump
