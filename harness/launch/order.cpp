// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <charconv>

#include <hangar/harness/launch/order.hpp>

namespace hangar::launch {
namespace {

// Fields, each ended by a NUL: none of them can hold one.
class Fields {
  public:
    void add(std::string_view field) { text_.append(field).push_back('\0'); }
    template <class Number>
    void add_number(Number number) {
        add(std::to_string(number));
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] bool sound() const noexcept { return sound_; }
    std::string text() {
        const auto end = rest_.find('\0');
        if (end == std::string_view::npos) return fail();
        std::string field(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        return field;
    }
    template <class Number>
    Number number() {
        const std::string field = text();
        Number value{};
        const char* end = field.data() + field.size();
        if (std::from_chars(field.data(), end, value).ptr != end || field.empty()) fail();
        return value;
    }

  private:
    std::string fail() {
        sound_ = false;
        rest_ = {};
        return {};
    }
    std::string_view rest_;
    bool sound_ = true;
};

}  // namespace

std::string encode(const TestOrder& order) {
    Fields fields;
    fields.add_number(order.tag);
    fields.add_number(order.runner);
    fields.add(order.filter);
    for (const auto& variable : order.variables) fields.add(variable);
    return fields.take();
}

os::Result<TestOrder> decode_order(std::string_view text) {
    Reader reader(text);
    TestOrder order;
    order.tag = reader.number<os::ProcessTag>();
    order.runner = reader.number<pid_t>();
    order.filter = reader.text();
    while (!reader.at_end()) order.variables.push_back(reader.text());
    if (!reader.sound()) return os::error(EPROTO, "read", "an order for a test");
    return order;
}

std::string encode(const Answer& answer) {
    Fields fields;
    fields.add_number(answer.pid);
    fields.add_number(answer.code);
    fields.add(answer.step);
    return fields.take();
}

os::Result<Answer> decode_answer(std::string_view text) {
    Reader reader(text);
    Answer answer;
    answer.pid = reader.number<pid_t>();
    answer.code = reader.number<int>();
    answer.step = reader.text();
    if (!reader.sound() || !reader.at_end())
        return os::error(EPROTO, "read", "an answer to an order for a test");
    return answer;
}

}  // namespace hangar::launch
