// SPDX-License-Identifier: Apache-2.0
#include "models/face_network.h"

#include <stdexcept>

#include "models/weights.h"

namespace facefs {

std::unique_ptr<network::FaceNetwork> load_face_network(const std::filesystem::path& models) {
  const std::filesystem::path file = models / kEmbedderFile;
  auto loaded = std::make_unique<network::FaceNetwork>();
  try {
    dlib::deserialize(file.string()) >> *loaded;
  } catch (const std::exception& error) {
    throw std::runtime_error("the model file " + file.string() + " cannot be loaded: " + error.what());
  }
  return loaded;
}

}  // namespace facefs
