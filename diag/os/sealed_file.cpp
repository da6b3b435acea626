// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <hangar/diag/os/sealed_file.hpp>
#include <string>

namespace hangar::os {

Result<Fd> make_sealed_file(std::string_view name, std::string_view content) {
    const std::string label(name);
    Fd file(::memfd_create(label.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file) return last_error("memfd_create", name);
    if (auto written = write_all(file.get(), content); !written)
        return tl::unexpected(written.error());
    constexpr int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    if (::fcntl(file.get(), F_ADD_SEALS, seals) != 0) return last_error("seal", name);
    if (::lseek(file.get(), 0, SEEK_SET) != 0) return last_error("lseek", name);
    return file;
}

}  // namespace hangar::os
