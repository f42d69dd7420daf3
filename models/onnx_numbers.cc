// SPDX-License-Identifier: Apache-2.0
#include "models/onnx_numbers.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

namespace facefs {
namespace {

// Numbers of fields and types in onnx.proto.
constexpr std::uint64_t kGraphOfModel = 7, kInitializerOfGraph = 5;
constexpr std::uint64_t kType = 2, kFloats = 4, kName = 8, kRaw = 9;
constexpr std::uint64_t kFloat = 1, kInt8 = 3;

struct Malformed {};  // caught in OnnxNumbers, which knows the file's name

/// Walks over the fields of a protobuf message.
class Fields {
 public:
  using Bytes = std::span<const std::uint8_t>;
  struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;  ///< of a varint
    Bytes bytes;              ///< of a text, a message or packed numbers
  };

  explicit Fields(Bytes message) : rest_(message) {}

  std::optional<Field> next() {
    if (rest_.empty()) return std::nullopt;
    const std::uint64_t key = varint();
    Field field{key >> 3, 0, {}};
    switch (key & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        take(8);
        break;
      case 2:
        field.bytes = take(varint());
        break;
      case 5:
        take(4);
        break;
      default:
        throw Malformed();
    }
    return field;
  }

 private:
  Bytes take(std::uint64_t size) {
    if (size > rest_.size()) throw Malformed();
    const Bytes taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = take(1)[0];
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    throw Malformed();
  }

  Bytes rest_;
};

std::vector<std::uint8_t> content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

template <typename Number>
std::vector<Number> copied(std::span<const std::uint8_t> bytes) {
  std::vector<Number> numbers(bytes.size() / sizeof(Number));
  std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(Number));
  return numbers;
}

}  // namespace

std::vector<float> ByteMatrix::floats() const {
  std::vector<float> numbers(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    numbers[i] = static_cast<float>(bytes[i] - zero_points[i / block]) * scales[i / block];
  return numbers;
}

OnnxNumbers::OnnxNumbers(const std::filesystem::path& file) : file_(file), content_(content_of(file)) {
  if (content_.empty()) refuse("it cannot be read");
  try {
    read_model(content_);
  } catch (const Malformed&) {
    refuse("it is no whole ONNX file");
  }
}

void OnnxNumbers::read_model(Bytes model) {
  Fields fields(model);
  while (const auto field = fields.next())
    if (field->number == kGraphOfModel) read_graph(field->bytes);
}

void OnnxNumbers::read_graph(Bytes graph) {
  Fields fields(graph);
  while (const auto field = fields.next())
    if (field->number == kInitializerOfGraph) read_tensor(field->bytes);
}

void OnnxNumbers::read_tensor(Bytes bytes) {
  Tensor tensor;
  std::string name;
  Fields fields(bytes);
  while (const auto field = fields.next()) {
    if (field->number == kType) tensor.type = field->value;
    if (field->number == kFloats || field->number == kRaw) tensor.numbers = field->bytes;
    if (field->number == kName) name.assign(field->bytes.begin(), field->bytes.end());
  }
  tensors_[name] = tensor;
}

OnnxNumbers::Bytes OnnxNumbers::numbers_of(std::string_view name, std::uint64_t type, std::size_t size) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) refuse("it has no tensor " + std::string(name));
  const Tensor& tensor = found->second;
  if (tensor.type != type || tensor.numbers.size() != size)
    refuse("its tensor " + std::string(name) + " is of another type or size");
  return tensor.numbers;
}

std::vector<float> OnnxNumbers::floats(std::string_view name, std::size_t count) const {
  return copied<float>(numbers_of(name, kFloat, count * sizeof(float)));
}

ByteMatrix OnnxNumbers::bytes(const std::string& name, std::size_t rows, std::size_t columns, std::size_t block) const {
  ByteMatrix matrix{rows, columns, 0, copied<std::int8_t>(numbers_of(name + "_quantized", kInt8, rows * columns)),
                    {},   {}};
  const auto scales = tensors_.find(name + "_scales");
  const std::size_t blocks = scales == tensors_.end() ? 0 : scales->second.numbers.size() / sizeof(float);
  if (blocks == 0 || rows * columns % blocks != 0) refuse("its tensor " + name + " is in no whole blocks");
  matrix.block = rows * columns / blocks;
  if (columns % matrix.block != 0) refuse("its tensor " + name + " has blocks that reach over a row");
  if (block != 0 && matrix.block != block) refuse("its tensor " + name + " has blocks of another size");
  matrix.scales = floats(name + "_scales", blocks);
  matrix.zero_points = copied<std::int8_t>(numbers_of(name + "_zero_point", kInt8, blocks));
  return matrix;
}

void OnnxNumbers::refuse(const std::string& why) const {
  throw std::runtime_error("the model file " + file_.string() + " cannot be loaded: " + why);
}

}  // namespace facefs
