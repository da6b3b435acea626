// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include <hangar/backends/ipc/codec.hpp>

namespace shapes {

enum class Colour : std::uint8_t { red, green, blue };
constexpr Colour last_enumerator(Colour) {
    return Colour::blue;
}

enum class Open : std::int16_t { low = -5, high = 300 };

struct Point {
    int x = 0;
    int y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};
HANGAR_SERIALIZE(Point, x, y);

struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
};
HANGAR_SERIALIZE(Nothing);

struct Tree {
    std::string name;
    std::vector<Tree> children;
    friend bool operator==(const Tree&, const Tree&) = default;
};
HANGAR_SERIALIZE(Tree, name, children);

}  // namespace shapes

namespace hangar::ipc {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using shapes::Colour;
using shapes::Open;
using shapes::Point;
using shapes::Tree;

// Another implementation's opinion of our bytes.
json as_json(const Bytes& bytes) {
    return json::from_msgpack(reinterpret_cast<const char*>(bytes.data()),
                              reinterpret_cast<const char*>(bytes.data() + bytes.size()));
}

Bytes from_json(const json& value) {
    const auto raw = json::to_msgpack(value);
    const auto bytes = std::as_bytes(std::span(raw));
    return {bytes.begin(), bytes.end()};
}

Bytes raw(std::initializer_list<int> values) {
    Bytes out;
    for (const int value : values) out.push_back(static_cast<std::byte>(value));
    return out;
}

template <class T>
void expect_round_trip(const T& value) {
    const auto decoded = decode<T>(encode(value));
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message();
    EXPECT_EQ(*decoded, value);
}

template <class T>
std::string decode_message(const Bytes& bytes) {
    const auto decoded = decode<T>(bytes);
    return decoded ? "no error" : decoded.error().message();
}

TEST(CodecTest, EveryCoveredTypeComesBackAsItWas) {
    expect_round_trip(true);
    expect_round_trip(1.5);
    expect_round_trip(-0.25F);
    expect_round_trip(std::string("snow \xe2\x98\x83 and \0 nul", 18));
    expect_round_trip(raw({0, 255, 1}));
    expect_round_trip(std::array<std::byte, 3>{std::byte{1}, std::byte{2}, std::byte{3}});
    expect_round_trip(std::vector<bool>{true, false});
    expect_round_trip(std::vector<std::string>{"a", ""});
    expect_round_trip(std::array<int, 2>{1, -1});
    expect_round_trip(std::map<std::string, int>{{"a", 1}, {"b", 2}});
    expect_round_trip(std::unordered_map<int, std::string>{{1, "a"}});
    expect_round_trip(std::set<int>{3, 1});
    expect_round_trip(std::optional<int>{});
    expect_round_trip(std::optional<int>{7});
    expect_round_trip(std::pair<int, std::string>{1, "b"});
    expect_round_trip(std::tuple<int, double, std::string>{1, 2.5, "c"});
    expect_round_trip(std::tuple<>{});
    expect_round_trip(std::variant<int, std::string>{"text"});
    expect_round_trip(std::monostate{});
    expect_round_trip(1500ms);
    expect_round_trip(std::chrono::duration<double>(0.5));
    expect_round_trip(std::filesystem::path("/tmp/a b"));
    expect_round_trip(Colour::blue);
    expect_round_trip(Open::low);
    expect_round_trip(Point{-3, 4});
    expect_round_trip(shapes::Nothing{});
    expect_round_trip(Tree{"root", {{"leaf", {}}, {"twig", {{"bud", {}}}}}});
}

TEST(CodecTest, VoidIsNil) {
    EXPECT_TRUE(decode<void>(encode(std::monostate{})).has_value());
    EXPECT_FALSE(decode<void>(encode(1)).has_value());
}

template <class T>
void expect_integers_agree_with_the_other_implementation() {
    using Limits = std::numeric_limits<T>;
    std::vector<T> values{Limits::min(), Limits::max(), 0, static_cast<T>(-1)};
    for (unsigned bit = 0; bit < 8 * sizeof(T); ++bit)
        for (const int delta : {-1, 0, 1})
            values.push_back(
                static_cast<T>((std::uint64_t{1} << bit) + static_cast<unsigned>(delta)));
    for (const T value : values) {
        expect_round_trip(value);
        EXPECT_EQ(as_json(encode(value)), json(value));
        EXPECT_EQ(encode(value), from_json(json(value))) << "the shortest form of " << +value;
    }
}

TEST(CodecTest, IntegersOfEveryWidthTakeTheShortestForm) {
    expect_integers_agree_with_the_other_implementation<std::int8_t>();
    expect_integers_agree_with_the_other_implementation<std::uint8_t>();
    expect_integers_agree_with_the_other_implementation<std::int16_t>();
    expect_integers_agree_with_the_other_implementation<std::uint16_t>();
    expect_integers_agree_with_the_other_implementation<std::int32_t>();
    expect_integers_agree_with_the_other_implementation<std::uint32_t>();
    expect_integers_agree_with_the_other_implementation<std::int64_t>();
    expect_integers_agree_with_the_other_implementation<std::uint64_t>();
}

TEST(CodecTest, EveryLengthFormAgreesWithTheOtherImplementation) {
    for (const std::size_t size : {0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536}) {
        const std::string text(size, 'x');
        EXPECT_EQ(encode(text), from_json(text));
        const std::vector<int> numbers(size, 1);
        EXPECT_EQ(encode(numbers), from_json(numbers));
        EXPECT_EQ(decode<std::vector<int>>(from_json(numbers)).value(), numbers);
        const Bytes blob(size, std::byte{7});
        EXPECT_EQ(encode(blob), from_json(json::binary(std::vector<std::uint8_t>(size, 7))));
        std::map<std::string, int> map;
        for (std::size_t i = 0; i < size; ++i) map.emplace(std::to_string(i), 1);
        EXPECT_EQ(encode(map), from_json(map));
        expect_round_trip(map);
    }
}

TEST(CodecTest, FloatingPointKeepsItsSpecialValues) {
    EXPECT_TRUE(std::isnan(decode<double>(encode(std::nan(""))).value()));
    EXPECT_TRUE(std::isinf(decode<float>(encode(-HUGE_VALF)).value()));
    EXPECT_EQ(decode<double>(encode(1.25F)).value(), 1.25);
    EXPECT_EQ(decode_message<float>(encode(1e300)), "the number does not fit 32 bits");
}

TEST(CodecTest, ErrorsSayWhatAndWhere) {
    EXPECT_EQ(decode_message<int>(encode("text")), "expected integer, found string");
    EXPECT_EQ(decode_message<std::string>({}), "expected string, found the end of the message");
    EXPECT_EQ(decode_message<std::uint8_t>(encode(300)), "300 does not fit 8 bits without sign");
    EXPECT_EQ(decode_message<std::int8_t>(encode(-129)), "-129 does not fit 8 bits");
    EXPECT_EQ(decode_message<std::uint32_t>(encode(-1)), "-1 is negative");
    EXPECT_EQ(decode_message<std::int64_t>(encode(~std::uint64_t{0})),
              "18446744073709551615 does not fit");
    EXPECT_EQ(decode_message<Colour>(encode(3)), "3 is not one of the enumerators");
    EXPECT_EQ(decode_message<Point>(encode(std::tuple(1, "y"))),
              "member y: expected integer, found string");
    EXPECT_EQ(decode_message<Point>(encode(std::tuple(1))), "expected 2 elements, found 1");
    EXPECT_EQ((decode_message<std::map<int, int>>(encode(std::map<int, std::string>{{1, ""}}))),
              "element 0: value: expected integer, found string");
    EXPECT_EQ((decode_message<std::variant<int, bool>>(encode(std::tuple(2, 0)))),
              "there is no alternative 2");
    EXPECT_EQ(decode_message<int>(raw({1, 2})), "1 bytes follow the value");
    EXPECT_EQ(decode_message<int>(raw({0xc1})), "0xc1 starts no value");
}

TEST(CodecTest, ArgumentsAreCountedFromOne) {
    const auto bytes = encode_arguments(1, "two", Point{3, 4});
    const auto good = decode_arguments<int, std::string, Point>(bytes);
    ASSERT_TRUE(good.has_value());
    EXPECT_EQ(*good, (std::tuple(1, std::string("two"), Point{3, 4})));

    const auto bad = decode_arguments<int, int, Point>(bytes);
    ASSERT_FALSE(bad.has_value());
    EXPECT_EQ(bad.error().message(), "argument 2: expected integer, found string");
    EXPECT_EQ(bad.error().fault, DecodeFault::wrong_type);
    EXPECT_FALSE((decode_arguments<int, std::string>(bytes).has_value()));
    EXPECT_TRUE(decode_arguments<>(encode_arguments()).has_value());
}

TEST(CodecTest, APromisedLengthIsNotBelieved) {
    const auto array = raw({0xdd, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5});
    const auto decoded = decode<std::vector<std::string>>(array);
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().fault, DecodeFault::truncated);
    EXPECT_FALSE((decode<std::map<int, int>>(raw({0xdf, 0xff, 0xff, 0xff, 0xff, 1})).has_value()));
    EXPECT_FALSE(decode<std::string>(raw({0xdb, 0xff, 0xff, 0xff, 0xff, 1})).has_value());
    EXPECT_FALSE(decode<Bytes>(raw({0xc6, 0xff, 0xff, 0xff, 0xff, 1})).has_value());
}

