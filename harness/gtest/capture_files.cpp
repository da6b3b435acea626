// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <hangar/diag/os/child_glance.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/gtest/capture_files.hpp>

namespace hangar {
namespace {

constexpr const char* out_name = "stdout";
constexpr const char* err_name = "stderr";
constexpr std::size_t most_read = std::size_t{1} << 30U;

// Memory files that a test has not written to, for the next: to make and drop two for each test is
// half of what a capture costs. Only the thread that runs the tests; a forked child has its own.
struct Spare {
    os::Fd out;
    os::Fd err;
    pid_t owner = 0;
};

Spare& spare() noexcept {
    static Spare& instance = *new Spare;  // a capture that exit() finds open goes after all statics
    return instance;
}

// A child could still write to them.
bool may_be_used_again(const os::Fd& out, const os::Fd& err) {
    namespace safe = os::signal_safe;
    const auto children = os::glance_at_children();
    return children && *children == os::ChildGlance::none && safe::is_empty(out.get()) &&
           safe::is_empty(err.get());
}

os::Result<os::Fd> create_file(const std::string& prefix, const char* name) {
    if (prefix.empty()) return os::make_capture_file(std::string("hangar-") + name);
    // Earlier processes may have had the same files.
    return os::open_file(AT_FDCWD, prefix + name, O_RDWR | O_CREAT | O_TRUNC | O_APPEND);
}

}  // namespace

os::Result<CaptureFiles> CaptureFiles::create(const std::string& prefix) {
    Spare& kept = spare();
    if (prefix.empty() && kept.out && kept.owner == os::signal_safe::current_pid())
        return CaptureFiles(std::move(kept.out), std::move(kept.err), prefix);
    auto out = create_file(prefix, out_name);
    if (!out) return tl::unexpected(out.error());
    auto err = create_file(prefix, err_name);
    if (!err) return tl::unexpected(err.error());
    return CaptureFiles(*std::move(out), *std::move(err), prefix);
}

CaptureFiles::CaptureFiles(os::Fd out, os::Fd err, std::string prefix)
    : out_(std::move(out)),
      err_(std::move(err)),
      prefix_(std::move(prefix)),
      owner_(os::signal_safe::current_pid()) {}

CaptureFiles::~CaptureFiles() {
    if (!out_) return;
    const bool ours = owner_ == os::signal_safe::current_pid();
    if (prefix_.empty() && ours && may_be_used_again(out_, err_))
        spare() = {std::move(out_), std::move(err_), owner_};
    if (prefix_.empty()) return;
    for (const int file : {out_.get(), err_.get()})
        if (!os::signal_safe::is_empty(file)) os::signal_safe::empty_file(file);
}

std::string CaptureFiles::out() const {
    return os::read_at(out_.get(), 0, most_read).value_or("");
}

std::string CaptureFiles::err() const {
    return os::read_at(err_.get(), 0, most_read).value_or("");
}

}  // namespace hangar
