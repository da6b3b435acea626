// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::actor {

// Decodes a call's arguments, runs the function, encodes its result. Throws ArgumentError, and
// whatever the function throws.
using Invoker = runtime::Task<ipc::Bytes> (*)(ipc::BytesView arguments);

// The same for a function that is run in a context (callee.hpp).
class ServedContext;
using ContextInvoker = runtime::Task<ipc::Bytes> (*)(std::shared_ptr<ServedContext> context,
                                                     ipc::BytesView arguments);

// Where a function that actors may call lies: the same in every process that runs this program.
struct FunctionRef {
    std::string_view name;  // for people, and to notice another program: "add"
    std::string module;     // the file that holds it; empty: the program itself
    std::uint64_t offset = 0;
};

// The arguments did not decode, or a result did not.
class ArgumentError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// There is no such function in this program: another program, or another version of it.
class NoSuchFunction : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Makes a function callable from outside; happens by itself, before main, for every function that
// is named in a run<&function>. Any thread.
bool register_function(std::string_view name, Invoker invoker);
bool register_function(std::string_view name, ContextInvoker invoker);

// Errors: throws NoSuchFunction unless exactly this function, of that kind, was registered here.
[[nodiscard]] Invoker find_function(const FunctionRef& ref);
[[nodiscard]] ContextInvoker find_context_function(const FunctionRef& ref);
[[nodiscard]] FunctionRef locate_function(std::string_view name, Invoker invoker);
[[nodiscard]] FunctionRef locate_function(std::string_view name, ContextInvoker invoker);

namespace detail {

template <auto F>
constexpr std::string_view function_name() noexcept {
    // "... [F = &add]" by clang, "... [with auto F = add; ...]" by g++.
    const std::string_view text = __PRETTY_FUNCTION__;
    const auto begin = text.rfind("F = ") + 4;
    const auto end = text.find_first_of(";]", begin);
    const auto name = text.substr(begin, end - begin);
    return name.starts_with('&') ? name.substr(1) : name;
}

template <class>
struct Signature;
template <class R, class... Args>
struct Signature<R (*)(Args...)> {
    using Returned = R;
    using Arguments = std::tuple<std::remove_cvref_t<Args>...>;
};
template <class R, class... Args>
struct Signature<R (*)(Args...) noexcept> : Signature<R (*)(Args...)> {};

template <class R>
struct ResultOf {
    using type = R;
};
template <class T>
struct ResultOf<runtime::Task<T>> {
    using type = T;
};

[[noreturn]] void throw_argument_error(std::string_view function, const std::string& what);

template <class Tuple>
struct DecodeArguments;
template <class... Args>
struct DecodeArguments<std::tuple<Args...>> {
    static auto from(ipc::BytesView bytes) { return ipc::decode_arguments<Args...>(bytes); }
};

}  // namespace detail

// What a function gives to its caller: T for T, and for a coroutine's Task<T>.
template <auto F>
using result_t = typename detail::ResultOf<typename detail::Signature<decltype(F)>::Returned>::type;
template <auto F>
using arguments_t = typename detail::Signature<decltype(F)>::Arguments;

template <auto F>
runtime::Task<ipc::Bytes> invoke(ipc::BytesView bytes) {
    using R = result_t<F>;
    auto decoded = detail::DecodeArguments<arguments_t<F>>::from(bytes);
    if (!decoded) {
        detail::throw_argument_error(detail::function_name<F>(), decoded.error().message());
    }
    auto arguments = std::move(*decoded);
    if constexpr (runtime::detail::TaskTraits<
                      typename detail::Signature<decltype(F)>::Returned>::value) {
        auto task =
            std::apply([](auto&&... a) { return F(std::move(a)...); }, std::move(arguments));
        if constexpr (std::is_void_v<R>) {
            co_await std::move(task);
            co_return ipc::encode(std::monostate{});
        } else {
            const R result = co_await std::move(task);
            co_return ipc::encode(result);
        }
    } else if constexpr (std::is_void_v<R>) {
        std::apply([](auto&&... a) { F(std::move(a)...); }, std::move(arguments));
        co_return ipc::encode(std::monostate{});
    } else {
        const R result =
            std::apply([](auto&&... a) { return F(std::move(a)...); }, std::move(arguments));
        co_return ipc::encode(result);
    }
}

// Instantiated for every function that is called: its registration runs before main.
template <auto F>
struct Registered {
    static inline const bool done = register_function(detail::function_name<F>(), &invoke<F>);
};

template <auto F>
[[nodiscard]] FunctionRef function_ref() {
    static_cast<void>(Registered<F>::done);
    return locate_function(detail::function_name<F>(), &invoke<F>);
}

}  // namespace hangar::actor
