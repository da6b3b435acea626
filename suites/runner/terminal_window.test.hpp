// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <chrono>
#include <string>
#include <vector>

namespace hangar::suites {

// A window of a terminal emulator in which a `hangar run` is started, and whoever sits there: what
// the window shows, the keys that are pressed, its size, its end. The run has a folder of its own,
// which is gone when this is. Not movable.
class TerminalWindow {
  public:
    TerminalWindow(const TerminalWindow&) = delete;
    TerminalWindow& operator=(const TerminalWindow&) = delete;

    // Until what was shown since `from` has this text; false after a minute.
    bool await(const std::string& text, std::size_t from = 0);
    // All of it: until nobody has the terminal any more.
    void read_to_the_end();
    void press(const std::string& keys) const;
    void resize(unsigned short columns) const;
    // Whoever sits there closes the window. What was shown can be read no more.
    void vanish();

    [[nodiscard]] const std::string& shown() const noexcept { return shown_; }
    [[nodiscard]] termios mode() const;
    void set_mode(const termios& mode) const;
    // Whether lines are edited and what is typed is shown, as a shell's commands find it.
    [[nodiscard]] bool is_usual() const;
    // Whether keys come as they are pressed, and unseen.
    [[nodiscard]] bool gives_keys() const;

    // Of the run's folder; its text.
    [[nodiscard]] std::string file(const std::string& name) const;
    // From a test's beginning to its end, by the journal.
    [[nodiscard]] std::chrono::nanoseconds lasted(const std::string& test) const;
    // A test's process, by the journal; waits for it.
    [[nodiscard]] pid_t process_of(const std::string& test) const;

  protected:
    // `arguments` are those of `hangar run`.
    explicit TerminalWindow(std::vector<std::string> arguments);
    ~TerminalWindow();

    // A process that leads the session of this terminal, of so many columns; there, 0.
    pid_t fork_leader(unsigned short columns);
    // Shows what comes until that descriptor can be read; false after a minute.
    bool show_until_readable(int fd);
    // Becomes the `hangar run`.
    [[noreturn]] void execute();

  private:
    bool read_some();

    std::string folder_;
    std::vector<std::string> command_;
    int terminal_ = -1;
    std::string shown_;
};

}  // namespace hangar::suites
