// SPDX-License-Identifier: Apache-2.0
#include "models/folded_network.h"

#include <algorithm>

#include "models/face_network.h"

namespace facefs {
namespace {

/// Visits dlib's layers from the last one to the first. (dlib's own fuse_layers adds the affine layer's shift to the
/// convolution's bias without scaling that bias. That is right only where there is no bias.)
class Folding {
 public:
  explicit Folding(FoldedNetwork& folded) : folded_(folded) {}

  template <typename Layer>
  void operator()(std::size_t, Layer&) const {}

  template <long filters, long rows, long columns, int sy, int sx, int py, int px, typename Below, typename E>
  void operator()(
      std::size_t,
      dlib::add_layer<dlib::affine_, dlib::add_layer<dlib::con_<filters, rows, columns, sy, sx, py, px>, Below>, E>&
          affine) const {
    const dlib::tensor& numbers = affine.subnet().layer_details().get_layer_params();
    const auto scale = affine.layer_details().get_gamma();
    const auto shift = affine.layer_details().get_beta();
    const float* from = numbers.host();
    FoldedConvolution& folded = folded_.convolutions.emplace_back();
    folded.filters = filters;
    folded.side = rows;
    const std::size_t each = (numbers.size() - filters) / filters;  // after all filters come the biases
    folded.channels = static_cast<int>(each / (rows * columns));
    for (std::size_t filter = 0; filter < filters; ++filter) {
      for (std::size_t i = 0; i < each; ++i) folded.weights.push_back(from[filter * each + i] * scale.host()[filter]);
      folded.bias.push_back(from[filters * each + filter] * scale.host()[filter] + shift.host()[filter]);
    }
  }

  template <unsigned long outputs, dlib::fc_bias_mode bias, typename Below, typename E>
  void operator()(std::size_t, dlib::add_layer<dlib::fc_<outputs, bias>, Below, E>& projection) const {
    const dlib::tensor& numbers = projection.layer_details().get_layer_params();
    folded_.projection.assign(numbers.begin(), numbers.end());
  }

 private:
  FoldedNetwork& folded_;
};

}  // namespace

FoldedNetwork folded_network(const std::filesystem::path& models) {
  const auto network = load_face_network(models);
  FoldedNetwork folded;
  dlib::visit_layers(*network, Folding(folded));
  std::reverse(folded.convolutions.begin(), folded.convolutions.end());
  return folded;
}

}  // namespace facefs
