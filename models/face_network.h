// SPDX-License-Identifier: Apache-2.0
// The shape of dlib's face recognition network, layer by layer, as dlib reads its weights into it.
//
// He et al.'s residual network with 29 convolutions; the published weights fix every number here (dlib's own
// description: dlib-models, dlib_face_recognition_resnet_model_v1). Batch norms are frozen into affine layers.
#pragma once

#include <dlib/dnn.h>

#include <filesystem>
#include <memory>

namespace facefs::network {

template <int Filters, int Stride, typename Below>
using Convolution = dlib::affine<dlib::con<Filters, 3, 3, Stride, Stride, Below>>;

template <int Filters, int Stride, typename Below>
using Pair = Convolution<Filters, 1, dlib::relu<Convolution<Filters, Stride, Below>>>;

/// Adds the input to what two convolutions make of it.
template <int Filters, typename Below>
using Residual = dlib::relu<dlib::add_prev1<Pair<Filters, 1, dlib::tag1<Below>>>>;

/// Adds the input, averaged over 2x2, to what two convolutions make of it at half the size.
template <int Filters, typename Below>
using Halving = dlib::relu<
    dlib::add_prev2<dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<Pair<Filters, 2, dlib::tag1<Below>>>>>>>;

template <typename Below>
using Level32 = Residual<32, Residual<32, Residual<32, Below>>>;
template <typename Below>
using Level64 = Residual<64, Residual<64, Residual<64, Halving<64, Below>>>>;
template <typename Below>
using Level128 = Residual<128, Residual<128, Halving<128, Below>>>;
template <typename Below>
using Level256 = Residual<256, Residual<256, Halving<256, Below>>>;

template <typename Below>
using Stem = dlib::max_pool<3, 3, 2, 2, dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, Below>>>>;

using FaceNetwork = dlib::loss_metric<
    dlib::fc_no_bias<128, dlib::avg_pool_everything<Halving<
                              256, Level256<Level128<Level64<Level32<Stem<dlib::input_rgb_image_sized<150>>>>>>>>>>;

}  // namespace facefs::network

namespace facefs {

/// Loads the network with its weights. Throws std::runtime_error naming the file when they cannot be loaded.
std::unique_ptr<network::FaceNetwork> load_face_network(const std::filesystem::path& models);

}  // namespace facefs
