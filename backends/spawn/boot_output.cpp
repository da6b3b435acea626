// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <hangar/backends/spawn/boot_output.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <iostream>

namespace hangar::spawn {

os::Result<BootOutput> BootOutput::make() {
    BootOutput output;
    auto out = os::duplicate(1);
    auto err = os::duplicate(2);
    for (const auto* copy : {&out, &err}) {
        if (*copy) continue;
        if (copy->error().code == EBADF) return output;
        return tl::unexpected(copy->error());
    }
    auto file = os::make_capture_file("hangar-boot-output");
    if (!file) return tl::unexpected(file.error());
    output.file_ = std::move(*file);
    output.out_ = std::move(*out);
    output.err_ = std::move(*err);
    return output;
}

BootOutput BootOutput::adopt(int file, int out, int err) noexcept {
    BootOutput output;
    output.file_ = os::Fd(file);
    output.out_ = os::Fd(out);
    output.err_ = os::Fd(err);
    return output;
}

int BootOutput::divert() const noexcept {
    if (!diverts()) return 0;
    std::array<os::FdPlacement, 2> placements{{{file_.get(), 1}, {file_.get(), 2}}};
    return os::place_fds(placements);
}

void BootOutput::restore() noexcept {
    if (!diverts()) return;
    std::cout.flush();
    std::fflush(stdout);
    static_cast<void>(os::replace_fd(out_.get(), 1));
    static_cast<void>(os::replace_fd(err_.get(), 2));
    if (const auto text = os::read_at(file_.get(), 0, 1U << 20U)) {
        static_cast<void>(os::write_all(2, *text));
    }
    *this = BootOutput();
}

std::string BootOutput::tail(std::size_t limit) const {
    if (!diverts()) return {};
    auto text = os::read_at(file_.get(), 0, 64U << 20U);
    if (!text) return {};
    return text->substr(text->size() - std::min(limit, text->size()));
}

}  // namespace hangar::spawn
