// SPDX-License-Identifier: Apache-2.0
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/shared_memory.hpp>

namespace hangar::os {

Result<SharedMemory> SharedMemory::map(int fd, std::size_t size) {
    struct stat file {};
    if (::fstat(fd, &file) != 0) return last_error("fstat", "shared memory");
    if (static_cast<std::size_t>(file.st_size) < size)
        return error(EINVAL, "map", "shared memory that is too short");
    void* address = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (address == MAP_FAILED) return last_error("mmap", "shared memory");
    return SharedMemory(address, size);
}

SharedMemory::~SharedMemory() {
    if (address_ != nullptr) ::munmap(address_, size_);
}

Result<Fd> make_shared_file(const char* name, std::size_t size) {
    Fd file(::memfd_create(name, MFD_CLOEXEC));
    if (!file) return last_error("memfd_create", name);
    if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0)
        return last_error("ftruncate", name);
    return file;
}

}  // namespace hangar::os
