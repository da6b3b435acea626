// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <string.h>
#include <sys/signalfd.h>

#include <array>
#include <hangar/diag/os/signals.hpp>

namespace hangar::os {

SignalSet::SignalSet(std::initializer_list<int> signals) noexcept {
    sigemptyset(&set_);
    for (const int signal : signals) add(signal);
}

SignalSet SignalSet::all() noexcept {
    SignalSet set;
    sigfillset(&set.set_);
    return set;
}

SignalSet SignalSet::from_mask(std::uint64_t mask) noexcept {
    SignalSet set;
    for (int signal = 1; signal < NSIG; ++signal)
        if ((mask >> (signal - 1) & 1U) != 0) set.add(signal);
    return set;
}

std::uint64_t SignalSet::mask() const noexcept {
    std::uint64_t mask = 0;
    for (int signal = 1; signal < NSIG; ++signal)
        if (contains(signal)) mask |= std::uint64_t{1} << (signal - 1);
    return mask;
}

bool SignalSet::empty() const noexcept {
    return sigisemptyset(&set_) == 1;
}

std::vector<int> SignalSet::list() const {
    std::vector<int> signals;
    for (int signal = 1; signal < NSIG; ++signal)
        if (contains(signal)) signals.push_back(signal);
    return signals;
}

ScopedSignalBlock::ScopedSignalBlock(const SignalSet& set) noexcept {
    pthread_sigmask(SIG_BLOCK, &set.native(), &before_);
}

ScopedSignalBlock::~ScopedSignalBlock() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void reset_signals() noexcept {
    // Dispositions first: what is pending must not meet a handler of the parent's.
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

void restore_default(int signal) noexcept {
    ::signal(signal, SIG_DFL);
}

void ignore_signal(int signal) noexcept {
    ::signal(signal, SIG_IGN);
}

void block_for_good(const SignalSet& set) noexcept {
    pthread_sigmask(SIG_BLOCK, &set.native(), nullptr);
}

Result<Fd> make_signalfd(const SignalSet& set) {
    Fd fd(::signalfd(-1, &set.native(), SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd) return last_error("signalfd");
    return fd;
}

Result<std::vector<int>> read_signalfd(int fd) {
    std::vector<int> signals;
    std::array<signalfd_siginfo, 16> batch{};
    for (;;) {
        const auto size = read_some(fd, std::as_writable_bytes(std::span(batch)));
        if (!size && size.error().code == EAGAIN) return signals;
        if (!size) return tl::unexpected(size.error());
        const std::size_t count = *size / sizeof(signalfd_siginfo);
        for (std::size_t i = 0; i < count; ++i)
            signals.push_back(static_cast<int>(batch[i].ssi_signo));
        if (count < batch.size()) return signals;
    }
}

std::string signal_name(int signal) {
    const char* name = ::sigabbrev_np(signal);
    return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

}  // namespace hangar::os
