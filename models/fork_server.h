// SPDX-License-Identifier: Apache-2.0
// The process that vision workers are forked from: it has loaded the models, and never sees a photo.
//
// The networks' weights, the trees and the libraries are in memory once for all workers. Another worker is there in a
// millisecond, after a crash, too. A worker ends with its fork server, and the fork server with the daemon. How a
// worker ended is the last message on its socket (Ended), because only the fork server learns of it. One thread,
// because a fork copies no other.
#pragma once

#include <filesystem>

#include "models/networks.h"

namespace facefs {

/// Loads the models. Then forks a worker for every packet that comes with a socket, to serve that socket
/// (vision_worker.h), until the peer is gone. Returns in the workers, too, when they have ended. Throws on missing
/// weights.
void run_fork_server(int socket, const Networks& networks, const std::filesystem::path& models);

}  // namespace facefs
