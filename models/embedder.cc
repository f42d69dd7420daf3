// SPDX-License-Identifier: Apache-2.0
#include "models/embedder.h"

#include <dlib/image_transforms.h>

#include <cstring>

#include "models/embedder_engines.h"
#include "models/orientation.h"

namespace facefs {
namespace {

using Pixels = dlib::matrix<dlib::rgb_pixel>;

constexpr int kJitteredCopies = 10;  // same-person errors 0.89 -> 0.69 %; a hundred bring no more (docs/matching.md)

Image image_of(const Pixels& pixels) {
  Image image(static_cast<int>(pixels.nc()), static_cast<int>(pixels.nr()));
  std::memcpy(image.rgb.data(), &pixels(0, 0), image.rgb.size());
  return image;
}

}  // namespace

std::unique_ptr<Embedder> make_embedder(EmbedderKind kind, EmbedderEngine engine, const std::filesystem::path& models) {
  if (engine == EmbedderEngine::dlib) return make_dlib_embedder(models);
  if (engine == EmbedderEngine::bf16 && !multiplies_bf16()) engine = EmbedderEngine::f32;
  return kind == EmbedderKind::sface ? make_sface_embedder(engine, models) : make_onednn_embedder(engine, models);
}

Embedding embed_reference(EmbedderKind kind, Embedder& embedder, const Image& chip) {
  if (kind == EmbedderKind::dlib) return embed_jittered(embedder, chip, kJitteredCopies);
  const Image both[] = {chip, turned_upright(chip, Orientation::mirrored)};
  Embedding sum;
  for (const Embedding& embedding : embedder.embed(both))
    for (std::size_t i = 0; i < Embedding::kSize; ++i) sum.values[i] += embedding.values[i];
  return with_length(sum, kSfaceRadius);
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
