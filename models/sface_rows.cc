// SPDX-License-Identifier: Apache-2.0
#include "models/sface_rows.h"

#include <algorithm>
#include <array>
#include <vector>

#include "models/lanes.h"

namespace facefs::sface {
namespace {

/// Three pixels above each other, kBlock channels of each.
struct Column {
  Lanes above, here, below;
};

/// Three rows of kBlock channels in turn, with a pixel of zeros before and after each. At first they are all zeros.
class Window {
 public:
  using Row = std::array<float, (kSide + 2) * kBlock>;

  /// Returns the place of the row that comes next, after its first pixel of zeros.
  float* turn() {
    Row* const first = rows_[0];
    rows_ = {rows_[1], rows_[2], first};
    return first->data() + kBlock;
  }
  void turn_to_zeros() { std::fill_n(turn(), kSide * kBlock, 0.F); }
  inline __attribute__((always_inline)) void take_column(std::size_t x, Column& out) const {
    out = {lanes(rows_[0]->data() + x * kBlock).v, lanes(rows_[1]->data() + x * kBlock).v,
           lanes(rows_[2]->data() + x * kBlock).v};
  }

 private:
  alignas(64) std::array<Row, 3> memory_{};
  std::array<Row*, 3> rows_ = {&memory_[0], &memory_[1], &memory_[2]};
};

/// The numbers of a layer, and the channels of it that are looked at: kBlock of them, from `block` on.
template <typename Number>
struct Plane {
  Number* numbers;
  std::size_t side, channels, block;
  Number* at(std::size_t y, std::size_t x) const { return numbers + (y * side + x) * channels + block; }
};

/// Bends a row and takes it up into the window.
template <typename Number>
inline __attribute__((always_inline)) void take_row(const Plane<const Number>& in, std::size_t y, const Lanes& slope,
                                                    Window& window) {
  if (y >= in.side) return window.turn_to_zeros();
  float* const to = window.turn();
  for (std::size_t x = 0; x < in.side; ++x) {
    Lanes sums;
    take(in.at(y, x), sums);
    bend(sums, slope, sums);
    put(sums, to + x * kBlock);
  }
}

/// What a convolution of kBlock channels weighs with.
struct DepthwiseWeights {
  DepthwiseWeights(const SfacePair& pair, std::size_t block)
      : bias(lanes(pair.middle.bias.data() + block).v), slope(lanes(pair.middle.slopes.data() + block).v) {
    for (std::size_t k = 0; k < 9; ++k) w[k] = lanes(pair.depthwise.data() + k * pair.inputs + block).v;
  }
  Lanes w[9], bias, slope;
};

/// Convolves the window's rows into one row. A column that the next pixel needs too is kept in registers.
template <std::size_t Stride, typename Number>
inline __attribute__((always_inline)) void convolve_row(const Window& window, const DepthwiseWeights& by,
                                                        const Plane<Number>& out, std::size_t y) {
  Column left, middle, right;
  window.take_column(0, left);
  window.take_column(1, middle);
  for (std::size_t x = 0; x < out.side; ++x) {
    if (Stride == 2) window.take_column(x * Stride + 1, middle);
    window.take_column(x * Stride + 2, right);
    const Lanes a = by.bias + left.above * by.w[0] + left.here * by.w[3] + left.below * by.w[6];
    const Lanes b = middle.above * by.w[1] + middle.here * by.w[4] + middle.below * by.w[7];
    const Lanes c = right.above * by.w[2] + right.here * by.w[5] + right.below * by.w[8];
    Lanes sum;
    bend(a + b + c, by.slope, sum);
    put(sum, out.at(y, x));
    left = Stride == 1 ? middle : right;
    middle = right;
  }
}

template <std::size_t Stride, typename Number>
inline __attribute__((always_inline)) void convolve_plane(const Plane<const Number>& in, const Lanes& slope,
                                                          const DepthwiseWeights& by, const Plane<Number>& out) {
  Window window;
  take_row(in, 0, slope, window);
  for (std::size_t y = 0; y < out.side; ++y) {
    if (Stride == 2 && y > 0) take_row(in, y * Stride, slope, window);
    take_row(in, y * Stride + 1, slope, window);
    convolve_row<Stride>(window, by, out, y);
  }
}

template <typename Number>
inline __attribute__((always_inline)) void convolve(const Number* in, std::size_t side, const float* slopes,
                                                    const SfacePair& pair, Number* out) {
  for (std::size_t block = 0; block < pair.inputs; block += kBlock) {
    const DepthwiseWeights by(pair, block);
    const Plane<const Number> from{in, side, pair.inputs, block};
    const Plane<Number> to{out, side / pair.stride, pair.inputs, block};
    const Lanes slope = lanes(slopes + block).v;
    pair.stride == 1 ? convolve_plane<1>(from, slope, by, to) : convolve_plane<2>(from, slope, by, to);
  }
}

constexpr std::size_t kAtOnce = 4;  // pixels of the stem

using PictureRow = std::array<float, 3 * (kSide + 2)>;  ///< with a pixel of zeros before and after it

/// Makes one row of the first convolution from three rows of the picture.
template <typename Number>
inline __attribute__((always_inline)) void convolve_picture(const std::array<const PictureRow*, 3>& rows,
                                                            const SfaceNetwork& network, Number* out) {
  static_assert(kSide % kAtOnce == 0);
  for (std::size_t block = 0; block < kSfaceStem; block += kBlock)
    for (std::size_t x = 0; x < kSide; x += kAtOnce) {
      Lanes sums[kAtOnce];
      for (Lanes& sum : sums) sum = lanes(network.stem_ending.bias.data() + block).v;
      for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t i = 0; i < 9; ++i) {
          const Lanes weight = lanes(network.stem.data() + (r * 9 + i) * kSfaceStem + block).v;
          for (std::size_t p = 0; p < kAtOnce; ++p) sums[p] += (*rows[r])[3 * (x + p) + i] * weight;
        }
      for (std::size_t p = 0; p < kAtOnce; ++p) put(sums[p], out + (x + p) * kSfaceStem + block);
    }
}

FACEFS_WIDE void stem_row(const std::array<const PictureRow*, 3>& rows, const SfaceNetwork& network, float* out) {
  convolve_picture(rows, network, out);
}
FACEFS_WIDE void stem_row(const std::array<const PictureRow*, 3>& rows, const SfaceNetwork& network,
                          std::uint16_t* out) {
  convolve_picture(rows, network, out);
}

template <typename Number>
void run_stem(const Image& chip, const SfaceNetwork& network, Number* out) {
  std::vector<PictureRow> rows(kSide + 2);
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t i = 0; i < 3 * kSide; ++i)
      rows[y + 1][i + 3] = (static_cast<float>(chip.row(static_cast<int>(y))[i]) - 127.5F) / 128;
  for (std::size_t y = 0; y < kSide; ++y)
    stem_row({&rows[y], &rows[y + 1], &rows[y + 2]}, network, out + y * kSide * kSfaceStem);
}

