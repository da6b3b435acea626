// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/tasks/tree.hpp>

namespace hangar::actor {

// Writes task trees where people look for them. Whatever cannot be written is left out. One thread
// at a time.
class DumpWriter {
  public:
    // Appends to files in `folder` (none if that is empty), and to the controlling terminal.
    DumpWriter(std::string folder, bool terminal)
        : folder_(std::move(folder)), terminal_(terminal) {}

    void write(const tasks::TaskTree& tree);
    // Where write() puts the whole tree; empty without a folder.
    [[nodiscard]] std::string merged_path() const;

  private:
    void append(const std::string& name, const std::string& text) const;
    void show(const std::string& text) const;

    std::string folder_;
    bool terminal_;
    unsigned count_ = 0;
};

}  // namespace hangar::actor
