// SPDX-License-Identifier: Apache-2.0
// The process that vision workers are forked from: it has loaded the models, and never sees a photo.
//
// The networks' weights, the trees and the libraries are in memory once for all workers, and another worker is there in
// a millisecond: after a crash, too. A worker ends with its fork server, and the fork server with the daemon. How a
// worker ended is said on its socket (Ended), last, because nobody else hears of it. One thread, because a fork takes
// along no other.
#pragma once

#include <filesystem>

#include "models/detector.h"
#include "models/embedder.h"

namespace facefs {

/// Loads the models; then for every packet that comes with a socket forks a worker that serves it (vision_worker.h),
/// until the peer is gone. Returns in the workers, too, when they have ended. Throws on missing weights.
void run_fork_server(int socket, DetectorKind kind, EmbedderEngine engine, const std::filesystem::path& models);

}  // namespace facefs