constexpr std::size_t kBlocksAtOnce = 16;  // of the last layer

/// (A vector of bytes is converted one by one by GCC 12, and a plain loop is not.)
FACEFS_CLONES("avx512f", "avx2", "default")
void widen(const std::int8_t* bytes, std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<float>(bytes[i]);
}

/// Returns the sum over kBlocksAtOnce blocks of scale x (weights x numbers - zero point x the sum of the numbers).
FACEFS_WIDE float weighed(const float* weights, const float* numbers, std::size_t block, const float* scales,
                          const float* zero_points, const float* block_sums) {
  static_assert(kBlocksAtOnce == kBlock && kSfaceBlock % kBlock == 0);
  static_assert(kSfaceChannels * kSfaceCells % (kSfaceBlock * kBlocksAtOnce) == 0);
  Lanes total = {};
  for (std::size_t b = 0; b < kBlocksAtOnce; ++b) {
    Lanes sum = {};
    for (std::size_t i = b * block; i < (b + 1) * block; i += kBlock)
      sum += lanes(weights + i).v * lanes(numbers + i).v;
    total += sum * scales[b];
  }
  total -= lanes(scales).v * lanes(zero_points).v * lanes(block_sums).v;
  float result = 0;
  for (std::size_t i = 0; i < kBlock; ++i) result += total[i];
  return result;
}

FACEFS_WIDE float sum_of(const float* numbers, std::size_t count) {
  Lanes sums = {};
  for (std::size_t i = 0; i < count; i += kBlock) sums += lanes(numbers + i).v;
  float sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) sum += sums[i];
  return sum;
}

