// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/thread_stop.hpp>
#include <hangar/diag/unwind/by_stopping.hpp>
#include <thread>

namespace hangar::unwind {
namespace {

class StopReader {
  public:
    StopReader(const os::ProcDir& process, ProcessImage& image, os::Duration patience,
               bool even_at_rest, os::Deadline deadline)
        : process_(process),
          image_(image),
          patience_(patience),
          even_at_rest_(even_at_rest),
          deadline_(deadline) {}

    // The copy of a thread's registers and stack; `stopped` is for how long it stood still.
    os::Result<StackSample> sample(pid_t tid, os::Duration& stopped) const {
        if (const os::Status may = may_stop(tid); !may) return tl::unexpected(may.error());
        auto stop = os::ThreadStop::stop(tid, os::Deadline::after(patience_).earlier(deadline_));
        if (!stop) return tl::unexpected(stop.error());
        const auto registers = stop->registers();
        auto sample = registers ? copy(*registers) : tl::unexpected(registers.error());
        stopped = stop->release();
        return sample;
    }

  private:
    os::Status may_stop(pid_t tid) const {
        if (deadline_.passed()) return os::error(ETIMEDOUT, "stop", process_.path());
        const auto thread = process_.task(tid);
        if (!thread) return tl::unexpected(thread.error());
        const auto syscall = os::read_syscall(*thread);
        if (!syscall) return tl::unexpected(syscall.error());
        const bool is_free = even_at_rest_ || !syscall->at_rest();
        return is_free ? os::Status{} : os::error(EAGAIN, "stop", thread->path());
    }

    os::Result<StackSample> copy(const os::Registers& registers) const {
        const os::ProcMap* map = image_.modules().mapping(registers.sp());
        const std::uint64_t end = map != nullptr ? map->end : registers.sp();
        auto stack = StackCopy::take(image_.pid(), registers.sp(), end);
        if (!stack) return tl::unexpected(stack.error());
        stack->finish();
        return StackSample{registers, std::move(*stack)};
    }

    const os::ProcDir& process_;
    ProcessImage& image_;
    os::Duration patience_;
    bool even_at_rest_;
    os::Deadline deadline_;
};

}  // namespace

std::vector<StoppedStack> read_by_stopping(const os::ProcDir& process, std::span<const pid_t> tids,
                                           ProcessImage& image, Unwinder& unwinder,
                                           os::Duration patience, bool even_at_rest,
                                           os::Deadline deadline) {
    std::vector<StoppedStack> stacks;
    const StopReader reader(process, image, patience, even_at_rest, deadline);
    const auto read = [&](pid_t tid) {
        os::Duration stopped{};
        auto sample = reader.sample(tid, stopped);
        os::Result<RawStack> stack =
            sample ? os::Result<RawStack>(unwinder.unwind(*sample, image, deadline))
                   : tl::unexpected(sample.error());
        const auto in_us = std::chrono::ceil<std::chrono::microseconds>(stopped);
        stacks.push_back({tid, std::move(stack), in_us});
    };
    std::thread([&] { std::ranges::for_each(tids, read); }).join();
    return stacks;
}

}  // namespace hangar::unwind
