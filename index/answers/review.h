// SPDX-License-Identifier: Apache-2.0
// What is worth asking the user, the most useful question first: groups that nobody named, a person found twice in one
// photo, matches that are nearly certain.
#pragma once

#include <string>
#include <vector>

#include "index/storage/snapshot.h"

namespace facefs {

struct Question {
  std::string kind;      ///< "unknown", "twice", "maybe"
  std::string path;      ///< in the mount
  std::string sentence;  ///< what is asked, and how it is answered
};

/// The command that makes two people one, as it can be typed.
std::string suggested_merge(const std::string& of, const std::string& into);

/// At most `most`. From one snapshot, by looking at groups, uncertain photos and people's photos.
std::vector<Question> questions(const Snapshot& snapshot, std::size_t most = 1000);

}  // namespace facefs
