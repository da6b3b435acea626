// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/errors.hpp>

#include <cxxabi.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <utility>

namespace hangar::runtime {
namespace {

std::string current_exception_type() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) return "unknown error";
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free);
    return name != nullptr ? std::string(name.get()) : std::string(type->name());
}

std::string summarise(const std::vector<std::exception_ptr>& errors) {
    std::string text = fmt::format("{} errors", errors.size());
    const char* separator = ": ";
    for (const auto& error : errors) {
        text += separator;
        text += describe(error);
        separator = "; ";
    }
    return text;
}

}  // namespace

ErrorGroup::ErrorGroup(std::vector<std::exception_ptr> errors)
    : errors_(std::move(errors)), what_(summarise(errors_)) {}

std::string describe(const std::exception_ptr& error) {
    if (!error) return "no error";
    try {
        std::rethrow_exception(error);
    } catch (const Cancelled&) {
        return "cancelled";
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return current_exception_type();
    }
}

bool is_cancelled(const std::exception_ptr& error) noexcept {
    if (!error) return false;
    try {
        std::rethrow_exception(error);
    } catch (const Cancelled&) {
        return true;
    } catch (...) {
        return false;
    }
}

void throw_timeout(std::chrono::steady_clock::duration limit, const std::source_location& where) {
    const double seconds = std::chrono::duration<double>(limit).count();
    throw TimeoutError(fmt::format("timed out after {:g} s ({}:{}, in {})", seconds,
                                   where.file_name(), where.line(), where.function_name()),
                       where);
}

void throw_collected(std::vector<std::exception_ptr> errors) {
    std::exception_ptr cancelled;
    std::erase_if(errors, [&](const std::exception_ptr& error) {
        if (!is_cancelled(error)) return false;
        cancelled = error;
        return true;
    });
    if (errors.size() > 1) throw ErrorGroup(std::move(errors));
    if (errors.size() == 1) std::rethrow_exception(errors.front());
    if (cancelled) std::rethrow_exception(cancelled);
}

}  // namespace hangar::runtime
