// SPDX-License-Identifier: Apache-2.0
// The makers of each engine, so that only its own file sees its library.
#pragma once

#include "models/embedder.h"

namespace facefs {

std::unique_ptr<Embedder> make_dlib_embedder(const std::filesystem::path& models);
std::unique_ptr<Embedder> make_onednn_embedder(EmbedderEngine precision, const std::filesystem::path& models);
std::unique_ptr<Embedder> make_sface_embedder(EmbedderEngine precision, const std::filesystem::path& models);

}  // namespace facefs
