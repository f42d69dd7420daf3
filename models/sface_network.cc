// SPDX-License-Identifier: Apache-2.0
#include "models/sface_network.h"

#include <cmath>

#include "models/face.h"
#include "models/weights.h"

namespace facefs {
namespace {

// Inputs, outputs and stride of the pairs; the file counts them from 2.
constexpr std::array<std::array<std::size_t, 3>, 13> kPairs = {{{32, 64, 1},
                                                                {64, 128, 2},
                                                                {128, 128, 1},
                                                                {128, 256, 2},
                                                                {256, 256, 1},
                                                                {256, 512, 2},
                                                                {512, 512, 1},
                                                                {512, 512, 1},
                                                                {512, 512, 1},
                                                                {512, 512, 1},
                                                                {512, 512, 1},
                                                                {512, 1024, 2},
                                                                {1024, 1024, 1}}};
constexpr float kEpsilon = 1e-3F;          // of the batch norms behind convolutions
constexpr float kEpsilonAtTheEnd = 2e-5F;  // of the two around the last layer

/// A batch norm as what it does: x scale + shift.
struct Norm {
  std::vector<float> scale, shift;
};

Norm norm_of(const OnnxNumbers& file, const std::string& name, std::size_t size, float epsilon) {
  Norm norm{file.floats(name + "_gamma", size), file.floats(name + "_beta", size)};
  const std::vector<float> mean = file.floats(name + "_moving_mean", size);
  const std::vector<float> variance = file.floats(name + "_moving_var", size);
  for (std::size_t i = 0; i < size; ++i) {
    norm.scale[i] /= std::sqrt(variance[i] + epsilon);
    norm.shift[i] -= mean[i] * norm.scale[i];
  }
  return norm;
}

/// The weights of a convolution, [output][input x 9 or input], with the batch norm behind it folded in.
struct Folded {
  std::vector<float> weights;
  SfaceEnding ending;
};

Folded folded(const OnnxNumbers& file, const std::string& name, std::size_t outputs, std::size_t each) {
  Folded layer{file.bytes(name + "_conv2d_weight", outputs, each).floats(), {}};
  const Norm norm = norm_of(file, name + "_batchnorm", outputs, kEpsilon);
  for (std::size_t i = 0; i < layer.weights.size(); ++i) layer.weights[i] *= norm.scale[i / each];
  layer.ending = {norm.shift, file.floats(name + "_relu_gamma", outputs)};
  return layer;
}

/// Returns rows as columns.
std::vector<float> turned(const std::vector<float>& matrix, std::size_t rows) {
  const std::size_t columns = matrix.size() / rows;
  std::vector<float> result(matrix.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) result[i % columns * rows + i / columns] = matrix[i];
  return result;
}

void put_stem(const OnnxNumbers& file, SfaceNetwork& network) {
  Folded layer = folded(file, "conv_1", kSfaceStem, 27);
  network.stem.resize(layer.weights.size());
  for (std::size_t filter = 0; filter < kSfaceStem; ++filter)  // the file has [filter][channel][row and column]
    for (std::size_t channel = 0; channel < 3; ++channel)
      for (std::size_t at = 0; at < 9; ++at)
        network.stem[(at * 3 + channel) * kSfaceStem + filter] = layer.weights[(filter * 3 + channel) * 9 + at];
  network.stem_ending = std::move(layer.ending);
}

SfacePair pair_of(const OnnxNumbers& file, std::size_t number) {
  const auto [inputs, outputs, stride] = kPairs[number];
  const std::string name = "conv_" + std::to_string(number + 2);
  Folded depth = folded(file, name + "_dw", inputs, 9);
  Folded point = folded(file, name, outputs, inputs);
  return {inputs,
          outputs,
          stride,
          turned(depth.weights, inputs),
          std::move(depth.ending),
          std::move(point.weights),
          std::move(point.ending)};
}

/// Splits what stands around the last layer, W (x a + b) + c and then the norm n: (W (x a)) n + the rest.
void put_projection(const OnnxNumbers& file, SfaceNetwork& network) {
  constexpr std::size_t kOutputs = Embedding::kSize;
  constexpr std::size_t kInputs = kSfaceChannels * kSfaceCells;
  const Norm before = norm_of(file, "bn1", kSfaceChannels, kEpsilonAtTheEnd);
  const Norm after = norm_of(file, "fc1", kOutputs, kEpsilonAtTheEnd);
  network.projection = file.bytes("pre_fc1_weight", kOutputs, kInputs, kSfaceBlock);
  network.input_scale = before.scale;
  network.output_scale = after.scale;
  const std::vector<float> weights = network.projection.floats();
  const std::vector<float> bias = file.bytes("pre_fc1_bias", 1, kOutputs).floats();
  for (std::size_t row = 0; row < kOutputs; ++row) {
    double sum = bias[row];
    for (std::size_t i = 0; i < kInputs; ++i)
      sum += static_cast<double>(weights[row * kInputs + i]) * static_cast<double>(before.shift[i / kSfaceCells]);
    network.output_bias.push_back(static_cast<float>(sum) * after.scale[row] + after.shift[row]);
  }
}

}  // namespace

SfaceNetwork sface_network(const std::filesystem::path& models) {
  const OnnxNumbers file(models / kSfaceFile);
  SfaceNetwork network;
  put_stem(file, network);
  for (std::size_t i = 0; i < network.pairs.size(); ++i) network.pairs[i] = pair_of(file, i);
  put_projection(file, network);
  return network;
}

}  // namespace facefs
