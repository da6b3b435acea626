// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <tuple>

#include <hangar/backends/ipc/codec_base.hpp>

namespace hangar::ipc {

// What HANGAR_SERIALIZE's function takes, so that ADL finds it in the type's namespace or in ours.
template <class T>
struct TypeTag {};

template <class T, class M>
struct Member {
    constexpr Member(M T::*p, std::string_view n) noexcept : pointer(p), name(n) {}
    M T::*pointer;
    std::string_view name;
};

template <class T>
concept Described = requires { hangar_members(TypeTag<T>{}); };

// A described type is an array of its members, in the order of the description.
template <Described T>
struct Codec<T> {
    static constexpr auto members = hangar_members(TypeTag<T>{});

    static void encode(Writer& writer, const T& value) {
        writer.array(std::tuple_size_v<decltype(members)>);
        std::apply([&](const auto&... member) { (write(writer, value.*member.pointer), ...); },
                   members);
    }
    static bool decode(Reader& reader, T& value) {
        if (!reader.array_of(std::tuple_size_v<decltype(members)>)) return false;
        const auto one = [&](const auto& member) {
            return read(reader, value.*member.pointer) ||
                   reader.within("member " + std::string(member.name));
        };
        return reader.nested([&] {
            return std::apply([&](const auto&... member) { return (one(member) && ...); }, members);
        });
    }
};

}  // namespace hangar::ipc

// HANGAR_SERIALIZE(Type, member, member...); at namespace scope, in Type's namespace: makes Type
// a value that crosses channels. Up to 256 members, public ones.
#define HANGAR_SERIALIZE(Type, ...)                                                                \
    [[maybe_unused]] constexpr auto hangar_members(::hangar::ipc::TypeTag<Type>) {                 \
        return ::std::tuple{__VA_OPT__(HANGAR_IPC_EXPAND(HANGAR_IPC_MEMBERS(Type, __VA_ARGS__)))}; \
    }                                                                                              \
    static_assert(true)

#define HANGAR_IPC_MEMBER(Type, name) \
    ::hangar::ipc::Member {           \
        &Type::name, #name            \
    }
#define HANGAR_IPC_MEMBERS(Type, name, ...) \
    HANGAR_IPC_MEMBER(Type, name)           \
    __VA_OPT__(, HANGAR_IPC_MEMBERS_AGAIN HANGAR_IPC_PARENS(Type, __VA_ARGS__))
#define HANGAR_IPC_MEMBERS_AGAIN() HANGAR_IPC_MEMBERS
#define HANGAR_IPC_PARENS ()
#define HANGAR_IPC_EXPAND(...) \
    HANGAR_IPC_EXPAND1(HANGAR_IPC_EXPAND1(HANGAR_IPC_EXPAND1(HANGAR_IPC_EXPAND1(__VA_ARGS__))))
#define HANGAR_IPC_EXPAND1(...) \
    HANGAR_IPC_EXPAND2(HANGAR_IPC_EXPAND2(HANGAR_IPC_EXPAND2(HANGAR_IPC_EXPAND2(__VA_ARGS__))))
#define HANGAR_IPC_EXPAND2(...) \
    HANGAR_IPC_EXPAND3(HANGAR_IPC_EXPAND3(HANGAR_IPC_EXPAND3(HANGAR_IPC_EXPAND3(__VA_ARGS__))))
#define HANGAR_IPC_EXPAND3(...) \
    HANGAR_IPC_EXPAND4(HANGAR_IPC_EXPAND4(HANGAR_IPC_EXPAND4(HANGAR_IPC_EXPAND4(__VA_ARGS__))))
#define HANGAR_IPC_EXPAND4(...) __VA_ARGS__
