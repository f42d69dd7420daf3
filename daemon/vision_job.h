// SPDX-License-Identifier: Apache-2.0
// One photo on its way through the vision workers, and what is to be done with the reply.
#pragma once

#include <functional>
#include <memory>

#include "models/vision_protocol.h"
#include "system/unique_fd.h"

namespace facefs {

struct VisionJob {
  VisionRequest request;
  std::shared_ptr<const UniqueFd> photo;   ///< sealed memory with the photo's bytes
  std::shared_ptr<const UniqueFd> output;  ///< for a labelled picture: the file to write
  /// Whether the faces of that image are known already, so that they need not be made again, or which to leave out.
  std::function<Proceed(const PhotoReading& identified)> identify;
  std::function<void(VisionReply)> done;
  bool is_urgent = false;  ///< goes before the others
  bool is_alone = false;   ///< no other one is with a worker meanwhile
  int tries = 0;           ///< that failed
  int interruptions = 0;   ///< by the end of the fork server, which is no fault of the photo
};

}  // namespace facefs
