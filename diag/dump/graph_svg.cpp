// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/dump/graph_layout.hpp>
#include <hangar/diag/dump/graph_svg.hpp>

namespace hangar::dump {
namespace {

using Box = GraphLayout::Box;

// Room at the right for the arrows that lead back up, each a little further out.
constexpr double lane = 28;
constexpr double label_room = 260;

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string text_at(double x, double y, const char* anchor, std::string_view text) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y,
                       anchor, escaped(text));
}

std::string box_svg(const RelevantGraph::Node& node, const Box& box) {
    std::string svg = fmt::format(
        "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
        "rx=\"4\"/>\n",
        node.in_verdict ? "stuck" : "other", box.x, box.y, box.width, box.height);
    svg += text_at(box.middle(), box.y + 22, "middle", node.name);
    if (!node.wait.empty())
        svg += text_at(box.middle(), box.y + 22 + line_height, "middle", node.wait);
    return svg;
}

std::string path_svg(const std::string& path, bool closes, bool contains) {
    return fmt::format("<path class=\"{}{}\" d=\"{}\" marker-end=\"url(#arrow)\"/>\n",
                       closes ? "circle" : "wait", contains ? " part" : "", path);
}

std::string down_svg(const RelevantGraph::Edge& edge, const Box& from, const Box& to) {
    const double middle = (from.bottom() + to.y) / 2;
    const std::string path =
        fmt::format("M{:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", from.middle(),
                    from.bottom(), from.middle(), middle, to.middle(), middle, to.middle(), to.y);
    return path_svg(path, false, edge.label.empty()) +
           text_at((from.middle() + to.middle()) / 2 + 6, middle + 4, "start", edge.label);
}

// Out to the right of everything and back.
std::string up_svg(const RelevantGraph::Edge& edge, const Box& from, const Box& to, double right) {
    const double low = from.y + from.height / 2;
    const double high = to.y + to.height / 2;
    const std::string path =
        fmt::format("M{:.1f} {:.1f} H{:.1f} V{:.1f} H{:.1f}", from.x + from.width, low, right,
                    low == high ? high - to.height : high, to.x + to.width);
    return path_svg(path, true, edge.label.empty()) +
           text_at(right + 6, (low + high) / 2, "start", edge.label);
}

std::string head_svg(double width, double height) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"monospace\" font-size=\"12\">\n"
        "<style>rect{{fill:#fff;stroke:#555}} rect.stuck{{fill:#fff0f0;stroke:#c00;stroke-width:2}}"
        " path{{fill:none;stroke:#555}} path.circle{{stroke:#c00;stroke-width:2}}"
        " path.part{{stroke-dasharray:3 3}}</style>\n"
        "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" "
        "markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\" "
        "style=\"fill:#555;stroke:none\"/></marker></defs>\n"
        "<rect width=\"100%\" height=\"100%\" style=\"fill:#fff;stroke:none\"/>\n",
        width, height);
}

}  // namespace

std::string to_svg(const RelevantGraph& graph) {
    const GraphLayout layout = layout_of(graph);
    std::string body;
    double right = layout.width;
    for (const auto& edge : graph.edges) {
        const Box& from = layout.boxes[edge.from];
        const Box& to = layout.boxes[edge.to];
        body += edge.closes ? up_svg(edge, from, to, right) : down_svg(edge, from, to);
        if (edge.closes) right += lane;
    }
    for (std::size_t index = 0; index < graph.nodes.size(); ++index)
        body += box_svg(graph.nodes[index], layout.boxes[index]);
    return head_svg(right + label_room, layout.height) + body + "</svg>\n";
}

}  // namespace hangar::dump
