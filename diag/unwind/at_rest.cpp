// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/unwind/at_rest.hpp>

namespace hangar::unwind {
namespace {

constexpr int attempts = 3;

// Where a thread is and how often it was put on a processor: the same twice, it has not run.
struct Rest {
    os::ProcSyscall syscall;
    std::string runs;
    friend bool operator==(const Rest&, const Rest&) = default;
};

os::Result<Rest> read_rest(const os::ProcDir& thread) {
    auto syscall = os::read_syscall(thread);
    if (!syscall) return tl::unexpected(syscall.error());
    if (syscall->state == os::ProcSyscall::State::ended)
        return os::error(ESRCH, "unwind", thread.path());
    if (!syscall->at_rest()) return os::error(EAGAIN, "unwind", thread.path());
    // A kernel without scheduler statistics has no such file: the system call alone must do.
    return Rest{*syscall, thread.read("schedstat").value_or(std::string())};
}

os::Result<StackSample> take_sample(const os::ProcSyscall& syscall, ProcessImage& image) {
    const os::ProcMap* map = image.modules().mapping(syscall.sp);
    const std::uint64_t end = map != nullptr ? map->end : syscall.sp;
    auto stack = StackCopy::take(image.pid(), syscall.sp, end);
    if (!stack) return tl::unexpected(stack.error());
    os::Registers registers;
    registers.set(os::Registers::rsp, syscall.sp);
    registers.set(os::Registers::rip, syscall.pc);
    return StackSample{registers, std::move(*stack)};
}

}  // namespace

os::Result<RawStack> read_at_rest(const os::ProcDir& thread, ProcessImage& image,
                                  Unwinder& unwinder, os::Deadline deadline) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto before = read_rest(thread);
        if (!before) return tl::unexpected(before.error());
        auto sample = take_sample(before->syscall, image);
        if (!sample) return tl::unexpected(sample.error());
        RawStack stack = unwinder.unwind(*sample, image, deadline);
        const auto after = read_rest(thread);
        if (!after) return tl::unexpected(after.error());
        if (*after == *before) return stack;
    }
    return os::error(EAGAIN, "unwind", thread.path());
}

}  // namespace hangar::unwind
