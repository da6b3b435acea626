// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include <hangar/backends/actor/opened_context.hpp>
#include <hangar/backends/actor/served_context.hpp>
#include <hangar/backends/runtime/nursery.hpp>

namespace hangar::actor {

// The contexts of one channel, those that we opened and those that we serve. Belongs to its loop's
// thread. Requires: it outlives the tasks of the nursery that it serves in.
class ContextTable {
  public:
    explicit ContextTable(ContextLine line) noexcept : line_(line) {}
    ContextTable(const ContextTable&) = delete;
    ContextTable& operator=(const ContextTable&) = delete;

    // Where functions run that the other side asks for; with null they are refused as cancelled.
    void serve_in(runtime::Nursery* calls) noexcept { calls_ = calls; }
    // A message of a context. Throws ChannelError: the peer breaks the protocol.
    void dispatch(ipc::MessageKind kind, const ipc::FrameView& frame);

    [[nodiscard]] std::shared_ptr<OpenedContext> make(StreamOptions options);
    void forget(OpenedContext& context) noexcept;

    // The channel has ended: functions that run for the other side are cancelled.
    void cancel_served(const std::exception_ptr& error) noexcept;
    // Fails those that we opened and that are not over; how many there were.
    std::size_t fail_opened(const std::exception_ptr& error) noexcept;
    [[nodiscard]] bool empty() const noexcept { return opened_.empty(); }

  private:
    void on_request(ipc::ContextRequest request);
    void on_cancel(const ipc::ContextCancel& cancel);
    runtime::Task<void> serve(std::shared_ptr<ServedContext> context, ipc::ContextRequest request);
    runtime::Task<bool> tell(const ServedContext& context, ipc::Bytes value,
                             std::exception_ptr error, std::string_view function);
    [[nodiscard]] ipc::RemoteErrorData pack(const ServedContext& context, std::exception_ptr error,
                                            std::string_view function) const;
    // The end that a message is for; null if it is over.
    [[nodiscard]] ContextState* find(ipc::ContextId id);
    [[nodiscard]] OpenedContext* find_opened(ipc::ContextId id);

    ContextLine line_;
    runtime::Nursery* calls_ = nullptr;
    std::uint64_t last_opened_ = 0;
    std::uint64_t last_served_ = 0;
    std::map<std::uint64_t, std::shared_ptr<OpenedContext>> opened_;
    std::map<std::uint64_t, std::shared_ptr<ServedContext>> served_;
};

}  // namespace hangar::actor
