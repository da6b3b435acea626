// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/output_steps.hpp>

namespace hangar::run {
namespace {

constexpr std::string_view failure_mark = ": Failure";
constexpr std::string_view begin_mark = "[ RUN      ] ";

struct EndMark {
    std::string_view text;
    OutputStep::Kind kind;
};
constexpr std::array end_marks{EndMark{"[       OK ] ", OutputStep::Kind::passed},
                               EndMark{"[  FAILED  ] ", OutputStep::Kind::failed},
                               EndMark{"[  SKIPPED ] ", OutputStep::Kind::skipped}};

// A test that prints no newline cannot fill the memory; a mark may stand at the end of its line.
constexpr std::size_t longest_marked_line = 64U << 10U;

// "(12 ms)" at the end of a line.
std::optional<std::chrono::milliseconds> printed_time(std::string_view line) {
    constexpr std::string_view unit = " ms)";
    const auto open = line.rfind('(');
    if (open == std::string_view::npos || !line.ends_with(unit)) return std::nullopt;
    line.remove_suffix(unit.size());
    const auto number = os::parse_number<std::int64_t>(line.substr(open + 1));
    if (!number) return std::nullopt;
    return std::chrono::milliseconds(*number);
}

// "A.B (0 ms)", "A.B, where GetParam() = 3 (0 ms)"
bool names(std::string_view text, std::string_view test) {
    if (!text.starts_with(test)) return false;
    return text.size() == test.size() || text[test.size()] == ' ' || text[test.size()] == ',';
}

// "[ RUN      ] ", "[----------] "
bool is_mark(std::string_view line) {
    constexpr std::string_view like = "[----------] ";
    return line.size() >= like.size() && line.front() == '[' &&
           line.substr(like.size() - 2, 2) == "] ";
}

// What stands from each line that ends so up to the next, or to one of GoogleTest's own.
std::vector<std::string> passages(std::string_view output, std::string_view ending) {
    std::vector<std::string> all;
    bool inside = false;
    while (!output.empty()) {
        const auto line = os::cut(output, '\n');
        const bool opens = line.ends_with(ending);
        if (is_mark(line)) inside = false;
        if (opens) all.emplace_back(line.substr(0, line.size() - ending.size()));
        if (inside && !opens) all.back() += '\n' + std::string(line);
        inside = inside || opens;
    }
    return all;
}

}  // namespace

OutputSteps::OutputSteps(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) waiting_.emplace(names[i], i);
}

std::vector<OutputStep> OutputSteps::take(std::string_view more) {
    std::vector<OutputStep> steps;
    while (!more.empty()) {
        const auto newline = more.find('\n');
        line_ += more.substr(0, newline);
        if (newline == std::string_view::npos) break;
        take_line(line_, steps);
        line_begin_ += line_.size() + 1;
        line_.clear();
        more.remove_prefix(newline + 1);
    }
    if (line_.size() > longest_marked_line) {
        line_begin_ += line_.size() - longest_marked_line / 2;
        line_.erase(0, line_.size() - longest_marked_line / 2);
    }
    return steps;
}

void OutputSteps::take_line(std::string_view line, std::vector<OutputStep>& steps) {
    if (!ends(line, steps) && !begins(line, steps) && running_.empty()) take_interlude(line);
}

// "[----------] 2 tests from A (0 ms total)" follows what A tore down,
// "[----------] 1 test from B" goes before what B sets up.
void OutputSteps::take_interlude(std::string_view line) {
    auto& failures = interlude_.set_up;
    if (line.starts_with("[----------] ")) {
        interlude_.suite_is_over = true;
        std::ranges::move(failures, std::back_inserter(interlude_.torn_down));
        failures.clear();
        in_failure_ = false;
    } else if (line.ends_with(failure_mark)) {
        failures.emplace_back(line.substr(0, line.size() - failure_mark.size()));
        in_failure_ = true;
    } else if (in_failure_) {
        failures.back() += '\n' + std::string(line);
    }
}

// A mark need not begin its line: the test before may have ended without a newline.
bool OutputSteps::begins(std::string_view line, std::vector<OutputStep>& steps) {
    const auto mark = line.rfind(begin_mark);
    if (mark == std::string_view::npos || !running_.empty()) return false;
    const auto found = waiting_.find(line.substr(mark + begin_mark.size()));
    if (found == waiting_.end()) return false;
    running_ = found->first;
    running_number_ = found->second;
    running_since_ = line_begin_ + mark;
    waiting_.erase(found);
    steps.push_back({OutputStep::Kind::begun,
                     running_number_,
                     running_since_,
                     running_since_,
                     {},
                     std::exchange(interlude_, {})});
    in_failure_ = false;
    return true;
}

bool OutputSteps::ends(std::string_view line, std::vector<OutputStep>& steps) {
    const std::string& test = running_.empty() ? ended_ : running_;
    if (test.empty()) return false;
    for (const auto& mark : end_marks) {
        const auto at = line.rfind(mark.text);
        if (at == std::string_view::npos || !names(line.substr(at + mark.text.size()), test))
            continue;
        const auto took = printed_time(line);
        const bool is_summary = running_.empty() && mark.kind == ended_as_ && !took;
        if (is_summary) return false;
        const auto end = line_begin_ + line.size() + 1;
        steps.push_back({mark.kind, running_number_, running_since_, end, took});
        end_as(mark.kind);
        return true;
    }
    return false;
}

// What came since an end that was none is the test's own.
void OutputSteps::end_as(OutputStep::Kind kind) {
    if (!running_.empty()) ended_ = std::exchange(running_, {});
    ended_as_ = kind;
    interlude_ = {};
    in_failure_ = false;
}

GtestReport report_of_output(OutputStep::Kind kind, std::string_view output) {
    GtestReport report;
    report.ran = true;
    report.skipped = kind == OutputStep::Kind::skipped;
    if (report.skipped) {
        for (std::string_view passage : passages(output, ": Skipped")) {
            static_cast<void>(os::cut(passage, '\n'));
            report.skip_reason = os::trimmed(passage);
        }
    }
    if (kind == OutputStep::Kind::failed) {
        report.failures = passages(output, failure_mark);
        if (report.failures.empty()) report.failures.emplace_back("it says that it failed");
    }
    return report;
}

std::vector<std::string> printed_failures(std::string_view output) {
    return passages(output, failure_mark);
}

}  // namespace hangar::run
