// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "models/embedder_engines.h"
#include "models/face_network.h"

namespace facefs {
namespace {

class DlibEmbedder final : public Embedder {
 public:
  explicit DlibEmbedder(const std::filesystem::path& models) : network_(load_face_network(models)) {}

  std::vector<Embedding> embed(std::span<const Image> chips) override {
    std::vector<Embedding> embeddings;
    for (const Image& chip : chips) embeddings.push_back(embed(chip));
    return embeddings;
  }

 private:
  Embedding embed(const Image& chip) {
    dlib::matrix<dlib::rgb_pixel> pixels(chip.height, chip.width);
    std::memcpy(&pixels(0, 0), chip.rgb.data(), chip.rgb.size());
    const dlib::matrix<float, 0, 1> numbers = (*network_)(pixels);
    Embedding embedding;
    for (std::size_t i = 0; i < Embedding::kSize; ++i) embedding.values[i] = numbers(static_cast<long>(i));
    return embedding;
  }

  std::unique_ptr<network::FaceNetwork> network_;
};

}  // namespace

std::unique_ptr<Embedder> make_dlib_embedder(const std::filesystem::path& models) {
  return std::make_unique<DlibEmbedder>(models);
}

}  // namespace facefs
