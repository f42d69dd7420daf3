// SPDX-License-Identifier: Apache-2.0
// The table of axes against the weights that it was made from. FACEFS_ACCEPT=1 prints it anew.
#include "index/search/face_axes.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <opencv2/core.hpp>
#include <vector>

#include "models/folded_network.h"
#include "support/faces.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

constexpr int kSize = Embedding::kSize;

/// Returns the last layer, 256 x 128: what a unit of each of its inputs adds to the embedding.
cv::Mat last_layer() {
  const FoldedNetwork network = folded_network(models_folder());
  cv::Mat layer(static_cast<int>(network.projection.size()) / kSize, kSize, CV_64F);
  std::copy(network.projection.begin(), network.projection.end(), layer.begin<double>());
  return layer;
}

/// Returns the share of the layer (of the sum of its squares) that each axis has.
std::vector<double> shares_of_axes(const cv::Mat& layer) {
  std::vector<double> shares(kSize, 0.0);
  double all = 0;
  for (int row = 0; row < layer.rows; ++row) {
    Embedding adds;
    std::copy_n(layer.ptr<double>(row), kSize, adds.values.begin());
    const Embedding along = along_axes(adds);
    for (std::size_t k = 0; k < kSize; ++k) shares[k] += along.values[k] * along.values[k];
    for (const float number : along.values) all += number * number;
  }
  for (double& share : shares) share /= all;
  return shares;
}

void print_table(const cv::Mat& vectors) {
  for (int axis = 0; axis < static_cast<int>(kLeadingAxes); ++axis) {
    const auto* numbers = vectors.ptr<double>(axis);
    const double largest =
        *std::max_element(numbers, numbers + kSize, [](double a, double b) { return std::abs(a) < std::abs(b); });
    for (int k = 0; k < kSize; ++k) std::cout << (k ? ", " : "{") << std::lround(numbers[k] / largest * 127);
    std::cout << "},\n";
  }
}

TEST(FaceAxes, AreTheDirectionsOfTheNetworksLastLayerTheStrongestFirst) {
  const cv::Mat layer = last_layer();
  cv::Mat squares;
  cv::Mat strengths;
  cv::Mat vectors;
  cv::mulTransposed(layer, squares, true);
  cv::eigen(squares, strengths, vectors);
  if (std::getenv("FACEFS_ACCEPT")) print_table(vectors);
  const std::vector<double> shares = shares_of_axes(layer);
  const double all = cv::sum(strengths)[0];
  double by_axes = 0;
  double at_best = 0;
  for (std::size_t k = 0; k < kLeadingAxes; ++k) {
    by_axes += shares[k];
    at_best += strengths.at<double>(static_cast<int>(k)) / all;
    EXPECT_NEAR(by_axes, at_best, 1e-3) << "after " << k + 1;
  }
  EXPECT_GT(by_axes, 0.91);
}

/// Galleries are stored along these axes, so not even a sign may change without a new schema.
TEST(FaceAxes, AreWhatTheyWere) {
  const Embedding along = along_axes(face_of(1, 1));
  double sum = 0;
  for (std::size_t k = 0; k < Embedding::kSize; ++k) sum += static_cast<double>(k + 1) * along.values[k];
  EXPECT_NEAR(sum, -70.0421, 1e-3);
}

TEST(FaceAxes, KeepLengthsAndDistances) {
  for (int person = 0; person < 50; ++person) {
    const Embedding a = face_of(person, 0);
    const Embedding b = face_of(person + 1, 0);
    EXPECT_NEAR(distance(along_axes(a), along_axes(b)), distance(a, b), 1e-6F);
    EXPECT_NEAR(distance(along_axes(a), Embedding{}), distance(a, Embedding{}), 1e-6F);
    EXPECT_LT(distance(from_axes(along_axes(a)), a), 1e-6F);
  }
}

}  // namespace
}  // namespace facefs::test
