// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <tuple>
#include <utility>

#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/function.hpp>

// Functions that are run in a context: coroutines whose first parameter is a Callee.
namespace hangar::actor {
namespace detail {

template <class>
struct ContextSignature;
template <class R, class S, class I, class O, class... Args>
struct ContextSignature<runtime::Task<R> (*)(Callee<S, I, O>, Args...)> {
    using Result = R;
    using CalleeType = Callee<S, I, O>;
    using Arguments = std::tuple<std::remove_cvref_t<Args>...>;
};

}  // namespace detail

template <auto F>
concept ContextFunction = requires { typename detail::ContextSignature<decltype(F)>::Result; };

template <auto F>
using context_result_t = typename detail::ContextSignature<decltype(F)>::Result;
template <auto F>
using context_arguments_t = typename detail::ContextSignature<decltype(F)>::Arguments;
template <auto F>
using callee_t = typename detail::ContextSignature<decltype(F)>::CalleeType;

template <auto F>
runtime::Task<ipc::Bytes> invoke_in_context(std::shared_ptr<ServedContext> context,
                                            ipc::BytesView bytes) {
    using R = context_result_t<F>;
    auto decoded = detail::DecodeArguments<context_arguments_t<F>>::from(bytes);
    if (!decoded) {
        detail::throw_argument_error(detail::function_name<F>(), decoded.error().message());
    }
    auto call = [&](auto&&... arguments) {
        return F(callee_t<F>(std::move(context)), std::move(arguments)...);
    };
    auto task = std::apply(call, std::move(*decoded));
    if constexpr (std::is_void_v<R>) {
        co_await std::move(task);
        co_return ipc::encode(std::monostate{});
    } else {
        const R result = co_await std::move(task);
        co_return ipc::encode(result);
    }
}

// As Registered: before main.
template <auto F>
struct RegisteredContext {
    static inline const bool done =
        register_function(detail::function_name<F>(), &invoke_in_context<F>);
};

template <auto F>
[[nodiscard]] FunctionRef context_function_ref() {
    static_cast<void>(RegisteredContext<F>::done);
    return locate_function(detail::function_name<F>(), &invoke_in_context<F>);
}

}  // namespace hangar::actor
