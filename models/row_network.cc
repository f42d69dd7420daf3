// SPDX-License-Identifier: Apache-2.0
#include "models/row_network.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace facefs {
namespace {

constexpr int kAtOnce = 6;  // pixels: their sums and a block of weights fill sixteen registers of eight floats

/// out[pixel][block] = bias + sum over inputs of in[pixel][input] x weight[input][block], for `Count` pixels.
template <int Count>
inline __attribute__((always_inline)) void multiply(const float* in, std::size_t inputs, const float* weights,
                                                    const float* bias, float* out, std::size_t outputs) {
  Lanes sums[Count];
  for (int p = 0; p < Count; ++p) sums[p] = lanes(bias).v;
  for (std::size_t i = 0; i < inputs; ++i) {
    const Lanes weight = lanes(weights + i * kBlock).v;
    for (int p = 0; p < Count; ++p) sums[p] += in[static_cast<std::size_t>(p) * inputs + i] * weight;
  }
  for (int p = 0; p < Count; ++p) lanes(out + static_cast<std::size_t>(p) * outputs).v = sums[p];
}

FACEFS_WIDE void pointwise_row(const float* in, std::size_t pixels, std::size_t inputs, std::size_t outputs,
                               const float* weights, const float* bias, float* out) {
  for (std::size_t block = 0; block < outputs; block += kBlock) {
    const float* const w = weights + block * inputs;
    std::size_t x = 0;
    for (; x + kAtOnce <= pixels; x += kAtOnce)
      multiply<kAtOnce>(in + x * inputs, inputs, w, bias + block, out + x * outputs + block, outputs);
    for (; x < pixels; ++x) multiply<1>(in + x * inputs, inputs, w, bias + block, out + x * outputs + block, outputs);
  }
}

/// Convolves one row in each channel. The three input rows have a pixel of zeros before and after them.
FACEFS_WIDE void depthwise_row(const float* above, const float* here, const float* below, std::size_t pixels,
                               std::size_t channels, const float* weights, const float* bias, bool relu, float* out) {
  for (std::size_t block = 0; block < channels; block += kBlock) {
    Lanes w[9];
    for (std::size_t k = 0; k < 9; ++k) w[k] = lanes(weights + k * channels + block).v;
    const Lanes start = lanes(bias + block).v;
    const Lanes zero = {};
    for (std::size_t x = 0; x < pixels; ++x) {
      const std::size_t at = x * channels + block;
      Lanes sum = start;
      for (std::size_t k = 0; k < 3; ++k) {
        sum += lanes(above + at + k * channels).v * w[k];
        sum += lanes(here + at + k * channels).v * w[3 + k];
        sum += lanes(below + at + k * channels).v * w[6 + k];
      }
      lanes(out + at).v = relu ? (sum > zero ? sum : zero) : sum;
    }
  }
}

/// Makes one output row of the stem from three rows of the picture as floats, with a pixel of zeros before each.
FACEFS_WIDE void stem_row(const float* above, const float* here, const float* below, std::size_t pixels,
                          const float* weights, const float* bias, float* out) {
  const float* const rows[3] = {above, here, below};
  const Lanes zero = {};
  for (std::size_t x = 0; x < pixels; ++x) {
    Lanes sum = lanes(bias).v;
    for (std::size_t r = 0; r < 3; ++r)
      for (std::size_t i = 0; i < 9; ++i) sum += rows[r][6 * x + i] * lanes(weights + (r * 9 + i) * kBlock).v;
    lanes(out + x * kBlock).v = sum > zero ? sum : zero;
  }
}

FACEFS_WIDE void largest_of_four(const float* upper, const float* lower, std::size_t pixels, std::size_t channels,
                                 float* out) {
  for (std::size_t x = 0; x < pixels; ++x)
    for (std::size_t c = 0; c < channels; ++c) {
      const std::size_t left = 2 * x * channels + c, right = left + channels;
      out[x * channels + c] = std::max(std::max(upper[left], upper[right]), std::max(lower[left], lower[right]));
    }
}

class StemRows final : public RowSource {
 public:
  StemRows(const Image& picture, int columns, int rows, const StemWeights& weights)
      : RowSource(columns / 2, rows / 2, kBlock), picture_(picture), bias_(weights.bias), out_(row_size()) {
    for (auto& row : rows_) row.assign(3 * (static_cast<std::size_t>(columns) + 2), 0);
    weights_.resize(std::size_t{27} * kBlock);
    for (std::size_t filter = 0; filter < kBlock; ++filter)
      for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t at = 0; at < 9; ++at)  // [row][column][channel of the picture][filter]
          weights_[(at * 3 + 2 - channel) * kBlock + filter] = weights.filters[(filter * 3 + channel) * 9 + at];
  }

  const float* next() override {
    std::swap(rows_[0], rows_[2]);  // the last one below is now above
    load(2 * y_, rows_[1]);
    load(2 * y_ + 1, rows_[2]);
    ++y_;
    stem_row(rows_[0].data(), rows_[1].data(), rows_[2].data(), static_cast<std::size_t>(width), weights_.data(),
             bias_.data(), out_.data());
    return out_.data();
  }

 private:
  std::size_t row_size() const { return static_cast<std::size_t>(width) * kBlock; }
  void load(int y, std::vector<float>& row) const {
    if (y >= picture_.height) {
      std::fill(row.begin(), row.end(), 0.F);
      return;
    }
    const std::uint8_t* const from = picture_.row(y);
    for (std::size_t i = 0; i < picture_.stride(); ++i) row[3 + i] = from[i];
  }

  const Image& picture_;
  std::vector<float> weights_, bias_, out_;
  std::array<std::vector<float>, 3> rows_;
  int y_ = 0;
};

