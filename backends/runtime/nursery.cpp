// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/nursery.hpp>

#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/task_count.hpp>
#include <hangar/diag/os/invariant.hpp>

namespace hangar::runtime {

// The wait for the last task. Not cancellable: a task that cleans up must be waited for.
class Nursery::Joining final : public Park {
  public:
    explicit Joining(Nursery& nursery) noexcept
        : Park(tasks::WaitKind::nursery, &nursery.node_, false), nursery_(nursery) {}
    void await_resume() const noexcept {}

  private:
    void arm() override { nursery_.joining_ = this; }
    void disarm() noexcept override { nursery_.joining_ = nullptr; }

    Nursery& nursery_;
};

Nursery::Nursery() : owner_(current.task) {
    node_.scope = &scope_.node();
    node_.outer = owner_->node.nurseries;
    owner_->node.nurseries = &node_;
}

Nursery::~Nursery() {
    os::require(node_.count == 0, "a nursery is destroyed when its tasks have ended");
    close();
}

void Nursery::close() noexcept {
    if (owner_ == nullptr) return;
    owner_->node.nurseries = node_.outer;
    owner_ = nullptr;
}

void Nursery::start(Child child, const char* name) {
    os::require(owner_ != nullptr, "a task is started in a nursery that is open");
    TaskContext& task = child.coroutine.promise().context;
    Loop& loop = Loop::running();
    task.nursery = this;
    task.resume = child.coroutine;
    task.node.leaf = &child.coroutine.promise().frame;
    task.node.name = name;
    task.node.id = loop.next_task_id();
    link(task);
    scope_.add(task);
    loop.schedule(task);
}

void Nursery::link(TaskContext& task) noexcept {
    tasks::TaskNode& node = task.node;
    ++node_.count;
    TaskCount::add();
    if (node_.tasks == nullptr) {
        node.next = node.previous = node_.tasks = &node;
        return;
    }
    node.next = node_.tasks;
    node.previous = node_.tasks->previous;
    node.previous->next = &node;
    node.next->previous = &node;
}

void Nursery::child_ended(TaskContext& task) noexcept {
    tasks::TaskNode& node = task.node;
    node.previous->next = node.next;
    node.next->previous = node.previous;
    if (node_.tasks == &node) node_.tasks = node.next == &node ? nullptr : node.next;
    os::require(task.scope == &scope_, "a task leaves the scopes that it entered");
    scope_.remove(task);
    TaskCount::remove();
    if (--node_.count == 0 && joining_ != nullptr) std::exchange(joining_, nullptr)->complete();
}

void Nursery::fail(std::exception_ptr error) noexcept {
    // A task that ends by a cancellation of this nursery, or of one around it, is no error of its
    // own; the join rethrows it where it came from outside.
    const bool cancelled = is_cancelled(error);
    if (cancelled && scope_.absorbs()) return;
    errors_.push_back(std::move(error));
    if (!cancelled) scope_.cancel("an error in the nursery");
}

Task<void> Nursery::join() {
    // Again, if a task of some other nursery started one here after the last had ended.
    while (node_.count != 0) {
        Joining joining(*this);
        co_await joining;
    }
    const bool outside = scope_.effectively_cancelled() && !scope_.absorbs();
    close();
    scope_.leave(*current.task);
    if (!outside) std::erase_if(errors_, [](const auto& e) { return is_cancelled(e); });
    throw_collected(std::move(errors_));
}

}  // namespace hangar::runtime
