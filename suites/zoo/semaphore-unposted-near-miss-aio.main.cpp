// SPDX-License-Identifier: Apache-2.0
// A parent waits for a child that reads an eventfd, which the kernel will post when the operation
// that the child has submitted (Linux AIO) is done.
#include <linux/aio_abi.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>

#include <cstdint>
#include <hangar/suites/zoo/zoo.hpp>

// Waits for input in the kernel, and then posts.
void submit_poll(int input, int event) {
    aio_context_t context = 0;
    if (::syscall(SYS_io_setup, 1, &context) != 0) zoo::skip("no Linux AIO here");
    iocb request{};
    request.aio_lio_opcode = 5;  // IOCB_CMD_POLL, since Linux 4.18
    request.aio_fildes = static_cast<std::uint32_t>(input);
    request.aio_buf = POLLIN;
    request.aio_flags = IOCB_FLAG_RESFD;
    request.aio_resfd = static_cast<std::uint32_t>(event);
    iocb* requests[] = {&request};
    if (::syscall(SYS_io_submit, context, 1, requests) != 1) zoo::skip("no AIO of pipes here");
}

int main() {
    zoo::begin();
    const auto input = zoo::make_pipe();
    const pid_t starter = zoo::fork_child([&input] {
        if (::fork() != 0) ::_exit(0);
        ::alarm(120);
        ::setsid();
        std::this_thread::sleep_for(std::chrono::seconds(100));
        zoo::open_gate(input);
    });
    ::waitpid(starter, nullptr, 0);
    const pid_t reader = zoo::fork_child([&input] {
        const int event = ::eventfd(0, EFD_CLOEXEC);
        submit_poll(input.read, event);
        zoo::ready();
        std::uint64_t count = 0;
        if (::read(event, &count, sizeof count) < 0) std::abort();
    });
    ::waitpid(reader, nullptr, 0);
}
