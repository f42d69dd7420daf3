// SPDX-License-Identifier: Apache-2.0
// Reads the numbers of an ONNX file: its tensors, by their names. The graph is not read, because whoever asks knows the
// network.
//
// The file is protobuf (onnx.proto, messages ModelProto, GraphProto and TensorProto). Its weights may be bytes in
// blocks, each block with a scale and a zero point (DequantizeLinear of opset 21). Nothing is believed that does not
// fit: a file that is cut, or holds other tensors, throws std::runtime_error naming the file. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace facefs {

/// A matrix of bytes. In each row, blocks of `block` bytes share a scale and a zero point.
struct ByteMatrix {
  std::size_t rows = 0, columns = 0, block = 0;
  std::vector<std::int8_t> bytes;
  std::vector<float> scales;             ///< one a block, row by row
  std::vector<std::int8_t> zero_points;  ///< one a block

  /// Returns the numbers: (byte - zero point) x scale.
  std::vector<float> floats() const;
};

class OnnxNumbers {
 public:
  explicit OnnxNumbers(const std::filesystem::path& file);
  OnnxNumbers(const OnnxNumbers&) = delete;  // the tensors point into the content
  OnnxNumbers& operator=(const OnnxNumbers&) = delete;

  /// Returns a tensor of floats that has so many numbers.
  std::vector<float> floats(std::string_view name, std::size_t count) const;
  /// Returns the bytes that NAME_quantized, NAME_scales and NAME_zero_point describe. Their blocks must be of that
  /// size; 0: of any size.
  ByteMatrix bytes(const std::string& name, std::size_t rows, std::size_t columns, std::size_t block = 0) const;

 private:
  using Bytes = std::span<const std::uint8_t>;
  struct Tensor {
    std::uint64_t type = 0;
    Bytes numbers;
  };

  void read_model(Bytes model);
  void read_graph(Bytes graph);
  void read_tensor(Bytes bytes);
  Bytes numbers_of(std::string_view name, std::uint64_t type, std::size_t size) const;
  [[noreturn]] void refuse(const std::string& why) const;

  std::filesystem::path file_;
  std::vector<std::uint8_t> content_;
  std::map<std::string, Tensor, std::less<>> tensors_;
};

}  // namespace facefs