class SeparableRows final : public RowSource {
 public:
  SeparableRows(RowSource& from, const SeparableWeights& weights, Ending ending)
      : RowSource(from.width, from.height, weights.outputs), from_(from), weights_(weights), ending_(ending) {
    const std::size_t pixels = static_cast<std::size_t>(width), depth = static_cast<std::size_t>(channels);
    for (auto& row : rows_) row.assign((pixels + 2) * depth, 0);
    out_.resize(pixels * depth);
    pull(rows_[2]);
  }

  const float* next() override {
    std::rotate(rows_.begin(), rows_.begin() + 1, rows_.end());
    if (++y_ < height)
      pull(rows_[2]);
    else
      std::fill(rows_[2].begin(), rows_[2].end(), 0.F);
    depthwise_row(rows_[0].data(), rows_[1].data(), rows_[2].data(), static_cast<std::size_t>(width),
                  static_cast<std::size_t>(channels), weights_.depth.data(), weights_.depth_bias.data(),
                  ending_ == Ending::relu, out_.data());
    return out_.data();
  }

 private:
  void pull(std::vector<float>& row) {
    pointwise_row(from_.next(), static_cast<std::size_t>(width), static_cast<std::size_t>(weights_.inputs),
                  static_cast<std::size_t>(channels), weights_.point.data(), weights_.point_bias.data(),
                  row.data() + channels);
  }

  RowSource& from_;
  const SeparableWeights& weights_;
  const Ending ending_;
  std::array<std::vector<float>, 3> rows_;
  std::vector<float> out_;
  int y_ = 0;
};

class PooledRows final : public RowSource {
 public:
  explicit PooledRows(RowSource& from) : RowSource(from.width / 2, from.height / 2, from.channels), from_(from) {
    upper_.resize(static_cast<std::size_t>(from.width) * static_cast<std::size_t>(channels));
    out_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(channels));
  }
  const float* next() override {
    std::memcpy(upper_.data(), from_.next(), upper_.size() * sizeof(float));
    largest_of_four(upper_.data(), from_.next(), static_cast<std::size_t>(width), static_cast<std::size_t>(channels),
                    out_.data());
    return out_.data();
  }

 private:
  RowSource& from_;
  std::vector<float> upper_, out_;
};

class MapRows final : public RowSource {
 public:
  explicit MapRows(const FeatureMap& map)
      : RowSource(static_cast<int>(map.width), static_cast<int>(map.height), static_cast<int>(map.channels)),
        map_(map) {}
  const float* next() override { return map_.row(y_++); }

 private:
  const FeatureMap& map_;
  int y_ = 0;
};

class SumRows final : public RowSource {
 public:
  SumRows(const FeatureMap& map, const FeatureMap& coarse)
      : RowSource(static_cast<int>(map.width), static_cast<int>(map.height), static_cast<int>(map.channels)),
        map_(map),
        coarse_(coarse),
        out_(map.width * map.channels) {}
  const float* next() override {
    const float* const fine = map_.row(y_);
    const float* const coarse = coarse_.row(y_ / 2);
    ++y_;
    for (std::size_t x = 0; x < map_.width; ++x)
      for (std::size_t c = 0; c < map_.channels; ++c)
        out_[x * map_.channels + c] = fine[x * map_.channels + c] + coarse[x / 2 * map_.channels + c];
    return out_.data();
  }

 private:
  const FeatureMap& map_;
  const FeatureMap& coarse_;
  std::vector<float> out_;
  int y_ = 0;
};

}  // namespace

SeparableWeights::SeparableWeights(int from, int to)
    : inputs(from),
      outputs(to),
      point(static_cast<std::size_t>(from * to)),
      point_bias(static_cast<std::size_t>(to)),
      depth(static_cast<std::size_t>(9 * to)),
      depth_bias(static_cast<std::size_t>(to)) {}

void SeparableWeights::put(int at, int count, const float* pointwise, const float* pointwise_bias,
                           const float* depthwise, const float* depthwise_bias) {
  const auto from = static_cast<std::size_t>(inputs), to = static_cast<std::size_t>(outputs);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const std::size_t output = static_cast<std::size_t>(at) + i;
    for (std::size_t input = 0; input < from; ++input)
      point[(output / kBlock * from + input) * kBlock + output % kBlock] = pointwise[i * from + input];
    for (std::size_t k = 0; k < 9; ++k) depth[k * to + output] = depthwise[i * 9 + k];
    point_bias[output] = pointwise_bias[i];
    depth_bias[output] = depthwise_bias[i];
  }
}

FeatureMap::FeatureMap(RowSource& from)
    : width(static_cast<std::size_t>(from.width)),
      height(static_cast<std::size_t>(from.height)),
      channels(static_cast<std::size_t>(from.channels)),
      values(width * height * channels) {
  for (std::size_t y = 0; y < height; ++y)
    std::memcpy(values.data() + y * width * channels, from.next(), width * channels * sizeof(float));
}

std::unique_ptr<RowSource> stem_rows(const Image& picture, int width, int height, const StemWeights& weights) {
  return std::make_unique<StemRows>(picture, width, height, weights);
}
std::unique_ptr<RowSource> separable_rows(RowSource& from, const SeparableWeights& weights, Ending ending) {
  return std::make_unique<SeparableRows>(from, weights, ending);
}
std::unique_ptr<RowSource> pooled_rows(RowSource& from) {
  return std::make_unique<PooledRows>(from);
}
std::unique_ptr<RowSource> rows_of(const FeatureMap& map) {
  return std::make_unique<MapRows>(map);
}
std::unique_ptr<RowSource> sum_rows(const FeatureMap& map, const FeatureMap& coarse) {
  return std::make_unique<SumRows>(map, coarse);
}

}  // namespace facefs
