// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <hangar/diag/os/capture_contents.hpp>
#include <hangar/diag/os/child_glance.hpp>
#include <hangar/diag/os/handed_file.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/gtest/capture_files.hpp>

namespace hangar {
namespace {

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

os::Result<os::Fd> open_runners(os::Fd& handed, const std::string& path) {
    if (handed) return std::move(handed);
    return os::open_handed_file(path, O_RDWR | O_APPEND);
}

}  // namespace

os::Result<CaptureFiles> CaptureFiles::create(RunnersCaptureFiles& runners) {
    const bool is_ours = !runners.out && runners.out_path.empty();
    Spare& kept = spare();
    if (is_ours && kept.out && kept.owner == os::signal_safe::current_pid())
        return CaptureFiles(std::move(kept.out), std::move(kept.err), is_ours);
    auto out = is_ours ? os::make_capture_file("hangar-stdout")
                       : open_runners(runners.out, runners.out_path);
    if (!out) return tl::unexpected(out.error());
    auto err = is_ours ? os::make_capture_file("hangar-stderr")
                       : open_runners(runners.err, runners.err_path);
    if (!err) return tl::unexpected(err.error());
    return CaptureFiles(*std::move(out), *std::move(err), is_ours);
}

CaptureFiles::CaptureFiles(os::Fd out, os::Fd err, bool is_ours)
    : out_(std::move(out)),
      err_(std::move(err)),
      out_begin_(os::file_size(out_.get()).value_or(0)),
      err_begin_(os::file_size(err_.get()).value_or(0)),
      is_ours_(is_ours),
      owner_(os::signal_safe::current_pid()) {}

CaptureFiles::~CaptureFiles() {
    if (!out_ || owner_ != os::signal_safe::current_pid()) return;
    if (is_ours_ && may_be_used_again(out_, err_))
        spare() = {std::move(out_), std::move(err_), owner_};
    if (is_ours_) return;
    for (const int file : {out_.get(), err_.get()}) os::discard_contents(file);
}

std::string CaptureFiles::out() const {
    return os::read_at(out_.get(), out_begin_, most_read).value_or("");
}

std::string CaptureFiles::err() const {
    return os::read_at(err_.get(), err_begin_, most_read).value_or("");
}

}  // namespace hangar