TEST(CodecTest, DepthIsBounded) {
    Tree tree;
    for (int i = 0; i < 100; ++i) {
        Tree parent;
        parent.children.push_back(std::move(tree));
        tree = std::move(parent);
    }
    const auto decoded = decode<Tree>(encode(tree));
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().fault, DecodeFault::too_deep);
}

TEST(CodecTest, MemoryIsBounded) {
    const auto bytes = encode(std::vector<std::string>(1000));
    EXPECT_TRUE(decode<std::vector<std::string>>(bytes).has_value());
    const auto decoded = decode<std::vector<std::string>>(bytes, {.memory = 10'000, .depth = 64});
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().fault, DecodeFault::too_large);
}

TEST(CodecTest, AnythingCanBeSkippedWithoutUsingTheStack) {
    Bytes deep(1'000'000, std::byte{0x91});
    deep.push_back(std::byte{0xc0});
    Reader reader(deep);
    EXPECT_TRUE(reader.skip() && reader.finish());

    const auto mixed = from_json({{"a", {1, -1, 2.5, nullptr, true}}, {"b", json::binary({1}, 7)}});
    Reader other(mixed);
    EXPECT_TRUE(other.skip() && other.finish());
    deep.pop_back();
    Reader cut(deep);
    EXPECT_FALSE(cut.skip());
    EXPECT_EQ(cut.error().fault, DecodeFault::truncated);
}

TEST(CodecTest, EveryPrefixOfAValueIsAnErrorAndNothingWorse) {
    const auto bytes = encode_arguments(70000, "text", Tree{"a", {{"b", {}}}}, std::optional(1.5));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto decoded = decode_arguments<int, std::string, Tree, std::optional<double>>(
            BytesView(bytes).first(size));
        EXPECT_FALSE(decoded.has_value()) << size;
    }
}

TEST(CodecTest, RandomBytesAreAcceptedExactlyWhereTheOtherImplementationAcceptsThem) {
    std::mt19937 random(1);
    int accepted = 0;
    for (int round = 0; round < 100'000; ++round) {
        Bytes bytes(1 + random() % 12);
        for (auto& byte : bytes) byte = static_cast<std::byte>(random());
        Reader reader(bytes);
        const bool ours = reader.skip() && reader.finish();
        const auto* begin = reinterpret_cast<const char*>(bytes.data());
        // It wants map keys to be strings, which we don't: it may refuse what we accept.
        const bool theirs =
            !json::from_msgpack(begin, begin + bytes.size(), true, false).is_discarded();
        EXPECT_TRUE(ours || !theirs);
        accepted += theirs ? 1 : 0;
    }
    EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace hangar::ipc
