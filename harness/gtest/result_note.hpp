// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <hangar/diag/os/fd.hpp>

namespace hangar {

// What only the test process knows, for the runner: lines of JSON, appended to the file that
// HANGAR_RESULT_FILE names.
//
//   {"test":"Suite.Name","timeout_ms":5000}                      at its start, if one is declared
//   {"test":"Suite.Name","outcome":"xfail","reason":"known gap"} at its end
//
// Outcomes: pass fail skip xfail xpass timeout. A reason is given where a marker has one.
// Not synchronised. A file that cannot be written makes the notes silent: they are a courtesy,
// and the exit status still tells.
class ResultNotes {
  public:
    ResultNotes() = default;  // silent
    explicit ResultNotes(os::Fd file) noexcept : file_(std::move(file)) {}
    [[nodiscard]] static ResultNotes open(const std::string& path);

    void timeout_declared(std::string_view test, std::chrono::milliseconds limit) const;
    void ended(std::string_view test, std::string_view outcome, std::string_view reason) const;
    // For who writes it from a signal handler.
    [[nodiscard]] static std::string line(std::string_view test, std::string_view outcome,
                                          std::string_view reason);
    [[nodiscard]] int fd() const noexcept { return file_.get(); }

  private:
    os::Fd file_;
};

}  // namespace hangar
