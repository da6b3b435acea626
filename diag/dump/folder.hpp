// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/dump/dump.hpp>
#include <hangar/diag/dump/parts.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::dump {

// The files of a snapshot folder:
//   dump.txt, dump.json   the dump
//   graph.svg             the relevant part of the wait-for graph
//   tree.txt              the processes in buckets: live, stopped, zombie, orphaned, outside
//   sockets.txt           sockets and socket files with their owners
//   snapshot.json         the evidence, which can be diagnosed again
//   meta.json             what was read, when, for how long, on which kernel, how completely
// Pure but for the source lines in dump.txt and the kernel's name.
[[nodiscard]] Parts folder_parts(const Dump& dump);

[[nodiscard]] std::string tree_buckets_text(const snapshot::Snapshot& snapshot);
[[nodiscard]] std::string sockets_text(const snapshot::Snapshot& snapshot);

// Writes them, each in one step. The folder and those above it are made, private. Errors: EACCES,
// ENOTDIR, ENOSPC and so on.
[[nodiscard]] os::Status write_folder(const std::string& path, const Parts& parts);

}  // namespace hangar::dump
