// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/suites/zoo/zoo.hpp>

#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

namespace zoo {

// Memory whose pages come from a server when they are first touched, as on a machine that is being
// moved, by userfaultfd. Whoever touches it inside the kernel waits for that uninterruptibly.
// Nobody serves a page unless asked to. Skips where that takes a right that we don't have.
class ServedMemory {
  public:
    explicit ServedMemory(std::size_t pages) {
        server_ = static_cast<int>(::syscall(SYS_userfaultfd, O_CLOEXEC));
        uffdio_api version{};
        version.api = UFFD_API;
        if (server_ < 0 || ::ioctl(server_, UFFDIO_API, &version) != 0)
            skip("userfaultfd is not allowed here");
        memory_ = static_cast<char*>(::mmap(nullptr, pages * page_size, PROT_READ | PROT_WRITE,
                                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        uffdio_register range{};
        range.range = {address(0), pages * page_size};
        range.mode = UFFDIO_REGISTER_MODE_MISSING;
        if (::ioctl(server_, UFFDIO_REGISTER, &range) != 0) skip("userfaultfd does not serve here");
    }
    ServedMemory(const ServedMemory&) = delete;
    ServedMemory& operator=(const ServedMemory&) = delete;

    // In the kernel: through a call that reads the memory of a process, ours.
    void touch(std::size_t page) const {
        char byte = 0;
        const iovec into{&byte, 1};
        const iovec from{memory_ + page * page_size, 1};
        if (::process_vm_readv(::getpid(), &into, 1, &from, 1, 0) != 1) std::abort();
    }
    void serve(std::size_t page) const {
        uffdio_zeropage zeroes{};
        zeroes.range = {address(page), page_size};
        if (::ioctl(server_, UFFDIO_ZEROPAGE, &zeroes) != 0) std::abort();
    }

  private:
    static constexpr std::size_t page_size = 4096;

    [[nodiscard]] std::uint64_t address(std::size_t page) const {
        return reinterpret_cast<std::uint64_t>(memory_ + page * page_size);
    }

    int server_ = -1;
    char* memory_ = nullptr;
};

}  // namespace zoo
