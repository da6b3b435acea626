// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include <hangar/diag/os/file_hole.hpp>
#include <hangar/harness/run/kept_output.hpp>

namespace hangar::run {
namespace {

constexpr std::uint64_t one_read = 256U << 10U;
constexpr std::uint64_t longest_line = 4096;  // that is looked for where the tail is to begin

// A tail begins with a line of its own, unless that is long.
std::uint64_t line_after(int source, std::uint64_t offset) {
    const auto text = os::read_at(source, offset - 1, longest_line).value_or("");
    const auto line_end = text.find('\n');
    return line_end == std::string::npos ? offset : offset + line_end;
}

}  // namespace

os::Status KeptOutput::copy(int source, std::uint64_t begin, std::uint64_t end) {
    while (begin < end) {
        const auto part = os::read_at(source, begin, std::min(end - begin, one_read));
        if (!part) return tl::unexpected(part.error());
        if (part->empty()) break;
        if (auto written = os::write_all(file_.get(), *part); !written) return written;
        begin += part->size();
    }
    return {};
}

os::Status KeptOutput::follow(int source, std::uint64_t written) {
    const auto end = std::min(written, begin_ + output_head);
    const auto from = std::exchange(copied_, std::max(copied_, end));
    return copy(source, from, end);
}

os::Status KeptOutput::finish(int source, std::uint64_t end) {
    if (auto head = follow(source, end); !head) return head;
    if (end <= begin_ + most_output) return copy(source, copied_, end);
    const auto tail = line_after(source, end - output_tail);
    const auto note =
        fmt::format("\n[... {} bytes of the output are left out here]\n", tail - copied_);
    if (auto noted = os::write_all(file_.get(), note); !noted) return noted;
    return copy(source, tail, end);
}

void release_output(int source, std::uint64_t begin, std::uint64_t written, std::uint64_t read) {
    // A file that cannot give it back is no worse than before.
    static_cast<void>(os::punch_hole(source, 0, std::min(begin, read)));
    if (written <= begin + most_output) return;
    // A line that the tail may begin with is longer than the tail.
    const auto tail = written - output_tail - longest_line;
    static_cast<void>(os::punch_hole(source, begin + output_head, std::min(tail, read)));
}

}  // namespace hangar::run
