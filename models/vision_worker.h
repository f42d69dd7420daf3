// SPDX-License-Identifier: Apache-2.0
// The loop of `facefs-vision`: take a request and its descriptors from the socket, answer it, until the socket closes.
//
// Whatever goes wrong with one photo is answered as Unreadable; only a fault of the process itself ends it. One thread.
#pragma once

#include <filesystem>

#include "models/detector.h"
#include "models/embedder.h"

namespace facefs {

/// Loads the models, then answers until the peer is gone. Throws on missing weights or a broken socket.
void serve_vision(int socket, DetectorKind kind, EmbedderEngine engine, const std::filesystem::path& models);

}  // namespace facefs
