// SPDX-License-Identifier: Apache-2.0
// What each format looks like, against the files in golden/. With HANGAR_WRITE_GOLDEN=1 they are
// written instead, for a look at the difference before it is committed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include <hangar/diag/dump/folder.hpp>
#include <hangar/diag/dump/graph_dot.hpp>
#include <hangar/diag/dump/graph_svg.hpp>
#include <hangar/diag/dump/json.hpp>
#include <hangar/diag/dump/relevant_graph.hpp>
#include <hangar/diag/dump/sample_dump.test.hpp>
#include <hangar/diag/dump/text.hpp>

namespace hangar::dump {
namespace {

struct Format {
    const char* file;
    std::function<std::string(const Dump&)> render;
};

void PrintTo(const Format& format, std::ostream* stream) {
    *stream << format.file;
}

std::string read_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

class GoldenTest : public testing::TestWithParam<Format> {};

TEST_P(GoldenTest, LooksAsItDid) {
    const std::string path = std::string(HANGAR_GOLDEN) + '/' + GetParam().file;
    const std::string text = GetParam().render(sample_dump());
    if (std::getenv("HANGAR_WRITE_GOLDEN") != nullptr) std::ofstream(path) << text;
    EXPECT_NE(text, "");
    EXPECT_EQ(text, read_file(path));
}

INSTANTIATE_TEST_SUITE_P(
    Formats, GoldenTest,
    testing::Values(
        Format{"dump.txt", to_text}, Format{"dump.json", to_json},
        Format{"why.txt", verdicts_to_text}, Format{"why.json", verdicts_to_json},
        Format{"graph.dot", [](const Dump& dump) { return to_dot(relevant_graph(dump)); }},
        Format{"graph.svg", [](const Dump& dump) { return to_svg(relevant_graph(dump)); }},
        Format{"tree.txt", [](const Dump& dump) { return tree_buckets_text(dump.snapshot); }},
        Format{"sockets.txt", [](const Dump& dump) { return sockets_text(dump.snapshot); }}));

}  // namespace
}  // namespace hangar::dump
