// SPDX-License-Identifier: Apache-2.0
#include "models/onnx_numbers.h"

#include <gmock/gmock.h>

#include "models/weights.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;

/// Returns a field of a protobuf message: its key, its length and its bytes.
std::string field(char number, const std::string& bytes) {
  std::string made(1, static_cast<char>(number << 3 | 2));
  for (std::size_t rest = bytes.size();; rest >>= 7) {
    made += static_cast<char>(rest < 0x80 ? rest : (rest & 0x7F) | 0x80);
    if (rest < 0x80) return made + bytes;
  }
}

std::string tensor(const std::string& name, char type, char where, const std::string& numbers) {
  return field(5, std::string{2 << 3, type} + field(8, name) + field(where, numbers));
}

template <typename Number>
std::string bytes_of_numbers(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

class Onnx : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const std::filesystem::path file = folder / "network.onnx";
  static constexpr char kFloat = 1, kByte = 3, kFloats = 4, kRaw = 9;

  OnnxNumbers read(const std::string& tensors) {
    write_bytes(file, field(7, tensors));
    return OnnxNumbers(file);
  }
  std::string complaint_about(const std::string& whole) {
    write_bytes(file, whole);
    try {
      OnnxNumbers(file).floats("a", 2);
    } catch (const std::runtime_error& fault) {
      return fault.what();
    }
    return "no complaint";
  }
};

TEST_F(Onnx, HasItsFloatsInEitherOfTheTwoFields) {
  for (const char where : {kFloats, kRaw})
    EXPECT_THAT(read(tensor("a", kFloat, where, bytes_of_numbers<float>({1, -2.5F}))).floats("a", 2),
                testing::ElementsAre(1, -2.5F));
}

TEST_F(Onnx, HasBytesOfWhichEachBlockHasAScaleAndAZeroPoint) {
  const OnnxNumbers numbers = read(tensor("w_quantized", kByte, kRaw, bytes_of_numbers<std::int8_t>({1, 2, -3, 127})) +
                                   tensor("w_scales", kFloat, kRaw, bytes_of_numbers<float>({0.5F, 2})) +
                                   tensor("w_zero_point", kByte, kRaw, bytes_of_numbers<std::int8_t>({1, -128})));
  const ByteMatrix matrix = numbers.bytes("w", 2, 2);
  EXPECT_EQ(matrix.block, 2U);
  EXPECT_THAT(matrix.floats(), testing::ElementsAre(0, 0.5F, 250, 510));
}

TEST_F(Onnx, ThatLacksATensorOrHasAnotherSizeIsRefusedByName) {
  const OnnxNumbers numbers =
      read(tensor("a", kFloat, kRaw, bytes_of_numbers<float>({1, 2})) + tensor("w_quantized", kByte, kRaw, "abcdef") +
           tensor("w_scales", kFloat, kRaw, bytes_of_numbers<float>({1, 2, 3, 4})));
  const auto complaint = [&](const std::function<void()>& act) {
    try {
      act();
    } catch (const std::runtime_error& fault) {
      return std::string(fault.what());
    }
    return std::string("no complaint");
  };
  EXPECT_THAT(complaint([&] { numbers.floats("b", 2); }), HasSubstr("no tensor b"));
  EXPECT_THAT(complaint([&] { numbers.floats("a", 3); }), HasSubstr("tensor a is of another type or size"));
  EXPECT_THAT(complaint([&] { numbers.bytes("w", 2, 3); }), HasSubstr("in no whole blocks"));
  EXPECT_THAT(complaint([&] { numbers.bytes("a", 1, 2); }), HasSubstr("no tensor a_quantized"));
}

TEST_F(Onnx, WhoseBlocksAreNotAsExpectedIsRefused) {
  const OnnxNumbers numbers = read(tensor("w_quantized", kByte, kRaw, std::string(12, 1)) +
                                   tensor("w_scales", kFloat, kRaw, bytes_of_numbers<float>({1, 2, 3})) +
                                   tensor("w_zero_point", kByte, kRaw, bytes_of_numbers<std::int8_t>({0, 0, 0})));
  const auto complaint = [&](std::size_t rows, std::size_t columns, std::size_t block) -> std::string {
    try {
      numbers.bytes("w", rows, columns, block);
    } catch (const std::runtime_error& fault) {
      return fault.what();
    }
    return "no complaint";
  };
  EXPECT_EQ(complaint(3, 4, 4), "no complaint");
  EXPECT_THAT(complaint(3, 4, 2), HasSubstr("has blocks of another size"));
  EXPECT_THAT(complaint(4, 3, 0), HasSubstr("has blocks that reach over a row"));
}

TEST_F(Onnx, ThatIsCutAnywhereIsRefusedAndNothingElseHappens) {
  const std::string whole = field(7, tensor("a", kFloat, kRaw, bytes_of_numbers<float>({1, 2})));
  ASSERT_EQ(complaint_about(whole), "no complaint");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THAT(complaint_about(whole.substr(0, size)), HasSubstr(file.string())) << size;
}

TEST_F(Onnx, WithAnyByteChangedIsReadOrRefused) {
  const std::string whole = field(7, tensor("a", kFloat, kRaw, bytes_of_numbers<float>({1, 2})));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int value = 0; value < 256; ++value) {
      std::string changed = whole;
      changed[at] = static_cast<char>(value);
      EXPECT_NO_THROW(complaint_about(changed));
    }
}

}  // namespace
}  // namespace facefs::test
