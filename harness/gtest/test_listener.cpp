// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <hangar/harness/gtest/forgive.hpp>
#include <hangar/harness/gtest/test_listener.hpp>

namespace hangar {
namespace {

using namespace std::chrono_literals;

// Under a runner that was told the limit, ours is only the backstop: it comes with a dump.
constexpr std::chrono::milliseconds runner_slack = 10s;

// GTEST_SKIP() where the marker stands.
void skip_for(const Marker& marker) {
    GTEST_MESSAGE_AT_(marker.scope.file.c_str(), marker.scope.line, "",
                      testing::TestPartResult::kSkip)
        << marker.reason;
}

}  // namespace

TestListener::TestListener(ListenerOptions options, const MarkerTable& markers,
                           const MatrixKeys& keys)
    : options_(std::move(options)),
      markers_(markers),
      keys_(keys),
      notes_(ResultNotes::open(options_.result_file)) {}

Cell TestListener::cell_of(const testing::TestInfo& info) const {
    return cell_of_name(info.name(), keys_).value_or(options_.selection.first());
}

void TestListener::OnTestStart(const testing::TestInfo& info) {
    const Cell cell = cell_of(info);
    const TestName name = source_name(info);
    const std::string test = full_name(info);
    marker_ = markers_.find(name, cell);
    if (marker_ != nullptr && marker_->kind == MarkerKind::skip) return skip_for(*marker_);
    watch(test, name);
    capture(test, cell.capture);
}

void TestListener::watch(const std::string& test, const TestName& name) {
    const TimeoutMarker* timeout = markers_.find_timeout(name);
    if (timeout == nullptr) return;
    notes_.timeout_declared(test, timeout->limit);
    auto watchdog = TestWatchdog::start(test, timeout->limit,
                                        options_.under_runner ? runner_slack : 0ms, notes_);
    if (!watchdog) {
        ADD_FAILURE() << "cannot watch the time: " << watchdog.error().message();
        return;
    }
    watchdog_ = *std::move(watchdog);
}

void TestListener::capture(const std::string& test, CaptureMode mode) {
    if (mode == CaptureMode::no) return;
    auto opened = TestCapture::open(test, mode, options_.capture_directory);
    if (opened)
        capture_ = *std::move(opened);
    else
        ADD_FAILURE() << "cannot capture the output: " << opened.error().message();
}

std::string_view TestListener::judge(const testing::TestInfo& info) {
    if (info.result()->Skipped()) return "skip";
    const bool failed = info.result()->Failed();
    const bool expected = marker_ != nullptr && marker_->kind == MarkerKind::xfail;
    if (expected && failed) {
        forgive_failures(info);
        return "xfail";
    }
    if (expected) {
        ADD_FAILURE_AT(marker_->scope.file.c_str(), marker_->scope.line)
            << "passed unexpectedly; it was expected to fail: " << marker_->reason;
        return "xpass";
    }
    return failed ? "fail" : "pass";
}

void TestListener::end_capture(bool replay) {
    if (!capture_) return;
    capture_->close();
    if (replay) capture_->replay();
    capture_.reset();
}

void TestListener::OnTestEnd(const testing::TestInfo& info) {
    watchdog_.reset();
    const std::string_view outcome = judge(info);
    end_capture(options_.under_runner || info.result()->Failed());
    const std::string reason = marker_ != nullptr ? marker_->reason : "";
    if (outcome == "xfail") std::printf("[  XFAIL   ] %s\n", reason.c_str());
    std::fflush(stdout);
    notes_.ended(full_name(info), outcome, reason);
}

}  // namespace hangar
