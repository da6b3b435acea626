// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <hangar/harness/gtest/forgive.hpp>
#include <hangar/harness/gtest/test_listener.hpp>
#include <hangar/harness/gtest/time_limit.hpp>
#include <optional>

namespace hangar {
namespace {

// GTEST_SKIP() where the marker stands.
void skip_for(const Marker& marker) {
    GTEST_MESSAGE_AT_(marker.scope.file.c_str(), marker.scope.line, "",
                      testing::TestPartResult::kSkip)
        << marker.reason;
}

}  // namespace

TestListener::TestListener(ListenerOptions options, const MarkerTable& markers,
                           const MatrixKeys& keys)
    : options_(std::move(options)), markers_(markers), keys_(keys) {}

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
    const auto watched = TimeLimit::begin(
        test, timeout != nullptr ? std::optional(timeout->limit) : std::nullopt,
        options_.under_runner ? TimeLimit::Watch::runners : TimeLimit::Watch::ours, options_.notes);
    if (!watched) ADD_FAILURE() << "cannot watch the time: " << watched.error().message();
}

void TestListener::capture(const std::string& test, CaptureMode mode) {
    if (mode == CaptureMode::no) return;
    auto opened = TestCapture::open(test, mode, options_.captures);
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
    if (failed) return TimeLimit::exceeded() ? "timeout" : "fail";
    return "pass";
}

void TestListener::end_capture(bool replay) {
    if (!capture_) return;
    capture_->close();
    if (replay) capture_->replay();
    capture_.reset();
}

void TestListener::OnTestEnd(const testing::TestInfo& info) {
    const std::string_view outcome = judge(info);
    TimeLimit::end();
    // A skipped test said why in its output.
    end_capture(options_.under_runner || info.result()->Failed() || info.result()->Skipped());
    const std::string reason = marker_ != nullptr ? marker_->reason : "";
    if (outcome == "xfail") std::printf("[  XFAIL   ] %s\n", reason.c_str());
    std::fflush(stdout);
    options_.notes.ended(full_name(info), outcome, reason);
}

}  // namespace hangar
