// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/gtest/capture_files.hpp>
#include <hangar/harness/gtest/capture_mode.hpp>

namespace hangar {

// Takes over the output of the process, from start() to stop(). One implementation per capture
// mode; that of `no` does nothing. One may be active at a time; not synchronised, though the
// output it takes may come from any thread and any child.
class Capture {
  public:
    virtual ~Capture() = default;

    // Stdio is flushed at both points: what was written before belongs to whoever wrote it.
    [[nodiscard]] virtual os::Status start(const CaptureFiles& files) = 0;
    virtual void stop() noexcept = 0;
    // Where output went before, and goes again after stop().
    [[nodiscard]] virtual int real_out() const noexcept = 0;
    [[nodiscard]] virtual int real_err() const noexcept = 0;
    // Whether nobody sees the output unless it is replayed.
    [[nodiscard]] virtual bool hides() const noexcept = 0;
    // In a child forked without exec: the capture is the parent's. Its streams get their real
    // buffers back, and what it holds open for the parent is closed.
    virtual void abandon_in_child() noexcept = 0;
};

[[nodiscard]] std::unique_ptr<Capture> make_capture(CaptureMode mode);

// std::fflush(nullptr) and the C++ streams, so that stdio's buffers do not cross a switch.
void flush_stdio() noexcept;

}  // namespace hangar
