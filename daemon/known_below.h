// SPDX-License-Identifier: Apache-2.0
// What the gallery knows at and below a folder of photos. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/absences.h"
#include "index/storage/gallery.h"

namespace facefs {

/// Returns that folder and those below it that the gallery knows, each with the photos right in it.
std::vector<Absences::Absent> folders_known_at(const Gallery& gallery, const std::string& folder);

/// Returns how many photos the gallery knows at and below that folder.
std::uint64_t photos_known_at(const Gallery& gallery, const std::string& folder);

}  // namespace facefs
