// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <hangar/diag/hang/crash_report.hpp>
#include <hangar/diag/os/capture_contents.hpp>
#include <hangar/diag/os/signal_handler.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/gtest/last_words.hpp>

namespace hangar {
namespace {

namespace safe = os::signal_safe;

constexpr std::array fatal_signals{SIGSEGV, SIGBUS,  SIGILL, SIGFPE, SIGABRT, SIGTRAP,
                                   SIGSYS,  SIGTERM, SIGINT, SIGHUP, SIGQUIT};

// What the handlers reach. `owner` is the process whose words these are; 0 when disarmed. It is
// written last and read first: seeing it means seeing all the rest.
struct Words {
    std::atomic<pid_t> owner = 0;
    std::string test;
    CapturedPart out;
    CapturedPart err;
    int real_out = -1;
    int real_err = -1;
    std::array<os::SignalHandler, fatal_signals.size()> handlers;
};

Words& words() noexcept {
    static Words instance;
    return instance;
}

// Those that come of what the program does; the others are sent to it.
bool is_crash(int signal) noexcept {
    return signal != SIGTERM && signal != SIGINT && signal != SIGHUP && signal != SIGQUIT;
}

void on_fatal_signal(int signal, siginfo_t* info, void*) {
    LastWords::speak();
    if (is_crash(signal)) hang::CrashReport::show(signal);
    for (os::SignalHandler& handler : words().handlers)
        if (handler.signal() == signal) return handler.pass_on(info);
}

void speak_at_exit() {
    if (words().owner.load(std::memory_order_acquire) == safe::current_pid()) flush_stdio();
    LastWords::speak();
}

void install_handlers() {
    for (std::size_t i = 0; i < fatal_signals.size(); ++i) {
        auto handler = os::SignalHandler::install(fatal_signals[i], on_fatal_signal);
        // What is ignored stays ignored, as under nohup.
        if (!handler || handler->ignored_before()) continue;
        words().handlers[i] = *std::move(handler);
    }
}

bool is_empty(CapturedPart part) noexcept {
    return safe::is_empty(part.file, part.begin);
}

void replay_part(const char* which, const char* test, CapturedPart captured, int to) noexcept {
    if (is_empty(captured)) return;
    for (const char* part : {"----- captured ", which, " of ", test, " -----\n"})
        safe::write_all(to, part);
    safe::copy_file(captured.file, to, captured.begin);
    if (!safe::ends_a_line(captured.file)) safe::write_all(to, "\n");
}

}  // namespace

void LastWords::prepare() {
    [[maybe_unused]] static const int registered = std::atexit(speak_at_exit);
    hang::CrashReport::prepare();
}

void LastWords::arm(const std::string& test, const Capture& capture, const CaptureFiles& files) {
    prepare();
    Words& w = words();
    w.test = test;
    w.out = files.out_part();
    w.err = files.err_part();
    w.real_out = capture.real_out();
    w.real_err = capture.real_err();
    install_handlers();
    w.owner.store(safe::current_pid(), std::memory_order_release);
}

void LastWords::disarm() noexcept {
    forget();
    for (os::SignalHandler& handler : words().handlers) handler.restore();
}

void LastWords::forget() noexcept {
    words().owner.store(0, std::memory_order_release);
}

void LastWords::speak() noexcept {
    Words& w = words();
    // Two threads may die at once; a forked child dies for itself.
    pid_t owner = safe::current_pid();
    if (!w.owner.compare_exchange_strong(owner, 0, std::memory_order_acq_rel)) return;
    replay_output(w.test.c_str(), w.out, w.err, w.real_out);
    if (w.real_out != 1) safe::replace_fd(w.real_out, 1);
    if (w.real_err != 2) safe::replace_fd(w.real_err, 2);
    // What the runner finds in its files is what was not replayed.
    os::discard_contents(w.out.file);
    os::discard_contents(w.err.file);
}

void replay_output(const char* test, CapturedPart out, CapturedPart err, int to) noexcept {
    if (is_empty(out) && is_empty(err)) return;
    replay_part("stdout", test, out, to);
    replay_part("stderr", test, err, to);
    for (const char* part : {"----- end of the output of ", test, " -----\n"})
        safe::write_all(to, part);
}

}  // namespace hangar
