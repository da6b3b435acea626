// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <hangar/backends/runtime/park.hpp>
#include <hangar/diag/os/invariant.hpp>

namespace hangar::runtime {

// A value or an error that one task will give and one other waits for. Given once: what comes
// later is ignored (a cancelled call's late answer). Only its loop's thread may touch it.
template <class T>
class Reply {
  public:
    using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

    class [[nodiscard]] Wait final : public Park {
      public:
        explicit Wait(Reply& reply) noexcept : Park(reply.kind_, reply.object_), reply_(reply) {}
        T await_resume() const {
            throw_if_cancelled();
            return reply_.take();
        }

      private:
        bool try_now() override { return reply_.is_given(); }
        void arm() override {
            os::require(reply_.waiter_ == nullptr, "one task waits for a reply");
            reply_.waiter_ = this;
        }
        void disarm() noexcept override { reply_.waiter_ = nullptr; }

        Reply& reply_;
    };

    Reply() noexcept : object_(this) {}
    // Another actor's answer to a call: what the waiting task's frame points at.
    explicit Reply(const tasks::CallNode& call) noexcept
        : object_(&call), kind_(tasks::WaitKind::call) {}
    ~Reply() { os::require(waiter_ == nullptr, "what tasks wait for outlives their wait"); }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;

    template <class... Args>
    void give(Args&&... args) {
        if (is_given()) return;
        value_.emplace(std::forward<Args>(args)...);
        wake();
    }
    void fail(std::exception_ptr error) noexcept {
        if (is_given()) return;
        error_ = std::move(error);
        wake();
    }
    [[nodiscard]] bool is_given() const noexcept { return value_.has_value() || error_; }
    [[nodiscard]] Wait wait() noexcept { return Wait(*this); }

  private:
    void wake() noexcept {
        if (waiter_ != nullptr) std::exchange(waiter_, nullptr)->complete();
    }
    T take() {
        if (error_) std::rethrow_exception(error_);
        if constexpr (!std::is_void_v<T>) return std::move(*value_);
    }

    const void* object_;
    tasks::WaitKind kind_ = tasks::WaitKind::reply;
    std::optional<Stored> value_;
    std::exception_ptr error_;
    Wait* waiter_ = nullptr;
};

}  // namespace hangar::runtime
