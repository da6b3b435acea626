// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/run/work_slots.hpp>

namespace hangar::run {
namespace {

constexpr std::size_t longest_notes = std::size_t{1} << 20U;

os::Status make_sure(os::Fd& file, os::Result<os::Fd> (*make)(std::string_view),
                     std::string_view name) {
    if (file) return {};
    auto made = make(name);
    if (!made) return tl::unexpected(made.error());
    file = std::move(*made);
    return {};
}

// What nobody can shrink is empty only when it is new.
void drop_longer(os::Fd& file, std::size_t size) {
    if (file && os::file_size(file.get()).value_or(size + 1) > size) file.reset();
}

}  // namespace

os::Result<WorkSlots::Files> WorkSlots::Slot::files() const {
    Set& set = slots_->sets_[number_];
    if (set.report && !os::signal_safe::is_empty(set.report.get()))
        os::signal_safe::empty_file(set.report.get());
    drop_longer(set.notes, longest_notes);
    drop_longer(set.captured_out, 0);
    drop_longer(set.captured_err, 0);
    auto made = make_sure(set.report, os::make_memory_file, "gtest report");
    if (made) made = make_sure(set.notes, os::make_capture_file, "result notes");
    if (made) made = make_sure(set.captured_out, os::make_capture_file, "captured stdout");
    if (made) made = make_sure(set.captured_err, os::make_capture_file, "captured stderr");
    if (!made) return tl::unexpected(made.error());
    return Files{set.report.get(), set.notes.get(), set.captured_out.get(), set.captured_err.get()};
}

WorkSlots::Slot WorkSlots::take() {
    if (idle_.empty()) return {*this, ++made_};
    const int number = idle_.back();
    idle_.pop_back();
    return {*this, number};
}

}  // namespace hangar::run
