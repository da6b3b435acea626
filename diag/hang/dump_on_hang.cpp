// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cerrno>
#include <hangar/diag/hang/dump_on_hang.hpp>
#include <hangar/diag/hang/guard_path.hpp>
#include <hangar/diag/hang/helper.hpp>
#include <hangar/diag/os/signal_safe.hpp>

namespace hangar::diag {
namespace {

using hang::GuardSlot;

// A helper that is killed at that very moment is replaced, once.
os::Result<GuardSlot*> arm_slot(os::TimePoint deadline, const DumpOnHangOptions& options,
                                std::string& path) {
    const hang::MakersTurn turn;
    if (!turn) return os::error(EBUSY, "arm", "another guard has been being armed for seconds");
    for (int attempt = 0;; ++attempt) {
        const auto helper = hang::Helper::of_this_process(turn);
        if (!helper) return tl::unexpected(helper.error());
        auto free_path = hang::guard_path(options.path, (*helper)->paths());
        if (!free_path) return tl::unexpected(free_path.error());
        path = *std::move(free_path);
        GuardSlot* slot = (*helper)->claim();
        if (slot == nullptr) return os::error(ENOSPC, "arm", "more guards than a process may have");
        slot->arm(deadline, path, options.json ? hang::json_beside(path) : std::string());
        const auto told = (*helper)->wake();
        if (told) return slot;
        slot->disarm();
        if (attempt > 0) return tl::unexpected(told.error());
    }
}

}  // namespace

DumpOnHang::DumpOnHang(std::chrono::nanoseconds deadline, DumpOnHangOptions options)
    : owner_(os::signal_safe::current_pid()) {
    auto slot = arm_slot(os::Deadline::after(deadline).when(), options, path_);
    if (slot) {
        slot_ = *slot;
        return;
    }
    path_.clear();
    trouble_ = slot.error();
    os::signal_safe::write_all(
        2, fmt::format("hangar: nothing will be dumped if this hangs: {}\n", trouble_->message()));
}

DumpOnHang::~DumpOnHang() {
    if (slot_ != nullptr && owner_ == os::signal_safe::current_pid()) slot_->disarm();
}

bool DumpOnHang::has_dumped() const noexcept {
    // Acquire: the files are there.
    return slot_ != nullptr && slot_->state.load(std::memory_order_acquire) == GuardSlot::written;
}

std::optional<os::Error> DumpOnHang::error() const {
    if (slot_ == nullptr || slot_->state.load(std::memory_order_acquire) != GuardSlot::failed)
        return trouble_;
    return os::Error{slot_->error, "dump", path_};
}

}  // namespace hangar::diag
