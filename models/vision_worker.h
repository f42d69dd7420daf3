// SPDX-License-Identifier: Apache-2.0
// The loop of a vision worker: it takes a request and its descriptors from the socket and answers it, until the socket
// closes.
//
// Any fault with one photo is answered as Unreadable. Only a fault of the process itself ends it. One thread.
#pragma once

#include "models/face_reader.h"

namespace facefs {

/// Says first that the worker is ready, with a pidfd of this process beside it. Returns when the peer is gone. Throws
/// on a broken socket, and on a request that no honest peer sends (ProtocolError).
void serve_vision(int socket, FaceReader& reader);

}  // namespace facefs
