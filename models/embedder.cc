// SPDX-License-Identifier: Apache-2.0
#include "models/embedder.h"

#include <dlib/image_transforms.h>

#include <cstring>
#include <stdexcept>

#include "models/chip.h"
#include "models/face_network.h"
#include "models/weights.h"

namespace facefs {
namespace {

using Chip = dlib::matrix<dlib::rgb_pixel>;

Chip dlib_chip(const Image& chip) {
  Chip pixels(chip.height, chip.width);
  std::memcpy(&pixels(0, 0), chip.rgb.data(), chip.rgb.size());
  return pixels;
}

Embedding embedding_of(const dlib::matrix<float, 0, 1>& numbers) {
  Embedding embedding;
  for (std::size_t i = 0; i < Embedding::kSize; ++i) embedding.values[i] = numbers(static_cast<long>(i));
  return embedding;
}

}  // namespace

struct Embedder::Model {
  network::FaceNetwork network;
};

Embedder::Embedder(const std::filesystem::path& models) : model_(std::make_unique<Model>()) {
  const std::filesystem::path file = models / kEmbedderFile;
  try {
    dlib::deserialize(file.string()) >> model_->network;
  } catch (const std::exception& error) {
    throw std::runtime_error("the model file " + file.string() + " cannot be loaded: " + error.what());
  }
}

Embedder::~Embedder() = default;

Embedding Embedder::embed(const Image& chip) {
  return embedding_of(model_->network(dlib_chip(chip)));
}

Embedding Embedder::embed_jittered(const Image& chip, int times) {
  const Chip pixels = dlib_chip(chip);
  dlib::rand random(0);  // a fixed seed: the same photo must give the same numbers after a rebuild
  dlib::matrix<float, 0, 1> sum = model_->network(pixels);
  for (int i = 1; i < times; ++i) sum += model_->network(dlib::jitter_image(pixels, random));
  return embedding_of(sum / static_cast<float>(times));
}

}  // namespace facefs
