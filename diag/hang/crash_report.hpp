// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::hang {

// Shows where a thread was when a fatal signal came: its stack, with names and source lines, on
// standard error. The signal's handler unwinds nothing: it runs the `hangar` program, which reads
// the stack from outside while the handler waits for it, ten seconds at most.
class CrashReport {
  public:
    // For this process and not for those it forks, which may do so themselves; the program is
    // looked for once for all of them. Without one nothing is shown. Not synchronised.
    static void prepare();
    // In the handler of that signal. Nothing in a process that did not prepare it.
    static void show(int signal) noexcept;  // async-signal-safe
};

}  // namespace hangar::hang
