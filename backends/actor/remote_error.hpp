// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include <hangar/backends/ipc/remote_error_data.hpp>
#include <hangar/diag/os/wait_status.hpp>

namespace hangar::actor {

// An error that another actor had: what it was there, boxed. Of a group all are here, of a relayed
// one the error within. A value in an exception; any thread.
class RemoteError : public std::runtime_error {
  public:
    explicit RemoteError(ipc::RemoteErrorData data);

    [[nodiscard]] const ipc::RemoteErrorData& data() const noexcept { return data_; }
    // The original exception's type: "std::out_of_range".
    [[nodiscard]] const std::string& type() const noexcept { return data_.type; }
    [[nodiscard]] const std::string& message() const noexcept { return data_.message; }
    // The original, past actors that only passed it on: whose it is, and what it was there.
    [[nodiscard]] const ipc::RemoteErrorData& source() const noexcept;
    // Whether the original, past actors that only passed it on, was exactly an E.
    template <class E>
    [[nodiscard]] bool boxes() const {
        return boxes_type(typeid(E));
    }
    [[nodiscard]] bool is_group() const noexcept { return data_.shape == ipc::ErrorShape::group; }
    // The errors of a group, or the one that was relayed.
    [[nodiscard]] std::vector<RemoteError> causes() const;

  private:
    [[nodiscard]] bool boxes_type(const std::type_info& type) const;
    ipc::RemoteErrorData data_;
};

// A child that ended, or whose channel did, though nobody had asked it to.
class ActorDied : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// A child that ended or kept silent before it had booted: how, and the last that it printed.
class BootError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// An exception as it crosses to another actor. `function` is where it came out.
[[nodiscard]] ipc::RemoteErrorData pack_error(const std::exception_ptr& error,
                                              const ipc::Identity& actor,
                                              std::string_view function);
// "std::out_of_range"
[[nodiscard]] std::string type_name(const std::type_info& type);

}  // namespace hangar::actor
