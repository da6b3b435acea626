// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <string>

#include <hangar/backends/ipc/received_value.hpp>

namespace hangar::ipc {
namespace {

template <class T, class From>
Decoded<T> decode_received(const From& value) {
    const Bytes encoded = encode(value);
    ReceivedValue received{BytesView(encoded)};
    return std::move(received).decode<T>();
}

TEST(ReceivedValueTest, IsWhateverItsReceiverAsksFor) {
    const Bytes bytes(100'000, std::byte{7});
    EXPECT_EQ(decode_received<Bytes>(bytes).value(), bytes);
    EXPECT_EQ(decode_received<Bytes>(Bytes{}).value(), Bytes{});
    EXPECT_EQ(decode_received<int>(7).value(), 7);
    EXPECT_EQ(decode_received<std::string>(std::string("seven")).value(), "seven");
    const std::array<std::byte, 2> two{std::byte{1}, std::byte{2}};
    using Two = std::array<std::byte, 2>;
    EXPECT_EQ(decode_received<Two>(two).value(), two);
}

TEST(ReceivedValueTest, OfAnotherTypeIsAnError) {
    EXPECT_EQ(decode_received<Bytes>(7).error().message(),
              decode<Bytes>(encode(7)).error().message());
    const Bytes bytes(3);
    EXPECT_EQ(decode_received<int>(bytes).error().message(),
              decode<int>(encode(bytes)).error().message());
}

TEST(ReceivedValueTest, ThatIsBrokenIsAnErrorForWhomeverItIsFor) {
    Bytes broken = encode(Bytes(10));
    broken.pop_back();
    EXPECT_FALSE(ReceivedValue(BytesView(broken)).decode<Bytes>().has_value());
    broken.resize(broken.size() + 2);
    EXPECT_FALSE(ReceivedValue(BytesView(broken)).decode<Bytes>().has_value()) << "one too many";
    EXPECT_FALSE(ReceivedValue(BytesView()).decode<Bytes>().has_value());
}

}  // namespace
}  // namespace hangar::ipc
