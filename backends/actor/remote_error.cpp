// SPDX-License-Identifier: Apache-2.0
#include <cxxabi.h>
#include <fmt/format.h>

#include <cstdlib>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <memory>

namespace hangar::actor {
namespace {

using ipc::ErrorShape;
using ipc::RemoteErrorData;

std::string sentence(const RemoteErrorData& data) {
    switch (data.shape) {
        case ErrorShape::single:
            return fmt::format("{} in {} of actor {}: {}", data.type, data.function,
                               data.actor.text(), data.message);
        case ErrorShape::group:
            return fmt::format("{} errors in {} of actor {}: {}", data.causes.size(), data.function,
                               data.actor.text(), data.message);
        case ErrorShape::relayed:
            return fmt::format("relayed by actor {}: {}", data.actor.text(), data.message);
        case ErrorShape::cancelled:
            return fmt::format("cancelled in {} of actor {}", data.function, data.actor.text());
    }
    return {};
}

const RemoteErrorData& original(const RemoteErrorData& data) noexcept {
    const RemoteErrorData* at = &data;
    while (at->shape == ErrorShape::relayed && !at->causes.empty()) at = &at->causes.front();
    return *at;
}

std::string current_type() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return type != nullptr ? type_name(*type) : "unknown";
}

}  // namespace

RemoteError::RemoteError(RemoteErrorData data)
    : std::runtime_error(sentence(data)), data_(std::move(data)) {}

std::vector<RemoteError> RemoteError::causes() const {
    std::vector<RemoteError> errors;
    for (const auto& cause : data_.causes) errors.emplace_back(cause);
    return errors;
}

const ipc::RemoteErrorData& RemoteError::source() const noexcept {
    return original(data_);
}

bool RemoteError::boxes_type(const std::type_info& type) const {
    const RemoteErrorData& data = original(data_);
    return data.shape == ErrorShape::single && data.type == type_name(type);
}

RemoteErrorData pack_error(const std::exception_ptr& error, const ipc::Identity& actor,
                           std::string_view function) {
    RemoteErrorData data;
    data.actor = actor;
    data.function = function;
    try {
        std::rethrow_exception(error);
    } catch (const runtime::Cancelled&) {
        data.shape = ErrorShape::cancelled;
    } catch (const runtime::ErrorGroup& group) {
        data.shape = ErrorShape::group;
        data.type = current_type();
        data.message = group.what();
        for (const auto& cause : group.errors())
            data.causes.push_back(pack_error(cause, actor, function));
    } catch (const RemoteError& remote) {
        data.shape = ErrorShape::relayed;
        data.type = current_type();
        data.message = remote.what();
        data.causes.push_back(remote.data());
    } catch (const runtime::TimeoutError& timeout) {
        data.type = current_type();
        data.message = timeout.what();
        data.file = timeout.where().file_name();
        data.line = timeout.where().line();
    } catch (const std::exception& e) {
        data.type = current_type();
        data.message = e.what();
    } catch (...) {
        data.type = current_type();
    }
    return data;
}

std::string type_name(const std::type_info& type) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
    return name != nullptr ? std::string(name.get()) : std::string(type.name());
}

}  // namespace hangar::actor
