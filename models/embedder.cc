// SPDX-License-Identifier: Apache-2.0
#include "models/embedder.h"

#include <dlib/image_transforms.h>

#include <cstring>

#include "models/embedder_engines.h"

namespace facefs {
namespace {

using Pixels = dlib::matrix<dlib::rgb_pixel>;

Image image_of(const Pixels& pixels) {
  Image image(static_cast<int>(pixels.nc()), static_cast<int>(pixels.nr()));
  std::memcpy(image.rgb.data(), &pixels(0, 0), image.rgb.size());
  return image;
}

}  // namespace

std::unique_ptr<Embedder> make_embedder(EmbedderEngine engine, const std::filesystem::path& models) {
  if (engine == EmbedderEngine::dlib) return make_dlib_embedder(models);
  const bool instead = engine == EmbedderEngine::bf16 && !multiplies_bf16();
  return make_onednn_embedder(instead ? EmbedderEngine::f32 : engine, models);
}

Embedding embed_jittered(Embedder& embedder, const Image& chip, int times) {
  Pixels pixels(chip.height, chip.width);
  std::memcpy(&pixels(0, 0), chip.rgb.data(), chip.rgb.size());
  dlib::rand random(0);  // a fixed seed: the same photo must give the same numbers after a rebuild
  std::vector<Image> chips = {chip};
  for (int i = 1; i < times; ++i) chips.push_back(image_of(dlib::jitter_image(pixels, random)));
  Embedding mean;
  for (const Embedding& embedding : embedder.embed(chips))
    for (std::size_t i = 0; i < Embedding::kSize; ++i) mean.values[i] += embedding.values[i];
  for (float& value : mean.values) value /= static_cast<float>(times);
  return mean;
}

}  // namespace facefs