/// The numbers of one face on their way through the last layer.
struct Projection {
  explicit Projection(const std::vector<float>& face, std::size_t block) : numbers(face) {
    for (std::size_t at = 0; at < face.size(); at += block) block_sums.push_back(sum_of(face.data() + at, block));
  }
  const std::vector<float>& numbers;
  std::vector<float> block_sums;
  Embedding sums;
};

/// Adds up each row of the weights x the numbers, for kBlocksAtOnce blocks from `first` on.
void weigh(const ByteMatrix& weights, std::size_t first, std::span<Projection> faces) {
  const std::size_t blocks = weights.columns / weights.block, size = kBlocksAtOnce * weights.block;
  std::vector<float> wide(size);
  std::array<float, kBlocksAtOnce> zero_points;
  for (std::size_t row = 0; row < weights.rows; ++row) {
    const std::size_t at = row * blocks + first;
    widen(weights.bytes.data() + at * weights.block, size, wide.data());
    widen(weights.zero_points.data() + at, kBlocksAtOnce, zero_points.data());
    for (Projection& face : faces)
      face.sums.values[row] += weighed(wide.data(), face.numbers.data() + first * weights.block, weights.block,
                                       weights.scales.data() + at, zero_points.data(), face.block_sums.data() + first);
  }
}

/// Bends [cell][channel], and writes it as [channel][cell].
template <typename Number>
inline __attribute__((always_inline)) void turn(const Number* in, const SfaceNetwork& network, float* out) {
  const float* const slopes = network.pairs.back().ending.slopes.data();
  for (std::size_t block = 0; block < kSfaceChannels; block += kBlock)
    for (std::size_t cell = 0; cell < kSfaceCells; ++cell) {
      Lanes numbers;
      take(in + cell * kSfaceChannels + block, numbers);
      bend(numbers, lanes(slopes + block).v, numbers);
      numbers *= lanes(network.input_scale.data() + block).v;
      for (std::size_t i = 0; i < kBlock; ++i) out[(block + i) * kSfaceCells + cell] = numbers[i];
    }
}

FACEFS_WIDE void turn_last(const float* in, const SfaceNetwork& network, float* out) {
  turn(in, network, out);
}
FACEFS_WIDE void turn_last(const std::uint16_t* in, const SfaceNetwork& network, float* out) {
  turn(in, network, out);
}

template <typename Number>
std::vector<float> numbers_for_the_last_layer(const Number* in, const SfaceNetwork& network) {
  std::vector<float> numbers(kSfaceChannels * kSfaceCells);
  turn_last(in, network, numbers.data());
  return numbers;
}

}  // namespace

void stem(const Image& chip, const SfaceNetwork& network, float* out) {
  run_stem(chip, network, out);
}
void stem(const Image& chip, const SfaceNetwork& network, std::uint16_t* out) {
  run_stem(chip, network, out);
}
FACEFS_WIDE void depthwise(const float* in, std::size_t side, const float* slopes, const SfacePair& pair, float* out) {
  convolve(in, side, slopes, pair, out);
}
FACEFS_WIDE void depthwise(const std::uint16_t* in, std::size_t side, const float* slopes, const SfacePair& pair,
                           std::uint16_t* out) {
  convolve(in, side, slopes, pair, out);
}
std::vector<float> last_numbers(const float* in, const SfaceNetwork& network) {
  return numbers_for_the_last_layer(in, network);
}
std::vector<float> last_numbers(const std::uint16_t* in, const SfaceNetwork& network) {
  return numbers_for_the_last_layer(in, network);
}

std::vector<Embedding> projected(std::span<const std::vector<float>> faces, const SfaceNetwork& network) {
  const ByteMatrix& weights = network.projection;
  std::vector<Projection> projections;
  for (const std::vector<float>& face : faces) projections.emplace_back(face, weights.block);
  for (std::size_t first = 0; first < weights.columns / weights.block; first += kBlocksAtOnce)
    weigh(weights, first, projections);
  std::vector<Embedding> result;
  for (Projection& face : projections) {
    for (std::size_t i = 0; i < Embedding::kSize; ++i)
      face.sums.values[i] = face.sums.values[i] * network.output_scale[i] + network.output_bias[i];
    result.push_back(face.sums);
  }
  return result;
}

}  // namespace facefs::sface
