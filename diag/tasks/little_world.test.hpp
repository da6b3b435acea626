// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <hangar/diag/tasks/layout.hpp>
#include <hangar/diag/tasks/memory.hpp>

namespace hangar::tasks {

// The nodes of a program with one actor, as its runtime would have laid them out: a root task that
// waits for its nursery, in which one task waits for a child's answer and one for a lock that the
// first holds. All in one piece of memory, so that a copy of it can be damaged and read.
struct LittleWorld {
    struct Location {
        const char* file;
        const char* function;
        std::uint32_t line;
        std::uint32_t column;
    };
    struct Texts {
        char file[16] = "little.cpp";
        char root[16] = "root";
        char caller[16] = "caller";
        char locker[16] = "locker";
        char body[16] = "body()";
        char call[16] = "call()";
        char by[16] = "a deadline";
    };
    static constexpr std::int64_t now_ns = 10'000'000'000;

    Texts texts;
    Registry registry;
    LoopNode loop;
    TaskNode root;
    TaskNode caller;
    TaskNode locker;
    FrameNode root_frame;
    FrameNode caller_leaf;
    FrameNode caller_bottom;
    FrameNode locker_frame;
    NurseryNode nursery;
    ScopeNode root_scope;
    ScopeNode nursery_scope;
    ScopeNode caller_scope;
    PeerNode child;
    CallNode call;
    CallNode served;
    LockNode lock;
    Location body_place{};
    Location call_place{};

    LittleWorld() {
        body_place = {texts.file, texts.body, 10, 1};
        call_place = {texts.file, texts.call, 20, 1};
        registry.self = &registry;
        registry.loops = &loop;
        std::strcpy(loop.actor, "main");
        std::fill(std::begin(loop.uid), std::end(loop.uid), std::uint8_t{0xaa});
        loop.root = &root;
        loop.turn_ns = now_ns - 2'000'000'000;
        loop.turns = 7;
        loop.thread = 4711;
        loop.peers = &child;
        link_tasks();
        link_waits();
        link_scopes();
        std::strcpy(child.name, "child");
        std::fill(std::begin(child.uid), std::end(child.uid), std::uint8_t{0xbb});
        child.pid = 4712;
        child.nursery = &nursery;
        child.cancel_sent_ns = now_ns - 1'000'000'000;
        child.served = &served;
        served = {nullptr, &child, &locker, 5};
    }
    LittleWorld(const LittleWorld&) = delete;
    LittleWorld& operator=(const LittleWorld&) = delete;

  private:
    void link_tasks() {
        root.name = texts.root;
        root.id = 1;
        root.leaf = &root_frame;
        root.scope = &nursery_scope;
        root.nurseries = &nursery;
        nursery.tasks = &caller;
        nursery.count = 2;
        nursery.scope = &nursery_scope;
        caller.next = caller.previous = &locker;
        locker.next = locker.previous = &caller;
        caller.name = texts.caller;
        caller.id = 2;
        caller.leaf = &caller_leaf;
        caller.scope = &caller_scope;
        locker.name = texts.locker;
        locker.id = 3;
        locker.leaf = &locker_frame;
        locker.scope = &nursery_scope;
    }
    void link_waits() {
        const std::int64_t since = now_ns - 2'000'000'000;
        root_frame = {nullptr, &body_place, &nursery, since, WaitKind::nursery, 0};
        caller_leaf = {&caller_bottom, &call_place, &call, since, WaitKind::call, 0};
        caller_bottom = {nullptr, &body_place, nullptr, 0, WaitKind::none, 0};
        locker_frame = {nullptr, &body_place, &lock, since, WaitKind::lock, 0};
        lock.holder = &caller;
        call = {nullptr, &child, nullptr, 9};
    }
    void link_scopes() {
        nursery_scope.parent = &root_scope;
        nursery_scope.flags = ScopeNode::cancel_requested;
        nursery_scope.cancelled_by = texts.by;
        caller_scope.parent = &nursery_scope;
        caller_scope.flags = ScopeNode::shielded;
        caller_scope.deadline_ns = now_ns + 3'000'000'000;
    }
};

// A copy of an object's bytes at the object's own addresses; there is nothing beside them.
class ImageMemory final : public Memory {
  public:
    template <class Object>
    explicit ImageMemory(const Object& object)
        : base_(reinterpret_cast<std::uint64_t>(&object)), bytes_(sizeof object) {
        std::memcpy(bytes_.data(), &object, sizeof object);
    }
    [[nodiscard]] bool read(std::uint64_t address, std::span<std::byte> into) override {
        if (address < base_ || address - base_ > bytes_.size()) return false;
        const auto offset = static_cast<std::size_t>(address - base_);
        if (bytes_.size() - offset < into.size()) return false;
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(),
                    into.begin());
        return true;
    }
    [[nodiscard]] std::vector<std::byte>& bytes() noexcept { return bytes_; }
    // Overwrites what lies where `member` of the original does.
    template <class Member, class Value>
    void damage(const Member& member, const Value& value) {
        static_assert(sizeof(Member) == sizeof(Value));
        const auto offset = reinterpret_cast<std::uint64_t>(&member) - base_;
        std::memcpy(&bytes_.at(offset), &value, sizeof value);
    }

  private:
    std::uint64_t base_;
    std::vector<std::byte> bytes_;
};

}  // namespace hangar::tasks
