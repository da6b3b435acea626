// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <hangar/diag/os/register_sampler.hpp>
#include <vector>

namespace hangar::os {
namespace {

// AX BX CX DX SI DI BP SP IP and R8 to R15, as <asm/perf_regs.h> numbers them; not the flags.
constexpr std::uint64_t register_mask = 0x1ff | std::uint64_t{0xff} << 16U;
constexpr std::size_t register_count = 17;
constexpr std::size_t data_pages = 32;  // a power of two

constexpr std::size_t stack_pointer = 7;
constexpr std::size_t program_counter = 8;

struct Registers {
    std::array<std::uint64_t, register_count> values{};
    bool in_kernel = false;
    friend bool operator<(const Registers& a, const Registers& b) { return a.values < b.values; }
};

std::size_t page_size() {
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

int open_event(pid_t tid, bool with_kernel) {
    perf_event_attr wanted{};
    wanted.type = PERF_TYPE_SOFTWARE;
    wanted.size = sizeof wanted;
    wanted.config = PERF_COUNT_SW_TASK_CLOCK;
    wanted.sample_period = 1'000'000;  // nanoseconds
    wanted.sample_type = PERF_SAMPLE_REGS_USER;
    wanted.sample_regs_user = register_mask;
    wanted.exclude_kernel = with_kernel ? 0 : 1;
    wanted.exclude_hv = 1;
    return static_cast<int>(
        ::syscall(SYS_perf_event_open, &wanted, tid, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

// A sample: the header, the registers' kind (0: none, it had no user's), the registers.
struct Sample {
    perf_event_header header;
    std::uint64_t abi;
    std::array<std::uint64_t, register_count> registers;

    [[nodiscard]] bool in_kernel() const noexcept {
        return (header.misc & PERF_RECORD_MISC_CPUMODE_MASK) == PERF_RECORD_MISC_KERNEL;
    }
};

}  // namespace

// The pages that the kernel writes to: a control page, and the data in a circle.
struct RegisterSampler::Ring {
    explicit Ring(void* mapped) noexcept : pages(mapped) {}
    ~Ring() { ::munmap(pages, page_size() * (data_pages + 1)); }
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;

    // What was written, in order; only as much as fits before the first lap ends, for nobody tells
    // the kernel that it may write on.
    [[nodiscard]] std::vector<Registers> samples() const {
        const auto* control = static_cast<const perf_event_mmap_page*>(pages);
        const std::uint64_t head = control->data_head;
        // The kernel's records come before the head that announces them.
        std::atomic_thread_fence(std::memory_order_acquire);
        const auto* data = static_cast<const std::byte*>(pages) + page_size();
        const std::size_t end = std::min<std::uint64_t>(head, page_size() * data_pages);
        std::vector<Registers> found;
        for (std::size_t at = 0; at + sizeof(perf_event_header) <= end;) {
            Sample sample{};
            std::memcpy(&sample.header, data + at, sizeof sample.header);
            const std::size_t size = sample.header.size;
            if (size < sizeof sample.header || at + size > end) break;
            const bool whole = sample.header.type == PERF_RECORD_SAMPLE && size >= sizeof sample;
            if (whole) std::memcpy(&sample, data + at, sizeof sample);
            if (whole && sample.abi != PERF_SAMPLE_REGS_ABI_NONE)
                found.push_back({sample.registers, sample.in_kernel()});
            at += size;
        }
        return found;
    }

    void* pages;
};

RegisterSampler::RegisterSampler(Fd event, std::unique_ptr<Ring> ring) noexcept
    : event_(std::move(event)), ring_(std::move(ring)) {}
RegisterSampler::RegisterSampler(RegisterSampler&&) noexcept = default;
RegisterSampler& RegisterSampler::operator=(RegisterSampler&&) noexcept = default;
RegisterSampler::~RegisterSampler() = default;

Result<RegisterSampler> RegisterSampler::start(pid_t tid) {
    const std::string target = fmt::format("thread {}", tid);
#ifndef __x86_64__
    return error(ENOTSUP, "perf_event_open", target);
#endif
    // In a loop over system calls most of the time is the kernel's; but seeing that takes a right.
    Fd event(open_event(tid, true));
    if (!event && (errno == EACCES || errno == EPERM)) event.reset(open_event(tid, false));
    if (!event) return last_error("perf_event_open", target);
    void* pages = ::mmap(nullptr, page_size() * (data_pages + 1), PROT_READ | PROT_WRITE,
                         MAP_SHARED, event.get(), 0);
    if (pages == MAP_FAILED) return last_error("mmap", target);
    return RegisterSampler(std::move(event), std::make_unique<Ring>(pages));
}

RegisterSampler::Counts RegisterSampler::counts() const {
    const auto samples = ring_->samples();
    Counts counts;
    counts.samples = samples.size();
    counts.distinct = std::set(samples.begin(), samples.end()).size();
    for (const Registers& sample : samples) {
        if (!sample.in_kernel) continue;
        ++counts.in_kernel;
        counts.calls.insert(sample.values[program_counter]);
    }
    if (!samples.empty()) counts.stack_pointer = samples.back().values[stack_pointer];
    return counts;
}

}  // namespace hangar::os
