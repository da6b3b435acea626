// SPDX-License-Identifier: Apache-2.0
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/suites/faults/refused_calls.hpp>

namespace hangar::faults {

// In memory that both processes have: no call of the system is needed to tell the other.
struct RefusedCall::Shared {
    std::atomic<pid_t> process{0};
    std::atomic<int> listener{-1};
    std::atomic<bool> ready{false};
    std::atomic<bool> over{false};
    std::atomic<unsigned> count{0};
};

RefusedCall::RefusedCall(int call, int error, unsigned nth)
    : call_(call), error_(error), nth_(nth) {
    void* const memory =
        ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    os::require(memory != MAP_FAILED, "memory for the fault");
    shared_ = new (memory) Shared;
    supervisor_ = std::thread([this] { supervise(); });
}

RefusedCall::~RefusedCall() {
    shared_->over = true;
    if (supervisor_.joinable()) supervisor_.join();
    ::munmap(shared_, sizeof(Shared));
}

bool RefusedCall::begin() noexcept {
    std::array rules{
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, static_cast<unsigned>(call_)},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_USER_NOTIF},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog program{rules.size(), rules.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    const long listener =
        ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    if (listener < 0) return false;
    shared_->listener = static_cast<int>(listener);
    shared_->process = ::getpid();
    while (!shared_->ready) {  // may take no call of the system: it could be the one
    }
    ::close(static_cast<int>(listener));
    return true;
}

bool RefusedCall::happened() const noexcept {
    return shared_->count >= nth_;
}

void RefusedCall::supervise() {
    while (shared_->process == 0) {
        if (shared_->over) return;
        ::poll(nullptr, 0, 1);
    }
    const auto process = os::Pidfd::open(shared_->process);
    os::require(process.has_value(), "the process under test");
    const auto listener = process->get_fd(shared_->listener);
    os::require(listener.has_value(), "its filter's listener");
    shared_->ready = true;
    for (;;) {
        pollfd watched{listener->get(), POLLIN, 0};
        ::poll(&watched, 1, 50);
        if ((watched.revents & POLLIN) != 0) answer(listener->get());
        if ((watched.revents & POLLHUP) != 0) return;
        if (watched.revents == 0 && shared_->over) return;
    }
}

void RefusedCall::answer(int listener) {
    seccomp_notif asked{};
    if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) return;
    seccomp_notif_resp answer{};
    answer.id = asked.id;
    if (++shared_->count == nth_)
        answer.error = -error_;
    else
        answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

}  // namespace hangar::faults
