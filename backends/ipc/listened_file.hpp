// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hangar::ipc {

// The file of a uds listener: removed with this, by remove_listened_files, and when the process
// ends by exit(). Neither copied nor moved. Of more than 128 at a time in one process a signal or
// an end removes 128.
class ListenedFile {
  public:
    ListenedFile() noexcept = default;
    ~ListenedFile();
    ListenedFile(const ListenedFile&) = delete;
    ListenedFile& operator=(const ListenedFile&) = delete;

    // Requires: the file is this process's; it holds none yet.
    void hold(std::string path);

  private:
    std::string path_;
    int slot_ = -1;
};

// Removes the files that this process listens at, and no copies of a parent's: for an actor that
// was told to go and may be killed before it has unwound. Who is connected stays so.
void remove_listened_files() noexcept;  // async-signal-safe

}  // namespace hangar::ipc
