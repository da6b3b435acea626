// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <hangar/diag/os/signal_pipe.hpp>
#include <utility>

namespace hangar::os {
namespace {

struct Installed {
    int signal = 0;
    struct sigaction before {};
};

// What a handler must reach.
constinit std::atomic<int> write_end{-1};
std::array<Installed, 8> installed{};
constinit std::atomic<void (*)(int) noexcept> hook{nullptr};
constinit std::atomic<bool> in_use{false};

void forward(int signal) {
    const int saved = errno;
    const auto byte = static_cast<unsigned char>(signal);
    // A full pipe holds signals enough: that one more came adds nothing.
    static_cast<void>(!::write(write_end.load(std::memory_order_relaxed), &byte, 1));
    if (const auto also = hook.load(std::memory_order_relaxed)) also(signal);
    errno = saved;
}

}  // namespace

SignalPipe::SignalPipe(FdPair pipe) noexcept
    : read_(std::move(pipe.first)), write_(std::move(pipe.second)) {}

SignalPipe::SignalPipe(SignalPipe&& other) noexcept = default;

Result<SignalPipe> SignalPipe::open(std::initializer_list<int> signals,
                                    void (*also)(int signal) noexcept) {
    if (signals.size() > installed.size()) return error(EINVAL, "signal pipe", "too many signals");
    if (in_use.exchange(true)) return error(EBUSY, "signal pipe", "there is one already");
    auto pipe = make_pipe(true);
    if (!pipe) {
        in_use = false;
        return tl::unexpected(pipe.error());
    }
    write_end = pipe->second.get();
    hook = also;
    auto place = installed.begin();
    for (const int signal : signals) {
        struct sigaction action {};
        action.sa_handler = forward;
        action.sa_flags = SA_RESTART;
        place->signal = signal;
        ::sigaction(signal, &action, &place->before);
        ++place;
    }
    return SignalPipe(std::move(*pipe));
}

SignalPipe::~SignalPipe() {
    if (!read_) return;
    for (Installed& entry : installed) {
        if (entry.signal != 0) ::sigaction(entry.signal, &entry.before, nullptr);
        entry = {};
    }
    write_end = -1;
    in_use = false;
}

std::vector<int> SignalPipe::take() {
    std::array<std::byte, 64> bytes{};
    std::vector<int> signals;
    const auto count = read_some(read_.get(), bytes);
    for (std::size_t i = 0; count && i < *count; ++i)
        signals.push_back(std::to_integer<int>(bytes[i]));
    return signals;
}

void SignalPipe::forget_in_child() noexcept {
    write_end = -1;
    installed = {};
    in_use = false;
}

}  // namespace hangar::os
