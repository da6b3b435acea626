// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/harness/gtest/error_text.hpp>
#include <hangar/harness/gtest/stop_test.hpp>
#include <typeinfo>

namespace hangar {
namespace {

void append(std::string& text, int depth, const std::string& line) {
    text += fmt::format("{:{}}{}\n", "", depth * 2, line);
}

void render(std::string& text, int depth, const std::exception_ptr& error);

void render_remote(std::string& text, int depth, const actor::RemoteError& error) {
    append(text, depth, error.what());
    for (const actor::RemoteError& cause : error.causes()) render_remote(text, depth + 1, cause);
}

void render(std::string& text, int depth, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const runtime::ErrorGroup& group) {
        append(text, depth, fmt::format("{} errors:", group.errors().size()));
        for (const std::exception_ptr& member : group.errors()) render(text, depth + 1, member);
    } catch (const actor::RemoteError& remote) {
        render_remote(text, depth, remote);
    } catch (const std::exception& plain) {
        append(text, depth, fmt::format("{}: {}", actor::type_name(typeid(plain)), plain.what()));
    } catch (...) {
        append(text, depth, runtime::describe(error));
    }
}

}  // namespace

std::string error_text(const std::exception_ptr& error) {
    std::string text;
    render(text, 0, error);
    text.pop_back();
    return text;
}

bool is_only_stopped(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const TestStopped&) {
        return true;
    } catch (const runtime::Cancelled&) {
        return true;
    } catch (const runtime::ErrorGroup& group) {
        return std::ranges::all_of(group.errors(), is_only_stopped);
    } catch (...) {
        return false;
    }
}

}  // namespace hangar
