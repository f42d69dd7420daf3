// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/row_network.h"
#include "models/weights.h"
#include "models/yunet_network.h"
#include "models/yunet_weights.h"

namespace facefs {
namespace {

// Channels of a grid's last layer: four pairs of convolutions in the file are one layer here.
constexpr int kClass = 0, kBox = 1, kObject = 5, kPoints = 6, kOutputs = 16;

constexpr std::size_t kStages = 14;  // pairs of convolutions before those of the outputs

float sigmoid(float value) {
  return 1 / (1 + std::exp(-value));
}

/// Owns the sources of one picture, in the order in which they pull.
class Chain {
 public:
  explicit Chain(std::unique_ptr<RowSource> first) { sources_.push_back(std::move(first)); }
  Chain& separable(const SeparableWeights& weights) { return add(separable_rows(last(), weights, Ending::relu)); }
  Chain& outputs(const SeparableWeights& weights) { return add(separable_rows(last(), weights, Ending::plain)); }
  Chain& pool() { return add(pooled_rows(last())); }
  FeatureMap map() { return FeatureMap(last()); }
  RowSource& last() { return *sources_.back(); }

 private:
  Chain& add(std::unique_ptr<RowSource> source) {
    sources_.push_back(std::move(source));
    return *this;
  }
  std::vector<std::unique_ptr<RowSource>> sources_;
};

class YunetInRows final : public YunetNetwork {
 public:
  explicit YunetInRows(const std::filesystem::path& models) {
    const std::vector<Convolution> all = yunet_convolutions(models);
    if (all.size() != 1 + 2 * (kStages + 12))
      throw std::runtime_error("the model file " + (models / kYunetFile).string() + " holds another network");
    stem_.filters.assign(all[0].filters.ptr<float>(), all[0].filters.ptr<float>() + all[0].filters.total());
    stem_.bias.assign(all[0].bias.ptr<float>(), all[0].bias.ptr<float>() + all[0].bias.total());
    for (std::size_t i = 0; i < kStages; ++i) {
      const Convolution& point = all[1 + 2 * i];
      stages_.emplace_back(point.filters.size[1], point.filters.size[0]);
      put(stages_.back(), 0, point, all[2 + 2 * i]);
    }
    const std::size_t first = 1 + 2 * kStages;
    for (std::size_t grid = 0; grid < 3; ++grid) {
      SeparableWeights& outputs = outputs_.emplace_back(64, kOutputs);
      const int places[] = {kClass, kBox, kObject, kPoints};  // in the file: each for the three grids
      for (std::size_t kind = 0; kind < 4; ++kind) {
        const std::size_t at = first + 2 * (3 * kind + grid);
        put(outputs, places[kind], all[at], all[at + 1]);
      }
    }
  }

  YunetGrids run(const Image& picture) override {
    const int width = whole_cells(picture.width), height = whole_cells(picture.height);
    const auto& s = stages_;
    Chain down(stem_rows(picture, width, height, stem_));
    down.separable(s[0]).pool().separable(s[1]).separable(s[2]).separable(s[3]).separable(s[4]).pool();
    const FeatureMap eighth = down.separable(s[5]).separable(s[6]).map();
    Chain deeper(rows_of(eighth));
    const FeatureMap sixteenth = deeper.pool().separable(s[7]).separable(s[8]).map();
    Chain deepest(rows_of(sixteenth));
    const FeatureMap coarse = deepest.pool().separable(s[9]).separable(s[10]).separable(s[11]).map();
    const FeatureMap middle = Chain(sum_rows(sixteenth, coarse)).separable(s[12]).map();
    Chain fine(sum_rows(eighth, middle));  // the largest map, and never kept whole
    fine.separable(s[13]);
    return {grid_of(std::move(fine), 0), grid_of(Chain(rows_of(middle)), 1), grid_of(Chain(rows_of(coarse)), 2)};
  }

 private:
  static void put(SeparableWeights& weights, int at, const Convolution& point, const Convolution& depth) {
    weights.put(at, point.filters.size[0], point.filters.ptr<float>(), point.bias.ptr<float>(),
                depth.filters.ptr<float>(), depth.bias.ptr<float>());
  }

  YunetGrid grid_of(Chain features, std::size_t number) const {
    const FeatureMap out = features.outputs(outputs_[number]).map();
    YunetGrid grid;
    grid.columns = static_cast<int>(out.width);
    grid.rows = static_cast<int>(out.height);
    grid.stride = YunetGrid::kStrides[number];
    for (const float* cell = out.values.data(); cell != out.values.data() + out.values.size(); cell += kOutputs) {
      grid.classes.push_back(sigmoid(cell[kClass]));
      grid.objects.push_back(sigmoid(cell[kObject]));
      grid.boxes.insert(grid.boxes.end(), cell + kBox, cell + kBox + 4);
      grid.points.insert(grid.points.end(), cell + kPoints, cell + kPoints + 10);
    }
    return grid;
  }

  StemWeights stem_;
  std::vector<SeparableWeights> stages_, outputs_;
};

}  // namespace

std::unique_ptr<YunetNetwork> yunet_in_rows(const std::filesystem::path& models) {
  return std::make_unique<YunetInRows>(models);
}

}  // namespace facefs
